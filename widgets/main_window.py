"""The main window: composes canvas, docks and menus, and connects them. What each does stands in its own file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from core.experiment import Experiment
from core.files.files import LESSON_SUFFIX
from simulator.document.document import Document
from simulator.frames.elements import Element
from simulator.frames.face import Face
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.advice.advice_desk import AdviceDesk
from widgets.canvas.canvas import Canvas
from widgets.checking.check_desk import CheckDesk
from widgets.code.code_desk import CodeDesk
from widgets.descent.descent_desk import DescentDesk
from widgets.document.file_desk import FileDesk
from widgets.document.history_panel import HistoryPanel
from widgets.document.safety_desk import SafetyDesk
from widgets.edit_desk import EditDesk
from widgets.experiment_on_show import ExperimentOnShow
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
from widgets.menus.desk import Desk
from widgets.menus.menus import Menus
from widgets.panel_docks import PanelDocks
from widgets.parts.docks import Docks, bring_to_front, was_placed_before
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
        self.edits = EditDesk(self.document, self.stage, self.training, self)
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
        self.parts = PartsDesk(self.document, self.docks, self.network_panel, self)
        self.explanation = ExplanationPanel()
        self.history = HistoryPanel(self.document)
        self.status = StatusBar()
        self.explaining = ExplanationDesk(self.stage, self.canvas, self.explanation, self.results, self)
        self.beside = SideWindows(
            self.stage, self.training, self.canvas, appearance, lambda: self.menus.everything(), self
        )
        self.full_canvas = FullCanvas(self, self.stage)
        self._is_warm = self._may_close = False
        self.menus: Menus = self._make_menus()
        self._compose()
        self._compose_menus()
        self._compose_status()
        self.docks.restore()
        self.parts.begin_anew()
        self._on_show = ExperimentOnShow(self)
        self._connect()
        self._on_show.begin()

    def _make_menus(self) -> Menus:
        desk = Desk(
            self.document,
            self.files,
            self.training,
            self.canvas,
            self.transport,
            self._appearance,
            apply_step=self.edits.apply_step,
            check=self.check.check,
            record=self.beside.record,
            import_table=self.tables.choose_and_import,
            export_rows=self.tables.choose_and_export,
            ask_for_goal=self.beside.ask_for_goal,
            reset_layout=self._reset_layout,
            show_full_canvas=self.full_canvas.show,
            present=self.full_canvas.present,
            show_commands=self.beside.show_commands,
            new_window=self.new_window_requested.emit,
            open_in_new_window=self.open_in_new_window_requested.emit,
            quit=self.quit_requested.emit,
        )
        return Menus(self, desk)

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
        train = self.menus.train
        keys = Keys(train.play_on, train.play_back, train.skipping, self.menus.view.spotlight)
        self.presenting = Presenting(self, self.stage, self.canvas, self.transport, column, keys)
        self.in_docks = PanelDocks(self.docks, self)
        self.parts.layers_shown.connect(self.canvas.allow_controls)

    def _compose_menus(self) -> None:
        """What the menus and the header hold beside what is always there."""
        menus, in_other_menus = self.menus, (self.in_docks.lesson, self.in_docks.practice)
        menus.add_learn(LearnMenu(self, self.lessons, self.practice))
        menus.add_history(self.history.action)
        self.addAction(self.history.action)
        menus.add_copy(self.pictures.copy)
        menus.view.add_docks(dock for dock in self.docks.all if dock not in in_other_menus)
        menus.view.add_parts(self.parts.show_all, self.parts.choose)
        menus.train.add_advice(self.advice.action)
        menus.train.add_branch(self.runs.branch)
        for export in (self.pictures.save, self.losses.export_action, self.transcripts.copy, self.transcripts.save):
            menus.file.add_export(export)
        live = self.live.canvas_action, self.live.window_action
        menus.file.add_live(*live)
        self.header = Header(
            menus.menus,
            menus.commands,
            menus.undo,
            menus.redo,
            menus.present,
            self.pictures.save,
            menus.file.record,
            live,
        )
        self.setMenuWidget(self.header)

    def _compose_status(self) -> None:
        self.setStatusBar(self.status)
        self.status.addPermanentWidget(self.parts.button)
        self.status.insertPermanentWidget(1, self.advice.badge)  # right after the notes
        self.status.insertPermanentWidget(1, self.live.badge)
        self.status.addPermanentWidget(self.check.badge)

    def _connect(self) -> None:
        self.files.replaced.connect(self.parts.begin_anew)
        self.files.tapes = lambda: self.training.trainer.folder
        self.safety.runs_loaded.connect(self.runs.add)
        self.safety.restored.connect(self.runs.save_as_before)
        self._connect_edits()
        self._connect_explanations()
        self._connect_status()
        self._follow_choices()
        self.practice.cover(self.results.learnt, self.results.rows, self.losses, self.runs.panel)
        self.practice.cover(self.descent.body, self.code.body)
        self.practice.running_changed.connect(self._follow_practice)
        self.canvas.play_requested.connect(self.transport.toggle)
        RunOnShow(self, self)

    def _connect_edits(self) -> None:
        edits, document, panel = self.edits, self.document, self.network_panel
        for source in (self.parts, panel, self.tables, self.lessons):
            source.edit_requested.connect(edits.edit)
        for looking in (self.canvas, self.descent, self.results, self.beside, self.advice):
            looking.edit_requested.connect(edits.edit_shown)
        for dragging in (self.canvas, self.descent, self.results):
            dragging.edit_ended.connect(document.end_merge)
        self.canvas.edit_given_up.connect(document.give_up)
        self.transport.apply_requested.connect(edits.apply_step)
        panel.import_requested.connect(self.tables.choose_and_import)
        panel.draw_requested.connect(self.results.draw_data)
        self.canvas.table_requested.connect(self.beside.show_weights)
        self.results.row_table_requested.connect(self.beside.show_rows)

    def _connect_explanations(self) -> None:
        explaining, results = self.explaining, self.results
        self.canvas.selected.connect(self._bring_explanation_up)
        self.lessons.quantity_asked_for.connect(explaining.explain)
        self.losses.metric_chosen.connect(explaining.explain_metric)
        explaining.row_requested.connect(self._show_row_alone)
        explaining.metric_shown.connect(lambda: bring_to_front(self.in_docks.explanation))
        results.row_chosen.connect(self.network_panel.choose_row)
        results.rows_asked_for.connect(lambda: bring_to_front(self.in_docks.rows))
        results.map_asked_for.connect(lambda: bring_to_front(self.in_docks.learnt))
        for desk in (self.advice, self.practice):
            desk.set_lessons(self.show_lesson)

    def _follow_choices(self) -> None:
        """What is chosen in any window holds for all."""
        choices = self._appearance.view
        choices.digits.tell(self.canvas.set_digits)
        choices.digits.tell(self.explanation.set_digits)
        choices.face.tell(self.canvas.set_face)
        choices.bias.tell(self.canvas.set_bias)
        choices.still.tell(self.stage.set_still)

    def _connect_status(self) -> None:
        """What is said of what was done stands in the status bar for a while."""
        desks = (self.files, self.safety, self.tables, self.runs, self.edits, self.code, self.lessons, self.advice)
        for source in (*desks, self.losses, self.pictures, self.live, self.transcripts):
            source.said.connect(self.status.say_for_a_while)
        for reason in (self.canvas.said, self.results.said):
            reason.connect(lambda why: self.status.say_for_a_while(say(why)))

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
        for desk in (self.results, self.descent, self.code, self.check, self.tables, self.lessons, self.training):
            desk.close()
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

    def _reset_layout(self) -> None:
        """The docks where they were at first, but for what the experiment hides."""
        self.full_canvas.leave()
        self.parts.bring_back()
        self.docks.reset()
        self.parts.apply()

    def _show_row_alone(self, row: int) -> None:
        """The step of one row of the data, and not of the batch."""
        self.menus.train.leave_whole_batch()
        self.network_panel.choose_row(row)

    def open(self) -> None:
        """Appear; the first time on a small screen, with all of it."""
        screen = QApplication.primaryScreen().availableGeometry()
        if not was_placed_before() and (screen.width() <= 1600 or screen.height() <= 1000):
            self.showMaximized()
        else:
            self.show()

    def _follow_practice(self, is_running: bool) -> None:
        """While numbers are to be worked out, nothing shows them, nor what comes of them."""
        self.canvas.set_face(Face.AUTO if is_running else self._appearance.view.face.value)
        self.lessons.look()
        self._on_show.show_notes()

    def _bring_explanation_up(self, element: Element | None) -> None:
        is_followed = [desk.select(element) for desk in (self.practice, self.descent, self.code)]
        if element is not None and not any(is_followed):
            self.in_docks.explanation.raise_()
