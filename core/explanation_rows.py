"""The rows of an explanation: where a number comes from, where it goes, and what the update makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.arithmetic import Number, Piece, Role, pieces_of, term
from core.backward_equations import slope_factors
from core.equations import equation
from core.message import Message
from core.network import frozen
from core.quantity import EDGE_KINDS, LOSS, Kind, Quantity, sent_by, value_of
from core.terms import largest_first, more, number
from core.trace import Trace

# An equation stands beside a label as long as it is a glance.
_LONGEST_ASIDE = 3
# These losses look at the probability itself, not at its distance from the target.
_OF_PROBABILITIES = ("binary_cross_entropy", "categorical_cross_entropy")


@dataclass(frozen=True)
class Row:
    """One line: a name, how its number came about (may be empty), the number, and where it leads.

    `share` (0 … 1) is its part of all the rows together, sizes counted without sign; None where they do not add up.
    `link` is None for what is no number of the trace: a setting, a raw value, the rest of a long sum.
    """

    label: Message | str
    expression: tuple[Piece, ...]
    value: Number
    share: float | None = None
    link: Quantity | None = None


def rows_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the number is made of."""
    make = _FROM.get(at.kind)
    return () if make is None else make(trace, at)


def rows_to(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What is made of the number next; slopes go backwards."""
    make = _TO.get(at.kind)
    return () if make is None else make(trace, at)


def rows_of_update(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What one step does to the weight or bias the number is or is the slope of."""
    match at.kind:
        case Kind.WEIGHT:
            return _of_unit(trace, at, Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT)
        case Kind.SLOPE_OF_WEIGHT:
            return _of_unit(trace, at, Kind.NEW_WEIGHT)
        case Kind.BIAS:
            return _of_unit(trace, at, Kind.SLOPE_OF_BIAS, Kind.NEW_BIAS)
        case Kind.SLOPE_OF_BIAS:
            return _of_unit(trace, at, Kind.NEW_BIAS)
        case _:
            return ()


def _row(trace: Trace, label: Message | str, link: Quantity) -> Row:
    aside = pieces_of(equation(trace, link))
    # A lone number beside the same number would only repeat it.
    is_glance = len(aside) >= 2 and sum(isinstance(piece, Number) for piece in aside) <= _LONGEST_ASIDE
    return Row(label, aside if is_glance else (), number(trace, link), link=link)


def _present(trace: Trace, places: Sequence[tuple[Message | str, Quantity]]) -> tuple[Row, ...]:
    return tuple(_row(trace, label, place) for label, place in places if value_of(trace, place) is not None)


_Entry = tuple[Message | str, Sequence[Number | str], float, Quantity | None]


def _many(entries: Sequence[_Entry], role: Role, has_share: bool = True) -> tuple[Row, ...]:
    """A row an entry (label, expression, value, link); of many the largest, and the rest in one."""
    values = frozen([value for _, _, value, _ in entries])
    sizes = np.abs(values)
    total = float(sizes.sum())
    has_share = has_share and 0 < total < float("inf")
    kept, rest = largest_first(values)
    rows = []
    for index in kept:
        label, parts, value, link = entries[index]
        share = float(sizes[index]) / total if has_share else None
        rows.append(Row(label, term(*parts).pieces, Number(value, role), share, link))
    if rest:
        share = float(sizes[rest].sum()) / total if has_share else None
        rows.append(Row(more(len(rest)), (), Number(float(values[rest].sum()), role), share))
    return tuple(rows)


def _all_of(trace: Trace, kind: Kind, column: int, label: str = "{unit}", has_share: bool = False) -> tuple[Row, ...]:
    """One number of every unit of a column."""
    entries: list[_Entry] = []
    role = Role.PLAIN
    for unit, name in enumerate(trace.network.unit_names(column)):
        place = Quantity(kind, column, unit)
        if value_of(trace, place) is not None:
            found = number(trace, place)
            entries.append((Message(label, unit=name), (), found.value, place))
            role = found.role
    return _many(entries, role, has_share) if entries else ()


def _products_into(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    here = trace.layers[at.column - 1]
    entries: list[_Entry] = []
    for source, name in enumerate(trace.network.unit_names(at.column - 1)):
        value, weight = float(here.inputs[source]), float(here.layer.weights[at.unit, source])
        link = Quantity(Kind.PRODUCT, at.column, at.unit, source)
        entries.append((name, (Number(value, Role.VALUE), "×", Number(weight, Role.VALUE)), value * weight, link))
    bias = float(here.layer.bias[at.unit])
    if bias != 0:
        entries.append((Message("bias"), (), bias, Quantity(Kind.BIAS, at.column, at.unit)))
    return _many(entries, Role.VALUE)


def _products_out_of(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the unit sends over every edge that leaves it."""
    after = trace.network.layers[at.column]
    value = float(trace.values(at.column)[at.unit])
    entries: list[_Entry] = []
    for unit, name in enumerate(after.units):
        weight = float(after.weights[unit, at.unit])
        link = Quantity(Kind.PRODUCT, at.column + 1, unit, at.unit)
        entries.append((name, (Number(value, Role.VALUE), "×", Number(weight, Role.VALUE)), value * weight, link))
    return _many(entries, Role.VALUE, has_share=False)


def _slopes_coming_back(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What every edge that leaves a hidden unit brings back."""
    after = trace.layers[at.column]
    assert after.d_loss_d_z is not None
    entries: list[_Entry] = []
    for unit, name in enumerate(after.layer.units):
        slope, weight = float(after.d_loss_d_z[unit]), float(after.layer.weights[unit, at.unit])
        link = Quantity(Kind.SLOPE_AT_SUM, at.column + 1, unit)
        entries.append((name, (Number(slope, Role.SLOPE), "×", Number(weight, Role.VALUE)), slope * weight, link))
    return _many(entries, Role.SLOPE)


def _slopes_going_back(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the slope at a sum becomes: slopes of the weights and the bias, and a share in the slopes further back."""
    here = trace.layers[at.column - 1]
    slope = number(trace, at)
    back: list[_Entry] = []
    weights: list[_Entry] = []
    for source, name in enumerate(trace.network.unit_names(at.column - 1)):
        weight, value = float(here.layer.weights[at.unit, source]), float(here.inputs[source])
        link = Quantity(Kind.SLOPE_AT_ACTIVATION, at.column - 1, source)
        back.append((name, (slope, "×", Number(weight, Role.VALUE)), slope.value * weight, link))
        label = Message("weight from {source}", source=name)
        link = Quantity(Kind.SLOPE_OF_WEIGHT, at.column, at.unit, source)
        weights.append((label, (Number(value, Role.VALUE), "×", slope), slope.value * value, link))
    bias = _present(trace, [(Message("bias"), Quantity(Kind.SLOPE_OF_BIAS, at.column, at.unit))])
    rows = (*_many(weights, Role.SLOPE, has_share=False), *bias)
    return rows if at.column == 1 else (*_many(back, Role.SLOPE, has_share=False), *rows)


def _from_scaling(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if not trace.scaling.scale:
        return ()
    return (
        Row(Message("raw value"), (), Number(float(trace.features[at.unit]), Role.VALUE)),
        Row(Message("center"), (), Number(trace.scaling.center[at.unit])),
        Row(Message("scale"), (), Number(trace.scaling.scale[at.unit])),
    )


def _value_and_weight(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    assert at.source is not None
    name = trace.network.unit_names(at.column - 1)[at.source]
    weight = Quantity(Kind.WEIGHT, at.column, at.unit, at.source)
    return _present(trace, [(name, sent_by(at.column - 1, at.source)), (Message("weight"), weight)])


def _from_sums(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        return _all_of(trace, Kind.WEIGHTED_SUM, at.column)
    return _of_unit(trace, at, Kind.WEIGHTED_SUM)


def _from_comparison(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if at.column < len(trace.layers):
        return _slopes_coming_back(trace, at)
    if trace.training.loss in _OF_PROBABILITIES:
        return _of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET)
    return _of_unit(trace, at, Kind.ERROR)


def _loss_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    last = len(trace.layers)
    if trace.training.loss in _OF_PROBABILITIES:
        return _all_of(trace, Kind.ACTIVATION, last, "prediction of {unit}")
    return _all_of(trace, Kind.ERROR, last, "error of {unit}", has_share=True)


def _slope_at_sum_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        slopes = _all_of(trace, Kind.SLOPE_AT_ACTIVATION, at.column, "slope at {unit}")
        return (*_of_unit(trace, at, Kind.ACTIVATION), *slopes)
    factors = [(label, place) for label, place in slope_factors(trace, at.column, at.unit) if place != at]
    return _present(trace, factors) if factors else _of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET)


def _slope_of_weight_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    assert at.source is not None
    name = trace.network.unit_names(at.column - 1)[at.source]
    value = (Message("value of {unit}", unit=name), sent_by(at.column - 1, at.source))
    return _present(trace, [value, *slope_factors(trace, at.column, at.unit)])


def _update_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    rate = Row(Message("learning rate"), (), Number(trace.training.first_rate))
    kinds = {
        Kind.NEW_WEIGHT: (Kind.WEIGHT, Kind.SLOPE_OF_WEIGHT),
        Kind.NEW_BIAS: (Kind.BIAS, Kind.SLOPE_OF_BIAS),
    }
    old, slope = _of_unit(trace, at, *kinds[at.kind])
    return (old, rate, slope)


def _value_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    return _of_unit(trace, at, Kind.ERROR) if at.column == len(trace.layers) else _products_out_of(trace, at)


def _sum_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    here = trace.layers[at.column - 1].layer
    if here.function.mixes_units:
        return _all_of(trace, Kind.ACTIVATION, at.column)
    # Without an activation function, sum and value are the same number.
    if here.activation == "identity" and at.column < len(trace.layers):
        return _products_out_of(trace, at)
    return _of_unit(trace, at, Kind.ACTIVATION)


def _unit_slope_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        return _all_of(trace, Kind.SLOPE_AT_SUM, at.column, "slope at the sum of {unit}")
    return _of_unit(trace, at, Kind.SLOPE_AT_SUM)


def _of_unit(trace: Trace, at: Quantity, *kinds: Kind) -> tuple[Row, ...]:
    """Other numbers of the same unit (of the same edge, where the kind is one of edges), as far as there are any."""
    rows: list[Row] = []
    for kind in kinds:
        source = at.source if kind in EDGE_KINDS else None
        place = LOSS if kind is Kind.LOSS else Quantity(kind, at.column, at.unit, source)
        rows += _present(trace, [(_LABELS[kind], place)])
    return tuple(rows)


_LABELS = {
    Kind.WEIGHT: Message("weight"),
    Kind.BIAS: Message("bias"),
    Kind.PRODUCT: Message("product"),
    Kind.WEIGHTED_SUM: Message("weighted sum"),
    Kind.ACTIVATION: Message("activation"),
    Kind.TARGET: Message("target"),
    Kind.ERROR: Message("error"),
    Kind.LOSS: Message("loss"),
    Kind.SLOPE_AT_ACTIVATION: Message("slope at the unit"),
    Kind.SLOPE_AT_SUM: Message("slope at the weighted sum"),
    Kind.SLOPE_OF_WEIGHT: Message("slope"),
    Kind.SLOPE_OF_BIAS: Message("slope"),
    Kind.NEW_WEIGHT: Message("new weight"),
    Kind.NEW_BIAS: Message("new bias"),
}

_FROM: dict[Kind, Callable[[Trace, Quantity], tuple[Row, ...]]] = {
    Kind.INPUT: _from_scaling,
    Kind.PRODUCT: _value_and_weight,
    Kind.WEIGHTED_SUM: _products_into,
    Kind.ACTIVATION: _from_sums,
    Kind.ACTIVATION_SLOPE: lambda trace, at: _of_unit(trace, at, Kind.WEIGHTED_SUM, Kind.ACTIVATION),
    Kind.ERROR: lambda trace, at: _of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET),
    Kind.LOSS: _loss_from,
    Kind.SLOPE_AT_ACTIVATION: _from_comparison,
    Kind.SLOPE_AT_SUM: _slope_at_sum_from,
    Kind.SLOPE_OF_WEIGHT: _slope_of_weight_from,
    Kind.SLOPE_OF_BIAS: lambda trace, at: _present(trace, slope_factors(trace, at.column, at.unit)),
    Kind.NEW_WEIGHT: _update_from,
    Kind.NEW_BIAS: _update_from,
}

_TO: dict[Kind, Callable[[Trace, Quantity], tuple[Row, ...]]] = {
    Kind.INPUT: _value_goes,
    Kind.ACTIVATION: _value_goes,
    Kind.WEIGHT: lambda trace, at: _of_unit(trace, at, Kind.PRODUCT),
    Kind.PRODUCT: lambda trace, at: _of_unit(trace, at, Kind.WEIGHTED_SUM),
    Kind.BIAS: lambda trace, at: _of_unit(trace, at, Kind.WEIGHTED_SUM),
    Kind.WEIGHTED_SUM: _sum_goes,
    Kind.TARGET: lambda trace, at: _of_unit(trace, at, Kind.ERROR),
    Kind.ERROR: lambda trace, at: _of_unit(trace, at, Kind.LOSS, Kind.SLOPE_AT_ACTIVATION),
    Kind.LOSS: lambda trace, at: _all_of(trace, Kind.SLOPE_AT_ACTIVATION, len(trace.layers), "slope at {unit}"),
    Kind.ACTIVATION_SLOPE: lambda trace, at: _of_unit(trace, at, Kind.SLOPE_AT_SUM),
    Kind.SLOPE_AT_ACTIVATION: _unit_slope_goes,
    Kind.SLOPE_AT_SUM: _slopes_going_back,
}
