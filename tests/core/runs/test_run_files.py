"""Runs beside an experiment in its file."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import core.files.archive
from core.edits import with_training
from core.files.examples import example
from core.files.files import parse, to_bytes
from core.message import Problem
from core.runs.branching import branched
from core.runs.run import Run
from core.runs.run_files import bytes_with_runs, parse_with_runs, read_with_runs
from core.runs.run_legs import in_legs, leg_start
from core.runs.run_tree import RunTree, Stop, TrainedRun
from core.runs.tape import TapeReader
from core.runs.tape_layout import Mark
from core.runs.tape_writer import TapeWriter
from tests.by_hand import with_weight
from tests.core.loss_histories import history
from tests.core.taped_runs import MACHINE, begin, bits, go_on, taped, trained

BANK = example("bank")


def some_runs() -> RunTree:
    stops = Stop(3.0), Stop(5.5, ("Learning rate", "Change weight")), Stop(6.0, ())
    tree = RunTree().with_run(TrainedRun(1, BANK, "Run 1", 0, history=history(9), stops=stops))
    later = with_training(BANK, learning_rate=0.5)
    tree = tree.with_run(TrainedRun(2, later, "Run 2: ünïcode", 1, 1, 4, "a note\nof two lines", history=history(5)))
    return tree.with_run(TrainedRun(3, with_weight(BANK, 1, 0, 0, 2.0), "third", 2)).without_run(3)


def test_runs_come_back_as_they_were() -> None:
    content = bytes_with_runs(BANK, some_runs())
    experiment, tree = parse_with_runs(content)
    assert experiment == BANK == parse(content)
    assert tree.next_id == 4
    for back, there in zip(tree.runs, some_runs().runs, strict=True):
        assert back.start == there.start
        assert (back.id, back.name, back.notes, back.color) == (there.id, there.name, there.notes, there.color)
        assert (back.parent, back.record, back.stops) == (there.parent, there.record, there.stops)
        assert back.history is not None
        assert there.history is not None
        np.testing.assert_array_equal(back.history.train_loss, there.history.train_loss)
        np.testing.assert_array_equal(back.history.test_loss, there.history.test_loss)
    assert bytes_with_runs(BANK, tree) == content


def test_a_file_without_runs_has_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.perceptarium"
    path.write_bytes(to_bytes(BANK))
    experiment, tree = read_with_runs(path)
    assert experiment == BANK
    assert not tree.runs


def test_a_run_and_its_branch_are_had_again_from_the_file_to_the_last_bit(tmp_path: Path) -> None:
    first = with_training(example("circle"), optimizer="adam", epochs=40)
    taped(first, tmp_path / "run.tape")
    reader = TapeReader(tmp_path / "run.tape")
    there = replace(first, network=reader.network_at(27, first.network))
    edited = with_training(with_weight(there, 1, 0, 0, 2.5), epochs=60)
    second, _ = branched(reader.path, 27, edited, MACHINE)
    expected = bits(reader), trained(second)
    runs = RunTree().with_run(TrainedRun(1, first, "1")).with_run(TrainedRun(2, second, "2", 1, 1, 27))
    _, tree = parse_with_runs(bytes_with_runs(first, runs))
    assert (trained(tree[1].start), trained(tree[2].start)) == expected
    assert Run(tree[2].start, MACHINE).position.epoch == 27


def test_branches_of_an_edited_run_go_with_the_part_they_left(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    experiment = with_training(example("iris"), optimizer="adam", epochs=20)
    run = Run(experiment, MACHINE)
    writer = TapeWriter(path, experiment.network)
    begin(writer, run, Mark.FIRST)
    go_on(writer, run, until=8)
    run = Run(with_training(experiment, learning_rate=0.3, epochs=12), MACHINE, start=run.progress)
    begin(writer, run, Mark.EDIT)
    go_on(writer, run)
    writer.close()
    stops = Stop(5.0), Stop(8.0, ("Learning rate",)), Stop(10.0)
    first = TrainedRun(1, experiment, "a", tape=path, history=TapeReader(path).losses(), stops=stops)
    tree = RunTree().with_run(first)
    for id, record in ((2, 8), (3, 9), (4, 11)):
        tree = tree.with_run(TrainedRun(id, experiment, "b", parent=1, record=record))
    apart = in_legs(tree, lambda run, epoch: f"{run.name} {epoch:g}")
    assert [(each.id, each.parent, each.record, each.name) for each in apart.runs] == [
        (1, None, 0, "a"), (2, 1, 8, "b"), (3, 5, 0, "b"), (4, 5, 2, "b"), (5, 1, 8, "a 8")
    ]  # fmt: skip
    back = parse_with_runs(bytes_with_runs(BANK, apart))[1]
    assert [run.stops for run in back.runs if run.stops] == [(Stop(5.0),), (Stop(10.0),)]
    assert back[5].start.progress == leg_start(path, 9).progress
    assert [back[3].parent, back[4].parent] == [5, 5]


def changed(**parts: bytes | None) -> bytes:
    """The file with other parts; None: without that one."""
    names = {"index": "runs.json", "losses": "runs/1/losses.safetensors", "start": "runs/2/experiment.json"}
    new = {names.get(key, key): content for key, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(bytes_with_runs(BANK, some_runs()))) as archive:
        contents: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in (contents | new).items():
            if content is not None:
                archive.writestr(name, content)
    return memory.getvalue()


def index(*runs: dict[str, object], **more: object) -> bytes:
    return json.dumps({"next": 9, "runs": list(runs)} | more).encode()


ONE = {"id": 1, "name": "a"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed(index=None), "runs.json: holds runs, but no list of them"),
        (changed(index=b"{"), "runs.json"),
        (changed(index=b"[]"), "runs.json: an object"),
        (changed(index=index(ONE, ONE)), r"runs.json: \[1\]: is not a tree"),
        (changed(index=index(ONE, {"id": 2, "name": "b", "parent": 7})), "is not a tree"),
        (changed(index=index({"id": 1, "name": "a", "parent": 1})), "is not a tree"),
        (changed(index=index(ONE)), "runs/2/.*: belongs to no run"),
        (changed(index=index(ONE, {"id": 2, "name": "b", "colour": 1})), r"runs.json.runs\[1\].colour: unknown key"),
        (changed(index=index({"id": True, "name": "a"})), "whole number"),
        (changed(index=index({"id": 1, "name": "a" * 500})), "200"),
        (changed(index=index(ONE | {"stops": [{"epoch": -1.0}]})), r"runs.json.runs\[0\].stops\[0\].epoch"),
        (changed(index=index(ONE | {"stops": [{"epoch": float("nan")}]})), "runs.json"),
        (changed(start=None), "runs/2: holds no experiment.json"),
        (changed(start=b"{}"), "runs/2: format"),
        (changed(losses=b"12345678"), "runs/1/losses.safetensors: is a damaged"),
        (changed(**{"runs/1/tape": b""}), "unknown part"),
        (changed(**{"runs/../../evil/experiment.json": b""}), "unknown part"),
    ],
)
def test_what_is_no_tree_of_runs_is_refused_in_one_line(content: bytes, reason: str) -> None:
    with pytest.raises(Problem, match=reason) as found:
        parse_with_runs(content)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("numbers", [np.zeros((6, 3)) * np.nan, np.zeros((5, 3)), np.zeros((6, 3), np.float32)])
def test_losses_that_are_none_are_refused(numbers: np.ndarray) -> None:
    from safetensors.numpy import save

    with pytest.raises(Problem, match="damaged"):
        parse_with_runs(changed(losses=save({"numbers": numbers})))


def test_the_parts_of_all_runs_together_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes_with_runs(BANK, some_runs())
    monkeypatch.setattr(core.files.archive, "LARGEST_WHOLE", 2000)
    with pytest.raises(Problem, match="too large"):
        parse_with_runs(content)


def test_a_long_chain_of_branches_is_no_trouble() -> None:
    tree = RunTree(tuple(TrainedRun(id, BANK, "a", 0, id - 1 or None) for id in range(1, 3000)), 3000)
    assert [depth for depth, _ in tree.lines()] == list(range(2999))
