"""The trainer with a real process at its other end. Nothing here sleeps: every wait is for a signal."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QProcess, SignalInstance
from pytestqt.qtbot import QtBot

from core.data import DataSource
from core.device import DeviceChoice, Machine
from core.edits import with_bias_used, with_data, with_network, with_training
from core.examples import example
from core.experiment import OPTIMIZERS, Experiment
from core.files import read, to_bytes
from core.goal import Goal
from core.network import Network
from core.parameters import network_with
from core.run import Run
from core.structure import with_unit_added
from core.tape_layout import Mark
from core.tape_writer import BUDGET
from core.weight_edits import WeightPlace, with_pruned
from simulator.trainer import Trainer, TrainerState
from simulator.worker_process import WorkerProcess
from tests.by_hand import with_weight

LONG = 20_000
"""Milliseconds: far more than the first import of torch takes on a busy machine."""


@pytest.fixture(scope="module")
def shared_trainer(qapp: object) -> Iterator[Trainer]:
    """One process for the tests that leave it alive."""
    trainer = Trainer()
    trainer.warm_up()
    yield trainer
    trainer.close()


@pytest.fixture
def trainer(shared_trainer: Trainer) -> Iterator[Trainer]:
    shared_trainer.stop()
    yield shared_trainer
    shared_trainer.stop()


@pytest.fixture
def own_trainer(qapp: object) -> Iterator[Trainer]:
    """A process of its own, for tests that end it."""
    trainer = Trainer()
    yield trainer
    trainer.close()


def iris(epochs: int) -> Experiment:
    return with_training(example("iris"), epochs=epochs)


ENDLESS = 10_000_000


def trained_here(experiment: Experiment) -> Network:
    """What the same run gives in this process, never paused."""
    run = Run(experiment, Machine(cpu_cores=2))
    while not run.is_done:
        run.run_epoch()
    return network_with(experiment.network, run.record.values)


def start(qtbot: QtBot, trainer: Trainer, experiment: Experiment) -> None:
    """Train until something is on the tape."""
    with qtbot.waitSignal(trainer.progressed, timeout=LONG):
        trainer.train(experiment)
    assert trainer.state is TrainerState.RUNNING


def pause(qtbot: QtBot, trainer: Trainer) -> None:
    if trainer.state is not TrainerState.PAUSED:
        with qtbot.waitSignal(
            trainer.state_changed, timeout=LONG, check_params_cb=lambda: trainer.state is TrainerState.PAUSED
        ):
            trainer.pause()


needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")


def worker_of(trainer: Trainer) -> WorkerProcess:
    assert trainer.process.worker is not None
    return trainer.process.worker


def test_a_run_reports_its_device_its_progress_and_its_network(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = iris(20)
    devices: list[DeviceChoice] = []
    trainer.device_chosen.connect(devices.append)
    with (
        qtbot.waitSignals([trainer.progressed, trainer.speed_changed], timeout=LONG) as early,
        qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker,
    ):
        trainer.train(experiment)
        assert trainer.state is TrainerState.STARTING
    trainer.device_chosen.disconnect(devices.append)
    assert early.signal_triggered
    assert [choice.device for choice in devices] == ["cpu"]
    assert blocker.args[0] == trained_here(experiment)
    assert trainer.state is TrainerState.IDLE
    assert trainer.tape is not None
    assert trainer.tape.losses().epoch.tolist() == list(range(21))
    assert trainer.tape.network_at(0, experiment.network) != experiment.network, "float32"
    np.testing.assert_allclose(
        trainer.tape.network_at(0, experiment.network).layers[0].weights, experiment.network.layers[0].weights, 1e-6
    )


def test_pausing_and_going_on_gives_the_same_bits(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = iris(300)
    start(qtbot, trainer, experiment)
    for _ in range(3):
        pause(qtbot, trainer)
        assert trainer.tape is not None
        assert trainer.progress is not None
        position = trainer.progress.position
        assert trainer.tape.losses().epoch[-1] == pytest.approx(position.epoch + position.batch / 12)
        trainer.resume()
        assert trainer.state is TrainerState.RUNNING
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        pass
    assert blocker.args[0] == trained_here(experiment)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_paused_run_saved_and_read_again_goes_on_with_the_same_bits(
    qtbot: QtBot, trainer: Trainer, tmp_path: Path, optimizer: str
) -> None:
    momentum = 0.9 if optimizer == "sgd" else 0.0
    experiment = with_training(iris(300), optimizer=optimizer, momentum=momentum, learning_rate=0.01)
    start(qtbot, trainer, experiment)
    pause(qtbot, trainer)
    assert trainer.network is not None
    assert trainer.progress is not None
    assert trainer.progress.position.epoch < 300
    path = tmp_path / "paused.perceptarium"
    path.write_bytes(to_bytes(with_network(experiment, trainer.network, trainer.progress)))
    trainer.stop()
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        trainer.train(read(path))
    assert blocker.args[0] == trained_here(experiment)


def test_batch_by_batch_and_epoch_by_epoch(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = iris(3)

    def until_paused(act: object) -> list[float]:
        with qtbot.waitSignal(
            trainer.state_changed, timeout=LONG, check_params_cb=lambda: trainer.state is TrainerState.PAUSED
        ):
            act(experiment)  # type: ignore[operator]
        assert trainer.tape is not None
        return [round(12 * epoch) for epoch in trainer.tape.losses().epoch]

    assert until_paused(trainer.one_batch) == [0, 1]
    assert until_paused(trainer.one_batch) == [0, 1, 2]
    assert until_paused(trainer.one_epoch) == [0, 1, 2, 12]
    assert until_paused(trainer.one_epoch) == [0, 1, 2, 12, 24]
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        trainer.resume()
    assert blocker.args[0] == trained_here(experiment)


def test_a_paused_run_goes_on_from_an_edited_network(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = iris(ENDLESS)
    start(qtbot, trainer, experiment)
    pause(qtbot, trainer)
    assert trainer.tape is not None
    tape, records, network = trainer.tape, len(trainer.tape), trainer.network
    assert network is not None
    edited = with_weight(with_network(experiment, network), 1, 0, 0, 2.5)
    with qtbot.waitSignal(trainer.progressed, timeout=LONG):
        trainer.update(edited)
    assert trainer.tape is tape
    assert tape.network_at(records, network).layers[0].weights[0, 0] == 2.5
    assert tape.losses().epoch[records] == tape.losses().epoch[records - 1]


def test_an_edit_is_not_lost_before_anything_was_trained_on_it(qtbot: QtBot, trainer: Trainer) -> None:
    start(qtbot, trainer, iris(ENDLESS))
    pause(qtbot, trainer)
    assert trainer.network is not None
    trained = with_network(iris(ENDLESS), trainer.network)
    for edited in (
        with_weight(trained, 1, 0, 0, 0.75),
        with_pruned(trained, [WeightPlace(1, 0, 1)], True),
        with_bias_used(trained, 1, False),
    ):
        trainer.update(edited)
        assert trainer.network is edited.network
        with qtbot.waitSignal(trainer.progressed, timeout=LONG):
            pass
        assert trainer.network is not edited.network
        pause(qtbot, trainer)


def test_one_batch_takes_an_edit_but_not_the_untouched_start_as_a_new_beginning(
    qtbot: QtBot, trainer: Trainer
) -> None:
    experiment = iris(ENDLESS)

    def one_batch(experiment: Experiment) -> int:
        with qtbot.waitSignal(
            trainer.state_changed, timeout=LONG, check_params_cb=lambda: trainer.state is TrainerState.PAUSED
        ):
            trainer.one_batch(experiment)
        assert trainer.tape is not None
        return len(trainer.tape)

    assert one_batch(experiment) == 2
    assert one_batch(experiment) == 3
    assert trainer.network is not None
    assert one_batch(with_network(experiment, trainer.network)) == 4
    assert one_batch(with_weight(experiment, 1, 0, 0, 2.5)) == 6, "the edited network and one batch more"
    assert one_batch(with_training(experiment, learning_rate=0.5)) == 8


def test_an_update_that_changes_the_shape_is_a_new_run(qtbot: QtBot, trainer: Trainer) -> None:
    start(qtbot, trainer, iris(ENDLESS))
    pause(qtbot, trainer)
    tape = trainer.tape
    grown = with_unit_added(iris(ENDLESS), 1)
    with qtbot.waitSignal(trainer.progressed, timeout=LONG):
        trainer.update(grown)
    assert trainer.tape is not tape
    assert trainer.tape is not None
    assert trainer.tape.fits(grown.network)


def test_stop_takes_effect_at_once_and_the_tape_stays(qtbot: QtBot, trainer: Trainer) -> None:
    start(qtbot, trainer, iris(ENDLESS))
    before = time.perf_counter()
    trainer.stop()
    assert trainer.state is TrainerState.IDLE
    assert time.perf_counter() - before < 0.1
    assert trainer.network is not None
    heard: list[int] = []
    trainer.progressed.connect(heard.append)
    qtbot.waitUntil(lambda: trainer.process.awaited_stop is None)
    trainer.progressed.disconnect(heard.append)
    assert heard == []


def test_a_new_run_supersedes_the_old_one_and_nothing_more_is_heard_of_it(qtbot: QtBot, trainer: Trainer) -> None:
    start(qtbot, trainer, iris(ENDLESS))
    second = with_training(example("gradient-descent"), epochs=5)
    records: list[int] = []
    trainer.progressed.connect(records.append)
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        trainer.train(iris(ENDLESS))
        trainer.train(iris(ENDLESS))
        trainer.train(second)
    trainer.progressed.disconnect(records.append)
    assert blocker.args[0] == trained_here(second)
    assert max(records) <= 6
    assert trainer.tape is not None
    assert len(trainer.tape) == 6


def test_a_run_that_diverges_says_so_and_keeps_its_last_finite_weights(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = with_training(example("gradient-descent"), learning_rate=1e5, epochs=1000)
    with qtbot.waitSignal(trainer.failed, timeout=LONG) as blocker:
        trainer.train(experiment)
    assert "the loss exploded from 25 to" in str(blocker.args[0])
    assert trainer.state is TrainerState.IDLE
    assert trainer.network is not None
    assert np.isfinite(trainer.network.layers[0].weights).all()


def test_what_cannot_be_trained_is_said(qtbot: QtBot, trainer: Trainer) -> None:
    with qtbot.waitSignal(trainer.failed, timeout=LONG) as blocker:
        trainer.train(with_training(example("iris"), loss="binary_cross_entropy"))
    assert "needs sigmoid at the output" in str(blocker.args[0])


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


def kill(qtbot: QtBot, trainer: Trainer, heard: SignalInstance) -> str:
    """End the process as the system does when memory runs out; what the trainer says of it."""
    with qtbot.waitSignal(heard, timeout=LONG) as blocker:
        os.kill(worker_of(trainer).process_id, signal.SIGKILL)
    return str(blocker.args[0])


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


def test_a_record_whose_weights_were_thinned_is_worked_out_again(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = with_training(iris(300), optimizer="adam")
    trainer.budget = 60_000
    try:
        with qtbot.waitSignal(trainer.finished, timeout=LONG):
            trainer.train(experiment)
    finally:
        trainer.budget = BUDGET
    assert trainer.tape is not None
    gone = [index for index in range(301) if not trainer.tape.is_kept(index)]
    assert gone
    answers: list[int] = []
    trainer.replayed.connect(lambda index, network: answers.append(index))
    with qtbot.waitSignal(trainer.replayed, timeout=LONG) as blocker:
        trainer.replay(gone[-1])
        trainer.replay(gone[0])
        trainer.replay(gone[-1])
        trainer.replay(gone[0])
    trainer.replayed.disconnect()
    assert answers == [gone[0]], "only what was asked for last"
    assert blocker.args == [gone[0], trained_here(with_training(experiment, epochs=gone[0]))]


def test_a_run_under_way_does_not_notice_a_replay(qtbot: QtBot, trainer: Trainer) -> None:
    experiment = iris(400)
    start(qtbot, trainer, experiment)
    with (
        qtbot.waitSignal(trainer.finished, timeout=LONG) as end,
        qtbot.waitSignal(trainer.replayed, timeout=LONG) as blocker,
    ):
        trainer.replay(0)
    assert trainer.tape is not None
    assert blocker.args == [0, trainer.tape.network_at(0, experiment.network)]
    assert end.args[0] == trained_here(experiment)


def test_why_a_record_cannot_be_had_again_is_said(qtbot: QtBot, trainer: Trainer) -> None:
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        trainer.train(iris(5))
    assert trainer.tape is not None
    shutil.rmtree(trainer.tape.path / "checkpoints")
    for path in trainer.tape.path.glob("weights.*"):
        path.unlink()
    with qtbot.waitSignal(trainer.replayed, timeout=LONG) as blocker:
        trainer.replay(3)
    assert "nothing is left" in str(blocker.args[1])


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


def test_rows_given_inline_are_trained_on_as_well(qtbot: QtBot, trainer: Trainer) -> None:
    rng = np.random.default_rng(0)
    rows = tuple(tuple(row) for row in rng.normal(size=(40, 2)).tolist())
    data = DataSource("inline", rows, tuple((x * y,) for x, y in rows))
    experiment = with_data(with_training(example("bank"), epochs=50), data)
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        trainer.train(experiment)
    assert blocker.args[0] == trained_here(experiment)


def test_a_branch_from_a_kept_tape_has_the_same_future_and_the_old_tape_stays(
    qtbot: QtBot, own_trainer: Trainer
) -> None:
    trainer = own_trainer
    experiment = with_training(iris(30), optimizer="adam")
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        trainer.train(experiment)
    parent, path = trainer.tape, trainer.tape_path
    assert parent is not None
    assert path is not None
    trainer.kept_tapes = frozenset({path})
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        trainer.branch(experiment, path, 11, is_edited=False)
    branch = trainer.tape
    assert branch is not None
    assert branch.path != path
    np.testing.assert_array_equal(branch.losses().epoch, np.arange(11, 31))
    assert [branch.values(index).tobytes() for index in range(20)] == [
        parent.values(index).tobytes() for index in range(11, 31)
    ]
    parent.poll()
    assert parent.marks[11] is Mark.BRANCH
    trainer.kept_tapes = frozenset()
    trainer.forget_tapes()
    assert not path.exists()


def test_a_goal_is_trained_to_with_a_pace_that_changes_meanwhile(qtbot: QtBot, trainer: Trainer) -> None:
    with qtbot.waitSignal(trainer.goal_reached, timeout=LONG) as reached:
        trainer.set_pace(0.1)
        trainer.train_to(Goal("epochs", 3), iris(400))
        with qtbot.waitSignal(trainer.progressed, timeout=LONG):
            pass
        trainer.set_pace(None)
    assert trainer.state is TrainerState.PAUSED
    assert dict(reached.args[0].values) == {"epoch": 3}
    assert trainer.network == trained_here(iris(3))
