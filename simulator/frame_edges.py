"""Edges of a frame: which are drawn, how strong they look, and what stands on them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.network import Array, Network
from core.trace import Trace
from simulator.elements import EdgeAt, Element, UnitAt
from simulator.frame import Edges, View
from simulator.layout import Layout
from simulator.moment import Moment

FEW_EDGES = 12
MANY_EDGES = 200
ASIDE_OF_SELECTION = 0.26
_TINY = 1e-300
_PREFERRED = (1, 1.5, 2, 3, 5, 7, 10)


def weight_bound(network: Network) -> float:
    """The |weight| drawn at full strength: a preferred number, so that it seldom changes while training.

    Up to 12 edges the largest weight; beyond that a quantile, so that one giant does not pale all others.
    """
    sizes = np.abs(np.concatenate([layer.weights.ravel() for layer in network.layers]))
    share = 0.0 if sizes.size <= FEW_EDGES else min(0.1, max(0.02, FEW_EDGES / sizes.size))
    bound = float(np.quantile(sizes, 1 - share))
    if bound < _TINY:
        return 1.0
    power = 10.0 ** math.floor(math.log10(bound))
    return float(next(step * power for step in _PREFERRED if step * power >= bound * (1 - 1e-9)))


def shown_weights(trace: Trace, moment: Moment) -> list[Array]:
    """The weights of each layer as they stand at this moment: on their way from old to new during the update."""
    k = moment.updated
    old = [layer.weights for layer in trace.network.layers]
    if k == 0 or trace.updated is None:
        return old
    new = [layer.weights for layer in trace.updated.layers]
    return [(a + (b - a) * k) if k < 1 else b for a, b in zip(old, new, strict=True)]


def edges_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> Edges:
    """The strongest edges up to the view's budget, and all of the selected or hovered unit."""
    places = _places(layout)
    columns, units, sources, lines = places
    matrices = shown_weights(trace, moment)
    weights = np.concatenate(
        [
            matrix[np.ix_(target.units, source.units)].ravel()
            for matrix, (source, target) in zip(matrices, pairwise(layout.columns), strict=True)
        ]
    )
    touched = _touches(places, view.selection) | _touches(places, view.hovered)
    kept = _strongest(weights, touched, view.edge_budget)
    bound = weight_bound(trace.network)
    strength = np.minimum(1.0, np.abs(weights[kept]) / bound)
    widest = min(6.0, max(1.5, 9 - 2 * math.log10(max(len(kept), 1))))
    widths = 1.25 + (widest - 1.25) * strength
    is_selected = _touches(places, view.selection)[kept]
    emphasis = _emphasis(moment, columns[kept], units[kept])
    if is_selected.any() and len(weights) > MANY_EDGES:
        # In a large network what belongs to the selection stands out.
        emphasis = np.where(is_selected, emphasis, np.minimum(emphasis, ASIDE_OF_SELECTION))
        widths = np.where(is_selected, widths * 1.25, np.minimum(widths, 1.6))
    return Edges(
        lines[kept],
        weights[kept],
        strength,
        widths,
        emphasis,
        _is_edge(places, view.selection)[kept],
        columns[kept],
        units[kept],
        sources[kept],
        trace.network.weight_count,
    )


_Places = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]


def _places(layout: Layout) -> _Places:
    """Column, unit, source and line of every edge between units that are not folded away."""
    parts = []
    for index, (source, target) in enumerate(pairwise(layout.columns), start=1):
        unit, feed = np.meshgrid(np.array(target.units), np.array(source.units), indexing="ij")
        to_y, from_y = np.meshgrid(np.array(target.ys), np.array(source.ys), indexing="ij")
        ones = np.ones(unit.size)
        lines = np.stack([ones * source.x, from_y.ravel(), ones * target.x, to_y.ravel()], axis=1)
        parts.append((np.full(unit.size, index), unit.ravel(), feed.ravel(), lines))
    columns, units, sources, lines = (np.concatenate(part) for part in zip(*parts, strict=True))
    return columns, units, sources, lines


def _touches(places: _Places, element: Element | None) -> NDArray[np.bool_]:
    columns, units, sources, _ = places
    if isinstance(element, UnitAt):
        into = (columns == element.column) & (units == element.unit)
        return np.asarray(into | ((columns == element.column + 1) & (sources == element.unit)))
    return _is_edge(places, element)


def _is_edge(places: _Places, element: Element | None) -> NDArray[np.bool_]:
    columns, units, sources, _ = places
    if not isinstance(element, EdgeAt):
        return np.zeros(len(columns), dtype=bool)
    same = (columns == element.column) & (units == element.unit) & (sources == element.source)
    return np.asarray(same)


def _strongest(weights: Array, touched: NDArray[np.bool_], budget: int) -> NDArray[np.intp]:
    """Row numbers to draw, weakest first so that strong edges lie on top."""
    order = np.argsort(np.abs(weights), kind="stable")
    if len(order) > budget:
        order = np.array([k for k in order[:-budget] if touched[k]] + order[-budget:].tolist(), dtype=np.intp)
    return np.concatenate([order[~touched[order]], order[touched[order]]])


def _emphasis(moment: Moment, columns: NDArray[np.intp], units: NDArray[np.intp]) -> Array:
    """How much each edge stands out: all of a unit's edges alike."""
    if moment.time is None:
        return np.ones(len(columns))
    pairs, which = np.unique(np.stack([columns, units], axis=1), axis=0, return_inverse=True)
    shares = np.array([moment.emphasis(int(column), int(unit)) for column, unit in pairs])
    return np.asarray(shares[which.reshape(-1)])
