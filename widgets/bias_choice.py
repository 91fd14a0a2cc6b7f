"""The choice of how biases are shown, as a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.message import Message
from simulator.face import BiasAs
from simulator.words import say
from widgets.file_desk import settings

_BIAS = "bias"
_WORDS = {
    BiasAs.NUMBER: (Message("As a n&umber"), Message("Each in or under its unit")),
    BiasAs.NODE: (Message("As a &node"), Message("A node that is always 1; each bias is the weight of its edge")),
}


class BiasChoice(QObject):
    """A number in or under each unit, or a node with edges. What was chosen is remembered."""

    chosen = Signal(object)
    """The BiasAs that a person chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self.actions: dict[BiasAs, QAction] = {}
        for bias, (words, tip) in _WORDS.items():
            entry = QAction(say(words), self)
            entry.setToolTip(say(tip))
            entry.setCheckable(True)
            entry.triggered.connect(lambda *_, bias=bias: self._tell(bias))
            self._group.addAction(entry)
            self.actions[bias] = entry
        stored = settings().value(_BIAS)
        chosen = BiasAs.NODE if stored == BiasAs.NODE.value else BiasAs.NUMBER
        self.actions[chosen].setChecked(True)

    @property
    def current(self) -> BiasAs:
        return next(bias for bias, entry in self.actions.items() if entry.isChecked())

    def menu(self) -> QMenu:
        """A submenu with both."""
        made = QMenu(say(Message("Biases")))
        made.setToolTipsVisible(True)
        made.addActions(list(self.actions.values()))
        return made

    def _tell(self, bias: BiasAs) -> None:
        settings().setValue(_BIAS, bias.value)
        self.chosen.emit(bias)
