"""The trainer with a real process at its other end. Nothing here sleeps: every wait is for a signal."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.data.data import DataSource
from core.device import DeviceChoice
from core.edits import with_bias_used, with_network, with_training
from core.experiment import OPTIMIZERS, Experiment
from core.files.examples import example
from core.files.files import read, to_bytes
from core.runs.goal import Goal
from core.structure import with_unit_added
from core.weight_edits import WeightPlace, with_pruned
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from tests.by_hand import with_weight
from tests.simulator.trainings import ENDLESS, LONG, iris, pause, start, trained_here


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


def test_rows_given_inline_are_trained_on_as_well(qtbot: QtBot, trainer: Trainer) -> None:
    rng = np.random.default_rng(0)
    rows = tuple(tuple(row) for row in rng.normal(size=(40, 2)).tolist())
    data = DataSource("inline", rows, tuple((x * y,) for x, y in rows))
    experiment = replace(with_training(example("bank"), epochs=50), data=data)
    with qtbot.waitSignal(trainer.finished, timeout=LONG) as blocker:
        trainer.train(experiment)
    assert blocker.args[0] == trained_here(experiment)


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
