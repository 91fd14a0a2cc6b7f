"""Edits of many weights at once: what a hand has selected is set, zeroed, negated, drawn anew, frozen or pruned."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from core.edits import with_layer
from core.experiment import Experiment
from core.initialise import draw_layer
from core.network import Array, Layer, Mask, frozen


class WeightPlace(NamedTuple):
    """The weight from `source` in the column before to `unit` in `column` (column 1 is the first layer)."""

    column: int
    unit: int
    source: int


class BiasPlace(NamedTuple):
    """The bias of `unit` in `column`."""

    column: int
    unit: int


Place = WeightPlace | BiasPlace


def all_into(sizes: tuple[int, ...], column: int, unit: int) -> list[WeightPlace]:
    """Every weight that leads into a unit of a network of these sizes."""
    return [WeightPlace(column, unit, source) for source in range(sizes[column - 1] if column else 0)]


def all_out_of(sizes: tuple[int, ...], column: int, unit: int) -> list[WeightPlace]:
    """Every weight that leads out of a unit of a network of these sizes."""
    return [WeightPlace(column + 1, to, unit) for to in range(sizes[column + 1] if column + 1 < len(sizes) else 0)]


def with_values(experiment: Experiment, values: Mapping[Place, float]) -> Experiment:
    """Set weights and biases by place. A pruned weight that is given a value is in the network again; a layer that is
    given a bias uses it."""

    def change(layer: Layer, places: list[Place], weights: Array, bias: Array) -> None:
        for place in places:
            if isinstance(place, BiasPlace):
                bias[place.unit] = values[place]
            else:
                weights[place.unit, place.source] = values[place]

    return _changed(experiment, values, change)


def with_value(experiment: Experiment, places: Iterable[Place], value: float) -> Experiment:
    """Set all of these to one value."""
    return with_values(experiment, dict.fromkeys(places, value))


def negated(experiment: Experiment, places: Iterable[Place]) -> Experiment:
    """Turn the sign of all of these."""

    def change(layer: Layer, places: list[Place], weights: Array, bias: Array) -> None:
        for place in places:
            if isinstance(place, BiasPlace):
                bias[place.unit] = 0.0 - bias[place.unit]
            else:
                # Not −w: a zero keeps its plain sign.
                weights[place.unit, place.source] = 0.0 - weights[place.unit, place.source]

    return _changed(experiment, places, change)


def redrawn(experiment: Experiment, places: Iterable[Place]) -> Experiment:
    """Draw these weights anew by their layers' initialisers, and set these biases to 0; pruned weights stay out.

    The draw depends on seed and present weights alone: the same edit gives the same network, one more gives another.
    """

    def change(layer: Layer, places: list[Place], weights: Array, bias: Array) -> None:
        state = zlib.crc32(layer.weights.tobytes())
        fresh = draw_layer(layer, weights.shape[1], len(layer.units), experiment.training.seed + state)
        for place in places:
            if isinstance(place, BiasPlace):
                bias[place.unit] = 0.0
            elif layer.is_pruned is None or not layer.is_pruned[place.unit, place.source]:
                weights[place.unit, place.source] = fresh[place.unit, place.source]

    return _changed(experiment, places, change)


def with_frozen(experiment: Experiment, places: Iterable[WeightPlace], is_frozen: bool) -> Experiment:
    """Keep training from changing these weights, or let it."""
    changed = experiment
    for column, here in _by_column(places).items():
        layer = changed.network.layers[column - 1]
        changed = with_layer(changed, column, is_frozen=_with_flag(layer.is_frozen, layer, here, is_frozen))
    return changed


def with_pruned(experiment: Experiment, places: Iterable[WeightPlace], is_pruned: bool) -> Experiment:
    """Take edges out: their weights are 0 and training holds them there. Brought back, they start from 0."""
    changed = experiment
    for column, here in _by_column(places).items():
        layer = changed.network.layers[column - 1]
        weights = layer.weights.copy()
        if is_pruned:
            weights[_indices(here)] = 0.0
        mask = _with_flag(layer.is_pruned, layer, here, is_pruned)
        changed = with_layer(changed, column, weights=frozen(weights), is_pruned=mask)
    return changed


def _changed(
    experiment: Experiment, places: Iterable[Place], change: Callable[[Layer, list[Place], Array, Array], None]
) -> Experiment:
    """Let `change` write into copies of the weights and biases of every layer concerned."""
    changed = experiment
    for column, here in _by_column(places).items():
        layer = changed.network.layers[column - 1]
        weights, bias = layer.weights.copy(), layer.bias.copy()
        change(layer, here, weights, bias)
        pruned = layer.is_pruned
        if pruned is not None:
            pruned = pruned & (weights == 0)
        uses_bias = layer.use_bias or bool(bias.any())
        changed = with_layer(
            changed, column, weights=frozen(weights), bias=frozen(bias), use_bias=uses_bias, is_pruned=pruned
        )
    return changed


def _by_column(places: Iterable[Place]) -> dict[int, list[Place]]:
    columns: dict[int, list[Place]] = {}
    for place in places:
        columns.setdefault(place.column, []).append(place)
    return columns


def _indices(places: Iterable[Place]) -> tuple[list[int], list[int]]:
    weights = [place for place in places if isinstance(place, WeightPlace)]
    return [place.unit for place in weights], [place.source for place in weights]


def _with_flag(mask: Mask | None, layer: Layer, places: Iterable[Place], flag: bool) -> Mask:
    changed = np.zeros(layer.weights.shape, np.bool_) if mask is None else mask.copy()
    changed[_indices(places)] = flag
    return changed
