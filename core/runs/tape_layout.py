"""What reader and writer of a tape (core/runs/tape.py says how it lies on the disk) have in common."""

from __future__ import annotations

import json
import struct
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np

from core.message import Message, Problem
from core.network import Network

MAGIC = b"PERCTAPE"
VERSION = 2
NUMBERS, MARKED, LAST = "numbers", "marked", "last"
"""Names of files in the tape's folder; the record's number follows after `last.`."""
COLUMNS = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds")
ENTRY = 8 * len(COLUMNS)
"""Bytes that a record has in `numbers`."""
_START = struct.Struct("<8sII")
_LARGEST_HEADER = 1 << 20
_LARGEST_RECORD = 1 << 27
"""Weights and biases in a record: in float64 these are 1 GiB."""
_DTYPES = {"float32": "<f4", "float64": "<f8"}

Shapes = tuple[tuple[int, int], ...]
"""Rows and columns of each layer's weights; its bias is as long as it has rows."""


class Mark(IntEnum):
    """Why the weights of a record are kept for ever."""

    FIRST = 1
    """The network before training."""
    EDIT = 2
    """Where something was changed by hand: the moment before, and the one after."""
    BRANCH = 3
    """Where another run leaves this one."""


def shapes_of(network: Network) -> Shapes:
    return tuple((len(layer.weights), layer.weights.shape[1]) for layer in network.layers)


def value_count(shapes: Shapes) -> int:
    """Weights and biases together."""
    return sum(rows * columns + rows for rows, columns in shapes)


def values_dtype(dtype: str) -> np.dtype[Any]:
    """Of weights and biases on the disk."""
    return np.dtype(_DTYPES[dtype])


def marked_dtype(shapes: Shapes, dtype: str) -> np.dtype[Any]:
    """Of an entry in the file of marked records."""
    return np.dtype([("index", "<i8"), ("mark", "<i8"), ("values", _DTYPES[dtype], (value_count(shapes),))])


def last_path(folder: Path, index: int) -> Path:
    """The file of the newest record's weights, where no other file has them."""
    return folder / f"{LAST}.{index}"


def write_replacing(path: Path, content: bytes) -> None:
    """Whole or not at all, as far as the death of this process goes."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def header(shapes: Shapes, dtype: str) -> bytes:
    text = json.dumps({"dtype": dtype, "shapes": shapes}).encode()
    text += b" " * (-len(text) % 8)
    return _START.pack(MAGIC, VERSION, len(text)) + text


def read_header(folder: Path) -> tuple[Shapes, str, int]:
    """Shapes, precision, and the byte where the records begin. Sizes are checked before anything is made of them."""
    try:
        with (folder / NUMBERS).open("rb") as file:
            return header_from(file.read(_START.size + _LARGEST_HEADER), str(folder))
    except OSError as error:
        reason = Message("cannot be read: {reason}", reason=error.strerror or type(error).__name__)
        raise Problem(reason, str(folder)) from None


def header_from(numbers: bytes, place: str) -> tuple[Shapes, str, int]:
    """As `read_header`, from what the file of the numbers begins with."""
    broken = Problem(Message("is not a tape of this program"), place)
    try:
        magic, version, length = _START.unpack_from(numbers)
        if magic != MAGIC or version != VERSION or length > _LARGEST_HEADER:
            raise broken
        content = json.loads(numbers[_START.size : _START.size + length])
        shapes = tuple((int(rows), int(columns)) for rows, columns in content["shapes"])
        dtype = str(content["dtype"])
    except (struct.error, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise broken from None
    if dtype not in _DTYPES or not shapes or any(rows < 1 or columns < 1 for rows, columns in shapes):
        raise broken
    if value_count(shapes) > _LARGEST_RECORD:
        raise broken
    return shapes, dtype, _START.size + length
