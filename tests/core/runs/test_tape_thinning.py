"""A tape within its budget: what stays, and that it is what was written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.examples import example
from core.message import Problem
from core.parameters import Values, flat_values
from core.results.metrics import Scores
from core.runs.tape import Record, TapeReader
from core.runs.tape_layout import NUMBERS, Mark
from core.runs.tape_levels import LevelFiles, level_of, levels_of, place_of, records_at
from core.runs.tape_writer import TapeWriter

NETWORK = example("bank").network
SIZE = flat_values(NETWORK).size
BYTES = 4 * SIZE


def values(index: int) -> Values:
    """Of every record others."""
    return np.arange(SIZE, dtype="float32") + 1000 * index


def record(index: int) -> Record:
    return Record(float(index), Scores(1 / (1 + index), None, 0.5, None), 0.01, values(index))


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def assert_true(reader: TapeReader) -> None:
    """Numbers of all records, and the weights of those that are kept, are what was written."""
    assert reader.losses().epoch.tolist() == list(range(len(reader)))
    for index in reader.kept.tolist():
        assert reader.values(index).tobytes() == values(index).tobytes()


@given(st.integers(1, 500))
@settings(max_examples=30)
def test_every_record_has_one_place(count: int) -> None:
    found: dict[int, list[int]] = {}
    for index in range(1, count):
        assert place_of(index) == len(found.setdefault(level_of(index), []))
        found[level_of(index)].append(index)
    assert {level: len(indices) for level, indices in found.items()} == {
        level: records_at(level, count) for level in levels_of(count)
    }


@given(
    count=st.integers(1, 400),
    marked=st.sets(st.integers(0, 399), max_size=6),
    room=st.integers(20, 200),
    flush_every=st.integers(1, 50),
    deaths=st.sets(st.integers(1, 399), max_size=2),
)
@settings(max_examples=30)
def test_what_stays_is_even_true_and_within_the_budget(
    count: int, marked: set[int], room: int, flush_every: int, deaths: set[int]
) -> None:
    marked = {index for index in marked if index < count}
    budget = 2 * (60 * count + BYTES * room)  # numbers cannot be thinned
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.tape"
        writer = TapeWriter(path, NETWORK, budget=budget)
        reader = TapeReader(path)
        for index in range(count):
            writer.append(record(index), Mark.EDIT if index in marked else None)
            if index % flush_every == 0:
                writer.flush()
                assert reader.poll() == index + 1
                assert reader.is_kept(index)
            if index in deaths:
                writer.close()
                writer = TapeWriter(path, NETWORK, budget=budget, is_continued=True)
        writer.close()
        assert size_of(path) <= budget
        assert reader.poll() == count
        assert_true(reader)
        kept = set(reader.kept.tolist())
        assert {0, count - 1} | marked <= kept
        assert reader.marks == {index: Mark.EDIT if index in marked else Mark.FIRST for index in {0} | marked}
        strides = [set(range(0, count, 1 << level)) for level in range(count.bit_length() + 1)]
        assert kept in [stride | marked | {count - 1} for stride in strides], "every n-th, and nothing else"


def test_half_of_the_room_is_used_at_least(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path / "run.tape", NETWORK, budget=400_000)
    for index in range(3000):
        writer.append(record(index))
    writer.close()
    reader = TapeReader(tmp_path / "run.tape")
    room = (400_000 - 3000 * 48) * 3 // 4
    assert 0.45 * room < len(reader.kept) * BYTES <= room or len(reader.kept) == 3000


def test_a_reader_keeps_what_it_has_seen_until_it_looks_again(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path / "run.tape", NETWORK, budget=20_000)
    for index in range(60):
        writer.append(record(index))
    writer.flush()
    reader = TapeReader(tmp_path / "run.tape")
    before = reader.kept.tolist()
    for index in range(60, 250):
        writer.append(record(index))
    writer.close()
    assert reader.kept.tolist() == before
    assert_true(reader)
    reader.poll()
    assert set(before) - set(reader.kept.tolist())
    assert_true(reader)


def test_what_was_thinned_is_refused_and_the_nearest_is_named(tmp_path: Path) -> None:
    writer = TapeWriter(tmp_path / "run.tape", NETWORK, budget=20_000)
    for index in range(250):
        writer.append(record(index))
    writer.close()
    reader = TapeReader(tmp_path / "run.tape")
    gone = next(index for index in range(250) if not reader.is_kept(index))
    with pytest.raises(Problem, match=f"weights of record {gone} are not on the tape"):
        reader.values(gone)
    kept = reader.kept
    for index in range(250):
        nearest = reader.nearest_kept(index)
        assert abs(nearest - index) == np.abs(kept - index).min()
        assert nearest in kept


def test_a_record_can_be_marked_later_and_then_stays(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    writer = TapeWriter(path, NETWORK, budget=20_000)
    for index in range(250):
        writer.append(record(index))
        if index == 17:
            writer.mark(17, Mark.BRANCH)
            writer.mark(17, Mark.BRANCH)
    with pytest.raises(Problem, match="not on the tape"):
        writer.mark(19, Mark.BRANCH)
    writer.close()
    reader = TapeReader(path)
    assert reader.marks == {0: Mark.FIRST, 17: Mark.BRANCH}
    assert_true(reader)


def test_a_mark_whose_record_did_not_reach_the_disk_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "run.tape"
    writer = TapeWriter(path, NETWORK)
    for index in range(6):
        writer.append(record(index), Mark.EDIT if index == 5 else None)
    writer.close()
    numbers = path / NUMBERS
    numbers.write_bytes(numbers.read_bytes()[:-1])
    assert 5 not in TapeReader(path).kept
    writer = TapeWriter(path, NETWORK, is_continued=True)
    writer.append(record(5))
    writer.close()
    reader = TapeReader(path)
    assert reader.marks == {0: Mark.FIRST}
    assert_true(reader)


def test_the_writer_may_die_between_any_two_deeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies on the disk before every write, rename and deletion is true, and can be gone on with."""
    path = tmp_path / "run.tape"
    left: list[Path] = []

    def watched(deed: Callable[..., Any]) -> Callable[..., Any]:
        def do(*given: Any, **options: Any) -> Any:
            if (path / NUMBERS).exists():
                left.append(tmp_path / f"{len(left)}.tape")
                shutil.copytree(path, left[-1])
            return deed(*given, **options)

        return do

    with monkeypatch.context() as patch:
        for owner, name in ((Path, "replace"), (Path, "unlink"), (LevelFiles, "flush"), (LevelFiles, "sweep")):
            patch.setattr(owner, name, watched(getattr(owner, name)))
        writer = TapeWriter(path, NETWORK, budget=4_000)
        for index in range(110):
            writer.append(record(index))
            if index % 9 == 0:
                writer.flush()
        writer.close()
    assert len(left) > 40
    assert len({path.name for each in left for path in each.glob("weights.*")}) > 4
    for each in left:
        reader = TapeReader(each)
        count = len(reader)
        assert_true(reader)
        assert count == 0 or reader.is_kept(count - 1)
        writer = TapeWriter(each, NETWORK, is_continued=True, budget=4_000)
        assert len(writer) == count
        for index in range(count, 130):
            writer.append(record(index))
            if index % 10 < 2:
                writer.flush()
                reader.poll()
                assert reader.is_kept(index)
        writer.close()
        assert reader.poll() == 130
        assert_true(reader)
