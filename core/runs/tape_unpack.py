"""Tapes on their way out of an experiment file: checked while they are written to the disk, piece by piece.

Sizes are held against the shapes of the run's network before anything is made; every weight must be finite.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.files.archive import RUNS, TAPE_PART
from core.files.files import parse, to_bytes
from core.message import Message, Problem
from core.network import Network, frozen
from core.runs.checkpoints import FOLDER, read_checkpoint
from core.runs.tape import History
from core.runs.tape_layout import (
    COLUMNS,
    ENTRY,
    LAST,
    MARKED,
    NUMBERS,
    Mark,
    Shapes,
    header_from,
    marked_dtype,
    shapes_of,
    value_count,
    values_dtype,
)
from core.runs.tape_levels import STEM, level_of, records_at
from core.runs.tape_parts import PIECE

Advance = Callable[[int], object]
"""Told how many bytes more are done."""
_LARGEST_LEG = 1 << 28
_LARGEST_HEAD = 1 << 16
_LARGEST_NUMBERS = 1 << 30
"""Bytes of numbers: of more than twenty million records."""


@dataclass(frozen=True)
class PackedTape:
    """The tape of a run inside a zip; all its parts have the sizes that they must have."""

    run: int
    parts: dict[str, zipfile.ZipInfo]
    """By the name of the file in the tape's folder."""
    shapes: Shapes
    dtype: str
    start: int
    """The byte where the records begin in the part of the numbers."""
    history: History

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(info.file_size for info in self.parts.values())

    def __len__(self) -> int:
        """Records."""
        return len(self.history.epoch)


def tape_parts_in(archive: zipfile.ZipFile) -> dict[int, dict[str, zipfile.ZipInfo]]:
    """The parts of tapes, by the number of their run and the name in the tape's folder."""
    found: dict[int, dict[str, zipfile.ZipInfo]] = {}
    for info in archive.infolist():
        named = TAPE_PART.fullmatch(info.filename)
        if named is not None:
            found.setdefault(int(named[1]), {})[named[2]] = info
    return found


def packed_tape(
    archive: zipfile.ZipFile,
    run: int,
    parts: dict[str, zipfile.ZipInfo],
    network: Network,
    history_from: Callable[[NDArray[Any], str], History],
) -> PackedTape:
    """The tape of a run that starts with this network (raises Problem, its place the part that is wrong)."""
    place = f"{RUNS}/{run}/tape/{NUMBERS}"
    if NUMBERS not in parts:
        raise Problem(Message("is missing"), place)
    if parts[NUMBERS].file_size > _LARGEST_NUMBERS:
        raise Problem(Message("is too large for an experiment (over {size} MB)", size=_LARGEST_NUMBERS >> 20), place)
    content = archive.read(parts[NUMBERS])
    shapes, dtype, start = header_from(content, place)
    if shapes != shapes_of(network):
        raise Problem(Message("the tape is of another network"), place)
    if len(content) <= start or (len(content) - start) % ENTRY:
        raise _damaged(place)
    numbers = np.frombuffer(content, "<f8", offset=start).reshape(-1, len(COLUMNS))
    history = history_from(frozen(numbers.T), place)
    tape = PackedTape(run, parts, shapes, dtype, start, history)
    for name, info in parts.items():
        if not _has_right_size(tape, name, info.file_size):
            raise _damaged(info.filename)
    last = len(tape) - 1
    for needed in ("leg.0.perceptarium", f"{FOLDER}/leg.0", MARKED):
        if needed not in parts:
            raise Problem(Message("is missing"), f"{RUNS}/{run}/tape/{needed}")
    is_there = f"{LAST}.{last}" in parts or (last > 0 and f"{STEM}.{level_of(last)}" in parts)
    marked = _marks(archive, tape)
    if not is_there and last not in marked:
        raise Problem(Message("holds no weights of the newest record"), f"{RUNS}/{run}/tape")
    return tape


