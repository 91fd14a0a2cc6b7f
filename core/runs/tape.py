"""The tape: what a training run leaves behind, record by record, in a folder that the window reads meanwhile.

`numbers`   magic (8 bytes), version and length of the header (two uint32), the header as JSON padded with spaces to a
            multiple of 8 bytes; then six float64 a record (`epoch`, losses, accuracies, `seconds`; NaN for none).
            Numbers are never thinned.
`weights.L` weights and bias of each layer in turn, of every record whose number 2 divides L times
            (core/runs/tape_levels.py). Where the tape outgrows its budget, the lowest level goes: every second record
            stays, then every fourth, …
`marked`    number (int64), mark (int64, `Mark`) and weights of the records that are never thinned: the first, and
            those around an edit or where a branch begins.
`last.N`    weights of the newest record, where no other file has them.
`checkpoints`, `leg.N.perceptarium`: from where a thinned record is worked out again (core/runs/checkpoints.py).

All is little-endian, and files are appended to, put in place whole, or deleted; nothing is rewritten. A record counts
once its numbers are on the disk, and its weights are written before them: so the writer may die at any byte, and half
a record is never read.

Budget: one figure for the folder. What fits into memory is in memory: the pages of the system's cache, which both
processes share and which it gives up when others need them. To keep a first part in memory of our own would hold it
twice, and lose it with the process that has it; a shared memory folder is not to be had everywhere.
"""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.network import Array, Network, frozen
from core.parameters import Values, network_with
from core.results.metrics import Scores
from core.runs.tape_layout import (
    COLUMNS,
    ENTRY,
    MARKED,
    NUMBERS,
    Mark,
    last_path,
    marked_dtype,
    read_header,
    shapes_of,
    value_count,
    values_dtype,
)
from core.runs.tape_levels import level_name, level_of, level_path, levels_of, place_of, records_at


@dataclass(frozen=True, eq=False)
class Record:
    """One moment of a run. `epoch` counts passes done (a fraction inside one), `seconds` is how long the work took
    since the record before, losses included; `values` are weights and biases as the engine has them, flat."""

    epoch: float
    scores: Scores
    seconds: float
    values: Values


@dataclass(frozen=True, eq=False)
class History:
    """What a plot needs, one number a record (float64, read-only); NaN where there is none."""

    epoch: Array
    train_loss: Array
    test_loss: Array
    train_accuracy: Array
    test_accuracy: Array
    seconds: Array


@dataclass(frozen=True, eq=False)
class Held:
    """The content of a tape's files: numbers (records × columns), weights of each level (records × values), and the
    entries of the marked records."""

    numbers: Array
    levels: dict[int, NDArray[Any]]
    marked: NDArray[Any]


