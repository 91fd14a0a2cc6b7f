"""How well training and test rows are answered: numbers, and of classes which is taken for which."""

from __future__ import annotations

from PySide6.QtCore import Signal

from core.explaining.links import Metric, MetricKind
from core.message import Message
from core.results.report import ClassReport
from simulator.results.evaluation import Evaluation
from simulator.words import say
from widgets.learnt.class_table import ClassTable
from widgets.learnt.confusion_view import ConfusionView
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.learnt.metrics_table import MetricsTable
from widgets.learnt.roc_view import RocView
from widgets.parts.controls import text_label


class ScoresSection(LearntSection):
    """Loss and metrics of both splits, the confusion matrix, precision and recall, the ROC curve."""

    rows_chosen = Signal(object)
    """The rows of the data that a cell of the confusion matrix counts."""
    metric_chosen = Signal(object, bool)
    """A Metric that was clicked, and whether its explanation is to come to the front."""

    def __init__(self) -> None:
        super().__init__(
            Message("Loss and metrics"), Message("How well training and test rows are answered"), "scores"
        )

    def fits(self, now: Shown) -> bool:
        return True

    def make(self) -> None:
        self.metrics = MetricsTable()
        self.waiting = text_label("", "small")
        self.waiting.setWordWrap(True)
        self.which = text_label("", "section")
        self.confusion = ConfusionView()
        self.classes = ClassTable()
        self.roc = RocView()
        for widget in (self.metrics, self.waiting, self.which, self.confusion, self.classes, self.roc):
            self.body.addWidget(widget)
        self.confusion.cell_chosen.connect(self._choose_cell)
        self.metrics.metric_chosen.connect(lambda kind, is_test: self.metric_chosen.emit(Metric(kind, is_test), True))
        self.classes.share_chosen.connect(self._choose_share)

    def refresh(self, old: Shown | None, now: Shown) -> None:
        self.waiting.setVisible(now.waits_for is not None)
        if now.waits_for is not None:
            self.waiting.setText(say(now.waits_for))
        loss = now.experiment.training.loss
        is_same_loss = old is not None and old.experiment.training.loss == loss
        if old is not None and old.evaluation is now.evaluation and is_same_loss:
            return
        evaluation = now.evaluation
        train = evaluation.train_report if evaluation is not None else None
        test = evaluation.test_report if evaluation is not None else None
        self.metrics.show_reports(train, test, loss if evaluation is None else evaluation.loss_name)
        shown = test or train
        classes = shown.classes if shown is not None else None
        for widget in (self.which, self.confusion, self.classes):
            widget.setVisible(classes is not None)
        self.roc.setVisible(classes is not None and len(classes.names) == 2)
        if shown is None or classes is None:
            return
        self.which.setText(say(_heading(shown.rows, is_test=test is not None)))
        self.confusion.show_report(shown)
        self.classes.show_report(shown)
        self.roc.show_reports(train, test)

    def _choose_cell(self, truth: int, answer: int) -> None:
        evaluation = self.now.evaluation
        if evaluation is None:
            return
        is_test = evaluation.test_report is not None
        classes = _classes_of(evaluation)
        rows = evaluation.rows.test_rows if is_test else evaluation.rows.train_rows
        if classes is not None:
            # The matrix stays in sight, so that one can go from cell to cell.
            self.metric_chosen.emit(Metric(MetricKind.CELL, is_test, truth, answer), False)
            self.rows_chosen.emit(rows[classes.rows_of(truth, answer)].tolist())

    def _choose_share(self, kind: MetricKind, of: int) -> None:
        evaluation = self.now.evaluation
        if evaluation is not None:
            self.metric_chosen.emit(Metric(kind, evaluation.test_report is not None, of), True)


def _classes_of(evaluation: Evaluation) -> ClassReport | None:
    report = evaluation.test_report or evaluation.train_report
    return report.classes if report is not None else None


def _heading(rows: int, *, is_test: bool) -> Message:
    if is_test:
        return Message("The {rows} test rows", rows=f"{rows:,}")
    return Message("The {rows} training rows (none are held out)", rows=f"{rows:,}")
