"""What a pressed button does while the hand moves: pan, draw a band around units, drag a number, move a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from core.message import Problem
from core.structure import with_unit_moved
from core.weight_edits import BiasPlace, Place, WeightPlace
from simulator.dragging import Pace, moved
from simulator.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.selection import Selection, numbers_of, selected
from simulator.selection_edits import with_all_moved
from widgets.editing import edited, moving_name, value_of

if TYPE_CHECKING:
    from widgets.canvas import Canvas


def pace_of(modifiers: Qt.KeyboardModifier) -> Pace:
    """Shift is fine, Ctrl coarse."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Pace.FINE
    return Pace.COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else Pace.ORDINARY


class Gesture:
    """From the press of a button to its release. Escape gives it up."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas, start: QPointF) -> None:
        self.canvas = canvas
        self.start = start

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The hand is at `at`, in pixels of the canvas."""

    def finish(self) -> None:
        """The button was released."""

    def give_up(self) -> None:
        """As if nothing had happened, as far as that can be."""
        self.finish()


class Pan(Gesture):
    """The network goes with the hand."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.canvas.pan_by(at - self.start)
        self.start = at


class Band(Gesture):
    """A rectangle; the units, labels and edges whose middle it holds are selected."""

    def __init__(self, canvas: Canvas, start: QPointF, base: Selection) -> None:
        super().__init__(canvas, start)
        self._base = base
        self.rect = QRectF(start, start)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.rect = QRectF(self.start, at).normalized()
        inside = selected(self.canvas.elements_in(self.rect))
        chosen = selected(self._base.elements | inside.elements) if len(self._base) else inside
        self.canvas.choose(chosen)
        self.canvas.update()

    def finish(self) -> None:
        self.canvas.update()

    def give_up(self) -> None:
        self.canvas.choose(self._base)
        self.finish()


class NumberDrag(Gesture):
    """A number changes as the hand moves sideways, and with it all others that are selected."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, canvas: Canvas, start: QPointF, element: Element) -> None:
        super().__init__(canvas, start)
        self._element = element
        self._before = canvas.experiment
        value = value_of(self._before, element)
        assert value is not None, "can_edit comes first"
        self._value = value
        self._pace = Pace.ORDINARY
        self._places = self._numbers()

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        pace = pace_of(modifiers)
        if pace is not self._pace:
            # Another pace begins from here, so that nothing jumps.
            self._pace, self.start = pace, at
            self._value = value_of(self.canvas.experiment, self._element) or 0.0
            self._places = self._numbers()
        self._show(moved(self._value, at.x() - self.start.x(), pace))

    def finish(self) -> None:
        self.canvas.edit_ended.emit()

    def give_up(self) -> None:
        """Back to where it was: the entry vanishes."""
        self.canvas.edit_requested.emit(moving_name(self._before, self._element), self._before, self._key)
        self.finish()

    @property
    def _key(self) -> object:
        return ("drag", id(self))

    def _numbers(self) -> dict[Place, float]:
        """All selected weights and biases with their values, where the dragged one is among several."""
        chosen, experiment = self.canvas.chosen, self.canvas.experiment
        if len(chosen) < 2 or self._element not in chosen:
            return {}
        layers = experiment.network.layers
        found: dict[Place, float] = {}
        for place in numbers_of(only_numbers(chosen), experiment.network):
            layer = layers[place.column - 1]
            if isinstance(place, WeightPlace):
                found[place] = float(layer.weights[place.unit, place.source])
            elif isinstance(place, BiasPlace):
                found[place] = float(layer.bias[place.unit])
        return found

    def _show(self, value: float) -> None:
        experiment = self.canvas.experiment
        if self._places:
            name, changed = with_all_moved(experiment, self._places, value - self._value)
        else:
            name, changed = edited(experiment, self._element, value)
        self.canvas.edit_requested.emit(name, changed, self._key)


def only_numbers(chosen: Selection) -> Selection:
    """Without the units, which stand for all weights into them only where that is said."""
    return selected(each for each in chosen.elements if isinstance(each, EdgeAt | BiasAt))


class UnitDrag(Gesture):
    """A unit takes another place in its column as it is drawn up or down."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, canvas: Canvas, start: QPointF, element: UnitAt) -> None:
        super().__init__(canvas, start)
        self._element = element
        self._before = canvas.experiment
        self._name = moving_name(self._before, element)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        place = self.canvas.place_at(self._element.column, at.y())
        if place == self._element.unit:
            return
        try:
            moved_to = with_unit_moved(self.canvas.experiment, self._element.column, self._element.unit, place)
        except Problem as problem:
            self.canvas.said.emit(problem.message)
            return
        self._element = UnitAt(self._element.column, place)
        self.canvas.edit_requested.emit(self._name, moved_to, ("move", id(self)))
        self.canvas.select(self._element)

    def finish(self) -> None:
        self.canvas.edit_ended.emit()

    def give_up(self) -> None:
        self.canvas.edit_requested.emit(self._name, self._before, ("move", id(self)))
        self.finish()
