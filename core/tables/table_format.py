"""How a table is written as text, found out from how it begins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from core.tables.raw_table import DELIMITERS, TableFormat

Rows = list[list[str]]

# Enough rows to tell a comma in a sentence from a comma between cells.
SAMPLE_ROWS = 50
SAMPLE_CHARACTERS = 64 * 1024
# pandas takes these as missing; "?" stands for it in many old collections of data.
MISSING = frozenset(
    "|?|NA|N/A|n/a|#NA|#N/A|#N/A N/A|<NA>|NaN|-NaN|nan|-nan|1.#IND|-1.#IND|1.#QNAN|-1.#QNAN|NULL|null|None".split("|")  # noqa: SIM905
)

_NUMBER = re.compile(
    r"\s*[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf|infinity)\s*", re.IGNORECASE | re.ASCII
)
_DATE = re.compile(
    r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)


def is_number(cell: str, decimal: str = ".") -> bool:
    """Whether a cell reads as a number; `inf` does, so that it can be refused as one."""
    if decimal == ",":
        if "." in cell:
            return False
        cell = cell.replace(",", ".")
    return _NUMBER.fullmatch(cell) is not None


def is_date(cell: str) -> bool:
    """Whether a cell reads as a day, with or without a time (2024-02-29, 29.2.2024, 2024-02-29T12:00Z)."""
    return _DATE.fullmatch(cell.strip()) is not None


def found_format(sample: str, chosen: TableFormat = TableFormat()) -> TableFormat:  # noqa: B008 - a frozen value
    """The format a text is most likely written in. What is `chosen` stays; `sample` may end inside a row."""
    text = sample[:SAMPLE_CHARACTERS]
    # A row cut off by the end of the sample would look like one with too few cells.
    is_cut = len(sample) > SAMPLE_CHARACTERS and "\n" in text
    delimiters = DELIMITERS if chosen.delimiter is None else (chosen.delimiter,)
    best, rows = _best({delimiter: _rows(text, delimiter, is_cut) for delimiter in delimiters}, chosen.decimal)
    has_header = chosen.has_header
    if has_header is None:
        has_header = _has_header(rows, best.decimal or ".")
    return replace(best, has_header=has_header, text_columns=chosen.text_columns)


def _best(tables: dict[str, Rows], decimal: str | None) -> tuple[TableFormat, Rows]:
    """The delimiter and decimal sign under which the rows look most like a table of numbers."""
    decimals = (".", ",") if decimal is None else (decimal,)
    ranked = []
    for delimiter, rows in tables.items():
        for sign in decimals:
            rank = _rank(rows, sign, "".join(other for other in DELIMITERS if other != delimiter))
            # Commas stand in sentences and numbers too, so between equals another sign wins; then the point.
            ranked.append((*rank, delimiter != ",", sign == ".", delimiter, sign))
    *_, delimiter, sign = max(ranked)
    return TableFormat(delimiter, sign), tables[delimiter]


def _rank(rows: Rows, decimal: str, others: str) -> tuple[bool, float, float, float, int]:
    """More is better: is it divided, are rows equally long, are no other delimiters left, is much a number."""
    if not rows:
        return False, 0.0, 0.0, 0.0, 0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    cells = [cell for row in rows for cell in row if cell not in MISSING]
    numbers = sum(is_number(cell, decimal) for cell in cells)
    left_over = sum(any(sign in cell for sign in others) and not is_number(cell, decimal) for cell in cells)
    evenness = count / len(rows)
    most = max(len(cells), 1)
    return width > 1 and evenness >= 0.5, evenness, -left_over / most, numbers / most, width


def _rows(text: str, delimiter: str, is_cut: bool) -> Rows:
    """The first rows, empty lines left out; what the csv module cannot divide has none."""
    try:
        found = list(
            islice(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True), SAMPLE_ROWS + 1)
        )
    except csv.Error:
        return []
    if len(found) > SAMPLE_ROWS or (is_cut and len(found) > 1):
        found.pop()
    return [row for row in found if any(cell.strip() for cell in row) or len(row) > 1]


def _has_header(rows: Rows, decimal: str) -> bool:
    """Names stand above numbers or dates; above other text, names are what does not come again below."""
    if not rows:
        return False
    first, below = rows[0], rows[1:]
    if any(is_number(cell, decimal) or is_date(cell) for cell in first) or all(cell in MISSING for cell in first):
        return False
    for index, name in enumerate(first):
        column = [row[index] for row in below if index < len(row) and row[index] not in MISSING]
        if column and 2 * sum(is_number(cell, decimal) or is_date(cell) for cell in column) > len(column):
            return True
        if name in column:
            return False
    return True
