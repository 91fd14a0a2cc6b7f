"""Which mistake explains a wrong answer: for each that one can make with a number, what would have come of it.

The better a way to a number is known, the better its hint: a mistake in its plainest form goes before one that takes
more guessing, and two that make the same number are both named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.explaining.backward_equations import has_short_form
from core.practice.answers import tolerance_of
from core.practice.wrong_steps import WrongStep
from core.quantity import Kind, Quantity, value_of
from core.trace import Trace

_HALVED = {"mse": 0.5, "half_squared_error": 2.0}
"""By what slopes are off for one who takes a squared error with ½ where there is none, or the other way."""
_PLAIN, _GUESSED = 0, 1
_MOST_PATHS, _MOST_ROWS = 12, 12
"""Where there are more, nobody can say which of them was meant."""


class Mistake(Enum):
    """What goes wrong; of two that explain a number equally well, the earlier is named first."""

    FORGOT_BIAS = "forgot the bias"
    HALF_LOSS = "took the loss with ½"
    FORGOT_ACTIVATION_SLOPE = "forgot the activation's slope"
    WRONG_SIGN = "wrong sign"
    USED_UPDATED_WEIGHT = "used the updated weight"
    ADDED = "added instead of multiplied"
    FORGOT_PATH = "forgot a path"
    MIXED_ROWS = "mixed up rows"
    FORGOT_RATE = "forgot the learning rate"


@dataclass(frozen=True)
class Suspect:
    """A number that a mistake leads to, and how plain a form of it that is (0 is the plainest)."""

    mistake: Mistake
    value: float
    rank: int = _PLAIN


def mistakes_behind(trace: Trace, at: Quantity, answer: float) -> tuple[Mistake, ...]:
    """The mistakes that lead to this answer, the nearest first; none where nothing known does."""
    right, tolerance = value_of(trace, at), tolerance_of(trace, at)
    found = [
        suspect
        for suspect in suspects(trace, at)
        if tolerance.accepts(suspect.value, answer)
        and not (right is not None and tolerance.accepts(right, suspect.value))
    ]
    if not found:
        return ()
    plainest = min(suspect.rank for suspect in found)
    order = {mistake: index for index, mistake in enumerate(Mistake)}
    found = [suspect for suspect in found if suspect.rank == plainest]
    found.sort(key=lambda suspect: (round(abs(suspect.value - answer), 12), order[suspect.mistake]))
    return tuple(dict.fromkeys(suspect.mistake for suspect in found))


def suspects(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    """Every number that a known mistake makes of this one, those carried on from an earlier step among them."""
    for suspect in _suspects(trace, at):
        if np.isfinite(suspect.value):
            yield suspect


def _suspects(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    right = value_of(trace, at)
    if right is None:
        return
    if at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS):
        yield from _of_new_value(trace, at)
        return
    yield Suspect(Mistake.WRONG_SIGN, -right)
    yield from _of_other_rules(trace, at)
    match at.kind:
        case Kind.WEIGHTED_SUM:
            yield from _of_sum(trace, at)
        case Kind.ACTIVATION:
            yield from _of_activation(trace, at)
        case Kind.LOSS:
            yield from _of_loss(trace)
        case Kind.SLOPE_AT_ACTIVATION | Kind.SLOPE_AT_SUM:
            yield from _of_node_slope(trace, at)
        case Kind.SLOPE_OF_WEIGHT | Kind.SLOPE_OF_BIAS:
            yield from _of_weight_slope(trace, at)


def _of_other_rules(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    """The whole step worked out with one rule of it changed."""
    last = len(trace.layers)
    every = range(1, last + 1)
    reached = range(1, at.column + 1) if at.kind in (Kind.WEIGHTED_SUM, Kind.ACTIVATION) else every
    yield from _taken(Mistake.FORGOT_BIAS, at, [WrongStep(trace, without_bias=every)])
    yield from _taken(
        Mistake.FORGOT_BIAS, at, (WrongStep(trace, without_bias=(column,)) for column in reached), _GUESSED
    )
    if at.kind in (Kind.WEIGHTED_SUM, Kind.ACTIVATION, Kind.LOSS):
        return
    factor = _HALVED.get(trace.training.loss)
    if factor is not None:
        yield from _taken(Mistake.HALF_LOSS, at, [WrongStep(trace, factor=factor)])
    # What is still to come back at this place: the slopes of the layers after it, and of its own.
    first = at.column + 1 if at.kind is Kind.SLOPE_AT_ACTIVATION else at.column
    bent = [column for column in range(first, last + 1) if not _has_no_slope_of_its_own(trace, column)]
    if bent:
        steps = [WrongStep(trace, without_slope=(column,)) for column in bent]
        yield from _taken(Mistake.FORGOT_ACTIVATION_SLOPE, at, [*steps[:1], WrongStep(trace, without_slope=bent)])
        yield from _taken(Mistake.FORGOT_ACTIVATION_SLOPE, at, steps[1:], _GUESSED)
    if trace.updated is not None and at.column < last:
        yield from _taken(Mistake.USED_UPDATED_WEIGHT, at, [WrongStep(trace, way_back=trace.updated)])
    for column in range(at.column + 1, last + 1):
        size = trace.network.sizes[column]
        if 1 < size <= _MOST_PATHS:
            paths = (WrongStep(trace, lost_path=(column, unit)) for unit in range(size))
            yield from _taken(Mistake.FORGOT_PATH, at, paths, _PLAIN if column == at.column + 1 else _GUESSED)


def _has_no_slope_of_its_own(trace: Trace, column: int) -> bool:
    function = trace.layers[column - 1].layer.function
    return function.mixes_units or has_short_form(trace, column)


def _taken(mistake: Mistake, at: Quantity, steps: Iterable[WrongStep], rank: int = _PLAIN) -> Iterator[Suspect]:
    for step in steps:
        value = step.value(at)
        if value is not None:
            yield Suspect(mistake, value, rank)


def _of_sum(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    here = trace.layers[at.column - 1]
    inputs, weights, bias = here.inputs, here.layer.weights, float(here.layer.bias[at.unit])
    row, z = weights[at.unit], float(here.z[at.unit])
    yield Suspect(Mistake.ADDED, float((inputs + row).sum()) + bias)
    units, sources = weights.shape
    if at.unit < sources and sources <= units:
        yield Suspect(Mistake.MIXED_ROWS, float(weights[:sources, at.unit] @ inputs) + bias)
    for other in range(units):
        if other != at.unit:
            yield Suspect(Mistake.MIXED_ROWS, float(here.z[other]))
            yield Suspect(Mistake.MIXED_ROWS, float(weights[other] @ inputs) + bias, _GUESSED)
    if sources == 2:
        yield Suspect(Mistake.MIXED_ROWS, float(row @ inputs[::-1]) + bias, _GUESSED)
    for product in (row * inputs).tolist():
        yield Suspect(Mistake.FORGOT_PATH, z - product)
        yield Suspect(Mistake.WRONG_SIGN, z - 2 * product)
    yield Suspect(Mistake.WRONG_SIGN, z - 2 * bias)


def _of_activation(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    here = trace.layers[at.column - 1]
    for other, value in enumerate(here.a.tolist()):
        if other != at.unit:
            yield Suspect(Mistake.MIXED_ROWS, value)
    if not here.layer.function.mixes_units:
        yield Suspect(Mistake.WRONG_SIGN, float(here.layer.function.function(-here.z)[at.unit]), _GUESSED)


def _of_loss(trace: Trace) -> Iterator[Suspect]:
    assert trace.loss is not None
    assert trace.error is not None
    factor = _HALVED.get(trace.training.loss)
    if factor is None:
        return
    yield Suspect(Mistake.HALF_LOSS, trace.loss * factor)
    scale = trace.loss / float((trace.error**2).sum()) if trace.error.any() else 0.0
    yield Suspect(Mistake.ADDED, 2 * float(trace.error.sum()) * scale)
    if len(trace.error) > 1:
        for error in trace.error.tolist():
            yield Suspect(Mistake.FORGOT_PATH, trace.loss - error**2 * scale)


def _of_node_slope(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    here = trace.layers[at.column - 1]
    slopes = here.d_loss_d_a if at.kind is Kind.SLOPE_AT_ACTIVATION else here.d_loss_d_z
    assert slopes is not None
    for other, slope in enumerate(slopes.tolist()):
        if other != at.unit:
            yield Suspect(Mistake.MIXED_ROWS, slope)
    if at.kind is Kind.SLOPE_AT_SUM:
        return
    if at.column == len(trace.layers):
        if trace.training.loss == "mse" and trace.error is not None:
            yield Suspect(Mistake.ADDED, (2 + float(trace.error[at.unit])) / len(trace.error))
        return
    after = trace.layers[at.column]
    assert after.d_loss_d_z is not None
    coming, weights = after.d_loss_d_z, after.layer.weights[:, at.unit]
    yield Suspect(Mistake.ADDED, float((coming + weights).sum()))
    units, sources = after.layer.weights.shape
    if at.unit < units and units <= sources:
        yield Suspect(Mistake.MIXED_ROWS, float(after.layer.weights[at.unit, :units] @ coming))
    for product in (coming * weights).tolist():
        if units > 2:
            yield Suspect(Mistake.FORGOT_PATH, product)
        yield Suspect(Mistake.WRONG_SIGN, float(slopes[at.unit]) - 2 * product, _GUESSED)


def _of_weight_slope(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    here = trace.layers[at.column - 1]
    d_a, d_z = here.d_loss_d_a, here.d_loss_d_z
    assert d_a is not None
    assert d_z is not None
    slope, bend = float(d_a[at.unit]), float(here.activation_slope[at.unit])
    if at.source is None:
        if not _has_no_slope_of_its_own(trace, at.column):
            yield Suspect(Mistake.ADDED, slope + bend)
        for other, value in enumerate(d_z.tolist()):
            if other != at.unit:
                yield Suspect(Mistake.MIXED_ROWS, value)
        return
    value = float(here.inputs[at.source])
    if _has_no_slope_of_its_own(trace, at.column):
        yield Suspect(Mistake.ADDED, value + float(d_z[at.unit]))
    else:
        yield Suspect(Mistake.ADDED, value + slope + bend)
        yield Suspect(Mistake.ADDED, value + slope)
        yield Suspect(Mistake.ADDED, value * slope + bend, _GUESSED)
        yield Suspect(Mistake.ADDED, value + float(d_z[at.unit]), _GUESSED)
        for other, theirs in enumerate(d_a.tolist()):
            if other != at.unit:
                yield Suspect(Mistake.MIXED_ROWS, value * theirs * bend, _GUESSED)
    assert here.d_loss_d_weights is not None
    units, sources = here.d_loss_d_weights.shape
    for unit in range(min(units, _MOST_ROWS)):
        for source in range(min(sources, _MOST_ROWS)):
            if (unit, source) != (at.unit, at.source):
                # To take the row for the column, or a neighbour in the same row or column, is what happens.
                is_near = (unit, source) == (at.source, at.unit) or unit == at.unit or source == at.source
                rank = _PLAIN if is_near else _GUESSED
                yield Suspect(Mistake.MIXED_ROWS, float(here.d_loss_d_weights[unit, source]), rank)


def _of_new_value(trace: Trace, at: Quantity) -> Iterator[Suspect]:
    """The update with a wrong slope, or with the right one taken wrongly."""
    is_weight = at.kind is Kind.NEW_WEIGHT
    old = value_of(trace, Quantity(Kind.WEIGHT if is_weight else Kind.BIAS, at.column, at.unit, at.source))
    slope_at = Quantity(Kind.SLOPE_OF_WEIGHT if is_weight else Kind.SLOPE_OF_BIAS, at.column, at.unit, at.source)
    slope = value_of(trace, slope_at)
    if old is None or slope is None or not trace.training.is_plain_descent:
        return
    rate = trace.training.first_rate
    yield Suspect(Mistake.WRONG_SIGN, old + rate * slope)
    yield Suspect(Mistake.FORGOT_RATE, old - slope)
    yield Suspect(Mistake.ADDED, old - (rate + slope))
    yield Suspect(Mistake.USED_UPDATED_WEIGHT, old - 2 * rate * slope)
    for suspect in _suspects(trace, slope_at):
        if suspect.mistake is not Mistake.WRONG_SIGN:
            yield Suspect(suspect.mistake, old - rate * suspect.value, _GUESSED + suspect.rank)
