"""The menus of the main window."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox

from core.experiment import Experiment
from core.message import Message
from simulator.words import say
from widgets.commands.commands import Command, commands_of
from widgets.commands.shortcut_sheet import ShortcutSheet
from widgets.menus.desk import Desk
from widgets.menus.file_menu import FileMenu
from widgets.menus.screen_modes import ScreenModes
from widgets.menus.train_menu import TrainMenu
from widgets.menus.view_menu import ViewMenu
from widgets.parts.actions import action, menu, set_shortcuts


class Menus:
    """Builds every menu once and keeps its actions in step with what they act on."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        self._window = window
        stack, keys = desk.document.undo_stack, QKeySequence.StandardKey
        self.undo = self._of_stack(stack.createUndoAction(window, say(Message("&Undo"))), keys.Undo)
        self.redo = self._of_stack(stack.createRedoAction(window, say(Message("&Redo"))), keys.Redo)
        self.commands = action(window, Message("&Commands…"), desk.show_commands, "Ctrl+Shift+P")
        self.commands.setIconText(say(Message("Commands")))
        modes = ScreenModes(window, desk.show_full_canvas, desk.present)
        self.full_screen, self.present = modes.full_screen, modes.present
        self.file = FileMenu(window, desk)
        self._edit = menu(window, Message("&Edit"), self.undo, self.redo)
        self.view = ViewMenu(window, desk, modes)
        # What can be done to what is selected on the canvas; its keys work there and nowhere else.
        network = menu(window, Message("&Network"), *desk.canvas.actions_on_selection.all)
        self.train = TrainMenu(window, desk)
        self.menus = [self.file.menu, self._edit, self.view.menu, network, self.train.menu, self._help_menu()]

    def add_history(self, history: QAction) -> None:
        """Let the list of all edits be asked for below Undo and Redo."""
        self._edit.addSeparator()
        self._edit.addAction(history)

    def add_copy(self, copy: QAction) -> None:
        """Offer to take what is on show to another program."""
        self._edit.addSeparator()
        self._edit.addAction(copy)

    def add_learn(self, learn: QMenu) -> None:
        """Offer the lessons, before Help."""
        self.menus.insert(-1, learn)

    def everything(self) -> list[Command]:
        """What is in the menus at the moment; to find commands by name is none of them."""
        return commands_of(self.menus, but=self.commands)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer what the experiment on show can have."""
        self.view.faces.show_experiment(experiment)
        for each in (self.train.whole_batch, self.file.export_rows):
            each.setEnabled(experiment.data.source != "none")

    def _of_stack(self, made: QAction, shortcut: QKeySequence.StandardKey) -> QAction:
        set_shortcuts(made, shortcut)
        self._window.addAction(made)
        return made

    def _help_menu(self) -> QMenu:
        window = self._window
        return menu(
            window,
            Message("&Help"),
            self.commands,
            # Some platforms report a question mark with the Shift that it takes, others without.
            action(window, Message("&Keyboard"), self._show_shortcuts, "F1", "?", "Shift+?"),
            None,
            action(window, Message("&About Perceptarium"), self._show_about),
        )

    def _show_shortcuts(self) -> None:
        ShortcutSheet(commands_of(self.menus), self._window).show()

    def _show_about(self) -> None:
        words = Message("Perceptarium: see a neural network think.\n\nFree software under the MIT licence.")
        QMessageBox.about(self._window, say(Message("About Perceptarium")), say(words))
