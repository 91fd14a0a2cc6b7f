"""All weights and biases of a network as one flat array: so engines, optimizers and the tape hold them.

Order: weights (row by row) and bias of each layer in turn. Biases that are not in use keep their place, as zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.network import Array, Layer, Mask, Network, frozen

Values = NDArray[np.floating[Any]]
"""Weights and bias of each layer in turn, flat, in the engine's own precision."""


@dataclass(frozen=True, eq=False)
class Roles:
    """What each number of the flat array is: whether training may change it, whether it is a weight (or a bias)."""

    is_trainable: Mask
    is_weight: Mask


def flat_values(network: Network, dtype: str = "float64") -> Values:
    """The network's weights and biases as one flat array."""
    return np.concatenate([array.ravel() for array in network.arrays()]).astype(dtype)


def network_with(network: Network, values: Values) -> Network:
    """The same network with the weights and biases of a flat array.

    They may be of a moment when other weights were pruned and other layers used a bias: what is not 0 is in use.
    """
    layers = []
    start = 0
    for layer in network.layers:
        weights, start = _part(values, start, layer.weights)
        bias, start = _part(values, start, layer.bias)
        pruned = layer.is_pruned
        if pruned is not None and weights[pruned].any():
            pruned = pruned & (weights == 0)
        use_bias = layer.use_bias or bool(bias.any())
        layers.append(replace(layer, weights=weights, bias=bias, is_pruned=pruned, use_bias=use_bias))
    return replace(network, layers=tuple(layers))


def _part(values: Values, start: int, like: Array) -> tuple[Array, int]:
    """As many of the values as this array has, in its shape, and where the rest begins."""
    end = start + like.size
    return frozen(values[start:end].reshape(like.shape)), end


def flat_number(network: Network, column: int, unit: int, source: int | None = None) -> int:
    """Where the weight from `source` to a unit stands in the flat array; without `source`, where its bias does."""
    start = sum(layer.weights.size + layer.bias.size for layer in network.layers[: column - 1])
    weights = network.layers[column - 1].weights
    within: int = weights.size + unit if source is None else unit * weights.shape[1] + source
    return start + within


def roles_of(network: Network) -> Roles:
    """Frozen and pruned weights stay as they are, and so do biases that a layer does not use."""
    return Roles(
        _flat_mask(network, lambda layer: ~layer.is_held, lambda layer: layer.use_bias),
        _flat_mask(network, lambda layer: np.ones_like(layer.is_held), lambda layer: False),
    )


def _flat_mask(network: Network, of_weights: Callable[[Layer], Mask], of_bias: Callable[[Layer], bool]) -> Mask:
    parts: list[Mask] = []
    for layer in network.layers:
        parts += [of_weights(layer).ravel(), np.full(layer.bias.size, of_bias(layer))]
    mask: Mask = np.concatenate(parts)
    mask.setflags(write=False)
    return mask


def flat_slopes(slopes: Iterable[tuple[Array | None, Array | None]]) -> Array:
    """Slopes of weights and bias of each layer in turn, in the order of `flat_values`."""
    return np.concatenate([array.ravel() for pair in slopes for array in pair if array is not None])
