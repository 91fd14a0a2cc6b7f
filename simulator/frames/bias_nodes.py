"""A bias as the weight of one edge more: that from a node which is always 1, below the units of the column before.

In a column of n units, numbered from 0, its node is source n. Arrays that have it have one column more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.network import Array, Layer, Network, frozen
from core.trace import LayerTrace, Trace
from simulator.frames.face import BiasAs

FOOT = 40.0
"""What stays free below a node: the legend and the note stand there."""
GAP = 10.0
"""Between the last unit of a column and its node."""


def node_columns(network: Network, bias: BiasAs) -> tuple[bool, ...]:
    """Which columns have a node below their units: those before layers that use a bias."""
    return (*(bias is BiasAs.NODE and layer.use_bias for layer in network.layers), False)


def node_half(half_height: float) -> float:
    """Half the side of the node below units of half this height."""
    return 14.0 if half_height >= 25 else 11.0 if half_height >= 18 else 8.0


def node_drop(half_height: float, pitch: float) -> float:
    """How far the node stands below the last unit: as far as the next unit would, but clear of that one."""
    return max(pitch, half_height + GAP + node_half(half_height))


def pitch_above_node(half_height: float, size: int, room: float) -> float:
    """How far `size` units, half of them below the middle of their column, may stand from each other, so that a node
    below them ends within `room` of that middle. One alone stands as far from its node."""
    free = room - node_half(half_height) - FOOT
    evenly, least = 2 * free / (size + 1), node_drop(half_height, 0.0)
    return evenly if size == 1 or evenly >= least else 2 * (free - least) / (size - 1)


def weights_of(layer: Layer, has_node: bool) -> Array:
    """The weights of a layer (units × sources), with those of its node where it has one."""
    return frozen(np.column_stack([layer.weights, layer.bias])) if has_node else layer.weights


def layer_of(trace: Trace, column: int, has_node: bool) -> LayerTrace:
    """The numbers of the layer in this column, with its node where it has one."""
    layer = trace.layers[column - 1]
    return _with_node(layer) if has_node else layer


@lru_cache(maxsize=32)
def _with_node(layer: LayerTrace) -> LayerTrace:
    """The numbers of a layer with its node as the last of its inputs, the biases as its weights."""
    slopes = layer.d_loss_d_weights
    if slopes is not None and layer.d_loss_d_bias is not None:
        slopes = frozen(np.column_stack([slopes, layer.d_loss_d_bias]))
    return replace(
        layer,
        layer=replace(layer.layer, weights=weights_of(layer.layer, True), is_frozen=None, is_pruned=None),
        inputs=frozen(np.append(layer.inputs, 1.0)),
        d_loss_d_weights=slopes,
    )
