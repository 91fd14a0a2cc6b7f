"""Edges of a frame: which are drawn, how strong they look, and what stands on them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.network import Array, Network
from core.trace import Trace
from simulator.frames.bias_nodes import weights_of
from simulator.frames.edge_shapes import Edges
from simulator.frames.elements import EdgeAt, Element, UnitAt
from simulator.frames.focus import focus_in
from simulator.frames.layout import Layout
from simulator.frames.moment import Moment
from simulator.frames.spotlight import edge_emphasis
from simulator.frames.timeline import Detail
from simulator.frames.view import View

FEW_EDGES = 12
MANY_EDGES = 200
FEW_FOR_LAYERS = 40
"""So many edges are drawn faster one by one than from images."""
ASIDE_OF_SELECTION, THIN = 0.26, 1.6
ASIDE_OF_FOCUS = 0.13
"""Few edges beside a focus are still to be seen, so that the network keeps its shape; many would be a veil."""
MANY_TO_FADE, FADED_AT = 600, 2400
_TINY = 1e-300
_PREFERRED = (1, 1.5, 2, 3, 5, 7, 10)


def weight_bound(network: Network) -> float:
    """The |weight| drawn at full strength: a preferred number, so that it seldom changes while training.

    Up to 12 edges the largest weight; beyond that a quantile, so that one giant does not pale all others.
    """
    sizes = np.abs(np.concatenate([layer.weights.ravel() for layer in network.layers]))
    if sizes.size <= FEW_EDGES:
        bound = float(sizes.max())
    else:
        bound = float(np.quantile(sizes, 1 - min(0.1, max(0.02, FEW_EDGES / sizes.size))))
    if bound < _TINY:
        return 1.0
    power = 10.0 ** math.floor(math.log10(bound))
    return float(next(step * power for step in _PREFERRED if step * power >= bound * (1 - 1e-9)))


def shown_weights(trace: Trace, moment: Moment, layout: Layout | None = None) -> list[Array]:
    """The weights of each layer as they stand at this moment: on their way from old to new during the update. In a
    layout, with those of its nodes."""
    k = moment.updated
    old = _matrices(trace.network, layout)
    if k == 0 or trace.updated is None:
        return old
    new = _matrices_after(trace, layout)
    return [(a + (b - a) * k) if k < 1 else b for a, b in zip(old, new, strict=True)]


def _matrices_after(trace: Trace, layout: Layout | None) -> list[Array]:
    """Those of the update. Of a weight that is not to be told the edge stays as it was."""
    old = _matrices(trace.network, layout)
    new = old if trace.updated is None else _matrices(trace.updated, layout)
    return [np.where(np.isnan(b), a, b) for a, b in zip(old, new, strict=True)]


def _matrices(network: Network, layout: Layout | None) -> list[Array]:
    if layout is None:
        return [layer.weights for layer in network.layers]
    return [
        weights_of(layer, column.has_node) for layer, column in zip(network.layers, layout.columns[:-1], strict=True)
    ]


class _Look(NamedTuple):
    """What of a view decides how its edges look, whatever the time."""

    budget: int
    selection: Element | None
    hovered: Element | None
    also: frozenset[Element]
    is_rough: bool
    only_related: bool
    spotlight: bool


def edges_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> Edges:
    """The strongest edges up to the view's budget, and all of what is selected or hovered."""
    is_rough = view.smooth_budget is not None
    selection, hovered = layout.drawn(view.selection), layout.drawn(view.hovered)
    also = frozenset(each for each in map(layout.drawn, view.also) if each is not None)
    look = _Look(view.edge_budget, selection, hovered, also, is_rough, view.only_related, view.spotlight)
    if moment.updated in (0.0, 1.0):
        return _emphasised(_standing(trace, layout, moment.updated == 1, look), moment, look)
    edges = _emphasised(_edges(trace, layout, shown_weights(trace, moment, layout), look), moment, look)
    if look.is_rough or edges.visible <= FEW_FOR_LAYERS:
        return edges
    before, after = (
        _emphasised(_standing(trace, layout, is_updated, look), moment, look) for is_updated in (False, True)
    )
    return replace(edges, turning=(before, after, moment.updated))


