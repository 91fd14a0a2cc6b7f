"""One of several, chosen for all windows, as a menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.message import Message
from simulator.words import say
from widgets.parts.view_choices import Choice

T = TypeVar("T")


class ChoiceMenu(QObject, Generic[T]):
    """One entry a value, by its name with what it does; the one that holds is checked."""

    def __init__(
        self,
        choice: Choice[T],
        title: Message,
        words: Mapping[T, tuple[Message, Message]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._group = QActionGroup(self)
        self.actions: dict[T, QAction] = {}
        for value, (name, tip) in words.items():
            entry = QAction(say(name), self)
            entry.setToolTip(say(tip))
            entry.setCheckable(True)
            entry.triggered.connect(lambda *_, value=value: choice.choose(value))
            self._group.addAction(entry)
            self.actions[value] = entry
        choice.tell(self._show)

    def menu(self) -> QMenu:
        """A submenu with all of them."""
        made = QMenu(say(self._title))
        made.setToolTipsVisible(True)
        made.addActions(list(self.actions.values()))
        return made

    def _show(self, value: T) -> None:
        self.actions[value].setChecked(True)
