"""A window that is closed, filled with another file, undone or edited while a run goes on: nothing stale is shown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.message import Message
from core.network import Network
from tests.by_hand import with_weight
from tests.widgets.windows import give_up, opened
from widgets.main_window import MainWindow

LONG = 60_000


@pytest.fixture
def running(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """iris, a weight of which was edited, in a run without end of which something is on show."""
    for window in opened(qtbot, qapp, "iris"):
        start_run(qtbot, window)
        yield window


def start_run(qtbot: QtBot, window: MainWindow) -> None:
    window.document.replace(with_training(window.document.experiment, epochs=10_000_000))
    window.document.edit(Message("Change weight"), with_weight(window.document.experiment, 1, 0, 0, 2.5))
    window.training.train()
    qtbot.waitUntil(lambda: not window.stage.is_showing_document, timeout=LONG)


def shown_later(window: MainWindow) -> list[Network]:
    """The networks that come on show from now on."""
    shown: list[Network] = []
    window.stage.changed.connect(lambda: shown.append(window.stage.trace.network))
    return shown


def test_a_closed_window_ends_its_run_and_its_process_and_shows_no_more(qtbot: QtBot, running: MainWindow) -> None:
    trainer = running.training.trainer
    worker = trainer.process.worker
    assert worker is not None
    process = worker._process
    document = running.document.experiment
    shown = shown_later(running)
    give_up(running)
    running.close()
    assert not running.isVisible()
    assert process.state() == process.ProcessState.NotRunning
    QApplication.processEvents()  # what was on its way to the window arrives now, or never
    assert trainer.network is None
    assert not shown
    assert running.document.experiment is document


def test_another_file_takes_the_place_of_all_that_the_run_has_shown(qtbot: QtBot, running: MainWindow) -> None:
    give_up(running)
    running.files.open_example("bank")
    bank = running.document.experiment
    shown = shown_later(running)
    assert running.training.state == "idle"
    assert running.training.shown.history is None
    assert not running.losses.player.has_tape
    assert running.stage.trace.network is bank.network
    qtbot.waitUntil(lambda: running.training.trainer.process.awaited_stop is None, timeout=LONG)
    assert not shown, "the old run was on its way all that time"
    assert running.document.experiment is bank
    running.document.edit(Message("settings"), with_training(bank, epochs=3, learning_rate=1e-3))
    with qtbot.waitSignal(running.training.trainer.finished, timeout=LONG):
        running.training.train()
    assert {network.sizes for network in shown} == {bank.network.sizes}
    assert running.training.shown.history is not None
    assert running.training.shown.history.epoch.tolist() == [0, 1, 2, 3]


def test_what_an_undo_leads_to_is_on_show_and_the_run_waits(qtbot: QtBot, running: MainWindow) -> None:
    before = running.document.experiment
    running.menus.undo.trigger()
    undone = running.document.experiment
    assert undone is not before
    assert running.stage.trace.network is undone.network
    shown = shown_later(running)
    qtbot.waitUntil(lambda: running.training.state == "paused", timeout=LONG)
    assert all(network is undone.network for network in shown), "an answer of the run came later and was not shown"
    assert running.document.experiment is undone
    # Who continues goes on from there.
    running.training.one_batch()
    qtbot.waitUntil(lambda: running.training.state == "paused" and len(shown) > 0, timeout=LONG)
    after = running.document.experiment.network.layers[0].weights
    assert np.abs(after - undone.network.layers[0].weights).max() < 0.2
    assert after[0, 0] < 2, "and not from the weight that was taken back"


def test_a_setting_changed_during_a_run_keeps_what_was_learnt_and_is_on_show(
    qtbot: QtBot, running: MainWindow
) -> None:
    on_show = running.stage.trace.network
    slower = with_training(running.document.experiment, learning_rate=1e-4)
    running.network_panel.edit_requested.emit(Message("Learning rate"), slower)
    assert running.document.experiment.training.learning_rate == 1e-4
    assert running.document.experiment.network == on_show
    shown = shown_later(running)
    qtbot.waitUntil(lambda: running.training.state == "paused", timeout=LONG)
    assert all(network == on_show for network in shown)
    assert running.stage.is_showing_document
