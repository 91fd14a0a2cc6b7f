"""What can be done to everything that is selected, each as an edit with a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from core.experiment import Experiment
from core.message import Message
from core.structure import with_unit_removed
from core.weight_edits import (
    BiasPlace,
    Place,
    WeightPlace,
    negated,
    redrawn,
    with_frozen,
    with_pruned,
    with_value,
    with_values,
)
from simulator.selection import Selection, numbers_of, units_of, weights_of

Edit = tuple[Message, Experiment]


class Operation(Enum):
    """What a hand does to selected weights and biases."""

    ZERO = "zero"
    NEGATE = "negate"
    RANDOMISE = "randomise"
    FREEZE = "freeze"
    RELEASE = "release"
    PRUNE = "prune"
    RESTORE = "restore"


_NAMES = {
    Operation.ZERO: Message("Zero {what}"),
    Operation.NEGATE: Message("Negate {what}"),
    Operation.RANDOMISE: Message("Randomise {what}"),
    Operation.FREEZE: Message("Freeze {what}"),
    Operation.RELEASE: Message("Let {what} learn again"),
    Operation.PRUNE: Message("Prune {what}"),
    Operation.RESTORE: Message("Bring back {what}"),
}
_ON_NUMBERS: dict[Operation, Callable[[Experiment, Sequence[Place]], Experiment]] = {
    Operation.ZERO: lambda experiment, places: with_value(experiment, places, 0.0),
    Operation.NEGATE: negated,
    Operation.RANDOMISE: redrawn,
}
_ON_WEIGHTS: dict[Operation, Callable[[Experiment, Sequence[WeightPlace]], Experiment]] = {
    Operation.FREEZE: lambda experiment, places: with_frozen(experiment, places, True),
    Operation.RELEASE: lambda experiment, places: with_frozen(experiment, places, False),
    Operation.PRUNE: lambda experiment, places: with_pruned(experiment, places, True),
    Operation.RESTORE: lambda experiment, places: with_pruned(experiment, places, False),
}


def possible(experiment: Experiment, selection: Selection) -> frozenset[Operation]:
    """The operations that would change something, or may (a zero is zeroed in vain; that harms nobody)."""
    found: set[Operation] = set()
    if numbers_of(selection, experiment.network):
        found |= set(_ON_NUMBERS)
    for place in weights_of(selection, experiment.network):
        layer = experiment.network.layers[place.column - 1]
        at = place.unit, place.source
        is_frozen = layer.is_frozen is not None and bool(layer.is_frozen[at])
        is_pruned = layer.is_pruned is not None and bool(layer.is_pruned[at])
        found.add(Operation.RELEASE if is_frozen else Operation.FREEZE)
        found.add(Operation.RESTORE if is_pruned else Operation.PRUNE)
    return frozenset(found)


def operated(experiment: Experiment, selection: Selection, operation: Operation) -> Edit:
    """The operation on all weights of the selection; on its biases too where it is one for numbers."""
    network = experiment.network
    if operation in _ON_NUMBERS:
        numbers = numbers_of(selection, network)
        return name_of(operation, experiment, selection), _ON_NUMBERS[operation](experiment, numbers)
    weights = weights_of(selection, network)
    return name_of(operation, experiment, selection), _ON_WEIGHTS[operation](experiment, weights)


def name_of(operation: Operation, experiment: Experiment, selection: Selection) -> Message:
    """What the operation is called on this selection: `Zero weight children → node_0`, `Freeze 4 weights`."""
    network = experiment.network
    numbers: Sequence[Place] = (
        numbers_of(selection, network) if operation in _ON_NUMBERS else weights_of(selection, network)
    )
    return Message(_NAMES[operation].template, what=_what(experiment, numbers))


def with_all_set(experiment: Experiment, selection: Selection, value: float) -> Edit:
    """One value for all weights and biases that are selected."""
    numbers = numbers_of(selection, experiment.network)
    return changing(experiment, numbers), with_value(experiment, numbers, value)


def with_all_moved(experiment: Experiment, start: dict[Place, float], by: float) -> Edit:
    """All of these numbers moved by as much from where they were."""
    moved = {place: value + by for place, value in start.items()}
    return changing(experiment, list(start)), with_values(experiment, moved)


def units_removed(experiment: Experiment, selection: Selection) -> Edit:
    """Without the selected units (raises Problem where one cannot go)."""
    units = units_of(selection)
    names = experiment.network.unit_names(units[0].column)
    for element in reversed(units):
        experiment = with_unit_removed(experiment, element.column, element.unit)
    if len(units) == 1:
        return Message("Remove {unit}", unit=names[units[0].unit]), experiment
    return Message("Remove {n} units", n=len(units)), experiment


def changing(experiment: Experiment, places: Sequence[Place]) -> Message:
    """What it is called when these numbers change."""
    return Message("Change {what}", what=_what(experiment, places))


def _what(experiment: Experiment, places: Sequence[Place]) -> Message:
    network = experiment.network
    if len(places) == 1:
        place = places[0]
        unit = network.unit_names(place.column)[place.unit]
        if isinstance(place, BiasPlace):
            return Message("bias of {unit}", unit=unit)
        source = network.unit_names(place.column - 1)[place.source]
        return Message("weight {source} → {unit}", source=source, unit=unit)
    if all(isinstance(place, WeightPlace) for place in places):
        return Message("{n} weights", n=len(places))
    if all(isinstance(place, BiasPlace) for place in places):
        return Message("{n} biases", n=len(places))
    return Message("{n} numbers", n=len(places))
