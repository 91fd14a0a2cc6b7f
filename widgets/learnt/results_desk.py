"""Between what is on show and the panels that say how good it is: reports, rows, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from core.data.own_rows import ready_to_draw
from core.message import Message
from simulator.results.evaluation import Evaluation
from simulator.results.evaluator import Evaluator
from simulator.stage.stage import Stage
from widgets.learnt.learnt_panel import LearntPanel
from widgets.learnt.rows_panel import RowsPanel
from widgets.runs.training_desk import TrainingDesk

FOLLOW_EVERY = 100
"""Milliseconds from one network of a run to the next that the panels follow to; the canvas shows more of them."""


class ResultsDesk(QObject):
    """Keeps both panels at the experiment on show: edited by hand, a moment of a tape, or a run that goes on."""

    evaluated = Signal()
    """`evaluation` is another one."""
    metric_chosen = Signal(object, bool)
    """A Metric that was clicked, and whether its explanation is to come to the front."""
    row_chosen = Signal(int)
    """A row of the data, to become the example."""
    rows_asked_for = Signal()
    """The table of rows shows what was asked for, and should be seen."""
    map_asked_for = Signal()
    """The decision map is to be drawn on, and should be seen."""
    edit_requested = Signal(object, object, object)
    """The name of an edit of the data (a Message), the experiment it leads to, and the key of its stroke."""
    edit_ended = Signal()
    row_table_requested = Signal()
    """The rows of the data as a table to type into."""
    said = Signal(object)
    """A Message: why something was not done."""

    def __init__(self, stage: Stage, training: TrainingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._training = training
        self.learnt = LearntPanel()
        self.rows = RowsPanel()
        self.is_asked = False
        """Whether somebody else than the two panels needs the numbers."""
        self._now = Evaluator(lambda: self.is_asked or self.learnt.isVisible() or self.rows.isVisible(), self)
        self._start = Evaluator(self.rows.isVisible, self)
        self._evaluation: Evaluation | None = None
        self._now.evaluated.connect(self._show)
        self._start.evaluated.connect(self.rows.show_start)
        self._follow_timer = QTimer(self)
        self._follow_timer.setSingleShot(True)
        self._follow_timer.setInterval(FOLLOW_EVERY)
        self._follow_timer.timeout.connect(self.follow)
        stage.changed.connect(self._follow_stage)
        training.state_changed.connect(self._follow_training)
        self.learnt.rows_chosen.connect(self.show_rows)
        self.learnt.metric_chosen.connect(self.metric_chosen)
        self.learnt.edit_requested.connect(self.edit_requested)
        self.learnt.edit_ended.connect(self.edit_ended)
        self.learnt.said.connect(self.said)
        self.learnt.rows_requested.connect(self.row_table_requested)
        for panel in (self.learnt, self.rows):
            panel.row_chosen.connect(self.row_chosen)
        self.rows.compare_changed.connect(self._compare)

    def _follow_stage(self) -> None:
        """At once, but for what a run shows that goes on."""
        if self._stage.is_showing_document or self._training.state != "running":
            self.follow()
        elif not self._follow_timer.isActive():
            self._follow_timer.start()

    def follow(self) -> None:
        """Another network or experiment is on show."""
        self._follow_timer.stop()
        self.learnt.show_experiment(self._stage.experiment)
        self._now.show(self._stage.experiment)

    def look(self) -> None:
        """A panel came to the front: what was not worked out while nobody looked is now."""
        self._now.look()
        self._start.look()

    def close(self) -> None:
        """Nothing more is worked out."""
        self._follow_timer.stop()
        self._now.clear()
        self._start.clear()

    def _show(self, evaluation: Evaluation | None) -> None:
        self._evaluation = evaluation
        for panel in (self.learnt, self.rows):
            panel.show_evaluation(evaluation, self._wait())
        self._compare()
        self.evaluated.emit()

    @property
    def evaluation(self) -> Evaluation | None:
        """How all rows are answered by the network on show; None where that is not known."""
        return self._evaluation

    def _wait(self) -> Message | None:
        """What to say where there are no numbers yet."""
        if self._now.is_waiting:
            return Message("There are many rows: their numbers follow when the run pauses.")
        if self._now.is_busy:
            return Message("There are many rows: their numbers follow in a moment.")
        return None

    def _compare(self) -> None:
        """Beside the network on show, the one that the last run started from, on the same rows."""
        started, now, shown = self._training.shown.started_from, self._evaluation, self._stage.experiment
        if started is not None and started.sizes != shown.network.sizes:
            # Another experiment is on show, a moment before the run that came before it is forgotten.
            started = None
        if now is not None and started is not None and self.rows.compare.isChecked():
            self._start.show(replace(shown, network=started), now.rows)
        else:
            self._start.clear()

    def show_rows(self, rows: Sequence[int]) -> None:
        """These rows of the data alone, in the table."""
        self.rows_asked_for.emit()
        self.rows.show_only(rows)

    def draw_data(self) -> None:
        """Take up the pen over the decision map; an experiment without one gets a plane to draw on."""
        before = self._stage.experiment
        ready = ready_to_draw(before)
        if ready is not before:
            self.edit_requested.emit(Message("Draw data"), ready, None)
        self.map_asked_for.emit()
        self.learnt.take_up_pen()

    def _follow_training(self, state: str) -> None:
        is_running = state == "running"
        for evaluator in (self._now, self._start):
            evaluator.set_running(is_running)
        self.rows.set_can_compare(self._training.shown.started_from is not None)
        self.follow()
        self._compare()
