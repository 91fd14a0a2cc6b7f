"""Where a run can be taken up again: its experiment, and at intervals all it takes to go on from a record.

A run is made of legs: one from its start, another from every edit. `leg.N.perceptarium` in the tape's folder is the
experiment that records from number N on come from; its first record has a checkpoint that is kept for ever. Further
ones follow every so much work, as `checkpoints/O.N` (the O-th, of record N), and are thinned like weights: every
second stays, then every fourth, and always the newest. In a file stand the weights, then `progress_bytes`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.engines.engine import EngineState
from core.files.archive import progress_bytes, progress_from
from core.message import Message, Problem
from core.runs.tape_layout import Shapes, value_count, values_dtype, write_replacing

FOLDER = "checkpoints"
EVERY = 0.25
"""Seconds of work between two checkpoints."""
MOST = 2048
"""Checkpoints beside those of legs: a folder should stay a quick thing to look through."""
_LEG = "leg"
_LARGEST_PROGRESS = 1 << 16
"""Bytes that the head of the progress may take; its arrays are as long as the weights."""


def leg_path(folder: Path, index: int) -> Path:
    """The experiment that records from this one on come from."""
    return folder / f"{_LEG}.{index}.perceptarium"


def legs(folder: Path) -> list[int]:
    """The first records of all legs, in order."""
    return sorted(int(path.name.split(".")[1]) for path in folder.glob(f"{_LEG}.*.perceptarium"))


def forget_legs(folder: Path, count: int) -> None:
    """Remove the legs that none of the first `count` records belongs to."""
    for index in legs(folder):
        if index >= count:
            leg_path(folder, index).unlink()


def checkpoint_before(folder: Path, index: int, count: int) -> tuple[int, Path] | None:
    """The last checkpoint not after a record, of those of the first `count`: its record and its file."""
    found = [(entry.index, entry.path) for entry in checkpoints(folder) if entry.index <= index < count]
    return max(found, default=None)


def read_checkpoint(path: Path, shapes: Shapes, dtype: str) -> EngineState:
    """What was kept (raises Problem where it is not what the tape's network needs; OSError)."""
    size, values = value_count(shapes), values_dtype(dtype)
    broken = Problem(Message("is a damaged checkpoint"), str(path))
    if not 0 <= path.stat().st_size - size * values.itemsize <= 2 * size * values.itemsize + _LARGEST_PROGRESS:
        raise broken
    content = path.read_bytes()
    progress = progress_from(content[size * values.itemsize :])
    if any(len(array) != size for array in progress.memory.arrays):
        raise broken
    return EngineState(np.frombuffer(content, values, size).copy(), progress)


@dataclass(frozen=True)
class Checkpoint:
    """A file in the folder of checkpoints, and the record it is of."""

    ordinal: int | None
    """None: kept for ever."""
    index: int
    path: Path
    size: int


class Checkpoints:
    """The writing end."""

    def __init__(self, folder: Path, count: int = 0) -> None:
        """Go on with those of the first `count` records; the others are removed."""
        self._folder = folder
        (folder / FOLDER).mkdir(exist_ok=True)
        entries = list(checkpoints(folder))
        self._entries = [entry for entry in entries if entry.index < count]
        for entry in entries:
            if entry.index >= count:
                entry.path.unlink()
        self._next = 1 + max((entry.ordinal or 0 for entry in self._entries), default=0)
        self._level = 0
        self._worked = 0.0

    @property
    def is_due(self) -> bool:
        return self._worked >= EVERY

    def worked(self, seconds: float) -> None:
        self._worked += seconds

    def add(self, index: int, state: EngineState, is_for_ever: bool, room: int) -> None:
        """One more, of the newest record; older ones are thinned to stay within `room` bytes, where that can be."""
        content = state.values.tobytes() + progress_bytes(state.progress)
        ordinal = None if is_for_ever else self._next
        path = self._folder / FOLDER / f"{'leg' if ordinal is None else ordinal}.{index}"
        self._thin(room - len(content))
        write_replacing(path, content)
        self._entries.append(Checkpoint(ordinal, index, path, len(content)))
        self._next += not is_for_ever
        self._worked = 0.0

    def _thin(self, room: int) -> None:
        """Make `room` for those there are, the newest included: it goes with the one after the next at the latest."""
        self._remove_odd()
        while self._is_over(room) and any(entry.ordinal for entry in self._entries[:-1]):
            self._level += 1
            self._remove_odd()

    def _is_over(self, room: int) -> bool:
        return sum(entry.size for entry in self._entries) > room or len(self._entries) >= MOST

    def _remove_odd(self) -> None:
        """All that the present level no longer keeps, but for the newest."""
        kept = []
        for entry in self._entries:
            if entry is self._entries[-1] or entry.ordinal is None or entry.ordinal % (1 << self._level) == 0:
                kept.append(entry)
            else:
                with contextlib.suppress(OSError):
                    entry.path.unlink()
        self._entries = kept


def checkpoints(folder: Path) -> Iterator[Checkpoint]:
    """Those of a tape, in the order of their records."""
    paths = [path for path in (folder / FOLDER).glob("*.*") if path.suffix[1:].isdecimal()]
    for path in sorted(paths, key=lambda path: int(path.suffix[1:])):
        ordinal = None if path.stem == "leg" else int(path.stem)
        yield Checkpoint(ordinal, int(path.suffix[1:]), path, path.stat().st_size)
