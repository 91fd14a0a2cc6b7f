"""Runs in an experiment file: beside the experiment `runs.json` with their tree, and in a folder with each run's
number what it started from, as in an experiment file of its own, and its losses.

From its start every run can be had again, to the last bit. One that was edited on its way is taken apart before
(run_legs.py), unless its tape is saved too: in a folder of its own, as it lies on the disk (tape_parts.py).
Tapes are streamed in and out (tape_unpack.py), as they may be larger than the memory.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, BinaryIO
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.experiment import LARGEST_COUNT, Experiment
from core.files.archive import (
    ARRAYS,
    EXPERIMENT,
    LOSSES,
    PROGRESS,
    RUNS,
    TAPE_PART,
    Parts,
    is_archive,
    opened,
    pack,
    pack_into,
    part_named,
)
from core.files.file_schema import Text, first_problem
from core.files.files import experiment_from, parts_in, parts_of, read_open_as
from core.files.strict_json import json_from
from core.message import Message, Problem
from core.network import frozen
from core.runs.run_tree import LONGEST_NAME, RunTree, Stop, TrainedRun
from core.runs.tape import History
from core.runs.tape_layout import COLUMNS
from core.runs.tape_parts import TapeCopy
from core.runs.tape_unpack import PackedTape, packed_tape, room_for, tape_parts_in, unpack_tape
from core.tables.raw_table import NOBODY, Watch

_Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
_NUMBERS = "numbers"
TAPE = ".tape"
"""The suffix of a tape's folder."""


class _StopEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)
    epoch: Annotated[float, Field(ge=0)]
    edits: list[Text] | None = None


class _RunEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)
    id: Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
    name: Annotated[Text, Field(max_length=LONGEST_NAME)]
    notes: Text = ""
    color: _Count = 0
    parent: _Count | None = None
    record: _Count = 0
    stops: list[_StopEntry] = []


class _TreeEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)
    next: _Count
    runs: list[_RunEntry]


def read_with_runs(path: Path, tapes: Path | None = None, watch: Watch = NOBODY) -> tuple[Experiment, RunTree]:
    """The experiment in a file and the runs beside it (raises Problem, its place beginning with the path, and
    Cancelled; then nothing is left of it).

    Tapes in the file are unpacked into the folder `tapes`, which must be there; without one, only their numbers are
    read.
    """

    def made_of(content: bytes | BinaryIO, folder: Path) -> tuple[Experiment, RunTree]:
        experiment, tree = parse_with_runs(content, folder)
        if tapes is None or (isinstance(content, bytes) and not is_archive(content)):
            return experiment, tree
        with opened(content) as archive:
            return experiment, _unpacked(archive, tree, tapes, folder, watch)

    return read_open_as(path, made_of)


def holds_tapes(path: Path) -> bool:
    """Whether there are tapes in a file; False also where it cannot be read."""
    return any(TAPE_PART.fullmatch(name) for name in _names_in(path))


def holds_runs(path: Path) -> bool:
    """Whether there are runs in a file; False also where it cannot be read."""
    return f"{RUNS}.json" in _names_in(path)


