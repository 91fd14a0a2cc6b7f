"""The nodes for biases in a frame."""

from __future__ import annotations

from simulator.frames.elements import BiasAt
from simulator.frames.layout import Layout
from simulator.frames.unit_shapes import BiasNode
from simulator.frames.view import View
from simulator.shapes import Box

_SIZES = {14.0: 15.0, 11.0: 13.0}
_SMALLEST_SIZE = 11.0


def nodes_at(layout: Layout, view: View | None = None) -> tuple[BiasNode, ...]:
    """A node below every column whose next layer has biases as edges."""
    looked_at = () if view is None else (view.selection, view.hovered, *view.also)
    active = {element.column for element in looked_at if isinstance(element, BiasAt)}
    found = []
    for column, place in enumerate(layout.columns, start=1):
        if place.node_y is not None:
            half = place.half_of(place.node)
            box = Box(place.x, place.node_y, 2 * half, 2 * half)
            found.append(BiasNode(column, box, _SIZES.get(half, _SMALLEST_SIZE), column in active))
    return tuple(found)
