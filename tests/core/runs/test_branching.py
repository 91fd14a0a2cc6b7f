"""A run that leaves another one at a moment of its tape, and the room that tapes share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.edits import with_network, with_training
from core.experiment import EarlyStopping
from core.files.examples import example
from core.files.files import parse, to_bytes
from core.message import Problem
from core.runs.branching import branched
from core.runs.replay import Replayer
from core.runs.tape import TapeReader
from core.runs.tape_layout import Mark
from core.runs.tape_room import room_beside, size_of
from core.runs.tape_writer import TapeWriter
from tests.by_hand import with_weight
from tests.core.taped_runs import MACHINE, bits, taped, thin, trained


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_branch_without_an_edit_has_the_future_of_its_parent(tmp_path: Path, optimizer: str) -> None:
    stopping = EarlyStopping(patience=40)
    experiment = with_training(example("iris"), optimizer=optimizer, epochs=30, early_stopping=stopping)
    taped(experiment, tmp_path / "run.tape")
    whole = bits(TapeReader(tmp_path / "run.tape"))
    thin(tmp_path / "run.tape")
    branch, values = branched(tmp_path / "run.tape", 13, experiment, MACHINE, is_edited=False)
    assert values.tobytes() == whole[13]
    assert branch.unfinished is not None
    assert branch.unfinished.position.epoch == 13
    assert branch.unfinished.best.epoch > 0
    assert trained(parse(to_bytes(branch))) == whole[13:]


def test_an_edited_branch_keeps_what_the_optimizer_remembers_but_not_the_best_loss(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), optimizer="adam", epochs=20)
    taped(experiment, tmp_path / "run.tape")
    reader = TapeReader(tmp_path / "run.tape")
    there = with_network(experiment, reader.network_at(9, experiment.network))
    edited = with_training(with_weight(there, 1, 0, 0, 3.0), learning_rate=0.5)
    branch, _ = branched(reader.path, 9, edited, MACHINE)
    assert branch.network is edited.network
    assert branch.progress is not None
    assert branch.progress.memory.steps == 9 * 12
    assert branch.progress.best.epoch == 0
    unlike = trained(branch)
    assert unlike[0] != reader.values(9).tobytes()


def test_what_another_optimizer_remembers_is_of_no_use(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), optimizer="rmsprop", epochs=20)
    taped(experiment, tmp_path / "run.tape")
    other = with_training(experiment, optimizer="adagrad")
    branch, _ = branched(tmp_path / "run.tape", 9, other, MACHINE, is_edited=False)
    assert branch.progress is not None
    assert branch.progress.memory.steps == 0
    assert not branch.progress.memory.arrays


def test_another_batch_size_begins_the_epoch_anew(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=3, record="step")
    taped(experiment, tmp_path / "run.tape")
    branch, _ = branched(tmp_path / "run.tape", 17, with_training(experiment, batch_size=3), MACHINE)
    assert branch.progress is not None
    assert (branch.progress.position.epoch, branch.progress.position.batch) == (1, 0)


def test_what_cannot_go_on_from_there_is_said(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=5)
    taped(experiment, tmp_path / "run.tape")
    with pytest.raises(Problem, match="all 5 epochs are behind this moment"):
        branched(tmp_path / "run.tape", 5, experiment, MACHINE)
    with pytest.raises(Problem, match="another network"):
        branched(tmp_path / "run.tape", 3, example("bank"), MACHINE)


def test_a_thinned_record_from_which_a_run_leaves_is_kept_for_ever(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=12)
    path = tmp_path / "run.tape"
    taped(experiment, path)
    values = thin(path)[7]
    writer = TapeWriter(path, experiment.network, is_continued=True)
    writer.mark(7, Mark.BRANCH, values)
    writer.close()
    reader = TapeReader(path)
    assert reader.marks[7] is Mark.BRANCH
    assert reader.values(7).tobytes() == values.tobytes()
    assert len(reader) == 13


def test_older_tapes_make_room_and_every_record_can_still_be_had(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=40)
    paths = [tmp_path / f"{name}.tape" for name in "ab"]
    for path, epochs in zip(paths, (400, 20), strict=True):
        taped(replace(experiment, training=replace(experiment.training, epochs=epochs)), path)
    large, small = bits(TapeReader(paths[0])), bits(TapeReader(paths[1]))
    before = [size_of(path) for path in paths]
    budget = round(before[0] * 1.5)
    left = room_beside(paths, budget)
    after = [size_of(path) for path in paths]
    assert sum(after) <= budget // 2
    assert left == budget - sum(after)
    assert after[1] == before[1]
    reader = TapeReader(paths[0])
    assert reader.is_kept(400)
    assert len(reader.kept) < 250
    again = Replayer(paths[0], MACHINE).values_at(333)
    assert again is not None
    assert again.tobytes() == large[333]
    assert bits(TapeReader(paths[1])) == small
    assert np.array_equal(reader.losses().epoch, np.arange(401))


def test_where_nothing_can_be_thinned_any_more_there_is_no_room(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    taped(with_training(example("iris"), epochs=30), path)
    with pytest.raises(Problem, match="delete runs you do not need"):
        room_beside([path], 3000)
