"""CSV and its kin: columns from pieces of text, a few at a time, so that memory holds little but the result."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice

import numpy as np

from core.message import Message, Problem
from core.network import Array
from core.tables.raw_table import (
    MOST_CATEGORIES,
    PREVIEW_ROWS,
    Codes,
    Column,
    Kind,
    RawTable,
    TableFormat,
    refuse_repeated,
    refuse_too_many,
    shortened,
)
from core.tables.table_format import MISSING, SAMPLE_CHARACTERS, found_format, is_date, is_number
from core.tables.table_parse import Kinds, Layout, NoNumberError, Parsed, kinds_with, parsed, places
from core.tables.table_records import Piece, Readable, blocks, cells, first_row, pieces

# More threads than these wait for the disk.
_WORKERS = min(4, os.cpu_count() or 1)


def read_text(stream: Readable, chosen: TableFormat) -> RawTable:
    """The table in a text file (raises Problem, its place a line of the file)."""
    parts = blocks(stream)
    start = next(parts, b"")
    # Past the empty lines, which tell nothing. Four bytes a character at most.
    sample = start.lstrip(b" \n")[: 4 * SAMPLE_CHARACTERS + 4].decode(errors="ignore")
    found = found_format(sample, chosen)
    delimiter = str(found.delimiter)
    rows = pieces(chain([start], parts), delimiter)
    piece = next(rows, Piece(b"", 1))
    row, after = first_row(piece, delimiter)
    if not row:
        raise Problem(Message("is empty"))
    refuse_too_many(len(row))
    names = _names(row, bool(found.has_header))
    refuse_repeated(names)
    if found.has_header:
        piece = after
    columns = _Columns(Layout(names, delimiter, str(found.decimal)), found.text_columns)
    preview: list[tuple[str, ...]] = []
    columns.read(_previewed(chain([piece], rows), delimiter, preview))
    if not columns.rows:
        raise Problem(Message("holds the names of columns, but no rows below them"))
    return RawTable(columns.finished(), tuple(preview), format=found)


def _previewed(rows: Iterable[Piece], delimiter: str, preview: list[tuple[str, ...]]) -> Iterator[Piece]:
    """The pieces as they come; their first rows are noted down in `preview`."""
    for piece in rows:
        if len(preview) < PREVIEW_ROWS:
            first = islice(cells(piece, delimiter), PREVIEW_ROWS - len(preview))
            preview += [tuple(shortened(cell, 80) for cell in row.cells) for row in first]
        yield piece


def _names(row: list[str], has_header: bool) -> tuple[str, ...]:
    """The header's names; columns without one are counted."""
    found = [" ".join(cell.split()) for cell in row] if has_header else [""] * len(row)
    return tuple(name or f"column {index + 1}" for index, name in enumerate(found))


class _Columns:
    """The columns of a table while it is read. A column is of numbers until words stand in it."""

    def __init__(self, layout: Layout, text_columns: tuple[str, ...]) -> None:
        self.rows = 0
        self._layout = layout
        self._kinds: Kinds = tuple("text" if name in text_columns else "number" for name in layout.names)
        self._known = np.zeros(len(layout.names), dtype=np.int64)
        self._numbers: deque[tuple[Kinds, Array]] = deque()
        self._texts: dict[int, _Texts] = {}

    def read(self, rows: Iterable[Piece]) -> None:
        """Read all pieces (raises Problem)."""
        import pandas  # noqa: F401 - here once, not in several threads at once

        waiting: deque[tuple[Piece, Kinds, Future[Parsed]]] = deque()
        with ThreadPoolExecutor(_WORKERS) as pool:
            for piece in rows:
                waiting.append((piece, self._kinds, pool.submit(parsed, piece, self._layout, self._kinds)))
                if len(waiting) > _WORKERS:
                    self._take(*waiting.popleft())
            while waiting:
                self._take(*waiting.popleft())

    def _take(self, piece: Piece, kinds: Kinds, future: Future[Parsed]) -> None:
        """Add a piece, read once more if it, or one before it since, turned a column into text."""
        try:
            part = future.result() if kinds == self._kinds else parsed(piece, self._layout, self._kinds)
        except NoNumberError:
            self._kinds = kinds_with(piece, self._layout, self._kinds, self._known)
            part = parsed(piece, self._layout, self._kinds)
        refuse_too_many(len(self._kinds), self.rows + part.rows)
        self._known[places(part.kinds, "number")] += part.rows - np.isnan(part.numbers).sum(axis=1)
        self._numbers.append((part.kinds, part.numbers))
        for column, (codes, categories) in zip(places(part.kinds, "text"), part.texts, strict=True):
            if column not in self._texts:
                self._texts[column] = _Texts(self.rows)
            self._texts[column].add(codes, categories)
        self.rows += part.rows

    def finished(self) -> tuple[Column, ...]:
        """The columns, their parts put together; each part is let go once it is copied."""
        numbers = places(self._kinds, "number")
        values = np.empty((len(numbers), self.rows))
        start = 0
        while self._numbers:
            kinds, part = self._numbers.popleft()
            # A column that was all missing so far may have become one of text since.
            kept = [index for index, column in enumerate(places(kinds, "number")) if self._kinds[column] == "number"]
            values[:, start : start + part.shape[1]] = part if len(kept) == len(part) else part[kept]
            start += part.shape[1]
        values.setflags(write=False)
        rows = dict(zip(numbers, values, strict=True))
        return tuple(
            Column(name, "number", rows[column], self.rows - int(self._known[column]))
            if column in rows
            else self._texts[column].finished(name)
            for column, name in enumerate(self._layout.names)
        )


class _Texts:
    """A column of text while it is read: every different text once, and which of them stands in each row."""

    def __init__(self, rows: int) -> None:
        """`rows` came before, all of them missing."""
        self._parts = [np.full(rows, -1, dtype=np.int32)]
        self._categories: dict[str, int] = {}
        self._missing = rows
        self._are_dates = True

    @property
    def _is_free(self) -> bool:
        return len(self._categories) > MOST_CATEGORIES

    def add(self, codes: Codes, categories: tuple[str, ...]) -> None:
        """`codes` count in the piece's own `categories`; −1 is missing, and so is what says so between spaces."""
        stripped = [category.strip() for category in categories]
        texts = ["" if text in MISSING else text for text in stripped]
        # One place more, for the code −1 to fall on.
        new_codes = np.full(len(texts) + 1, -1, dtype=np.int32)
        is_text = np.array([*map(bool, texts), False])
        self._missing += len(codes) - int(is_text[codes].sum())
        self._are_dates = self._are_dates and all(is_date(text) for text in texts if text)
        for index, text in enumerate(texts):
            if text and not self._is_free:
                new_codes[index] = self._categories.setdefault(text, len(self._categories))
        self._parts.append(new_codes[codes])

    def finished(self, name: str) -> Column:
        """The column, its categories in the order in which people look for them."""
        kind: Kind = "date" if self._are_dates and self._categories else "text"
        categories = () if self._is_free else tuple(sorted(self._categories, key=_sort_key))
        new_codes = np.full(len(self._categories) + 1, -1, dtype=np.int32)
        new_codes[[self._categories[text] for text in categories]] = np.arange(len(categories))
        codes = new_codes[np.concatenate(self._parts)]
        codes.setflags(write=False)
        return Column(name, kind, codes, self._missing, categories, self._is_free)


def _sort_key(text: str) -> tuple[float, str, str]:
    """Numbers by size and before words, words without regard to capitals."""
    return float(text) if is_number(text) else float("inf"), text.casefold(), text
