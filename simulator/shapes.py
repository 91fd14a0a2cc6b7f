"""What drawn things are made of: places, pieces of text, and colours by what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.numbers import is_hidden


class Ink(Enum):
    """The colour of a number or a line by what it is; a theme says which colour that is."""

    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    POSITIVE = "positive"
    NEGATIVE = "negative"
    SLOPE = "slope"
    INK = "ink"
    TEXT_2 = "text_2"
    TEXT_3 = "text_3"
    NEUTRAL = "border_strong"


def sign_ink(value: float) -> Ink:
    if is_hidden(value):
        return Ink.TEXT_2
    return Ink.NEGATIVE if value < 0 else Ink.POSITIVE


@dataclass(frozen=True)
class Run:
    """A piece of text in one colour. `lead` is empty room before it."""

    text: str
    ink: Ink
    is_bold: bool = True
    lead: float = 0.0


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        return abs(x - self.x) <= self.width / 2 + margin and abs(y - self.y) <= self.height / 2 + margin

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 - 1e-6
            and abs(self.y - other.y) < (self.height + other.height) / 2 - 1e-6
        )


class HoldsArrays:
    """Values that hold arrays are equal when all they hold is."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(np.array_equal(mine, vars(other)[name]) for name, mine in vars(self).items())

    __hash__ = None  # type: ignore[assignment]
