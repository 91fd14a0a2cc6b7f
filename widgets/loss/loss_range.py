"""Axes of the plot: round ends that stay put while the curve moves, and the numbers beside the lines of a part."""

from __future__ import annotations

import math
from itertools import count

import numpy as np

from core.numbers import short
from simulator.plots.maps import nice_ticks

Span = tuple[float, float]
"""From … to, as places on an axis."""
_TOPS = (1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0, 10.0)
"""A quarter of each is a round number."""
_SHRINKS_BELOW = 0.5
_STEPS = (math.log10(2), math.log10(5))
_FACTORS = ((1, 2, 5), (1, 3), (1,))
"""Of powers of ten, from many ticks to few."""
_ROOM_FOR_ALL_TICKS = 52
_MOST_DIGITS = 9


class LossRange:
    """From 0 to a round top; logarithmic, from one of 1, 2, 5 × 10ᵏ to another.

    It grows at once and shrinks only when half is empty.
    """

    def __init__(self) -> None:
        self.is_logarithmic = False
        self.reset()

    def reset(self) -> None:
        self.low, self.high = (-2.0, 0.0) if self.is_logarithmic else (0.0, 1.0)
        self._is_fresh = True

    def include(self, losses: np.ndarray) -> None:
        """Make room for these losses, as far as they have a place on the axis."""
        shown = losses[np.isfinite(losses) & ((losses > 0) if self.is_logarithmic else True)]
        if not len(shown):
            return
        if self.is_logarithmic:
            self._include_decades(float(shown.min()), float(shown.max()))
        else:
            self._include_linear(float(shown.max()))
        self._is_fresh = False

    def ticks(self, height: float) -> list[float]:
        """The losses to rule a line at, the lowest first, on an axis so many px high."""
        intervals = intervals_for(height)
        if self.is_logarithmic:
            return decades((self.low, self.high), intervals + 1)
        return [self.high * step / intervals for step in range(intervals + 1)]

    def _include_linear(self, largest: float) -> None:
        if largest <= 0:
            return
        if self._is_fresh or largest > self.high or largest < _SHRINKS_BELOW * self.high:
            power = 10.0 ** math.floor(math.log10(largest))
            self.high = next(top * power for top in _TOPS if top * power >= largest * (1 - 1e-9))

    def _include_decades(self, least: float, largest: float) -> None:
        low, high = -_round_power(-math.log10(least)), _round_power(math.log10(largest))
        if low == high:
            low, high = low - 1, high + 1
        self.low = low if self._is_fresh else min(self.low, low)
        self.high = high if self._is_fresh else max(self.high, high)


def axis_end(seen: float, planned: int) -> int:
    """Where the axis of epochs ends after so many of them: at what is planned, or where that is far away at 1000,
    2000, 5000 and so on, which it leaves behind in leaps."""
    leaps = (factor * 10**power for power in count(3) for factor in (1, 2, 5))
    end = next(each for each in leaps if each >= min(seen, planned))
    return max(min(end, planned), math.ceil(seen))


def intervals_for(height: float) -> int:
    """How many intervals an axis of so many px is ruled into."""
    return 4 if height >= _ROOM_FOR_ALL_TICKS else 2


def decades(span: Span, most: int) -> list[float]:
    """The values 1, 2, 5 × 10ᵏ (over many decades fewer of them) in a span of logarithms, at most so many.

    In less than a third of a decade, round numbers like on a plain axis.
    """
    low, high = span
    if high - low < _STEPS[0]:
        return nice_ticks(10.0**low, 10.0**high, most)
    powers = range(math.floor(low), math.ceil(high) + 1)
    for factors in _FACTORS:
        ticks = [factor * 10.0**power for power in powers for factor in factors]
        seen = [tick for tick in ticks if low - 1e-9 <= math.log10(tick) <= high + 1e-9]
        if len(seen) <= most:
            break
    return seen[:: max(1, math.ceil(len(seen) / most))]


def tick_texts(ticks: list[float]) -> list[str]:
    """The numbers beside the ticks, in as few digits as tell them apart."""
    for digits in range(4, _MOST_DIGITS):
        texts = [short(tick, digits) for tick in ticks]
        if len(set(texts)) == len(texts):
            break
    return texts


def _round_power(power: float) -> float:
    """The next logarithm from `power` up of 1, 2 or 5 × 10ᵏ; those of 1, ½ and ⅕ are as far apart downwards."""
    whole = math.floor(power)
    return next(whole + step for step in (0.0, *_STEPS, 1.0) if whole + step >= power - 1e-9)
