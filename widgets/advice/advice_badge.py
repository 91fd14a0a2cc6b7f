"""How much advice there is, in the status bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from core.message import Message
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.icons import icon
from widgets.parts.style import Themed, current_theme


class AdviceBadge(Themed, QToolButton):
    """How much advice there is; not there where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QSize(14, 14))
        self.setFixedHeight(22)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(say(Message("What could be done better, and why")))
        self.show_count(0)
        self.apply_theme(current_theme())

    def show_count(self, count: int) -> None:
        words = title_of(count)
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(count > 0)

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon("info", theme, theme.text_2))
        sheet = f"QToolButton {{ color: {theme.ink}; font-size: 12px; padding: 0 6px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


def title_of(count: int) -> str:
    """How much advice there is."""
    if count == 0:
        return say(Message("No advice"))
    return say(Message("1 piece of advice") if count == 1 else Message("{count} pieces of advice", count=count))
