"""Where the numbers, signs and names of an equation stand in a given width: lines are broken before a sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.explaining.arithmetic import Number, Piece, Sign, Term, term
from core.explaining.explanation import Explanation
from core.message import Message
from core.numbers import short
from simulator.fonts import BOLD, REGULAR, SEMIBOLD, text_width
from simulator.words import say

# An equation that fits one line a little smaller is easier read than one broken in two.
SIZES = (22, 20, 18, 15, 13)
_SMALLEST_ON_ONE_LINE = 18
_MOST_LINES = 3
_NEVER_ON_FEW_LINES = 100
"""A sum of so many terms and signs is a list at once."""
_POWER = 0.68
_NAME_PIXELS, _NAME_LINE = 12, 15
_NARROWEST_NAME, _WIDEST_NAME = 52, 116
_BRACKET_ROOM = 17
_BETWEEN_LINES = 12
_BESIDE = 12
_CLOSING = (")", "²")
_LEADING = ("+", "−", "×", "/", "=", "≈")


@dataclass(frozen=True)
class PlacedText:
    """One piece: where it begins, on which baseline, and how large it is written."""

    x: float
    baseline: float
    width: float
    text: str
    piece: Piece
    pixels: int
    weight: int
    term: Term


@dataclass(frozen=True)
class PlacedName:
    """A bracket from `left` to `right`, and beneath it what the term is."""

    left: float
    right: float
    y: float
    lines: tuple[str, ...]
    term: Term

    def baseline(self, line: int) -> float:
        return self.y + 16 + line * _NAME_LINE


@dataclass(frozen=True)
class EquationLayout:
    texts: tuple[PlacedText, ...]
    names: tuple[PlacedName, ...]
    height: float
    width: float


@dataclass(frozen=True)
class _Group:
    """A term as it is measured: its pieces one after another, its name in lines."""

    runs: tuple[tuple[float, str, Piece, int, int, float], ...]
    """x within the group, text, piece, pixels, weight, and how far it is raised."""
    run_width: float
    lines: tuple[str, ...]
    width: float
    hugs_next: bool
    hugs_previous: bool
    term: Term


_Chunk = list[_Group]


class MeasuredEquation:
    """The equation of an explanation, ready to be laid out for any width; of a given number, the number alone."""

    def __init__(self, explanation: Explanation, digits: int = 4) -> None:
        self._terms = _terms(explanation, digits)
        self._digits = digits
        self._measured: dict[int, list[_Chunk]] = {}

    def laid_out(self, width: float) -> EquationLayout:
        """On one line if a large size allows it, else the largest size on few lines, else as a list of terms."""
        for pixels in SIZES if len(self._terms) <= _NEVER_ON_FEW_LINES else ():
            if pixels >= _SMALLEST_ON_ONE_LINE:
                lines = self._lines(pixels, width)
                if len(lines) == 1 and _fits(lines, width, pixels):
                    return _placed(lines, pixels)
        for pixels in SIZES if len(self._terms) <= _NEVER_ON_FEW_LINES else ():
            lines = self._lines(pixels, width)
            if len(lines) <= _MOST_LINES and _fits(lines, width, pixels):
                return _placed(lines, pixels)
        for pixels in SIZES[-2:]:
            if all(_fits_beside(line, width, pixels) for line in self._chunks(pixels)):
                return _listed(self._chunks(pixels), pixels)
        lines = self._lines(SIZES[-1], width)
        if not _fits(lines, width, SIZES[-1]):
            parts = [part for one in self._terms for part in _parted(one)]
            lines = list(_lines(_chunks(parts, SIZES[-1], self._digits), width, SIZES[-1]))
        return _placed(lines, SIZES[-1])

    def _lines(self, pixels: int, width: float) -> list[_Chunk]:
        return list(_lines(self._chunks(pixels), width, pixels))

    def _chunks(self, pixels: int) -> list[_Chunk]:
        if pixels not in self._measured:
            self._measured[pixels] = list(_chunks(self._terms, pixels, self._digits))
        return self._measured[pixels]


def _fits(lines: list[_Chunk], width: float, pixels: int) -> bool:
    return all(_line_width(line, pixels) <= width for line in lines)


def _chunks(terms: Sequence[Term], pixels: int, digits: int) -> Iterator[_Chunk]:
    """Groups that stay on one line: a sign or parenthesis and what it belongs to."""
    chunk: _Chunk = []
    is_open = True
    for one in terms:
        group = _group(one, pixels, digits, is_result=one is terms[-1])
        sign = one.pieces[0] if len(one.pieces) == 1 and isinstance(one.pieces[0], Sign) else None
        lone = None if sign is None else sign.text
        if not is_open and lone not in _CLOSING and chunk:
            yield chunk
            chunk = []
        chunk.append(group)
        is_open = sign is not None and (sign.hugs_next or lone in _LEADING)
    yield chunk


def _parted(one: Term) -> Iterator[Term]:
    """A term too long for a line, broken before its signs; its name stays with the first part."""
    part: list[Piece] = []
    name = one.name
    for piece in one.pieces:
        is_break = isinstance(piece, Sign) and piece.text in _LEADING
        if part and is_break:
            yield replace(one, pieces=tuple(part), name=name)
            part, name = [], None
        part.append(piece)
    yield replace(one, pieces=tuple(part), name=name)


def _terms(explanation: Explanation, digits: int) -> tuple[Term, ...]:
    if not explanation.equation:
        return (Term((explanation.result,)),)
    return (*explanation.equation, term(explanation.relation(digits)), Term((explanation.result,)))


def _group(one: Term, pixels: int, digits: int, is_result: bool) -> _Group:
    runs: list[tuple[float, str, Piece, int, int, float]] = []
    x, is_hugged, is_power = 0.0, True, False
    for piece in one.pieces:
        size, weight = pixels, REGULAR
        if isinstance(piece, Number):
            text, weight = short(piece.value, digits), SEMIBOLD
            if is_result:
                size, weight = pixels + 4, BOLD
        else:
            text = say(piece.text).removesuffix("^")
        size = max(11, round(_POWER * size)) if is_power else size
        holds_on = is_hugged or (isinstance(piece, Sign) and piece.hugs_previous)
        x += 0 if holds_on else 0.26 * pixels
        runs.append((x, text, piece, size, weight, 0.4 * pixels if is_power else 0.0))
        x += text_width(text, size, weight)
        is_hugged = isinstance(piece, Sign) and piece.hugs_next
        is_power = isinstance(piece, Sign) and say(piece.text).endswith("^")
    lines = _name_lines(one.name, x)
    width = max([x, *(text_width(line, _NAME_PIXELS) for line in lines)])
    first = one.pieces[0]
    hugs_previous = isinstance(first, Sign) and first.hugs_previous
    return _Group(tuple(runs), x, lines, width, is_hugged, hugs_previous, one)


def _name_lines(name: Message | str | None, width: float) -> tuple[str, ...]:
    """The name in up to three lines, as narrow as the term above it allows."""
    if name is None:
        return ()
    lines: list[str] = []
    for word in say(name).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, _NAME_PIXELS) <= max(width, _NARROWEST_NAME):
            lines[-1] = joined
        else:
            lines.append(word)
    shown = lines if len(lines) <= 3 else [*lines[:2], f"{lines[2]} …"]
    return tuple(_cut(line) for line in shown)


def _cut(text: str) -> str:
    while len(text) > 2 and text_width(text, _NAME_PIXELS) > _WIDEST_NAME:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _gap(before: _Group, after: _Group, pixels: int) -> float:
    return 0.0 if before.hugs_next or after.hugs_previous else max(5.0, 0.34 * pixels)


def _line_width(line: _Chunk, pixels: int) -> float:
    gaps = sum(_gap(before, after, pixels) for before, after in pairwise(line))
    return sum(group.width for group in line) + gaps


def _lines(chunks: Iterable[_Chunk], width: float, pixels: int) -> Iterator[_Chunk]:
    line: _Chunk = []
    for chunk in chunks:
        if line and _line_width([*line, *chunk], pixels) > width:
            yield line
            line = []
        line = [*line, *chunk]
    yield line


def _fits_beside(line: _Chunk, width: float, pixels: int) -> bool:
    """Whether a line of its own has room for its one name at its right."""
    named = [group for group in line if group.lines]
    if len(named) > 1:
        return False
    beside = text_width(" ".join(named[0].lines), _NAME_PIXELS) + _BESIDE if named else 0.0
    return sum(group.run_width + max(5.0, 0.34 * pixels) for group in line) + beside <= width


def _listed(lines: list[_Chunk], pixels: int) -> EquationLayout:
    """A long sum: a term a line, its name at its right, so that it stays a list to read and not a tower."""
    bare = [[replace(group, lines=(), width=group.run_width) for group in line] for line in lines]
    laid = _placed(bare, pixels, between=0.3 * pixels)
    texts = list(laid.texts)
    # A power stands a little above the line it belongs to.
    written: list[list[PlacedText]] = []
    for text in sorted(texts, key=lambda one: one.baseline):
        if written and text.baseline - written[-1][-1].baseline < 0.9 * pixels:
            written[-1].append(text)
        else:
            written.append([text])
    for line, here in zip(lines, written, strict=True):
        baseline = here[-1].baseline
        named = next((group for group in line if group.lines), line[0])
        name = " ".join(named.lines)
        right = max(text.x + text.width for text in here)
        width = text_width(name, _NAME_PIXELS)
        if name:
            place = (right + _BESIDE, baseline, width, name)
            texts.append(PlacedText(*place, Sign(name), _NAME_PIXELS, REGULAR, named.term))
    return replace(laid, texts=tuple(texts), width=max(text.x + text.width for text in texts))


def _placed(lines: list[_Chunk], pixels: int, between: float = _BETWEEN_LINES) -> EquationLayout:
    texts: list[PlacedText] = []
    names: list[PlacedName] = []
    top = widest = 0.0
    for line in lines:
        baseline = top + pixels + 2
        x = 0.0
        for index, group in enumerate(line):
            x += _gap(line[index - 1], group, pixels) if index else 0.0
            start = x + (group.width - group.run_width) / 2
            for offset, text, piece, size, weight, rise in group.runs:
                width = text_width(text, size, weight)
                texts.append(
                    PlacedText(start + offset, baseline - rise, width, text, piece, size, weight, group.term)
                )
            if group.lines:
                y = baseline + _below(pixels)
                names.append(PlacedName(x + 1, x + group.width - 1, y, group.lines, group.term))
            x += group.width
        widest = max(widest, x)
        most = max(len(group.lines) for group in line)
        beneath = _BRACKET_ROOM + (most - 1) * _NAME_LINE + 4 if most else 0
        top = baseline + _below(pixels) + beneath + between
    return EquationLayout(tuple(texts), tuple(names), top - between, widest)


def _below(pixels: int) -> float:
    """How far beneath the numbers the bracket runs."""
    return 0.3 * pixels + 5
