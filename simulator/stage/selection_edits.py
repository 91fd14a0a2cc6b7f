"""What can be done to everything that is selected, each as an edit with a name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import Enum

import numpy as np

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
from simulator.frames.selection import Selection, numbers_of, units_of, weights_of

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


def offered(experiment: Experiment, selection: Selection) -> dict[Operation, Message]:
    """The operations that would change something, or may (a zero is zeroed in vain; that harms nobody), each with
    what it is called here."""
    numbers = numbers_of(selection, experiment.network)
    weights = [place for place in numbers if isinstance(place, WeightPlace)]
    found: set[Operation] = set(_ON_NUMBERS) if numbers else set()
    for column in {place.column for place in weights}:
        here = [place for place in weights if place.column == column]
        at = [place.unit for place in here], [place.source for place in here]
        layer = experiment.network.layers[column - 1]
        for mask, hold, release in (
            (layer.is_frozen, Operation.FREEZE, Operation.RELEASE),
            (layer.is_pruned, Operation.PRUNE, Operation.RESTORE),
        ):
            held = mask is not None and mask[at]
            found |= ({release} if np.any(held) else set()) | (set() if np.all(held) else {hold})
    on_numbers, on_weights = _what(experiment, numbers), _what(experiment, weights)
    return {
        operation: Message(_NAMES[operation].template, what=on_numbers if operation in _ON_NUMBERS else on_weights)
        for operation in found
    }


def operated(experiment: Experiment, selection: Selection, operation: Operation) -> Edit:
    """An operation that is `offered`, on all weights of the selection; on its biases too where it is for numbers."""
    name, network = offered(experiment, selection)[operation], experiment.network
    if operation in _ON_NUMBERS:
        return name, _ON_NUMBERS[operation](experiment, numbers_of(selection, network))
    return name, _ON_WEIGHTS[operation](experiment, weights_of(selection, network))


def with_all_set(experiment: Experiment, selection: Selection, value: float) -> Edit:
    """One value for all weights and biases that are selected."""
    numbers = numbers_of(selection, experiment.network)
    return changing(experiment, numbers), with_value(experiment, numbers, value)


def with_all_moved(experiment: Experiment, start: dict[Place, float], by: float) -> Edit:
    """All of these numbers moved by as much from where they were."""
    moved = {place: _sum(value, by) for place, value in start.items()}
    return changing(experiment, list(start)), with_values(experiment, moved)


def _sum(value: float, by: float) -> float:
    """To twelve digits: a step of 0.1 leads from −1 to −0.9, and not beside it."""
    largest = max(abs(value), abs(by))
    return round(value + by, 12 - math.floor(math.log10(largest))) if largest > 0 else 0.0


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
    if not places:
        return Message("nothing")
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
