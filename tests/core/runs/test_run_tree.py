"""The tree of runs as a value, and what two runs do differently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.edits import with_activation, with_optimizer, with_training
from core.files.examples import example
from core.progress import Position, Progress
from core.runs.run_differences import differences
from core.runs.run_tree import RunTree, Stop, TrainedRun
from tests.by_hand import with_weight

BANK = example("bank")


def run(id: int, parent: int | None = None, record: int = 0, color: int = 0) -> TrainedRun:
    return TrainedRun(id, BANK, f"Run {id}", color, parent, record)


def tree() -> RunTree:
    made = RunTree()
    for each in (run(1), run(2, 1, 137), run(3, 2, 5), run(4)):
        made = made.with_run(each)
    return made


def test_every_run_stands_below_the_one_it_began_on() -> None:
    assert [(depth, each.id) for depth, each in tree().lines()] == [(0, 1), (1, 2), (2, 3), (0, 4)]


def test_branches_of_a_removed_run_move_up_to_where_it_had_begun() -> None:
    without = tree().without_run(2)
    assert [(depth, each.id) for depth, each in without.lines()] == [(0, 1), (1, 3), (0, 4)]
    assert (without[3].parent, without[3].record) == (1, 137)
    assert 2 not in without


def test_a_number_is_given_once() -> None:
    without = tree().without_run(4)
    assert without.next_id == 5
    with pytest.raises(ValueError, match="given twice"):
        without.with_run(run(1))
    with pytest.raises(ValueError, match="given twice"):
        without.with_run(run(5, parent=9))


def test_of_a_pause_and_an_edit_at_one_place_the_edit_stays() -> None:
    made = tree()
    for stop in (Stop(2.0), Stop(2.0), Stop(3.5), Stop(2.0, ("a",)), Stop(2.0), Stop(2.0, ("a", "b"))):
        made = made.stopped(1, stop)
    assert made[1].stops == (Stop(3.5), Stop(2.0, ("a", "b")))
    assert made.stopped(1, Stop(3.5)) is made


def test_a_name_is_one_line_and_never_empty() -> None:
    assert tree().renamed(1, "  a \n b ")[1].name == "a b"
    assert tree().renamed(1, " \n ")[1].name == "Run 1"
    noted = tree().noted(2, "line\nline")
    assert noted[2].notes == "line\nline"
    assert noted[1] is not tree()[1]


@given(st.lists(st.integers(0, 30), max_size=12))
def test_whatever_is_removed_every_run_has_its_line_once(removed: list[int]) -> None:
    made = RunTree()
    for id in range(1, 13):
        made = made.with_run(replace(run(id, None if id == 1 else id // 2), color=made.free_color))
    assert [each.color for each in made.runs] == list(range(12))
    for id in removed:
        made = made.without_run(id) if id in made else made
    assert sorted(each.id for _, each in made.lines()) == sorted(each.id for each in made.runs)
    assert all(each.parent is None or each.parent in made for each in made.runs)


def test_equal_experiments_have_no_differences() -> None:
    assert differences(BANK, BANK) == ()


def test_what_was_edited_is_named() -> None:
    edited = with_training(with_optimizer(BANK, "adam"), learning_rate=0.1)
    names = [str(each.name) for each in differences(BANK, edited)]
    assert names == ["optimizer adam", "learning rate 0.1"]
    assert [str(each.name) for each in differences(BANK, with_weight(BANK, 1, 0, 1, 2.5))] == [
        "weight accounts → node_0 2.5"
    ]
    assert str(differences(BANK, with_activation(BANK, 1, "relu"))[0].name) == "activation of hidden relu"


def test_where_training_began_is_a_difference() -> None:
    later = replace(BANK, progress=Progress(Position(7)))
    (found,) = differences(BANK, later)
    assert (str(found.what), found.first, found.second) == ("starts at epoch", "0", "7")


def test_other_data_and_other_sizes_are_said_without_numbers_that_mean_nothing() -> None:
    other = example("iris")
    names = [str(each.what) for each in differences(BANK, other)]
    assert "units" in names
    assert "data" in names
    assert "first weights" not in names
