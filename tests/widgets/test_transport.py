"""The transport by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.examples import example
from simulator.document import Document
from simulator.stage import Stage
from simulator.timeline import Detail, Kind
from widgets.combo_box import ComboBox
from widgets.controls import Button, ToolButton
from widgets.transport import Transport


@pytest.fixture
def transport(qtbot: QtBot) -> tuple[Transport, Stage]:
    document = Document(example("bank"))
    stage = Stage(document, document)
    made = Transport(stage)
    document.setParent(made)
    qtbot.addWidget(made)
    made.resize(978, 132)
    with qtbot.waitExposed(made):
        made.show()
    return made, stage


def button(transport: Transport, name: str) -> ToolButton:
    return next(each for each in transport.findChildren(ToolButton) if each.accessibleName().startswith(name))


def test_a_press_on_a_beat_goes_there(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    beat = next(each for each in stage.timeline.beats if each.kind is Kind.LOSS)
    at = made.timeline.beat_rect(beat, False).center().toPoint()
    qtbot.mouseClick(made.timeline, Qt.MouseButton.LeftButton, pos=at)
    assert stage.playhead.time is not None
    assert beat.start < stage.playhead.time < beat.end


def test_a_drag_scrubs_and_never_leaves_the_step(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    qtbot.mousePress(made.timeline, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    qtbot.mouseMove(made.timeline, QPoint(5000, 40))
    assert stage.playhead.time == stage.timeline.duration
    qtbot.mouseMove(made.timeline, QPoint(-50, 40))
    assert stage.playhead.time == 0
    qtbot.mouseRelease(made.timeline, Qt.MouseButton.LeftButton, pos=QPoint(0, 40))


def test_beats_by_button_and_by_key(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    beats = stage.timeline.beats
    qtbot.mouseClick(button(made, "A beat on"), Qt.MouseButton.LeftButton)
    assert stage.playhead.time == beats[1].start
    qtbot.keyClick(made.timeline, Qt.Key.Key_Right)
    assert stage.playhead.time == beats[2].start
    qtbot.mouseClick(button(made, "A beat back"), Qt.MouseButton.LeftButton)
    assert stage.playhead.time == beats[1].start
    qtbot.keyClick(made.timeline, Qt.Key.Key_End)
    assert stage.playhead.time == stage.timeline.duration
    qtbot.keyClick(made.timeline, Qt.Key.Key_Home)
    assert stage.playhead.time is None


def test_detail_and_speed(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    detail, speed = made.findChildren(ComboBox)
    one_by_one = len(stage.timeline.beats)
    detail.setFocus()
    qtbot.keyClick(detail, Qt.Key.Key_Down)
    detail.activated.emit(detail.currentIndex())
    assert stage.timeline.detail is Detail.BY_LAYER
    assert len(stage.timeline.beats) < one_by_one
    qtbot.keyClick(speed, Qt.Key.Key_End)
    speed.activated.emit(speed.currentIndex())
    assert stage.playhead.speed == 8


def test_apply_step_is_there_only_where_a_step_is(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    apply = next(each for each in made.findChildren(Button) if each.text() == "Apply step")
    assert apply.isEnabled()
    network = stage.trace.updated
    stage.show_network(network)
    assert not apply.isEnabled(), "a moment of a run is not the document's to step from"
    stage.show_network(None)
    assert apply.isEnabled()
    with qtbot.waitSignal(made.apply_requested):
        qtbot.mouseClick(apply, Qt.MouseButton.LeftButton)
