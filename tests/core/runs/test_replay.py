"""Thinned records are worked out again, bit for bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.edits import with_network, with_training
from core.engines.engine import epoch_order
from core.engines.torch_engine import TorchEngine
from core.experiment import OPTIMIZERS, EarlyStopping
from core.files.examples import example
from core.files.files import to_bytes
from core.message import Problem
from core.parameters import network_with
from core.progress import Progress
from core.runs.checkpoints import FOLDER, checkpoint_before, legs, read_checkpoint
from core.runs.replay import Replayer, resumed
from core.runs.run import Run
from core.runs.tape import TapeReader
from core.runs.tape_layout import NUMBERS, Mark
from core.runs.tape_writer import TapeWriter
from core.schedule import Schedule
from tests.by_hand import with_weight
from tests.core.taped_runs import MACHINE, begin, go_on, taped, thin


def assert_same_again(path: Path) -> None:
    values = thin(path)
    reader = TapeReader(path)
    assert len(reader.kept) <= 1 + len(reader.marks)
    replayer = Replayer(path, MACHINE)
    order = np.random.default_rng(0).permutation(len(values)).tolist()
    for index in [*order[:12], len(values) - 1, *range(3, 9), 0]:
        again = replayer.values_at(index)
        assert again is not None
        assert again.tobytes() == values[index].tobytes(), index


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_worked_out_again_has_the_same_bits(tmp_path: Path, optimizer: str) -> None:
    momentum = 0.9 if optimizer == "sgd" else 0.0
    training = {"optimizer": optimizer, "momentum": momentum, "schedule": Schedule("cosine"), "epochs": 30}
    experiment = with_training(example("iris"), **training)
    taped(experiment, tmp_path / "run.tape")
    assert_same_again(tmp_path / "run.tape")


@pytest.mark.parametrize("settings", [{"record": "step", "epochs": 3}, {"precision": "float64", "epochs": 20}])
def test_steps_and_double_precision_too(tmp_path: Path, settings: dict[str, object]) -> None:
    run = taped(with_training(example("iris"), optimizer="adam", **settings), tmp_path / "run.tape")
    if run.experiment.training.record == "step":
        epochs = TapeReader(tmp_path / "run.tape").losses().epoch
        np.testing.assert_allclose(epochs, np.arange(37) / 12)
    assert_same_again(tmp_path / "run.tape")


def test_a_run_that_was_edited_on_its_way_comes_from_both_experiments(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    experiment = with_training(example("iris"), optimizer="adam", epochs=20)
    first = Run(experiment, MACHINE)
    writer = TapeWriter(path, experiment.network)
    begin(writer, first, Mark.FIRST)
    go_on(writer, first, until=8)
    first.run_batch()
    writer.append(first.record)
    writer.mark(len(writer) - 1, Mark.EDIT)
    edited = with_network(experiment, network_with(experiment.network, first.record.values))
    edited = with_training(with_weight(edited, 1, 0, 0, 2.5), learning_rate=0.001, batch_size=7)
    start = Progress(first.progress.position, first.progress.memory)
    second = Run(edited, MACHINE, start=start)
    begin(writer, second, Mark.EDIT)
    go_on(writer, second)
    writer.close()
    reader = TapeReader(path)
    assert legs(path) == [0, 10]
    assert reader.marks == {0: Mark.FIRST, 9: Mark.EDIT, 10: Mark.EDIT}
    assert_same_again(path)


def test_an_interrupted_replay_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    taped(with_training(example("iris"), epochs=40), path, every=1000)
    values = thin(path)
    replayer = Replayer(path, MACHINE)
    asked = 0

    def after_ten() -> bool:
        nonlocal asked
        asked += 1
        return asked % 10 == 0

    tries = 1
    while (again := replayer.values_at(33, after_ten)) is None:
        tries += 1
    assert again.tobytes() == values[33].tobytes()
    assert tries > 10


def test_without_a_memory_what_is_kept_is_as_good_as_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.tape"
    training = {"l2": 0.01, "schedule": Schedule("cosine"), "epochs": 40}
    taped(with_training(example("iris"), **training), path, every=1000)
    values = [TapeReader(path).values(index) for index in range(41)]
    (path / "weights.0").unlink()
    made = []
    real = TorchEngine.run_epoch
    monkeypatch.setattr(TorchEngine, "run_epoch", lambda *given: (made.append(1), real(*given))[1])
    replayer = Replayer(path, MACHINE)
    for index in (39, 7, 9, 1):
        again = replayer.values_at(index)
        assert again is not None
        assert again.tobytes() == values[index].tobytes()
    assert len(made) == 4


def test_other_data_are_noticed(tmp_path: Path) -> None:
    """Never a wrong network: neither where the leg's experiment names other rows by now."""
    path = tmp_path / "run.tape"
    experiment = with_training(example("iris"), epochs=20)
    taped(experiment, path)
    thin(path)
    other = with_training(experiment, seed=experiment.training.seed + 1)
    (path / "leg.0.perceptarium").write_bytes(to_bytes(other))
    with pytest.raises(Problem, match="epoch 13 cannot be worked out again"):
        Replayer(path, MACHINE).values_at(13)


