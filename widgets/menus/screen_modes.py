"""The canvas alone on the screen, and presented: two switches of which one is on at most, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow

from core.message import Message
from widgets.parts.actions import action


class ScreenModes:
    """Says who is to do it; Escape leaves whichever is on."""

    def __init__(
        self, window: QMainWindow, show_full_canvas: Callable[[bool], None], present: Callable[[bool], None]
    ) -> None:
        self._show_full_canvas, self._present = show_full_canvas, present
        self.full_screen = action(window, Message("F&ull-screen canvas"), self._toggle_full_screen, "F11")
        self.full_screen.setCheckable(True)
        self.present = action(window, Message("&Present"), self._toggle_present, "F5", "Shift+F5")
        self.present.setCheckable(True)
        self._leave = action(window, Message("Leave full screen"), self._leave_full_screen, "Escape")
        self._leave.setEnabled(False)

    def _toggle_full_screen(self) -> None:
        is_full = self.full_screen.isChecked()
        self._leave.setEnabled(is_full)
        self._show_full_canvas(is_full)

    def _toggle_present(self) -> None:
        if self.present.isChecked() and self.full_screen.isChecked():
            self._leave_full_screen()
        is_on = self.present.isChecked()
        self.full_screen.setEnabled(not is_on)
        self._leave.setEnabled(is_on)
        self._present(is_on)

    def _leave_full_screen(self) -> None:
        if self.present.isChecked() and not self.full_screen.isChecked():
            self.present.setChecked(False)
            self._toggle_present()
            return
        self.full_screen.setChecked(False)
        self._toggle_full_screen()
