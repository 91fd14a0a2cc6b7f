"""Tapes in an experiment file: whole or thinned, and back on the disk with the same bits."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import core.files.archive
from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.files.files import read
from core.message import Problem
from core.runs.branching import branched
from core.runs.checkpoints import FOLDER
from core.runs.replay import Replayer
from core.runs.run import Run
from core.runs.run_files import holds_tapes, read_with_runs, write_with_runs
from core.runs.run_tree import RunTree, TrainedRun
from core.runs.tape import TapeReader
from core.runs.tape_layout import Mark
from core.runs.tape_parts import fitted
from core.runs.tape_writer import TapeWriter
from core.tables.raw_table import Cancelled, Watch
from tests.by_hand import with_weight
from tests.core.taped_runs import MACHINE, begin, bits, go_on, taped, trained

START = with_training(example("circle"), optimizer="adam", epochs=60)
EVERYTHING = 1 << 40


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> RunTree:
    """A run, and a branch of its epoch 27 with another weight."""
    folder = tmp_path_factory.mktemp("runs")
    taped(START, folder / "first.tape")
    reader = TapeReader(folder / "first.tape")
    there = replace(START, network=reader.network_at(27, START.network))
    edited = with_training(with_weight(there, 1, 0, 0, 2.5), epochs=90)
    second, _ = branched(reader.path, 27, edited, MACHINE)
    taped(second, folder / "second.tape")
    tree = RunTree().with_run(TrainedRun(1, START, "1", tape=folder / "first.tape"))
    return tree.with_run(TrainedRun(2, second, "2", 1, 1, 27, tape=folder / "second.tape"))


def saved(path: Path, tree: RunTree, budget: int = EVERYTHING, experiment: Experiment = START) -> Path:
    copies, _ = fitted([run.tape for run in tree.runs if run.tape is not None], budget)
    with path.open("wb") as file:
        write_with_runs(file, experiment, tree, copies, path.parent)
    return path


def unpacked(path: Path) -> RunTree:
    folder = path.parent / "unpacked"
    folder.mkdir(exist_ok=True)
    return read_with_runs(path, folder)[1]


def tape_of(tree: RunTree, id: int) -> Path:
    path = tree[id].tape
    assert path is not None
    return path


def test_tapes_come_back_with_the_same_bits(two_runs: RunTree, tmp_path: Path) -> None:
    path = saved(tmp_path / "both.perceptarium", two_runs)
    assert holds_tapes(path)
    assert read(path) == START
    tree = unpacked(path)
    for run in two_runs.runs:
        assert run.tape is not None
        assert bits(TapeReader(tape_of(tree, run.id))) == bits(TapeReader(run.tape))
        there, back = TapeReader(run.tape), TapeReader(tape_of(tree, run.id))
        np.testing.assert_array_equal(back.losses().train_loss, there.losses().train_loss)
        assert back.marks == there.marks
        assert tree[run.id].start == run.start
    assert trained(tree[2].start) == bits(TapeReader(tape_of(tree, 2)))


def test_without_a_folder_the_numbers_of_the_tapes_are_read(two_runs: RunTree, tmp_path: Path) -> None:
    _, tree = read_with_runs(saved(tmp_path / "both.perceptarium", two_runs))
    history = tree[2].history
    assert tree[2].tape is None
    assert history is not None
    assert len(history.epoch) == 64
    assert history.epoch[0] == 27


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_what_was_thinned_for_the_file_is_worked_out_again(tmp_path: Path, optimizer: str) -> None:
    start = with_training(START, optimizer=optimizer)
    taped(start, tmp_path / "run.tape")
    values = bits(TapeReader(tmp_path / "run.tape"))
    tree = RunTree().with_run(TrainedRun(1, start, "1", tape=tmp_path / "run.tape"))
    path = saved(tmp_path / "small.perceptarium", tree, budget=9_000)
    assert path.stat().st_size < 16_000
    reader = TapeReader(tape_of(unpacked(path), 1))
    assert {0, 60} < set(reader.kept.tolist()) < set(range(61))
    assert len(set(np.diff(reader.kept).tolist()) - {60 % np.diff(reader.kept)[0]}) <= 2
    replayer = Replayer(reader.path, MACHINE)
    for index in (1, 17, 42, 60, 5):
        again = replayer.values_at(index)
        assert again is not None
        assert again.tobytes() == values[index]
    branch, _ = branched(reader.path, 31, start, MACHINE, is_edited=False)
    assert trained(branch) == values[31:]


def test_a_budget_that_is_too_small_keeps_what_it_takes_to_have_everything_again(
    two_runs: RunTree, tmp_path: Path
) -> None:
    _, plan = fitted([tape_of(two_runs, 1), tape_of(two_runs, 2)], 1)
    assert plan.is_thinned
    assert plan.every is None
    tree = unpacked(saved(tmp_path / "least.perceptarium", two_runs, 1))
    for run in two_runs.runs:
        reader = TapeReader(tape_of(tree, run.id))
        assert {0, len(reader) - 1} <= set(reader.kept.tolist())
        again = Replayer(reader.path, MACHINE).values_at(11)
        assert again is not None
        assert again.tobytes() == bits(TapeReader(tape_of(two_runs, run.id)))[11]


def test_a_tape_that_is_being_written_is_saved_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    run = Run(START, MACHINE)
    writer = TapeWriter(path, START.network)
    begin(writer, run, Mark.FIRST)
    go_on(writer, run, until=20)
    writer.flush()
    copies, _ = fitted([path], EVERYTHING)
    go_on(writer, run)
    writer.close()
    tree = RunTree().with_run(TrainedRun(1, START, "1", tape=path))
    with (tmp_path / "live.perceptarium").open("wb") as file:
        write_with_runs(file, START, tree, copies)
    back = tape_of(unpacked(tmp_path / "live.perceptarium"), 1)
    assert bits(TapeReader(back)) == bits(TapeReader(path))[:21]
    branch, _ = branched(back, 20, START, MACHINE, is_edited=False)
    assert trained(branch) == bits(TapeReader(path))[20:]


def test_a_run_that_was_edited_on_its_way_is_saved_whole(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    run = Run(START, MACHINE)
    writer = TapeWriter(path, START.network)
    begin(writer, run, Mark.FIRST)
    go_on(writer, run, until=20)
    run = Run(with_training(run.experiment, learning_rate=0.3), MACHINE, start=run.progress)
    begin(writer, run, Mark.EDIT)
    go_on(writer, run)
    writer.close()
    tree = RunTree().with_run(TrainedRun(1, START, "1", tape=path))
    back = tape_of(unpacked(saved(tmp_path / "edited.perceptarium", tree, 1)), 1)
    again = Replayer(back, MACHINE).values_at(40)
    assert again is not None
    assert again.tobytes() == bits(TapeReader(path))[40]


Change = Callable[[dict[str, bytes]], object]
TAPE = "runs/1/tape/"


def changed(path: Path, change: Change, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def weights_with(value: float) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        name = f"{TAPE}weights.0"
        parts[name] = parts[name][:-4] + struct.pack("<f", value)

    return change


def marked_for(index: int, mark: int) -> Change:
    """The first record that is kept for ever is another one, or for another reason."""

    def change(parts: dict[str, bytes]) -> None:
        name = f"{TAPE}marked"
        parts[name] = struct.pack("<qq", index, mark) + parts[name][16:]

    return change


def longer(name: str) -> Change:
    return lambda parts: parts.update({TAPE + name: parts[TAPE + name] + b"\0" * 4})


def other_header(shapes: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        text = f'{{"dtype": "float32", "shapes": {shapes}}}'.encode()
        name = f"{TAPE}numbers"
        begin = 16 + int.from_bytes(parts[name][12:16], "little")
        parts[name] = struct.pack("<8sII", b"PERCTAPE", 2, len(text)) + text + parts[name][begin:]

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (weights_with(np.nan), "weights.0: every number must be finite"),
        (weights_with(np.inf), "weights.0: every number must be finite"),
        (longer("weights.0"), "weights.0: is a damaged part of a tape"),
        (longer("marked"), "marked: is a damaged part of a tape"),
        (marked_for(0, 57), "marked: is a damaged part of a tape"),
        (marked_for(-1, 1), "marked: is a damaged part of a tape"),
        (longer("numbers"), "numbers: is a damaged part of a tape"),
        (other_header("[[3, 2], [1, 3]]"), "numbers: the tape is of another network"),
        (other_header("[[100000000, 2]]"), "numbers: is not a tape"),
        (other_header("[[1e400, 2]]"), "numbers: is not a tape"),
        (lambda parts: parts.pop(f"{TAPE}numbers"), "numbers: is missing"),
        (lambda parts: parts.pop(f"{TAPE}leg.0.perceptarium"), "leg.0.perceptarium: is missing"),
        (lambda parts: parts.pop(f"{TAPE}weights.2"), "holds no weights of the newest record"),
        (lambda parts: parts.update({f"{TAPE}leg.0.perceptarium": b"{}"}), "leg.0.perceptarium: format"),
        (lambda parts: parts.update({f"{TAPE}last.7": b"1234"}), "last.7: is a damaged"),
        (lambda parts: parts.update({f"{TAPE}checkpoints/9.999": b"1234"}), "999: is a damaged"),
        (lambda parts: parts.update({f"{TAPE}../../evil": b""}), "unknown part"),
        (lambda parts: parts.update({"runs/7/tape/numbers": b""}), "runs/7/tape/numbers: belongs to no run"),
    ],
)
def test_a_tape_that_is_none_is_refused_in_one_line_and_leaves_nothing(
    two_runs: RunTree, tmp_path: Path, change: Change, reason: str
) -> None:
    path = changed(saved(tmp_path / "bad.perceptarium", two_runs), change)
    with pytest.raises(Problem, match=reason) as found:
        unpacked(path)
    assert "\n" not in str(found.value)
    assert not list((tmp_path / "unpacked").iterdir())


def test_a_checkpoint_that_is_none_is_refused(two_runs: RunTree, tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = f"{TAPE}{FOLDER}/leg.0"
        parts[name] = struct.pack("<f", np.nan) + parts[name][4:]

    path = changed(saved(tmp_path / "bad.perceptarium", two_runs), change)
    with pytest.raises(Problem, match=r"leg\.0: every number must be finite"):
        unpacked(path)


def test_packed_tapes_and_tapes_beyond_the_limit_are_refused_before_they_are_read(
    two_runs: RunTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "big.perceptarium", two_runs)
    small = changed(shutil.copy(path, tmp_path / "packed.perceptarium"), lambda _: None, zipfile.ZIP_DEFLATED)
    with pytest.raises(Problem, match="damaged"):
        unpacked(small)
    monkeypatch.setattr(core.files.archive, "LARGEST_TAPES", 1000)
    with pytest.raises(Problem, match="tapes that are too large"):
        read(path)


def test_any_damaged_byte_is_a_problem_or_does_no_harm(two_runs: RunTree, tmp_path: Path) -> None:
    content = saved(tmp_path / "whole.perceptarium", two_runs).read_bytes()
    random = np.random.default_rng(0)
    path = tmp_path / "broken.perceptarium"
    refused = 0
    for place in random.integers(0, len(content), 40).tolist():
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            unpacked(path)
        except Problem:
            refused += 1
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(Problem):
        unpacked(path)
    assert refused > 30


def test_a_full_disk_is_said_and_leaves_nothing(
    two_runs: RunTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "both.perceptarium", two_runs)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=100))
        with pytest.raises(Problem, match="its tapes need 1 MB on the disk, and 0 MB are free"):
            unpacked(path)
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr("core.runs.run_files.unpack_tape", full)
        with pytest.raises(Problem, match="cannot be unpacked: No space left"):
            unpacked(path)
    assert not list((tmp_path / "unpacked").iterdir())


def test_unpacking_and_saving_can_be_given_up(two_runs: RunTree, tmp_path: Path) -> None:
    path = saved(tmp_path / "both.perceptarium", two_runs)
    shares: list[float] = []
    (folder := tmp_path / "unpacked").mkdir()
    with pytest.raises(Cancelled):
        read_with_runs(path, folder, Watch(shares.append, lambda: len(shares) > 5))
    assert not list(folder.iterdir())
    assert shares == sorted(shares)
    copies, _ = fitted([tape_of(two_runs, 1)], EVERYTHING)
    with pytest.raises(Cancelled):
        write_with_runs(io.BytesIO(), START, two_runs, copies, watch=Watch(is_cancelled=lambda: True))


def test_the_legs_of_a_tape_name_their_table_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    table = tmp_path / "here" / "t.csv"
    table.write_text("x,y\n" + "".join(f"{i / 10},{i % 3}\n" for i in range(30)))
    network = example("sine").network
    data = replace(START.data, source="file", path=str(table), input_columns=("x",), target_columns=("y",), name="")
    start = Experiment(network, example("sine").example, data, with_training(START, epochs=5, loss="mse").training)
    taped(start, tmp_path / "here" / "run.tape")
    tree = RunTree().with_run(TrainedRun(1, start, "1", tape=tmp_path / "here" / "run.tape"))
    saved(tmp_path / "here" / "t.perceptarium", tree, 1, start)
    values = bits(TapeReader(tmp_path / "here" / "run.tape"))
    (tmp_path / "here").rename(tmp_path / "there")
    back = tape_of(unpacked(tmp_path / "there" / "t.perceptarium"), 1)
    again = Replayer(back, MACHINE).values_at(3)
    assert again is not None
    assert again.tobytes() == values[3]