def _emphasised(edges: Edges, moment: Moment, look: _Look) -> Edges:
    emphasis = _emphasis(moment, edges)
    if look.spotlight and moment.time is not None:
        emphasis = edge_emphasis(emphasis)
    if edges.is_thin:
        # In a large network what belongs to the selection stands out.
        places = edges.columns, edges.units, edges.sources
        is_mine = _touches(places, look.selection) | edges.is_selected
        emphasis = np.where(is_mine, emphasis, np.minimum(emphasis, ASIDE_OF_SELECTION))
    if edges.is_related is not None:
        emphasis = np.where(edges.is_related, emphasis, np.minimum(emphasis, ASIDE_OF_FOCUS))
    return replace(edges, emphasis=emphasis)


@lru_cache(maxsize=12)
def _standing(trace: Trace, layout: Layout, is_updated: bool, look: _Look) -> Edges:
    """The edges before or after the update: the same at every instant."""
    matrices = _matrices_after(trace, layout) if is_updated else _matrices(trace.network, layout)
    return _edges(trace, layout, matrices, look)


def _weights_drawn(matrices: list[Array], layout: Layout) -> Array:
    """Of every edge between units that are drawn, in the order of `visible_places`."""
    columns = zip(matrices, pairwise(layout.columns), strict=True)
    return np.concatenate(
        [matrix[np.ix_(target.units, tuple(source.feeds))].ravel() for matrix, (source, target) in columns]
    )


def _widths(strength: Array, count: int, is_mine: NDArray[np.bool_] | None) -> tuple[Array, Array]:
    """Of edges of this strength among so many, and as they are in the crowd, from which what belongs to the selection
    may stand out."""
    widest = min(6.0, max(1.5, 9 - 2 * math.log10(max(min(count, MANY_TO_FADE), 1))))
    widths = 1.25 + (widest - 1.25) * strength ** (1 + _fade(count))
    if is_mine is None:
        return widths, widths
    thin = np.minimum(widths, THIN)
    return np.where(is_mine, 1.25 * (1.25 + (widest - 1.25) * strength), thin), thin


def _edges(trace: Trace, layout: Layout, matrices: list[Array], look: _Look) -> Edges:
    """The drawn edges with all of their looks but emphasis. Where there is only time for some, these look as they do
    among all."""
    columns, units, sources, lines = visible_places(layout)
    places = columns, units, sources
    weights = _weights_drawn(matrices, layout)
    is_chosen = _are_edges(places, look.also) | _is_edge(places, look.selection)
    is_mine = _touches(places, look.selection) | is_chosen
    is_raised = is_mine | _touches(places, look.hovered)
    sizes = np.abs(weights)
    related = _related(trace, layout, look)
    shown = len(weights)
    is_crowd = _are_strongest(sizes, look.budget)
    if related is not None and shown > MANY_EDGES:
        shown = int(related.sum())
        is_crowd = _are_strongest(np.where(related, sizes, -1.0), look.budget) & related
        is_raised &= related
    kept = np.flatnonzero(is_crowd | is_raised)
    # Weakest first, so that strong edges lie on top.
    kept = kept[np.argsort(sizes[kept], kind="stable")]
    strength = np.minimum(1.0, sizes[kept] / bound_of(trace))
    count = shown if look.is_rough else min(shown, look.budget)
    is_thin = shown > MANY_EDGES and bool(is_mine.any())
    widths, crowd_widths = _widths(strength, count, is_mine[kept] if is_thin else None)
    return Edges(
        lines[kept],
        weights[kept],
        strength,
        widths,
        np.ones(len(kept)),
        is_chosen[kept],
        columns[kept],
        units[kept],
        sources[kept],
        trace.network.weight_count + _bias_count(trace, layout),
        shown,
        kept,
        is_crowd[kept],
        is_raised[kept],
        crowd_widths,
        is_thin,
        _fade(count),
        is_related=None if related is None else related[kept],
        is_pointed=_is_edge(places, look.hovered)[kept] if isinstance(look.hovered, EdgeAt) else None,
    )


def _related(trace: Trace, layout: Layout, look: _Look) -> NDArray[np.bool_] | None:
    """Which of the visible edges belong to the focus; None without one."""
    if not look.only_related:
        return None
    also = frozenset(each for each in map(layout.meant, look.also) if each is not None)
    focus = focus_in(trace, layout.meant(look.selection), also)
    if focus is None:
        return None
    pairs = enumerate(pairwise(layout.columns), start=1)
    return np.concatenate(
        [
            focus.edges_into(at, source.has_node)[np.ix_(target.units, tuple(source.feeds))].ravel()
            for at, (source, target) in pairs
        ]
    )


