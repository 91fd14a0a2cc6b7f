"""Another run is looked at while one goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.message import Message
from core.numbers import short
from core.parameters import flat_values
from tests.by_hand import with_weight
from tests.core.taped_runs import bits
from tests.widgets.run_desks import LONG
from tests.widgets.windows import opened
from widgets.main_window import MainWindow
from widgets.runs.runs_panel import Ask


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "iris")


def two_runs(qtbot: QtBot, window: MainWindow, epochs: int = 1_000_000) -> None:
    """One that is over, and one that goes on; the first is looked at."""
    training, document = window.training, window.document
    document.edit(Message("Set"), with_training(document.experiment, epochs=12))
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.train()
    document.edit(Message("Set"), with_training(document.experiment, epochs=epochs))
    training.randomise()
    with qtbot.waitSignal(training.trainer.progressed, timeout=LONG):
        training.train()
    window.runs.do(Ask.SHOW, 1)


def goes_on(qtbot: QtBot, window: MainWindow) -> None:
    """The run has written more, and the window has had time to look at it."""
    training = window.training
    tape = training.trainer.tape
    assert tape is not None
    count = len(tape)
    with qtbot.waitSignal(training.others_changed, timeout=LONG):
        qtbot.waitUntil(lambda: len(tape) > count + 1, timeout=LONG)


def test_its_moments_are_shown_and_the_training_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    two_runs(qtbot, window)
    training, stage, badge = window.training, window.stage, window.shown_run
    first = training.runs.tree[1].start.network
    tape = training.runs.reader(1)
    assert tape is not None
    assert training.shown.is_elsewhere
    assert badge.isVisibleTo(window)
    assert badge.words.text() == "Run 1 is on show"
    assert badge.back.text() == "back to run 2, which goes on"
    for index in (4, 9):
        window.losses.player.go_to(index)
        goes_on(qtbot, window)
        assert stage.trace.network == tape.network_at(index, first)
        assert window.losses.player.index == index
        assert training.state == "running"
    assert len(training.shown.history.epoch) == 13
    qtbot.mouseClick(badge.back, Qt.MouseButton.LeftButton)
    assert not training.shown.is_elsewhere
    assert badge.isHidden()
    assert flat_values(stage.trace.network, "float32").tobytes() in bits(training.trainer.tape)
    with qtbot.waitSignal(stage.changed, timeout=LONG):
        pass
    training.stop()


def test_pausing_leads_back_and_the_run_keeps_its_own_entry(qtbot: QtBot, window: MainWindow) -> None:
    two_runs(qtbot, window)
    training = window.training
    training.shown.show_epoch(3)
    goes_on(qtbot, window)
    training.pause()
    qtbot.waitUntil(lambda: training.state == "paused", timeout=LONG)
    tape = training.trainer.tape
    assert tape is not None
    assert training.runs.shown == training.runs.live == 2
    assert window.document.experiment.network == training.trainer.network
    epochs = short(round(float(tape.losses().epoch[-1]), 2))
    assert window.document.undo_stack.undoText() == f"Train {epochs} epochs"
    assert window.shown_run.isHidden()


def test_a_run_that_ends_tears_nobody_away(qtbot: QtBot, window: MainWindow) -> None:
    two_runs(qtbot, window, epochs=400)
    training = window.training
    training.shown.show_epoch(5)
    shown = window.stage.trace.network
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        pass
    assert window.document.experiment.network == training.trainer.network
    assert window.stage.trace.network == shown
    assert training.runs.shown == 1
    assert window.losses.player.index == 5
    assert window.shown_run.back.text() == "back to the experiment"
    window.shown_run.back.click()
    assert window.stage.is_showing_document
    assert window.shown_run.isHidden()


def test_an_edit_there_pauses_the_run_and_becomes_a_branch_of_what_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    two_runs(qtbot, window)
    training = window.training
    training.shown.show_epoch(7)
    goes_on(qtbot, window)
    edited = with_weight(window.stage.experiment, 1, 0, 0, 2.5)
    window.edits.edit_shown(Message("Change weight"), edited)
    qtbot.waitUntil(lambda: training.state == "paused", timeout=LONG)
    assert window.document.experiment.network == edited.network
    origin = training.runs.origin_of(window.document.experiment.network)
    assert origin is not None
    assert (origin.run, origin.index) == (1, 7)
    window.document.undo_stack.undo()
    assert flat_values(window.document.experiment.network, "float32").tobytes() in bits(training.trainer.tape)
