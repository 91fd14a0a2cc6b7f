"""All weights and biases of a network as one flat array: so engines, optimizers and the tape hold them.

Order: weights (row by row) and bias of each layer in turn. Biases that are not in use keep their place, as zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    """The same network with the weights and biases of a flat array."""
    arrays = []
    start = 0
    for array in network.arrays():
        arrays.append(frozen(values[start : start + array.size].reshape(array.shape)))
        start += array.size
    return network.with_arrays(arrays)


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
