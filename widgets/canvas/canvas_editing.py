"""Numbers and names edited where they stand on the canvas, with the field that opens over them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect

from core.experiment import Experiment
from core.expression import number_of
from core.message import Message
from core.numbers import exact
from core.structure import with_layer_renamed, with_unit_renamed
from simulator.frames.elements import Element, UnitAt
from simulator.frames.frame_places import heading_place, name_place
from simulator.frames.pointing import box_of
from simulator.frames.selection import exists, only_numbers
from simulator.stage.selection_edits import Edit, with_all_set
from simulator.words import say
from widgets.canvas.canvas_view import CanvasView
from widgets.canvas.editing import can_edit, describe, edited, value_of
from widgets.canvas.walking import next_number
from widgets.parts.in_place_editor import InPlaceEditor

_HEIGHT = 30.0


@dataclass(frozen=True)
class NameOf:
    """The name of a unit, or of a whole column's layer."""

    column: int
    unit: int | None = None


class CanvasEditing(QObject):
    """Opens the field, and turns what was typed into an edit."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.editor = InPlaceEditor(canvas)
        self.editor.committed.connect(self._take)
        self.editor.walked.connect(self._walk)
        self._last: Element | None = None

    def close_what_is_gone(self) -> None:
        """Another network is on show: a field over what is no longer there closes."""
        what, network = self.editor.edited, self._canvas.trace.network
        if isinstance(what, NameOf):
            what = UnitAt(what.column, what.unit or 0)
        if isinstance(what, Element) and not exists(what, network):
            self.editor.cancel()

    def open_number(self, element: Element, typed: str = "") -> None:
        """Edit a number where it stands; what is not a given number cannot be edited. `typed` replaces it."""
        canvas = self._canvas
        canvas.bring_into_view(element)
        box = box_of(canvas.frame, element)
        if box is None or not can_edit(canvas.experiment, element):
            return
        if element not in canvas.chosen:
            canvas.select(element)
        self._last = element
        value = value_of(canvas.experiment, element)
        rect = _rect(box.x, box.y, max(72.0, box.width + 24))
        text = "" if value is None else exact(value)
        self.editor.open(element, describe(canvas.trace, element), text, rect, number_of)
        if typed:
            self.editor.begin_with(typed)

    def open_name(self, named: NameOf) -> None:
        """Rename a unit or a layer where its name stands."""
        canvas = self._canvas
        self._last = None
        network = canvas.experiment.network
        if named.unit is None:
            if named.column == 0:
                return
            place = heading_place(canvas.frame, named.column)
            name, label = network.layers[named.column - 1].name, Message("Name of the layer")
        else:
            place = name_place(canvas.frame, UnitAt(named.column, named.unit))
            name, label = network.unit_names(named.column)[named.unit], Message("Name of the unit")
        if place is not None:
            self.editor.open(named, say(label), name, _rect(*place, 130.0), lambda text: self._named(named, text))

    def _named(self, named: NameOf, text: str) -> str:
        """The name as it will be (raises Problem where it cannot be)."""
        changed = _renamed(self._canvas.experiment, named, text).network
        return (
            changed.layers[named.column - 1].name
            if named.unit is None
            else changed.unit_names(named.column)[named.unit]
        )

    def _take(self, what: object, value: object) -> None:
        name, experiment = self._edit(what, value)
        self._canvas.edit_requested.emit(name, experiment, None)
        self._canvas.setFocus()

    def _edit(self, what: object, value: object) -> Edit:
        canvas = self._canvas
        if isinstance(what, NameOf):
            return Message("Rename {name}", name=str(value)), _renamed(canvas.experiment, what, str(value))
        assert isinstance(value, float)
        numbers = only_numbers(canvas.chosen)
        if len(numbers) > 1 and what in numbers:
            return with_all_set(canvas.experiment, numbers, value)
        return edited(canvas.experiment, what, value)  # type: ignore[arg-type]

    def _walk(self, step: int) -> None:
        """To the next number, wherever it is."""
        if self._last is None:
            return
        following = next_number(self._canvas.experiment.network, self._last, step)
        if following is not None:
            self._canvas.select(following)
            self.open_number(following)


def _renamed(experiment: Experiment, named: NameOf, text: str) -> Experiment:
    if named.unit is None:
        return with_layer_renamed(experiment, named.column, text)
    return with_unit_renamed(experiment, named.column, named.unit, text)


def _rect(x: float, y: float, width: float) -> QRect:
    return QRect(round(x - width / 2), round(y - _HEIGHT / 2), round(width), round(_HEIGHT))
