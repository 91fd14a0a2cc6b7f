"""A trace in which some numbers are not to be told: nobody who draws, says or explains it can give them away."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import replace

import numpy as np

from core.network import Array, Layer, Network, frozen
from core.numbers import HIDDEN
from core.quantity import LOSS, Kind, Quantity
from core.trace import BatchRows, LayerTrace, Trace

_Places = dict[tuple[Kind, int], list[tuple[int, ...]]]
"""Where in its array a hidden number stands, by kind and column."""


def veiled(trace: Trace, hidden: Collection[Quantity]) -> Trace:
    """The trace with `HIDDEN` in place of these numbers, wherever it holds them: a unit sends on what the next layer
    receives. Weights and biases as they are, inputs and targets are given and stay. Addresses that the trace does not
    have are passed over."""
    if not hidden:
        return trace
    places: _Places = {}
    for each in hidden:
        place = (each.unit,) if each.source is None else (each.unit, each.source)
        places.setdefault((each.kind, each.column), []).append(place)
    layers: list[LayerTrace] = []
    for column, here in enumerate(trace.layers, start=1):
        layers.append(_veiled_layer(here, layers[-1].a if layers else here.inputs, column, places))
    last = len(layers)
    return replace(
        trace,
        layers=tuple(layers),
        error=None if trace.error is None else _masked(trace.error, Kind.ERROR, last, places),
        loss=HIDDEN if LOSS in hidden and trace.loss is not None else trace.loss,
        updated=_veiled_network(trace.updated, places),
        batch=None if trace.batch is None else _veiled_batch(trace.batch, places),
        is_veiled=True,
    )


def _veiled_layer(here: LayerTrace, inputs: Array, column: int, places: _Places) -> LayerTrace:
    def masked(array: Array, kind: Kind) -> Array:
        return _masked(array, kind, column, places)

    def masked_slopes(array: Array | None, kind: Kind) -> Array | None:
        return None if array is None else masked(array, kind)

    return replace(
        here,
        inputs=inputs,
        z=masked(here.z, Kind.WEIGHTED_SUM),
        a=masked(here.a, Kind.ACTIVATION),
        activation_slope=masked(here.activation_slope, Kind.ACTIVATION_SLOPE),
        d_loss_d_a=masked_slopes(here.d_loss_d_a, Kind.SLOPE_AT_ACTIVATION),
        d_loss_d_z=masked_slopes(here.d_loss_d_z, Kind.SLOPE_AT_SUM),
        d_loss_d_weights=masked_slopes(here.d_loss_d_weights, Kind.SLOPE_OF_WEIGHT),
        d_loss_d_bias=masked_slopes(here.d_loss_d_bias, Kind.SLOPE_OF_BIAS),
    )


def _veiled_batch(batch: BatchRows, places: _Places) -> BatchRows:
    """Without what a hidden unit sends in any row: one of them is the example."""
    values = []
    for column, array in enumerate(batch.values):
        asked = [places.get((kind, column), ()) for kind in (Kind.WEIGHTED_SUM, Kind.ACTIVATION)]
        units = [unit for found in asked for unit, *_ in found if 0 <= unit < array.shape[1]]
        masked = np.array(array) if units else array
        if units:
            masked[:, units] = HIDDEN
        values.append(masked)
    return replace(batch, values=tuple(values))


def _veiled_network(network: Network | None, places: _Places) -> Network | None:
    if network is None:
        return None
    layers = []
    for column, layer in enumerate(network.layers, start=1):
        weights = _masked(layer.weights, Kind.NEW_WEIGHT, column, places)
        bias = _masked(layer.bias, Kind.NEW_BIAS, column, places)
        layers.append(layer if weights is layer.weights and bias is layer.bias else _unchecked(layer, weights, bias))
    is_other = any(made is not layer for made, layer in zip(layers, network.layers, strict=True))
    return replace(network, layers=tuple(layers)) if is_other else network


def _unchecked(layer: Layer, weights: Array, bias: Array) -> Layer:
    """A layer refuses what is no number, and this one is to be looked at alone."""
    made = copy(layer)
    object.__setattr__(made, "weights", weights)
    object.__setattr__(made, "bias", bias)
    return made


def _masked(array: Array, kind: Kind, column: int, places: _Places) -> Array:
    """The array itself where nothing of it is hidden."""
    mine = [
        place
        for place in places.get((kind, column), ())
        if all(0 <= at < size for at, size in zip(place, array.shape, strict=True))
    ]
    if not mine:
        return array
    masked = np.array(array)
    for place in mine:
        masked[place] = HIDDEN
    return frozen(masked)
