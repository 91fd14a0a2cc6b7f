"""The choice of how biases are shown, as a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.message import Message
from simulator.frames.face import BiasAs
from simulator.words import say
from widgets.parts.view_choices import Choice

_WORDS = {
    BiasAs.NUMBER: (Message("As a n&umber"), Message("Each in or under its unit")),
    BiasAs.NODE: (Message("As a &node"), Message("A node that is always 1; each bias is the weight of its edge")),
}


class BiasChoice(QObject):
    """A number in or under each unit, or a node with edges."""

    def __init__(self, choice: Choice[BiasAs], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self.actions: dict[BiasAs, QAction] = {}
        for bias, (words, tip) in _WORDS.items():
            entry = QAction(say(words), self)
            entry.setToolTip(say(tip))
            entry.setCheckable(True)
            entry.triggered.connect(lambda *_, bias=bias: choice.choose(bias))
            self._group.addAction(entry)
            self.actions[bias] = entry
        choice.changed.connect(self._show)
        self._show(choice.value)

    def menu(self) -> QMenu:
        """A submenu with both."""
        made = QMenu(say(Message("Biases")))
        made.setToolTipsVisible(True)
        made.addActions(list(self.actions.values()))
        return made

    def _show(self, bias: BiasAs) -> None:
        self.actions[bias].setChecked(True)
