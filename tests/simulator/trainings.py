"""Runs for tests with a real training process. Nothing here sleeps: every wait is for a signal."""

from __future__ import annotations

import signal

import pytest
from pytestqt.qtbot import QtBot

from core.device import Machine
from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.network import Network
from core.parameters import network_with
from core.runs.run import Run
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from simulator.training.worker_process import WorkerProcess

LONG = 20_000
"""Milliseconds: far more than the first import of torch takes on a busy machine."""


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
