"""Features: numbers made of the raw columns before scaling, x1, x1^2, x1*x2, sin(x1), cos(x1) and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

POINT_FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)", "cos(x1)", "cos(x2)")
"""What two columns offer."""
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NAME = r"x([1-9]\d{0,5})"
_PATTERNS = {
    "": re.compile(_NAME, re.ASCII),
    "^2": re.compile(_NAME + r"\^2", re.ASCII),
    "*": re.compile(_NAME + r"\*" + _NAME, re.ASCII),
    "sin": re.compile(rf"sin\({_NAME}\)", re.ASCII),
    "cos": re.compile(rf"cos\({_NAME}\)", re.ASCII),
}


@dataclass(frozen=True)
class Feature:
    """`kind` is what is done (`""`: nothing, `^2`, `*`, `sin`, `cos`) to which raw columns (from 0)."""

    kind: str
    columns: tuple[int, ...]

    def of(self, rows: FloatArray) -> FloatArray:
        """One number a row."""
        first = rows[:, self.columns[0]]
        match self.kind:
            case "^2":
                return first**2
            case "*":
                return first * rows[:, self.columns[1]]
            case "sin":
                return np.sin(first)
            case "cos":
                return np.cos(first)
            case _:
                return first

    @property
    def label(self) -> str:
        """As it is written on paper: `x₁²`, `sin x₁`."""
        names = ["x" + str(column + 1).translate(_SUBSCRIPTS) for column in self.columns]
        match self.kind:
            case "^2":
                return names[0] + "²"
            case "sin" | "cos":
                return f"{self.kind} {names[0]}"
            case _:
                return "".join(names)


@lru_cache(maxsize=256)
def feature_of(text: str) -> Feature | None:
    """The feature written so, or None where it is none."""
    for kind, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text)
        if found:
            return Feature(kind, tuple(int(number) - 1 for number in found.groups()))
    return None


def _known(text: str) -> Feature:
    feature = feature_of(text)
    assert feature is not None, "checked where the experiment is made"
    return feature


def width_of(features: Sequence[str]) -> int:
    """How many raw columns the features reach into."""
    return max((column + 1 for text in features for column in _known(text).columns), default=0)


def featured(rows: FloatArray, features: Sequence[str]) -> FloatArray:
    """The features of raw rows (rows × features); the rows themselves where there are none."""
    if not features:
        return rows
    with np.errstate(over="ignore", invalid="ignore"):
        return np.stack([_known(text).of(rows) for text in features], axis=1)


def labels_of_features(features: Sequence[str]) -> tuple[str, ...]:
    """Their names on screen."""
    return tuple(_known(text).label for text in features)
