"""Everything the menus, the header and the keyboard can do, each as one action with its shortcut."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from core.message import Message
from simulator.words import say

Shortcut = QKeySequence.StandardKey | str
_MNEMONIC = re.compile(r"&(.)")


def action(
    window: QWidget,
    text: Message,
    slot: Callable[[], object],
    *shortcuts: Shortcut | None,
) -> QAction:
    """An action of the window; its shortcuts work wherever the focus is. The first is the one that is shown."""
    made = QAction(say(text), window)
    set_shortcuts(made, *shortcuts)
    made.setToolTip(tip_of(made))
    made.triggered.connect(lambda *_: slot())
    window.addAction(made)
    return made


def set_shortcuts(made: QAction, *shortcuts: Shortcut | None) -> None:
    """All keys that the platform has for a standard key, and further ones as they are written."""
    keys: list[QKeySequence] = []
    for shortcut in shortcuts:
        if isinstance(shortcut, QKeySequence.StandardKey):
            keys += QKeySequence.keyBindings(shortcut)
        elif shortcut is not None:
            keys.append(QKeySequence(shortcut))
    made.setShortcuts([key for at, key in enumerate(keys) if key not in keys[:at]])


def menu(parent: QWidget, title: Message, *parts: QAction | QMenu | None) -> QMenu:
    """A menu of actions and further menus, which become its own; None is a separating line.

    Every entry has a letter by the time it is seen, whatever was added or renamed meanwhile.
    """
    made = QMenu(say(title), parent)
    for part in parts:
        if part is None:
            made.addSeparator()
        elif isinstance(part, QMenu):
            part.setParent(made, part.windowFlags())
            made.addMenu(part)
        else:
            made.addAction(part)
    made.aboutToShow.connect(lambda: give_mnemonics(made))
    return made


def give_mnemonics(shown: QMenu) -> None:
    """A letter to press for every entry that has none: the first of a word if it can be had, else any."""
    fixed = {letter for entry in shown.actions() if (letter := mnemonic(entry.text()))}
    owners: dict[str, QAction] = {}

    def places(entry: QAction) -> list[int]:
        text = entry.text()
        found = [at for at, letter in enumerate(text) if letter.isascii() and letter.isalnum()]
        return sorted(found, key=lambda at: at > 0 and text[at - 1].isalnum())

    def find(entry: QAction, tried: set[str]) -> bool:
        """Take a free letter, or one whose owner can do with another."""
        letters = [letter for at in places(entry) if (letter := entry.text()[at].lower()) not in fixed]
        for letter in letters:
            if letter not in owners:
                owners[letter] = entry
                return True
        for letter in letters:
            if letter not in tried:
                tried.add(letter)
                if find(owners[letter], tried):
                    owners[letter] = entry
                    return True
        return False

    for entry in shown.actions():
        if not entry.isSeparator() and not mnemonic(entry.text()):
            find(entry, set())
    for letter, entry in owners.items():
        text = entry.text()
        place = next(at for at in places(entry) if text[at].lower() == letter)
        entry.setText(f"{text[:place]}&{text[place:]}")


def mnemonic(text: str) -> str:
    """The letter that is pressed in a menu for this entry, or nothing."""
    return next((letter.lower() for letter in _MNEMONIC.findall(text) if letter != "&"), "")


def plain_name(text: str) -> str:
    """The words of an action without the mark of its mnemonic."""
    return _MNEMONIC.sub(r"\1", text)


def menu_text(name: str) -> str:
    """A name that somebody typed, as the text of an action: its & is no mnemonic."""
    return name.replace("&", "&&")


def tip_of(made: QAction) -> str:
    """What an action is called, and its shortcut: `Save (Ctrl+S)`."""
    return tip_with_keys(plain_name(made.text()), made.shortcut())


def tip_with_keys(words: str, keys: QKeySequence | str) -> str:
    """A tooltip that ends in the shortcut, as this platform writes it."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({shown})" if shown else words


def key_caps(keys: QKeySequence | str) -> tuple[str, ...]:
    """What stands on the keys that are pressed together: `Ctrl`, `Shift`, `P`."""
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    if text.endswith("+"):
        return *(part for part in text.split("+") if part), "+"
    return tuple(part for part in text.split("+") if part)
