"""A goal is trained to past the epochs of the settings, and a run that has ended goes on as if it never had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import EarlyStopping
from core.files.examples import example
from core.message import Message
from core.runs.goal import EPOCHS, TRAIN_LOSS, Goal
from simulator.training.run_marks import EDIT
from tests.core.taped_runs import bits, trained
from tests.widgets.run_desks import LONG, Desk, pause_after, train


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk(with_training(example("iris"), optimizer="adam", epochs=20))
    yield made
    made.training.close()


def train_to(qtbot: QtBot, desk: Desk, goal: Goal) -> str:
    with qtbot.waitSignal(desk.training.said, timeout=LONG) as said:
        desk.training.train_to(goal)
    return str(said.args[0])


def test_more_epochs_after_the_end_are_those_of_one_long_run(qtbot: QtBot, desk: Desk) -> None:
    start = desk.document.experiment
    train(qtbot, desk)
    first = bits(desk.training.shown.tape)
    assert train_to(qtbot, desk, Goal(EPOCHS, 7)) == "stopped after 27 epochs"
    assert train_to(qtbot, desk, Goal(EPOCHS, 3)) == "stopped after 30 epochs"
    whole = bits(desk.training.shown.tape)
    assert whole == trained(with_training(start, epochs=30))
    assert whole[:21] == first
    assert desk.training.state == "idle"
    assert len(desk.training.runs.tree) == 1
    stack = desk.document.undo_stack
    assert [stack.text(entry) for entry in range(stack.count())] == ["Train 30 epochs"]
    assert desk.training.shown.signs == ()
    stack.undo()
    assert desk.document.experiment.network is start.network


def test_single_steps_after_the_end_are_those_of_one_long_run_and_leave_it_ended(qtbot: QtBot, desk: Desk) -> None:
    start, training = desk.document.experiment, desk.training
    train(qtbot, desk)
    for step in (training.one_epoch, training.one_batch, training.one_batch, training.one_epoch):
        with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
            step()
        assert training.state == "idle"
    assert len(training.runs.tree) == 1
    epochs = training.shown.history.epoch.tolist()
    assert epochs[-5:] == [20, 21, 21 + 1 / 12, 21 + 2 / 12, 22]
    values = bits(training.shown.tape)
    whole = trained(with_training(start, epochs=22))
    assert [values[epochs.index(epoch)] for epoch in range(23)] == whole
    assert desk.document.undo_stack.count() == 1
    train(qtbot, desk)
    assert len(training.runs.tree) == 2, "to train for the epochs of the settings is a new run"


def test_what_was_edited_since_the_end_is_marked_and_goes_on_with_the_run(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    slower = with_training(desk.document.experiment, learning_rate=0.001)
    desk.document.edit(Message("Learning rate"), slower)
    train_to(qtbot, desk, Goal(EPOCHS, 4))
    assert len(desk.training.runs.tree) == 1
    (sign,) = desk.training.shown.signs
    assert (sign.kind, sign.epoch, str(sign.words)) == (EDIT, 20.0, "edited: Learning rate")
    assert desk.training.shown.history.epoch.tolist() == [*range(21), *range(20, 25)]
    assert desk.document.experiment.training.learning_rate == 0.001


def test_other_weights_are_another_run(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    desk.training.randomise()
    assert train_to(qtbot, desk, Goal(EPOCHS, 2)) == "stopped after 2 epochs"
    assert len(desk.training.runs.tree) == 2
    assert desk.training.state == "paused", "18 of its epochs are left"


def test_a_condition_ends_at_its_most_and_not_with_the_settings(qtbot: QtBot, desk: Desk) -> None:
    never = Goal(TRAIN_LOSS, 1e-9, 33)
    said = train_to(qtbot, desk, never)
    assert said == "stopped after 33 epochs, the most asked for: the training loss is not below 1e−9"
    assert desk.training.state == "idle"
    assert bits(desk.training.shown.tape) == trained(with_training(desk.training.shown.start, epochs=33))


def test_a_run_that_stopped_early_goes_on_where_that_is_asked_for(qtbot: QtBot) -> None:
    stopping = EarlyStopping(loss_below=0.9)
    desk = Desk(with_training(example("iris"), epochs=50, early_stopping=stopping))
    try:
        train(qtbot, desk)
        reached = int(desk.training.shown.history.epoch[-1])
        assert reached < 40
        assert train_to(qtbot, desk, Goal(EPOCHS, 5)) == f"stopped after {reached + 5} epochs"
    finally:
        desk.training.close()


def test_a_run_paused_past_its_settings_goes_on_to_its_goal_or_by_single_steps(qtbot: QtBot, desk: Desk) -> None:
    training = desk.training
    train(qtbot, desk)
    training.train_to(Goal(EPOCHS, 100_000))
    pause_after(qtbot, desk, 30)
    epoch = int(training.shown.history.epoch[-1]) + 1
    with qtbot.waitSignal(training.state_changed, check_params_cb=lambda state: state == "paused", timeout=LONG):
        training.one_epoch()
    assert training.shown.history.epoch[-1] == epoch
    said: list[str] = []
    training.said.connect(said.append)
    training.resume()
    assert said == ["All 20 epochs are behind: the run goes on until it is paused"]
    pause_after(qtbot, desk, epoch + 5)
    assert training.shown.history.epoch[-1] >= epoch + 5


def test_a_run_paused_past_its_settings_goes_on_after_it_was_opened_again(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    start, training, document = desk.document.experiment, desk.training, desk.document
    train(qtbot, desk)
    training.train_to(Goal(EPOCHS, 100_000))
    pause_after(qtbot, desk, 30)
    document.save(tmp_path / "past.perceptarium")
    training.forget_run()
    document.open(tmp_path / "past.perceptarium")
    training.begin_anew()
    assert training.state == "paused"
    reached = document.experiment.progress.position.epoch
    with qtbot.waitSignal(training.state_changed, check_params_cb=lambda state: state == "paused", timeout=LONG):
        training.one_epoch()
    training.resume()
    pause_after(qtbot, desk, reached + 9)
    epochs = training.shown.history.epoch.tolist()
    assert reached <= epochs[0] < epochs[1] == reached + 1
    whole = trained(with_training(start, epochs=reached + 9))
    assert bits(training.shown.tape)[epochs.index(reached + 9)] == whole[-1]
    training.stop()
    assert training.state == "idle"
