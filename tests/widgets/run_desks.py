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


def train(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.training.trainer.finished, timeout=LONG):
        desk.training.train()
