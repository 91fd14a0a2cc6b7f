"""The dock "What it has learnt": the decision map, and how well training and test rows are answered."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from core.data import Table, rows_of, table_of
from core.experiment import Experiment
from core.message import Message, Problem
from core.numbers import steady
from simulator.maps import MapPoints, class_numbers
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import ElidedLabel, EmptyState, LabelledRow, column_of, rule, text_label
from widgets.map_view import MapView
from widgets.points_switch import PointsSwitch

# The whole name stands over the curve; here a column is narrow.
_SHORT_NAMES = {
    "half_squared_error": Message("½ error²"),
    "binary_cross_entropy": Message("cross-entropy"),
    "categorical_cross_entropy": Message("cross-entropy"),
}


class LearntPanel(QWidget):
    """Shows what a network answers over its two inputs. Looking runs nothing on the model but the map itself."""

    row_chosen = Signal(int)
    """A row of the data, chosen on the map to become the example."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._experiment: Experiment | None = None
        self.map = MapView()
        self._no_map = EmptyState("")
        self._output = ComboBox(say(Message("Output on the map")))
        self._output_row = LabelledRow(say(Message("Output")), self._output)
        self.metrics = MetricsTable()
        tip = say(Message("Show or hide the rows trained on"))
        self._training_points = PointsSwitch(say(Message("Training points")), tip, is_hollow=False)
        tip = say(Message("Show or hide the rows held out for testing"))
        self._test_points = PointsSwitch(say(Message("Test points")), tip, is_hollow=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._output_row)
        layout.addWidget(self.map)
        layout.addLayout(column_of(self._training_points, self._test_points, spacing=2))
        for widget in (self._no_map, rule(), self.metrics):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.map.row_chosen.connect(self.row_chosen)
        self._output.chosen.connect(lambda _: self._show_map())
        for switch in (self._training_points, self._test_points):
            switch.toggled.connect(self._show_kinds)

    def show_experiment(self, experiment: Experiment) -> None:
        """Refresh what differs. To show an epoch of the tape, hand in the experiment with that epoch's network."""
        old, self._experiment = self._experiment, experiment
        network = experiment.network
        inputs = len(network.inputs)
        has_map = inputs == 2
        self.map.setVisible(has_map)
        self._output_row.setVisible(has_map and len(network.output.units) > 1)
        self._no_map.setVisible(not has_map)
        has_rows = has_map and experiment.data.source != "none"
        for switch in (self._training_points, self._test_points):
            switch.setVisible(has_rows)
        if not has_map:
            line = Message("A map needs two inputs; this network has {inputs}.", inputs=inputs)
            self._no_map.line.setText(say(line))
        else:
            self._output.set_choices(list(enumerate(network.output.units)))
            if old is None or _has_other_rows(old, experiment):
                self._show_points(experiment)
            if old is None or old.network is not network or old.data is not experiment.data:
                self._show_map()
            self.map.show_example(experiment.example)
        self.metrics.show_loss_name(experiment.training.loss)

    def show_metrics(
        self,
        train_loss: float | None,
        test_loss: float | None = None,
        train_accuracy: float | None = None,
        test_accuracy: float | None = None,
    ) -> None:
        """Losses and accuracies (0 … 1) of the whole splits; None where there is none."""
        self.metrics.show_numbers(train_loss, test_loss, train_accuracy, test_accuracy)

    def _show_kinds(self) -> None:
        self.map.show_kinds(training=self._training_points.isChecked(), test=self._test_points.isChecked())

    def _show_points(self, experiment: Experiment) -> None:
        try:
            table = table_of(experiment)
        except Problem:  # said where the data is chosen
            self.map.show_points(MapPoints())
            return
        self.map.show_points(_points(experiment, table))

    def _show_map(self) -> None:
        if self._experiment is not None:
            output = self._output.currentData() or 0
            self.map.show_network(self._experiment.network, self._experiment.data, output)


class MetricsTable(QWidget):
    """Loss and accuracy of training and test rows, side by side."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        for column, width in ((1, 66), (2, 66)):
            grid.setColumnMinimumWidth(column, width)
        self._loss_label = ElidedLabel("", "label")
        grid.addWidget(self._loss_label, 1, 0)
        grid.addWidget(text_label(say(Message("accuracy")), "label"), 2, 0)
        heads = (text_label(say(Message("train")), "number"), text_label(say(Message("test")), "test"))
        self._numbers = [[text_label("–", role) for role in ("number", "test")] for _ in range(2)]
        for column, head in enumerate(heads, start=1):
            _place(grid, head, 0, column)
        for row, labels in enumerate(self._numbers, start=1):
            for column, label in enumerate(labels, start=1):
                _place(grid, label, row, column)

    def show_loss_name(self, name: str) -> None:
        self._loss_label.setText(say(Message("loss / {name}", name=_SHORT_NAMES.get(name, name))))

    def show_numbers(
        self,
        train_loss: float | None,
        test_loss: float | None,
        train_accuracy: float | None,
        test_accuracy: float | None,
    ) -> None:
        losses, accuracies = self._numbers
        for label, loss in zip(losses, (train_loss, test_loss), strict=True):
            label.setText("–" if loss is None else steady(loss))
        for label, share in zip(accuracies, (train_accuracy, test_accuracy), strict=True):
            label.setText("–" if share is None else f"{100 * share:.1f} %")


def _place(grid: QGridLayout, label: QLabel, row: int, column: int) -> None:
    grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)


def _has_other_rows(old: Experiment, new: Experiment) -> bool:
    """Whether the points on the map may differ; where there is no data, the example is the only one."""
    return (
        old.data is not new.data
        or old.training.seed != new.training.seed
        or old.training.test_fraction != new.training.test_fraction
        or old.network.output.activation != new.network.output.activation
        or old.network.sizes[-1] != new.network.sizes[-1]
        or old.network.sizes[0] != new.network.sizes[0]
        or (new.data.source == "none" and old.example is not new.example)
    )


def _points(experiment: Experiment, table: Table) -> MapPoints:
    _, test = rows_of(table, experiment.data, experiment.training)
    is_test = np.zeros(len(table), np.bool_)
    is_test[test] = True
    return MapPoints(table.inputs, class_numbers(table.targets), is_test, np.arange(len(table)))
