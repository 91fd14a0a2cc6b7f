"""The curve over one input, and the map over two chosen ones: read, pointed at, and drawn on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.data import example_at, table_of
from core.edits import randomised, with_example
from core.experiment import Example
from core.files.examples import example
from core.trace import trace_example
from tests.widgets.panels import LEFT, Desk, Show, choose
from widgets.learnt.drawable_plane import Tool


def on_curve(desk: Desk, x: float, y: float) -> QPoint:
    view = desk.panel.curve.curve
    return view._domain.at(view.plane, x, y).toPoint()


@pytest.fixture
def sine(show: Show, qapp: QApplication) -> Desk:
    return Desk(show, qapp, example("sine"))


@pytest.fixture
def iris(show: Show, qapp: QApplication) -> Desk:
    return Desk(show, qapp, example("iris"))


def test_the_curve_reads_exact_numbers(sine: Desk) -> None:
    view = sine.panel.curve.curve
    xs, answers = view.values
    middle = len(xs) // 3
    readings = dict(view._readings(float(xs[middle]) + 1e-6, 0.0, None))
    assert readings["x"] == f"{xs[middle]:.4g}".replace("-", "−")
    at = with_example(sine.experiment, Example((float(xs[middle]),)))
    assert answers[middle, 0] == pytest.approx(trace_example(at).prediction[0], rel=1e-12)
    row = dict(view._readings(0.0, 0.0, 4))
    assert float(row["answer"].replace("−", "-")) == pytest.approx(
        trace_example(with_example(sine.experiment, example_at(table_of(sine.experiment), 4))).prediction[0], rel=1e-3
    )


def test_a_point_of_the_curve_is_traced_by_click_and_by_keys(qtbot: QtBot, sine: Desk) -> None:
    inputs, targets = table_of(sine.experiment).inputs[:, 0], table_of(sine.experiment).targets[:, 0]
    row = int(inputs.argmin())
    with qtbot.waitSignal(sine.panel.row_chosen) as chosen:
        qtbot.mouseClick(sine.panel.curve.curve, LEFT, pos=on_curve(sine, inputs[row], targets[row]))
    assert chosen.args == [row]
    qtbot.keyClick(sine.panel.curve.curve, Qt.Key.Key_Right)
    with qtbot.waitSignal(sine.panel.row_chosen) as chosen:
        qtbot.keyClick(sine.panel.curve.curve, Qt.Key.Key_Return)
    assert chosen.args == [0]


def test_on_the_curve_the_pen_puts_down_x_and_y(qtbot: QtBot, sine: Desk) -> None:
    sine.panel.take_up_pen()
    assert not sine.panel.curve.pen_bar._kinds.isVisible()
    before = table_of(sine.experiment)
    qtbot.mouseClick(sine.panel.curve.curve, LEFT, pos=on_curve(sine, 1.5, -0.6))
    after = table_of(sine.experiment)
    assert len(after) == len(before) + 1
    assert after.inputs[-1] == pytest.approx([1.5], abs=0.03)
    assert after.targets[-1] == pytest.approx([-0.6], abs=0.02)
    sine.panel.curve.pen_bar.tools._group.button(2).click()
    assert sine.panel.curve.pen_bar.pen.tool is Tool.ERASE
    qtbot.mouseClick(sine.panel.curve.curve, LEFT, pos=on_curve(sine, 1.5, -0.6))
    assert after.inputs[-1].tolist() not in table_of(sine.experiment).inputs.tolist()
    assert [sine.document.undo_stack.text(k).split("\n")[0] for k in range(2)] == ["Draw data", "Erase data"]


def test_the_curve_follows_the_network_on_show(sine: Desk) -> None:
    before = sine.panel.curve.curve.values
    sine.panel.show_experiment(with_example(sine.experiment, example_at(table_of(sine.experiment), 9)))
    assert sine.panel.curve.curve.values is before
    sine.panel.show_experiment(randomised(sine.experiment))
    assert sine.panel.curve.curve.values is not before


def test_two_inputs_are_chosen_and_never_the_same(qtbot: QtBot, iris: Desk) -> None:
    section = iris.panel.plane
    assert section.axes == (2, 3)
    choose(section.across, 3)
    assert section.axes == (3, 2)
    choose(section.up, 0)
    assert section.axes == (3, 0)
    assert section.map._names == ("petal width", "sepal length")
    assert section._others.isVisible()
    assert not section.pen_bar.isVisible()


def test_the_map_follows_the_example_where_others_are_held(iris: Desk) -> None:
    before = iris.panel.plane.map._answers
    iris.panel.show_experiment(with_example(iris.experiment, example_at(table_of(iris.experiment), 120)))
    after = iris.panel.plane.map._answers
    assert not np.array_equal(after, before)


def test_classes_or_values(qtbot: QtBot, iris: Desk) -> None:
    section = iris.panel.plane
    assert section.kind.value is True
    assert not section.output_row.isVisible()
    classes = section.map._image
    section.kind._group.button(1).click()
    assert section.output_row.isVisible()
    assert section.map._image != classes
    x, y = iris.experiment.example.inputs[2:]
    best = dict(section.map._readings(x, y, None))
    assert "setosa" in best
    section.kind._group.button(0).click()
    assert section.map._image == classes


def test_one_number_has_a_map_in_classes_too(qtbot: QtBot, show: Show, qapp: QApplication) -> None:
    circle = Desk(show, qapp, example("circle")).panel.plane
    assert circle.kind.value is False
    values = circle.map._image
    circle.kind._group.button(0).click()
    assert circle.map._image != values
    assert [name for _, name in circle.map._classes] == ["inside", "outside"]


def test_a_folded_section_computes_nothing(qtbot: QtBot, iris: Desk) -> None:
    section = iris.panel.plane
    before = section.map._answers
    section.button.click()
    iris.panel.show_experiment(randomised(iris.experiment))
    iris.panel.grab()
    assert section.map._all_outputs._made is before
    section.button.click()
    assert section.map._answers is not before
