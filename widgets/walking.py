"""From element to element by arrow keys."""

from __future__ import annotations

from core.network import Network
from simulator.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt


def neighbour(network: Network, element: Element, across: int, down: int) -> Element:
    """The next unit in that direction; from an edge the units at its ends, or the next edge into its unit."""
    sizes = network.sizes
    if isinstance(element, EdgeAt):
        if across:
            return UnitAt(element.column, element.unit) if across > 0 else UnitAt(element.column - 1, element.source)
        order = element.unit * sizes[element.column - 1] + element.source + down
        order = min(max(order, 0), sizes[element.column] * sizes[element.column - 1] - 1)
        return EdgeAt(element.column, *divmod(order, sizes[element.column - 1]))
    if isinstance(element, BiasAt):
        element = UnitAt(element.column, element.unit)
    elif isinstance(element, TargetAt):
        element = UnitAt(len(sizes) - 1, element.unit)
    if not isinstance(element, UnitAt):
        return UnitAt(len(sizes) - 1, 0)
    column = min(max(element.column + across, 0), len(sizes) - 1)
    unit = min(max(element.unit + down, 0), sizes[column] - 1)
    return UnitAt(column, unit)
