"""The dock of the losses follows a run; the tape is scrubbed by mouse and keys."""

from __future__ import annotations

import time
from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.losses import LOSSES
from core.message import Message
from core.runs.tape import History
from simulator.training.run_marks import BRANCH, PAUSE, RunMark
from tests.core.loss_histories import history, run_of
from widgets.loss.loss_look import stored_look
from widgets.loss.loss_panel import LossPanel
from widgets.parts.in_place_editor import InPlaceEditor
from widgets.parts.stored import settings


def test_arrow_keys_move_an_epoch_page_keys_ten(qtbot: QtBot, losses: LossPanel) -> None:
    track = losses.scrubber.track
    track.setFocus()
    got: list[int] = []
    losses.epoch_chosen.connect(got.append)
    for key in ("Right", "PageUp", "Left", "PageDown", "End", "Home"):
        qtbot.keyClick(track, Qt.Key[f"Key_{key}"])
    assert got == [1, 11, 10, 0, 100, 0]


def test_the_knob_is_dragged(qtbot: QtBot, losses: LossPanel) -> None:
    track = losses.scrubber.track
    margin, y = int(track.MARGIN), track.height() // 2
    length = track.width() - 2 * margin
    got: list[int] = []
    losses.epoch_chosen.connect(got.append)
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(margin + length // 2, y))
    qtbot.mouseMove(track, QPoint(margin + length, y))
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(margin + length, y))
    assert got[0] == pytest.approx(50, abs=1)
    assert got[-1] == 100


def test_playing_runs_to_the_end_and_stops(
    qtbot: QtBot, no_losses: LossPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.loss.tape_player._SHORTEST", 0.1)
    monkeypatch.setattr("widgets.loss.tape_player._LONGEST", 0.1)
    no_losses.show_history(history(20))
    no_losses.set_epoch(None)
    play = no_losses.scrubber.findChild(QAbstractButton)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert no_losses.scrubber.is_playing
    assert play.accessibleName() == "Pause the playing"
    qtbot.waitUntil(lambda: not no_losses.scrubber.is_playing)
    assert no_losses.scrubber.track.value() == 19


def test_a_branch_is_a_sign_on_the_tape(qtbot: QtBot, losses: LossPanel) -> None:
    track = losses.scrubber.track
    before = track.grab().toImage()
    leaves = RunMark(60.0, BRANCH, Message("a branch leaves: Run 2"), 60)
    losses.show_history(history(), None, (RunMark(20.0, PAUSE, Message("paused")), leaves))
    assert track.grab().toImage() != before
    at = QPoint(round(track._x(60)) + 4, track.height() // 2)
    with qtbot.waitSignal(losses.epoch_chosen) as signal:
        qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=at)
    assert signal.args == [60], "near the sign is at the sign"
    QApplication.sendEvent(track, QHelpEvent(QEvent.Type.ToolTip, at, track.mapToGlobal(at)))
    assert QToolTip.text() == "after epoch 60 a branch leaves: Run 2"
    QToolTip.hideText()


def test_an_epoch_is_typed_beside_the_tape_or_over_it(qtbot: QtBot, losses: LossPanel) -> None:
    button, track = losses.scrubber.epoch, losses.scrubber.track
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    field = losses.findChild(InPlaceEditor)
    assert field.isVisible()
    qtbot.keyClicks(field, "zebra")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.complaint.isVisible()
    assert losses.rect().contains(field.complaint.geometry())
    field.selectAll()
    qtbot.keyClicks(field, "37")
    with qtbot.waitSignal(losses.epoch_chosen) as signal:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert signal.args == [37]
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_8)
    qtbot.keyClicks(field, "1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert track.value() == 81
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_Return)
    assert field.text() == "81"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()


