"""Where in a picture things stand that a hand does something to, in pixels of the picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from simulator.frames.elements import BiasAt, Element, UnitAt
from simulator.frames.frame import Frame

HEADING_Y = 24.0


def elements_in(frame: Frame, rect: QRectF) -> list[Element]:
    """The units whose middle lies in a rectangle of the picture; where there are none, the labels and edges."""
    k, (dx, dy) = frame.scale, frame.offset
    found: list[Element] = [unit.element for unit in frame.units if rect.contains(unit.x * k + dx, unit.y * k + dy)]
    if found:
        return found
    edges = frame.edges
    middles = (edges.lines[:, :2] + edges.lines[:, 2:]) / 2 * k + (dx, dy)
    places = zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
    boxes = {pill.element: pill.box for pill in frame.pills}
    for middle, place in zip(middles.tolist(), places, strict=True):
        element = frame.layout.element_of(*place)
        box = boxes.get(element)
        x, y = (box.x * k + dx, box.y * k + dy) if box else middle
        if rect.contains(x, y):
            found.append(element)
    return found + [
        element
        for element, box in boxes.items()
        if isinstance(element, BiasAt) and element not in found and rect.contains(box.x * k + dx, box.y * k + dy)
    ]


def unit_nearest(frame: Frame, column: int, y: float) -> int:
    """Which unit of a column stands nearest to a height of the picture."""
    where = frame.layout.columns[column]
    height = (y - frame.offset[1]) / frame.scale
    distances = [abs(each - height) for each in where.ys]
    return where.units[distances.index(min(distances))]


def name_place(frame: Frame, unit: UnitAt) -> tuple[float, float] | None:
    """Where the name of a unit stands; where it shows none, the unit itself."""
    for each in frame.units:
        if each.element == unit:
            y = each.name_y if each.name else each.y
            return each.x * frame.scale + frame.offset[0], y * frame.scale + frame.offset[1]
    return None


def heading_place(frame: Frame, column: int) -> tuple[float, float] | None:
    """Where the name of a layer stands."""
    if not column < len(frame.headings):
        return None
    return frame.headings[column].x * frame.scale + frame.offset[0], HEADING_Y * frame.layout.scale
