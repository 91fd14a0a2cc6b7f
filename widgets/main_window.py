"""The main window: composes canvas, docks and menus, and connects them. What each does stands in its own file."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from core.data.own_rows import ready_to_draw
from core.edits import with_network
from core.experiment import Experiment
from core.files.files import LESSON_SUFFIX
from core.message import Message, Problem
from core.presentation import refuse_locked
from simulator.document.document import Document
from simulator.frames.elements import Element, UnitAt
from simulator.frames.face import Face
from simulator.stage.stage import Stage
from simulator.words import say, say_problem
from widgets.advice.advice_desk import AdviceDesk
from widgets.canvas.canvas import Canvas
from widgets.checking.check_desk import CheckDesk
from widgets.code.code_desk import CodeDesk
from widgets.commands.commands import Command, places_of
from widgets.descent.descent_desk import DescentDesk
from widgets.document.file_desk import FileDesk
from widgets.document.history_panel import HistoryPanel
from widgets.document.safety_desk import SafetyDesk
from widgets.explaining.explanation_desk import ExplanationDesk
from widgets.explaining.explanation_panel import ExplanationPanel
from widgets.film.live_desk import LiveDesk
from widgets.film.picture_desk import PictureDesk
from widgets.full_canvas import FullCanvas
from widgets.header import Header
from widgets.learnt.results_desk import ResultsDesk
from widgets.lessons.lesson_desk import LessonDesk
from widgets.lessons.lesson_menu import LearnMenu
from widgets.loss.loss_panel import LossPanel
from widgets.menus import Desk, Menus
from widgets.parts.curtain import Curtain
from widgets.parts.docks import BOTTOM, LEFT, RIGHT, Docks, bring_to_front, was_placed_before
from widgets.parts.style import Appearance
from widgets.practice.practice_desk import PracticeDesk
from widgets.presenting.parts_desk import PartsDesk
from widgets.presenting.presenting import Keys, Presenting
from widgets.presenting.transcript_desk import TranscriptDesk
from widgets.run_on_show import RunOnShow
from widgets.runs.batch_desk import BatchDesk
from widgets.runs.runs_desk import RunsDesk
from widgets.runs.shown_run_badge import ShownRunBadge
from widgets.runs.training_desk import TrainingDesk
from widgets.setup.network_panel import NetworkPanel
from widgets.side_windows import SideWindows
from widgets.status import StatusBar
from widgets.tables.import_desk import ImportDesk, is_table
from widgets.transport.transport import Transport

WARM_UP_AFTER = 200
"""Milliseconds after the first picture; then the training process starts, so that the first run begins at once."""


class MainWindow(QMainWindow):
    """One experiment in one window."""

    new_window_requested = Signal()
    open_in_new_window_requested = Signal()
    quit_requested = Signal()
    closed = Signal()

    def __init__(self, experiment: Experiment, path: Path | None, appearance: Appearance) -> None:
        super().__init__()
        self.document = Document(experiment, self, path)
        self.stage = Stage(self.document, self)
        self.training = TrainingDesk(self.document, self.stage, self)
        self.results = ResultsDesk(self.stage, self.training, self)
        self.runs = RunsDesk(self.document, self.stage, self.training, self)
        self.descent = DescentDesk(self.stage, self.training, self)
        self.code = CodeDesk(self.stage, self)
        self.batches = BatchDesk(self.stage, self.training, self)
        self.check = CheckDesk(self.stage, self)
        self.files = FileDesk(self.document, self)
        self.safety = SafetyDesk(self.document, self.files, self.training.runs, self)
        self.tables = ImportDesk(self.document, self)
        self.transcripts = TranscriptDesk(self.stage, appearance.view.digits, self)
        self.lessons = LessonDesk(self.document, self.stage, self.files, self.training, self)
        self.canvas = Canvas(self.stage)
        self.advice = AdviceDesk(self.stage, self.training, self.canvas, self)
        self.pictures = PictureDesk(self.stage, self.canvas, self)
        self.live = LiveDesk(self.canvas, self)
        self.practice = PracticeDesk(self.stage, self.files, self.canvas, self)
        self.shown_run = ShownRunBadge(self.training, self.stage, self.canvas)
        self.losses = LossPanel()
        self.transport = Transport(self.stage, self.losses.player)
        self.docks = Docks(self)
        self._appearance = appearance
        self.network_panel = NetworkPanel()
        self.explanation = ExplanationPanel()
        self.history = HistoryPanel(self.document)
        self.status = StatusBar()
        self.explaining = ExplanationDesk(self.stage, self.canvas, self.explanation, self.results, self)
        self.beside = SideWindows(self.stage, self.training, self.canvas, appearance, self._commands, self)
        self.full_canvas = FullCanvas(self, self.stage)
        self._is_warm = self._may_close = False
        self.menus = Menus(
            self,
            Desk(
                self.document,
                self.files,
                self.training,
                self.canvas,
                self.transport,
                appearance,
                self.apply_step,
                self.check.check,
                self.beside.record,
                self.tables.choose_and_import,
                self.tables.choose_and_export,
                self.beside.ask_for_goal,
                self._reset_layout,
                self.full_canvas.show,
                self.full_canvas.present,
                self.beside.show_commands,
                self.new_window_requested.emit,
                self.open_in_new_window_requested.emit,
                self.quit_requested.emit,
            ),
        )
        self._compose()
        self._connect()
        self._show_document(None, experiment)
        self._show_title()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_warm:
            self._is_warm = True
            QTimer.singleShot(0, self, lambda: QTimer.singleShot(WARM_UP_AFTER, self, self._warm_up))

    def _warm_up(self) -> None:
        """When the first picture is on the screen: make ready what the first training needs."""
        self.training.trainer.warm_up()
        self.losses.warm_up()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self._may_close or self.files.may_leave()):
            event.ignore()
            return
        self.full_canvas.leave()  # so that the next start finds the window with all its parts
        self.live.stop()
        self.beside.close()
        self.stage.playhead.pause()
        self.losses.close_down()
        self.status.clearMessage()
        self.results.close()
        self.descent.close()
        self.code.close()
        self.check.close()
        self.tables.close()
        self.lessons.close()
        self.training.close()
        self.advice.close()  # it waits again whenever a run changes its state
        self.safety.close()
        self.parts.bring_back()
        self.docks.save()
        event.accept()
        self.closed.emit()

    def close_without_asking(self) -> None:
        """For whoever has asked already."""
        self._may_close = True
        self.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = Path(event.mimeData().urls()[0].toLocalFile())
        if path.suffix.casefold() == LESSON_SUFFIX:
            self.lessons.open(path)
        else:
            (self.tables.show_dialog if is_table(path) else self.files.open)(path)

    def show_lesson(self, slug: str) -> None:
        """Open a lesson beside the canvas."""
        self.lessons.show_lesson(slug)

    def apply_step(self) -> None:
        """Commit the one update that was shown, and rest."""
        updated = self.stage.whole_trace.updated
        if updated is not None and self.stage.is_showing_document:
            experiment = with_network(self.document.experiment, updated)
            self.document.edit(Message("Apply step"), experiment)
            self.stage.playhead.rest()

    def _reset_layout(self) -> None:
        """The docks where they were at first, but for what the experiment hides."""
        self.full_canvas.leave()
        self.parts.bring_back()
        self.docks.reset()
        self.parts.apply()

    def _commands(self) -> list[Command]:
        return [*self.menus.everything(), *places_of(self.stage.trace.network, self._go_to)]

    def _go_to(self, unit: UnitAt) -> None:
        self.canvas.show_element(unit)
        self.canvas.setFocus()

    def _show_row_alone(self, row: int) -> None:
        """The step of one row of the data, and not of the batch."""
        self.menus.leave_whole_batch()
        self.network_panel.choose_row(row)

    def draw_data(self) -> None:
        """Take up the pen over the decision map; an experiment without one gets a plane to draw on."""
        before = self.stage.experiment
        ready = ready_to_draw(before)
        if ready is not before:
            self._edit_what_is_shown(Message("Draw data"), ready)
        bring_to_front(self._learnt)
        self.results.learnt.take_up_pen()

    def _compose(self) -> None:
        self.setWindowTitle("Perceptarium")
        self.setAcceptDrops(True)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.safety.bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.transport)
        self.setCentralWidget(middle)
        menus = self.menus
        keys = Keys(menus.play_on, menus.play_back, menus.skipping, menus.spotlight)
        self.presenting = Presenting(self, self.stage, self.canvas, self.transport, column, keys)
        self.docks.add(Message("Network"), self.network_panel, LEFT)
        lesson = self.docks.add_on_demand(Message("Lesson"), self.lessons.body, LEFT)
        self.lessons.asked_for.connect(lambda: self.docks.show_wide(lesson))
        practice = self.docks.add_on_demand(Message("Practice"), self.practice.body, LEFT)
        practice.toggleViewAction().triggered.connect(lambda is_shown: is_shown or self.practice.leave())
        self.practice.wanted.connect(lambda: self.docks.show_wide(practice))
        self.menus.add_learn(LearnMenu(self, self.lessons, self.practice))
        right = self.docks.add(Message("Explanation"), self.explanation, RIGHT, *self.explanation.title_widgets)
        learnt = self.docks.add(Message("What it has learnt"), self.results.learnt, RIGHT, tab=Message("Learnt"))
        self.docks.add(Message("Gradient descent"), self.descent.body, RIGHT, tab=Message("Descent"))
        self.docks.add(Message("Code"), self.code.body, RIGHT)
        history = self.docks.add_on_demand(Message("History"), self.history, RIGHT)
        self.history.asked_for.connect(lambda: bring_to_front(history))
        self.menus.add_history(self.history.action)
        self.menus.add_advice(self.advice.action)
        self.addAction(self.history.action)
        losses = self.docks.add(Message("Loss per epoch"), self.losses, BOTTOM, *self.losses.title_widgets)
        self.losses.renamed.connect(losses.setWindowTitle)
        runs = self.runs.panel
        self.docks.add(Message("Runs and branches"), runs, BOTTOM, *runs.title_widgets, tab=Message("Runs"))
        rows = self.docks.add(Message("Rows"), self.results.rows, BOTTOM, *self.results.rows.title_widgets)
        self._right, self._learnt, self._rows, self.practice_dock = right, learnt, rows, practice
        for dock in (learnt, rows):
            dock.visibilityChanged.connect(self.results.look, Qt.ConnectionType.QueuedConnection)
        self._compose_menus(lesson, practice)
        self.docks.restore()
        self.parts.begin_anew()

    def _compose_menus(self, *in_other_menus: QDockWidget) -> None:
        """What the menus, the header and the status bar hold beside what is always there."""
        self.menus.add_docks(dock for dock in self.docks.all if dock not in in_other_menus)
        self.parts = PartsDesk(self.document, self.docks, self.network_panel, self)
        self.menus.add_parts(self.parts.show_all, self.parts.choose)
        self.parts.layers_shown.connect(self.canvas.allow_controls)
        self.status.addPermanentWidget(self.parts.button)
        self.menus.add_branch(self.runs.branch)
        self.menus.add_copy(self.pictures.copy)
        for export in (self.pictures.save, self.losses.export_action, self.transcripts.copy, self.transcripts.save):
            self.menus.add_export(export)
        self.menus.add_live(self.live.canvas_action, self.live.window_action)
        self.header = Header(
            self.menus.menus,
            self.menus.commands,
            self.menus.undo,
            self.menus.redo,
            self.menus.present,
            self.pictures.save,
            self.menus.record,
            (self.live.canvas_action, self.live.window_action),
        )
        self.setMenuWidget(self.header)
        self.setStatusBar(self.status)
        self.status.insertPermanentWidget(1, self.advice.badge)  # right after the notes
        self.status.insertPermanentWidget(1, self.live.badge)
        self.status.addPermanentWidget(self.check.badge)

    def open(self) -> None:
        """Appear; the first time on a small screen, with all of it."""
        screen = QApplication.primaryScreen().availableGeometry()
        if not was_placed_before() and (screen.width() <= 1600 or screen.height() <= 1000):
            self.showMaximized()
        else:
            self.show()

    def _connect(self) -> None:
        document, stage, panel = self.document, self.stage, self.network_panel
        document.changed.connect(self._show_document)
        document.undo_stack.cleanChanged.connect(lambda _: self._show_title())
        document.file_changed.connect(self._show_title)
        self.files.replaced.connect(self._begin_anew)
        self.files.replaced.connect(self.parts.begin_anew)
        self.files.tapes = lambda: self.training.trainer.folder
        self.safety.runs_loaded.connect(self.runs.add)
        self.safety.restored.connect(self.runs.save_as_before)
        self.files.said.connect(self.status.say_for_a_while)
        self.tables.said.connect(self.status.say_for_a_while)
        self.safety.said.connect(self.status.say_for_a_while)
        self.runs.said.connect(self.status.say_for_a_while)
        self.losses.said.connect(self.status.say_for_a_while)
        self.pictures.said.connect(self.status.say_for_a_while)
        self.live.said.connect(self.status.say_for_a_while)
        self.transcripts.said.connect(self.status.say_for_a_while)
        self.parts.edit_requested.connect(self._edit)
        panel.import_requested.connect(self.tables.choose_and_import)
        panel.draw_requested.connect(self.draw_data)
        for source in (panel, self.tables):
            source.edit_requested.connect(self._edit)
        self.canvas.edit_requested.connect(self._edit_what_is_shown)
        self._follow_choices()
        stage.changed.connect(lambda: self.menus.show_experiment(stage.experiment))
        self.menus.show_experiment(stage.experiment)
        self._draw_curtains()
        self.descent.edit_requested.connect(self._edit_what_is_shown)
        for source in (self.canvas, self.descent):
            source.edit_ended.connect(document.end_merge)
        self.canvas.edit_given_up.connect(document.give_up)
        self.canvas.said.connect(lambda why: self.status.say_for_a_while(say(why)))
        self.canvas.table_requested.connect(self.beside.show_weights)
        self.canvas.selected.connect(self._bring_explanation_up)
        self.code.said.connect(self.status.say_for_a_while)
        self.lessons.said.connect(self.status.say_for_a_while)
        self.lessons.edit_requested.connect(self._edit)
        self.lessons.quantity_asked_for.connect(self.explaining.explain)
        self.beside.edit_requested.connect(self._edit_what_is_shown)
        self.advice.edit_requested.connect(self._edit_what_is_shown)
        self.advice.set_lessons(self.show_lesson)
        self.practice.set_lessons(self.show_lesson)
        self.advice.said.connect(self.status.say_for_a_while)
        self.canvas.play_requested.connect(self.transport.toggle)
        self.transport.apply_requested.connect(self.apply_step)
        self.results.row_chosen.connect(panel.choose_row)
        self.explaining.row_requested.connect(self._show_row_alone)
        self.explaining.metric_shown.connect(lambda: bring_to_front(self._right))
        self.results.edit_requested.connect(self._edit_what_is_shown)
        self.results.edit_ended.connect(document.end_merge)
        self.results.row_table_requested.connect(self.beside.show_rows)
        self.results.said.connect(lambda why: self.status.say_for_a_while(say(why)))
        self.results.rows_asked_for.connect(lambda: bring_to_front(self._rows))
        run = RunOnShow(self.training, panel, self.losses, self.transport, self.menus, self.status, self)
        run.ask_beside(self.beside)
        run.show_batches(self.batches)

    def _edit_what_is_shown(self, name: Message, experiment: Experiment, merge: Hashable = None) -> None:
        if self._may_edit(experiment):
            self._edit(*self.training.shown.on_the_desk(name, experiment), merge)

    def _may_edit(self, experiment: Experiment) -> bool:
        """Whether a hand may change what is on show so; else it is said why not."""
        try:
            refuse_locked(self.stage.experiment.network, experiment.network, self.document.experiment.presentation)
        except Problem as problem:
            self.status.say_for_a_while(say_problem(problem))
            return False
        return True

    def _follow_choices(self) -> None:
        """What is chosen in any window holds for all."""
        choices = self._appearance.view
        for choice, slot in (
            (choices.digits, self._show_digits),
            (choices.face, self.canvas.set_face),
            (choices.bias, self.canvas.set_bias),
            (choices.still, self.stage.set_still),
        ):
            choice.changed.connect(slot)
            slot(choice.value)

    def _draw_curtains(self) -> None:
        """While numbers are to be worked out, nothing shows what comes of them."""
        words = say(Message("Hidden while you practise: this would show the numbers."))
        bodies = (self.results.learnt, self.results.rows, self.descent.body, self.code.body)
        curtains = [Curtain(body, words) for body in bodies]

        def draw(is_running: bool) -> None:
            for curtain in curtains:
                curtain.set_drawn(is_running)
            self.canvas.set_face(Face.AUTO if is_running else self._appearance.view.face.value)
            self.lessons.look()
            self._show_notes()

        self.practice.running_changed.connect(draw)

    def _show_digits(self, digits: int) -> None:
        self.canvas.set_digits(digits)
        self.explanation.set_digits(digits)

    def _edit(self, name: Message, experiment: Experiment, merge: Hashable = None) -> None:
        self.document.edit(name, self.training.before_edit(experiment), merge)

    def _begin_anew(self) -> None:
        """Another experiment: nothing of the old one stays on show."""
        if self.menus.present.isChecked():
            self.menus.present.trigger()
        self.status.clearMessage()
        self.runs.begin_anew()
        self.advice.begin_anew()
        self.stage.playhead.rest()
        self.results.learnt.lay_pen_down()
        self.canvas.actions_on_selection.leave_focus()
        self.canvas.select(None)
        self.descent.look_along(())
        self.canvas.fit()
        self._show_title()

    def _show_document(self, old: Experiment | None, new: Experiment) -> None:
        self.network_panel.show_experiment(new)
        self.losses.set_loss(new.training.loss)
        self._show_notes()
        if old is None:
            self.results.follow()
            self.explaining.show()
        self._show_title()

    def _show_notes(self) -> None:
        self.status.show_notes(self.stage.notes)

    def _show_title(self) -> None:
        name = self.document.experiment.name or say(Message("Untitled"))
        self.header.set_title(name, is_edited=self.document.is_modified)
        self.setWindowTitle(f"{name}[*] – Perceptarium")
        self.setWindowModified(self.document.is_modified)

    def _bring_explanation_up(self, element: Element | None) -> None:
        is_followed = [desk.select(element) for desk in (self.practice, self.descent, self.code)]
        if element is not None and not any(is_followed):
            self._right.raise_()