def _names_in(path: Path) -> list[str]:
    with contextlib.suppress(OSError, ValueError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return archive.namelist()
    return []


def parse_with_runs(content: bytes | BinaryIO, folder: Path | None = None) -> tuple[Experiment, RunTree]:
    """What `bytes_with_runs` or `write_with_runs` made (raises Problem naming the place inside the file). Of tapes
    in it, the numbers."""
    parts = parts_in(content)
    experiment = experiment_from(parts, folder)
    tree = RunTree() if not parts.runs else _tree_from(parts.runs, folder)
    if isinstance(content, bytes) and not is_archive(content):
        return experiment, tree
    with opened(content) as archive:
        for tape in _tapes_in(archive, tree):
            tree = tree.with_changed(replace(tree[tape.run], history=tape.history))
    return experiment, tree


def bytes_with_runs(experiment: Experiment, tree: RunTree, folder: Path | None = None) -> bytes:
    """The file: a zip of the experiment and its runs, without tapes."""
    return pack(_parts(experiment, tree, folder))


def write_with_runs(
    file: BinaryIO,
    experiment: Experiment,
    tree: RunTree,
    copies: Mapping[Path, TapeCopy],
    folder: Path | None = None,
    watch: Watch = NOBODY,
) -> None:
    """Write the same file with these copies of the runs' tapes (raises Problem and Cancelled; OSError where a tape
    cannot be read)."""
    whole, done = sum(copy.size for copy in copies.values()), 0
    without = {run.id for run in tree.runs if run.tape in copies}
    with zipfile.ZipFile(file, "w") as archive:
        pack_into(archive, _parts(experiment, tree, folder, without))
        for run in tree.runs:
            copy = copies.get(run.tape) if run.tape is not None else None
            if copy is None:
                continue
            for name, pieces in (*copy.experiments(folder), *copy.parts()):
                # No size is known beforehand: also one beyond 4 GB must fit.
                with archive.open(part_named(f"{RUNS}/{run.id}/tape/{name}"), "w", force_zip64=True) as part:
                    for piece in pieces:
                        part.write(piece)
                        done += len(piece)
                        watch.at(done / max(whole, 1))


def _unpacked(archive: zipfile.ZipFile, tree: RunTree, tapes: Path, folder: Path, watch: Watch) -> RunTree:
    """The tree with the tapes of the zip on the disk; where that fails, nothing is left there."""
    found = _tapes_in(archive, tree)
    whole, done = sum(tape.size for tape in found), 0
    tag, made = uuid4().hex[:8], []

    def advance(size: int) -> None:
        nonlocal done
        done += size
        watch.at(done / max(whole, 1))

    try:
        room_for(found, tapes)
        for tape in found:
            path = tapes / f"file-{tag}-{tape.run}{TAPE}"
            made.append(path)
            unpack_tape(archive, tape, path, folder, advance)
            tree = tree.with_changed(replace(tree[tape.run], tape=path, history=None))
    except BaseException as error:
        for path in made:
            shutil.rmtree(path, ignore_errors=True)
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise Problem(Message("its tapes cannot be unpacked: {reason}", reason=reason), str(tapes)) from None
        raise
    return tree


def _tapes_in(archive: zipfile.ZipFile, tree: RunTree) -> list[PackedTape]:
    found = []
    for id, parts in tape_parts_in(archive).items():
        if id not in tree:
            raise Problem(Message("belongs to no run"), next(iter(parts.values())).filename)
        found.append(packed_tape(archive, id, parts, tree[id].start.network, _history_from))
    return found


def _parts(experiment: Experiment, tree: RunTree, folder: Path | None, without: Collection[int] = ()) -> Parts:
    """All that is no tape; without the losses of some runs, whose tapes have them."""
    entries: list[dict[str, Any]] = []
    runs: dict[str, bytes] = {}
    for _, run in tree.lines():  # parents before their branches
        entry: dict[str, Any] = {"id": run.id, "name": run.name, "notes": run.notes, "color": run.color}
        if run.parent is not None:
            entry |= {"parent": run.parent, "record": run.record}
        if run.stops:
            entry["stops"] = [_stop_entry(stop) for stop in run.stops]
        entries.append(entry)
        start = parts_of(run.start, folder)
        runs |= {f"{RUNS}/{run.id}/{name}": part for name, part in start.contents().items()}
        if run.history is not None and run.id not in without:
            runs[f"{RUNS}/{run.id}/{LOSSES}"] = _losses_bytes(run.history)
    index = json.dumps({"next": tree.next_id, "runs": entries}, ensure_ascii=False, indent=1)
    return replace(parts_of(experiment, folder), runs={f"{RUNS}.json": index.encode(), **runs})


def _tree_from(parts: dict[str, bytes], folder: Path | None) -> RunTree:
    index = f"{RUNS}.json"
    if index not in parts:
        raise Problem(Message("holds runs, but no list of them"), index)
    try:
        entry = _TreeEntry.model_validate(json_from(parts[index], {}))
    except ValidationError as error:
        raise first_problem(error).within(index) from None
    except Problem as problem:
        raise problem.within(index) from None
    tree = RunTree(next_id=1)
    for place, each in enumerate(entry.runs):
        if each.id in tree or each.id >= entry.next or (each.parent is not None and each.parent not in tree):
            raise Problem(
                Message("is not a tree of runs: a number stands twice, or no such run"), f"{index}: [{place}]"
            )
        tree = tree.with_run(_run_from(each, parts, folder))
    named = {f"{RUNS}/{run.id}" for run in tree.runs}
    for part in parts:
        if part != index and str(PurePosixPath(part).parent) not in named:
            raise Problem(Message("belongs to no run"), part)
    return RunTree(tree.runs, entry.next)


def _run_from(entry: _RunEntry, parts: dict[str, bytes], folder: Path | None) -> TrainedRun:
    place = f"{RUNS}/{entry.id}"
    if f"{place}/{EXPERIMENT}" not in parts:
        raise Problem(Message("holds no {name}", name=EXPERIMENT), place)
    start = {name: content for name in (EXPERIMENT, ARRAYS, PROGRESS) if (content := parts.get(f"{place}/{name}"))}
    try:
        experiment = experiment_from(Parts.of(start), folder)
    except Problem as problem:
        raise Problem(problem.message, f"{place}: {problem.place}" if problem.place else place) from None
    losses = parts.get(f"{place}/{LOSSES}")
    return TrainedRun(
        entry.id,
        experiment,
        entry.name,
        entry.color,
        entry.parent,
        entry.record,
        entry.notes,
        history=None if losses is None else _losses_from(losses, f"{place}/{LOSSES}"),
        stops=tuple(Stop(each.epoch, None if each.edits is None else tuple(each.edits)) for each in entry.stops),
    )


def _stop_entry(stop: Stop) -> dict[str, Any]:
    return {"epoch": stop.epoch} if stop.edits is None else {"epoch": stop.epoch, "edits": list(stop.edits)}


def _losses_bytes(history: History) -> bytes:
    from safetensors.numpy import save

    columns = [getattr(history, name) for name in COLUMNS]
    return bytes(save({_NUMBERS: np.ascontiguousarray(np.stack(columns))}))


def _losses_from(content: bytes, place: str) -> History:
    """Numbers of all records (columns × records); NaN stands for none, but for epochs and losses of training."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    broken = Problem(Message("is a damaged experiment file"), place)
    try:
        arrays = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise broken from None
    if list(arrays) != [_NUMBERS]:
        raise broken
    numbers = arrays[_NUMBERS]
    if numbers.dtype != np.float64 or numbers.ndim != 2 or len(numbers) != len(COLUMNS):
        raise broken
    return _history_from(numbers, place)


def _history_from(numbers: NDArray[Any], place: str) -> History:
    """Checked numbers (columns × records)."""
    known = np.isfinite(numbers[:2]).all() and (np.diff(numbers[0]) >= 0).all() and not np.isinf(numbers).any()
    if not known or (numbers[0] < 0).any():
        raise Problem(Message("is a damaged experiment file"), place)
    return History(*(frozen(column) for column in numbers))
