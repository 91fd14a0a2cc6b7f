"""A number as someone types it: `1/3`, `-0.5`, `1e-3`, `2*pi`, `sqrt(2)`. Read by rules of our own, never executed.

sum     = product (("+" | "−") product)*
product = sign (("×" | "÷") sign)*
sign    = ("+" | "−") sign | power
power   = atom ("^" sign)?          right to left, and binding tighter than a sign before it: −2^2 = −4
atom    = number | constant | function "(" sum ")" | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from core.message import Message, Problem

LONGEST = 200
_DEEPEST = 50

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e, "tau": math.tau}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "√": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "abs": abs,
}
_TOKEN = re.compile(r"\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([^\W\d_][^\W_]*|√)|(\*\*|[-+*/^()]))")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "∕": "/"})


def number_of(text: str) -> float:
    """The finite number that a text stands for (raises Problem, in a few words, for anything else).

    A comma between digits is a decimal one: no function here takes two numbers.
    """
    typed = text.strip()
    if not typed:
        raise Problem(Message("Type a number, for example 0.5 or 1/3"))
    if len(typed) > LONGEST:
        raise Problem(Message("Too long: {most} signs at most", most=LONGEST))
    plain = typed.translate(_SIGNS)
    if "," in plain:
        if "." in plain:
            raise Problem(Message("Use either a point or a comma for decimals, and nothing between thousands"))
        plain = plain.replace(",", ".")
    try:
        value = _Reader(plain, typed).result()
    except ZeroDivisionError:
        raise Problem(Message("Division by zero has no result")) from None
    except OverflowError:
        raise Problem(Message("Too large for a number")) from None
    except ValueError:
        raise Problem(Message("“{text}” has no real result", text=_shortened(typed))) from None
    if isinstance(value, complex):
        raise Problem(Message("“{text}” has no real result", text=_shortened(typed)))
    if not math.isfinite(value):
        raise Problem(Message("Too large for a number"))
    return value


class _Reader:
    """Reads from left to right, one token ahead."""

    def __init__(self, plain: str, typed: str) -> None:
        self._typed = typed
        self._tokens: list[tuple[str, str]] = []
        self._depth = 0
        self._at = 0
        at = 0
        while at < len(plain):
            match = _TOKEN.match(plain, at)
            if match is None:
                raise self._refusal()
            number, name, sign = match.groups()
            self._tokens.append(("number", number) if number else ("name", name) if name else ("sign", sign))
            at = match.end()

    def result(self) -> float:
        value = self._sum()
        if self._at < len(self._tokens):
            raise self._refusal()
        return value

    def _sum(self) -> float:
        value = self._product()
        while self._next_sign("+", "-"):
            value = value + self._product() if self._taken() == "+" else value - self._product()
        return value

    def _product(self) -> float:
        value = self._signed()
        while self._next_sign("*", "/"):
            value = value * self._signed() if self._taken() == "*" else value / self._signed()
        return value

    def _signed(self) -> float:
        with _Deeper(self):
            if self._next_sign("-"):
                self._taken()
                return 0.0 - self._signed()
            if self._next_sign("+"):
                self._taken()
                return self._signed()
            return self._power()

    def _power(self) -> float:
        base = self._atom()
        if not self._next_sign("^", "**"):
            return base
        self._taken()
        return base ** self._signed()  # type: ignore[no-any-return]  # complex is refused at the end

    def _atom(self) -> float:
        if self._at == len(self._tokens):
            raise self._refusal()
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return float(text)
        if kind == "name":
            name = text.casefold()
            if name in CONSTANTS:
                return CONSTANTS[name]
            if name in FUNCTIONS:
                return FUNCTIONS[name](self._bracketed())
            raise Problem(Message("“{name}” is not known; try pi, e, sqrt(2) or exp(1)", name=_shortened(text)))
        if text == "(":
            self._at -= 1
            return self._bracketed()
        raise self._refusal()

    def _bracketed(self) -> float:
        with _Deeper(self):
            if not self._next_sign("("):
                raise self._refusal()
            self._taken()
            value = self._sum()
            if not self._next_sign(")"):
                raise self._refusal()
            self._taken()
            return value

    def _next_sign(self, *signs: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] in [("sign", sign) for sign in signs]

    def _taken(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _refusal(self) -> Problem:
        return Problem(Message("“{text}” is not a number", text=_shortened(self._typed)))


class _Deeper:
    """One level deeper, as long as that is not too deep (raises Problem)."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._reader._depth += 1
        if self._reader._depth > _DEEPEST:
            raise Problem(Message("Too many brackets or signs"))

    def __exit__(self, *_: object) -> None:
        self._reader._depth -= 1


def _shortened(text: str, most: int = 24) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
