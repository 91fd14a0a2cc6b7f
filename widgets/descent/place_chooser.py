"""A drop-down of all weights and biases, in which a few typed letters are enough to find one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate

from core.message import Message
from core.network import Network
from core.weight_edits import BiasPlace, Place, WeightPlace
from simulator.frames.selection import element_at_place, exists
from simulator.plots.descent_words import name_of
from simulator.words import say
from widgets.parts.controls import CONTROL_HEIGHT
from widgets.parts.fuzzy import ranked
from widgets.parts.icons import paint_icon
from widgets.parts.plain_text import lines_tip
from widgets.parts.style import current_theme

_MOST_FOUND = 60
_INSET = 2
"""How far from its edge a QLineEdit writes."""
MOST = 4000
"""Of a larger network the list holds so many; every other one is chosen on the canvas."""


class PlaceChooser(QComboBox):
    """Shows which number of a network is chosen. A first entry, where there is one, stands for none."""

    chosen = Signal(object)
    """The Place that someone chose, or None."""

    def __init__(self, name: str, tip: str, nothing: str | None = None) -> None:
        super().__init__()
        self._name, self._nothing = name, nothing
        self._tip = tip
        self._listed: tuple[object, ...] = ()
        self._places: list[Place | None] = []
        """What the entries stand for, in their order."""
        self.setAccessibleName(name)
        self.setToolTip(lines_tip(name, tip))
        self.setEditable(True)
        self._line = line = _Name()
        self.setLineEdit(line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setFixedHeight(CONTROL_HEIGHT)
        # The list as the style sheet says, not as the platform draws it.
        self.setItemDelegate(QStyledItemDelegate(self))
        line.setPlaceholderText(say(Message("Choose or type one")))
        line.setAccessibleName(name)
        self._found: list[int] = []
        """The entries that fit what is typed, the best first."""
        self._names = QStringListModel(self)
        self._completer = completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(None)  # type: ignore[arg-type]  # none of its own
        line.setCompleter(completer)
        activated = completer.activated[QModelIndex]  # type: ignore[index]
        activated.connect(lambda index: self._take(self._found[index.row()]))
        self.activated.connect(self._take)
        line.textEdited.connect(self._search)
        line.returnPressed.connect(self._take_best)
        line.editingFinished.connect(self._put_back)

    def show_network(self, network: Network) -> None:
        """List the numbers of a network; nothing happens where they have the same names as before."""
        listed = (network.inputs, *((layer.name, layer.units, layer.use_bias) for layer in network.layers))
        if listed == self._listed:
            return
        self._listed = listed
        present = self.place
        places = list(islice(_places_of(network), MOST + 1))
        lines = [self._name, self._tip]
        if len(places) > MOST:
            places.pop()
            lines.append(say(Message("The first {most} are listed; choose any other on the canvas.", most=MOST)))
        self.setToolTip(lines_tip(*lines))
        self._places = ([] if self._nothing is None else [None]) + places
        self.clear()
        self.addItems([self._nothing or "" if place is None else _entry(network, place) for place in self._places])
        is_there = present is not None and exists(element_at_place(present), network)
        self.show_place(network, present if is_there else None)

    @property
    def place(self) -> Place | None:
        """The one on show."""
        at = self.currentIndex()
        return self._places[at] if at >= 0 else None

    def show_place(self, network: Network, place: Place | None) -> None:
        """Show this one as chosen; where the list is too short for it, it is added."""
        if place is not None and place not in self._places:
            self._places.append(place)
            self.addItem(_entry(network, place))
        at = self._places.index(place) if place in self._places else -1
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText("")
        self._line.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme = current_theme()
        arrow = QRectF(self.width() - 21, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, "down", arrow, theme.text_2 if self.isEnabled() else theme.border)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, not the choice."""
        event.ignore()

    def _search(self, typed: str) -> None:
        self._found = [at for at, _ in ranked(typed, range(self.count()), self.itemText)][:_MOST_FOUND]
        self._names.setStringList([self.itemText(at) for at in self._found])
        # When the list is there.
        QTimer.singleShot(0, self, self._point_at_best)

    def _point_at_best(self) -> None:
        """Enter takes the first, without it being written into the field meanwhile."""
        popup = self._completer.popup()
        assert popup is not None, "a completer has one"
        if popup.isVisible() and not popup.currentIndex().isValid():
            first = popup.model().index(0, 0)
            popup.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _take(self, at: int) -> None:
        self.setCurrentIndex(at)
        self._line.setCursorPosition(0)
        self.chosen.emit(self._places[at])

    def _take_best(self) -> None:
        """Enter takes what fits best, where the list is closed already."""
        if self._found and self.currentText() != self.itemText(self.currentIndex()):
            self._take(self._found[0])

    def _put_back(self) -> None:
        """What was typed and not taken goes."""
        self.setEditText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)


class _Name(QLineEdit):
    """All of it is marked when one comes to it: what is typed then is another name."""

    _is_fresh = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where nobody types in it, a name too long for it ends in dots; Qt would cut through a letter."""
        room = self.width() - 2 * _INSET
        if self.hasFocus() or self.fontMetrics().horizontalAdvance(self.text()) <= room:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect().adjusted(_INSET, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_fresh = True
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_fresh and not self.hasSelectedText():
            self.selectAll()
        self._is_fresh = False


def _entry(network: Network, place: Place) -> str:
    """Units of several layers may have the same names."""
    name = name_of(network, place)
    if len(network.layers) == 1:
        return say(name)
    return say(Message("{name}, {layer}", name=name, layer=network.layers[place.column - 1].name))


def _places_of(network: Network) -> Iterator[Place]:
    """Every weight and every bias in use, layer by layer and unit by unit."""
    sizes = network.sizes
    for column, layer in enumerate(network.layers, start=1):
        for unit in range(sizes[column]):
            yield from (WeightPlace(column, unit, source) for source in range(sizes[column - 1]))
            if layer.use_bias:
                yield BiasPlace(column, unit)
