"""Runs in an experiment file: beside the experiment `runs.json` with their tree, and in a folder with each run's
number what it started from, as in an experiment file of its own, and its losses.

Weights on tapes are not saved: from its start every run can be had again, to the last bit. One that was edited on its
way is taken apart before (core/run_legs.py).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.archive import ARRAYS, EXPERIMENT, LOSSES, PROGRESS, RUNS, Parts, is_archive, pack, unpack
from core.experiment import LARGEST_COUNT, Experiment
from core.file_schema import Text, first_problem
from core.files import experiment_from, json_from, parts_of, read_as
from core.message import Message, Problem
from core.network import frozen
from core.run_tree import LONGEST_NAME, RunTree, TrainedRun
from core.tape import History
from core.tape_layout import COLUMNS

_Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
_NUMBERS = "numbers"


class _RunEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    id: Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
    name: Annotated[Text, Field(max_length=LONGEST_NAME)]
    notes: Text = ""
    color: _Count = 0
    parent: _Count | None = None
    record: _Count = 0


class _TreeEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    next: _Count
    runs: list[_RunEntry]


def read_with_runs(path: Path) -> tuple[Experiment, RunTree]:
    """The experiment in a file and the runs beside it (raises Problem, its place beginning with the path)."""
    return read_as(path, parse_with_runs)


def parse_with_runs(content: bytes, folder: Path | None = None) -> tuple[Experiment, RunTree]:
    """What `bytes_with_runs` made (raises Problem naming the place inside the file)."""
    parts = unpack(content) if is_archive(content) else Parts(content)
    experiment = experiment_from(parts, folder)
    return experiment, RunTree() if not parts.runs else _tree_from(parts.runs, folder)


def bytes_with_runs(experiment: Experiment, tree: RunTree, folder: Path | None = None) -> bytes:
    """The file: a zip of the experiment and its runs."""
    entries: list[dict[str, Any]] = []
    runs: dict[str, bytes] = {}
    for _, run in tree.lines():  # parents before their branches
        entry = {"id": run.id, "name": run.name, "notes": run.notes, "color": run.color}
        entries.append(entry if run.parent is None else entry | {"parent": run.parent, "record": run.record})
        start = parts_of(run.start, folder)
        runs |= {f"{RUNS}/{run.id}/{name}": part for name, part in start.contents().items()}
        if run.history is not None:
            runs[f"{RUNS}/{run.id}/{LOSSES}"] = _losses_bytes(run.history)
    index = json.dumps({"next": tree.next_id, "runs": entries}, ensure_ascii=False, indent=1)
    return pack(replace(parts_of(experiment, folder), runs={f"{RUNS}.json": index.encode(), **runs}))


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
    )


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
    known = np.isfinite(numbers[:2]).all() and (np.diff(numbers[0]) >= 0).all() and not np.isinf(numbers).any()
    if not known or (numbers[0] < 0).any():
        raise broken
    return History(*(frozen(column) for column in numbers))
