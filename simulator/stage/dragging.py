"""How far a number goes when a hand drags it or turns the wheel over it."""

from __future__ import annotations

import math
from enum import Enum

PIXELS_PER_TENTH = 5


class Pace(Enum):
    """What a pixel or a notch is worth, beside the ordinary."""

    FINE = 0.1
    ORDINARY = 1.0
    COARSE = 10.0


def step_of(value: float, pace: Pace) -> float:
    """The smallest step from this value: a fiftieth, of tens for tens, of hundreds for hundreds."""
    return _power(value) * pace.value / (10 * PIXELS_PER_TENTH)


def moved(start: float, pixels: float, pace: Pace = Pace.ORDINARY) -> float:
    """Where `start` is after so many pixels to the right, on a grid of whole steps so that round numbers come by."""
    return _on_grid(start, pixels * step_of(start, pace), step_of(start, pace))


def turned(start: float, notches: float, pace: Pace = Pace.ORDINARY) -> float:
    """Where `start` is after so many notches of the wheel: a tenth each."""
    notch = _power(start) * pace.value / 10
    return _on_grid(start, notches * notch, notch)


def _power(value: float) -> float:
    size = abs(value)
    return 10.0 ** math.floor(math.log10(size)) if size >= 1 else 1.0


def _on_grid(start: float, by: float, step: float) -> float:
    if by == 0:
        return start
    digits = max(0, 1 - math.floor(math.log10(step)))
    # In whole steps and then rounded: 0.1 + 0.2 is to be 0.3.
    return round(round((start + by) / step) * step, digits) + 0.0
