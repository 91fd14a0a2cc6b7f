"""The second shape of an experiment file: a zip of the same `experiment.json` with arrays beside it as safetensors.

Sizes are checked before anything is unpacked; nothing in it can run.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from core.files.file_dump import Arrays
from core.message import Message, Problem
from core.progress import Best, Memory, Position, Progress

EXPERIMENT, ARRAYS, PROGRESS = "experiment.json", "arrays.safetensors", "progress.safetensors"
RUNS, LOSSES = "runs", "losses.safetensors"
"""`runs.json` and a folder with a part or more for every run (core/runs/run_files.py)."""
SIGNATURE = b"PK\x03\x04"
LARGEST_PART = 1 << 30
"""Bytes a part may have unpacked: the two arrays of Adam for 100 million weights."""
LARGEST_WHOLE = 3 * LARGEST_PART
"""Bytes that all parts may have together."""
LARGEST_TAPES = 4 << 30
"""Bytes that the tapes in a file may have together: they are never all in memory."""
TAPE_PART = re.compile(
    rf"{RUNS}/([1-9]\d{{0,9}})/tape/(numbers|marked|weights\.\d{{1,2}}|last\.\d{{1,12}}"
    r"|leg\.\d{1,12}\.perceptarium|checkpoints/(?:leg|[1-9]\d{0,9})\.\d{1,12})",
    re.ASCII,
)
"""A part of the tape of a run (core/runs/tape_parts.py): the run's number, and the file's name in its folder."""
_MOST_PARTS = 50_000
_OF_RUN = re.compile(rf"{RUNS}(?:\.json|/[1-9]\d{{0,9}}/(?:{EXPERIMENT}|{ARRAYS}|{PROGRESS}|{LOSSES}))", re.ASCII)
_MOST_ARRAYS = 2
_NOTES = "progress"
_COUNTS = ("epoch", "batch", "steps", "best_epoch")
# The earliest time a zip can hold: the same experiment gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_BROKEN = Message("is a damaged experiment file")


def is_archive(content: bytes) -> bool:
    """Told by the content, not by the name."""
    return content.startswith(SIGNATURE)


@dataclass(frozen=True, eq=False)
class Parts:
    """What is in a file: the JSON text, the large arrays it names (float64 or bool), how far training had come, and
    what there is of runs, each part by its name."""

    text: bytes
    arrays: Arrays = field(default_factory=dict)
    progress: Progress | None = None
    runs: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: dict[str, bytes]) -> Parts:
        """From the bytes of every part (raises Problem)."""
        if EXPERIMENT not in contents:
            raise Problem(Message("holds no {name}", name=EXPERIMENT))
        progress = contents.get(PROGRESS)
        return cls(
            contents[EXPERIMENT],
            _arrays_from(contents[ARRAYS]) if ARRAYS in contents else {},
            None if progress is None else progress_from(progress),
            {name: content for name, content in contents.items() if _OF_RUN.fullmatch(name)},
        )

    def contents(self) -> dict[str, bytes]:
        """The bytes of every part."""
        made = {EXPERIMENT: self.text}
        if self.arrays:
            made[ARRAYS] = _arrays_bytes(self.arrays)
        if self.progress is not None:
            made[PROGRESS] = progress_bytes(self.progress)
        return made | self.runs


def pack(parts: Parts) -> bytes:
    """The file's bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        pack_into(archive, parts)
    return memory.getvalue()


def pack_into(archive: zipfile.ZipFile, parts: Parts) -> None:
    """Put them into a zip that is being written."""
    for name, content in parts.contents().items():
        # Weights look random: to pack them takes long and saves next to nothing.
        method = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
        archive.writestr(part_named(name), content, method)


def part_named(name: str) -> zipfile.ZipInfo:
    """The head of a part, the same at any time."""
    return zipfile.ZipInfo(name, _TIME)


def unpack(content: bytes | BinaryIO) -> Parts:
    """What `pack` wrote, but for tapes (raises Problem)."""
    with opened(content) as archive:
        infos = [info for info in _parts(archive) if not TAPE_PART.fullmatch(info.filename)]
        contents = {info.filename: _part(archive, info) for info in infos}
    return Parts.of(contents)


