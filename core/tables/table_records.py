"""A text file as pieces of whole rows: bytes to UTF-8, line ends to one kind, never a row cut in two.

A row may span several lines where a quoted cell does. What bounds memory is checked here, before any cell is read.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from core.message import Message, Problem

# Large enough that a piece costs more to read than to begin, small enough that cancelling feels immediate.
BLOCK_BYTES = 4 * 1024 * 1024
# 10,000 cells of 400 characters. Longer is no row, but a quote that nobody closed.
LONGEST_ROW_BYTES = 4 * 1024 * 1024

_LINE_END = re.compile("\r\n?|\n")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    """Whole rows as UTF-8, each ended by a newline, and the number of the first line (from 1)."""

    text: bytes
    line: int


@dataclass(frozen=True)
class Row:
    """The cells of one row as they stand in the file without their quotes, the line it begins on, and where it ends:
    the byte after it in the piece, and the line that begins there."""

    cells: list[str]
    line: int
    end: int
    end_line: int


def blocks(stream: Readable) -> Iterator[bytes]:
    """The file as UTF-8 with newlines alone, whatever it was (UTF-8, or UTF-16 with its mark). Raises Problem."""
    start = stream.read(BLOCK_BYTES)
    encoding = "utf-8"
    for mark, name in _BOMS:
        if start.startswith(mark):
            start, encoding = start[len(mark) :], name
            break
    decoder = codecs.getincrementaldecoder(encoding)()
    line, held = 1, b""
    block = start
    while True:
        is_last = not block
        block = held + _utf8(block, decoder, encoding, line, is_last)
        held = b"\r" if block.endswith(b"\r") and not is_last else b""
        if held:
            block = block[:-1]
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\0" in block:
            message = Message("is no table: it holds a byte 0. Text (CSV), NPZ and IDX can be read")
            raise Problem(message, f"line {line + block[: block.index(0)].count(10)}")
        if block:
            yield block
        if is_last:
            return
        line += block.count(b"\n")
        block = stream.read(BLOCK_BYTES)


def _utf8(block: bytes, decoder: codecs.IncrementalDecoder, encoding: str, line: int, is_last: bool) -> bytes:
    """The block's characters as UTF-8; bytes of a character cut in two wait in the decoder."""
    if encoding == "utf-8" and block.isascii() and not decoder.getstate()[0]:
        return block
    try:
        return decoder.decode(block, is_last).encode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        if b"\0" in error.object and encoding == "utf-8":
            message = Message("is no table, but bytes of another kind. Text (CSV), NPZ and IDX can be read")
            raise Problem(message) from None
        here = line + len(_LINE_END.findall(before.decode(encoding, "ignore")))
        message = Message("is not {encoding} text; save the file as UTF-8", encoding=encoding[:6].upper())
        raise Problem(message, f"line {here}") from None


def pieces(parts: Iterable[bytes], delimiter: str) -> Iterator[Piece]:
    """Whole rows, some megabytes at a time (raises Problem for a row that does not end)."""
    line, rest = 1, b""
    for part in parts:
        text = rest + part
        end = _end_of_rows(text, delimiter)
        rest = text[end:]
        if end:
            yield Piece(text[:end], line)
            line += text.count(b"\n", 0, end)
        if len(rest) > LONGEST_ROW_BYTES:
            raise _unending(line)
    if rest.strip(b" "):
        text = rest + b"\n"
        if _end_of_rows(text, delimiter) < len(text):
            raise Problem(Message("a quote is opened here and never closed"), f"line {line}")
        yield Piece(text, line)


def first_row(piece: Piece, delimiter: str) -> tuple[list[str], Piece]:
    """The cells of the first row that is not empty, and what comes after it; no cells where there is none."""
    for row in cells(piece, delimiter):
        return row.cells, Piece(piece.text[row.end :], row.end_line)
    return [], Piece(b"", piece.line)


def cells(piece: Piece, delimiter: str) -> Iterator[Row]:
    """The rows of a piece one by one; empty lines left out. Slow, for the few rows that people see."""
    found: list[str] = []
    line, start = piece.line, 0
    is_quoted = False
    for match in _patterns(delimiter).cell.finditer(piece.text):
        blank, quoted, rest, plain, end = match.groups()
        if blank is not None:
            line, start = line + blank.count(b"\n"), match.end()
            continue
        is_quoted = is_quoted or quoted is not None
        found.append((plain if quoted is None else quoted.replace(b'""', b'"') + rest).decode())
        if end == b"\n":
            end_line = line + piece.text.count(b"\n", start, match.end())
            if len(found) > 1 or found[0].strip() or is_quoted:
                yield Row(found, line, match.end(), end_line)
            found, line, start, is_quoted = [], end_line, match.end(), False


def unquoted(text: bytes, delimiter: str) -> bytes:
    """The text with quoted cells emptied, so that every delimiter and newline left is one."""
    if b'"' not in text:
        return text
    patterns = _patterns(delimiter)
    # A newline in front lets the first cell begin like any other.
    return patterns.quoted.sub(b"", patterns.indent.sub(b"", b"\n" + text))[1:]


@dataclass(frozen=True)
class _Patterns:
    indent: re.Pattern[bytes]
    quoted: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    rows: re.Pattern[bytes]


_NEVER_BACK = b"+" if sys.version_info >= (3, 11, 5) else b""
"""Makes a repeated group keep what it matched. Older Pythons get that wrong (python/cpython#106052); they may try
again with less, which finds nothing else, as a quote that ends a cell has no other one behind it."""


@lru_cache
def _patterns(delimiter: str) -> _Patterns:
    """A quote opens a cell only where the cell begins; inside, two quotes are one. Nothing here backtracks."""
    sign = re.escape(delimiter).encode()
    # Empty lines in one go: there may be millions of them.
    blank = rb"(?<![^\n])(?:[%s]*+\n)+%s" % (b" " if delimiter == "\t" else b" \t", _NEVER_BACK)
    rest = rb'[^"]*+(?:""[^"]*+)*%s"(?!")' % _NEVER_BACK
    cell = rb' *+(?:"%s[^%s\n]*+|(?!")[^%s\n]*+)' % (rest, sign, sign)
    row = rb"%s(?:%s%s)*%s\n" % (cell, sign, cell, _NEVER_BACK)
    return _Patterns(
        re.compile(rb'(?<=[%s\n]) ++(?=")' % sign),
        # Looking back from the quote, which is quick to find.
        re.compile(rb'"(?<=[%s\n]")%s' % (sign, rest)),
        re.compile(
            rb'(%s)| *+(?:"([^"]*+(?:""[^"]*+)*%s)"(?!")([^%s\n]*+)|((?!")[^%s\n]*+))(%s|\n)'
            % (blank, _NEVER_BACK, sign, sign, sign)
        ),
        re.compile(rb"(?:%s)*%s" % (row, _NEVER_BACK)),
    )


def _end_of_rows(text: bytes, delimiter: str) -> int:
    """The byte after the last whole row."""
    if b'"' not in text:
        return text.rfind(b"\n") + 1
    return _patterns(delimiter).rows.match(text).end()  # type: ignore[union-attr]


def _unending(line: int) -> Problem:
    message = Message("a row is longer than {most} MB; is a quote not closed?", most=LONGEST_ROW_BYTES // 2**20)
    return Problem(message, f"line {line}")