def unpack_tape(
    archive: zipfile.ZipFile, tape: PackedTape, folder: Path, near: Path | None, advance: Advance
) -> None:
    """Write the tape into a new folder (raises Problem; OSError where the disk does not take it). A table that its
    experiments name is looked for from the folder `near`."""
    folder.mkdir()
    (folder / FOLDER).mkdir()
    for name, info in tape.parts.items():
        target = folder / name
        with archive.open(info) as part:
            if name.startswith("leg."):
                target.write_bytes(_leg(part.read(), info.filename, near, tape))
                advance(info.file_size)
                continue
            with target.open("wb") as file:
                for piece in _checked(tape, name, info, part):  # type: ignore[arg-type]
                    file.write(piece)
                    advance(len(piece))
        if name.startswith(FOLDER):
            _check_state(target, info.filename, tape)


def _has_right_size(tape: PackedTape, name: str, size: int) -> bool:
    """Whether a part is as long as what it holds, and of a record that there is."""
    values = value_count(tape.shapes) * values_dtype(tape.dtype).itemsize
    kind, _, number = name.rpartition("/")[2].partition(".")
    if name.startswith(FOLDER):
        return int(number) < len(tape) and values <= size <= 3 * values + _LARGEST_HEAD
    if kind == STEM:
        count = records_at(int(number), len(tape)) if int(number) < 64 else 0
        return size == count * values > 0
    if kind == LAST:
        return int(number) == len(tape) - 1 and size == values
    if kind == "leg":
        return int(number.partition(".")[0]) < len(tape) and 0 < size <= _LARGEST_LEG
    if kind == MARKED:
        return size % marked_dtype(tape.shapes, tape.dtype).itemsize == 0
    return kind == NUMBERS


def _marks(archive: zipfile.ZipFile, tape: PackedTape) -> list[int]:
    """The records in the part of the marks (raises Problem where one of them is none)."""
    info = tape.parts[MARKED]
    entry = marked_dtype(tape.shapes, tape.dtype)
    found = []
    with archive.open(info) as part:
        for at in range(0, info.file_size, entry.itemsize):
            part.seek(at)
            index, mark = np.frombuffer(part.read(16), "<i8").tolist()
            if not 0 <= index < len(tape) or mark not in tuple(Mark):
                raise _damaged(info.filename)
            found.append(index)
    return found


def _checked(tape: PackedTape, name: str, info: zipfile.ZipInfo, part: BinaryIO) -> Iterator[bytes]:
    """A part in pieces of whole records or numbers; every weight in it is finite."""
    dtype = values_dtype(tape.dtype)
    is_marked, is_weights = name == MARKED, name.startswith((STEM, LAST))
    entry = marked_dtype(tape.shapes, tape.dtype)
    size = entry.itemsize if is_marked else PIECE
    for piece in iter(partial(part.read, size), b""):
        if is_marked:
            values = np.frombuffer(piece, entry)["values"]
        else:
            values = np.frombuffer(piece, dtype) if is_weights else np.zeros(0)
        if not np.isfinite(values).all():
            raise Problem(Message("every number must be finite"), info.filename)
        yield piece


def _leg(content: bytes, place: str, near: Path | None, tape: PackedTape) -> bytes:
    """An experiment as it lies in the tape's folder: its table named by the whole path."""
    try:
        experiment = parse(content, near)
    except Problem as problem:
        raise Problem(problem.message, f"{place}: {problem.place}" if problem.place else place) from None
    if shapes_of(experiment.network) != tape.shapes:
        raise Problem(Message("the tape is of another network"), place)
    return to_bytes(experiment)


def _check_state(path: Path, place: str, tape: PackedTape) -> None:
    try:
        values = read_checkpoint(path, tape.shapes, tape.dtype).values
    except Problem as problem:
        raise Problem(problem.message, place) from None
    if not np.isfinite(values).all():
        raise Problem(Message("every number must be finite"), place)


def room_for(tapes: list[PackedTape], folder: Path) -> None:
    """Raises Problem where the disk has too little room for them."""
    size, free = sum(tape.size for tape in tapes), shutil.disk_usage(folder).free
    if size > free:
        words = "its tapes need {size} MB on the disk, and {free} MB are free"
        raise Problem(Message(words, size=-(-size >> 20), free=free >> 20), str(folder))


def _damaged(place: str) -> Problem:
    return Problem(Message("is a damaged part of a tape"), place)
