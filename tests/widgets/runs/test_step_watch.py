"""A run so slow that every batch of it is seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.message import Message
from simulator.document.document import Document
from simulator.stage.stage import Stage
from widgets.runs.training_desk import TrainingDesk

LONG = 60_000


class Desk:
    """A document with the run beside it, without a window."""

    def __init__(self) -> None:
        self.document = Document(with_training(example("iris"), epochs=400, optimizer="adam"))
        self.stage = Stage(self.document)
        self.training = TrainingDesk(self.document, self.stage)


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.training.close()


def test_the_batch_that_comes_next_is_on_show_with_its_own_rows(qtbot: QtBot, desk: Desk) -> None:
    stage, training = desk.stage, desk.training
    training.trainer.set_pace(10.0)
    training.train()
    qtbot.waitUntil(lambda: stage.step is not None and stage.step.batch == 2, timeout=LONG)
    step, tape = stage.step, training.shown.tape
    assert step is not None
    assert tape is not None
    assert np.array_equal(tape.losses().epoch[:3] * 12, [0, 1, 2])
    assert stage.trace.network == tape.network_at(2, stage.experiment.network)
    assert len(step.rows) == stage.trace.batch_rows == 10
    assert not stage.playhead.is_playing
    # The speed changes at once, and then nothing is left of the watching.
    training.trainer.set_pace(None)
    qtbot.waitUntil(lambda: stage.step is None and training.state == "running", timeout=LONG)
    training.stop()
    assert stage.is_showing_document


def test_steps_are_played_as_they_were_made_and_rest_when_the_run_pauses(qtbot: QtBot, desk: Desk) -> None:
    stage, training = desk.stage, desk.training
    training.play_steps(True)
    training.trainer.set_pace(1.0)
    training.train()
    qtbot.waitUntil(lambda: stage.step is not None and stage.step.after is not None, timeout=LONG)
    tape = training.shown.tape
    assert tape is not None
    assert stage.trace.network == tape.network_at(0, stage.experiment.network)
    assert stage.trace.updated == tape.network_at(1, stage.experiment.network)
    assert stage.playhead.is_playing
    training.pause()
    qtbot.waitUntil(lambda: training.state == "paused", timeout=LONG)
    assert stage.is_showing_document
    assert stage.playhead.time is None
    assert stage.playhead.hurry == 1.0


def test_an_edit_of_what_a_slow_run_shows_leaves_the_documents_example(qtbot: QtBot, desk: Desk) -> None:
    stage, training = desk.stage, desk.training
    own = stage.experiment.example
    training.trainer.set_pace(10.0)
    training.train()
    qtbot.waitUntil(lambda: stage.step is not None and stage.experiment.example != own, timeout=LONG)
    edited = with_training(stage.experiment, learning_rate=0.5)
    _, experiment = training.shown.on_the_desk(Message("settings"), edited)
    assert experiment.example is own
    assert experiment.training.learning_rate == 0.5
