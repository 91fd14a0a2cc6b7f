"""What feeds or follows a selection: a pure function of the network and what is selected in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.network import Layer, Network
from core.trace import Trace
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Focus:
    """The units and edges through which the selection gets its numbers, and those that its numbers reach.

    A selected unit is fed and followed by itself. An edge is fed by its source and followed by its unit.
    Pruned weights carry nothing.
    """

    feeding: tuple[Flags, ...]
    """Of every column, the units that are selected or feed what is."""
    following: tuple[Flags, ...]
    """Of every column, the units that are selected or follow what is."""
    layers: tuple[Layer, ...]
    edges: frozenset[EdgeAt]
    """Those that are selected themselves, pruned or not."""

    def has_unit(self, column: int, unit: int) -> bool:
        return bool(self.feeding[column][unit] or self.following[column][unit])

    def has_edge(self, column: int, unit: int, source: int) -> bool:
        if EdgeAt(column, unit, source) in self.edges:
            return True
        pruned = self.layers[column - 1].is_pruned
        if pruned is not None and pruned[unit, source]:
            return False
        return bool(self.feeding[column][unit] or self.following[column - 1][source])

    def edges_into(self, column: int, has_node: bool = False) -> Flags:
        """Which weights into a column belong to it: one row a receiving unit, as in `Layer.weights`; with those of a
        node for biases, which feed and never follow."""
        found = self.feeding[column][:, None] | self.following[column - 1][None, :]
        pruned = self.layers[column - 1].is_pruned
        if pruned is not None:
            found &= ~pruned
        for each in self.edges:
            if each.column == column:
                found[each.unit, each.source] = True
        return np.column_stack([found, self.feeding[column]]) if has_node else found

    def has(self, element: Element) -> bool:
        """Whether an element belongs to it; a bias and a target belong to their units, the loss to all."""
        if isinstance(element, EdgeAt):
            return self.has_edge(element.column, element.unit, element.source)
        if isinstance(element, UnitAt | BiasAt):
            return self.has_unit(element.column, element.unit)
        return self.has_unit(len(self.layers), element.unit) if isinstance(element, TargetAt) else True


def focus_of(network: Network, elements: Iterable[Element]) -> Focus | None:
    """The focus of all that is selected; None where nothing is."""
    chosen = frozenset(elements)
    if not chosen:
        return None
    feeding = [np.zeros(size, dtype=np.bool_) for size in network.sizes]
    following = [np.zeros(size, dtype=np.bool_) for size in network.sizes]
    _mark(feeding, following, chosen)
    for column in range(len(network.layers), 0, -1):
        feeding[column - 1] |= _carried(network.layers[column - 1])[feeding[column]].any(axis=0)
    for column, layer in enumerate(network.layers, start=1):
        following[column] |= _carried(layer)[:, following[column - 1]].any(axis=1)
    edges = frozenset(each for each in chosen if isinstance(each, EdgeAt))
    return Focus(tuple(feeding), tuple(following), network.layers, edges)


@lru_cache(maxsize=4)
def focus_in(trace: Trace, selection: Element | None, also: frozenset[Element]) -> Focus | None:
    """The focus in what is on show: the same at every instant of the step."""
    return focus_of(trace.network, also if selection is None else also | {selection})


def _mark(feeding: list[Flags], following: list[Flags], elements: Iterable[Element]) -> None:
    """What is selected, or stands at the end of what is."""
    for element in elements:
        if isinstance(element, EdgeAt):
            feeding[element.column - 1][element.source] = True
            following[element.column][element.unit] = True
        elif isinstance(element, UnitAt | BiasAt):
            feeding[element.column][element.unit] = following[element.column][element.unit] = True
        elif isinstance(element, TargetAt):
            feeding[-1][element.unit] = True
        elif isinstance(element, LossAt):
            feeding[-1][:] = True


def _carried(layer: Layer) -> Flags:
    """Which weights carry anything; what is not pruned does, be it 0 at the moment."""
    if layer.is_pruned is None:
        return np.ones(layer.weights.shape, dtype=np.bool_)
    return np.asarray(~layer.is_pruned)
