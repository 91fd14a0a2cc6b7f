"""The rows of an explanation: where a number comes from, where it goes, and what the update makes of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.explaining.arithmetic import Number, Role
from core.explaining.backward_equations import slope_factors
from core.explaining.batch_equations import is_mean, row_label, row_pieces, slopes_of_rows
from core.explaining.explanation_row import LABELS, Entry, Row, many_rows, of_unit, present
from core.explaining.forward_equations import feature_made
from core.explaining.links import RowStep
from core.explaining.terms import number
from core.explaining.update_rows import (
    clip_scale_from,
    memory_from,
    new_value_from,
    norm_from,
    slope_goes,
    used_slope_from,
)
from core.features import Feature
from core.message import Message
from core.network import Array, frozen
from core.numbers import HIDDEN, is_hidden
from core.quantity import (
    CLIP_SCALE,
    Kind,
    Quantity,
    sent_by,
    value_of,
)
from core.trace import Trace

# These losses look at the probability itself, not at its distance from the target.
_OF_PROBABILITIES = ("binary_cross_entropy", "categorical_cross_entropy")


def rows_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the number is made of."""
    if is_mean(trace, at):
        return _from_batch(trace, at)
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
            return of_unit(trace, at, Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT)
        case Kind.SLOPE_OF_WEIGHT:
            return of_unit(trace, at, Kind.USED_SLOPE, Kind.NEW_WEIGHT)
        case Kind.BIAS:
            return of_unit(trace, at, Kind.SLOPE_OF_BIAS, Kind.NEW_BIAS)
        case Kind.SLOPE_OF_BIAS:
            return of_unit(trace, at, Kind.USED_SLOPE, Kind.NEW_BIAS)
        case _:
            return ()


