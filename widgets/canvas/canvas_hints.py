"""What a pointer on the canvas is told: whose name it is on, and what can be done to what lies there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from core.experiment import Experiment
from core.message import Message
from core.trace import Trace
from simulator.fonts import SEMIBOLD, text_width
from simulator.frames.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.frames.frame import Frame
from simulator.frames.frame_places import heading_place, name_place
from simulator.words import say
from widgets.canvas.canvas_editing import NameOf
from widgets.canvas.editing import can_edit, describe


def name_at(frame: Frame, at: QPointF) -> NameOf | None:
    """The name under a point: of a layer above its column, or of a unit above it."""
    for column, heading in enumerate(frame.headings[1 : len(frame.layout.columns)], start=1):
        place = heading_place(frame, column)
        if place is not None and _name_box(*place, heading.title, frame.layout.scale).contains(at):
            return NameOf(column)
    for unit in frame.units:
        if not unit.name or not isinstance(unit.element, UnitAt):
            continue
        place = name_place(frame, unit.element)
        if place is not None and _name_box(*place, unit.name, frame.scale).contains(at):
            return NameOf(unit.element.column, unit.element.unit)
    return None


def tip_of(experiment: Experiment, trace: Trace, element: Element) -> str:
    """The exact number, and how to change it."""
    text = describe(trace, element, exactly=True)
    if not can_edit(experiment, element):
        return text
    can_drag = isinstance(element, EdgeAt | BiasAt | TargetAt)
    hint = Message("Double-click to type, drag to change it") if can_drag else Message("Double-click to change it")
    return f"{text}\n{say(hint)}"


def _name_box(x: float, y: float, name: str, scale: float) -> QRectF:
    """Around a name of 13 px, in pixels of the canvas."""
    width, height = text_width(name, 13, SEMIBOLD) * scale + 8, 20 * scale
    return QRectF(x - width / 2, y - height / 2, width, height)
