"""Everything the menus, the header and the keyboard can do, each as one action with its shortcut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from core.message import Message
from simulator.words import say

Shortcut = QKeySequence.StandardKey | str | None


def action(
    window: QMainWindow,
    text: Message,
    slot: Callable[[], object],
    shortcut: Shortcut = None,
    tip: Message | None = None,
) -> QAction:
    """An action of the window; its shortcut works wherever the focus is."""
    made = QAction(say(text), window)
    if shortcut is not None:
        made.setShortcut(QKeySequence(shortcut))
    if tip is not None:
        made.setToolTip(say(tip))
    made.triggered.connect(lambda *_: slot())
    window.addAction(made)
    return made


def menu(title: Message, *parts: QAction | QMenu | None) -> QMenu:
    """A menu of actions and further menus; None is a separating line."""
    made = QMenu(say(title))
    for part in parts:
        if part is None:
            made.addSeparator()
        elif isinstance(part, QMenu):
            made.addMenu(part)
        else:
            made.addAction(part)
    return made
