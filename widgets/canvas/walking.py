"""From element to element by keys."""

from __future__ import annotations

from core.network import Network
from simulator.frames.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt


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


def along_unit(network: Network, element: Element, step: int) -> Element | None:
    """The next (1) or last (−1) number of the same unit: the weights into it, then its bias. None past either end."""
    if isinstance(element, TargetAt):
        element = UnitAt(len(network.sizes) - 1, element.unit)
    if not isinstance(element, UnitAt | EdgeAt | BiasAt):
        return None
    numbers = _numbers_of(network, element.column, element.unit)
    at = numbers.index(element) + step
    return numbers[at] if 0 <= at < len(numbers) else None


def next_number(network: Network, element: Element, step: int) -> Element | None:
    """As `along_unit`, and from there on through the other units; None past the first and the last number."""
    within = along_unit(network, element, step)
    if within is not None and not isinstance(within, UnitAt):
        return within
    if not isinstance(element, UnitAt | EdgeAt | BiasAt):
        return None
    places = [UnitAt(column, unit) for column, size in enumerate(network.sizes) for unit in range(size)]
    at = places.index(UnitAt(element.column, element.unit)) + step
    if not 0 <= at < len(places):
        return None
    numbers = _numbers_of(network, places[at].column, places[at].unit)
    if len(numbers) == 1:  # an input is a number itself
        return numbers[0]
    return numbers[1] if step > 0 else numbers[-1]


def _numbers_of(network: Network, column: int, unit: int) -> list[Element]:
    """A unit, the weights into it, its bias."""
    own: list[Element] = [UnitAt(column, unit)]
    if column:
        own += [EdgeAt(column, unit, source) for source in range(network.sizes[column - 1])]
        own.append(BiasAt(column, unit))
    return own
