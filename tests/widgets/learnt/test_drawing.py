"""Rows are drawn and erased on the decision map, by mouse and by keys; a stroke is one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data.data import table_of
from core.files.examples import example
from simulator.document.document import Document
from simulator.stage.stage import Stage
from tests.widgets.windows import opened
from widgets.learnt.drawable_plane import RADIUS, Tool
from widgets.learnt.learnt_panel import LearntPanel
from widgets.main_window import MainWindow

Show = Callable[..., QWidget]
LEFT = Qt.MouseButton.LeftButton


class Desk:
    """A panel whose edits reach a document, and whose document it shows."""

    def __init__(self, show: Show, app: QApplication, name: str) -> None:
        self.panel = LearntPanel()
        self.document = Document(example(name), self.panel)
        self.stage = Stage(self.document, self.panel)
        self.panel.edit_requested.connect(self.document.edit)
        self.panel.edit_ended.connect(self.document.end_merge)
        self.stage.changed.connect(self.follow)
        show(self.panel).resize(340, 720)
        self.follow()
        app.processEvents()
        self.panel.take_up_pen()

    def follow(self) -> None:
        self.panel.show_experiment(self.document.experiment)

    @property
    def inputs(self) -> list[list[float]]:
        return table_of(self.document.experiment).inputs.tolist()

    def at(self, x: float, y: float) -> QPoint:
        """Where a raw input lies on the map."""
        return self.panel.plane.map._domain.at(self.panel.plane.map.plane, x, y).toPoint()

    def hold(self, tool: Tool, swatch: int = 0) -> None:
        bar = self.panel.plane.pen_bar
        bar.tools._group.button(bar.tools._values.index(tool)).click()
        bar.swatches[swatch].click()


@pytest.fixture
def circle(show: Show, qapp: QApplication) -> Desk:
    return Desk(show, qapp, "circle")


def test_a_click_puts_down_one_row(qtbot: QtBot, circle: Desk) -> None:
    before = circle.inputs
    circle.hold(Tool.POINT, 1)
    qtbot.mouseClick(circle.panel.plane.map, LEFT, pos=circle.at(1, -2))
    assert circle.inputs[:-1] == before
    assert circle.inputs[-1] == pytest.approx([1, -2], abs=0.1)
    assert table_of(circle.document.experiment).targets[-1].tolist() == [-1]
    assert circle.document.undo_stack.undoText() == "Draw data"
    circle.document.undo_stack.undo()
    assert circle.document.experiment == example("circle")


def test_a_stroke_of_the_brush_is_one_edit(qtbot: QtBot, circle: Desk) -> None:
    view, count = circle.panel.plane.map, len(circle.inputs)
    circle.hold(Tool.BRUSH)
    qtbot.mousePress(view, LEFT, pos=circle.at(-2, 0))
    seen = []
    for step in range(20):
        qtbot.mouseMove(view, circle.at(-2 + step / 5, 0))
        seen.append(len(circle.inputs))
    qtbot.mouseRelease(view, LEFT, pos=circle.at(2, 0))
    assert sorted(seen) == seen
    assert seen[-1] > count + 5
    assert circle.document.undo_stack.count() == 1
    reach = RADIUS / view.plane.width() * (view._domain.right - view._domain.left)
    assert all(abs(y) <= reach + 0.1 and -2.1 - reach <= x <= 2.1 + reach for x, y in circle.inputs[count:])
    qtbot.mouseClick(view, LEFT, pos=circle.at(0, 0))
    assert circle.document.undo_stack.count() == 2


def test_the_eraser_takes_what_is_under_it(qtbot: QtBot, circle: Desk) -> None:
    view = circle.panel.plane.map
    victim = circle.inputs[7]
    circle.hold(Tool.ERASE)
    reach = RADIUS / view.plane.width() * (view._domain.right - view._domain.left)
    qtbot.mouseClick(view, LEFT, pos=circle.at(*victim))
    assert victim not in circle.inputs
    far = [
        row
        for row in example_rows()
        if abs(row[0] - victim[0]) > reach * 1.1 or abs(row[1] - victim[1]) > reach * 1.1
    ]
    assert all(row in circle.inputs for row in far)
    assert circle.document.undo_stack.undoText() == "Erase data"


def example_rows() -> list[list[float]]:
    return table_of(example("circle")).inputs.tolist()


def test_erasing_all_leaves_a_row_and_says_so(qtbot: QtBot, show: Show, qapp: QApplication) -> None:
    desk = Desk(show, qapp, "bank")
    desk.hold(Tool.ERASE)
    with qtbot.waitSignal(desk.panel.said) as said:
        qtbot.mouseClick(desk.panel.plane.map, LEFT, pos=desk.at(2, 3))
    assert said.args is not None
    assert "one row stays" in said.args[0].template
    assert desk.document.undo_stack.count() == 0


def test_axes_stand_still_while_the_pen_is_held(qtbot: QtBot, circle: Desk) -> None:
    view, before = circle.panel.plane.map, circle.panel.plane.map._domain
    circle.hold(Tool.ERASE)
    for row in example_rows():
        if max(map(abs, row)) > 2.5 and row in circle.inputs:
            qtbot.mouseClick(view, LEFT, pos=circle.at(*row))
    assert view._domain == before
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not circle.panel.plane.pen_bar.button.isChecked()
    assert view._domain.right < before.right


def test_a_training_point_looks_like_a_test_point_under_the_pen(circle: Desk) -> None:
    assert not circle.panel.plane.map._seen.is_test.any()
    circle.panel.plane.pen_bar.button.click()
    assert circle.panel.plane.map._seen.is_test.any()


def test_keys_draw_as_well(qtbot: QtBot, circle: Desk) -> None:
    view, domain = circle.panel.plane.map, circle.panel.plane.map._domain
    assert view.hasFocus()
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    step = (domain.right - domain.left) / 40
    assert circle.inputs[-1] == pytest.approx([4 * step, step], abs=0.02)
    assert circle.document.undo_stack.count() == 1


def test_without_a_pen_a_click_still_chooses_a_row(qtbot: QtBot, circle: Desk) -> None:
    circle.panel.plane.pen_bar.button.click()
    with qtbot.waitSignal(circle.panel.row_chosen):
        qtbot.mouseClick(circle.panel.plane.map, LEFT, pos=circle.at(*circle.inputs[0]))
    assert circle.document.undo_stack.count() == 0


@pytest.fixture
def iris(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "iris")


def test_from_four_inputs_one_comes_to_a_plane_to_draw_on(qtbot: QtBot, iris: MainWindow) -> None:
    iris.network_panel._data._draw.click()
    qtbot.waitUntil(iris.results.learnt.plane.map.isVisible)
    view = iris.results.learnt.plane.map
    qtbot.waitUntil(lambda: view._domain.right > 3)
    qtbot.mouseClick(view, LEFT, pos=view.plane.center().toPoint())
    assert len(iris.document.experiment.data.inputs) == 3
    iris.document.undo_stack.undo()
    iris.document.undo_stack.undo()
    assert iris.document.experiment == example("iris")


@pytest.fixture
def sine(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "sine")


def test_a_curve_is_a_plane_to_draw_on(qtbot: QtBot, sine: MainWindow) -> None:
    sine.network_panel._data._draw.click()
    learnt = sine.results.learnt
    qtbot.waitUntil(learnt.curve.curve.isVisible)
    assert learnt.curve.pen_bar.pen is not None
    assert sine.document.undo_stack.count() == 0
    qtbot.mouseClick(learnt.curve.curve, LEFT, pos=learnt.curve.curve.plane.center().toPoint())
    assert len(sine.document.experiment.data.inputs) == 201


@pytest.fixture
def xor(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "xor")


def test_the_plane_to_draw_on_holds_all_rows_and_the_pen_is_for_one_experiment(qtbot: QtBot, xor: MainWindow) -> None:
    xor.network_panel._data._draw.click()
    section = xor.results.learnt.plane
    qtbot.waitUntil(section.map.isVisible)
    domain = section.map._domain
    assert domain.left < 0 < 1 < domain.right < 2
    xor.files.open_example("circle")
    assert not section.pen_bar.button.isChecked()
    qtbot.waitUntil(lambda: section.map._domain.right > 3)
