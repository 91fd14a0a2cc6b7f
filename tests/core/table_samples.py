"""Tables on the disk, and what is said of those that cannot be read."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.message import Problem
from core.tables.raw_table import RawTable, TableFormat
from core.tables.table_file import read_table

ANY = TableFormat()


def written(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table_of(folder: Path, content: str | bytes, format: TableFormat = ANY) -> RawTable:
    return read_table(written(folder, content), format)


def refusal(path: Path, format: TableFormat = ANY) -> str:
    """The one line that is said of a file, without its path."""
    with pytest.raises(Problem) as caught:
        read_table(path, format)
    return one_line(caught.value, path)


def one_line(problem: Problem, path: Path) -> str:
    assert problem.place == str(path) or problem.place.startswith(f"{path}: ")
    line = str(problem).removeprefix(f"{path}: ")
    assert "\n" not in line
    assert 5 < len(line) < 200
    return line


def read_or_refused(path: Path, format: TableFormat = ANY) -> RawTable | None:
    """Whatever a file holds: a table whose parts fit together, or one line."""
    try:
        table = read_table(path, format)
    except Problem as problem:
        one_line(problem, path)
        return None
    assert len(table) > 0
    assert len(set(table.names)) == len(table.columns)
    for column in table.columns:
        assert len(column.values) == len(table)
        assert not column.values.flags.writeable
        is_missing = np.isnan(column.values) if column.kind == "number" else column.values < 0
        assert column.is_free_text or int(is_missing.sum()) == column.missing
        assert not np.isinf(column.values).any()
    return table


def refusal_and_peak(path: Path) -> tuple[str, int]:
    """The line, and how many bytes were held at most while it was found."""
    read_or_refused(written(path.parent, "a,b\n1,2\n", "first.csv"))  # imports pandas
    tracemalloc.start()
    try:
        line = refusal(path)
        return line, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def idx(array: Any, code: int | None = None) -> bytes:
    """An IDX file."""
    codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    values = np.asarray(array)
    kind = codes[values.dtype.str[1:]] if code is None else code
    sizes = struct.pack(f">{values.ndim}I", *values.shape)
    return bytes((0, 0, kind, values.ndim)) + sizes + values.astype(values.dtype.newbyteorder(">")).tobytes()


def npy(array: Any) -> bytes:
    """An array as NumPy saves it, its objects pickled if it holds any."""
    memory = io.BytesIO()
    np.save(memory, array, allow_pickle=True)
    return memory.getvalue()


def npz(arrays: dict[str, Any], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of arrays; bytes stand for an array that is none."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        for name, array in arrays.items():
            archive.writestr(f"{name}.npy", array if isinstance(array, bytes) else npy(array))
    return memory.getvalue()
