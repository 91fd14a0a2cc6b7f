"""What the file of a document holds: read and written whole, in any thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.experiment import Experiment
from core.files.files import to_bytes
from core.message import Message, Problem
from core.runs.run_files import bytes_with_runs, read_with_runs, write_with_runs
from core.runs.run_tree import RunTree
from core.runs.tape_parts import Plan, fitted
from core.tables.raw_table import NOBODY, Watch
from simulator.files.saving import fingerprint, stream_over


@dataclass(frozen=True, eq=False)
class FileContent:
    """An experiment and its runs as they were read, and the fingerprint of the file."""

    experiment: Experiment
    runs: RunTree
    disk: str | None


@dataclass(frozen=True, eq=False)
class Saved:
    """What was written: the experiment, the fingerprint of the file, why what was there before is not kept (None:
    it is), and what became of the tapes (None: there are none in it)."""

    path: Path
    experiment: Experiment
    disk: str
    not_kept: Problem | None
    tapes: Plan | None


def file_content(path: Path, tapes: Path | None = None, watch: Watch = NOBODY) -> FileContent:
    """Read a file; tapes in it are unpacked into the folder `tapes` (raises Problem, Cancelled)."""
    # The fingerprint first: what is written in between is then noticed, not taken for what was read.
    disk = fingerprint_at(path)
    return FileContent(*read_with_runs(path, tapes, watch), disk)


def written(path: Path, experiment: Experiment, runs: RunTree, budget: int | None, watch: Watch) -> Saved:
    """Write a file whole or not at all; with a budget, together with the tapes of the runs (raises Problem,
    Cancelled)."""
    tapes = [run.tape for run in runs.runs if run.tape is not None]
    if budget is None or not tapes:
        has_runs = bool(runs.runs)
        content = bytes_with_runs(experiment, runs, path.parent) if has_runs else to_bytes(experiment, path.parent)
        return Saved(path, experiment, *stream_over(path, lambda file: file.write(content)), None)
    try:
        copies, plan = fitted(tapes, budget)
        found = stream_over(path, lambda file: write_with_runs(file, experiment, runs, copies, path.parent, watch))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Problem(Message("the tape of a run cannot be read: {reason}", reason=reason)) from None
    return Saved(path, experiment, *found, plan)


def fingerprint_at(path: Path | None) -> str | None:
    """The fingerprint of a file; None where there is none that can be read."""
    try:
        return None if path is None else fingerprint(path)
    except OSError:
        return None
