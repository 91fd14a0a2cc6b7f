"""The transport by mouse and keyboard."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.document.document import Document
from simulator.frames.timeline import Detail, Kind
from simulator.stage.stage import Stage
from widgets.loss.tape_player import TapePlayer
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, ToolButton
from widgets.transport.transport import TRAINING, Transport, caption_of_tape
from widgets.transport.transport_parts import Caption


@pytest.fixture
def transport(qtbot: QtBot) -> tuple[Transport, Stage]:
    document = Document(example("bank"))
    stage = Stage(document, document)
    made = Transport(stage, TapePlayer(document))
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
    detail, speed = (each for each in made.findChildren(ComboBox) if each.isVisible())
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


def segment(transport: Transport, name: str) -> QToolButton:
    return next(each for each in transport.findChildren(QToolButton) if each.text() == name)


def give_tape(transport: Transport) -> TapePlayer:
    player = transport._tape
    player.show_tape(np.arange(11), 10, np.linspace(1, 0, 11), np.full(11, np.nan))
    player.set_index(None)
    return player


def test_the_training_can_be_played_once_there_is_a_tape(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    training = segment(made, "Training")
    assert not training.isEnabled()
    assert "Train first" in training.toolTip()
    player = give_tape(made)
    assert training.isEnabled()
    stage.playhead.seek(2.0)
    qtbot.mouseClick(training, Qt.MouseButton.LeftButton)
    assert made.mode == "training"
    assert stage.playhead.time is None
    assert not made.timeline.isVisible()
    assert made._caption.accessibleName() == "Epoch 10 of 10. train loss 0"
    qtbot.mouseClick(button(made, "An epoch back"), Qt.MouseButton.LeftButton)
    assert player.index == 9
    qtbot.mouseClick(button(made, "To start"), Qt.MouseButton.LeftButton)
    assert player.index == 0
    assert stage.playhead.time is None, "the step stands still meanwhile"
    qtbot.mouseClick(segment(made, "One step"), Qt.MouseButton.LeftButton)
    assert made.timeline.isVisible()
    made.step_on()
    assert stage.playhead.time is not None


def test_play_plays_what_is_chosen(qtbot: QtBot, transport: tuple[Transport, Stage]) -> None:
    made, stage = transport
    player = give_tape(made)
    made.show_mode("training")
    made.toggle()
    assert (player.is_playing, stage.playhead.is_playing) == (True, False)
    assert made._play.accessibleName().startswith("Pause")
    made.show_mode("step")
    assert not player.is_playing
    assert made._play.accessibleName().startswith("Play")


def test_while_a_run_goes_on_nobody_goes_through_it(transport: tuple[Transport, Stage]) -> None:
    made, _stage = transport
    player = give_tape(made)
    made.show_mode("training")
    made.show_training_state("running")
    for move in (made.toggle, made.step_back, made.to_start):
        move()
    assert player.index == 10
    assert not made._play.isEnabled()
    assert made._caption.accessibleName().startswith("Training, epoch 10 of 10")
    made.show_training_state("idle")
    made.step_back()
    assert player.index == 9


def test_which_epoch_is_really_on_show_is_said(transport: tuple[Transport, Stage]) -> None:
    made, _ = transport
    player = give_tape(made)
    made.show_mode(TRAINING)
    player.set_index(4)
    player.set_stand_in(3.0)
    assert caption_of_tape(player, False)[0] == "Epoch 4 of 10"
    assert caption_of_tape(player, False)[1].startswith("the network of epoch 3 is shown · train loss")
    player.set_stand_in(None)
    assert "is shown" not in caption_of_tape(player, False)[1]


def test_without_its_tape_the_step_is_back(transport: tuple[Transport, Stage]) -> None:
    made, _stage = transport
    player = give_tape(made)
    made.show_mode("training")
    player.clear()
    assert made.mode == "step"
    assert made.timeline.isVisible()


def test_in_a_narrow_window_the_caption_keeps_its_room(transport: tuple[Transport, Stage]) -> None:
    made, _stage = transport
    for width in (700, 796, 978, 1400):
        made.resize(width, 132)
        for has_tape in (False, True):
            made._tape.clear()
            if has_tape:
                give_tape(made)
            QApplication.processEvents()
            made.grab()
            if width >= 796:
                assert made._caption.width() >= 130


@pytest.mark.parametrize("mode", ["step", "training"])
@pytest.mark.parametrize("has_tape", [False, True])
@pytest.mark.parametrize("width", [480, 500, 587, 640, 700, 1100])
def test_what_is_in_the_bar_has_room(
    transport: tuple[Transport, Stage], width: int, has_tape: bool, mode: str
) -> None:
    made, _stage = transport
    if has_tape:
        give_tape(made)
        made.show_mode(mode)
    made.resize(width, 132)
    QApplication.processEvents()
    assert made.width() == width
    shown = [each for each in made.findChildren(QWidget) if each.isVisible() and each.parentWidget() is made]
    for one, other in combinations(shown, 2):
        assert not one.geometry().intersects(other.geometry()), (one.accessibleName(), other.accessibleName())
    assert all(made.rect().contains(each.geometry()) for each in shown)
    assert made._caption.width() >= made._caption.minimumWidth()
    assert made._switch.isVisible() or not has_tape
    assert made._switch.width() >= made._switch.sizeHint().width() or not has_tape


@pytest.mark.parametrize("width", [90, 180, 260, 700])
def test_a_caption_says_as_much_as_three_lines_hold(qtbot: QtBot, width: int) -> None:
    caption = Caption()
    qtbot.addWidget(caption)
    caption.resize(width, caption.height())
    caption.show_words("Products travel to transactions", "Each value times its weight: 5 × 2 and 1 × −1")
    metrics = caption.fontMetrics()
    for text in (
        "Products travel to transactions",
        "transactions",
        "",
        "Play it, or double-click a number to edit it.",
    ):
        for most in (1, 2):
            parts = caption._parted(text, metrics, most)
            assert " ".join(parts) == text
            assert len(parts) <= most
            assert len(parts) == 1 or metrics.horizontalAdvance(text) > width - 8
        assert len(parts) == 1 or len(text.split()) < 4 or " " in parts[1], "no word stands alone"
    assert not caption.grab().isNull()
