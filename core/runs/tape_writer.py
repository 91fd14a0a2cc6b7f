"""The writing end of a tape (core/runs/tape.py)."""

from __future__ import annotations

import math
import shutil
import struct
from pathlib import Path

import numpy as np

from core.engines.engine import EngineState
from core.message import Message, Problem
from core.network import Network
from core.parameters import Values
from core.runs.checkpoints import Checkpoints, forget_legs, leg_path
from core.runs.tape import Record, TapeReader
from core.runs.tape_layout import (
    COLUMNS,
    ENTRY,
    LAST,
    MARKED,
    NUMBERS,
    Mark,
    header,
    last_path,
    marked_dtype,
    read_header,
    shapes_of,
    value_count,
    values_dtype,
    write_replacing,
)
from core.runs.tape_levels import LevelFiles

BUDGET = 2 << 30
"""Bytes that a tape may take on the disk."""
_ENTRY = struct.Struct(f"<{len(COLUMNS)}d")
_MARK = struct.Struct("<qq")


def affordable(folder: Path, budget: int = BUDGET) -> int:
    """The budget, or half of what is free on the disk where that is less."""
    return min(budget, shutil.disk_usage(folder).free // 2)


class TapeWriter:
    """Appends records. They reach the disk at `flush`, which also makes them visible to readers."""

    def __init__(
        self,
        path: Path,
        network: Network,
        dtype: str = "float32",
        is_continued: bool = False,
        budget: int = BUDGET,
    ) -> None:
        """Begin a tape in a new folder, or go on with the one in `path` (raises Problem if that is of another
        network)."""
        self.path = path
        self._shapes, self._dtype, self._budget = shapes_of(network), values_dtype(dtype), budget
        self._size = value_count(self._shapes) * self._dtype.itemsize
        self._count = 0
        if is_continued:
            if read_header(path)[:2] != (self._shapes, dtype):
                raise Problem(Message("the tape is of another network"), str(path))
            self._count = len(TapeReader(path))
        else:
            path.mkdir()
            write_replacing(path / NUMBERS, header(self._shapes, dtype))
        self._numbers = (path / NUMBERS).open("r+b")
        self._numbers.truncate(read_header(path)[2] + self._count * ENTRY)
        self._numbers.seek(0, 2)
        self._levels = LevelFiles(path, self._size, self._count)
        self._open_marked(marked_dtype(self._shapes, dtype).itemsize)
        forget_legs(path, self._count)
        self._checkpoints = Checkpoints(path, self._count)
        self._last_files = [last_path(path, self._count - 1)]
        self._levels.unwanted += [file for file in path.glob(f"{LAST}.*") if file not in self._last_files]
        self._levels.sweep()
        self._pending = bytearray()
        self._latest = b""
        self._is_latest_marked = False
        self._legs = sum(leg.stat().st_size for leg in path.glob("leg.*"))

    def __len__(self) -> int:
        """Records written, whether or not they are flushed."""
        return self._count

    @property
    def wants_checkpoint(self) -> bool:
        """Whether so much work was done since the last one that it should not be done again."""
        return self._checkpoints.is_due

    def append(self, record: Record, mark: Mark | None = None) -> None:
        """One record more; a marked one is never thinned, nor is the first."""
        scores = record.scores
        losses = (scores.train_loss, scores.test_loss, scores.train_accuracy, scores.test_accuracy)
        numbers = (record.epoch, *losses, record.seconds)
        self._pending += _ENTRY.pack(*(math.nan if number is None else number for number in numbers))
        self._latest = np.asarray(record.values, self._dtype).tobytes()
        if len(self._latest) != self._size:
            raise ValueError("values of another network")
        index = self._count
        self._levels.write(index, self._latest)
        self._count += 1
        mark = Mark.FIRST if index == 0 and mark is None else mark
        self._is_latest_marked = mark is not None
        if mark is not None:
            self._write_mark(index, mark, self._latest)
        self._checkpoints.worked(record.seconds)
        if self._used > self._room_for_weights:
            self.flush()

    def mark(self, index: int, mark: Mark, values: Values | None = None) -> None:
        """Keep a record that has been written already for ever (raises Problem where it was thinned, unless its
        `values` are given)."""
        # An entry whose record never reached the disk ends what is read of the marks: so none may follow it.
        self.flush()
        reader = TapeReader(self.path)
        if index not in reader.marks:
            kept = reader.values(index) if values is None else np.asarray(values, self._dtype)
            self._write_mark(index, mark, kept.tobytes())
            self._marked.flush()
            self._is_latest_marked |= index == self._count - 1

    def begin_leg(self, experiment: bytes) -> None:
        """The records from the next one on come from this experiment (the content of its file); call `checkpoint`
        after the first of them."""
        write_replacing(leg_path(self.path, self._count), experiment)
        self._legs += len(experiment)

    def checkpoint(self, state: EngineState, is_first_of_leg: bool = False) -> None:
        """Keep all it takes to go on from the newest record; for ever, where a leg begins with it."""
        self._checkpoints.add(self._count - 1, state, is_first_of_leg, self._room // 4)

    def flush(self) -> None:
        """Thin where the budget asks for it; weights first, then the numbers that make them count."""
        if not self._pending:
            self._levels.sweep()
            return
        self._levels.flush()
        while self._used > self._room_for_weights and self._levels.thin():
            pass
        stale, self._last_files = self._last_files, []
        if not (self._levels.holds(self._count - 1) or self._is_latest_marked):
            self._last_files = [last_path(self.path, self._count - 1)]
            write_replacing(self._last_files[0], self._latest)
        self._marked.flush()
        self._numbers.write(self._pending)
        self._numbers.flush()
        self._pending.clear()
        # Only now: until a moment ago readers knew no newer record than the one these belong to.
        unwanted = self._levels.unwanted + stale
        self._levels.unwanted = [path for path in unwanted if path not in self._last_files]
        self._levels.sweep()

    def close(self) -> None:
        try:
            self.flush()
        finally:
            for file in (self._numbers, self._marked, self._levels):
                file.close()

    @property
    def _used(self) -> int:
        return self._levels.bytes + self._marked_bytes

    @property
    def _room(self) -> int:
        """For weights and checkpoints; numbers and experiments cannot be thinned, and have at most a half."""
        return max(self._budget - self._count * ENTRY - self._legs, self._budget // 2)

    @property
    def _room_for_weights(self) -> int:
        """Beside two files for the newest record, one of them about to go."""
        return self._room * 3 // 4 - 2 * self._size

    def _write_mark(self, index: int, mark: Mark, content: bytes) -> None:
        self._marked.write(_MARK.pack(index, mark) + content)
        self._marked_bytes += _MARK.size + len(content)

    def _open_marked(self, entry: int) -> None:
        """Open the marks, cut before the first whose record did not reach the disk."""
        path = self.path / MARKED
        path.touch()
        self._marked = path.open("r+b")
        whole = 0
        while len(start := self._marked.read(entry)) == entry and _MARK.unpack_from(start)[0] < self._count:
            whole += entry
        self._marked.truncate(whole)
        self._marked.seek(whole)
        self._marked_bytes = whole
