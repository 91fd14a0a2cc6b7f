"""A user's own table as it was read: named columns, nothing chosen or encoded yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.network import Array

Codes = NDArray[np.int32]
Kind = Literal["number", "text", "date"]

# Pictures of 96 × 96 pixels in one colour and their labels fit; a list of names stays something one can look through.
MOST_COLUMNS = 10_000
# 2 GiB as float64: four times the digits of MNIST, and it leaves room on a machine with 8 GiB.
MOST_CELLS = 2**28
# More different texts than anyone means as classes: comments, names, keys. They are counted, but not kept.
MOST_CATEGORIES = 10_000
PREVIEW_ROWS = 20
DELIMITERS = (",", ";", "\t", "|")


class Cancelled(Exception):  # noqa: N818 - nobody erred
    """The reading was given up because `is_cancelled` said so."""


@dataclass(frozen=True)
class TableFormat:
    """How a table is written as text. None means: find out.

    `text_columns` are read as text although they look like numbers (postal codes).
    """

    delimiter: str | None = None
    decimal: str | None = None
    has_header: bool | None = None
    text_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse characters that cannot do the work (raises Problem)."""
        if self.delimiter is not None and self.delimiter not in DELIMITERS:
            raise Problem(Message("cells are divided by a comma, a semicolon, a tab or a bar"), "delimiter")
        if self.decimal not in (None, ".", ","):
            raise Problem(Message("the decimal sign is a point or a comma"), "decimal")


@dataclass(frozen=True, eq=False)
class Column:
    """One column, a value a row (arrays are read-only).

    `values` of kind number: float64, NaN where missing. Of kind text or date: int32, the place in `categories`, −1
    where missing. `is_free_text`: more than MOST_CATEGORIES different texts; then none is kept and every value is −1.
    """

    name: str
    kind: Kind
    values: Array | Codes
    missing: int
    categories: tuple[str, ...] = ()
    is_free_text: bool = False


@dataclass(frozen=True, eq=False)
class RawTable:
    """Columns of equal length.

    `preview` holds the first rows as they stood in the file, `format` what was chosen or found out (text alone).
    `image_shape` (height, width) says that the columns `r0c0`, `r0c1`, … are pixels.
    """

    columns: tuple[Column, ...]
    preview: tuple[tuple[str, ...], ...] = ()
    image_shape: tuple[int, int] | None = None
    format: TableFormat = TableFormat()

    def __len__(self) -> int:
        """Rows."""
        return len(self.columns[0].values)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name (raises Problem)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise Problem(Message('there is no column "{name}"', name=shortened(name)))


@dataclass(frozen=True)
class Watch:
    """Who looks on while a file is read: told how far it is (0 … 1), asked whether to go on."""

    progress: Callable[[float], object] | None = None
    is_cancelled: Callable[[], bool] | None = None

    def at(self, done: float) -> None:
        """Raises Cancelled."""
        if self.is_cancelled is not None and self.is_cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(min(max(done, 0.0), 1.0))


NOBODY = Watch()
"""Nobody looks on."""


def joined(left: RawTable, right: RawTable) -> RawTable:
    """Columns side by side, as pictures and their labels come in two files (raises Problem)."""
    if len(left) != len(right):
        raise Problem(Message("{left} rows and {right} rows do not go together", left=len(left), right=len(right)))
    refuse_repeated((*left.names, *right.names))
    preview = tuple((*one, *other) for one, other in zip(left.preview, right.preview, strict=False))
    shape = left.image_shape or right.image_shape
    return replace(left, columns=left.columns + right.columns, preview=preview, image_shape=shape)


def number_columns(names: Iterable[str], values: Array) -> tuple[Column, ...]:
    """Columns of numbers from their values (columns × rows), which become read-only. Refuses what is infinite."""
    values.setflags(write=False)
    columns = []
    for name, row in zip(names, values, strict=True):
        if np.isinf(row).any():
            raise not_finite(f'column "{shortened(name)}", row {int(np.flatnonzero(np.isinf(row))[0]) + 1}')
        columns.append(Column(name, "number", row, int(np.isnan(row).sum())))
    return tuple(columns)


def not_finite(place: str) -> Problem:
    return Problem(Message("holds an infinite number; correct it, or leave it empty"), place)


def refuse_repeated(names: tuple[str, ...]) -> None:
    """Columns are told apart by their names (raises Problem)."""
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        first = names.index(name)
        second = names.index(name, first + 1)
        message = Message(
            'columns {first} and {second} have the same name, "{name}"; rename one',
            first=first + 1,
            second=second + 1,
            name=shortened(name),
        )
        raise Problem(message)


def refuse_too_many(columns: int, rows: int = 0) -> None:
    """Before anything of that size is made (raises Problem)."""
    if columns > MOST_COLUMNS:
        raise Problem(Message("has {found} columns; {most} at most", found=columns, most=MOST_COLUMNS))
    if columns * rows > MOST_CELLS:
        raise Problem(Message("has more than {most} million cells; use fewer rows", most=MOST_CELLS // 10**6))


def shortened(text: str, most: int = 40) -> str:
    """What a file holds, fit for one line of a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