class TapeReader:
    """Reads a tape while it is being written. `poll` looks how far it reaches; the rest shows what it found.

    What was kept at a poll is mapped and can be read until the next one, whatever is thinned or deleted meanwhile.
    """

    def __init__(self, path: Path) -> None:
        """Raises Problem where the folder holds no tape."""
        self.path = path
        self.shapes, self.dtype, self._start = read_header(path)
        self._size = value_count(self.shapes)
        self._table = np.zeros((64, len(COLUMNS)))
        self._count = 0
        self._levels: dict[int, NDArray[Any]] = {}
        self._marked: NDArray[Any] = np.zeros(0, marked_dtype(self.shapes, self.dtype))
        self._marks: dict[int, int] = {}
        self._last: Values | None = None
        self._kept: NDArray[np.int64] | None = None
        self.poll()

    def poll(self) -> int:
        """Look for new records and return how many whole ones there are now; of a deleted tape, those seen before."""
        with suppress(FileNotFoundError):
            self._read_numbers()
            self._map()
            # The writer may have gone on in between, and what it no longer needs is deleted.
            while self._count and not self.is_kept(self._count - 1) and self._read_numbers():
                self._map()
        return self._count

    def __len__(self) -> int:
        """Whole records seen at the last `poll`."""
        return self._count

    def losses(self) -> History:
        """The numbers of all records."""
        columns = [self._table[: self._count, index] for index in range(len(COLUMNS))]
        for column in columns:
            column.setflags(write=False)
        return History(*columns)

    @property
    def held(self) -> Held:
        """What was found at the last `poll`, as it lies on the disk; it can be read until the next one."""
        marked = self._marked[self._marked["index"] < self._count]
        return Held(self._table[: self._count], dict(self._levels), marked)

    @property
    def kept(self) -> NDArray[np.int64]:
        """The numbers of the records whose weights are on the tape, in order."""
        if self._kept is None:
            mask = np.zeros(self._count, np.bool_)
            for level in self._levels:
                mask[1 << level :: 2 << level] = True
            mask[[index for index in self._marks if index < self._count]] = True
            if self._last is not None:
                mask[-1] = True
            self._kept = np.flatnonzero(mask)
            self._kept.setflags(write=False)
        return self._kept

    @property
    def marks(self) -> dict[int, Mark]:
        """The records that are never thinned, and why."""
        return {index: Mark(self._marked[at]["mark"]) for index, at in sorted(self._marks.items())}

    def is_kept(self, index: int) -> bool:
        """Whether the weights of a record are on the tape."""
        return self._values(index) is not None

    def nearest_kept(self, index: int) -> int:
        """The record nearest to this one whose weights are on the tape; of two, the earlier."""
        kept = self.kept
        at = int(np.searchsorted(kept, index))
        around = kept[max(at - 1, 0) : at + 1]
        return int(around[np.abs(around - index).argmin()])

    def values(self, index: int) -> Values:
        """Weights and biases of one record, flat, in the precision of the engine (a copy; raises Problem where they
        are not kept)."""
        values = self._values(index)
        if values is None:
            raise Problem(Message("the weights of record {index} are not on the tape", index=index), str(self.path))
        return np.array(values)

    def way_of(self, numbers: Sequence[int], most: int) -> Array:
        """How some of the flat numbers went over the records that are kept (records × numbers); of many records
        evenly so many, the last one among them."""
        kept, picked = self.kept, list(numbers)
        chosen = np.unique(np.linspace(0, len(kept) - 1, min(len(kept), most)).round().astype(np.intp))
        rows = [values[picked] for index in kept[chosen].tolist() if (values := self._values(index)) is not None]
        return frozen(np.reshape(rows, (len(rows), len(picked))))

    def network_at(self, index: int, base_network: Network) -> Network:
        """`base_network` with the weights and biases of one record (raises Problem where the shapes differ or the
        weights are not kept)."""
        return self.network_of(self.values(index), base_network)

    def network_of(self, values: Values, base_network: Network) -> Network:
        """`base_network` with flat weights and biases, as on this tape (raises Problem where its shapes differ)."""
        if not self.fits(base_network):
            raise Problem(Message("the tape is of another network"), str(self.path))
        return network_with(base_network, values)

    def scores(self, index: int) -> Scores:
        """Losses and accuracies of one record."""
        train_loss, *rest = self._table[index, 1:5].tolist()
        return Scores(train_loss, *(None if math.isnan(number) else number for number in rest))

    def record(self, index: int) -> Record:
        """One record with everything in it (raises Problem where its weights are not kept)."""
        epoch, seconds = float(self._table[index, 0]), float(self._table[index, 5])
        return Record(epoch, self.scores(index), seconds, self.values(index))

    def fits(self, network: Network) -> bool:
        """Whether the network has the shapes of the one on the tape."""
        return shapes_of(network) == self.shapes

    def _values(self, index: int) -> Values | None:
        if not 0 <= index < self._count:
            raise IndexError(index)
        if index in self._marks:
            marked: Values = self._marked[self._marks[index]]["values"]
            return marked
        level = self._levels.get(level_of(index)) if index else None
        if level is not None:
            values: Values = level[place_of(index)]
            return values
        return self._last if index == self._count - 1 else None

    def _read_numbers(self) -> bool:
        """Whether there are more whole records than before."""
        with (self.path / NUMBERS).open("rb") as file:
            file.seek(self._start + self._count * ENTRY)
            content = file.read()
        fresh = len(content) // ENTRY
        if not fresh:
            return False
        count = self._count + fresh
        if count > len(self._table):
            # Twice the room, so that a long run is not copied again and again; what was handed out stays as it is.
            table = np.zeros((2 * count, len(COLUMNS)))
            table[: self._count] = self._table[: self._count]
            self._table = table
        self._table[self._count : count] = np.frombuffer(content, "<f8", fresh * len(COLUMNS)).reshape(fresh, -1)
        self._count = count
        return True

    def _map(self) -> None:
        """Map what is there for the records there are."""
        names = {entry.name for entry in os.scandir(self.path)}
        levels = {}
        for level in levels_of(self._count):
            if level_name(level) in names:
                array = self._map_level(level)
                if array is not None:
                    levels[level] = array
        self._levels = levels
        self._map_marked()
        index = self._count - 1
        path = last_path(self.path, index)
        self._last = self._mapped(path, 1) if path.name in names else None
        self._kept = None

    def _map_level(self, level: int) -> NDArray[Any] | None:
        """All records of a level; None where they are no longer all there."""
        count = records_at(level, self._count)
        known = self._levels.get(level)
        if known is not None and len(known) == count:
            return known
        flat = self._mapped(level_path(self.path, level), count)
        return None if flat is None else flat.reshape(count, self._size)

    def _mapped(self, path: Path, count: int) -> NDArray[Any] | None:
        dtype = values_dtype(self.dtype)
        return _map_file(path, dtype, count * self._size)

    def _map_marked(self) -> None:
        path = self.path / MARKED
        count = path.stat().st_size // self._marked.itemsize if path.exists() else 0
        if count > len(self._marked):
            mapped = _map_file(path, self._marked.dtype, count)
            if mapped is not None:
                known = len(self._marked)
                self._marked = mapped
                self._marks |= {int(index): known + at for at, index in enumerate(mapped["index"][known:])}


def _map_file(path: Path, dtype: np.dtype[Any], count: int) -> NDArray[Any] | None:
    """The first entries of a file; None where it is gone or shorter."""
    size = count * dtype.itemsize
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < size:
                return None
            return np.frombuffer(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ), dtype, count)
    except (FileNotFoundError, PermissionError):  # deleted, or on Windows about to be
        return None
