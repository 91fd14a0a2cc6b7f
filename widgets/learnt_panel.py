"""The dock "What it has learnt": the decision map, and how well training and test rows are answered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from core.own_rows import targets_to_draw, with_rows_added, without_rows
from core.report import ClassReport
from simulator.evaluation import DataRows, Evaluation, data_rows_of, has_same_rows
from simulator.maps import MapPoints, class_numbers
from simulator.words import say
from widgets.class_table import ClassTable
from widgets.combo_box import ComboBox
from widgets.confusion_view import ConfusionView
from widgets.controls import EmptyState, LabelledRow, column_of, rule, text_label
from widgets.drawable_map import DrawableMap
from widgets.metrics_table import MetricsTable
from widgets.pen_bar import PenBar
from widgets.points_switch import PointsSwitch
from widgets.roc_view import RocView

_PADDING, _SCROLL_BAR = 16, 8


class LearntPanel(QWidget):
    """Shows what a network answers over its two inputs, and its reports. Looking runs nothing on the model but the
    map itself; while nobody looks, not even that."""

    row_chosen = Signal(int)
    """A row of the data, chosen on the map to become the example."""
    rows_chosen = Signal(object)
    """The rows of the data that a cell of the confusion matrix counts."""
    edit_requested = Signal(object, object, object)
    """The name of the edit (a Message), the experiment it leads to, and a key: edits of equal keys are one."""
    edit_ended = Signal()
    """No more edits of the key before."""
    said = Signal(object)
    """A Message: why something was not done."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._experiment: Experiment | None = None
        self._seen: Experiment | None = None
        """What the map shows: the experiment as it was when somebody last looked."""
        self._evaluation: Evaluation | None = None
        self.map = DrawableMap()
        self.pen_bar = PenBar()
        self._no_map = EmptyState("")
        self._output = ComboBox(say(Message("Output on the map")))
        self._output_row = LabelledRow(say(Message("Output")), self._output)
        tip = say(Message("Show or hide the rows trained on"))
        self._training_points = PointsSwitch(say(Message("Training points")), tip, is_hollow=False)
        tip = say(Message("Show or hide the rows held out for testing"))
        self._test_points = PointsSwitch(say(Message("Test points")), tip, is_hollow=True)
        self.metrics = MetricsTable()
        self._waiting = text_label("", "small")
        self._waiting.setWordWrap(True)
        self._which = text_label("", "section")
        self.confusion = ConfusionView()
        self.classes = ClassTable()
        self.roc = RocView()
        self._compose()
        self.map.row_chosen.connect(self.row_chosen)
        self.map.drawn.connect(self._put_down)
        self.map.erased.connect(self._take_away)
        self.map.stroke_ended.connect(self.edit_ended)
        self.map.laid_down.connect(lambda: self.pen_bar.button.setChecked(False))
        self.pen_bar.changed.connect(lambda: self.map.set_pen(self.pen_bar.pen))
        self.confusion.cell_chosen.connect(self._choose_cell)
        self._output.chosen.connect(lambda _: self._show_map())
        for switch in (self._training_points, self._test_points):
            switch.toggled.connect(self._show_kinds)
        self.show_evaluation(None)

    def _compose(self) -> None:
        body = QWidget()
        body.setProperty("role", "panel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = column_of(self._output_row, self.map, spacing=12)
        layout.setContentsMargins(_PADDING, 12, _PADDING, _PADDING)
        layout.addLayout(column_of(self._training_points, self._test_points, spacing=2))
        layout.addWidget(self.pen_bar)
        for widget in (self._no_map, rule(), self.metrics, self._waiting, self._which):
            layout.addWidget(widget)
        for widget in (self.confusion, self.classes, self.roc):
            layout.addWidget(widget)
        layout.addStretch(1)
        body.setLayout(layout)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(_scrolling(body, layout))

    def show_experiment(self, experiment: Experiment) -> None:
        """Refresh what differs. To show an epoch of the tape, hand in the experiment with that epoch's network."""
        self._experiment = experiment
        if self.isVisible():
            self._refresh(experiment)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Not at once: a panel that goes behind a tab is on show for a moment.
        QTimer.singleShot(0, self, self._refresh_if_seen)

    def _refresh_if_seen(self) -> None:
        if self.isVisible() and self._experiment is not None:
            self._refresh(self._experiment)

    def show_evaluation(self, evaluation: Evaluation | None, waiting: Message | None = None) -> None:
        """How all rows are answered; None where that is not known, and what it waits for."""
        self._evaluation = evaluation
        train = evaluation.train_report if evaluation is not None else None
        test = evaluation.test_report if evaluation is not None else None
        loss = self._experiment.training.loss if self._experiment is not None else "mse"
        self.metrics.show_reports(train, test, loss if evaluation is None else evaluation.loss_name)
        self._waiting.setVisible(waiting is not None)
        if waiting is not None:
            self._waiting.setText(say(waiting))
        shown = test or train
        classes = shown.classes if shown is not None else None
        for widget in (self._which, self.confusion, self.classes):
            widget.setVisible(classes is not None)
        self.roc.setVisible(classes is not None and len(classes.names) == 2)
        if shown is None or classes is None:
            return
        self._which.setText(say(_heading(shown.rows, is_test=test is not None)))
        self.confusion.show_report(shown)
        self.classes.show_report(shown)
        self.roc.show_reports(train, test)

    def _refresh(self, experiment: Experiment) -> None:
        old, self._seen = self._seen, experiment
        if old is experiment:
            return
        if self._evaluation is None:
            self.metrics.show_reports(None, None, experiment.training.loss)
        network = experiment.network
        inputs = len(experiment.example.inputs)
        has_map = inputs == 2
        self.map.setVisible(has_map)
        self.pen_bar.setVisible(has_map)
        self._output_row.setVisible(has_map and len(network.output.units) > 1)
        self._no_map.setVisible(not has_map)
        has_rows = has_map and experiment.data.source != "none"
        for switch in (self._training_points, self._test_points):
            switch.setVisible(has_rows)
        if not has_map:
            line = Message("A map needs two inputs; this network has {inputs}.", inputs=inputs)
            self._no_map.line.setText(say(line))
            return
        self._output.set_choices(list(enumerate(network.output.units)))
        if old is None or not has_same_rows(old, experiment):
            self._show_points(experiment)
        if old is None or old.network is not network or old.data is not experiment.data:
            self._show_map()
        self.map.show_example(experiment.example)

    def _show_kinds(self) -> None:
        self.map.show_kinds(training=self._training_points.isChecked(), test=self._test_points.isChecked())

    def _show_points(self, experiment: Experiment) -> None:
        try:
            rows = data_rows_of(experiment)
        except Problem:  # said where the data is chosen
            self.map.show_points(MapPoints(), (*experiment.network.inputs, "", ""))
            return
        self.pen_bar.show_targets(targets_to_draw(experiment, rows.table))
        self.map.show_points(_points(rows), rows.table.input_names)

    def _show_map(self) -> None:
        if self._seen is not None:
            output = self._output.currentData() or 0
            self.map.show_network(self._seen.network, self._seen.data, output)

    def take_up_pen(self) -> None:
        """Ready to draw on the map, for the mouse and for the keys."""
        self.pen_bar.button.setChecked(True)
        self.map.setFocus()

    def _put_down(self, x: float, y: float) -> None:
        target = self.pen_bar.target
        self._edit(Message("Draw data"), lambda experiment: with_rows_added(experiment, [(x, y)], [target]))

    def _take_away(self, rows: list[int]) -> None:
        self._edit(Message("Erase data"), lambda experiment: without_rows(experiment, rows))

    def _edit(self, name: Message, change: Callable[[Experiment], Experiment]) -> None:
        if self._experiment is None:
            return
        try:
            changed = change(self._experiment)
        except Problem as problem:
            self.said.emit(problem.message)
            return
        self.edit_requested.emit(name, changed, "stroke")

    def _choose_cell(self, truth: int, answer: int) -> None:
        evaluation = self._evaluation
        if evaluation is None:
            return
        is_test = evaluation.test_report is not None
        classes = _classes_of(evaluation)
        rows = evaluation.rows.test_rows if is_test else evaluation.rows.train_rows
        if classes is not None:
            self.rows_chosen.emit(rows[classes.rows_of(truth, answer)].tolist())


def _classes_of(evaluation: Evaluation) -> ClassReport | None:
    report = evaluation.test_report or evaluation.train_report
    return report.classes if report is not None else None


def _heading(rows: int, *, is_test: bool) -> Message:
    if is_test:
        return Message("The {rows} test rows", rows=f"{rows:,}")
    return Message("The {rows} training rows (none are held out)", rows=f"{rows:,}")


def _points(rows: DataRows) -> MapPoints:
    is_test = np.zeros(len(rows.table), np.bool_)
    is_test[rows.test_rows] = True
    return MapPoints(rows.table.inputs, class_numbers(rows.table.targets), is_test, np.arange(len(rows.table)))


def _scrolling(body: QWidget, layout: QVBoxLayout) -> QScrollArea:
    """The body where it is higher than the dock; the scroll bar takes its room from the padding."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)

    def make_room(_: int, furthest: int) -> None:
        layout.setContentsMargins(_PADDING, 12, _PADDING - (_SCROLL_BAR if furthest > 0 else 0), _PADDING)

    area.verticalScrollBar().rangeChanged.connect(make_room)
    return area
