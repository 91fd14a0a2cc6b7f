"""The choice of light or dark, as a menu, and as it was made the last time."""

from __future__ import annotations

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.actions import give_mnemonics
from widgets.parts.stored import settings
from widgets.parts.style import DARK, LIGHT, SYSTEM, Appearance

_THEME = "theme"


def theme_menu(window: QWidget, appearance: Appearance) -> QMenu:
    """One entry a theme; what is chosen holds for all windows and the next start."""
    made = QMenu(say(Message("&Theme")))
    group = QActionGroup(window)

    def choose(theme: str) -> None:
        appearance.choose(theme)
        settings().setValue(_THEME, theme)

    def show() -> None:
        for entry in made.actions():
            entry.setChecked(entry.data() == appearance.choice)

    names = {SYSTEM: Message("As the system"), LIGHT: Message("Light"), DARK: Message("Dark")}
    for theme, words in names.items():
        entry = made.addAction(say(words))
        entry.setCheckable(True)
        entry.setData(theme)
        entry.triggered.connect(lambda *_, theme=theme: choose(theme))
        group.addAction(entry)
    give_mnemonics(made)
    # Another window may have chosen since.
    made.aboutToShow.connect(show)
    show()
    return made


def chosen_theme() -> str:
    """`system`, `light` or `dark`, as chosen the last time."""
    stored = settings().value(_THEME, SYSTEM)
    return stored if stored in (LIGHT, DARK) else SYSTEM
