"""Rows of an experiment's own: written out they change nothing, and by hand they change what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import fit_scaling, split_of, table_of
from core.data.fitting import builtin_source, fitted_to_data, row_of_example, with_features
from core.data.own_rows import (
    MOST_NUMBERS,
    ready_to_draw,
    targets_to_draw,
    with_cells,
    with_own_rows,
    with_rows_added,
    without_rows,
)
from core.edits import with_example
from core.experiment import DataSource, Example, Experiment, Scaling, Training
from core.files.examples import example
from core.files.files import parse, to_bytes
from core.message import Problem
from core.network import Layer, Network


def experiment_on(name: str) -> Experiment:
    return fitted_to_data(example("circle"), builtin_source(name))


@pytest.mark.parametrize("name", ["circle", "xor", "iris", "sine", "wine"])
def test_rows_written_out_are_the_same_rows(name: str) -> None:
    before = experiment_on(name)
    after = with_own_rows(before)
    assert after.data.source == "inline"
    assert table_of(after).classes == table_of(before).classes
    for one, other in zip(vars(split_of(before)).values(), vars(split_of(after)).values(), strict=True):
        assert np.array_equal(one, other)
    assert parse(to_bytes(after)) == after
    assert with_own_rows(after) is after


def with_named_tests(tmp_path: Path) -> Experiment:
    """Six rows in a file, of which a column keeps the second and the fifth for testing."""
    path = tmp_path / "rows.csv"
    words = ("train", "test", "train", "train", "test", "train")
    path.write_text("x,z,y,set\n" + "".join(f"{n},{n * n},{2 * n},{word}\n" for n, word in enumerate(words)))
    source = DataSource(
        "file", path=str(path), input_columns=("x", "z"), target_columns=("y",), split_column="set",
        scaling=Scaling("standard"),
    )  # fmt: skip
    network = Network(("x", "z"), (Layer("output", ("y",), "identity", [[1.0, 1.0]]),))
    return fit_scaling(Experiment(network, Example((1.0, 1.0)), source, Training()))


def test_what_a_split_column_says_is_kept_through_edits_by_hand(tmp_path: Path) -> None:
    before = with_named_tests(tmp_path)
    after = with_own_rows(before)
    assert after.data.test_rows == (1, 4)
    for one, other in zip(vars(split_of(before)).values(), vars(split_of(after)).values(), strict=True):
        assert np.array_equal(one, other)
    assert parse(to_bytes(after)) == after
    assert with_cells(before, {(0, 0): 9.0}).data.test_rows == (1, 4)
    assert with_rows_added(after, [[7, 8]], [[1]]).data.test_rows == (1, 4), "what is added is learnt from"
    assert without_rows(after, [0, 1]).data.test_rows == (2,)
    none_left = without_rows(after, [1, 4])
    assert none_left.data.test_rows == ()
    assert parse(to_bytes(none_left)).data.test_rows == (), "no share of the rows is drawn instead"
    assert len(split_of(none_left).test_rows) == 0
    with pytest.raises(Problem, match="learns from at least one"):
        without_rows(after, [0, 2, 3, 5])


@pytest.mark.parametrize(
    ("source", "rows", "place"),
    [
        ("inline", (0, 2), "data.test_rows[1]"),
        ("inline", (-1,), "data.test_rows[0]"),
        ("inline", (0, 1), "data.test_rows"),
        ("none", (0,), "data.test_rows"),
    ],
)
def test_rows_for_testing_that_cannot_be_are_refused(source: str, rows: tuple[int, ...], place: str) -> None:
    written = json.loads(to_bytes(with_rows_added(example("bank"), [[1, 1]], [[4]])))
    written["data"] |= {"source": source, "test_rows": list(rows)}
    with pytest.raises(Problem) as refused:
        parse(json.dumps(written).encode())
    assert refused.value.place == place


def test_features_and_their_scaling_are_kept() -> None:
    before = with_features(experiment_on("iris"), ("x1", "x2^2"))
    after = with_own_rows(before)
    assert after.data.features == ("x1", "x2^2")
    assert np.array_equal(split_of(after).train_inputs, split_of(before).train_inputs)


def test_a_single_example_becomes_a_row_and_gets_company() -> None:
    more = with_rows_added(example("bank"), [[1, 1]], [[4]])
    assert more.data.inputs == ((2, 3), (1, 1))
    assert more.data.targets == ((6,), (4,))
    assert more.example == example("bank").example


def test_without_targets_the_added_rows_are_all() -> None:
    bank = with_example(example("bank"), Example((2, 3)))
    assert with_rows_added(bank, [[1, 1]], [[4]]).data.inputs == ((1, 1),)


@settings(max_examples=30)
@given(st.data())
def test_added_and_taken_away_again_leaves_what_was(data: st.DataObject) -> None:
    before = with_own_rows(experiment_on("iris"))
    count = data.draw(st.integers(1, 5))
    numbers = st.lists(st.floats(-9, 9), min_size=4, max_size=4)
    rows = data.draw(st.lists(numbers, min_size=count, max_size=count))
    after = with_rows_added(before, rows, np.eye(3)[:1].repeat(count, axis=0))
    assert len(table_of(after)) == 150 + count
    again = without_rows(after, range(150, 150 + count))
    assert again == before


def test_the_example_goes_with_its_row() -> None:
    before = with_own_rows(experiment_on("circle"))
    row = row_of_example(before, table_of(before))
    assert row is not None
    after = without_rows(before, {row})
    place = row_of_example(after, table_of(after))
    assert place is not None
    assert place in split_of(after).train_rows
    far = next(each for each in range(5) if each != row)
    assert without_rows(before, {far}).example == before.example


def test_the_last_row_stays() -> None:
    circle = with_own_rows(experiment_on("circle"))
    with pytest.raises(Problem, match="one row stays"):
        without_rows(circle, range(len(table_of(circle))))


def test_a_cell_changes_its_number_and_the_example_with_it() -> None:
    before = with_own_rows(experiment_on("circle"))
    row = row_of_example(before, table_of(before))
    assert row is not None
    after = with_cells(before, {(row, 1): 2.5, (row, 2): -1.0})
    assert after.example.inputs == (before.example.inputs[0], 2.5)
    assert after.example.targets == (-1.0,)
    assert after.data.inputs[row][1] == 2.5
    other = next(each for each in range(5) if each != row)
    assert with_cells(before, {(other, 0): 7.0}).example == before.example


def test_scaling_is_fitted_to_the_rows_there_are() -> None:
    before = with_own_rows(experiment_on("iris"))
    after = with_cells(before, {(int(split_of(before).train_rows[0]), 0): 1000.0})
    assert after.data.scaling.center[0] > before.data.scaling.center[0] + 5
    assert abs(split_of(after).train_inputs.mean(axis=0)).max() < 1e-12


def test_what_a_point_may_be() -> None:
    circle, iris, sine = (experiment_on(name) for name in ("circle", "iris", "sine"))
    first, second = targets_to_draw(circle, table_of(circle))
    assert (first[1], second[1]) == ((1.0,), (-1.0,))
    assert [target for _, target in targets_to_draw(iris, table_of(iris))] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert [name for name, _ in targets_to_draw(sine, table_of(sine))] == ["1", "-1"]


def test_drawing_begins_on_a_plane_or_a_curve() -> None:
    for drawable in (example("bank"), example("sine")):
        assert ready_to_draw(drawable) is drawable
    plane = ready_to_draw(example("iris"))
    assert plane.data.inputs == ((-3, -3), (3, 3))
    assert table_of(plane).classes == ("orange", "blue")
    assert len(plane.network.inputs) == 2
    drawn = dict(targets_to_draw(plane, table_of(plane)))
    assert drawn["blue"] == plane.data.targets[1]


def test_too_many_numbers_are_refused() -> None:
    rows = np.zeros((MOST_NUMBERS // 2, 2))
    with pytest.raises(Problem, match="too many"):
        with_rows_added(example("bank"), rows, np.zeros((len(rows), 1)))
