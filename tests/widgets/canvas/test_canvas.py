"""The canvas paints what the recorder paints, and zooms and pans under the hand."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.document.document import Document
from simulator.frames.elements import BiasAt, EdgeAt, LossAt, TargetAt, UnitAt
from simulator.frames.pointing import box_of
from simulator.painting.paint import paint
from simulator.stage.stage import Stage
from simulator.theme import theme
from widgets.canvas.canvas import Canvas
from widgets.canvas.zoom_bar import ZoomBar


def made(qtbot: QtBot, name: str) -> tuple[Canvas, Stage]:
    document = Document(example(name))
    stage = Stage(document)
    canvas = Canvas(stage)
    document.setParent(canvas)
    stage.setParent(canvas)
    qtbot.addWidget(canvas)
    canvas.resize(978, 576)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas, stage


def painted(canvas: Canvas, stage: Stage) -> QImage:
    """The same view as a film paints it: onto an image, without any widget."""
    image = QImage(canvas.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(theme("light").canvas))
    painter = QPainter(image)
    paint(painter, stage.frame(canvas.view), theme("light"))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize("name", ["bank", "slopes", "iris"])
def test_canvas_and_film_are_equal_at_any_time_in_any_order(qtbot: QtBot, name: str) -> None:
    canvas, stage = made(qtbot, name)
    canvas.findChild(ZoomBar).hide()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # hiding what had it handed it on as Tab does
    duration = stage.timeline.duration
    times = [duration * k / 19 for k in range(20)]
    in_order = []
    for time in times:
        stage.playhead.seek(time)
        in_order.append(canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    shuffled = list(enumerate(times))
    random.Random(1).shuffle(shuffled)
    for index, time in shuffled:
        stage.playhead.seek(time)
        grabbed = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert grabbed == painted(canvas, stage)
        assert grabbed == in_order[index]


@pytest.mark.parametrize(
    "element", [UnitAt(0, 1), UnitAt(1, 0), EdgeAt(1, 1, 0), BiasAt(2, 0), TargetAt(0), LossAt()]
)
def test_a_click_selects_what_stands_there(qtbot: QtBot, element: object) -> None:
    canvas, _ = made(qtbot, "bank")
    box = box_of(canvas.frame, element)
    assert box is not None
    with qtbot.waitSignal(canvas.selected) as selected:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(box.x), round(box.y)))
    assert selected.args == [element]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selection is None


def test_zooming_keeps_what_is_under_the_cursor(qtbot: QtBot) -> None:
    canvas, _ = made(qtbot, "bank")
    box = box_of(canvas.frame, UnitAt(1, 0))
    assert box is not None
    canvas.zoom_by(2.0, QPointF(box.x, box.y))
    zoomed = box_of(canvas.frame, UnitAt(1, 0))
    assert zoomed is not None
    assert (round(zoomed.x, 6), round(zoomed.y, 6)) == (round(box.x, 6), round(box.y, 6))
    assert zoomed.width == pytest.approx(2 * box.width)
    canvas.fit()
    assert box_of(canvas.frame, UnitAt(1, 0)) == box


def test_dragging_the_ground_moves_the_network(qtbot: QtBot) -> None:
    canvas, _ = made(qtbot, "bank")
    before = box_of(canvas.frame, UnitAt(1, 0))
    assert before is not None
    qtbot.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(20, 480))
    qtbot.mouseMove(canvas, QPoint(50, 500))
    qtbot.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(50, 500))
    after = box_of(canvas.frame, UnitAt(1, 0))
    assert after is not None
    assert (after.x - before.x, after.y - before.y) == (30, 20)


def test_tab_shows_that_keys_go_to_the_canvas(qtbot: QtBot) -> None:
    canvas, _ = made(qtbot, "bank")
    canvas.findChild(ZoomBar).hide()

    def corner() -> str:
        return canvas.grab().toImage().pixelColor(1, canvas.height() - 2).name()

    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert corner() == theme("light").ink.lower()
    canvas.select(UnitAt(1, 0))
    assert corner() == theme("light").canvas.lower()
    canvas.select(None)
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert corner() == theme("light").canvas.lower()
