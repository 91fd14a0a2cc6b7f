"""The map is read with the mouse, pointed at, and walked with the keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from core.data.data import example_at, split_of, table_of
from core.edits import randomised, with_example, with_training
from core.files.examples import NAMES, example
from core.message import Message
from core.structure import with_unit_added
from simulator.results.evaluation import Evaluation, Part, data_rows_of, evaluation_in_steps
from simulator.theme import theme
from widgets.learnt.learnt_panel import LearntPanel
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]


@pytest.fixture
def panel(show: Show) -> LearntPanel:
    made = LearntPanel()
    window = show(made)
    window.resize(340, 640)
    return made


def point_of(panel: LearntPanel, row: int) -> QPoint:
    view = panel.plane.map
    x, y = table_of(example("circle")).inputs[row].tolist()
    return view._domain.at(view.plane, x, y).toPoint()


def lonely_row() -> int:
    """A row far from all others, so that a click can only mean it."""
    inputs = table_of(example("circle")).inputs
    distances = np.hypot(*(inputs[:, None] - inputs[None]).transpose(2, 0, 1))
    np.fill_diagonal(distances, np.inf)
    return int(distances.min(axis=1).argmax())


def test_a_click_on_a_point_chooses_its_row(qtbot: QtBot, panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("circle"))
    qapp.processEvents()
    row = lonely_row()
    with qtbot.waitSignal(panel.row_chosen) as signal:
        qtbot.mouseClick(panel.plane.map, Qt.MouseButton.LeftButton, pos=point_of(panel, row))
    assert signal.args == [row]


def test_a_click_beside_all_points_chooses_nothing(qtbot: QtBot, panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("circle"))
    qapp.processEvents()
    corner = panel.plane.map.plane.topLeft() + QPointF(4, 4)
    with qtbot.assertNotEmitted(panel.row_chosen):
        qtbot.mouseClick(panel.plane.map, Qt.MouseButton.LeftButton, pos=corner.toPoint())


def test_hidden_points_cannot_be_pointed_at(qtbot: QtBot, panel: LearntPanel, qapp: QApplication) -> None:
    circle = example("circle")
    panel.show_experiment(circle)
    qapp.processEvents()
    row = lonely_row()
    is_test = row in split_of(circle).test_rows
    switch, other = panel.plane.training_points, panel.plane.test_points
    if is_test:
        switch, other = other, switch
    before = panel.plane.map.grab().toImage()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert panel.plane.map.grab().toImage() != before
    assert panel.plane.map.row_near(QPointF(point_of(panel, row))) is None
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert panel.plane.map.row_near(QPointF(point_of(panel, row))) == row
    panel.show_experiment(example("bank"))
    assert not switch.isVisible()


def test_keys_walk_the_rows(qtbot: QtBot, panel: LearntPanel) -> None:
    panel.show_experiment(example("circle"))
    panel.plane.map.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(panel.plane.map, key)
    panel.plane.map.grab()
    with qtbot.waitSignal(panel.row_chosen) as signal:
        qtbot.keyClick(panel.plane.map, Qt.Key.Key_Return)
    assert signal.args == [1]


def test_the_mouse_reads_without_running_the_network(qtbot: QtBot, panel: LearntPanel, qapp: QApplication) -> None:
    experiment = example("circle")
    panel.show_experiment(experiment)
    for _ in range(3):  # until what was just made has its place
        qapp.processEvents()
    before = panel.plane.map.grab().toImage()
    outputs = panel.plane.map._outputs
    at = panel.plane.map.plane.center().toPoint()
    qtbot.mouseMove(panel.plane.map, at)
    qapp.processEvents()
    assert panel.plane.map.grab().toImage() != before
    assert panel.plane.map._outputs is outputs


def test_no_tooltip_covers_the_map(panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("circle"))
    qapp.processEvents()
    at = panel.plane.map.plane.center().toPoint()
    qapp.sendEvent(panel.plane.map, QHelpEvent(QEvent.Type.ToolTip, at, panel.plane.map.mapToGlobal(at)))
    assert not QToolTip.isVisible()


def test_other_weights_give_another_map(panel: LearntPanel) -> None:
    circle = example("circle")
    panel.show_experiment(circle)
    before = panel.plane.map._outputs
    panel.show_experiment(with_example(circle, example_at(table_of(circle), 9)))
    assert panel.plane.map._outputs is before
    panel.show_experiment(randomised(circle))
    assert panel.plane.map._outputs is not before


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_shown(panel: LearntPanel, qapp: QApplication, name: str) -> None:
    experiment = example(name)
    panel.show_experiment(experiment)
    qapp.processEvents()
    inputs = len(experiment.example.inputs)
    assert panel.plane.isVisible() is (2 <= inputs <= 50)
    assert panel.curve.isVisible() is (inputs == 1)
    panel.grab()


def evaluated(name: str) -> Evaluation:
    experiment = example(name)
    *_, last = evaluation_in_steps(experiment.network, experiment.training.loss, data_rows_of(experiment))
    assert last is not None
    return last


def parts(panel: LearntPanel) -> list[bool]:
    """Whether confusion matrix, table of classes and ROC curve are on show."""
    return [widget.isVisible() for widget in (panel.scores.confusion, panel.scores.classes, panel.scores.roc)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("iris", [True, True, False]), ("circle", [True, True, True]), ("sine", [False] * 3), ("bank", [False] * 3)],
)
def test_metrics_suit_what_is_learnt(panel: LearntPanel, name: str, expected: list[bool]) -> None:
    panel.show_experiment(example(name))
    assert parts(panel) == [False] * 3
    panel.show_evaluation(evaluated(name))
    assert parts(panel) == expected
    panel.show_evaluation(None)
    assert parts(panel) == [False] * 3


def test_what_it_waits_for_is_said(panel: LearntPanel) -> None:
    panel.show_experiment(example("iris"))
    panel.show_evaluation(evaluated("iris"))
    panel.show_evaluation(None, Message("Numbers follow."))
    words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Numbers follow." in words
    panel.show_evaluation(evaluated("iris"))
    words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Numbers follow." not in words
    assert "The 30 test rows" in words


def test_without_test_rows_those_of_training_are_shown(panel: LearntPanel) -> None:
    iris = with_training(example("iris"), test_fraction=0)
    *_, last = evaluation_in_steps(iris.network, iris.training.loss, data_rows_of(iris))
    panel.show_experiment(iris)
    panel.show_evaluation(last)
    assert panel.scores.which.text() == "The 150 training rows (none are held out)"


def test_a_cell_of_the_confusion_matrix_names_its_rows(qtbot: QtBot, panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("iris"))
    last = evaluated("iris")
    panel.show_evaluation(last)
    qapp.processEvents()
    cells = [(truth, answer) for truth in range(3) for answer in range(3)]
    truth, answer = max(cells, key=panel.scores.confusion.count_at)
    with qtbot.waitSignal(panel.rows_chosen) as signal:
        at = panel.scores.confusion.rect_of((truth, answer)).center().toPoint()
        qtbot.mouseClick(panel.scores.confusion, Qt.MouseButton.LeftButton, pos=at)
    rows = signal.args[0]
    assert len(rows) == panel.scores.confusion.count_at((truth, answer))
    assert set(rows) <= set(last.rows.split.test_rows)
    table, a = table_of(example("iris")), last.output_in(Part.ALL)[1]
    assert {int(table.targets[row].argmax()) for row in rows} == {truth}
    assert {int(a[row].argmax()) for row in rows} == {answer}


def test_all_of_it_is_reached_by_scrolling(panel: LearntPanel, qapp: QApplication) -> None:
    panel.window().resize(320, 400)
    panel.show_experiment(example("circle"))
    panel.show_evaluation(evaluated("circle"))
    qapp.processEvents()
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    area.ensureWidgetVisible(panel.scores.roc)
    assert not panel.scores.roc.visibleRegion().isEmpty()


def test_while_nobody_looks_no_map_is_made(qtbot: QtBot, panel: LearntPanel) -> None:
    circle = example("circle")
    panel.show_experiment(circle)
    before = panel.plane.map._outputs
    panel.hide()
    panel.show_experiment(randomised(circle))
    assert panel.plane.map._outputs is before
    panel.show()
    qtbot.waitUntil(lambda: panel.plane.map._outputs is not before)


def test_of_several_outputs_one_is_chosen(qtbot: QtBot, panel: LearntPanel) -> None:
    two = with_unit_added(example("bank"), 2)
    panel.show_experiment(two)
    assert panel.plane.output.isVisible()
    first = panel.plane.map._outputs
    panel.plane.output.setFocus()
    qtbot.keyClick(panel.plane.output, Qt.Key.Key_Down)
    assert not np.array_equal(panel.plane.map._outputs, first)
    panel.show_experiment(example("bank"))
    assert not panel.plane.output.isVisible()
    panel.plane.map.grab()


def test_the_map_wears_the_theme(panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("circle"))
    light = panel.plane.map._image.copy()
    apply_theme(qapp, theme("dark"))
    assert panel.plane.map._image != light


def test_the_map_is_square_and_fills_the_width(panel: LearntPanel, qapp: QApplication) -> None:
    panel.show_experiment(example("circle"))
    qapp.processEvents()
    plane = panel.plane.map.plane
    assert plane.width() == plane.height()
    assert plane.right() >= panel.plane.map.width() - 3
    assert panel.plane.map.accessibleName()
    assert panel.plane.map.toolTip()
