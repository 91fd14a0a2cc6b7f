"""The check in the window: a badge in the status bar that says whether what is on show was checked, its dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from core.message import Message
from simulator.commands.checker import Checker, CheckState
from simulator.stage.stage import Stage
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.icons import icon
from widgets.parts.style import Themed, current_theme

if TYPE_CHECKING:
    from widgets.checking.check_dialog import CheckDialog

_WORDS = {
    CheckState.NOT_CHECKED: Message("Not checked"),
    CheckState.CHECKING: Message("Checking…"),
    CheckState.EQUAL: Message("Checked"),
    CheckState.DIFFERENT: Message("Differs"),
}


class CheckDesk(QObject):
    """Owns checker, badge and dialog. Whatever is edited, trained or scrubbed to counts as not checked yet."""

    def __init__(self, stage: Stage, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._stage = stage
        self.dialog: CheckDialog | None = None
        self.checker = Checker(self)
        self.badge = CheckBadge()
        self.badge.clicked.connect(self.check)
        self.checker.changed.connect(lambda: self.badge.show_state(self.checker.state))
        stage.changed.connect(lambda: self.checker.show(stage.experiment))
        self.checker.show(stage.experiment)

    def check(self) -> None:
        """Show what was found, and find out where that has not been done."""
        if self.checker.state is CheckState.NOT_CHECKED:
            self.checker.check()
        if self.dialog is None:
            from widgets.checking.check_dialog import CheckDialog

            self.dialog = CheckDialog(self.checker, self._window)
            self.dialog.finished.connect(self._forget_dialog)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """End a check under way."""
        self.checker.close()

    def _forget_dialog(self, _: int) -> None:
        self.dialog = None


class CheckBadge(Themed, QToolButton):
    """Whether the numbers on show were checked; a click tells more."""

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QSize(14, 14))
        self.setFixedHeight(22)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(say(Message("Hold every number on show against torch, autograd and differences of the loss")))
        self.show_state(CheckState.NOT_CHECKED)

    def show_state(self, state: CheckState) -> None:
        self._state = state
        words = say(_WORDS[state])
        self.setText(words)
        self.setAccessibleName(words)
        has_icon = state in (CheckState.EQUAL, CheckState.DIFFERENT)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if has_icon else style.ToolButtonTextOnly)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        is_different = self._state is CheckState.DIFFERENT
        color = theme.danger if is_different else theme.text_2
        self.setIcon(icon("close" if is_different else "check", theme, theme.danger if is_different else theme.test))
        sheet = f"QToolButton {{ color: {color}; font-size: 12px; padding: 0 6px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
