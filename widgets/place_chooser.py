"""A drop-down of all weights and biases, in which a few typed letters are enough to find one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QStyledItemDelegate

from core.message import Message
from core.network import Network
from core.weight_edits import BiasPlace, Place, WeightPlace
from simulator.descent_words import name_of
from simulator.words import say
from widgets.controls import CONTROL_HEIGHT
from widgets.icons import paint_icon
from widgets.plain_text import lines_tip
from widgets.style import current_theme

MOST = 4000
"""Of a larger network the list holds so many; every other one is chosen on the canvas."""


class PlaceChooser(QComboBox):
    """Shows which number of a network is chosen. A first entry, where there is one, stands for none."""

    chosen = Signal(object)
    """The Place that someone chose, or None."""

    def __init__(self, name: str, placeholder: str, nothing: str | None = None) -> None:
        super().__init__()
        self._name, self._nothing = name, nothing
        self._placeholder = placeholder
        self._listed: tuple[object, ...] = ()
        self._places: list[Place | None] = []
        """What the entries stand for, in their order."""
        self.setAccessibleName(name)
        self.setToolTip(lines_tip(name, placeholder))
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setFixedHeight(CONTROL_HEIGHT)
        # The list as the style sheet says, not as the platform draws it.
        self.setItemDelegate(QStyledItemDelegate(self))
        line = self.lineEdit()
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.activated.connect(lambda index: self.chosen.emit(self._places[index]))
        line.editingFinished.connect(self._put_back)

    def show_network(self, network: Network) -> None:
        """List the numbers of a network; nothing happens where they have the same names as before."""
        listed = (network.inputs, *((layer.name, layer.units, layer.use_bias) for layer in network.layers))
        if listed == self._listed:
            return
        self._listed = listed
        present = self.place
        places = list(islice(_places_of(network), MOST + 1))
        lines = [self._name, self._placeholder]
        if len(places) > MOST:
            places.pop()
            lines.append(say(Message("The first {most} are listed; choose any other on the canvas.", most=MOST)))
        self.setToolTip(lines_tip(*lines))
        self._places = ([] if self._nothing is None else [None]) + places
        self.clear()
        self.addItems(
            [self._nothing or "" if place is None else say(name_of(network, place)) for place in self._places]
        )
        self.show_place(network, present)

    @property
    def place(self) -> Place | None:
        """The one on show."""
        at = self.currentIndex()
        return self._places[at] if at >= 0 else None

    def show_place(self, network: Network, place: Place | None) -> None:
        """Show this one as chosen; where the list is too short for it, it is added."""
        if place is not None and place not in self._places:
            self._places.append(place)
            self.addItem(say(name_of(network, place)))
        at = self._places.index(place) if place in self._places else -1
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText("")
        self.lineEdit().setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme = current_theme()
        arrow = QRectF(self.width() - 21, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, "down", arrow, theme.text_2 if self.isEnabled() else theme.border)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lineEdit().selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, not the choice."""
        event.ignore()

    def _put_back(self) -> None:
        """What is typed and is no name goes; what is one is chosen."""
        typed = self.currentText().strip()
        if typed == self.itemText(self.currentIndex()):
            return
        found = self.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else -1
        if found >= 0:
            self.setCurrentIndex(found)
            self.chosen.emit(self._places[found])
        else:
            self.setEditText(self.itemText(self.currentIndex()))


def _places_of(network: Network) -> Iterator[Place]:
    """Every weight and every bias in use, layer by layer and unit by unit."""
    sizes = network.sizes
    for column, layer in enumerate(network.layers, start=1):
        for unit in range(sizes[column]):
            yield from (WeightPlace(column, unit, source) for source in range(sizes[column - 1]))
            if layer.use_bias:
                yield BiasPlace(column, unit)
