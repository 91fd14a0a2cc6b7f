"""One input of the example is swept, read, and dragged; and rows are compared with their targets."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.data.data import example_at, table_of
from core.data.fitting import builtin_source, fitted_to_data
from core.data.own_rows import with_own_rows
from core.edits import randomised, with_example
from core.files.examples import example
from tests.widgets.panels import LEFT, Desk, Show, choose


@pytest.fixture
def bank(show: Show, qapp: QApplication) -> Desk:
    return Desk(show, qapp, example("bank-relu"))


def place(desk: Desk, x: float, y: float) -> QPoint:
    view = desk.panel.sweep.view
    return view._domain.at(view.plane, x, y).toPoint()


def steps(desk: Desk) -> list[list[str]]:
    cells = desk.panel.sweep.steps._cells
    return [[cell.text() for cell in line] for line in cells]


def test_the_bank_is_exact_in_words_and_for_each_account(bank: Desk) -> None:
    assert bank.panel.sweep.is_open
    assert bank.panel.sweep.words.text() == "children 2 → 3 changes transactions by +3"
    assert steps(bank) == [
        ["accounts", "2 → 3", "3 → 4"],
        ["1", "+2", "+2"],
        ["2", "+2", "+2"],
        ["3", "+3", "+2"],
        ["4", "+3", "+3"],
        ["5", "+3", "+3"],
    ]


def test_other_inputs_are_chosen(bank: Desk) -> None:
    section = bank.panel.sweep
    choose(section.column, 1)
    assert section.words.text() == "accounts 3 → 4 changes transactions by +1"
    assert not section.steps.isVisible()
    choose(section.other, 0)
    assert steps(bank)[0] == ["children", "3 → 4", "4 → 5"]
    assert section.steps.isVisible()


def test_the_mouse_reads_value_and_difference(bank: Desk) -> None:
    view = bank.panel.sweep.view
    sweep = view._sweep
    nearest = sweep.values.tolist().index(4)
    readings = view._readings(sweep.others.index(3), 4.0, nearest)
    assert readings == [("children", "4"), ("answer", "14"), ("change", "+5")]


def test_a_drag_of_the_mark_is_one_edit_of_the_input(qtbot: QtBot, bank: Desk) -> None:
    view = bank.panel.sweep.view
    before = view._domain
    qtbot.mousePress(view, LEFT, pos=place(bank, 2, 9))
    assert bank.document.undo_stack.count() == 0
    seen = []
    for x in (2.4, 3.2, 3.9):
        qtbot.mouseMove(view, place(bank, x, 9))
        seen.append(bank.experiment.example.inputs)
    qtbot.mouseRelease(view, LEFT, pos=place(bank, 3.9, 9))
    assert seen == [(2, 3), (3, 3), (4, 3)]
    assert view._domain == before
    assert view._sweep.at == 4
    assert bank.document.undo_stack.count() == 1
    qtbot.mouseClick(view, LEFT, pos=place(bank, 1, 9))
    assert bank.document.undo_stack.count() == 2
    bank.document.undo_stack.undo()
    bank.document.undo_stack.undo()
    assert bank.experiment == example("bank-relu")


def test_keys_move_the_mark(qtbot: QtBot, bank: Desk) -> None:
    view = bank.panel.sweep.view
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert bank.experiment.example.inputs == (3, 3)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert bank.experiment.example.inputs == (2, 3)
    assert bank.document.undo_stack.count() == 2


def test_classes_have_a_curve_each_and_it_follows_the_example(show: Show, qapp: QApplication) -> None:
    iris = Desk(show, qapp, example("iris"))
    assert not iris.panel.sweep.is_open
    iris.panel.sweep.open()
    view = iris.panel.sweep.view
    assert [curve.label for curve in view._sweep.curves] == ["setosa", "versicolor", "virginica"]
    assert iris.panel.sweep.words.text().startswith("petal length ")
    before = view._sweep
    iris.document.edit("row", with_example(iris.experiment, example_at(table_of(iris.experiment), 99)))
    assert not np.array_equal(view._sweep.curves[0].ys, before.curves[0].ys)
    choose(iris.panel.sweep.output, 1)
    assert len(view._sweep.curves) == 1
    view.grab()


def test_many_pixels_are_not_swept(show: Show, qapp: QApplication) -> None:
    digits = Desk(show, qapp, example("digits"))
    assert not digits.panel.sweep.isVisible()
    assert not digits.panel.plane.isVisible()
    assert digits.panel.digit.isVisible()


@pytest.fixture
def plane(show: Show, qapp: QApplication) -> Desk:
    desk = Desk(show, qapp, fitted_to_data(example("circle"), builtin_source("bank")))
    desk.panel.fit.open()
    desk.evaluate()
    desk.settle(qapp)
    return desk


def test_predicted_against_true(qtbot: QtBot, plane: Desk, qapp: QApplication) -> None:
    view = plane.panel.fit.view
    rows = len(table_of(plane.experiment))
    assert len(view._points.rows) == rows
    plane.panel.fit.training_points.click()
    assert 0 < len(view._seen.rows) < rows
    plane.panel.fit.training_points.click()
    inputs = view._points.inputs
    row = int(np.abs(inputs[:, 0] - inputs[:, 0].max()).argmin())
    readings = dict(view._readings(0.0, 0.0, row))
    assert list(readings) == ["true", "predicted", "error"]
    with qtbot.waitSignal(plane.panel.row_chosen) as chosen:
        at = view._domain.at(view.plane, *inputs[row].tolist()).toPoint()
        qtbot.mouseClick(view, LEFT, pos=at)
    assert inputs[chosen.args[0]] == pytest.approx(inputs[row], abs=0.5)
    view.grab()


def test_numbers_of_other_data_are_not_compared(plane: Desk) -> None:
    view = plane.panel.fit.view
    before = view._answers
    plane.document.edit("weights", randomised(plane.experiment))
    assert view._answers is before
    plane.evaluate()
    assert view._answers is not before
    plane.document.edit("data", fitted_to_data(plane.experiment, builtin_source("iris")))
    assert not plane.panel.fit.isVisible()


def test_rows_of_the_experiments_own_are_compared_too(plane: Desk) -> None:
    plane.document.edit("own", with_own_rows(plane.experiment))
    before = plane.panel.fit.view._answers
    plane.evaluate()
    assert plane.panel.fit.view._answers is not before


def test_every_section_says_what_it_is(bank: Desk) -> None:
    visible = [section.button.text() for section in bank.panel.sections if section.isVisible()]
    assert visible == ["Map", "What if", "Loss and metrics"]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in bank.panel.findChildren(QLabel))
    assert bank.panel.sweep.view.plane.contains(QPointF(place(bank, 2, 9)))
