"""One piece of a text table as arrays. pandas divides and reads it; here stands what it must not do in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.network import Array
from core.tables.raw_table import Codes, Kind, not_finite, shortened
from core.tables.table_format import MISSING, is_number
from core.tables.table_records import Piece, cells, unquoted

# Cells are filled up with spaces where a table is meant to be looked at; pandas takes them for part of the word.
_PADDED_MISSING = [word + " " * spaces for word in MISSING for spaces in range(9)]

Kinds = tuple[Kind, ...]
Counts = NDArray[np.int64]


class NoNumberError(Problem):
    """Something in a column of numbers is none; `kinds_with` finds out what."""

    def __init__(self, line: int) -> None:
        super().__init__(Message("a number cannot be read here or further down"), f"line {line}")


@dataclass(frozen=True)
class Layout:
    """What holds for every piece of a file; the format is known in all its parts."""

    names: tuple[str, ...]
    delimiter: str
    decimal: str

    def place(self, line: int, column: int) -> str:
        return f'line {line}, column "{shortened(self.names[column])}"'


@dataclass(frozen=True, eq=False)
class Parsed:
    """`numbers` (number columns × rows), and of every text column its codes and the texts they stand for."""

    kinds: Kinds
    rows: int
    numbers: Array
    texts: tuple[tuple[Codes, tuple[str, ...]], ...]


def places(kinds: Kinds, kind: Kind) -> list[int]:
    """The columns of a kind."""
    return [index for index, found in enumerate(kinds) if found == kind]


def parsed(piece: Piece, layout: Layout, kinds: Kinds) -> Parsed:
    """A piece as arrays (raises Problem for rows of unequal length and infinite numbers, NoNumberError for words)."""
    import pandas

    width = len(kinds)
    # pandas drops what is too much in the first row it sees, and refuses it in all others.
    first = next(cells(piece, layout.delimiter), None)
    if first is None:
        none = np.zeros(0, dtype=np.int32)
        return Parsed(kinds, 0, np.zeros((kinds.count("number"), 0)), ((none, ()),) * kinds.count("text"))
    if len(first.cells) != width:
        raise _ragged(piece, layout)
    handle: Any = _Handle(piece.text)
    try:
        frame: pandas.DataFrame = pandas.read_csv(handle, **_options(layout, kinds))
    except pandas.errors.ParserError:
        raise _ragged(piece, layout) from None
    except ValueError:
        raise NoNumberError(piece.line) from None
    # A row that is too short ends in a missing cell; only where one is missing must they be counted.
    if frame[width - 1].isna().any():
        delimiters = unquoted(piece.text, layout.delimiter).count(layout.delimiter.encode())
        if delimiters != len(frame) * (width - 1):
            raise _ragged(piece, layout)
    number_columns = places(kinds, "number")
    selected = frame if len(number_columns) == width else frame[number_columns]
    numbers = np.ascontiguousarray(selected.to_numpy(np.float64).T)
    if np.isinf(numbers).any():
        row, column = np.argwhere(np.isinf(numbers.T))[0].tolist()
        raise not_finite(layout.place(_line_of(piece, layout, row), number_columns[column]))
    texts = [pandas.factorize(frame[column]) for column in places(kinds, "text")]
    coded = tuple((codes.astype(np.int32), tuple(map(str, categories))) for codes, categories in texts)
    return Parsed(kinds, len(frame), numbers, coded)


def kinds_with(piece: Piece, layout: Layout, kinds: Kinds, known: Counts) -> Kinds:
    """The kinds after a piece in which a column of numbers holds words; `known` counts the numbers before, a column.

    A word among more numbers is a slip (raises Problem), else the column is one of text.
    """
    rows = list(cells(piece, layout.delimiter))
    if any(len(row.cells) != len(kinds) for row in rows):
        raise _ragged(piece, layout)
    changed = list(kinds)
    for column in places(kinds, "number"):
        filled = [row for row in rows if row.cells[column].strip() not in MISSING]
        strays = [row for row in filled if not is_number(row.cells[column], layout.decimal)]
        if strays and (known[column] or 2 * len(strays) < len(filled)):
            message = Message(
                '"{cell}" is no number, but most of the column is; correct it, or read the column as text',
                cell=shortened(strays[0].cells[column]),
            )
            raise Problem(message, layout.place(strays[0].line, column))
        if strays:
            changed[column] = "text"
    return tuple(changed)


def _options(layout: Layout, kinds: Kinds) -> Any:
    """What pandas is told. It takes "NA", "None" and their like as missing, and "?" because we say so."""
    dtype: Any = np.float64
    if "text" in kinds:
        # Not "category": pandas 3.1 makes numbers of categories that look like some (01067).
        dtype = {column: np.float64 if kind == "number" else object for column, kind in enumerate(kinds)}
    return {
        "sep": layout.delimiter,
        "decimal": layout.decimal,
        "header": None,
        "names": range(len(kinds)),
        "index_col": False,
        "dtype": dtype,
        "skipinitialspace": True,
        "na_values": _PADDED_MISSING,
        "low_memory": False,
        "engine": "c",
        **_exact(),
    }


def _exact() -> dict[str, str]:
    """pandas 3.0 rounds the last digit unless told not to; 3.1 reads every double exactly, and warns if told."""
    import pandas

    return {"float_precision": "round_trip"} if pandas.__version__.startswith("3.0") else {}


def _ragged(piece: Piece, layout: Layout) -> Problem:
    width = len(layout.names)
    for row in cells(piece, layout.delimiter):
        if len(row.cells) != width:
            message = Message("{found} cells, {expected} expected", found=len(row.cells), expected=width)
            return Problem(message, f"line {row.line}")
    return Problem(Message("a row cannot be divided into cells here or further down"), f"line {piece.line}")


def _line_of(piece: Piece, layout: Layout, index: int) -> int:
    """The line on which row `index` of a piece begins."""
    return next(row.line for number, row in enumerate(cells(piece, layout.delimiter)) if number == index)


class _Handle:
    """Bytes as pandas' reader wants them: read bit by bit, without a detour over text."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        start = self._at
        self._at = len(self._text) if size < 0 else start + size
        return self._text[start : self._at]

    def __iter__(self) -> Iterator[bytes]:
        return iter(())
