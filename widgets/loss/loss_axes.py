"""The axes of the plot: pyqtgraph's, with few round values in our type and words."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from core.network import Array
from simulator.fonts import MEDIUM, REGULAR, font
from simulator.plots.curves import Scale
from simulator.plots.maps import nice_ticks
from simulator.theme import Theme
from widgets.loss.loss_range import Span, decades, tick_texts
from widgets.parts.readout import write

Ticks = Callable[[Span, float], list[float]]
"""The values to mark in a span of places, on an axis so many px long."""
_OFFSETS = {"left": 10, "bottom": 7, "right": 5, "top": 1}
"""From the axis to its numbers."""
_BEYOND = (-40, -10, 40, 10)
"""Numbers may reach beyond the ends of an axis by half of their size."""
_OPAQUE = 255


class LossAxis(pg.AxisItem):
    """Marks the values that `ticks` names. The left one rules a line across the plot at each."""

    def __init__(self, side: str, room: int, ticks: Ticks) -> None:
        super().__init__(side, maxTickLength=0)
        self.values = Scale()
        self._ticks = ticks
        self._reading: tuple[float, str] | None = None
        self.enableAutoSIPrefix(False)
        rules = _OPAQUE if side == "left" else 0
        self.setStyle(tickAlpha=rules, tickTextOffset=_OFFSETS[side], tickFont=font(11, REGULAR))
        (self.setWidth if side in ("left", "right") else self.setHeight)(room)
        self.setGrid(rules or False)

    def dress(self, theme: Theme, ratio: float) -> None:
        """The colours of a theme; `ratio` is the size of a px in pixels of the screen."""
        self._theme = theme
        self.setTextPen(theme.text_3 if self.orientation != "top" else theme.text_2)
        self.setTickPen(pg.mkPen(theme.grid, width=ratio))
        self.setPen(pg.mkPen(theme.border, width=ratio) if self.orientation == "bottom" else None)

    def show_reading(self, height: float | None) -> None:
        """The value at a height of the scene, written in place of the numbers there."""
        reading = None
        if height is not None:
            y = self.mapFromScene(QPointF(0, height)).y()
            low, high = self.range
            place = high - (high - low) * y / max(self.height(), 1)
            reading = y, tick_texts([self.values.value(place)])[0]
        if reading != self._reading:
            self._reading = reading
            self.update()

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(*_BEYOND)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[None, list[float]]]:
        places = self.values.places(self._ticks((low, high), size))
        # The last digits of a logarithm must not push a value off the end of the axis.
        return [(None, np.clip(places, low, high).tolist())]

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        return tick_texts([self.values.value(place) for place in values])

    def paint(self, p: QPainter, opt: object, widget: object) -> None:
        super().paint(p, opt, widget)
        if self._reading is not None:
            y, text = self._reading
            p.fillRect(QRectF(0, y - 9, self.width() - 4, 18), QColor(self._theme.panel))
            write(p, QPointF(self.width() - 10, y), text, font(11, MEDIUM), self._theme.ink, align=1.0)


def whole_run(scale: Scale, epochs: Array, planned: int) -> Span:
    """All there is to see of a run along the axis of its epochs, as far as it is meant to go."""
    last = float(max(planned, epochs[-1] if len(epochs) else 0, 1))
    if not scale.is_logarithmic:
        return 0.0, last
    first = min(next((each for each in epochs[:2].tolist() if each > 0), 1.0), 1.0)
    return math.log10(first), math.log10(max(last, 10 * first))


def epoch_ticks(scale: Scale, span: Span, width: float) -> list[float]:
    """Round epochs in a span of places."""
    most = min(7, max(3, int(width / 70)))
    if scale.is_logarithmic:
        return decades(span, most)
    ticks = nice_ticks(*span, most=most)
    # A whole run is counted in whole epochs; in a small part of it single batches count.
    return [each for each in ticks if each == int(each) or span[1] - span[0] < 2]
