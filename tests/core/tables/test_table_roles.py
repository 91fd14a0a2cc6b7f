"""What a network receives of a table: numbers as they are, texts one-hot, gaps as was chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables.raw_table import Column, RawTable
from core.tables.table_roles import EncodedTable, Missing, Roles, as_text, encoded, is_test_of
from tests.core.table_samples import table_of

NAN = float("nan")


def numbers(name: str, *values: float) -> Column:
    return Column(name, "number", np.array(values, dtype=np.float64), int(np.isnan(values).sum()))


def texts(name: str, *values: str) -> Column:
    """An empty text is missing."""
    known = tuple(sorted(set(values) - {""}))
    codes = np.array([known.index(value) if value else -1 for value in values], dtype=np.int32)
    return Column(name, "text", codes, int((codes < 0).sum()), known)


def made(*columns: Column, train_rows: Any = None, **roles: Any) -> EncodedTable:
    """All columns but the last are inputs, unless roles say otherwise."""
    names = [column.name for column in columns if column.name != roles.get("split_column")]
    chosen = {"inputs": tuple(names[:-1]), "targets": (names[-1],), **roles}
    return encoded(RawTable(columns), Roles(**chosen), train_rows)


def refused(*columns: Column, **roles: Any) -> str:
    with pytest.raises(Problem) as caught:
        made(*columns, **roles)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200
    return str(caught.value)


def test_numbers_stay_and_texts_become_one_input_a_category() -> None:
    table = made(numbers("x", 1.5, 2.5, 3.5), texts("colour", "red", "blue", "red"), numbers("y", 7, 8, 9))
    assert table.input_names == ("x", "colour=blue", "colour=red")
    assert table.inputs.tolist() == [[1.5, 0, 1], [2.5, 1, 0], [3.5, 0, 1]]
    assert table.targets.tolist() == [[7], [8], [9]]
    assert (table.classes, table.is_test, table.dropped) == ((), None, 0)
    assert table.rows.tolist() == [0, 1, 2]
    assert not table.inputs.flags.writeable
    assert not table.targets.flags.writeable


def test_columns_come_in_the_order_in_which_they_are_named() -> None:
    columns = (numbers("a", 1, 2), numbers("b", 3, 4), numbers("c", 5, 6))
    table = made(*columns, inputs=("c", "a"), targets=("b",))
    assert table.inputs.tolist() == [[5, 1], [6, 2]]
    table = made(*columns, inputs=("b",), targets=("c", "a"))
    assert table.targets.tolist() == [[5, 1], [6, 2]]
    assert table.target_names == ("c", "a")


def test_a_target_of_texts_is_one_of_classes() -> None:
    table = made(numbers("x", 1, 2, 3), texts("kind", "b", "a", "b"))
    assert table.classes == ("a", "b")
    assert table.targets.tolist() == [1, 0, 1]


def test_numbers_can_be_names() -> None:
    table = made(numbers("x", 1, 2, 3, 2), numbers("digit", 10, 9, 10, 0.5), categorical=("x", "digit"))
    assert table.input_names == ("x=1", "x=2", "x=3")
    assert table.classes == ("0.5", "9", "10")
    assert table.targets.tolist() == [2, 1, 2, 0]
    assert as_text(numbers("x", -0.0, 1e20, NAN)).categories == ("-0", "1e+20")


class TestMissing:
    columns = (numbers("x", 1, NAN, 3, 8), texts("kind", "a", "b", "", "a"), numbers("y", 1, 2, 3, NAN))

    def test_refuse_names_the_first(self) -> None:
        line = refused(*self.columns)
        assert line == 'column "x", row 2: a value is missing; fill it in, or choose to drop such rows'
        assert refused(*self.columns[1:]).startswith('column "kind", row 3: a value is missing')

    def test_drop_keeps_whole_rows(self) -> None:
        table = made(*self.columns, missing="drop")
        assert table.inputs.tolist() == [[1, 1, 0]]
        assert (table.rows.tolist(), table.dropped) == ([0], 3)

    def test_mean_fills_inputs_and_drops_rows_without_a_target(self) -> None:
        table = made(*self.columns, missing="mean")
        # The means of the first three rows: the last is dropped, and counts for nothing.
        assert table.inputs.tolist() == [[1, 1, 0], [2, 0, 1], [3, 0.5, 0.5]]
        assert (table.rows.tolist(), table.dropped) == ([0, 1, 2], 1)

    def test_means_are_of_the_training_rows_alone(self) -> None:
        train = np.array([True, True, False, False])
        table = made(
            numbers("x", 1, 3, 100, NAN), texts("kind", "a", "b", "b", ""), numbers("y", 1, 2, 3, 4),
            missing="mean", train_rows=train,
        )  # fmt: skip
        assert table.inputs.tolist() == [[1, 1, 0], [3, 0, 1], [100, 0, 1], [2, 0.5, 0.5]]
        split = texts("set", "train", "train", "test", "test")
        columns = (numbers("x", 1, 3, 100, NAN), numbers("y", 1, 2, 3, 4), split)
        assert made(*columns, missing="mean", split_column="set").inputs[3].tolist() == [2]

    def test_what_is_missing_in_all_training_rows_has_no_mean(self) -> None:
        line = refused(numbers("x", NAN, 1), numbers("y", 1, 2), missing="mean", train_rows=np.array([True, False]))
        assert line == 'column "x": is missing in all training rows, so there is no mean'

    def test_numbers_too_large_for_a_mean_are_refused(self) -> None:
        line = refused(numbers("x", 1.7e308, 1.7e308, NAN), numbers("y", 1, 2, 3), missing="mean")
        assert line == 'column "x": holds numbers too large for a mean'

    def test_some_row_must_be_left(self) -> None:
        assert refused(numbers("x", NAN, 1), numbers("y", 1, NAN), missing="drop") == (
            "no row is left for training; 2 rows lack a value"
        )
        assert refused(numbers("x", 1), texts("set", "test"), numbers("y", 2), split_column="set").startswith(
            "no row"
        )

    def test_a_column_without_any_value_is_refused(self) -> None:
        for missing in ("drop", "mean", "refuse"):
            line = refused(numbers("x", NAN, NAN), numbers("y", 1, 2), missing=missing)
            assert line == 'column "x": is empty in every row; leave it out'

    rows = st.lists(
        st.tuples(
            st.floats(-1e6, 1e6) | st.just(NAN),
            st.sampled_from(("a", "b", "c", "")),
            st.floats(-1e6, 1e6) | st.just(NAN),
            st.booleans(),
        ),
        min_size=2,
        max_size=12,
    )

    @settings(max_examples=40)
    @given(rows, st.sampled_from(("drop", "mean")))
    def test_every_row_is_kept_or_counted(self, rows: list[tuple[float, str, float, bool]], missing: Missing) -> None:
        x, kind, y, train = zip(*rows, strict=True)
        is_training = np.array(train)
        try:
            table = made(
                numbers("x", *x), texts("kind", *kind), numbers("y", *y), missing=missing, train_rows=is_training
            )
        except Problem:
            assume(False)
        assert len(table.rows) + table.dropped == len(rows)
        assert len(table.inputs) == len(table.targets) == len(table.rows)
        assert np.isfinite(table.inputs).all()
        np.testing.assert_allclose(table.inputs[:, 1:].sum(axis=1), 1)
        np.testing.assert_array_equal(table.targets[:, 0], np.array(y)[table.rows])
        known = ~np.isnan(np.array(x)[table.rows])
        np.testing.assert_array_equal(table.inputs[known, 0], np.array(x)[table.rows][known])
        filled = table.inputs[~known, 0]
        if len(filled):
            mean = np.nanmean(np.where(is_training & ~np.isnan(y), x, NAN))
            np.testing.assert_allclose(filled, mean, atol=1e-9)


class TestSplit:
    @pytest.mark.parametrize(
        ("name", "words", "is_test"),
        [
            ("set", ("train", "test", "TRAINING", "Testing"), [0, 1, 0, 1]),
            ("fold", ("0", "1", "false", "True"), [0, 1, 0, 1]),
            ("is_train", ("0", "1", "false", "TRUE"), [1, 0, 1, 0]),
            ("Train", ("train", "test", "1", "0"), [0, 1, 0, 1]),
        ],
    )
    def test_words_say_which_rows_are_for_testing(
        self, name: str, words: tuple[str, ...], is_test: list[int]
    ) -> None:
        split = texts(name, *words)
        assert is_test_of(split, Roles(("x",), ("y",))).tolist() == is_test
        table = made(numbers("x", 1, 2, 3, 4), split, numbers("y", 1, 2, 3, 4), split_column=name)
        assert table.is_test is not None
        assert table.is_test.tolist() == is_test
        assert table.input_names == ("x",)

    def test_numbers_say_it_too(self) -> None:
        assert is_test_of(numbers("fold", 0, 1, 1), Roles(("x",), ("y",))).tolist() == [0, 1, 1]
        assert is_test_of(numbers("is_train", 0, 1, 1), Roles(("x",), ("y",))).tolist() == [1, 0, 0]

    def test_other_words_are_refused_with_their_row(self) -> None:
        columns = (numbers("x", 1, 2, 3), texts("set", "train", "test", "valid"), numbers("y", 1, 2, 3))
        assert refused(*columns, split_column="set") == (
            'column "set", row 3: "valid" says neither train nor test; write one of them'
        )
        columns = (numbers("x", 1, 2, 3), numbers("fold", 0, 1, 2), numbers("y", 1, 2, 3))
        assert refused(*columns, split_column="fold").startswith('column "fold", row 3: "2" says neither')

    def test_more_values_than_are_kept_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        free = replace(texts("set", "train", "test"), values=np.array([-1, -1]), categories=(), is_free_text=True)
        columns = (numbers("x", 1, 2), free, numbers("y", 1, 2))
        assert refused(*columns, split_column="set").startswith(
            'column "set": holds more than 10000 different values'
        )
        monkeypatch.setattr("core.tables.table_roles.MOST_CATEGORIES", 2)
        columns = (numbers("x", 1, 2, 3), numbers("set", 1, 2, 3), numbers("y", 1, 2, 3))
        assert refused(*columns, split_column="set").startswith('column "set": holds more than 2 different values')

    def test_a_missing_word_is_refused_unless_such_rows_are_dropped(self) -> None:
        columns = (numbers("x", 1, 2, 3), texts("set", "train", "", "test"), numbers("y", 1, 2, 3))
        for missing in ("refuse", "mean"):
            line = refused(*columns, split_column="set", missing=missing)
            assert line.startswith('column "set", row 2: a value is missing')
        table = made(*columns, split_column="set", missing="drop")
        assert table.is_test is not None
        assert (table.rows.tolist(), table.is_test.tolist()) == ([0, 2], [False, True])


class TestRefusals:
    def test_a_column_that_is_not_there(self) -> None:
        assert refused(numbers("x", 1), numbers("y", 1), inputs=("z",)) == 'there is no column "z"'
        assert refused(numbers("x", 1), numbers("y", 1), split_column="z").endswith('no column "z"')
        assert len(refused(numbers("x", 1), numbers("y", 1), inputs=("z\n" * 1000,))) < 80

    def test_dates(self, tmp_path: Path) -> None:
        table = table_of(tmp_path, "day,y\n2024-01-01,1\n2024-01-02,2\n")
        with pytest.raises(Problem) as caught:
            encoded(table, Roles(("day",), ("y",)))
        assert str(caught.value) == (
            'column "day": dates are no numbers; make a number of it, such as days since the first'
        )

    def test_texts_of_too_many_kinds(self) -> None:
        many = texts("who", *(f"name {index}" for index in range(1001)))
        values = numbers("y", *range(1001))
        assert refused(many, values).startswith('column "who": has 1001 different texts, 100 at most')
        assert refused(values, many).startswith('column "who": has 1001 different texts, 1000 at most')
        free = replace(many, is_free_text=True, categories=())
        assert refused(free, values).startswith('column "who": has 10000+ different texts')

    def test_a_target_that_is_always_the_same(self) -> None:
        line = refused(numbers("x", 1, 2), texts("kind", "a", "a"))
        assert line == 'column "kind": is "a" in every row; there is nothing to tell apart'

    def test_classes_beside_another_target(self) -> None:
        columns = (numbers("x", 1, 2), numbers("y", 1, 2), texts("kind", "a", "b"))
        line = refused(*columns, inputs=("x",), targets=("y", "kind"))
        assert line == 'column "kind": classes can only be the one target'

    def test_inputs_that_would_share_a_name(self) -> None:
        line = refused(texts("a", "b", "c"), numbers("a=b", 1, 2), numbers("y", 1, 2))
        assert line == 'columns 1 and 3 have the same name, "a=b"; rename one'

    def test_more_inputs_than_fit(self) -> None:
        columns = [texts(f"c{index}", *map(str, range(100))) for index in range(101)]
        assert refused(*columns, numbers("y", *range(100))) == "has 10100 columns; 10000 at most"

    @pytest.mark.parametrize(
        ("roles", "line"),
        [
            ({"inputs": ()}, "inputs: choose at least one input"),
            ({"targets": ()}, "targets: choose at least one target"),
            ({"inputs": ("x", "y")}, 'column "y": a column can have one role only'),
            ({"inputs": ("x", "x")}, 'column "x": a column can have one role only'),
            ({"split_column": "x"}, 'column "x": a column can have one role only'),
            ({"missing": "guess"}, "missing: use one of drop, mean, refuse"),
        ],
    )
    def test_roles_that_cannot_be(self, roles: dict[str, Any], line: str) -> None:
        with pytest.raises(Problem) as caught:
            Roles(**{"inputs": ("x",), "targets": ("y",), **roles})
        assert str(caught.value) == line
