"""A user's own table from the disk: CSV and its kin, NPZ, or IDX (the last two of MNIST's), told apart by content.

Nothing in such a file is believed: sizes are checked before memory is asked for, and every refusal is one line.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.network import Array
from core.tables.idx_file import is_idx, labels_beside, read_idx
from core.tables.npz_file import read_npz
from core.tables.raw_table import RawTable, TableFormat, Watch, joined
from core.tables.table_text import read_text

# What fits as numbers into MOST_CELLS when a cell takes some 16 characters.
LARGEST_FILE = 4 * 1024**3
# So many rows are written at a time.
_ROWS = 1000

_GZIP = b"\x1f\x8b"
# The second begins a zip of nothing.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read_table(
    path: Path,
    format: TableFormat = TableFormat(),  # noqa: B008 - a frozen value
    progress: Callable[[float], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RawTable:
    """The table in a file (raises Problem, its place beginning with the path; and Cancelled).

    IDX images are joined by the labels that lie beside them (`labels_beside`).

    Text may be UTF-8 or UTF-16 with its mark; it and IDX may be gzipped. `progress` is told how much is read (0 … 1).
    An empty cell is missing, and so are NA, N/A, NULL, None, nan and the like (pandas' list), and "?". Empty lines
    are skipped. `format` is of no use to NPZ and IDX.
    """
    table = _read_alone(path, format, Watch(progress, is_cancelled))
    twin = labels_beside(path) if table.image_shape is not None else None
    if twin is None:
        return table
    labels = _read_alone(twin, format, Watch(is_cancelled=is_cancelled))
    try:
        return joined(table, labels)
    except Problem as problem:
        raise Problem(problem.message, str(twin)) from None


def _read_alone(path: Path, format: TableFormat, watch: Watch) -> RawTable:
    try:
        if "\0" in str(path):
            raise FileNotFoundError
        if path.is_dir():
            raise Problem(Message("is a folder; name a file"))
        if path.exists() and not path.is_file():
            raise Problem(Message("is a device, not a file"))
        with path.open("rb") as file:
            watch.at(0)
            table = _read(file, format, watch)
        watch.at(1)
        return table
    except FileNotFoundError:
        raise Problem(Message("no such file"), str(path)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Problem(Message("is a damaged gzip file; fetch it again"), str(path)) from None
    except OSError as error:
        reason = Message("cannot be read: {reason}", reason=error.strerror or type(error).__name__)
        raise Problem(reason, str(path)) from None
    except MemoryError:
        raise Problem(Message("needs more memory than is free; use fewer rows"), str(path)) from None
    except Problem as problem:
        inner = f": {problem.place}" if problem.place else ""
        raise Problem(problem.message, f"{path}{inner}") from None


def _read(file: IO[bytes], format: TableFormat, watch: Watch) -> RawTable:
    size = os.fstat(file.fileno()).st_size
    if size > LARGEST_FILE:
        raise _too_large()
    start = file.read(4)
    file.seek(0)
    if start.startswith(_ZIP):
        return read_npz(file, watch)
    content: IO[bytes] = file
    if start.startswith(_GZIP):
        content = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]
        start = content.read(4)
        content.seek(0)
    stream = _Stream(file, content, size, watch)
    return read_idx(stream) if is_idx(start) else read_text(stream, format)


class _Stream:
    """The bytes of a file, unpacked. Every read tells how far it is, may be cancelled, and knows where to stop."""

    def __init__(self, file: IO[bytes], content: IO[bytes], size: int, watch: Watch) -> None:
        self._file, self._content, self._size, self._watch = file, content, size, watch
        self._count = 0

    def read(self, size: int, /) -> bytes:
        self._watch.at(self._file.tell() / max(self._size, 1))
        block = self._content.read(size)
        self._count += len(block)
        if self._count > LARGEST_FILE:
            raise _too_large()
        if not block and self._file.tell() < self._size:
            raise Problem(Message("became shorter while it was read; read it again"))
        return block


def _too_large() -> Problem:
    return Problem(Message("is too large for a table (over {size} GB); use fewer rows", size=LARGEST_FILE // 1024**3))


def as_csv(inputs: Array, targets: Array | Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Rows as CSV (RFC 4180), some hundred at a time: a line of `names`, then inputs and targets of each row.

    Every number is the shortest decimal that reads back to the same double, NaN an empty cell. `targets` is rows ×
    outputs, or the class of every row. Raises Problem for an infinite number.
    """
    outputs = np.asarray(targets)
    columns = [*np.asarray(inputs, np.float64).T, *(outputs.T if outputs.ndim == 2 else [outputs])]
    if any(np.isinf(column).any() for column in columns if column.dtype.kind == "f"):
        raise Problem(Message("an infinite number cannot be written to a table"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for start in range(0, len(inputs), _ROWS):
        writer.writerows(zip(*(_cells(column[start : start + _ROWS]) for column in columns), strict=True))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    if not len(inputs):
        yield text.getvalue()


def _cells(values: NDArray[Any]) -> list[str]:
    if values.dtype.kind != "f":
        return [str(value) for value in values.tolist()]
    return ["" if value != value else repr(value).removesuffix(".0") for value in values.tolist()]
