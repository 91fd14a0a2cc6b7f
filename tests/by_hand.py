"""Numbers set as a hand sets them, for tests that need a changed network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.experiment import Experiment
from core.network import Array, Network
from core.weight_edits import BiasPlace, WeightPlace, with_value


def with_weight(experiment: Experiment, column: int, unit: int, source: int, value: float) -> Experiment:
    return with_value(experiment, [WeightPlace(column, unit, source)], value)


def with_bias(experiment: Experiment, column: int, unit: int, value: float) -> Experiment:
    return with_value(experiment, [BiasPlace(column, unit)], value)


def with_arrays(network: Network, arrays: Sequence[Array]) -> Network:
    """All weights and biases, in the order of `Network.arrays`."""
    pairs = zip(network.layers, arrays[::2], arrays[1::2], strict=True)
    layers = tuple(replace(layer, weights=weights, bias=bias) for layer, weights, bias in pairs)
    return Network(network.inputs, layers)
