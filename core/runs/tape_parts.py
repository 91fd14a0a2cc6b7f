"""Tapes on their way into an experiment file: as they stood at one moment, thinned until they fit into a budget.

A part is what a file in the tape's folder holds (core/runs/tape.py). Nothing here changes a tape; one that is being
written goes on meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.files.archive import LARGEST_TAPES
from core.files.files import parse, to_bytes
from core.runs.checkpoints import FOLDER, checkpoints, leg_path, legs
from core.runs.tape import TapeReader
from core.runs.tape_layout import ENTRY, LAST, MARKED, NUMBERS, header, value_count, values_dtype
from core.runs.tape_levels import level_name

BUDGETS = (64 << 20, 256 << 20, 1 << 30, LARGEST_TAPES)
"""Bytes that one can choose from: what can be sent, what is quick to open, nearly everything, everything."""
PIECE = 1 << 20
"""Bytes that are in memory at once."""
_HEAD = 256
"""Bytes that a part takes in the directory of a zip, at most."""

Part = tuple[str, Iterator[bytes]]
"""The name of a file in the tape's folder, and its content in pieces."""


class TapeCopy:
    """What a tape held when it was looked at, and how much of it goes into a file: at first everything."""

    def __init__(self, path: Path) -> None:
        """Raises Problem where there is no tape."""
        self._path = path
        self._reader = reader = TapeReader(path)
        held, count = reader.held, len(reader)
        self._size = value_count(reader.shapes) * values_dtype(reader.dtype).itemsize
        self._head = header(reader.shapes, reader.dtype)
        self._numbers, self._marked = held.numbers, held.marked
        self._levels = {level: rows for level, rows in held.levels.items() if len(rows)}
        self._legs = [first for first in legs(path) if first < count]
        found = [each for each in checkpoints(path) if each.index < count]
        self._for_ever = [each for each in found if each.ordinal is None]
        self._spare = [each for each in found if each.ordinal is not None]
        sizes = [leg_path(path, first).stat().st_size for first in self._legs]
        self._fixed = len(self._head) + count * ENTRY + self._marked.nbytes + self._size + sum(sizes)
        self._fixed += sum(each.size + _HEAD for each in self._for_ever)

    def __len__(self) -> int:
        """Records whose numbers are on it."""
        return len(self._numbers)

    @property
    def size(self) -> int:
        """Bytes that it takes in a file, about."""
        return self._fixed + self._of_levels + self._of_spare

    @property
    def every(self) -> int | None:
        """How far apart the records stand whose weights are kept; None where only single ones are."""
        return 1 << min(self._levels) if self._levels else None

    @property
    def _of_levels(self) -> int:
        return sum(rows.nbytes for rows in self._levels.values())

    @property
    def _of_spare(self) -> int:
        return sum(each.size + _HEAD for each in self._spare)

    def thin(self) -> bool:
        """Leave every second of the weights out, or of the checkpoints where these take more than a quarter; False
        where nothing more can be left out."""
        if len(self._spare) > 1 and 3 * self._of_spare > self._of_levels:
            self._spare = self._spare[::-2][::-1]  # the newest stays: from it one goes on
        elif self._levels:
            del self._levels[min(self._levels)]
        else:
            return False
        return True

    def parts(self) -> Iterator[Part]:
        """Everything that is kept (raises OSError, and Problem where an experiment on the tape is damaged)."""
        yield NUMBERS, _pieces(self._head, self._numbers)
        for level, rows in sorted(self._levels.items()):
            yield level_name(level), _pieces(b"", rows)
        yield MARKED, _pieces(b"", self._marked)
        last = len(self) - 1
        if not (last in self._marked["index"] or self._holds(last)):
            yield f"{LAST}.{last}", _pieces(b"", self._reader.values(last))
        for each in (*self._for_ever, *self._spare):
            with contextlib.suppress(FileNotFoundError):  # thinned a moment ago
                yield f"{FOLDER}/{each.path.name}", iter((each.path.read_bytes(),))

    def experiments(self, folder: Path | None) -> Iterator[Part]:
        """What each leg comes from; its table is named from the `folder` of the file, not by a path of this
        machine."""
        for first in self._legs:
            path = leg_path(self._path, first)
            yield path.name, iter((to_bytes(parse(path.read_bytes(), path.parent), folder),))

    def _holds(self, index: int) -> bool:
        return index > 0 and (index & -index).bit_length() - 1 in self._levels


@dataclass(frozen=True)
class Plan:
    """What becomes of tapes in a file: their bytes as they are and as they are kept, and how far apart the records
    of the one that is thinned most then stand (None: only single ones are left)."""

    whole: int
    kept: int
    every: int | None

    @property
    def is_thinned(self) -> bool:
        return self.kept < self.whole


def fitted(tapes: Sequence[Path], budget: int) -> tuple[dict[Path, TapeCopy], Plan]:
    """Copies of tapes that take no more than the budget together, where that can be: the largest is thinned first
    (raises Problem where one cannot be read)."""
    copies = {path: TapeCopy(path) for path in tapes}
    whole = _sum(copies.values())
    can_shrink = set(tapes)
    while _sum(copies.values()) > budget and can_shrink:
        largest = max(can_shrink, key=lambda path: copies[path].size)
        if not copies[largest].thin():
            can_shrink.remove(largest)
    apart = [copy.every for copy in copies.values() if len(copy) > 1]
    every = None if None in apart else max((each for each in apart if each is not None), default=1)
    return copies, Plan(whole, _sum(copies.values()), every)


def _sum(copies: Iterable[TapeCopy]) -> int:
    return sum(copy.size for copy in copies)


def _pieces(head: bytes, array: NDArray[Any]) -> Iterator[bytes]:
    """Bytes of an array, so many rows at a time."""
    if head:
        yield head
    rows = max(1, PIECE // max(1, array.nbytes // max(1, len(array))))
    for begin in range(0, len(array), rows):
        yield np.ascontiguousarray(array[begin : begin + rows]).tobytes()
