"""A run opened with its tape, or left behind by a program that died, goes on there as if nothing had been."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.message import Message
from core.runs.run_legs import has_come_further
from core.runs.run_tree import RunTree
from tests.by_hand import with_weight
from tests.core.taped_runs import bits, trained
from tests.widgets.run_desks import LONG, Desk, pause_after, wait_for


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk(with_training(example("iris"), optimizer="adam", epochs=60))
    yield made
    made.training.close()


def copied(desk: Desk, to: Path) -> RunTree:
    """The runs as they lie on the disk at this moment, in another place."""
    tree = desk.training.runs.tree
    for run in tree.runs:
        assert run.tape is not None
        shutil.copytree(run.tape, to / run.tape.name)
        tree = tree.with_changed(replace(run, tape=to / run.tape.name))
    return tree


def test_a_paused_run_goes_on_on_its_own_tape(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    start, training, document = desk.document.experiment, desk.training, desk.document
    training.train()
    pause_after(qtbot, desk, 20)
    paused, tree, marks = document.experiment, copied(desk, tmp_path), training.shown.marks
    assert len(marks) == 1
    document.replace(paused)
    training.begin_anew(tree)
    training.take_up(1)
    training.shown.show_run(1)
    assert training.state == "paused"
    reached = int(training.shown.history.epoch[-1])
    assert training.shown.marks == marks
    assert training.shown.rates.at(reached) == start.training.learning_rate
    training.trainer.set_pace(None)
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.resume()
    assert len(training.runs.tree) == 1
    values, epochs = bits(training.shown.tape), training.shown.history.epoch.tolist()
    assert [values[epochs.index(epoch)] for epoch in range(61)] == trained(start)
    added = document.undo_stack.text(0).removeprefix("Train ").removesuffix(" epochs")
    assert document.undo_stack.count() == 1
    assert float(added) <= 60 - reached, "those before it was opened are not in its entry"
    assert training.state == "idle"
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.one_epoch()
    assert bits(training.shown.tape)[-1] == trained(with_training(start, epochs=61))[-1]


def test_a_weight_edited_at_its_end_is_a_branch(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    training, document = desk.training, desk.document
    training.train()
    pause_after(qtbot, desk, 20)
    tree = copied(desk, tmp_path)
    document.replace(document.experiment)
    training.begin_anew(tree)
    training.take_up(1)
    training.shown.show_run(1)
    edited = with_weight(document.experiment, 1, 0, 0, 2.5)
    document.edit(Message("Change weight"), training.before_edit(edited))
    training.trainer.set_pace(None)
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.train()
    branch = training.runs.tree[2]
    assert (branch.parent, branch.record) == (1, len(training.runs.reader(1)) - 1)


def test_a_run_that_was_under_way_comes_to_stand_where_its_tape_ends(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    start, training, document = desk.document.experiment, desk.training, desk.document
    training.train()
    pause_after(qtbot, desk, 20)
    tree, tape = copied(desk, tmp_path), tmp_path / training.runs.tree[1].tape.name
    assert has_come_further(tape, start)
    assert not has_come_further(tape, document.experiment)
    assert not has_come_further(tape, with_weight(start, 1, 0, 0, 2.5))
    document.replace(start)
    training.begin_anew(tree)
    training.shown.show_run(1)
    said: list[str] = []
    training.said.connect(said.append)
    training.come_back(1)
    assert said[0].startswith("Run 1 was under way: it stands at epoch 2")
    wait_for(qtbot, desk, "paused")
    assert document.experiment.network == training.runs.newest(1)
    assert document.undo_stack.count() == 1
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.trainer.set_pace(None)
        training.resume()
    assert len(training.runs.tree) == document.undo_stack.count() == 1
    assert bits(training.shown.tape)[-1] == trained(start)[-1]
