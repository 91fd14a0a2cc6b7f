"""Curves over the epochs of a run as a plot has them: named, coloured, on plain or logarithmic axes, smoothed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.message import Message
from core.network import Array
from core.runs.peaks import Peaks, nearest
from core.runs.smoothing import Smoother


@dataclass(frozen=True, eq=False)
class Curve:
    """One number of a run, epoch by epoch (both float64, equally long; NaN where there is none).

    `color` is the name of a colour of the theme. A plot shows as many curves as it is given: of another run too,
    which stands aside.
    """

    name: Message
    color: str
    epochs: Array
    values: Array
    is_dashed: bool = False
    is_aside: bool = False
    tag: str = ""
    """A few letters that stand on the curve itself."""

    @property
    def width(self) -> float:
        """In px."""
        return 1.0 if self.is_aside else 2.0

    def goes_on(self, before: Curve) -> bool:
        """Whether this is the same curve as `before`, perhaps longer. It looks at the ends, not at every point."""
        known = len(before.values)
        if known > len(self.values) or self._look != before._look:
            return False
        return not known or all(
            np.array_equal(now[[0, known - 1]], then[[0, known - 1]], equal_nan=True)
            for now, then in ((self.epochs, before.epochs), (self.values, before.values))
        )

    @property
    def _look(self) -> tuple[object, ...]:
        return self.name, self.color, self.is_dashed, self.is_aside


@dataclass(frozen=True)
class Scale:
    """From values to places on an axis and back: the value itself, or its logarithm to base 10."""

    is_logarithmic: bool = False

    def places(self, values: ArrayLike) -> Array:
        """Where values lie (float64); NaN where they have no place."""
        numbers = np.array(values, np.float64)
        numbers[~(np.isfinite(numbers) & (numbers > 0 if self.is_logarithmic else True))] = np.nan
        return np.log10(numbers) if self.is_logarithmic else numbers

    def place(self, value: float) -> float:
        return float(self.places([value])[0])

    def value(self, place: float) -> float:
        return float(10.0**place) if self.is_logarithmic else place


class Line:
    """A curve on its axes, kept ready to be drawn. When the curve grows, only what is new is worked on."""

    def __init__(self, curve: Curve, x: Scale, y: Scale, weight: float = 0.0) -> None:
        """`weight` is that of the exponential moving average; 0: the curve as it is."""
        self._x, self._y, self._weight = x, y, weight
        self._begin(curve)
        self.show(curve)

    def _begin(self, curve: Curve) -> None:
        self.curve = curve
        self._count = 0
        self._smoother = Smoother(self._weight)
        self.raw = Peaks()
        """The points as they are."""
        self.main = Peaks() if self._weight else self.raw
        """What is drawn in full colour: their average, where there is one."""

    def show(self, curve: Curve) -> None:
        """The same curve, grown; or another one in its place."""
        if not curve.goes_on(self.curve):
            self._begin(curve)
        fresh = slice(self._count, len(curve.values))
        self.curve, self._count = curve, len(curve.values)
        xs = self._x.places(curve.epochs[fresh])
        has_place = ~np.isnan(xs)
        values = curve.values[fresh]
        self.raw.extend(xs[has_place], self._y.places(values)[has_place])
        if self.is_smoothed:
            self.main.extend(xs[has_place], self._y.places(self._smoother.extend(values))[has_place])

    @property
    def is_smoothed(self) -> bool:
        return self.main is not self.raw

    def place_at(self, epoch: float) -> float | None:
        """How high what is drawn lies at the record of this epoch, as a place; None where there is none."""
        place = self._x.place(epoch)
        if not len(self.main) or np.isnan(place):
            return None
        here = nearest(self.main.x, place)
        height = float(self.main.y[here])
        return height if abs(self.main.x[here] - place) < 1e-9 and not np.isnan(height) else None
