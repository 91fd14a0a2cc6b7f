"""The canvas and its transport alone: on the whole screen, or for an audience."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

from simulator.stage.stage import Stage
from widgets.advice.advice_desk import AdviceDesk
from widgets.canvas.canvas import Canvas
from widgets.header import Header
from widgets.menus.menus import Menus
from widgets.panel_docks import PanelDocks
from widgets.parts.docks import Docks
from widgets.practice.practice_desk import PracticeDesk
from widgets.presenting.parts_desk import PartsDesk
from widgets.presenting.presenting import Presenting
from widgets.status import StatusBar


class Window(Protocol):
    """What is put away of a window, and what stays."""

    advice: AdviceDesk
    canvas: Canvas
    docks: Docks
    header: Header
    menus: Menus
    parts: PartsDesk
    practice: PracticeDesk
    in_docks: PanelDocks
    presenting: Presenting
    status: StatusBar

    def windowState(self) -> Qt.WindowState: ...

    def setWindowState(self, state: Qt.WindowState) -> None: ...


class FullCanvas:
    """Puts everything else of a window away, and brings it back as it was."""

    def __init__(self, window: Window, stage: Stage) -> None:
        self._window, self._stage = window, stage

    def show(self, is_full: bool) -> None:
        """Escape or F11 brings the rest back."""
        window = self._window
        window.advice.fold()
        if is_full:
            window.parts.hold(True)
        window.docks.hide_all(is_full)
        if not is_full:
            window.parts.hold(False)
        window.canvas.present(is_full)
        window.header.setVisible(not is_full)
        window.status.setVisible(not is_full)
        full = Qt.WindowState.WindowFullScreen
        # A window that was maximised before is so again afterwards.
        window.setWindowState(window.windowState() | full if is_full else window.windowState() & ~full)
        if not is_full and window.practice.is_running:
            # It may have begun meanwhile.
            window.docks.show_wide(window.in_docks.practice)

    def present(self, is_on: bool) -> None:
        """The same for an audience: in large type, beat by beat, with what the experiment wants beside it."""
        window = self._window
        for action in (window.parts.choose, window.parts.show_all):
            action.setEnabled(not is_on)
        if is_on:
            self.show(True)
            asking = [window.in_docks.practice] if window.practice.is_running else []
            window.presenting.begin([*window.docks.of(self._stage.experiment.presentation.beside), *asking])
        else:
            window.presenting.end()
            self.show(False)

    def leave(self) -> None:
        """Whichever of the two it is."""
        for mode in (self._window.menus.full_screen, self._window.menus.present):
            if mode.isChecked():
                mode.trigger()
