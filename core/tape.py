"""The tape: every epoch of a training run in one append-only file, from which any moment can be looked at again.

Layout, little-endian: magic (8 bytes), version and length of the header (two uint32), the header as JSON padded with
spaces to a multiple of 8 bytes, then records of one fixed size: six float64 (`epoch`, losses, accuracies, `seconds`;
NaN for none), then weights and bias of each layer in turn. Only whole records count, so a writer may die at any byte.
Record 0 is the network before training.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.metrics import Scores
from core.network import Array, Network, frozen
from core.parameters import Values, network_with

MAGIC = b"PERCTAPE"
VERSION = 1
_START = struct.Struct("<8sII")
_LARGEST_HEADER = 1 << 20
_LARGEST_RECORD = 1 << 27
"""Weights and biases in a record: in float64 these are 1 GiB, about what NumPy takes as one record."""
_NUMBERS = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds")
_DTYPES = {"float32": "<f4", "float64": "<f8"}

Shapes = tuple[tuple[int, int], ...]
"""Rows and columns of each layer's weights; its bias is as long as it has rows."""


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


class TapeWriter:
    """Appends records. They reach the file at `flush`, which also makes them visible to readers."""

    def __init__(self, path: Path, network: Network, dtype: str = "float32", is_continued: bool = False) -> None:
        """Begin a tape, or go on with the one in `path` (raises Problem if that is of another network)."""
        self.path = path
        self._layout = _record_layout(_shapes(network), dtype)
        if is_continued:
            reader = TapeReader(path)
            if reader.shapes != _shapes(network) or reader.dtype != dtype:
                raise Problem(Message("the tape is of another network"), str(path))
            self._file = path.open("r+b")
            self._file.seek(reader.end)
            self._file.truncate()
            self._count = len(reader)
        else:
            self._file = path.open("w+b")
            self._file.write(_header(_shapes(network), dtype))
            self._count = 0

    def __len__(self) -> int:
        """Records written, whether or not they are flushed."""
        return self._count

    def append(self, record: Record) -> None:
        entry = np.zeros((), self._layout)
        scores = record.scores
        numbers = (record.epoch, scores.train_loss, scores.test_loss, scores.train_accuracy, scores.test_accuracy)
        for name, number in zip(_NUMBERS, (*numbers, record.seconds), strict=True):
            entry[name] = math.nan if number is None else number
        entry["values"] = record.values
        self._file.write(entry.tobytes())
        self._count += 1

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class TapeReader:
    """Reads a tape while it is being written. `poll` looks how far it reaches; the rest shows what it found."""

    def __init__(self, path: Path) -> None:
        """Raises Problem where the file is not a tape."""
        self.path = path
        self.shapes, self.dtype, self._start = _read_header(path)
        self._layout = _record_layout(self.shapes, self.dtype)
        self._records: NDArray[Any] = np.zeros(0, self._layout)
        self._numbers = np.zeros((0, len(_NUMBERS)))
        self.poll()

    def poll(self) -> int:
        """Look for new records and return how many whole ones there are now."""
        count = max(0, self.path.stat().st_size - self._start) // self._layout.itemsize
        if count > len(self._records):
            self._records = np.memmap(self.path, self._layout, "r", self._start, (count,))
        return len(self._records)

    def __len__(self) -> int:
        """Whole records seen at the last `poll`."""
        return len(self._records)

    @property
    def end(self) -> int:
        """The byte after the last whole record."""
        return self._start + len(self._records) * self._layout.itemsize

    def losses(self) -> History:
        """The numbers of all records. Reads only what came since the last call."""
        known = len(self._numbers)
        if known < len(self._records):
            fresh = self._records[known:]
            columns = np.stack([np.asarray(fresh[name]) for name in _NUMBERS], axis=1)
            self._numbers = np.concatenate([self._numbers, columns])
            self._numbers.setflags(write=False)
        return History(*self._numbers.T)

    def values(self, index: int) -> Values:
        """Weights and biases of one record, flat, in the precision of the engine (a copy)."""
        return np.array(self._records[index]["values"])

    def way_of(self, numbers: Sequence[int], most: int) -> Array:
        """How some of the flat numbers went over the records (records × numbers); of many records evenly so many, the
        last one among them."""
        count = len(self._records)
        chosen = np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp))
        return frozen(np.stack([self._records["values"][chosen, number] for number in numbers], axis=1))

    def network_at(self, index: int, base_network: Network) -> Network:
        """`base_network` with the weights and biases of one record (raises Problem where the shapes differ)."""
        if _shapes(base_network) != self.shapes:
            raise Problem(Message("the tape is of another network"), str(self.path))
        return network_with(base_network, self.values(index))

    def record(self, index: int) -> Record:
        """One record with everything in it."""
        entry = self._records[index]
        numbers = [float(entry[name]) for name in _NUMBERS]
        train_loss, *rest = numbers[1:5]
        scores = Scores(train_loss, *(None if math.isnan(number) else number for number in rest))
        return Record(numbers[0], scores, numbers[5], self.values(index))

    def fits(self, network: Network) -> bool:
        """Whether the network has the shapes of the one on the tape."""
        return _shapes(network) == self.shapes


def _shapes(network: Network) -> Shapes:
    return tuple((len(layer.weights), layer.weights.shape[1]) for layer in network.layers)


def _value_count(shapes: Shapes) -> int:
    return sum(rows * columns + rows for rows, columns in shapes)


def _record_layout(shapes: Shapes, dtype: str) -> np.dtype[Any]:
    fields: list[Any] = [(name, "<f8") for name in _NUMBERS]
    return np.dtype([*fields, ("values", _DTYPES[dtype], (_value_count(shapes),))], align=True)


def _header(shapes: Shapes, dtype: str) -> bytes:
    text = json.dumps({"dtype": dtype, "shapes": shapes}).encode()
    text += b" " * (-len(text) % 8)
    return _START.pack(MAGIC, VERSION, len(text)) + text


def _read_header(path: Path) -> tuple[Shapes, str, int]:
    """Shapes, precision, and the byte where the records begin. Sizes are checked before anything is made of them."""
    broken = Problem(Message("is not a tape of this program"), str(path))
    try:
        with path.open("rb") as file:
            start = file.read(_START.size)
            if len(start) < _START.size:
                raise broken
            magic, version, length = _START.unpack(start)
            if magic != MAGIC or version != VERSION or length > _LARGEST_HEADER:
                raise broken
            content = json.loads(file.read(length))
            shapes = tuple((int(rows), int(columns)) for rows, columns in content["shapes"])
            dtype = str(content["dtype"])
    except OSError as error:
        reason = Message("cannot be read: {reason}", reason=error.strerror or type(error).__name__)
        raise Problem(reason, str(path)) from None
    except (ValueError, KeyError, TypeError):
        raise broken from None
    if dtype not in _DTYPES or not shapes or any(rows < 1 or columns < 1 for rows, columns in shapes):
        raise broken
    if _value_count(shapes) > _LARGEST_RECORD:
        raise broken
    return shapes, dtype, _START.size + length
