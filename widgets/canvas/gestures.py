"""What a pressed button does while the hand moves: pan, draw a band around units, drag a number, move a unit."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.experiment import Experiment
from core.message import Message, Problem
from core.weight_edits import Place, WeightPlace
from simulator.frames.elements import Element, UnitAt
from simulator.frames.frame_places import elements_in, unit_nearest
from simulator.frames.selection import Selection, numbers_of, only_numbers, selected
from simulator.stage.dragging import Pace, moved, turned
from simulator.stage.selection_edits import Edit, with_all_moved
from simulator.stage.structure_edits import unit_moved
from simulator.theme import Theme, mix
from widgets.canvas.canvas_view import CanvasView
from widgets.canvas.editing import edited, value_of

_LEFT = Qt.MouseButton.LeftButton


def pace_of(modifiers: Qt.KeyboardModifier) -> Pace:
    """Shift is fine, Ctrl coarse."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Pace.FINE
    return Pace.COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else Pace.ORDINARY


class Gesture:
    """From the press of a button to its release. Escape gives it up."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: CanvasView, start: QPointF, button: Qt.MouseButton = _LEFT) -> None:
        self.canvas = canvas
        self.start = start
        self.button = button

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The hand is at `at`, in pixels of the canvas."""

    def finish(self) -> None:
        """The button was released."""

    def give_up(self) -> None:
        """As if nothing had happened, as far as that can be."""
        self.finish()

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        """What the hand draws over the picture."""


class Pan(Gesture):
    """The network goes with the hand."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.canvas.pan_by(at - self.start)
        self.start = at


class Band(Gesture):
    """A rectangle; the units, labels and edges whose middle it holds are selected."""

    def __init__(self, canvas: CanvasView, start: QPointF, base: Selection) -> None:
        super().__init__(canvas, start)
        self.base = base
        """What was selected before, and stays so."""
        self.rect = QRectF(start, start)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.rect = QRectF(self.start, at).normalized()
        inside = selected(elements_in(self.canvas.frame, self.rect))
        chosen = selected(self.base.elements | inside.elements) if len(self.base) else inside
        self.canvas.choose(chosen)
        self.canvas.update()

    def finish(self) -> None:
        self.canvas.update()

    def give_up(self) -> None:
        self.canvas.choose(self.base)
        self.finish()

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        fill = QColor(mix(theme.canvas, theme.ink, 0.5))
        fill.setAlphaF(0.10)
        painter.fillRect(self.rect, fill)
        pen = QPen(QColor(theme.ink), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect)


class Editing(Gesture):
    """One that changes the experiment: all it does is one entry to undo, and none where it is given up."""

    def __init__(self, canvas: CanvasView, start: QPointF) -> None:
        super().__init__(canvas, start)
        self._key = object()
        self.is_asking = False
        """Whether a change of what is on show is its own doing."""

    def ask(self, name: Message, experiment: Experiment) -> None:
        """For the next step of the edit."""
        self.is_asking = True
        try:
            self.canvas.edit_requested.emit(name, experiment, self._key)
        finally:
            self.is_asking = False

    def finish(self) -> None:
        self.canvas.edit_ended.emit()

    def give_up(self) -> None:
        self.canvas.edit_given_up.emit(self._key)


class NumberDrag(Editing):
    """A number changes as the hand moves sideways, and with it all others that are selected."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, canvas: CanvasView, start: QPointF, element: Element) -> None:
        super().__init__(canvas, start)
        self._element = element
        self._pace = Pace.ORDINARY
        self._take_hold()

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        pace = pace_of(modifiers)
        if pace is not self._pace:
            # Another pace begins from here, so that nothing jumps.
            self._pace, self.start = pace, at
            self._take_hold()
        value = moved(self._value, at.x() - self.start.x(), pace)
        self.ask(*_changed(self.canvas, self._element, self._places, self._value, value))

    def _take_hold(self) -> None:
        """Of the numbers as they are now."""
        value = value_of(self.canvas.experiment, self._element)
        assert value is not None, "can_edit comes first"
        self._value = value
        self._places = _numbers_beside(self.canvas, self._element)


class Wheel:
    """Turned over the selected number it changes that and all others that are selected, a tenth a notch."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._element: Element | None = None
        self._rest = 0.0
        """What fine wheels and touchpads send in parts of a notch."""

    def turn(self, element: Element, notches: float, pace: Pace) -> None:
        """By so many notches, up or down."""
        if element != self._element:
            self._element, self._rest = element, 0.0
        self._rest += notches
        whole = math.trunc(self._rest)
        if not whole:
            return
        self._rest -= whole
        value = value_of(self._canvas.experiment, element) or 0.0
        places = _numbers_beside(self._canvas, element)
        name, changed = _changed(self._canvas, element, places, value, turned(value, whole, pace))
        self._canvas.edit_requested.emit(name, changed, ("wheel", element))


def _numbers_beside(canvas: CanvasView, element: Element) -> dict[Place, float]:
    """All selected weights and biases with their values, where this element is one of several; else none."""
    chosen, experiment = canvas.chosen, canvas.experiment
    if len(chosen) < 2 or element not in chosen:
        return {}
    layers = experiment.network.layers
    found: dict[Place, float] = {}
    for place in numbers_of(only_numbers(chosen), experiment.network):
        layer = layers[place.column - 1]
        if isinstance(place, WeightPlace):
            found[place] = float(layer.weights[place.unit, place.source])
        else:
            found[place] = float(layer.bias[place.unit])
    return found


def _changed(canvas: CanvasView, element: Element, places: dict[Place, float], old: float, new: float) -> Edit:
    """The number of an element at its new value; where it is one of several, all of them moved as far."""
    if places:
        return with_all_moved(canvas.experiment, places, new - old)
    return edited(canvas.experiment, element, new)


class UnitDrag(Editing):
    """A unit takes another place in its column as it is drawn up or down."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, canvas: CanvasView, start: QPointF, element: UnitAt) -> None:
        super().__init__(canvas, start)
        self._element = element

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        column, unit = self._element.column, self._element.unit
        place = unit_nearest(self.canvas.frame, column, at.y())
        if place == unit:
            return
        try:
            edit = unit_moved(self.canvas.experiment, column, unit, place)
        except Problem as problem:
            self.canvas.said.emit(problem.message)
            return
        self._element = UnitAt(column, place)
        self.ask(*edit)
        self.canvas.select(self._element)
