"""An exercise: which numbers of a step are asked, in which order, and what is hidden while they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from core.explaining.backward_equations import has_short_form
from core.explaining.update_equations import is_held
from core.message import Message
from core.quantity import LOSS, SLOPES, Kind, Quantity, value_of
from core.trace import Trace

MOST_TERMS = 6
"""Sums of more products, or of more paths, are for machines."""
MOST_OF_A_SKILL = 8
_MOST_ENDS = 16
"""Of a larger layer so many units are looked at: a few of its weights are asked for."""


class Skill(Enum):
    """What a question asks for, and what the score counts."""

    SUM = "sum"
    ACTIVATION = "activation"
    LOSS = "loss"
    NODE_SLOPE = "node slope"
    WEIGHT_SLOPE = "weight slope"
    NEW_WEIGHT = "new weight"

    @property
    def label(self) -> Message:
        return _LABELS[self]

    @property
    def lesson(self) -> str:
        """The slug of the lesson that teaches it."""
        return _LESSONS[self]


_LABELS = {
    Skill.SUM: Message("Weighted sum"),
    Skill.ACTIVATION: Message("Activation"),
    Skill.LOSS: Message("Loss"),
    Skill.NODE_SLOPE: Message("Slope at a node"),
    Skill.WEIGHT_SLOPE: Message("Slope of a weight"),
    Skill.NEW_WEIGHT: Message("New weight"),
}
_LESSONS = {
    Skill.SUM: "forward-propagation",
    Skill.ACTIVATION: "activations",
    Skill.LOSS: "loss",
    Skill.NODE_SLOPE: "backpropagation",
    Skill.WEIGHT_SLOPE: "three-factors",
    Skill.NEW_WEIGHT: "gradient-descent",
}
_SKILLS = {
    Kind.WEIGHTED_SUM: Skill.SUM,
    Kind.ACTIVATION: Skill.ACTIVATION,
    Kind.LOSS: Skill.LOSS,
    Kind.SLOPE_AT_ACTIVATION: Skill.NODE_SLOPE,
    Kind.SLOPE_AT_SUM: Skill.NODE_SLOPE,
    Kind.SLOPE_OF_WEIGHT: Skill.WEIGHT_SLOPE,
    Kind.SLOPE_OF_BIAS: Skill.WEIGHT_SLOPE,
    Kind.NEW_WEIGHT: Skill.NEW_WEIGHT,
    Kind.NEW_BIAS: Skill.NEW_WEIGHT,
}


def skill_of(question: Quantity) -> Skill:
    return _SKILLS[question.kind]


@dataclass(frozen=True)
class Exercise:
    """The questions of one trace, in the order in which the step computes them. Empty: there is nothing to ask."""

    questions: tuple[Quantity, ...]

    def hidden(self, trace: Trace, still: Collection[Quantity]) -> frozenset[Quantity]:
        """What is hidden while these questions are open: their numbers, and every other number of the trace that
        would give one of them away."""
        found: set[Quantity] = set()
        asked = frozenset(self.questions)
        for question in still:
            found.add(question)
            found.update(each for each in _beside(trace, question) if each not in asked)
        return frozenset(found)


def exercise_of(trace: Trace, most: int = MOST_OF_A_SKILL) -> Exercise:
    """At most so many questions of each skill, spread evenly over the network."""
    if not trace.is_finite:
        return Exercise(())
    every = [each for each in _in_order(trace) if value_of(trace, each) is not None]
    kept: set[Quantity] = set()
    for skill in Skill:
        mine = [each for each in every if skill_of(each) is skill]
        if len(mine) <= most:
            kept.update(mine)
        else:
            kept.update(mine[k] for k in _spread(len(mine), most))
    return Exercise(tuple(each for each in every if each in kept))


def _in_order(trace: Trace) -> Iterator[Quantity]:
    sizes = trace.network.sizes
    last = len(trace.layers)
    for column in range(1, last + 1):
        yield from _forward(trace, column)
    if trace.targets is None:
        return
    if sizes[-1] <= MOST_TERMS:
        yield LOSS
    if trace.batch_rows:
        # Means over a batch are not made of the numbers on show.
        return
    for column in range(last, 0, -1):
        yield from _backward(trace, column)
    if trace.training.is_plain_descent and trace.updated is not None:
        for column in range(1, last + 1):
            yield from _updates(trace, column)


def _spread(count: int, most: int = _MOST_ENDS) -> Iterable[int]:
    """All of so many, or so many of them from the first to the last."""
    return range(count) if count <= most else [round(k * (count - 1) / max(most - 1, 1)) for k in range(most)]


def _forward(trace: Trace, column: int) -> Iterator[Quantity]:
    layer = trace.layers[column - 1].layer
    can_sum = layer.weights.shape[1] <= MOST_TERMS
    for unit in range(len(layer.units)):
        if can_sum:
            yield Quantity(Kind.WEIGHTED_SUM, column, unit)
        if layer.activation != "identity" and not (layer.function.mixes_units and len(layer.units) > MOST_TERMS):
            yield Quantity(Kind.ACTIVATION, column, unit)


def _backward(trace: Trace, column: int) -> Iterator[Quantity]:
    layer = trace.layers[column - 1].layer
    sizes = trace.network.sizes
    is_last = column == len(trace.layers)
    mixes = layer.function.mixes_units
    if is_last or sizes[column + 1] <= MOST_TERMS:
        for unit in range(len(layer.units)):
            if not mixes:
                yield Quantity(Kind.SLOPE_AT_ACTIVATION, column, unit)
            elif has_short_form(trace, column):
                yield Quantity(Kind.SLOPE_AT_SUM, column, unit)
    for unit in _spread(len(layer.units)):
        for source in _spread(sizes[column - 1]):
            yield Quantity(Kind.SLOPE_OF_WEIGHT, column, unit, source)
        yield Quantity(Kind.SLOPE_OF_BIAS, column, unit)


def _updates(trace: Trace, column: int) -> Iterator[Quantity]:
    units, sources = trace.layers[column - 1].layer.weights.shape
    for unit in _spread(units):
        for source in _spread(sources):
            question = Quantity(Kind.NEW_WEIGHT, column, unit, source)
            if not is_held(trace, question):
                yield question
        yield Quantity(Kind.NEW_BIAS, column, unit)


def _beside(trace: Trace, question: Quantity) -> Iterator[Quantity]:
    """What would give the number away, or follows from it at once."""
    column, unit = question.column, question.unit
    if question.kind in (Kind.WEIGHTED_SUM, Kind.ACTIVATION):
        yield Quantity(Kind.ACTIVATION, column, unit)
        is_identity = trace.layers[column - 1].layer.activation == "identity"
        if not is_identity:
            yield Quantity(Kind.ACTIVATION_SLOPE, column, unit)
        if column == len(trace.layers) and (is_identity or question.kind is Kind.ACTIVATION):
            yield Quantity(Kind.ERROR, column, unit)
    elif question.kind in SLOPES:
        layer = trace.layers[column - 1].layer
        if question.kind is Kind.SLOPE_AT_SUM:
            yield Quantity(Kind.SLOPE_AT_ACTIVATION, column, unit)
        elif not layer.function.mixes_units:
            # The slope at a sum that mixes units is one of the numbers that are given.
            yield Quantity(Kind.SLOPE_AT_SUM, column, unit)
        for kind in (Kind.SLOPE_OF_BIAS, Kind.NEW_BIAS):
            yield Quantity(kind, column, unit)
        for source in range(layer.weights.shape[1]):
            for kind in (Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT):
                yield Quantity(kind, column, unit, source)
