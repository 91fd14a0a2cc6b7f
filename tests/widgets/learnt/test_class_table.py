"""Precision and recall stand beside their class, and what they mean is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.theme import theme
from tests.widgets.reports import of_counts
from widgets.learnt.class_table import ClassTable
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]
IRIS = of_counts([[37, 0, 0], [0, 33, 2], [0, 4, 44]], ("setosa", "versicolor", "virginica"))


@pytest.fixture
def table(show: Show) -> ClassTable:
    made = ClassTable()
    show(made).resize(308, 200)
    return made


def test_every_class_has_its_line(table: ClassTable) -> None:
    table.show_report(IRIS)
    assert table.lines == [
        ("setosa", "100.0 %", "100.0 %", "100.0 %"),
        ("versicolor", "89.2 %", "94.3 %", "91.7 %"),
        ("virginica", "95.7 %", "91.7 %", "93.6 %"),
    ]
    assert "virginica: precision 95.7 %, recall 91.7 %, F1 93.6 %" in table.accessibleDescription()


def test_a_class_never_answered_has_no_precision(table: ClassTable) -> None:
    table.show_report(of_counts([[3, 0], [2, 0]], ("a", "b")))
    assert table.lines == [("a", "60.0 %", "100.0 %", "75.0 %"), ("b", "–", "0.0 %", "–")]


def test_the_order_is_that_of_the_confusion_matrix(table: ClassTable) -> None:
    table.show_report(of_counts([[56, 4], [1, 65]], ("outside", "inside"), is_one_hot=False))
    assert [name for name, *_ in table.lines] == ["inside", "outside"]


def test_it_grows_with_its_classes_and_goes_with_them(table: ClassTable, qapp: QApplication) -> None:
    table.show_report(IRIS)
    three = table.height()
    table.show_report(of_counts([[1, 0], [0, 1]], ("a", "b")))
    assert 0 < table.height() < three
    table.show_report(None)
    assert table.lines == []
    assert table.accessibleDescription() == ""
    table.grab()


def test_what_the_numbers_mean_is_under_the_mouse(table: ClassTable, qapp: QApplication, qtbot: QtBot) -> None:
    table.show_report(IRIS)
    tips = [table.tip_at(QPointF(20, y)) for y in range(table.height())]
    seen = list(dict.fromkeys(tips))
    assert len(seen) == 4
    assert seen[0] == ""
    assert seen[2].splitlines() == [
        "Precision: of the rows that were called versicolor, how many are: 89.2 %",
        "Recall: of the rows that are versicolor, how many were called so: 94.3 %",
        "F1: precision and recall of versicolor in one, high only where both are: 91.7 %",
    ]
    at = QPoint(20, table.height() - 4)
    qapp.sendEvent(table, QHelpEvent(QEvent.Type.ToolTip, at, table.mapToGlobal(at)))
    assert "virginica" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_long_names_leave_room_for_the_numbers(table: ClassTable) -> None:
    """The numbers stay where they are: only what is left of them differs."""
    table.show_report(of_counts([[1, 0], [0, 1]], ("a", "b")))
    numbers = round(table.rect_of(0, 0).left())
    before = table.grab().toImage()
    table.show_report(of_counts([[1, 0], [0, 1]], ("a" * 90, "b")))
    after = table.grab().toImage()
    assert before != after
    right = before.copy(numbers, 0, before.width() - numbers, before.height())
    assert after.copy(numbers, 0, after.width() - numbers, after.height()) == right


def test_it_wears_the_theme(table: ClassTable, qapp: QApplication) -> None:
    table.show_report(IRIS)
    before = table.grab().toImage()
    apply_theme(qapp, theme("dark"))
    assert table.grab().toImage() != before
