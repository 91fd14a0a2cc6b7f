"""The canvas for those who hear it: every unit, weight and bias is a thing with a name, a place and a state."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from core.message import Message
from core.network import Network
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.frames.pointing import box_of, element_at
from simulator.frames.selection import exists
from simulator.frames.timeline import Beat
from simulator.telling.told_step import ToldBeat, told_beat
from simulator.words import say
from widgets.canvas.canvas_view import CanvasView
from widgets.canvas.editing import can_edit, describe

MOST_NUMBERS = 2000
"""In larger networks weights and biases are told of the selected unit alone: nobody walks through more."""


def install() -> None:
    """Let screen readers see what is drawn on a canvas."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, CanvasView):
        return None
    # Qt deletes the interface with the canvas; Python must not do so before.
    thing.accessible = made = CanvasAccessible(thing)
    return made


def told_elements(network: Network, selection: Element | None) -> list[Element]:
    """What a reader can come to, unit by unit: each with the weights into it and its bias."""
    sizes = network.sizes
    units = [UnitAt(column, unit) for column, size in enumerate(sizes) for unit in range(size)]
    if network.weight_count <= MOST_NUMBERS:
        return list(chain.from_iterable((unit, *_numbers_of(sizes, unit)) for unit in units))
    if isinstance(selection, UnitAt | EdgeAt | BiasAt):
        here = UnitAt(selection.column, selection.unit)
        return [*units, *_numbers_of(sizes, here)]
    return [*units]


def _numbers_of(sizes: tuple[int, ...], unit: UnitAt) -> list[Element]:
    if unit.column == 0:
        return []
    edges = [EdgeAt(unit.column, unit.unit, source) for source in range(sizes[unit.column - 1])]
    return [*edges, BiasAt(unit.column, unit.unit)]


class CanvasAccessible(QAccessibleWidget):
    """The canvas as a list of what it shows."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas)
        self._canvas = canvas
        self._children: dict[Element, ElementAccessible] = {}
        self._beat: Beat | None = None

    def text(self, kind: QAccessible.Text) -> str:
        """While a step plays, its beat is what there is to say of the picture."""
        beat = self._canvas.frame.beat
        if kind == QAccessible.Text.Description and beat is not None:
            return self._told(beat).spoken
        return super().text(kind)

    def tell_beat(self) -> None:
        """Another beat plays: say what it does, in the words of the transcript."""
        time = self._canvas.stage.playhead.time
        timeline = self._canvas.stage.timeline
        beat = None if time is None else timeline.beats[timeline.index_at(time)]
        if beat is self._beat:
            return
        self._beat = beat
        if beat is None or not QAccessible.isActive():
            return
        changed = QAccessibleEvent(self._canvas, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)
        said = QAccessibleAnnouncementEvent(
            self._canvas, told_beat(self._canvas.trace, beat, self._canvas.view.digits).announced
        )
        QAccessible.updateAccessibility(said)

    def _told(self, beat: Beat) -> ToldBeat:
        return told_beat(self._canvas.trace, beat, self._canvas.view.digits)

    @property
    def elements(self) -> list[Element]:
        return told_elements(self._canvas.trace.network, self._canvas.selection)

    def childCount(self) -> int:
        return len(self.elements)

    def child(self, index: int) -> QAccessibleInterface | None:
        elements = self.elements
        return self.of(elements[index]) if 0 <= index < len(elements) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        elements = self.elements
        if isinstance(child, ElementAccessible) and child.element in elements:
            return elements.index(child.element)
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        at = self._canvas.mapFromGlobal(QPoint(x, y))
        element = element_at(self._canvas.frame, at.x(), at.y())
        return None if element is None or element not in self.elements else self.of(element)

    def focusChild(self) -> QAccessibleInterface | None:
        selection = self._canvas.selection
        return self.of(selection) if selection in self.elements and selection is not None else None

    def of(self, element: Element) -> ElementAccessible:
        """The one thing that stands for this element; Qt keeps it as long as the program runs."""
        if element not in self._children:
            self._children[element] = ElementAccessible(self._canvas, element)
            QAccessible.registerAccessibleInterface(self._children[element])
        return self._children[element]

    def tell_selection(self) -> None:
        """Something else is selected: that is where the reader is now."""
        if not QAccessible.isActive():
            return
        event = QAccessibleEvent(self._canvas, QAccessible.Event.Focus)
        selection, elements = self._canvas.selection, self.elements
        if selection is not None and selection in elements:
            event.setChild(elements.index(selection))
        QAccessible.updateAccessibility(event)


class ElementAccessible(QAccessibleInterface):
    """One unit, weight or bias."""

    def __init__(self, canvas: CanvasView, element: Element) -> None:
        super().__init__()
        self._canvas = canvas
        self.element = element

    def isValid(self) -> bool:
        return exists(self.element, self._canvas.trace.network)

    def object(self) -> QObject | None:
        return None

    def window(self) -> QWindow | None:
        return self._canvas.window().windowHandle()

    def parent(self) -> QAccessibleInterface | None:
        return QAccessible.queryAccessibleInterface(self._canvas)

    def child(self, index: int) -> QAccessibleInterface | None:
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return describe(self._canvas.trace, self.element)
        if kind == QAccessible.Text.Description and can_edit(self._canvas.experiment, self.element):
            return say(Message("Enter changes it"))
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Numbers are typed into the field that Enter opens."""

    def rect(self) -> QRect:
        box = box_of(self._canvas.frame, self.element) if self.isValid() else None
        if box is None:
            return QRect()
        corner = self._canvas.mapToGlobal(QPoint(round(box.x - box.width / 2), round(box.y - box.height / 2)))
        return QRect(corner.x(), corner.y(), round(box.width), round(box.height))

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        canvas = self._canvas
        state.focusable = state.selectable = state.multiSelectable = True
        state.invalid = not self.isValid()
        state.selected = self.element in canvas.chosen
        state.focused = canvas.hasFocus() and self.element == canvas.selection
        state.editable = self.isValid() and can_edit(canvas.experiment, self.element)
        return state