def _bias_count(trace: Trace, layout: Layout) -> int:
    """How many biases are edges."""
    pairs = zip(trace.network.layers, layout.columns[:-1], strict=True)
    return sum(len(layer.units) for layer, column in pairs if column.has_node)


def _fade(count: int) -> float:
    """From 600 edges on weak ones fade, so that thousands are a haze through which the strong ones are seen."""
    return min(1.0, max(0.0, math.log(max(count, 1) / MANY_TO_FADE, FADED_AT / MANY_TO_FADE)))


@lru_cache(maxsize=4)
def bound_of(trace: Trace) -> float:
    """`weight_bound` of the traced network."""
    return weight_bound(trace.network)


_Ends = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
_Places = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]


@lru_cache(maxsize=4)
def visible_places(layout: Layout) -> _Places:
    """Column, unit, source and line of every edge between units that are not folded away."""
    parts = []
    for index, (source, target) in enumerate(pairwise(layout.columns), start=1):
        feeds, heights = np.array([*source.feeds]), np.array([*source.feeds.values()])
        unit, feed = np.meshgrid(np.array(target.units), feeds, indexing="ij")
        to_y, from_y = np.meshgrid(np.array(target.ys), heights, indexing="ij")
        ones = np.ones(unit.size)
        lines = np.stack([ones * source.x, from_y.ravel(), ones * target.x, to_y.ravel()], axis=1)
        parts.append((np.full(unit.size, index), unit.ravel(), feed.ravel(), lines))
    columns, units, sources, lines = (np.concatenate(part) for part in zip(*parts, strict=True))
    return columns, units, sources, lines


def visible_count(layout: Layout) -> int:
    """How many edges lie between units that are not folded away."""
    return sum(len(source.feeds) * len(target.units) for source, target in pairwise(layout.columns))


def _touches(places: _Ends, element: Element | None) -> NDArray[np.bool_]:
    columns, units, sources = places
    if isinstance(element, UnitAt):
        into = (columns == element.column) & (units == element.unit)
        return np.asarray(into | ((columns == element.column + 1) & (sources == element.unit)))
    return _is_edge(places, element)


def _is_edge(places: _Ends, element: Element | None) -> NDArray[np.bool_]:
    columns, units, sources = places
    if not isinstance(element, EdgeAt):
        return np.zeros(len(columns), dtype=bool)
    same = (columns == element.column) & (units == element.unit) & (sources == element.source)
    return np.asarray(same)


def _are_edges(places: _Ends, elements: frozenset[Element]) -> NDArray[np.bool_]:
    """Which edges are among these elements."""
    columns, units, sources = places
    wanted = [(each.column, each.unit, each.source) for each in elements if isinstance(each, EdgeAt)]
    if not wanted:
        return np.zeros(len(columns), dtype=bool)
    places_of = np.stack([columns, units, sources], axis=1).astype(np.int64)
    steps = np.array([1 << 40, 1 << 20, 1])  # one number an edge; a layer has at most 4,096 units
    return np.isin(places_of @ steps, np.array(wanted, np.int64) @ steps)


def _are_strongest(sizes: Array, budget: int) -> NDArray[np.bool_]:
    """Which are among the `budget` largest."""
    if len(sizes) <= budget:
        return np.ones(len(sizes), dtype=bool)
    found = np.zeros(len(sizes), dtype=bool)
    if budget:
        found[np.argpartition(sizes, len(sizes) - budget)[len(sizes) - budget :]] = True
    return found


def _emphasis(moment: Moment, edges: Edges) -> Array:
    """How much each edge stands out: all of a unit's edges alike, and told by layer, all of a column's."""
    if moment.time is None:
        return np.ones(len(edges))
    if moment.timeline.detail is Detail.BY_LAYER:
        last = int(edges.columns.max(initial=0))
        by_column = np.array([0.0, *(moment.emphasis(column, 0) for column in range(1, last + 1))])
        return np.asarray(by_column[edges.columns])
    keys, which = np.unique(edges.columns << 32 | edges.units, return_inverse=True)
    shares = np.array([moment.emphasis(key >> 32, key & 0xFFFFFFFF) for key in keys.tolist()])
    return np.asarray(shares[which])
