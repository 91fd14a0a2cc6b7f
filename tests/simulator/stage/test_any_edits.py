"""Two hundred edits of any kind, and as many undos."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.edits import with_activation, with_bias_used, with_input, with_target, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.message import Message, Problem
from core.structure import (
    with_layer_added,
    with_layer_removed,
    with_layer_renamed,
    with_unit_added,
    with_unit_moved,
    with_unit_removed,
    with_unit_renamed,
)
from core.weight_edits import negated, redrawn, with_frozen, with_pruned, with_value
from simulator.document.document import Document
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.frames.selection import Selection, numbers_of, weights_of

KINDS = 15


def edited(experiment: Experiment, kind: int, a: int, b: int, value: float) -> Experiment:
    """One edit; `a` and `b` choose where."""
    sizes = experiment.network.sizes
    column = a % len(sizes)
    unit = b % sizes[column]
    layer = 1 + a % (len(sizes) - 1)
    target = b % sizes[layer]
    here = Selection(EdgeAt(layer, target, a % sizes[layer - 1]) if b % 3 else UnitAt(layer, target))
    numbers = numbers_of(here, experiment.network)
    weights = weights_of(here, experiment.network)
    match kind:
        case 0:
            return with_value(experiment, numbers, value)
        case 1:
            return negated(experiment, numbers)
        case 2:
            return redrawn(experiment, numbers)
        case 3:
            return with_frozen(experiment, weights, b % 2 == 0)
        case 4:
            return with_pruned(experiment, weights, b % 2 == 0)
        case 5:
            return with_unit_added(experiment, column) if sum(sizes) < 20 else experiment
        case 6:
            return with_unit_removed(experiment, column, unit)
        case 7:
            return with_unit_moved(experiment, column, unit, a % sizes[column])
        case 8:
            return with_unit_renamed(experiment, column, unit, f"unit {a}")
        case 9:
            return with_layer_renamed(experiment, layer, f"layer {b}")
        case 10:
            return with_layer_added(experiment, layer) if len(sizes) < 6 else experiment
        case 11:
            return with_layer_removed(experiment, layer)
        case 12:
            return with_activation(experiment, layer, ("tanh", "relu", "identity", "sigmoid")[b % 4])
        case 13:
            changed = with_input(experiment, unit, value) if column == 0 else with_target(experiment, 0, value)
            return with_training(changed, epochs=1 + b)
        case _:
            number = with_value(experiment, numbers_of(Selection(BiasAt(layer, target)), experiment.network), value)
            return with_bias_used(number, layer, b % 2 == 0)


places = st.integers(0, 30)
steps = st.tuples(st.integers(0, KINDS - 1), places, places, st.floats(-10, 10))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(steps, min_size=200, max_size=200))
def test_as_many_undos_give_back_the_very_same_value(edits: list[tuple[int, int, int, float]]) -> None:
    document = Document(example("bank"))
    states = [document.experiment]
    for kind, a, b, value in edits:
        # What is refused changes nothing.
        with suppress(Problem):
            document.edit(Message("Edit"), edited(document.experiment, kind, a, b, value))
        if document.experiment is not states[-1]:
            states.append(document.experiment)
    assert document.undo_stack.count() == len(states) - 1
    for state in reversed(states[:-1]):
        document.undo_stack.undo()
        assert document.experiment is state
    for state in states[1:]:
        document.undo_stack.redo()
        assert document.experiment is state
