"""Arithmetic as it is written on paper: numbers and signs in a row, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from core.activations import ACTIVATIONS
from core.explaining.links import Link
from core.expression import number_of
from core.message import Message, Problem
from core.numbers import is_hidden, short
from core.quantity import Quantity

EQUAL, NEARLY = "=", "≈"


class Role(Enum):
    """What a number is, and with that its colour."""

    VALUE = "value"
    """An input, weight, sum or activation: coloured by its sign."""
    SLOPE = "slope"
    PLAIN = "plain"
    """A constant, an error, a loss, a setting."""


@dataclass(frozen=True)
class Number:
    """One number of an expression."""

    value: float
    role: Role = Role.PLAIN


@dataclass(frozen=True)
class Sign:
    """What stands between numbers: `(`, `)`, `+`, `−`, `×`, `/`, `²`, `e^`, or a function's name with its `(`.

    Formulas in words are made of signs alone.
    """

    text: Message | str
    role: Role = Role.PLAIN

    @property
    def hugs_next(self) -> bool:
        """No space goes between this sign and what follows."""
        return isinstance(self.text, str) and self.text.endswith(("(", "^"))

    @property
    def hugs_previous(self) -> bool:
        return self.text in (")", "²")


Piece = Number | Sign


@dataclass(frozen=True)
class Term:
    """Pieces that belong together; where there is a name, it stands in a bracket beneath them.

    `link` is what the term leads to, `about` what it stands on, where that is something else. What stands for the
    smallest `count` terms of a long sum makes them on demand: `rest`.
    """

    pieces: tuple[Piece, ...]
    name: Message | str | None = None
    link: Link | None = None
    about: Quantity | None = None
    count: int = 0
    rest: Callable[[], tuple[Term, ...]] | None = field(default=None, compare=False)

    @property
    def place(self) -> Quantity | None:
        """What on the canvas the term belongs to."""
        return self.about or (self.link if isinstance(self.link, Quantity) else None)


def term(
    *parts: Number | str,
    name: Message | str | None = None,
    link: Link | None = None,
    about: Quantity | None = None,
) -> Term:
    """A term from numbers and signs: `term("(", a, "×", b, ")")`."""
    return Term(tuple(Sign(part) if isinstance(part, str) else part for part in parts), name, link, about)


def pieces_of(terms: Iterable[Term]) -> tuple[Piece, ...]:
    return tuple(piece for one in terms for piece in one.pieces)


def squared(number: Number) -> tuple[Number | str, ...]:
    """`3²`, and `(−3)²`, for a minus before a square would be read as −9."""
    return (*guarded(number), "²")


def guarded(number: Number) -> tuple[Number | str, ...]:
    """The number, in parentheses where its own minus would meet another sign."""
    return ("(", number, ")") if number.value < 0 else (number,)


def written(pieces: Iterable[Piece], digits: int = 4) -> str:
    """The expression in one line of text: `(2 × −1) + (3 × 1)`."""
    text, is_hugged = "", True
    for piece in pieces:
        if isinstance(piece, Number):
            text += f"{'' if is_hugged else ' '}{short(piece.value, digits)}"
            is_hugged = False
        else:
            text += f"{'' if is_hugged or piece.hugs_previous else ' '}{piece.text}"
            is_hugged = piece.hugs_next
    return text


def relation(pieces: Sequence[Piece], result: float, digits: int = 4) -> str:
    """`=` where the numbers as printed come to the result as printed, else `≈`."""
    if not pieces or is_hidden(result):
        return EQUAL
    shown = [_as_printed(piece.value, digits) for piece in pieces if isinstance(piece, Number)]
    reached, printed = evaluate(pieces, digits), _as_printed(result, digits)
    # Decimal fractions are not exact in binary: 0.1 + 0.2 is 0.3 on paper.
    tolerance = 1e-12 * max(map(abs, [*shown, reached, printed]))
    return EQUAL if abs(reached - printed) <= tolerance else NEARLY


def evaluate(pieces: Iterable[Piece], digits: int | None = None) -> float:
    """What the pieces come to, from their full numbers or from what is printed with so many digits.

    Not a number where a double does not reach (the logarithm of 0, a huge power of e).
    """
    try:
        return _Reader(tuple(pieces), digits).sum()
    except (ValueError, OverflowError, ZeroDivisionError):
        return math.nan


def _as_printed(value: float, digits: int) -> float:
    try:
        return number_of(short(value, digits))
    except Problem:  # what is infinite or not a number
        return value


def _activation(name: str) -> Callable[[float], float]:
    return lambda z: float(ACTIVATIONS[name].function(np.array([z]))[0])


_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "(": lambda x: x,
    "max(0,": lambda x: max(0.0, x),
    "tanh(": math.tanh,
    "sin(": math.sin,
    "cos(": math.cos,
    "√(": math.sqrt,
    "Φ(": lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "φ(": lambda x: math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi),
    "ln(": math.log,
    "−ln(": lambda x: -math.log(x),
}


class _Reader:
    """Reads pieces from left to right, one method a level of precedence."""

    def __init__(self, pieces: tuple[Piece, ...], digits: int | None) -> None:
        self._pieces = pieces
        self._digits = digits
        self._position = 0

    def sum(self) -> float:
        total = self._product()
        while (sign := self._take("+", "−")) is not None:
            operand = self._product()
            total = total + operand if sign == "+" else total - operand
        return total

    def _product(self) -> float:
        total = self._square()
        while (sign := self._take("×", "/")) is not None:
            operand = self._square()
            total = total * operand if sign == "×" else total / operand
        return total

    def _square(self) -> float:
        base = self._operand()
        return base if self._take("²") is None else base * base

    def _operand(self) -> float:
        piece = self._pieces[self._position]
        self._position += 1
        if isinstance(piece, Number):
            return piece.value if self._digits is None else _as_printed(piece.value, self._digits)
        name = str(piece.text)
        if name == "e^":
            return math.exp(self._operand())
        function = _FUNCTIONS.get(name) or _activation(name.removesuffix("("))
        inside = self.sum()
        assert self._take(")") is not None, "a parenthesis stays open"
        return function(inside)

    def _take(self, *signs: str) -> str | None:
        """The sign that comes next, if it is one of these."""
        if self._position == len(self._pieces):
            return None
        piece = self._pieces[self._position]
        if not isinstance(piece, Sign) or piece.text not in signs:
            return None
        self._position += 1
        return str(piece.text)
