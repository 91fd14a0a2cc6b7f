"""The View menu: how one looks at the network, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from core.message import Message
from simulator.frames.face import BiasAs
from widgets.canvas.canvas_view import ZOOM_STEP
from widgets.menus.choice_menu import ChoiceMenu
from widgets.menus.desk import Desk
from widgets.menus.digits_choice import DigitsChoice
from widgets.menus.face_choice import FaceChoice
from widgets.menus.screen_modes import ScreenModes
from widgets.menus.theme_menu import theme_menu
from widgets.parts.actions import action, menu

_BIASES = {
    BiasAs.NUMBER: (Message("As a n&umber"), Message("Each in or under its unit")),
    BiasAs.NODE: (Message("As a &node"), Message("A node that is always 1; each bias is the weight of its edge")),
}


class ViewMenu:
    """Its choices hold for all windows; the docks of this one are added below them."""

    def __init__(self, window: QMainWindow, desk: Desk, modes: ScreenModes) -> None:
        choices = desk.appearance.view
        self.faces = FaceChoice(choices.face, window)
        self.digits = DigitsChoice(choices.digits, window)
        self.bias = ChoiceMenu(choices.bias, Message("Biases"), _BIASES, window)
        self.still = action(window, Message("Reduced motion"), lambda: choices.still.choose(self.still.isChecked()))
        self.still.setCheckable(True)
        self.still.setChecked(choices.still.value)
        choices.still.changed.connect(self.still.setChecked)
        self.spotlight = action(window, Message("Spotlight on the beat"), lambda: None)
        self.spotlight.setCheckable(True)
        self.spotlight.toggled.connect(desk.canvas.set_spotlight)
        self._presentation = menu(window, Message("Presentation"), modes.present, self.spotlight)
        self.menu = self._compose(window, desk, modes)
        self.menu.addSeparator()

    def add_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Let every dock be shown and hidden."""
        for dock in docks:
            self.menu.addAction(dock.toggleViewAction())

    def add_parts(self, show_all: QAction, choose: QAction) -> None:
        """Let what an experiment hides be shown, and be chosen."""
        self._presentation.addSeparator()
        for entry in (choose, show_all):
            self._presentation.addAction(entry)

    def _compose(self, window: QMainWindow, desk: Desk, modes: ScreenModes) -> QMenu:
        canvas, keys = desk.canvas, QKeySequence.StandardKey
        return menu(
            window,
            Message("&View"),
            action(window, Message("Zoom &in"), lambda: canvas.zoom_by(ZOOM_STEP), keys.ZoomIn, "Ctrl+="),
            action(window, Message("Zoom &out"), lambda: canvas.zoom_by(1 / ZOOM_STEP), keys.ZoomOut),
            action(window, Message("&Fit the network"), canvas.fit, "Ctrl+0"),
            modes.full_screen,
            self._presentation,
            None,
            canvas.actions_on_selection.focus,
            self.faces.menu(),
            self.digits.menu(),
            self.bias.menu(),
            self.still,
            None,
            theme_menu(window, desk.appearance),
            action(window, Message("&Reset layout"), desk.reset_layout),
        )