def _from_batch(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """The slope of every row of the batch."""
    batch = trace.batch
    assert batch is not None

    def entry(place: int) -> Entry:
        pieces = row_pieces(batch, at, place)
        row = batch.rows[place]
        return row_label(row), pieces if len(pieces) > 1 else (), RowStep(row, at), at

    return many_rows(slopes_of_rows(batch, at), entry, Role.SLOPE)


def _all_of(trace: Trace, kind: Kind, column: int, label: str = "{unit}", has_share: bool = False) -> tuple[Row, ...]:
    """One number of every unit of a column."""
    names = trace.network.unit_names(column)
    places = [Quantity(kind, column, unit) for unit in range(len(names))]
    if value_of(trace, places[0]) is None:
        return ()
    values = frozen([number(trace, place).value for place in places])
    role = number(trace, places[0]).role
    return many_rows(values, lambda unit: (Message(label, unit=names[unit]), (), places[unit], None), role, has_share)


def _told(parts: Array, wholes: Array) -> Array:
    """Parts of sums, each beside its sum: those of a hidden one are hidden too, as they would give it away."""
    return np.where([is_hidden(float(whole)) for whole in wholes], HIDDEN, parts)


def _products_into(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    here = trace.layers[at.column - 1]
    names = trace.network.unit_names(at.column - 1)
    weights, bias = here.layer.weights[at.unit], float(here.layer.bias[at.unit])

    def entry(source: int) -> Entry:
        if source == len(names):
            return Message("bias"), (), Quantity(Kind.BIAS, at.column, at.unit), None
        parts = (Number(float(here.inputs[source]), Role.VALUE), "×", Number(float(weights[source]), Role.VALUE))
        return names[source], parts, Quantity(Kind.PRODUCT, at.column, at.unit, source), None

    products = _told(weights * here.inputs, np.full(len(names), here.z[at.unit]))
    return many_rows(np.append(products, bias) if bias != 0 else products, entry, Role.VALUE)


def _products_out_of(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the unit sends over every edge that leaves it."""
    after = trace.network.layers[at.column]
    value, weights = float(trace.values(at.column)[at.unit]), after.weights[:, at.unit]

    def entry(unit: int) -> Entry:
        parts = (Number(value, Role.VALUE), "×", Number(float(weights[unit]), Role.VALUE))
        return after.units[unit], parts, Quantity(Kind.PRODUCT, at.column + 1, unit, at.unit), None

    products = _told(value * weights, trace.layers[at.column].z)
    return many_rows(products, entry, Role.VALUE, has_share=False)


def _slopes_coming_back(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What every edge that leaves a hidden unit brings back."""
    after = trace.layers[at.column]
    assert after.d_loss_d_z is not None
    slopes, weights = after.d_loss_d_z, after.layer.weights[:, at.unit]

    def entry(unit: int) -> Entry:
        parts = (Number(float(slopes[unit]), Role.SLOPE), "×", Number(float(weights[unit]), Role.VALUE))
        edge = Quantity(Kind.WEIGHT, at.column + 1, unit, at.unit)
        return after.layer.units[unit], parts, Quantity(Kind.SLOPE_AT_SUM, at.column + 1, unit), edge

    whole = trace.layers[at.column - 1].d_loss_d_a
    assert whole is not None
    return many_rows(_told(slopes * weights, np.full(len(slopes), whole[at.unit])), entry, Role.SLOPE)


def _slopes_going_back(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the slope at a sum becomes: slopes of the weights and the bias, and a share in the slopes further back."""
    here = trace.layers[at.column - 1]
    names = trace.network.unit_names(at.column - 1)
    slope, weights = number(trace, at), here.layer.weights[at.unit]
    assert here.d_loss_d_weights is not None

    def back(source: int) -> Entry:
        link = Quantity(Kind.SLOPE_AT_ACTIVATION, at.column - 1, source)
        edge = Quantity(Kind.WEIGHT, at.column, at.unit, source)
        return names[source], (slope, "×", Number(float(weights[source]), Role.VALUE)), link, edge

    def of_weight(source: int) -> Entry:
        label = Message("weight from {source}", source=names[source])
        # Of a batch, the slope of a weight is a mean of products and not the product of the means.
        parts = () if trace.batch else (Number(float(here.inputs[source]), Role.VALUE), "×", slope)
        return label, parts, Quantity(Kind.SLOPE_OF_WEIGHT, at.column, at.unit, source), None

    bias = present(trace, [(Message("bias"), Quantity(Kind.SLOPE_OF_BIAS, at.column, at.unit))])
    own = many_rows(here.d_loss_d_weights[at.unit], of_weight, Role.SLOPE, has_share=False)
    rows = (*own, *bias)
    if at.column == 1:
        return rows
    wholes = trace.layers[at.column - 2].d_loss_d_a
    assert wholes is not None
    return (*many_rows(_told(slope.value * weights, wholes), back, Role.SLOPE, has_share=False), *rows)


def _from_scaling(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    made = feature_made(trace, at.unit)
    columns = () if made is None else made.columns
    raw = [Row(Feature("", (k,)).label, (), Number(float(trace.raw_inputs[k]), Role.VALUE)) for k in columns]
    if not trace.scaling.scale:
        return tuple(raw)
    if made is None:
        raw = [Row(Message("raw value"), (), Number(float(trace.features[at.unit]), Role.VALUE))]
    return (
        *raw,
        Row(Message("center"), (), Number(trace.scaling.center[at.unit])),
        Row(Message("scale"), (), Number(trace.scaling.scale[at.unit])),
    )


def _value_and_weight(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    assert at.source is not None
    name = trace.network.unit_names(at.column - 1)[at.source]
    weight = Quantity(Kind.WEIGHT, at.column, at.unit, at.source)
    return present(trace, [(name, sent_by(at.column - 1, at.source)), (Message("weight"), weight)])


def _from_sums(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        return _all_of(trace, Kind.WEIGHTED_SUM, at.column)
    return of_unit(trace, at, Kind.WEIGHTED_SUM)


def _from_comparison(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if at.column < len(trace.layers):
        return _slopes_coming_back(trace, at)
    if trace.training.loss in _OF_PROBABILITIES:
        return of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET)
    return of_unit(trace, at, Kind.ERROR)


def _loss_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    last = len(trace.layers)
    if trace.training.loss in _OF_PROBABILITIES:
        return _all_of(trace, Kind.ACTIVATION, last, "prediction of {unit}")
    return _all_of(trace, Kind.ERROR, last, "error of {unit}", has_share=True)


def _slope_at_sum_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        slopes = _all_of(trace, Kind.SLOPE_AT_ACTIVATION, at.column, "slope at {unit}")
        return (*of_unit(trace, at, Kind.ACTIVATION), *slopes)
    factors = [(label, place) for label, place in slope_factors(trace, at.column, at.unit) if place != at]
    return present(trace, factors) if factors else of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET)


def _slope_of_weight_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    assert at.source is not None
    name = trace.network.unit_names(at.column - 1)[at.source]
    value = (Message("value of {unit}", unit=name), sent_by(at.column - 1, at.source))
    return present(trace, [value, *slope_factors(trace, at.column, at.unit)])


def _value_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    return of_unit(trace, at, Kind.ERROR) if at.column == len(trace.layers) else _products_out_of(trace, at)


def _sum_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    here = trace.layers[at.column - 1].layer
    if here.function.mixes_units:
        return _all_of(trace, Kind.ACTIVATION, at.column)
    # Without an activation function, sum and value are the same number.
    if here.activation == "identity" and at.column < len(trace.layers):
        return _products_out_of(trace, at)
    return of_unit(trace, at, Kind.ACTIVATION)


def _unit_slope_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    if trace.layers[at.column - 1].layer.function.mixes_units:
        return _all_of(trace, Kind.SLOPE_AT_SUM, at.column, "slope at the sum of {unit}")
    return of_unit(trace, at, Kind.SLOPE_AT_SUM)


_FROM: dict[Kind, Callable[[Trace, Quantity], tuple[Row, ...]]] = {
    Kind.INPUT: _from_scaling,
    Kind.PRODUCT: _value_and_weight,
    Kind.WEIGHTED_SUM: _products_into,
    Kind.ACTIVATION: _from_sums,
    Kind.ACTIVATION_SLOPE: lambda trace, at: of_unit(trace, at, Kind.WEIGHTED_SUM, Kind.ACTIVATION),
    Kind.ERROR: lambda trace, at: of_unit(trace, at, Kind.ACTIVATION, Kind.TARGET),
    Kind.LOSS: _loss_from,
    Kind.SLOPE_AT_ACTIVATION: _from_comparison,
    Kind.SLOPE_AT_SUM: _slope_at_sum_from,
    Kind.SLOPE_OF_WEIGHT: _slope_of_weight_from,
    Kind.SLOPE_OF_BIAS: lambda trace, at: present(trace, slope_factors(trace, at.column, at.unit)),
    Kind.USED_SLOPE: used_slope_from,
    Kind.MEAN_SLOPE: memory_from,
    Kind.SQUARED_SLOPE: memory_from,
    Kind.NORM: norm_from,
    Kind.CLIP_SCALE: clip_scale_from,
    Kind.NEW_WEIGHT: new_value_from,
    Kind.NEW_BIAS: new_value_from,
}

_TO: dict[Kind, Callable[[Trace, Quantity], tuple[Row, ...]]] = {
    Kind.INPUT: _value_goes,
    Kind.ACTIVATION: _value_goes,
    Kind.WEIGHT: lambda trace, at: of_unit(trace, at, Kind.PRODUCT),
    Kind.PRODUCT: lambda trace, at: of_unit(trace, at, Kind.WEIGHTED_SUM),
    Kind.BIAS: lambda trace, at: of_unit(trace, at, Kind.WEIGHTED_SUM),
    Kind.WEIGHTED_SUM: _sum_goes,
    Kind.TARGET: lambda trace, at: of_unit(trace, at, Kind.ERROR),
    Kind.ERROR: lambda trace, at: of_unit(trace, at, Kind.LOSS, Kind.SLOPE_AT_ACTIVATION),
    Kind.LOSS: lambda trace, at: _all_of(trace, Kind.SLOPE_AT_ACTIVATION, len(trace.layers), "slope at {unit}"),
    Kind.ACTIVATION_SLOPE: lambda trace, at: of_unit(trace, at, Kind.SLOPE_AT_SUM),
    Kind.USED_SLOPE: slope_goes,
    Kind.MEAN_SLOPE: slope_goes,
    Kind.SQUARED_SLOPE: slope_goes,
    Kind.NORM: lambda trace, at: present(trace, [(LABELS[Kind.CLIP_SCALE], CLIP_SCALE)]),
    Kind.SLOPE_AT_ACTIVATION: _unit_slope_goes,
    Kind.SLOPE_AT_SUM: _slopes_going_back,
}
