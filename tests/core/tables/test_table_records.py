"""Bytes become whole rows, wherever the file happens to be cut while it is read."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables import table_records
from core.tables.raw_table import DELIMITERS
from core.tables.table_records import Piece, blocks, cells, first_row, pieces, unquoted

ENCODINGS = (
    (b"", "utf-8"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
cuts = st.lists(st.integers(1, 100), max_size=12)
words = st.text(st.sampled_from("a1é😀,;\t| \"'\n"), max_size=6)
rows_of_words = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(words, min_size=width, max_size=width), max_size=8)
)


class Cut:
    """A stream that gives its bytes in pieces."""

    def __init__(self, content: bytes, places: list[int]) -> None:
        # The mark does not come alone: no file is read by the byte.
        ends = sorted({0, len(content), *(place for place in places if 3 < place < len(content))})
        self._parts = [content[start:end] for start, end in pairwise(ends)]

    def read(self, size: int, /) -> bytes:
        return self._parts.pop(0) if self._parts else b""


def as_csv(rows: list[list[str]], delimiter: str) -> str:
    memory = io.StringIO()
    csv.writer(memory, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return memory.getvalue()


@settings(max_examples=40)
@given(st.text(st.sampled_from('a,"é€😀\r\n'), max_size=30), st.sampled_from(ENCODINGS), cuts)
def test_bytes_become_utf_8_with_newlines_alone(text: str, encoding: tuple[bytes, str], places: list[int]) -> None:
    mark, name = encoding
    found = b"".join(blocks(Cut(mark + text.encode(name), places)))
    assert found.decode() == text.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=40)
@given(st.lists(st.sampled_from(("a", ",", "\n", "\r\n")), max_size=30).map("".join), cuts)
def test_a_byte_that_is_no_text_is_found_on_its_line(text: str, places: list[int]) -> None:
    line = 1 + text.count("\n")
    for bad in (b"\xff", b"\0"):
        with pytest.raises(Problem) as caught:
            list(blocks(Cut(text.encode() + b"x" + bad + b"\n1,2\n", places)))
        assert caught.value.place == f"line {line}"


@settings(max_examples=40)
@given(rows_of_words, st.sampled_from(DELIMITERS), cuts, st.booleans())
def test_no_row_is_cut_in_two(rows: list[list[str]], delimiter: str, places: list[int], is_ended: bool) -> None:
    text = as_csv(rows, delimiter)
    content = (text if is_ended else text.removesuffix("\n")).encode()
    found = list(pieces(blocks(Cut(content, places)), delimiter))
    assert b"".join(piece.text for piece in found).decode() == text
    line = 1
    for piece in found:
        assert piece.line == line
        line += piece.text.count(b"\n")
    # A tab is the delimiter or stands in a cell; the csv module skips spaces as we do.
    expected = list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))
    assert [row.cells for piece in found for row in cells(piece, delimiter)] == expected


@settings(max_examples=40)
@given(rows_of_words, st.sampled_from(DELIMITERS), st.lists(st.sampled_from(("", " ", "  ")), min_size=9))
def test_rows_know_where_they_begin_and_end(rows: list[list[str]], delimiter: str, gaps: list[str]) -> None:
    lines = []
    starts = []
    for row, gap in zip(rows, gaps, strict=False):
        lines.append(f"{gap}\n\n")
        starts.append(1 + "".join(lines).count("\n"))
        lines.append(as_csv([row], delimiter))
    content = "".join(lines).encode()
    found = list(cells(Piece(content, 1), delimiter))
    assert [row.line for row in found] == starts
    for row in found:
        assert row.end_line == 1 + content.count(b"\n", 0, row.end)
    if rows:
        first, rest = first_row(Piece(content, 1), delimiter)
        assert first == found[0].cells
        assert [row.cells for row in cells(rest, delimiter)] == [row.cells for row in found[1:]]
        assert [row.line for row in cells(rest, delimiter)] == starts[1:]


@settings(max_examples=40)
@given(rows_of_words, st.sampled_from(DELIMITERS))
def test_without_quoted_cells_every_delimiter_is_one(rows: list[list[str]], delimiter: str) -> None:
    text = unquoted(as_csv(rows, delimiter).encode(), delimiter).decode()
    assert '"' not in text or any('"' in cell for row in rows for cell in row)
    assert text.count(delimiter) == sum(len(row) - 1 for row in rows)
    assert text.count("\n") == len(rows)


def test_a_piece_of_nothing_has_no_rows() -> None:
    for text in (b"", b"\n", b" \n\t\n"):
        assert first_row(Piece(text, 7), ",") == ([], Piece(b"", 7))
    assert list(pieces([b"", b"  "], ",")) == []


def test_quotes_count_only_where_a_cell_begins() -> None:
    found = [row.cells for row in cells(Piece(b'5" disk, "a ""b""" ,c"d"\n', 1), ",")]
    assert found == [['5" disk', 'a "b" ', 'c"d"']]


def test_a_row_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_records, "LONGEST_ROW_BYTES", 20)
    given_so_far = []

    def endless() -> list[bytes]:
        given_so_far.append(b"x" * 15)
        return given_so_far[-1:]

    parts = (part for _ in range(1000) for part in endless())
    with pytest.raises(Problem) as caught:
        list(pieces(parts, ","))
    assert caught.value.place == "line 1"
    assert len(given_so_far) == 2
    with pytest.raises(Problem) as caught:
        list(pieces([b'a\nb\n"c\nd\n', b"e" * 30], ","))
    assert caught.value.place == "line 3"
