"""Presenting: canvas and transport alone in large type, beat by beat; then all is as it was before."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_presentation
from core.files.examples import example
from core.message import Message
from core.presentation import Presentation
from simulator.frames.elements import UnitAt
from tests.simulator.networks import deep, wide
from tests.widgets.canvases import CanvasDesk, texts
from widgets.main_window import MainWindow
from widgets.parts.style import current_theme
from widgets.presenting.presenting import BlackScreen

KEY = Qt.Key


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or window, key)


def state(window: MainWindow) -> object:
    docks = [(dock.objectName(), dock.isVisible(), dock.size().toTuple()) for dock in window.docks.all]
    bars = window.header.isVisible(), window.status.isVisible(), window.transport.timeline.isVisible()
    view = window.canvas.view
    return docks, bars, window.isFullScreen(), view, window.menus.view.spotlight.isChecked(), window.size().toTuple()


def test_presenting_leaves_canvas_and_transport_and_escape_brings_all_back(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.canvas
    canvas.select(UnitAt(1, 0))
    canvas.zoom_by(1.5)
    canvas.pan_by(QPointF(20, 10))
    canvas.setFocus()
    before = state(window)
    press(qtbot, window, KEY.Key_F5)
    assert window.menus.present.isChecked()
    assert window.isFullScreen()
    assert canvas.isVisible()
    assert window.transport.isVisible()
    assert window.presenting.caption.isVisible()
    assert not any(dock.isVisible() for dock in window.docks.all)
    assert not window.header.isVisible()
    assert not window.status.isVisible()
    assert canvas.selection is None
    assert canvas.view.zoom == 1
    press(qtbot, window, KEY.Key_Escape)
    assert not window.presenting.caption.isVisible()
    qtbot.waitUntil(lambda: state(window) == before)


def test_type_is_larger_than_in_the_window(window: MainWindow) -> None:
    canvas = window.canvas
    window.menus.present.trigger()
    window.showNormal()
    window.resize(1600, 1000)
    QApplication.processEvents()
    assert canvas.frame.scale > 1.6, "in the window it is 160 % at most"
    assert window.presenting.caption.height() > 0.14 * window.height()


def test_a_remote_plays_beat_by_beat(qtbot: QtBot, window: MainWindow) -> None:
    playhead = window.stage.playhead
    beats = playhead.timeline.beats
    press(qtbot, window, KEY.Key_F5, KEY.Key_PageDown)
    assert playhead.is_playing
    assert window.presenting.caption.line == "The inputs appear"
    playhead.advance(beats[0].duration + 5)
    assert not playhead.is_playing
    assert playhead.time is not None
    assert beats[0].end - 1e-6 < playhead.time < beats[0].end, "the beat is over, and is still the one that is told"
    press(qtbot, window, KEY.Key_Right)
    assert window.presenting.caption.line == "Products travel to node_0"
    press(qtbot, window, KEY.Key_PageDown)
    assert not playhead.is_playing
    assert playhead.timeline.index_at(playhead.time) == 1, "a beat under way is brought to its end"
    press(qtbot, window, KEY.Key_PageUp)
    assert playhead.timeline.index_at(playhead.time) == 0
    press(qtbot, window, KEY.Key_Left)
    assert playhead.time is None
    assert window.presenting.caption.line == "Bank transactions"


def test_the_last_beat_is_the_last(qtbot: QtBot, window: MainWindow) -> None:
    playhead = window.stage.playhead
    playhead.seek(playhead.timeline.duration)
    window.canvas.setFocus()
    press(qtbot, window, KEY.Key_PageDown)
    assert not playhead.is_playing
    assert playhead.time == playhead.timeline.duration


def test_the_keys_of_pages_work_on_the_canvas_and_not_in_a_list(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.setFocus()
    press(qtbot, window, KEY.Key_PageDown)
    assert window.stage.playhead.is_playing
    window.stage.playhead.rest()
    other = window.network_panel.findChild(QWidget, "qt_scrollarea_viewport").parentWidget()
    other.setFocus()
    qtbot.keyClick(other, KEY.Key_PageDown)
    assert window.stage.playhead.time is None


@pytest.mark.parametrize("key", [KEY.Key_B, KEY.Key_Period])
def test_the_screen_goes_black_until_the_next_key(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    press(qtbot, window, KEY.Key_F5, key)
    black = window.findChild(BlackScreen)
    assert black is not None
    assert black.geometry() == window.rect()
    assert window.stage.playhead.time is None, "a full stop is no beat on here"
    qtbot.keyClick(black, KEY.Key_PageDown)
    assert window.menus.present.isChecked()
    assert window.stage.playhead.time is None
    assert not black.isVisible()
    press(qtbot, window, KEY.Key_PageDown)
    assert window.stage.playhead.is_playing


def test_a_full_stop_is_a_beat_on_again_afterwards(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, KEY.Key_F5, KEY.Key_Escape)
    window.canvas.setFocus()
    press(qtbot, window, KEY.Key_Period)
    assert window.stage.playhead.time == window.stage.timeline.beats[1].start
    window.canvas.select(UnitAt(1, 0))
    press(qtbot, window, KEY.Key_Right)
    assert window.canvas.selection == UnitAt(2, 0)


def test_the_experiment_says_what_stands_beside_and_whether_there_is_a_spotlight(window: MainWindow) -> None:
    for beside, spotlight in ((frozenset({"loss"}), False), (frozenset({"explanation"}), True)):
        changed = with_presentation(window.document.experiment, Presentation(beside=beside, spotlight=spotlight))
        window.document.edit(Message("Choose"), changed)
        window.menus.present.trigger()
        shown = {dock.objectName() for dock in window.docks.all if dock.isVisible()}
        assert shown == {"Loss per epoch" if "loss" in beside else "Explanation"}
        assert window.canvas.view.spotlight is spotlight
        window.menus.present.trigger()
        assert not window.canvas.view.spotlight


def test_the_spotlight_can_be_switched_while_presenting(window: MainWindow) -> None:
    window.menus.present.trigger()
    assert window.canvas.view.spotlight
    window.menus.view.spotlight.trigger()
    assert not window.canvas.view.spotlight


def test_a_resting_pointer_hides_over_the_canvas(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.present.trigger()
    canvas = window.canvas
    # Where the pointer rests already, nothing moves.
    qtbot.mouseMove(canvas, canvas.rect().center() / 2)
    window.presenting._idle.timeout.emit()
    assert canvas.cursor().shape() is Qt.CursorShape.BlankCursor
    qtbot.mouseMove(canvas, canvas.rect().center())
    assert canvas.cursor().shape() is not Qt.CursorShape.BlankCursor
    window.menus.present.trigger()
    assert not window.presenting._idle.isActive()


def test_the_ring_of_the_keyboard_is_not_for_an_audience(window: MainWindow) -> None:
    def corner() -> QColor:
        return window.canvas.grab().toImage().pixelColor(1, 1)

    window.canvas.clearFocus()
    window.canvas.select(None)
    window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert corner() == QColor(current_theme().ink)
    window.menus.present.trigger()
    window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.canvas.hasFocus()
    assert corner() == QColor(current_theme().canvas)
    window.menus.present.trigger()
    window.canvas.clearFocus()


def test_presenting_takes_the_place_of_the_full_screen(window: MainWindow) -> None:
    window.menus.full_screen.trigger()
    window.menus.present.trigger()
    assert not window.menus.full_screen.isChecked()
    window.menus.present.trigger()
    assert not window.isFullScreen()
    assert window.header.isVisible()


def test_advice_that_was_being_read_is_put_away(window: MainWindow) -> None:
    window.advice.toggle()
    assert window.advice.card is not None
    window.menus.present.trigger()
    assert window.advice.card.isHidden()
    window.menus.present.trigger()


def test_another_experiment_ends_it(window: MainWindow) -> None:
    window.menus.present.trigger()
    window.files.open_example("xor")
    assert not window.menus.present.isChecked()
    assert window.header.isVisible()


def test_a_run_that_goes_on_is_what_is_told(window: MainWindow) -> None:
    window.menus.present.trigger()
    window.transport.show_training_state("running")
    assert window.presenting.caption.line.startswith("Training, epoch ")
    window.transport.show_training_state("idle")
    assert window.presenting.caption.line == "Bank transactions"


def test_no_key_passes_a_black_screen(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, KEY.Key_F5, KEY.Key_B)
    black = window.findChild(BlackScreen)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(black, event)
    assert event.isAccepted()


NETWORKS = {"784-128-10": wide, "twelve layers": deep, "twelve layers to three": lambda: deep(3)}
SIZES = [(1920, 858), (1280, 551), (960, 378)]
"""Of the canvas on screens of 1920×1080, 1280×720 and 960×540 (1920×1080 at 200 %) pixels."""


@pytest.mark.parametrize("name", ["bank", "bank-tanh", "iris", "circle", "digits", *NETWORKS])
def test_nothing_overlaps_in_large_type(qtbot: QtBot, name: str) -> None:
    desk = CanvasDesk(qtbot, NETWORKS[name]() if name in NETWORKS else example(name))
    canvas, duration = desk.canvas, desk.stage.timeline.duration
    canvas.present(True)
    canvas.set_large(True)
    canvas.set_spotlight(True)
    for size in SIZES:
        canvas.resize(*size)
        for time in (None, 0.6 * duration, duration):
            desk.stage.playhead.rest() if time is None else desk.stage.playhead.seek(time)
            boxes = texts(canvas)
            for (kind, one), (other_kind, other) in combinations(boxes, 2):
                if "unit" not in (kind, other_kind):
                    assert not one.intersects(other), f"{kind} and {other_kind} at {time} in {size}"


def test_a_presentation_changes_no_number() -> None:
    bank = example("bank")
    assert with_presentation(bank, Presentation(frozenset({"data"}))) == replace(
        bank, presentation=Presentation(frozenset({"data"}))
    )
    assert with_presentation(bank, Presentation()).network is bank.network


def test_a_lesson_that_is_asked_for_ends_presenting_and_is_there(window: MainWindow) -> None:
    window.menus.present.trigger()
    window.show_lesson("overfitting")
    lesson = next(dock for dock in window.docks.all if dock.objectName() == "Lesson")
    assert not window.presenting.is_on
    assert lesson.isVisible()
    lesson.close()
