"""The labels in a picture of gradient descent, and places for them where they cover nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.expression import number_of
from core.network import Array
from core.numbers import short
from simulator.drawing import runs_width
from simulator.shapes import Box, Ink, Run, sign_ink

LABEL_SIZE, LINE = 13, 20
_PADDING, _POINT = 8.0, 9.0
_PLACES = 13
"""Tried across the plane, and as many up."""
_CLEAR = 8.0
"""Pixels between a label and what it keeps off."""
_WORTH = 12.0
"""Pixels that a label rather goes away than cover one more point."""


@dataclass(frozen=True)
class Label:
    """Lines of text in a box."""

    box: Box
    lines: tuple[tuple[Run, ...], ...]


Lines = tuple[tuple[Run, ...], ...]


def step_equation(number: float, rate: float, slope: float, digits: tuple[int, int] = (4, 4)) -> tuple[Run, ...]:
    """`1 − 0.01 × 30 = 0.7`: where one step leads. So many digits of all numbers, and of the slope."""
    after = number - rate * slope
    shown = [short(number, digits[0]), short(rate, digits[0]), short(slope, digits[1]), short(after, digits[0])]
    factor = f"({shown[2]})" if slope < 0 else shown[2]
    return (
        Run(shown[0], sign_ink(number)),
        _sign("−"),
        Run(shown[1], Ink.INK),
        _sign("×"),
        Run(factor, Ink.SLOPE),
        _sign("=" if _comes_out(shown) else "≈"),
        Run(shown[3], sign_ink(after)),
    )


def slope_reading(slope: float) -> tuple[Run, ...]:
    """`slope 30`."""
    return Run("slope ", Ink.SLOPE, is_bold=False), Run(short(slope), Ink.SLOPE)


def size_of(lines: Lines) -> tuple[float, float]:
    """Width and height of a box around these lines."""
    return max(runs_width(line, LABEL_SIZE) for line in lines) + 2 * _PADDING, LINE * len(lines) + 6


def tag_size(line: tuple[Run, ...]) -> tuple[float, float]:
    """The same for a tag, whose point takes some room."""
    return runs_width(line, LABEL_SIZE - 1) + _POINT + 14, 22.0


def placed(size: tuple[float, float], near: tuple[float, float], plane: Box, taken: Array) -> Box:
    """A box in the plane that covers few of the points taken, and is not far from a place."""
    width, height = size
    reach = (max((plane.width - width) / 2 - 4, 0.0), max((plane.height - height) / 2 - 4, 0.0))
    shares = np.linspace(-1, 1, _PLACES)
    middles = np.stack(np.meshgrid(plane.x + shares * reach[0], plane.y + shares * reach[1]), axis=-1).reshape(-1, 2)
    half = np.array([width, height]) / 2
    covered = (np.abs(taken[None] - middles[:, None]) < half + _CLEAR).all(axis=2).sum(axis=1)
    away = np.hypot(*np.maximum(np.abs(np.array(near) - middles) - half, 0.0).T)
    x, y = middles[int((covered + away / _WORTH).argmin())].tolist()
    return Box(x, y, width, height)


def along(line: Sequence[float], count: int = 24) -> Array:
    """Points on a line (x0, y0, x1, y1), to be kept free."""
    x0, y0, x1, y1 = line
    share = np.linspace(0, 1, count)
    return np.stack([x0 + (x1 - x0) * share, y0 + (y1 - y0) * share], axis=1)


def around(x: float, y: float, radius: float, weight: int = 24) -> Array:
    """Points on a disc, to be kept free."""
    angle = np.linspace(0, math.tau, weight, endpoint=False)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)


def inside(box: Box) -> Array:
    """Points all over a box, to be kept free: so many that rather everything else is covered."""
    xs, ys = np.linspace(-0.5, 0.5, 36), np.linspace(-0.5, 0.5, 12)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return grid * [box.width, box.height] + [box.x, box.y]


def _sign(text: str) -> Run:
    return Run(text, Ink.TEXT_3, is_bold=False, lead=3.0)


def _comes_out(shown: Sequence[str]) -> bool:
    """Whether the numbers as they are shown make the equation true."""
    if not all(text[-1].isdigit() for text in shown):
        return False
    number, rate, slope, after = (number_of(text) for text in shown)
    return math.isclose(number - rate * slope, after, rel_tol=1e-12, abs_tol=1e-15)