@contextlib.contextmanager
def opened(content: bytes | BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The zip, whatever is wrong with it being a Problem."""
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, LookupError, OSError):
        # All that zipfile lets through where a byte of its directory is wrong.
        raise Problem(_BROKEN) from None


def _arrays_bytes(arrays: Arrays) -> bytes:
    from safetensors.numpy import save

    return bytes(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))


def _arrays_from(content: bytes) -> Arrays:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError):
        raise Problem(_BROKEN, ARRAYS) from None
    for name, array in arrays.items():
        if array.dtype not in (np.float64, np.bool_):
            raise Problem(_BROKEN, f"{ARRAYS}: {name[:60]}")
        if not np.isfinite(array).all():
            raise Problem(Message("every number must be finite"), f"{ARRAYS}: {name[:60]}")
    return arrays


def progress_bytes(progress: Progress) -> bytes:
    """Position and memory as safetensors."""
    from safetensors.numpy import save

    position, memory, best = progress.position, progress.memory, progress.best
    numbers = dict(zip(_COUNTS, (position.epoch, position.batch, memory.steps, best.epoch), strict=True))
    # One entry: safetensors writes several in any order, and the same experiment shall give the same bytes.
    notes = {_NOTES: json.dumps(numbers | {"best_loss": best.loss.hex()})}
    return bytes(save({f"memory_{i}": np.ascontiguousarray(each) for i, each in enumerate(memory.arrays)}, notes))


def progress_from(content: bytes) -> Progress:
    """What `progress_bytes` wrote (raises Problem)."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    broken = Problem(_BROKEN, PROGRESS)
    try:
        arrays = load(content)
        notes = _notes(content)
        epoch, batch, steps, best_epoch = (_count(notes[name]) for name in _COUNTS)
        best_loss = float.fromhex(notes["best_loss"])
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise broken from None
    names = [f"memory_{index}" for index in range(len(arrays))]
    if len(arrays) > _MOST_ARRAYS or sorted(arrays) != names:
        raise broken
    for array in arrays.values():
        if array.ndim != 1 or array.dtype not in (np.float32, np.float64) or not np.isfinite(array).all():
            raise broken
    if math.isnan(best_loss):
        raise broken
    memory = Memory(steps, tuple(arrays[name] for name in names))
    return Progress(Position(epoch, batch), memory, Best(best_loss, best_epoch))


def _notes(content: bytes) -> dict[str, Any]:
    """Numbers from the head's `__metadata__`, which safetensors' own loader for bytes does not hand out."""
    length = int.from_bytes(content[:8], "little")
    notes = json.loads(json.loads(content[8 : 8 + length])["__metadata__"][_NOTES])
    if not isinstance(notes, dict):
        raise TypeError
    return notes


def _count(value: Any) -> int:
    """A whole number from 0 on that 63 bits can hold."""
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(value)
    return value


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    known = (EXPERIMENT, ARRAYS, PROGRESS)
    tapes = [info for info in infos if TAPE_PART.fullmatch(info.filename)]
    whole = sum(info.file_size for info in tapes)
    # What is not packed can be no larger than the file.
    if any(info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size for info in tapes):
        raise Problem(_BROKEN)
    if whole > LARGEST_TAPES:
        raise Problem(Message("holds tapes that are too large (over {size} MB)", size=LARGEST_TAPES >> 20))
    others = [info for info in infos if not TAPE_PART.fullmatch(info.filename)]
    for info in others:
        if info.filename not in known and not _OF_RUN.fullmatch(info.filename):
            raise Problem(
                Message("unknown part of an experiment file; a newer program may have written it"), info.filename
            )
        if info.file_size > LARGEST_PART:
            raise Problem(
                Message("is too large for an experiment (over {size} MB)", size=LARGEST_PART >> 20), info.filename
            )
    if len({info.filename for info in infos}) != len(infos) or len(infos) > _MOST_PARTS:
        raise Problem(_BROKEN)
    if sum(info.file_size for info in others) > LARGEST_WHOLE:
        raise Problem(Message("is too large for an experiment (over {size} MB)", size=LARGEST_WHOLE >> 20))
    return infos


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        # No further than it said, whatever the compressed data holds.
        content = part.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise Problem(_BROKEN, info.filename)
    return content
