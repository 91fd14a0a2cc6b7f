"""Between what is on show and the panels that say how good it is: reports, rows, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from simulator.evaluation import Evaluation
from simulator.evaluator import Evaluator
from simulator.stage import Stage
from widgets.learnt_panel import LearntPanel
from widgets.rows_panel import RowsPanel
from widgets.training_desk import TrainingDesk


class ResultsDesk(QObject):
    """Keeps both panels at the experiment on show: edited by hand, a moment of a tape, or a run that goes on."""

    row_chosen = Signal(int)
    """A row of the data, to become the example."""
    rows_asked_for = Signal()
    """The table of rows shows what was asked for, and should be seen."""

    def __init__(self, stage: Stage, training: TrainingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._training = training
        self.learnt = LearntPanel()
        self.rows = RowsPanel()
        self._now = Evaluator(lambda: self.learnt.isVisible() or self.rows.isVisible(), self)
        self._start = Evaluator(lambda: self.rows.isVisible() and self.rows.compare.isChecked(), self)
        self._now.evaluated.connect(self._show)
        self._start.evaluated.connect(self.rows.show_start)
        stage.changed.connect(self.follow)
        training.state_changed.connect(self._follow_training)
        self.learnt.rows_chosen.connect(self._show_rows)
        for panel in (self.learnt, self.rows):
            panel.row_chosen.connect(self.row_chosen)
        self.rows.compare_changed.connect(lambda _: self.follow())

    def follow(self) -> None:
        """Another network or experiment is on show."""
        experiment = self._stage.experiment
        self.learnt.show_experiment(experiment)
        self._now.show(experiment)
        started = self._training.started_from
        if started is not None:
            self._start.show(replace(experiment, network=started))

    def look(self) -> None:
        """A panel came to the front: what was not worked out while nobody looked is now."""
        self._now.look()
        self._start.look()

    def close(self) -> None:
        """Nothing more is worked out."""
        self._now.close()
        self._start.close()

    def _show(self, evaluation: Evaluation | None) -> None:
        self.learnt.show_evaluation(evaluation, is_waiting=self._now.is_waiting)
        self.rows.show_evaluation(evaluation)

    def _show_rows(self, rows: Sequence[int]) -> None:
        self.rows_asked_for.emit()
        self.rows.show_only(rows)

    def _follow_training(self, state: str) -> None:
        is_running = state == "running"
        for evaluator in (self._now, self._start):
            evaluator.set_running(is_running)
        self.rows.set_running(is_running)
        self.rows.set_can_compare(self._training.started_from is not None)
        self.follow()
