"""The two axes of the plot: how far they go, what part of them is on show, and the values beside them."""

from __future__ import annotations

import math

import numpy as np

from simulator.curves import Scale
from simulator.maps import nice_ticks
from widgets.loss_look import LossLook
from widgets.loss_picture import Axis
from widgets.loss_range import LossRange, decades, intervals_for
from widgets.plot_span import MOST_ZOOM, Span, moved, zoomed

_SHARES: Span = (0.0, 1.0)


class LossAxes:
    """Axes that grow with the run and otherwise stay, and the zoom, which stays while the run grows."""

    def __init__(self, look: LossLook) -> None:
        self.x = self.y = Scale()
        self._is_accuracy = False
        self._range = LossRange()
        self._first, self._last = 1.0, 1.0
        self._has_epochs = False
        self.zoom: dict[str, Span] = {}
        """The part on show of `x` and `y`, where that is not all."""
        self.set_look(look)

    def set_look(self, look: LossLook) -> None:
        """Axes of another kind begin with all of the run in view."""
        x, y = Scale(look.is_log_x), Scale(look.is_log_y and not look.is_accuracy)
        if x != self.x:
            self.zoom.pop("x", None)
        if (y, look.is_accuracy) != (self.y, self._is_accuracy):
            self.zoom.pop("y", None)
        self.x, self.y, self._is_accuracy = x, y, look.is_accuracy
        self._range.is_logarithmic = y.is_logarithmic
        self._range.reset()

    def reset_range(self) -> None:
        self._range.reset()

    def include(self, epochs: np.ndarray, planned: int, values: np.ndarray) -> None:
        """Make room for a run of these epochs, and for the lowest and highest values of its curves."""
        self._has_epochs = bool(len(epochs) or planned)
        self._last = float(max(planned, epochs[-1] if len(epochs) else 0, 1))
        first = next((each for each in epochs[:2].tolist() if each > 0), 1.0)
        self._first = min(first, 1.0)
        self._range.include(values)

    def whole(self, axis: str) -> Span:
        """All there is to see along `x` or `y`."""
        if axis == "y":
            return _SHARES if self._is_accuracy else (self._range.low, self._range.high)
        if not self.x.is_logarithmic:
            return 0.0, self._last
        return math.log10(self._first), math.log10(max(self._last, 10 * self._first))

    def span(self, axis: str) -> Span:
        """What of it is on show."""
        return self.zoom.get(axis, self.whole(axis))

    def zoomed_at(self, places: tuple[float, float], factor: float, axes: str) -> dict[str, Span]:
        """The zoom after magnifying around places on both axes."""
        made = dict(self.zoom)
        for axis, place in zip("xy", places, strict=True):
            if axis in axes:
                span = zoomed(self.span(axis), place, factor, self.whole(axis), MOST_ZOOM[axis])
                made.pop(axis, None)
                if span is not None:
                    made[axis] = span
        return made

    def moved_by(self, along: float, up: float) -> dict[str, Span]:
        """The zoom after moving by so many of the lengths on show; an axis that is all on show stays."""
        made = dict(self.zoom)
        for axis, share in (("x", along), ("y", up)):
            if axis in made:
                low, high = made[axis]
                made[axis] = moved(made[axis], share * (high - low), self.whole(axis))
        return made

    def on(self, width: float, height: float) -> tuple[Axis, Axis]:
        """Both axes with as many ticks as suit a plane of this size."""
        x, y = self.span("x"), self.span("y")
        return Axis(self.x, x, self._epoch_ticks(x, width)), Axis(self.y, y, self._value_ticks(y, height))

    def _epoch_ticks(self, span: Span, width: float) -> list[float]:
        if not self._has_epochs:
            return []
        most = min(7, max(3, int(width / 70)))
        if self.x.is_logarithmic:
            return decades(span, most)
        ticks = nice_ticks(*span, most=most)
        # A whole run is counted in whole epochs; in a small part of it single batches count.
        return [each for each in ticks if each == int(each) or span[1] - span[0] < 2]

    def _value_ticks(self, span: Span, height: float) -> list[float]:
        most = intervals_for(height) + 1
        if "y" not in self.zoom:
            if self._is_accuracy:
                return [step / (most - 1) for step in range(most)]
            return self._range.ticks(height)
        return decades(span, most) if self.y.is_logarithmic else nice_ticks(*span, most=most)