def test_a_run_is_taken_up_at_its_newest_record_with_all_that_it_knew(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    stopping = EarlyStopping(patience=5)
    experiment = with_training(
        example("iris"), optimizer="adam", learning_rate=0.02, early_stopping=stopping, epochs=400
    )
    whole = Run(experiment, MACHINE)
    while not whole.is_done:
        whole.run_epoch()
    end = whole.position.epoch
    assert 10 < end < 400
    cut = with_training(experiment, epochs=end - 3)
    taped(cut, path, every=5)
    (path / "leg.0.perceptarium").write_bytes(to_bytes(experiment))
    run = resumed(path, MACHINE)
    assert run.position.epoch == end - 3
    while not run.is_done:
        run.run_epoch()
    assert run.position == whole.position
    assert run.stopped_early == whole.stopped_early
    assert run.record.values.tobytes() == whole.record.values.tobytes()
    assert run.progress == whole.progress


def test_a_checkpoint_beyond_the_last_record_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    taped(with_training(example("iris"), epochs=20), path)
    numbers = path / NUMBERS
    numbers.write_bytes(numbers.read_bytes()[: -5 * 48])
    assert resumed(path, MACHINE).position.epoch == 15
    writer = TapeWriter(path, example("iris").network, is_continued=True)
    assert checkpoint_before(path, 99, 100) == (13, path / FOLDER / "2.13")
    writer.close()


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    taped(with_training(example("iris"), optimizer="adam", epochs=8), path)
    reader = TapeReader(path)
    found = checkpoint_before(path, 8, 9)
    assert found is not None
    content = found[1].read_bytes()
    for broken in (content[:40], content + bytes(1 << 20), content[:-3], content[:100] + b"x" + content[100:]):
        found[1].write_bytes(broken)
        with pytest.raises(Problem):
            read_checkpoint(found[1], reader.shapes, reader.dtype)


def test_checkpoints_are_thinned_and_the_newest_and_those_of_legs_stay(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    run = Run(with_training(example("iris"), epochs=1), MACHINE)
    writer = TapeWriter(path, run.experiment.network, budget=80_000)
    begin(writer, run, Mark.FIRST)
    for _ in range(200):
        writer.append(replace(run.record, seconds=0.3))
        assert writer.wants_checkpoint
        writer.checkpoint(run.state)
        assert not writer.wants_checkpoint
        files = list((path / FOLDER).iterdir())
        assert sum(file.stat().st_size for file in files) <= 20_000
        assert checkpoint_before(path, len(writer), len(writer) + 1)[0] == len(writer) - 1
    writer.close()
    left = sorted(int(file.suffix[1:]) for file in files)
    assert left[0] == 0
    gaps = np.diff(left[1:-2])
    assert len(gaps) > 4
    assert len(set(gaps.tolist())) == 1


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_step_after_a_record_is_the_one_that_was_made(tmp_path: Path, optimizer: str) -> None:
    """Also across the end of an epoch, and whatever was asked for before."""
    experiment = with_training(example("iris"), optimizer=optimizer, epochs=4, record="step")
    path = tmp_path / "steps.tape"
    taped(experiment, path)
    steps = [TapeReader(path).values(index) for index in range(4 * 12 + 1)]
    epochs = tmp_path / "epochs.tape"
    taped(with_training(experiment, record="epoch"), epochs, every=2)
    thin(epochs)
    replayer = Replayer(epochs, MACHINE)
    own = Run(experiment, MACHINE)
    for index, batches in ((1, 0), (2, 3), (0, 11), (0, 14)):
        step = replayer.step_at(index, batches)
        place = 12 * index + batches
        assert step is not None
        assert step.before.tobytes() == steps[place].tobytes()
        assert step.after.tobytes() == steps[place + 1].tobytes()
        order = epoch_order(120, experiment.training, place // 12)[(place % 12) * 10 :][:10]
        assert step.rows == tuple(own._split.train_rows[row] for row in order)
