"""The readouts say what the reports hold, and stay where they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.losses import LOSSES
from core.results.metrics import Labels
from core.results.report import Report, report
from tests.widgets.reports import of_scores
from widgets.learnt.metrics_table import MetricsTable

Show = Callable[..., QWidget]


def of_classes(right: int, rows: int, loss: float) -> Report:
    targets = np.eye(3)[np.zeros(rows, int)]
    predictions = np.eye(3)[(np.arange(rows) >= right).astype(int)]
    made = report(predictions, targets, np.full(rows, loss), Labels(), ("a", "b", "c"))
    assert made is not None
    return made


def of_errors(errors: list[float]) -> Report:
    targets = np.arange(len(errors), dtype=float)[:, None]
    made = report(targets + np.array(errors)[:, None], targets, np.ones(len(errors)), None, ())
    assert made is not None
    return made


def texts(table: MetricsTable) -> list[str]:
    """Everything on show, line by line."""
    labels = [label for label in table.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in sorted(labels, key=lambda label: (label.y(), label.x()))]


@pytest.fixture
def table(show: Show, qapp: QApplication) -> MetricsTable:
    made = MetricsTable()
    show(made).resize(308, 200)
    qapp.processEvents()
    return made


def test_nothing_known_is_en_dashes(table: MetricsTable) -> None:
    assert texts(table) == ["train", "test", "loss / mse", "–", "–", "accuracy", "–", "–"]


def test_classes_have_loss_and_accuracy(table: MetricsTable) -> None:
    table.show_reports(of_classes(119, 120, 0.04129), of_classes(30, 31, 0.5), "categorical_cross_entropy")
    lines = ["loss / cross-entropy", "0.04129", "0.5000", "accuracy", "99.2 %", "96.8 %"]
    assert texts(table) == ["train", "test", *lines]


def test_two_classes_have_an_area_too(table: MetricsTable, qapp: QApplication) -> None:
    table.show_reports(of_scores([0.1, 0.6, 0.4, 0.9], [0, 0, 1, 1]), of_scores([0.2], [0]), "mse")
    qapp.processEvents()
    lines = ["loss / mse", "1.000", "1.000", "accuracy", "50.0 %", "100.0 %", "AUC", "0.7500", "–"]
    assert texts(table) == ["train", "test", *lines]


def test_numbers_have_errors(table: MetricsTable, qapp: QApplication) -> None:
    table.show_reports(of_errors([1, -1, 1, -1]), None, "mse")
    qapp.processEvents()
    lines = ["loss / mse", "1.000", "–", "MAE", "1.000", "–", "RMSE", "1.000", "–", "R²", "0.2000", "–"]
    assert texts(table) == ["train", "test", *lines]
    table.show_reports(None, None, "mse")
    assert "MAE" in texts(table)
    table.show_reports(of_classes(1, 2, 1), None, "mse")
    assert "accuracy" in texts(table)
    assert "MAE" not in texts(table)


def test_what_is_not_a_number_is_said(table: MetricsTable) -> None:
    table.show_reports(of_classes(1, 2, float("nan")), of_classes(1, 2, float("inf")), "mse")
    assert {"not a number", "∞"} <= set(texts(table))


def test_exact_values_meanings_and_names_are_told(table: MetricsTable) -> None:
    table.show_reports(of_classes(119, 120, 0.12310791015625), None, "half_squared_error")
    tips = {label.text(): label.toolTip() for label in table.findChildren(QLabel)}
    names = {label.accessibleName() for label in table.findChildren(QLabel)}
    assert tips["0.1231"] == "0.12310791015625"
    assert tips["99.2 %"] == "119 of 120 rows"
    assert "sum of half the squared errors" in tips["loss / ½ error²"]
    assert "accuracy, train: 99.2 %" in names
    assert "loss / ½ error², test: –" in names


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_every_loss_has_a_heading_that_fits(table: MetricsTable, loss: str) -> None:
    table.show_reports(None, None, loss)
    heading = next(label for label in table.findChildren(QLabel) if label.text().startswith("loss / "))
    assert heading.fontMetrics().horizontalAdvance(heading.text()) <= heading.width()


class _Layouts(QObject):
    """Counts how often a widget is laid out."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_other_numbers_move_nothing(table: MetricsTable, qapp: QApplication) -> None:
    table.show_reports(of_classes(9, 10, 0.1), of_classes(9, 10, 0.1), "mse")
    qapp.processEvents()
    places = [label.geometry() for label in table.findChildren(QLabel)]
    layouts = _Layouts()
    table.installEventFilter(layouts)
    for loss in (1.234e-9, 123456.0, 0.5, float("nan")):
        table.show_reports(of_classes(10, 10, loss), of_classes(3, 10, loss), "mse")
        qapp.processEvents()
    assert [label.geometry() for label in table.findChildren(QLabel)] == places
    assert layouts.count == 0
