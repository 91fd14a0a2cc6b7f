from __future__ import annotations

import pytest

from core.files.examples import example
from core.message import Problem
from core.weight_edits import WeightPlace
from simulator.frames.elements import BiasAt, EdgeAt, LossAt, UnitAt
from simulator.frames.selection import Selection, selected
from simulator.stage.selection_edits import Operation, offered, operated, units_removed, with_all_moved, with_all_set
from simulator.words import say

BANK = example("bank")
ONE = Selection(EdgeAt(1, 0, 0))
INTO_NODE_1 = Selection(UnitAt(1, 1))


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (Operation.ZERO, "Zero weight children → node_0"),
        (Operation.NEGATE, "Negate weight children → node_0"),
        (Operation.RANDOMISE, "Randomise weight children → node_0"),
        (Operation.FREEZE, "Freeze weight children → node_0"),
        (Operation.PRUNE, "Prune weight children → node_0"),
    ],
)
def test_an_operation_says_what_it_does(operation: Operation, words: str) -> None:
    assert operation in offered(BANK, ONE)
    name, changed = operated(BANK, ONE, operation)
    assert say(name) == words
    assert changed != BANK


def test_of_several_it_says_how_many() -> None:
    assert say(operated(BANK, INTO_NODE_1, Operation.FREEZE)[0]) == "Freeze 2 weights"
    mixed = selected([EdgeAt(1, 0, 0), BiasAt(1, 0)])
    assert say(operated(BANK, mixed, Operation.ZERO)[0]) == "Zero 2 numbers"
    assert say(operated(BANK, mixed, Operation.FREEZE)[0]) == "Freeze weight children → node_0"
    biases = selected([BiasAt(1, 0), BiasAt(1, 1)])
    assert say(operated(BANK, biases, Operation.NEGATE)[0]) == "Negate 2 biases"


@pytest.mark.parametrize(
    ("there", "back"), [(Operation.FREEZE, Operation.RELEASE), (Operation.PRUNE, Operation.RESTORE)]
)
def test_what_is_held_can_be_let_go(there: Operation, back: Operation) -> None:
    assert back not in offered(BANK, INTO_NODE_1)
    held = operated(BANK, INTO_NODE_1, there)[1]
    assert there not in offered(held, INTO_NODE_1)
    assert back in offered(held, INTO_NODE_1)
    assert back not in offered(operated(held, INTO_NODE_1, back)[1], INTO_NODE_1)


def test_where_there_is_no_weight_nothing_is_offered() -> None:
    assert not offered(BANK, Selection(LossAt()))
    assert not offered(BANK, Selection())
    assert set(offered(BANK, Selection(BiasAt(1, 0)))) == {Operation.ZERO, Operation.NEGATE, Operation.RANDOMISE}


def test_one_value_for_all_and_one_step_for_all() -> None:
    both = selected([EdgeAt(1, 0, 0), EdgeAt(1, 1, 0)])
    name, changed = with_all_set(BANK, both, 0.25)
    assert say(name) == "Change 2 weights"
    assert changed.network.layers[0].weights[:, 0].tolist() == [0.25, 0.25]
    start = {WeightPlace(1, 0, 0): 1.0, WeightPlace(1, 1, 0): -1.0}
    _, moved = with_all_moved(changed, start, 0.5)
    assert moved.network.layers[0].weights[:, 0].tolist() == [1.5, -0.5]


def test_units_are_removed_from_any_column() -> None:
    name, changed = units_removed(BANK, Selection(UnitAt(1, 0)))
    assert say(name) == "Remove node_0"
    assert changed.network.layers[0].units == ("node_1",)
    name, changed = units_removed(BANK, selected([UnitAt(0, 0), UnitAt(1, 0)]))
    assert say(name) == "Remove 2 units"
    assert changed.network.sizes == (1, 1, 1)
    with pytest.raises(Problem, match="last unit"):
        units_removed(BANK, selected([UnitAt(1, 0), UnitAt(1, 1)]))