def test_hiding_stops_the_playing(qtbot: QtBot, losses: LossPanel) -> None:
    qtbot.mouseClick(losses.scrubber.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert losses.scrubber.is_playing
    losses.player.plays_unseen = True
    losses.hide()
    assert losses.scrubber.is_playing, "something else shows the epochs"
    losses.show()
    losses.player.plays_unseen = False
    losses.hide()
    assert not losses.scrubber.is_playing


def test_set_epoch_says_nothing_back(qtbot: QtBot, losses: LossPanel) -> None:
    with qtbot.assertNotEmitted(losses.epoch_chosen):
        losses.set_epoch(40)
        losses.set_epoch(None)
    assert losses.scrubber.track.value() == 100


def test_the_plot_is_made_when_it_is_first_needed(no_losses: LossPanel) -> None:
    no_losses.set_epoch(None)
    no_losses.clear()
    assert "plot" not in vars(no_losses), "pyqtgraph would be waited for before the first picture"
    no_losses.warm_up()
    assert not no_losses.plot.isVisible()
    no_losses.show_history(history())
    assert no_losses.plot.isVisible()


def test_an_empty_panel_cannot_be_scrubbed(qtbot: QtBot, losses: LossPanel) -> None:
    losses.clear()
    assert not losses.scrubber.isEnabled()
    with qtbot.assertNotEmitted(losses.epoch_chosen):
        qtbot.mouseClick(losses._pages, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    losses.grab()


def test_fractions_of_an_epoch_are_told(no_losses: LossPanel) -> None:
    no_losses.show_history(run_of(np.array([0.0, 0.125, 0.25]), np.array([3.0, 2.0, 1.0])))
    no_losses.set_epoch(1)
    assert no_losses.scrubber.track.epoch == 0.125
    no_losses.grab()


def test_showing_is_cheap_enough_to_follow_a_training(no_losses: LossPanel, qapp: QApplication) -> None:
    whole = history(20_000)
    no_losses.set_planned(20_000)
    begun = time.process_time()
    for count in range(15_000, 20_000, 500):
        no_losses.show_history(History(*(getattr(whole, each.name)[:count] for each in fields(History))))
        qapp.processEvents()
    assert (time.process_time() - begun) / 10 < 0.1


def test_the_title_says_what_is_plotted(no_losses: LossPanel) -> None:
    what, *buttons = no_losses.title_widgets
    no_losses.set_loss(example("iris").training.loss)
    assert what.text() == str(LOSSES["categorical_cross_entropy"].label)
    no_losses.show_history(history())
    renamed: list[str] = []
    no_losses.renamed.connect(renamed.append)
    no_losses.menu.whats[True].trigger()
    assert renamed[-1] == "Accuracy per epoch"
    assert what.text() == "accuracy"
    assert "Accuracy" in no_losses.plot.accessibleName()
    assert not no_losses._log.isEnabled(), "equal factors of an accuracy say nothing"
    assert all(button.accessibleName() and button.toolTip() for button in buttons)


def test_how_one_looks_is_remembered(qtbot: QtBot, losses: LossPanel) -> None:
    losses.menu.log_x.trigger()
    losses.menu.smoothing[20].trigger()
    losses._log.setChecked(True)
    losses.grab()
    assert stored_look() == losses.menu.look == losses.plot.look
    again = LossPanel()
    qtbot.addWidget(again)
    assert (again.plot.look.is_log_x, again.plot.look.is_log_y, again.plot.look.smoothing) == (True, True, 20)
    assert again._log.isChecked()


def test_nonsense_in_the_settings_is_no_look() -> None:
    settings().setValue("loss_plot/smoothing", "7")
    settings().setValue("loss_plot/is_log_x", "perhaps")
    assert not stored_look().smoothing
    assert not stored_look().is_log_x


def test_a_regression_has_no_accuracy_to_plot(losses: LossPanel) -> None:
    losses.menu.whats[True].trigger()
    losses.show_history(run_of(np.arange(3), np.array([3.0, 2.0, 1.0])))
    assert not losses.menu.whats[True].isEnabled()
    assert not losses.plot.look.is_accuracy
    losses.clear()
    losses.show_history(history())
    assert losses.plot.look.is_accuracy, "the choice has waited"
