"""The training process works out again what is no longer on a tape, and goes on from there."""

from __future__ import annotations

import shutil

import numpy as np
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.runs.tape_layout import Mark
from core.runs.tape_writer import BUDGET
from simulator.training.trainer import Trainer
from tests.simulator.trainings import LONG, iris, start, trained_here


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
