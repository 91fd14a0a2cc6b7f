"""The menus of the main window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QMessageBox

from core.examples import NAMES, example
from core.message import Message
from simulator.document import Document
from simulator.playhead import Playhead
from simulator.words import say
from widgets.actions import action, menu
from widgets.canvas import ZOOM_STEP, Canvas
from widgets.file_desk import FileDesk, settings
from widgets.style import DARK, LIGHT, SYSTEM, Appearance
from widgets.training_desk import TrainingDesk

_THEME = "theme"
_SHORTCUTS = Message(
    "Space\tplay or pause\n.  ,\ta beat on, a beat back\nHome\trest\nA\tapply the step\n"
    "Arrow keys\twalk from unit to unit\nEnter\tedit what is selected\nEscape\tselect nothing\n"
    "F\tfit the network\n+  −\tzoom\nCtrl+T\ttrain, pause, continue\nCtrl+K\tcheck the numbers"
)


@dataclass(frozen=True)
class Desk:
    """Everything the menus act on."""

    document: Document
    files: FileDesk
    training: TrainingDesk
    canvas: Canvas
    playhead: Playhead
    appearance: Appearance
    apply_step: Callable[[], None]
    check: Callable[[], None]
    record: Callable[[], None]
    import_table: Callable[[], None]
    export_rows: Callable[[], None]
    reset_layout: Callable[[], None]
    show_full_canvas: Callable[[bool], None]


class Menus:
    """Builds every menu once and keeps its actions in step with what they act on."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        self._window = window
        self._desk = desk
        stack = desk.document.undo_stack
        self.undo = self._history(stack.createUndoAction(window, say(Message("Undo"))), QKeySequence.StandardKey.Undo)
        self.redo = self._history(stack.createRedoAction(window, say(Message("Redo"))), QKeySequence.StandardKey.Redo)
        self.full_screen = action(window, Message("Full-screen canvas"), self._toggle_full_screen, "F11")
        self.full_screen.setCheckable(True)
        self.record = action(window, Message("&Record…"), desk.record, "Ctrl+R")
        self.record.setIconText(say(Message("Record")))
        self._leave_full = action(window, Message("Leave full screen"), self._leave_full_screen, "Escape")
        self._leave_full.setEnabled(False)
        self._recent = QMenu(say(Message("Open &recent")))
        self._view = self._view_menu()
        self.menus = [
            self._file_menu(),
            menu(Message("&Edit"), self.undo, self.redo),
            self._view,
            self._train_menu(),
            self._help_menu(),
        ]
        desk.files.recent_changed.connect(self._show_recent)
        self._show_recent()
        self.show_training_state("idle")

    def add_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Let every dock be shown and hidden from the View menu."""
        for dock in docks:
            self._view.addAction(dock.toggleViewAction())

    def show_training_state(self, state: str) -> None:
        words = {"idle": Message("&Train"), "running": Message("&Pause"), "paused": Message("&Continue")}
        self._main.setText(say(words[state]))
        for each in (self._batch, self._epoch, self._randomise):
            each.setEnabled(state != "running")
        self._stop.setEnabled(state != "idle")
        self._reset.setEnabled(state != "running" and self._desk.training.can_reset)

    def _history(self, made: QAction, shortcut: QKeySequence.StandardKey) -> QAction:
        made.setShortcut(QKeySequence(shortcut))
        self._window.addAction(made)
        return made

    def _file_menu(self) -> QMenu:
        window, files = self._window, self._desk.files
        keys = QKeySequence.StandardKey
        self._examples = QMenu(say(Message("E&xamples")))
        # Reading them takes half a second where one brings a table; nobody should wait for that at the start.
        self._examples.aboutToShow.connect(self._fill_examples)
        return menu(
            Message("&File"),
            action(window, Message("&New"), files.new, keys.New),
            action(window, Message("&Open…"), files.choose_and_open, keys.Open),
            self._recent,
            self._examples,
            None,
            action(window, Message("&Save"), files.save, keys.Save),
            action(window, Message("Save &as…"), files.save_as, "Ctrl+Shift+S"),
            None,
            action(window, Message("&Import a table…"), self._desk.import_table, "Ctrl+I"),
            action(window, Message("Export ro&ws…"), self._desk.export_rows),
            None,
            self.record,
            None,
            action(window, Message("&Quit"), window.close, keys.Quit),
        )

    def _view_menu(self) -> QMenu:
        window = self._window
        canvas = self._desk.canvas
        made = menu(
            Message("&View"),
            action(window, Message("Zoom &in"), lambda: canvas.zoom_by(ZOOM_STEP), QKeySequence.StandardKey.ZoomIn),
            action(
                window, Message("Zoom &out"), lambda: canvas.zoom_by(1 / ZOOM_STEP), QKeySequence.StandardKey.ZoomOut
            ),
            action(window, Message("&Fit the network"), canvas.fit, "Ctrl+0"),
            self.full_screen,
            None,
            self._theme_menu(),
            action(window, Message("&Reset layout"), self._desk.reset_layout),
        )
        made.addSeparator()
        return made

    def _theme_menu(self) -> QMenu:
        window = self._window
        made = QMenu(say(Message("&Theme")))
        group = QActionGroup(window)
        names = {SYSTEM: Message("As the system"), LIGHT: Message("Light"), DARK: Message("Dark")}
        for choice, words in names.items():
            entry = made.addAction(say(words))
            entry.setCheckable(True)
            entry.setChecked(self._desk.appearance.choice == choice)
            entry.triggered.connect(lambda *_, choice=choice: self._choose_theme(choice))
            group.addAction(entry)
        return made

    def _train_menu(self) -> QMenu:
        window, training = self._window, self._desk.training
        self._main = action(window, Message("&Train"), self._train, "Ctrl+T")
        self._batch = action(window, Message("One &batch"), training.one_batch, "Ctrl+B")
        self._epoch = action(window, Message("One &epoch"), training.one_epoch, "Ctrl+E")
        self._stop = action(window, Message("&Stop"), training.stop, "Ctrl+.")
        self._randomise = action(window, Message("&Randomise"), training.randomise)
        self._reset = action(window, Message("Rese&t"), training.reset)
        playhead = self._desk.playhead
        return menu(
            Message("&Train"),
            self._main,
            self._batch,
            self._epoch,
            self._stop,
            None,
            self._randomise,
            self._reset,
            None,
            action(window, Message("A beat &on"), playhead.beat_on, "."),
            action(window, Message("A beat bac&k"), playhead.beat_back, ","),
            action(window, Message("&Apply step"), self._desk.apply_step, "A"),
            None,
            action(window, Message("C&heck the numbers…"), self._desk.check, "Ctrl+K"),
        )

    def _help_menu(self) -> QMenu:
        window = self._window
        return menu(
            Message("&Help"),
            action(window, Message("&Keyboard"), self._show_shortcuts, "F1"),
            action(window, Message("&About Perceptarium"), self._show_about),
        )

    def _fill_examples(self) -> None:
        if not self._examples.isEmpty():
            return
        for name in NAMES:
            shown = example(name)
            entry = self._examples.addAction(shown.name)
            entry.setToolTip(shown.notes)
            entry.triggered.connect(lambda *_, name=name: self._desk.files.open_example(name))
        self._examples.setToolTipsVisible(True)

    def _show_recent(self) -> None:
        self._recent.clear()
        files = self._desk.files
        for path in files.recent:
            entry = self._recent.addAction(path.name)
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda *_, path=path: files.open(path))
        self._recent.setEnabled(bool(files.recent))

    def _train(self) -> None:
        training = self._desk.training
        {"idle": training.train, "running": training.pause, "paused": training.resume}[training.state]()

    def _choose_theme(self, choice: str) -> None:
        self._desk.appearance.choose(choice)
        settings().setValue(_THEME, choice)

    def _toggle_full_screen(self) -> None:
        is_full = self.full_screen.isChecked()
        self._leave_full.setEnabled(is_full)
        self._desk.show_full_canvas(is_full)

    def _leave_full_screen(self) -> None:
        self.full_screen.setChecked(False)
        self._toggle_full_screen()

    def _show_shortcuts(self) -> None:
        QMessageBox.information(self._window, say(Message("Keyboard")), say(_SHORTCUTS))

    def _show_about(self) -> None:
        words = Message("Perceptarium: see a neural network think.\n\nFree software under the MIT licence.")
        QMessageBox.about(self._window, say(Message("About Perceptarium")), say(words))


def chosen_theme() -> str:
    """`system`, `light` or `dark`, as chosen the last time."""
    return str(settings().value(_THEME, SYSTEM))
