"""IDX, the format MNIST comes in: a header of sizes, then numbers (big-endian), last index running fastest."""

from __future__ import annotations

from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.tables.raw_table import PREVIEW_ROWS, Column, RawTable, number_columns, refuse_too_many
from core.tables.table_records import Readable

_DTYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_BLOCK_BYTES = 1024 * 1024


def is_idx(start: bytes) -> bool:
    """Whether a file that begins so is one: two zeros, a known type, one to three indices."""
    return len(start) >= 4 and start[:2] == b"\0\0" and start[2] in _DTYPES and 1 <= start[3] <= 3


def read_idx(stream: Readable) -> RawTable:
    """Images as columns `r0c0`, `r0c1`, …; labels (one byte each) as one column of text, `label`.

    Raises Problem where the header promises other sizes than the file has; nothing of that size is made before.
    """
    start = stream.read(4)
    dtype = np.dtype(_DTYPES[start[2]])
    sizes = stream.read(4 * start[3])
    if len(sizes) < 4 * start[3]:
        raise Problem(Message("ends inside its header"))
    shape = tuple(np.frombuffer(sizes, ">u4").tolist())
    rows, columns = shape[0], prod(shape[1:])
    if not rows or not columns:
        raise Problem(Message("holds no rows"))
    refuse_too_many(columns, rows)
    numbers = np.frombuffer(_content(stream, rows * columns * dtype.itemsize), dtype).reshape(rows, columns)
    if len(shape) == 1 and dtype.itemsize == 1:
        found: tuple[Column, ...] = (_labels(numbers[:, 0]),)
    else:
        found = number_columns(_names(shape), np.ascontiguousarray(numbers.T, dtype=np.float64))
    preview = tuple(tuple(map(str, row)) for row in numbers[:PREVIEW_ROWS].tolist())
    return RawTable(found, preview, (shape[1], shape[2]) if len(shape) == 3 else None)


def labels_beside(path: Path) -> Path | None:
    """The file with the labels of a file of images, where it lies beside it under the name that MNIST's has
    (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, either of them gzipped or not)."""
    name = path.name.removesuffix(".gz")
    twin = name.replace("images", "labels").replace("idx3", "idx1")
    places = (path.with_name(twin + ending) for ending in ("", ".gz"))
    return None if twin == name else next((place for place in places if place.is_file()), None)


def _content(stream: Readable, size: int) -> bytearray:
    """Exactly `size` bytes, which the file must end with; grows only as they arrive."""
    content = bytearray()
    while len(content) <= size and (block := stream.read(min(_BLOCK_BYTES, size + 1 - len(content)))):
        content += block
    if len(content) != size:
        found = Message("more") if len(content) > size else len(content)
        raise Problem(
            Message("its header promises {size} bytes of numbers, it holds {found}", size=size, found=found)
        )
    return content


def _names(shape: tuple[int, ...]) -> list[str]:
    if len(shape) == 1:
        return ["label"]
    if len(shape) == 2:
        return [f"c{column}" for column in range(shape[1])]
    return [f"r{row}c{column}" for row in range(shape[1]) for column in range(shape[2])]


def _labels(numbers: NDArray[np.integer]) -> Column:
    """Names of classes, written as digits: the 9 of MNIST is not three times its 3."""
    known, codes = np.unique(numbers, return_inverse=True)
    values = codes.astype(np.int32)
    values.setflags(write=False)
    return Column("label", "text", values, 0, tuple(map(str, known.tolist())))
