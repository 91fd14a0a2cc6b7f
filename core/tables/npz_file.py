"""NPZ, NumPy's own format: a zip of arrays. Never pickle, and every size is checked before anything is made of it."""

from __future__ import annotations

import io
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from math import prod
from typing import IO

import numpy as np
from numpy.lib import format as npy

from core.message import Message, Problem
from core.numbers import exact
from core.tables.raw_table import (
    PREVIEW_ROWS,
    Column,
    RawTable,
    Watch,
    number_columns,
    refuse_repeated,
    refuse_too_many,
    shortened,
)

# numpy itself refuses one of more than 10,000 characters.
_LONGEST_HEADER = 16 * 1024
# What a file that was cut, changed or made in bad faith brings zipfile and numpy to raise.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    tokenize.TokenError,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class _Header:
    """What an array says of itself: its entry in the zip, its name and its rows × columns."""

    entry: zipfile.ZipInfo
    name: str
    rows: int
    columns: tuple[str, ...]


def read_npz(file: IO[bytes], watch: Watch) -> RawTable:
    """Arrays of one index as columns `name`, of two as `name[0]`, `name[1]`, … (raises Problem and Cancelled)."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
            if not entries:
                raise Problem(Message("is a zip file without arrays (.npy); save a spreadsheet as CSV"))
            refuse_too_many(len(entries))
            headers = [_header(archive, entry) for entry in entries]
            _refuse_misfits(headers)
            return _table(archive, headers, watch)
    except _DAMAGED:
        raise Problem(Message("is a damaged NPZ file; save it again")) from None


def _header(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Header:
    """Read the header alone (raises Problem where it does not go with the size in the zip, or is no table)."""
    name = entry.filename.removesuffix(".npy")
    place = f'array "{shortened(name)}"'
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Problem(Message("is packed in a way that NumPy never does; save it again"), place)
    with archive.open(entry) as member:
        # numpy would read a header as long as the file says before it refuses it.
        content = io.BytesIO(member.read(_LONGEST_HEADER))
    version = npy.read_magic(content)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read(content)
    start = content.tell()
    if dtype.hasobject:
        raise Problem(Message("holds Python objects (pickle), which are never loaded; save numbers"), place)
    if dtype.kind not in "biuf":
        raise Problem(Message("holds {dtype}, not numbers", dtype=str(dtype)[:40]), place)
    if len(shape) not in (1, 2):
        message = Message("has {count} indices; rows, or rows × columns, expected", count=len(shape))
        raise Problem(message, place)
    rows, columns = shape[0], prod(shape[1:])
    if min(shape) < 1:
        raise Problem(Message("holds no rows"), place)
    if entry.file_size != start + rows * columns * dtype.itemsize:
        raise Problem(Message("its header promises another size than the file holds"), place)
    refuse_too_many(columns, rows)
    names = (name,) if len(shape) == 1 else tuple(f"{name}[{column}]" for column in range(columns))
    return _Header(entry, name, rows, names)


def _refuse_misfits(headers: list[_Header]) -> None:
    """Columns of one table are equally long, differ in name, and are not too many."""
    first = headers[0]
    for header in headers:
        if header.rows != first.rows:
            message = Message(
                'has {rows} rows, but "{name}" has {expected}',
                rows=header.rows,
                name=shortened(first.name),
                expected=first.rows,
            )
            raise Problem(message, f'array "{shortened(header.name)}"')
    refuse_too_many(sum(len(header.columns) for header in headers), first.rows)
    refuse_repeated(tuple(name for header in headers for name in header.columns))


def _table(archive: zipfile.ZipFile, headers: list[_Header], watch: Watch) -> RawTable:
    size = sum(header.entry.file_size for header in headers)
    done = 0
    columns: list[Column] = []
    for header in headers:
        with archive.open(header.entry) as member:
            array = npy.read_array(_Watched(member, watch, done, size), allow_pickle=False)
        # What is beyond a double becomes infinite, and is refused as that.
        with np.errstate(over="ignore"):
            values = np.array(array.reshape(header.rows, -1).T, np.float64, order="C")
        columns += number_columns(header.columns, values)
        done += header.entry.file_size
    first = np.stack([column.values[:PREVIEW_ROWS] for column in columns], axis=1)
    return RawTable(tuple(columns), tuple(tuple(map(exact, row)) for row in first.tolist()))


class _Watched:
    """A member of the zip that tells how much of the whole has been read."""

    def __init__(self, member: IO[bytes], watch: Watch, done: int, size: int) -> None:
        self._member, self._watch, self._done, self._size = member, watch, done, size

    def read(self, size: int = -1) -> bytes:
        self._watch.at(self._done / self._size)
        block = self._member.read(size)
        self._done += len(block)
        return block
