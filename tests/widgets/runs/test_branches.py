"""Runs that leave others at a moment of their tape: the old one stays, and each can be had again to the last bit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_network, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.message import Message
from core.structure import with_unit_added
from simulator.training.run_marks import BRANCH
from tests.by_hand import with_weight
from tests.core.taped_runs import bits, trained
from tests.widgets.run_desks import LONG, Desk, pause_under_way, train, wait_for


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk(with_training(example("iris"), optimizer="adam", epochs=60))
    yield made
    made.training.close()


def one_epoch(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(
        desk.training.trainer.state_changed, timeout=LONG, check_params_cb=lambda: desk.training.state == "paused"
    ):
        desk.training.one_epoch()


def edit(desk: Desk, name: str, made: Experiment) -> None:
    """What the window does with an edit on the canvas."""
    words, experiment = desk.training.shown.on_the_desk(Message(name), made)
    desk.document.edit(words, desk.training.before_edit(experiment))


def test_a_weight_edited_at_a_moment_and_trained_is_a_branch_and_the_old_run_stays(qtbot: QtBot, desk: Desk) -> None:
    desk.document.edit(Message("Set"), with_training(desk.document.experiment, epochs=40))
    train(qtbot, desk)
    first = bits(desk.training.shown.tape)
    desk.document.edit(Message("Set"), with_training(desk.document.experiment, epochs=60))
    desk.training.shown.show_epoch(17)
    edit(desk, "Change weight", with_weight(desk.stage.experiment, 1, 0, 0, 2.5))
    train(qtbot, desk)
    runs = desk.training.runs
    parent, branch = runs.tree.runs
    assert (branch.parent, branch.record, branch.first_epoch) == (parent.id, 17, 17)
    assert branch.name == "Run 2: weight sepal length → node_0 2.5"
    history = desk.training.shown.history
    assert history is not None
    np.testing.assert_array_equal(history.epoch, np.arange(17, 61))
    assert bits(desk.training.shown.tape) == trained(branch.start)
    assert bits(runs.reader(parent.id)) == first == trained(parent.start)
    assert desk.document.undo_stack.count() == 5
    desk.document.undo_stack.undo()
    assert desk.training.runs.origin_of(desk.document.experiment.network) is not None


def test_a_branch_without_an_edit_has_the_very_future_of_its_parent(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    whole = bits(desk.training.shown.tape)
    desk.training.shown.show_epoch(31)
    with qtbot.waitSignal(desk.training.trainer.finished, timeout=LONG):
        desk.training.branch_here()
    assert bits(desk.training.shown.tape) == whole[31:]
    assert desk.training.runs.tree[2].name == "Run 2: from epoch 31"
    assert desk.training.shown.signs == ()
    desk.training.shown.show_run(1)
    (sign,) = desk.training.shown.signs
    assert (sign.kind, sign.epoch, sign.record) == (BRANCH, 31.0, 31)
    assert str(sign.sentence) == "after epoch 31 a branch leaves: Run 2: from epoch 31"
    assert desk.document.experiment.network == desk.training.trainer.network


def test_settings_edited_at_a_moment_make_a_branch_too(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    desk.training.shown.show_epoch(20)
    desk.document.edit(Message("Set"), with_training(desk.document.experiment, learning_rate=0.25))
    train(qtbot, desk)
    branch = desk.training.runs.tree[2]
    assert (branch.parent, branch.record, branch.name) == (1, 20, "Run 2: learning rate 0.25")
    assert bits(desk.training.shown.tape) == trained(branch.start)


def test_looking_at_another_run_leaves_the_document(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    first = desk.document.experiment.network
    desk.training.randomise()
    train(qtbot, desk)
    present = desk.document.experiment
    assert [run.parent for run in desk.training.runs.tree.runs] == [None, None]
    desk.training.shown.show_run(1)
    assert desk.stage.trace.network == first
    assert desk.document.experiment is present
    desk.training.shown.show_epoch(4)
    assert not desk.stage.is_showing_document
    tape = desk.training.shown.tape
    assert tape is not None
    assert desk.stage.trace.network == tape.network_at(4, first)
    desk.training.shown.show_document()
    assert desk.stage.trace.network is present.network
    desk.training.shown.show_run(2)
    assert desk.stage.is_showing_document


def test_a_run_is_deleted_with_its_tape_and_its_branch_moves_up(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    desk.training.shown.show_epoch(30)
    with qtbot.waitSignal(desk.training.trainer.finished, timeout=LONG):
        desk.training.branch_here()
    path = desk.training.runs.tree[1].tape
    assert path is not None
    desk.training.remove_run(1)
    assert not path.exists()
    assert [run.parent for run in desk.training.runs.tree.runs] == [None]
    assert desk.training.shown.history is not None
    desk.training.remove_run(2)
    assert desk.training.shown.tape is desk.training.shown.history is None
    assert desk.training.state == "idle"


def test_what_cannot_go_on_is_said_and_leaves_the_run_that_was_on_show(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    with qtbot.waitSignal(desk.training.trainer.failed, timeout=LONG) as failed:
        desk.training.branch_here()
    assert "ask for more" in str(failed.args[0])
    assert len(desk.training.runs.tree) == 1
    assert desk.training.runs.shown == 1
    assert desk.training.shown.history is not None


def test_a_paused_run_stays_where_it_is_when_another_moment_goes_on(qtbot: QtBot, desk: Desk) -> None:
    desk.document.edit(Message("Set"), with_training(desk.document.experiment, epochs=10_000))
    pause_under_way(qtbot, desk)
    one_epoch(qtbot, desk)
    tape = desk.training.shown.tape
    assert tape is not None
    count = len(tape)
    desk.training.shown.show_epoch(0)
    edit(desk, "Change weight", with_weight(desk.stage.experiment, 1, 0, 0, 2.5))
    with qtbot.waitSignal(desk.training.trainer.progressed, timeout=LONG):
        desk.training.resume()
    desk.training.pause()
    wait_for(qtbot, desk, "paused")
    assert desk.training.runs.tree[2].parent == 1
    first = desk.training.runs.history(1)
    assert first is not None
    assert len(first.epoch) == count


def test_an_edit_of_layers_and_another_file_leave_nothing_of_a_run_on_show(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    before = desk.document.experiment
    desk.document.edit(Message("Add"), with_unit_added(before, 1))
    assert desk.training.shown.tape is desk.training.shown.history is None
    assert len(desk.training.runs.tree) == 1
    said: list[str] = []
    desk.training.said.connect(said.append)
    desk.training.shown.show_run(1)
    assert said
    assert desk.training.shown.tape is None
    desk.document.undo_stack.undo()
    desk.training.shown.show_run(1)
    assert desk.training.shown.tape is not None
    path = desk.training.runs.tree[1].tape
    desk.training.begin_anew()
    assert path is not None
    assert not path.exists()
    assert not desk.training.runs.tree.runs


def test_an_edit_of_what_was_made_of_a_moment_still_goes_on_from_there(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    desk.training.shown.show_epoch(12)
    edit(desk, "Change weight", with_weight(desk.stage.experiment, 1, 0, 0, 2.5))
    edit(desk, "Change weight", with_weight(desk.document.experiment, 1, 0, 1, -1.0))
    origin = desk.training.runs.origin_of(desk.document.experiment.network)
    assert origin is not None
    assert (origin.run, origin.index) == (1, 12)
    desk.training.randomise()
    assert desk.training.runs.origin_of(desk.document.experiment.network) is None
    edit(desk, "Take", with_network(desk.document.experiment, example("iris").network))
    assert desk.training.runs.origin_of(desk.document.experiment.network) is None


def test_a_run_edited_on_its_way_is_saved_in_parts_that_can_each_be_had_again(qtbot: QtBot, desk: Desk) -> None:
    training = desk.training
    for rate in (0.01, 0.01, 0.5, 0.5):
        desk.document.edit(Message("Set"), with_training(desk.document.experiment, learning_rate=rate))
        one_epoch(qtbot, desk)
    assert len(training.runs.tree) == 1
    whole = bits(training.shown.tape)
    first, second = training.runs.to_save().runs
    assert first.history is not None
    assert second.history is not None
    edited = len(first.history.epoch)
    assert (edited, len(second.history.epoch), len(whole)) == (3, 3, 6)
    assert (second.parent, second.record) == (first.id, edited - 1)
    assert trained(first.start, edited - 1) == whole[:edited]
    assert trained(second.start, 2) == whole[edited:]
    assert len(training.runs.tree) == 1


def test_what_undo_has_forgotten_is_not_remembered(qtbot: QtBot, desk: Desk) -> None:
    train(qtbot, desk)
    desk.training.shown.show_epoch(12)
    made = with_weight(desk.stage.experiment, 1, 0, 0, 2.5)
    edit(desk, "Change weight", made)
    for step in range(20):
        experiment = with_weight(desk.document.experiment, 1, 0, 0, 3.0 + step)
        desk.document.edit(Message("Drag"), desk.training.before_edit(experiment), "drag")
    del experiment, made
    assert desk.training.runs.origin_of(desk.document.experiment.network) is not None
    assert len(desk.training.runs.origins) <= 3


def test_a_run_of_a_network_with_other_inputs_begins_like_a_first_one(qtbot: QtBot, desk: Desk) -> None:
    """Its start cannot be held against that of the run before: even the example is another."""
    desk.document.edit(Message("Set"), with_training(example("bank"), epochs=3))
    train(qtbot, desk)
    desk.document.edit(Message("Add input"), with_unit_added(desk.document.experiment, 0))
    train(qtbot, desk)
    assert [run.parent for run in desk.training.runs.tree.runs] == [None, None]
    assert len(bits(desk.training.shown.tape)) == 4
