"""The choice of how numbers are shown, as a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.message import Message
from core.numbers import WithFractions, short
from simulator.words import say
from widgets.file_desk import settings

FEWEST, USUAL, MOST = 2, 4, 10
_DIGITS, _FRACTIONS = "digits", "fractions"
_SAMPLE = 2 / 3


class DigitsChoice(QObject):
    """How many digits, and whether simple fractions stay fractions. What was chosen is remembered."""

    chosen = Signal(object)
    """The digits, an int or `WithFractions`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self.actions: dict[int, QAction] = {}
        for digits in range(FEWEST, MOST + 1):
            words = Message("&{n} digits ({sample})", n=digits % 10, sample=short(_SAMPLE, digits))
            if digits == MOST:
                words = Message("1&0 digits ({sample})", sample=short(_SAMPLE, digits))
            entry = QAction(say(words), self)
            entry.setCheckable(True)
            entry.triggered.connect(self._tell)
            self._group.addAction(entry)
            self.actions[digits] = entry
        self.fractions = QAction(
            say(Message("&Fractions ({sample})", sample=short(_SAMPLE, WithFractions(USUAL)))), self
        )
        self.fractions.setCheckable(True)
        self.fractions.setToolTip(say(Message("Where a number is a simple fraction, show it as one")))
        self.fractions.triggered.connect(self._tell)
        stored = str(settings().value(_DIGITS, USUAL))
        digits = int(stored) if stored.isdecimal() else USUAL
        self.actions[min(max(digits, FEWEST), MOST)].setChecked(True)
        self.fractions.setChecked(str(settings().value(_FRACTIONS, "false")) == "true")

    @property
    def current(self) -> int:
        digits = next(digits for digits, entry in self.actions.items() if entry.isChecked())
        return WithFractions(digits) if self.fractions.isChecked() else digits

    def menu(self) -> QMenu:
        """A submenu with all choices."""
        made = QMenu(say(Message("Numbers")))
        made.setToolTipsVisible(True)
        made.addActions(list(self.actions.values()))
        made.addSeparator()
        made.addAction(self.fractions)
        return made

    def _tell(self) -> None:
        settings().setValue(_DIGITS, int(self.current))
        settings().setValue(_FRACTIONS, "true" if self.fractions.isChecked() else "false")
        self.chosen.emit(self.current)
