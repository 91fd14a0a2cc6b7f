"""The choice of how numbers are shown, as a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.message import Message
from core.numbers import WithFractions, short
from simulator.words import say
from widgets.parts.view_choices import FEWEST, MOST, USUAL, Choice

_SAMPLE = 2 / 3


class DigitsChoice(QObject):
    """How many digits, and whether simple fractions stay fractions."""

    def __init__(self, choice: Choice[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._group = QActionGroup(self)
        self.actions: dict[int, QAction] = {}
        for digits in range(FEWEST, MOST + 1):
            words = Message("&{n} digits ({sample})", n=digits % 10, sample=short(_SAMPLE, digits))
            if digits == MOST:
                words = Message("1&0 digits ({sample})", sample=short(_SAMPLE, digits))
            entry = QAction(say(words), self)
            entry.setCheckable(True)
            entry.triggered.connect(self._choose)
            self._group.addAction(entry)
            self.actions[digits] = entry
        self.fractions = QAction(
            say(Message("&Fractions ({sample})", sample=short(_SAMPLE, WithFractions(USUAL)))), self
        )
        self.fractions.setCheckable(True)
        self.fractions.setToolTip(say(Message("Where a number is a simple fraction, show it as one")))
        self.fractions.triggered.connect(self._choose)
        choice.tell(self._show)

    def menu(self) -> QMenu:
        """A submenu with all choices."""
        made = QMenu(say(Message("Numbers")))
        made.setToolTipsVisible(True)
        made.addActions(list(self.actions.values()))
        made.addSeparator()
        made.addAction(self.fractions)
        return made

    def _show(self, digits: int) -> None:
        self.actions[int(digits)].setChecked(True)
        self.fractions.setChecked(isinstance(digits, WithFractions))

    def _choose(self) -> None:
        digits = next(digits for digits, entry in self.actions.items() if entry.isChecked())
        self._choice.choose(WithFractions(digits) if self.fractions.isChecked() else digits)
