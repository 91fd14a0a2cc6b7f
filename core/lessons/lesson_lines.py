"""The lines of a lesson file: head, steps and blocks, each with its line number. Nothing is understood yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

from core.message import Message, Problem

BLOCKS = ("picture", "experiment", "task", "equation")
HEAD = "---"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_KEY = re.compile(r"^([A-Za-z_][A-Za-z_ ]*?)\s*:(?:\s+(.*))?$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(-{2,}|=+)\s*$")


@dataclass(frozen=True)
class Entry:
    """One `key: value` and the line it stands in."""

    key: str
    value: str
    line: int


@dataclass(frozen=True)
class Prose:
    """Markdown between blocks."""

    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """What stands in a fence: `kind` is one of BLOCKS, `lines` as written, `line` that of the fence."""

    kind: str
    lines: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Page:
    """A step: what stands between one `##` and the next."""

    title: str
    line: int
    pieces: tuple[Prose | Block, ...]


def at_line(line: int) -> str:
    """Where a problem is, within its file."""
    return f"line {line}"


@contextmanager
def in_line(line: int) -> Iterator[None]:
    """Whatever is wrong in here is wrong in this line of the file."""
    try:
        yield
    except Problem as problem:
        raise Problem(problem.message, at_line(line)) from None


def head_and_pages(text: str) -> tuple[tuple[Entry, ...], tuple[Page, ...]]:
    """The head of a lesson and its pages (raises Problem whose place is the line)."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != HEAD:
        raise Problem(Message("begin the file with a line --- and below it title: and experiment:"), at_line(1))
    end = next((index for index, line in enumerate(lines[1:], start=1) if line.strip() == HEAD), None)
    if end is None:
        raise Problem(Message("close the head with a second line ---"), at_line(1))
    return entries(lines[1:end], 2), tuple(_pages(lines, end + 1))


def entries(lines: Sequence[str], first: int) -> tuple[Entry, ...]:
    """The `key: value` lines that begin in line `first`; an indented line goes on with the value above it."""
    found: list[Entry] = []
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        if line[0] in " \t":
            if not found:
                raise Problem(
                    Message("an indented line goes on with the one above, and there is none"), at_line(number)
                )
            last = found.pop()
            found.append(Entry(last.key, f"{last.value} {line.strip()}".strip(), last.line))
            continue
        match = _KEY.match(line.rstrip())
        if match is None:
            message = Message("write KEY: VALUE, or indent the line so that it goes on with the one above")
            raise Problem(message, at_line(number))
        found.append(Entry(match[1].casefold(), (match[2] or "").strip(), number))
    for entry in found:
        if not entry.value:
            raise Problem(Message("write something after {key}:", key=entry.key), at_line(entry.line))
    return tuple(found)


def _pages(lines: Sequence[str], start: int) -> Iterator[Page]:
    title, line = "", 0
    pieces: list[Prose | Block] = []
    for piece in _pieces(lines, start):
        if isinstance(piece, tuple):
            if line:
                yield Page(title, line, tuple(pieces))
            (title, line), pieces = piece, []
        elif not line:
            raise Problem(Message("begin a step first: write ## and its title above this line"), at_line(piece.line))
        else:
            pieces.append(piece)
    if line:
        yield Page(title, line, tuple(pieces))


def _pieces(lines: Sequence[str], start: int) -> Iterator[Prose | Block | tuple[str, int]]:
    """Prose, blocks and titles (with their lines) in their order."""
    prose: list[str] = []
    begun = at = start
    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line)
        title = _title(line, at + 1)
        if fence is None and title is None:
            _refuse_slip(lines, at)
            prose.append(line)
            at += 1
            continue
        kind = "" if fence is None else _kind(fence[2], at + 1)
        end = at + 1 if fence is None else _closing(lines, at, fence[1], bool(kind))
        if fence is not None and not kind:
            # Code of another kind is Markdown like the rest.
            prose += lines[at:end]
            at = end
            continue
        yield from _prose(prose, begun)
        if title is not None:
            yield title, at + 1
        else:
            yield Block(kind, tuple(lines[at + 1 : end - 1]), at + 1)
        prose, begun, at = [], end, end
    yield from _prose(prose, begun)


def _prose(lines: Sequence[str], start: int) -> Iterator[Prose]:
    """What is written in lines from index `start` on, if anything is."""
    written = [index for index, line in enumerate(lines) if line.strip()]
    if written:
        text = "\n".join(lines[written[0] : written[-1] + 1])
        yield Prose(text, start + written[0] + 1)


def _title(line: str, number: int) -> str | None:
    match = re.match(r"^(#{1,6})(\s*)(.*?)\s*#*\s*$", line)
    if match is None or (match[1] != "##" and len(match[1]) > 2):
        return None
    if not match[2] and match[3]:
        raise Problem(Message("leave a space after {signs}", signs=match[1]), at_line(number))
    if len(match[1]) == 1:
        raise Problem(Message("write ## for a step; the title of the lesson stands in the head"), at_line(number))
    if not match[3]:
        raise Problem(Message("give the step a title: ## and what it is about"), at_line(number))
    return match[3]


def _closing(lines: Sequence[str], at: int, fence: str, ends_at_step: bool) -> int:
    """The line after the end of a fence that opens in line `at`, both counted from 0. No block of ours goes on into
    the next step."""
    for index in range(at + 1, len(lines)):
        found = _FENCE.match(lines[index])
        if found and found[1].startswith(fence) and not found[2]:
            return index + 1
        if ends_at_step and lines[index].startswith("## "):
            break
    raise Problem(Message("this block is not closed: end it with a line {fence}", fence=fence), at_line(at + 1))


def _kind(info: str, number: int) -> str:
    """Which of our blocks the word after a fence means; nothing where it is code."""
    word = info.split(" ")[0].casefold()
    if word in BLOCKS:
        if info.casefold() != word:
            raise Problem(Message("nothing else goes after {word} in this line", word=word), at_line(number))
        return word
    near = get_close_matches(word, BLOCKS, n=1, cutoff=0.7)
    if near:
        raise Problem(Message("“{word}” is no block; do you mean {near}?", word=word, near=near[0]), at_line(number))
    return ""


def _refuse_slip(lines: Sequence[str], at: int) -> None:
    """What Markdown would take for something else than was meant."""
    above = lines[at - 1].strip() if at else ""
    if _UNDERLINE.match(lines[at]) and above and above != HEAD and not _FENCE.match(above) and above[0] != "#":
        message = Message("leave a blank line above this one, or Markdown makes a heading of the text above")
        raise Problem(message, at_line(at + 1))
    is_table = _TABLE_RULE.match(lines[at]) and "|" in above
    if is_table and at >= 2 and lines[at - 2].strip() and not lines[at - 2].startswith("#"):
        raise Problem(Message("leave a blank line above the table"), at_line(at))
