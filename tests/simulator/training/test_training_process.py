"""The process that trains hangs, dies or is closed, and what was learnt stays."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import QProcess, SignalInstance
from pytestqt.qtbot import QtBot

from core.device import describe_machine
from core.edits import with_training
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from tests.simulator.trainings import ENDLESS, LONG, iris, needs_kill, pause, start, trained_here, worker_of


def kill(qtbot: QtBot, trainer: Trainer, heard: SignalInstance) -> str:
    """End the process as the system does when memory runs out; what the trainer says of it."""
    with qtbot.waitSignal(heard, timeout=LONG) as blocker:
        os.kill(worker_of(trainer).process_id, signal.SIGKILL)
    return str(blocker.args[0])


@pytest.mark.usefixtures("ready_processes")
def test_a_process_that_is_ready_says_what_there_is_to_train_on(qtbot: QtBot, own_trainer: Trainer) -> None:
    with qtbot.waitSignal(own_trainer.devices_found, timeout=LONG) as found:
        own_trainer.warm_up()
    assert found.args == [("cpu", *describe_machine().gpus)]


@pytest.mark.usefixtures("ready_processes")
def test_a_stop_before_the_process_is_ready_leaves_nothing_behind(qtbot: QtBot, own_trainer: Trainer) -> None:
    own_trainer.train(iris(ENDLESS))
    own_trainer.stop()
    assert own_trainer.state is TrainerState.IDLE
    with qtbot.waitSignal(own_trainer.finished, timeout=LONG) as blocker:
        own_trainer.train(iris(2))
    assert blocker.args[0] == trained_here(iris(2))


@pytest.mark.usefixtures("ready_processes")
def test_a_pause_before_the_process_is_ready_is_kept(qtbot: QtBot, own_trainer: Trainer) -> None:
    own_trainer.train(iris(ENDLESS))
    pause(qtbot, own_trainer)
    assert own_trainer.tape is not None
    assert own_trainer.tape.losses().epoch[0] == 0


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")
def test_a_process_that_does_not_answer_is_replaced(qtbot: QtBot, own_trainer: Trainer) -> None:
    start(qtbot, own_trainer, iris(ENDLESS))
    stuck = worker_of(own_trainer)
    os.kill(stuck.process_id, signal.SIGSTOP)
    own_trainer.stop()
    with qtbot.waitSignal(own_trainer.finished, timeout=LONG) as blocker:
        own_trainer.train(iris(2))
    assert worker_of(own_trainer) is not stuck
    assert blocker.args[0] == trained_here(iris(2))


@needs_kill
def test_a_run_whose_process_is_killed_waits_at_its_last_epoch_and_goes_on_with_the_same_bits(
    qtbot: QtBot, own_trainer: Trainer
) -> None:
    """A process as the program starts it, not one that stands ready for tests: it must be dead at once."""
    experiment = with_training(iris(900), optimizer="adam", learning_rate=0.001)
    with qtbot.waitSignal(own_trainer.progressed, timeout=LONG, check_params_cb=lambda records: records > 50):
        own_trainer.train(experiment)
    assert "can go on from there" in kill(qtbot, own_trainer, own_trainer.interrupted)
    tape, network = own_trainer.tape, own_trainer.network
    assert tape is not None
    reached = len(tape) - 1
    qtbot.waitUntil(lambda: own_trainer.state is TrainerState.PAUSED, timeout=LONG)
    assert own_trainer.progress is not None
    assert own_trainer.progress.position.epoch == reached < 900
    assert own_trainer.network == network
    with qtbot.waitSignal(own_trainer.finished, timeout=LONG) as blocker:
        own_trainer.resume()
    assert blocker.args[0] == trained_here(experiment)
    assert own_trainer.tape is tape
    assert tape.losses().epoch.tolist() == list(range(901))


@needs_kill
@pytest.mark.usefixtures("ready_processes")
def test_a_paused_run_whose_process_is_killed_goes_on_with_the_same_bits(qtbot: QtBot, own_trainer: Trainer) -> None:
    experiment = iris(300)
    start(qtbot, own_trainer, experiment)
    pause(qtbot, own_trainer)
    network = own_trainer.network
    kill(qtbot, own_trainer, own_trainer.interrupted)
    assert own_trainer.state is TrainerState.PAUSED
    assert own_trainer.network == network
    with qtbot.waitSignal(own_trainer.finished, timeout=LONG) as blocker:
        own_trainer.resume()
    assert blocker.args[0] == trained_here(experiment)


@needs_kill
@pytest.mark.usefixtures("ready_processes")
def test_a_process_that_dies_before_it_has_taken_the_run_up_is_not_replaced_for_ever(
    qtbot: QtBot, own_trainer: Trainer
) -> None:
    start(qtbot, own_trainer, iris(ENDLESS))
    kill(qtbot, own_trainer, own_trainer.interrupted)
    assert own_trainer.state is TrainerState.RUNNING, "until the new process has taken the run up"
    assert "what it had learnt is kept" in kill(qtbot, own_trainer, own_trainer.failed)
    assert own_trainer.state is TrainerState.IDLE
    assert own_trainer.network is not None
    own_trainer.replay(0)
    with qtbot.waitSignal(own_trainer.replayed, timeout=LONG) as blocker:
        os.kill(worker_of(own_trainer).process_id, signal.SIGKILL)
    assert "try again" in str(blocker.args[1])


@pytest.mark.usefixtures("ready_processes")
@pytest.mark.parametrize("is_training", [False, True])
def test_the_process_ends_when_the_window_is_gone(qtbot: QtBot, own_trainer: Trainer, is_training: bool) -> None:
    own_trainer.warm_up()
    if is_training:
        start(qtbot, own_trainer, iris(ENDLESS))
    worker = worker_of(own_trainer)
    with qtbot.waitSignal(worker.ended, timeout=LONG) as blocker:
        worker.findChild(QProcess).closeWriteChannel()
    assert blocker.args == [""], "and without a word of complaint"


@pytest.mark.usefixtures("ready_processes")
def test_closing_leaves_no_process_and_no_file(qtbot: QtBot) -> None:
    trainer = Trainer()
    start(qtbot, trainer, iris(ENDLESS))
    process = worker_of(trainer).findChild(QProcess)
    assert trainer.tape is not None
    folder = trainer.tape.path.parent
    trainer.close()
    assert process.state() == QProcess.ProcessState.NotRunning
    assert not folder.exists()
    assert trainer.state is TrainerState.IDLE
