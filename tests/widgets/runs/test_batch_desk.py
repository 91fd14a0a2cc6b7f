"""The step of any batch of any epoch, on show as it was made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.device import Machine
from core.edits import with_training
from core.explaining.arithmetic import evaluate, pieces_of
from core.explaining.explanation import explain
from core.files.examples import example
from core.message import Message
from core.parameters import flat_values
from core.quantity import Kind, Quantity
from core.runs.run import Run
from simulator.words import say
from tests.widgets.windows import opened
from widgets.main_window import MainWindow
from widgets.transport.transport import STEP, TRAINING

LONG = 60_000


@pytest.fixture
def trained(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """iris after three epochs with Adam, of which one looks at the end of the first."""
    for window in opened(qtbot, qapp, "iris"):
        settings = with_training(window.document.experiment, epochs=3, optimizer="adam")
        window.document.edit(Message("settings"), settings)
        with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
            window.training.train()
        window.transport.show_mode(TRAINING)
        window.losses.player.go_to(1)
        yield window


def show_batch(qtbot: QtBot, window: MainWindow, batch: int) -> None:
    with qtbot.waitSignal(window.training.trainer.step_replayed, timeout=LONG):
        window.transport.batches.batch_chosen.emit(batch)


def test_the_step_is_the_one_the_run_made(qtbot: QtBot, trained: MainWindow) -> None:
    document = trained.document.experiment
    assert trained.batches.batches == 12
    show_batch(qtbot, trained, 4)
    run = Run(with_training(example("iris"), epochs=3, optimizer="adam"), Machine(cpu_cores=2))
    run.run_epoch()
    for _ in range(4):
        run.run_batch()
    rows, before = run.rows_of_next_batch(), run.record.values
    run.run_batch()
    trace, step = trained.stage.trace, trained.batches.step
    assert step is not None
    assert (step.epoch, step.batch, step.rows) == (1, 4, rows)
    assert np.array_equal(flat_values(trace.network), before)
    assert trace.updated is not None
    assert np.array_equal(flat_values(trace.updated), run.record.values)
    assert trace.batch_rows == len(rows) == 10
    assert trained.transport.mode == STEP, "so that it can be played"
    told = explain(trace, Quantity(Kind.NEW_WEIGHT, 1, 0, 0))
    assert "made by the run in float32" in map(say, told.notes)
    assert evaluate(pieces_of(told.equation)) == pytest.approx(told.result.value, rel=1e-5)
    # Not the step as a whole, but from what the optimizer remembered in the middle of the run.
    assert Quantity(Kind.SQUARED_SLOPE, 1, 0, 0) in [term.link for term in told.equation]
    assert trace.update is not None
    assert trace.update.memory.steps == 17
    assert trained.document.experiment is document, "looking changes nothing"


def test_every_row_of_the_batch_can_be_seen_running_forward(qtbot: QtBot, trained: MainWindow) -> None:
    show_batch(qtbot, trained, 0)
    first, slopes = trained.stage.trace.raw_inputs, trained.stage.trace.layers[0].d_loss_d_weights
    trained.transport.batches.row_chosen.emit(1)
    assert trained.batches.step is not None
    assert trained.batches.step.example == 1
    assert tuple(trained.stage.trace.raw_inputs) != tuple(first)
    assert np.array_equal(trained.stage.trace.layers[0].d_loss_d_weights, slopes), "of all rows alike"


def test_back_to_the_training_one_stands_at_the_same_moment(qtbot: QtBot, trained: MainWindow) -> None:
    moment = trained.stage.trace.network
    show_batch(qtbot, trained, 3)
    trained.transport.show_mode(TRAINING)
    assert trained.batches.step is None
    assert trained.stage.trace.network == moment
    assert trained.batches.batches == 12


def test_an_edit_or_undo_takes_the_step_from_the_stage(qtbot: QtBot, trained: MainWindow) -> None:
    show_batch(qtbot, trained, 3)
    trained.document.undo_stack.undo()
    assert trained.batches.step is None
    assert trained.stage.trace.network is trained.document.experiment.network
    assert trained.stage.experiment.example is trained.document.experiment.example


def test_an_answer_that_comes_too_late_shows_nothing(qtbot: QtBot, trained: MainWindow) -> None:
    trained.transport.batches.batch_chosen.emit(3)
    with qtbot.waitSignal(trained.training.trainer.step_replayed, timeout=LONG):
        trained.losses.player.go_to(2)
    assert trained.batches.step is None


def test_an_edit_of_the_network_on_show_keeps_the_examples_own_row(qtbot: QtBot, trained: MainWindow) -> None:
    own = trained.document.experiment.example
    show_batch(qtbot, trained, 3)
    before = trained.batches.step
    assert before is not None
    from core.edits import with_bias_used

    trained.edits.edit_shown(Message("Use a bias"), with_bias_used(trained.stage.experiment, 1, False))
    assert trained.document.experiment.example is own
    assert np.array_equal(trained.document.experiment.network.layers[0].weights, before.before.layers[0].weights)


def test_there_is_nothing_to_choose_where_no_epoch_follows_or_settings_changed(
    qtbot: QtBot, trained: MainWindow
) -> None:
    trained.losses.player.go_to(3)
    assert trained.batches.batches == 0
    trained.losses.player.go_to(2)
    assert trained.batches.batches == 12
    slower = with_training(trained.document.experiment, learning_rate=1e-4)
    trained.document.edit(Message("settings"), slower)
    trained.losses.player.go_to(1)
    assert trained.batches.batches == 0
