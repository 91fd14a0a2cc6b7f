"""The first rows of a table as text that lines up, and what its columns hold in a few words."""

from __future__ import annotations

import math

import numpy as np

from core.message import Message
from core.numbers import MINUS, exact, short
from core.tables.raw_table import MOST_CATEGORIES, Column, RawTable

ROWS = 100
MISSING = "–"
_MOST_DECIMALS = 6
_UNKNOWN = "…"


def preview_column(table: RawTable, index: int) -> tuple[str, ...]:
    """The first rows of a column; numbers with equally many decimals, so that their points stand in one line."""
    column = table.columns[index]
    if column.kind == "number":
        return _numbers(np.asarray(column.values[:ROWS], np.float64).tolist())
    codes = column.values[:ROWS].astype(np.int64).tolist()
    if column.is_free_text:
        # Such texts are not kept, but those of the first rows.
        texts = [row[index] or MISSING for row in table.preview]
        return tuple(texts + [_UNKNOWN] * (len(codes) - len(texts)))[: len(codes)]
    return tuple(column.categories[code] if code >= 0 else MISSING for code in codes)


def kind_words(column: Column, is_category: bool) -> Message:
    """What the column holds, for its heading."""
    if column.kind == "date":
        return Message("date")
    if column.is_free_text:
        return Message("text")
    if column.kind == "text":
        return _categories(len(column.categories))
    if is_category:
        return _categories(min(_different(column), MOST_CATEGORIES))
    return Message("number")


def column_words(column: Column, is_category: bool) -> Message:
    """What the column holds, in a line; of dates and of texts without end, why they cannot be used."""
    if column.kind == "date":
        words = Message("dates are no numbers; make a number of it, such as days since the first")
    elif column.is_free_text:
        words = Message("over {most} different texts, too many to tell apart", most=f"{MOST_CATEGORIES:,}")
    elif column.kind == "text":
        words = _listed(column.categories)
    elif column.missing == len(column.values):
        return Message("empty in every row")
    elif is_category:
        words = _listed(tuple(map(exact, np.unique(_known(column)).tolist())))
    else:
        known = _known(column)
        words = Message("{low} to {high}", low=short(float(known.min())), high=short(float(known.max())))
    if not column.missing:
        return words
    return Message("{words}; {count} missing", words=words, count=f"{column.missing:,}")


def _numbers(values: list[float]) -> tuple[str, ...]:
    plain = [exact(value) for value in values if math.isfinite(value)]
    if any("e" in text for text in plain):
        return tuple(exact(value) if math.isfinite(value) else MISSING for value in values)
    decimals = max((len(text.partition(".")[2]) for text in plain), default=0)
    decimals = min(decimals, _MOST_DECIMALS)
    return tuple(f"{value:.{decimals}f}".replace("-", MINUS) if math.isfinite(value) else MISSING for value in values)


def _categories(count: int) -> Message:
    return Message("1 category") if count == 1 else Message("{count} categories", count=f"{count:,}")


def _listed(names: tuple[str, ...], most: int = 12) -> Message:
    listed = ", ".join(names[:most])
    if len(names) <= most:
        return Message("{names}", names=listed)
    return Message("{names} and {count} more", names=listed, count=f"{len(names) - most:,}")


def _known(column: Column) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.asarray(column.values, np.float64)
    return values[~np.isnan(values)]


def _different(column: Column) -> int:
    return len(np.unique(_known(column)))
