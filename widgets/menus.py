"""The menus of the main window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QMessageBox

from core.experiment import Experiment
from core.files.examples import AILMENTS, NAMES, about
from core.message import Message
from core.runs.goal import EPOCHS, TRAIN_LOSS
from simulator.document.document import Document
from simulator.words import say
from widgets.canvas.bias_choice import BiasChoice
from widgets.canvas.canvas import Canvas
from widgets.canvas.canvas_view import ZOOM_STEP
from widgets.canvas.digits_choice import DigitsChoice
from widgets.canvas.face_choice import FaceChoice
from widgets.commands.commands import Command, commands_of
from widgets.commands.shortcut_sheet import ShortcutSheet
from widgets.document.file_desk import FileDesk
from widgets.parts.actions import action, give_mnemonics, menu, menu_text, set_shortcuts
from widgets.parts.plain_text import plain_tip
from widgets.parts.stored import settings
from widgets.parts.style import DARK, LIGHT, SYSTEM, Appearance
from widgets.runs.training_desk import TrainingDesk
from widgets.transport.transport import TRAINING, Transport

_THEME = "theme"


@dataclass(frozen=True)
class Desk:
    """Everything the menus act on."""

    document: Document
    files: FileDesk
    training: TrainingDesk
    canvas: Canvas
    transport: Transport
    appearance: Appearance
    apply_step: Callable[[], None]
    check: Callable[[], None]
    record: Callable[[], None]
    import_table: Callable[[], None]
    export_rows: Callable[[], None]
    ask_for_goal: Callable[[str], None]
    reset_layout: Callable[[], None]
    show_full_canvas: Callable[[bool], None]
    present: Callable[[bool], None]
    show_commands: Callable[[], None]
    new_window: Callable[[], None]
    open_in_new_window: Callable[[], None]
    quit: Callable[[], None]


class Menus:
    """Builds every menu once and keeps its actions in step with what they act on."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        self._window = window
        self._desk = desk
        stack = desk.document.undo_stack
        self.undo = self._history(
            stack.createUndoAction(window, say(Message("&Undo"))), QKeySequence.StandardKey.Undo
        )
        self.redo = self._history(
            stack.createRedoAction(window, say(Message("&Redo"))), QKeySequence.StandardKey.Redo
        )
        self.commands = action(window, Message("&Commands…"), desk.show_commands, "Ctrl+Shift+P")
        self.commands.setIconText(say(Message("Commands")))
        self.full_screen = action(window, Message("F&ull-screen canvas"), self._toggle_full_screen, "F11")
        self.full_screen.setCheckable(True)
        self.present = action(window, Message("&Present"), self._toggle_present, "F5", "Shift+F5")
        self.present.setCheckable(True)
        self.record = action(window, Message("Re&cord…"), desk.record, "Ctrl+R")
        self.record.setIconText(say(Message("Record")))
        self.export_rows = action(window, Message("&Export rows…"), desk.export_rows)
        self._leave_full = action(window, Message("Leave full screen"), self._leave_full_screen, "Escape")
        self._leave_full.setEnabled(False)
        self._recent = QMenu(say(Message("Open &recent")))
        self._edit = menu(window, Message("&Edit"), self.undo, self.redo)
        self._view = self._view_menu()
        self.menus = [
            self._file_menu(),
            self._edit,
            self._view,
            self._network_menu(),
            self._train_menu(),
            self._help_menu(),
        ]
        desk.files.recent_changed.connect(self._show_recent)
        # Another window may have opened something since.
        self.menus[0].aboutToShow.connect(self._show_recent)
        self._show_recent()
        self.show_training_state("idle")

    def add_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Let every dock be shown and hidden from the View menu."""
        for dock in docks:
            self._view.addAction(dock.toggleViewAction())

    def add_parts(self, show_all: QAction, choose: QAction) -> None:
        """Let what an experiment hides be shown, and be chosen."""
        self._presentation.addSeparator()
        for entry in (choose, show_all):
            self._presentation.addAction(entry)

    def add_history(self, history: QAction) -> None:
        """Let the list of all edits be asked for below Undo and Redo."""
        self._edit.addSeparator()
        self._edit.addAction(history)

    def add_advice(self, advice: QAction) -> None:
        """Let what could be done better be asked for, after the check of the numbers."""
        self.menus[4].addAction(advice)

    def add_export(self, export: QAction) -> None:
        """Offer one more way to write something to a file, before the film."""
        self.menus[0].insertAction(self.record, export)

    def add_live(self, *records: QAction) -> None:
        """Offer to record what is on the screen, after the film."""
        shown = self.menus[0]
        after = shown.actions()[shown.actions().index(self.record) + 1]
        shown.insertActions(after, records)

    def add_copy(self, copy: QAction) -> None:
        """Offer to take what is on show to another program."""
        self._edit.addSeparator()
        self._edit.addAction(copy)

    def add_learn(self, learn: QMenu) -> None:
        """Offer the lessons, before Help."""
        self.menus.insert(-1, learn)

    def add_branch(self, branch: QAction) -> None:
        """Offer a new run from the moment on show, after the ways to train."""
        self.menus[4].insertAction(self._randomise, branch)

    def everything(self) -> list[Command]:
        """What is in the menus at the moment; to find commands by name is none of them."""
        return commands_of(self.menus, but=self.commands)

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer what the experiment on show can have."""
        self.faces.show_experiment(experiment)
        for each in (self.whole_batch, self.export_rows):
            each.setEnabled(experiment.data.source != "none")

    def show_training_state(self, state: str) -> None:
        words = {"idle": Message("&Train"), "running": Message("&Pause"), "paused": Message("&Continue")}
        self._main.setText(say(words[state]))
        for each in (self._batch, self._epoch, self._randomise):
            each.setEnabled(state != "running")
        self._stop.setEnabled(state != "idle")
        self._reset.setEnabled(state != "running" and self._desk.training.can_reset)

    def _history(self, made: QAction, shortcut: QKeySequence.StandardKey) -> QAction:
        set_shortcuts(made, shortcut)
        self._window.addAction(made)
        return made

    def _file_menu(self) -> QMenu:
        window, files = self._window, self._desk.files
        keys = QKeySequence.StandardKey
        self._examples = QMenu(say(Message("E&xamples")))
        # They are read when somebody looks: nobody should wait for that at the start.
        self._examples.aboutToShow.connect(self._fill_examples)
        return menu(
            window,
            Message("&File"),
            action(window, Message("&New"), files.new, keys.New),
            action(window, Message("New &window"), self._desk.new_window, "Ctrl+Shift+N"),
            action(window, Message("&Open…"), files.choose_and_open, keys.Open),
            action(window, Message("O&pen in a new window…"), self._desk.open_in_new_window, "Ctrl+Shift+O"),
            self._recent,
            self._examples,
            None,
            action(window, Message("&Save"), files.save, keys.Save),
            action(window, Message("Save &as…"), files.save_as, "Ctrl+Shift+S"),
            None,
            action(window, Message("&Import a table…"), self._desk.import_table, "Ctrl+I"),
            self.export_rows,
            self.record,
            None,
            action(window, Message("C&lose window"), window.close, "Ctrl+W"),
            action(window, Message("&Quit"), self._desk.quit, "Ctrl+Q"),
        )

    def _view_menu(self) -> QMenu:
        window = self._window
        canvas, keys = self._desk.canvas, QKeySequence.StandardKey
        choices = self._desk.appearance.view
        self.faces = FaceChoice(choices.face, window)
        self.digits = DigitsChoice(choices.digits, window)
        self.bias = BiasChoice(choices.bias, window)
        self.still = action(window, Message("Reduced motion"), self._toggle_still)
        self.still.setCheckable(True)
        self.still.setChecked(choices.still.value)
        choices.still.changed.connect(self.still.setChecked)
        self.spotlight = action(window, Message("Spotlight on the beat"), lambda: None)
        self.spotlight.setCheckable(True)
        self.spotlight.toggled.connect(canvas.set_spotlight)
        self._presentation = menu(window, Message("Presentation"), self.present, self.spotlight)
        made = menu(
            window,
            Message("&View"),
            action(window, Message("Zoom &in"), lambda: canvas.zoom_by(ZOOM_STEP), keys.ZoomIn, "Ctrl+="),
            action(window, Message("Zoom &out"), lambda: canvas.zoom_by(1 / ZOOM_STEP), keys.ZoomOut),
            action(window, Message("&Fit the network"), canvas.fit, "Ctrl+0"),
            self.full_screen,
            self._presentation,
            None,
            canvas.actions_on_selection.focus,
            self.faces.menu(),
            self.digits.menu(),
            self.bias.menu(),
            self.still,
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
            entry.setData(choice)
            entry.triggered.connect(lambda *_, choice=choice: self._choose_theme(choice))
            group.addAction(entry)
        give_mnemonics(made)
        # Another window may have chosen since.
        made.aboutToShow.connect(lambda: self._show_theme(made))
        self._show_theme(made)
        return made

    def _show_theme(self, shown: QMenu) -> None:
        for entry in shown.actions():
            entry.setChecked(entry.data() == self._desk.appearance.choice)

    def _network_menu(self) -> QMenu:
        """What can be done to what is selected on the canvas; its keys work there and nowhere else."""
        return menu(self._window, Message("&Network"), *self._desk.canvas.actions_on_selection.all)

    def _train_menu(self) -> QMenu:
        window, training = self._window, self._desk.training
        self._main = action(window, Message("&Train"), self._train, "Ctrl+T")
        self._batch = action(window, Message("One &batch"), training.one_batch, "Ctrl+B")
        self._epoch = action(window, Message("One &epoch"), training.one_epoch, "Ctrl+E")
        self._stop = action(window, Message("&Stop"), training.stop, "Ctrl+.")
        self.whole_batch = action(window, Message("Slopes of the &whole batch"), self._toggle_whole_batch, "W")
        self.whole_batch.setCheckable(True)
        self._randomise = action(window, Message("Ran&domise"), training.randomise)
        self._reset = action(window, Message("&Reset"), training.reset)
        transport = self._desk.transport
        self._on = action(window, Message("A beat &on"), transport.step_on, ".")
        self._back = action(window, Message("A beat bac&k"), transport.step_back, ",")
        transport.mode_changed.connect(self._show_mode)
        self.play_on = self._of_canvas(Message("Play the ne&xt beat"), transport.play_beat, "PgDown")
        self.play_back = self._of_canvas(Message("To the e&nd of the beat before"), transport.play_beat_back, "PgUp")
        return menu(
            window,
            Message("&Train"),
            self._main,
            self._batch,
            self._epoch,
            action(window, Message("&More epochs…"), lambda: self._desk.ask_for_goal(EPOCHS)),
            action(window, Message("Train &until…"), lambda: self._desk.ask_for_goal(TRAIN_LOSS)),
            self._stop,
            None,
            self._randomise,
            self._reset,
            None,
            self.play_on,
            self.play_back,
            self._on,
            self._back,
            action(window, Message("&Apply step"), self._desk.apply_step, "A"),
            self.whole_batch,
            None,
            action(window, Message("C&heck the numbers…"), self._desk.check, "Ctrl+K"),
        )

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

    def _fill_examples(self) -> None:
        if not self._examples.isEmpty():
            return
        self._list_examples(self._examples, NAMES)
        self._examples.addSeparator()
        wrong = self._examples.addMenu(say(Message("What goes wrong")))
        self._list_examples(wrong, AILMENTS)
        give_mnemonics(self._examples)

    def _list_examples(self, shown: QMenu, names: Iterable[str]) -> None:
        for name in names:
            title, notes = about(name)
            entry = shown.addAction(menu_text(title))
            entry.setToolTip(plain_tip(notes))
            entry.triggered.connect(lambda *_, name=name: self._desk.files.open_example(name))
        shown.setToolTipsVisible(True)
        give_mnemonics(shown)

    def _show_recent(self) -> None:
        self._recent.clear()
        files = self._desk.files
        for number, path in enumerate(files.recent, start=1):
            entry = self._recent.addAction(f"&{number} {menu_text(path.name)}")
            entry.setToolTip(plain_tip(str(path)))
            entry.triggered.connect(lambda *_, path=path: files.open(path))
        self._recent.setEnabled(bool(files.recent))
        self._recent.setToolTipsVisible(True)

    def _train(self) -> None:
        training = self._desk.training
        {"idle": training.train, "running": training.pause, "paused": training.resume}[training.state]()

    def _show_mode(self, mode: str) -> None:
        is_training = mode == TRAINING
        self._on.setText(say(Message("An epoch &on") if is_training else Message("A beat &on")))
        self._back.setText(say(Message("An epoch bac&k") if is_training else Message("A beat bac&k")))

    def _toggle_still(self) -> None:
        self._desk.appearance.view.still.choose(self.still.isChecked())

    def leave_whole_batch(self) -> None:
        """The example's own slopes again."""
        if self.whole_batch.isChecked():
            self.whole_batch.trigger()

    def _toggle_whole_batch(self) -> None:
        self._desk.canvas.stage.set_whole_batch(self.whole_batch.isChecked())

    def _choose_theme(self, choice: str) -> None:
        self._desk.appearance.choose(choice)
        settings().setValue(_THEME, choice)

    @property
    def skipping(self) -> tuple[QAction, QAction]:
        """From beat to beat without playing it."""
        return self._on, self._back

    def _of_canvas(self, text: Message, slot: Callable[[], object], key: str) -> QAction:
        """An action whose key works on the canvas and its transport alone: lists and tables turn pages with it."""
        made = QAction(say(text), self._window)
        set_shortcuts(made, key)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda *_: slot())
        self._desk.canvas.addAction(made)
        self._desk.transport.addAction(made)
        return made

    def _toggle_full_screen(self) -> None:
        is_full = self.full_screen.isChecked()
        self._leave_full.setEnabled(is_full)
        self._desk.show_full_canvas(is_full)

    def _toggle_present(self) -> None:
        if self.present.isChecked() and self.full_screen.isChecked():
            self._leave_full_screen()
        is_on = self.present.isChecked()
        self.full_screen.setEnabled(not is_on)
        self._leave_full.setEnabled(is_on)
        self._desk.present(is_on)

    def _leave_full_screen(self) -> None:
        if self.present.isChecked() and not self.full_screen.isChecked():
            self.present.setChecked(False)
            self._toggle_present()
            return
        self.full_screen.setChecked(False)
        self._toggle_full_screen()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(commands_of(self.menus), self._window).show()

    def _show_about(self) -> None:
        words = Message("Perceptarium: see a neural network think.\n\nFree software under the MIT licence.")
        QMessageBox.about(self._window, say(Message("About Perceptarium")), say(words))


def chosen_theme() -> str:
    """`system`, `light` or `dark`, as chosen the last time."""
    stored = settings().value(_THEME, SYSTEM)
    return stored if stored in (LIGHT, DARK) else SYSTEM
