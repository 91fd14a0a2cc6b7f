"""A document with the run beside it, as tests use it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from simulator.document.document import Document
from simulator.stage.stage import Stage
from widgets.runs.training_desk import TrainingDesk

LONG = 60_000


class Desk:
    """A document with the run beside it, without a window."""

    def __init__(self, experiment: Experiment) -> None:
        self.document = Document(experiment)
        self.stage = Stage(self.document)
        self.training = TrainingDesk(self.document, self.stage)
        self.states: list[str] = []
        self.training.state_changed.connect(self.states.append)


def wait_for(qtbot: QtBot, desk: Desk, state: str) -> None:
    qtbot.waitUntil(lambda: desk.training.state == state, timeout=LONG)


def pause_under_way(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.training.trainer.progressed, timeout=LONG):
        desk.training.train()
    desk.training.pause()
    wait_for(qtbot, desk, "paused")


def pause_after(qtbot: QtBot, desk: Desk, epoch: int) -> None:
    """Pause the run that goes on, when it has come past an epoch; it does not go far beyond."""
    training = desk.training
    training.trainer.set_pace(2000)
    qtbot.waitUntil(
        lambda: training.trainer.tape is not None and training.trainer.tape.losses().epoch[-1] >= epoch, timeout=LONG
    )
    with qtbot.waitSignal(training.state_changed, check_params_cb=lambda state: state == "paused", timeout=LONG):
        training.pause()


def train(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.training.trainer.finished, timeout=LONG):
        desk.training.train()
