"""The curves of the plot: pyqtgraph's items, fed with no more points than the part on show needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from core.network import Array
from core.runs.peaks import Peaks
from simulator.plots.curves import Line
from simulator.theme import Theme, mix
from widgets.loss.loss_range import Span

_DASH, _GAP = 6, 4
_FEW = 150
"""Points that are drawn as one outline, however jagged: many of them cost 100 times as much as separate segments."""
_JAGGED = 3
"""How often a curve goes up and down for each px along, from where on it is jagged."""
_BIN = 2.0
"""Pixels in which a curve shows its lowest and its highest point."""
_FAINT = 0.3


@dataclass(frozen=True)
class Plane:
    """What is on show: spans of places, and their size in px, each `ratio` pixels of the screen wide."""

    x: Span
    y: Span
    width: float
    height: float
    ratio: float

    def pen(self, color: str, width: float, dashes: tuple[int, ...] = ()) -> QPen:
        """A pen so many px wide; dashes and gaps in px."""
        made = pg.mkPen(color, width=width * self.ratio)  # pyqtgraph's pens count pixels of the screen
        made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # round joins cost as much as all the rest
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashes:
            made.setDashPattern([each / width for each in dashes])
        return made


class RunCurve:
    """A line of the plot and, where it is smoothed, its points faint behind it."""

    def __init__(self, line: Line, view: pg.ViewBox, depth: float) -> None:
        self.line = line
        self._view = view
        self._main, self._raw = pg.PlotCurveItem(), pg.PlotCurveItem()
        for item, z in ((self._main, -depth), (self._raw, -depth - 100)):
            view.addItem(item)
            item.setZValue(z)

    def remove(self) -> None:
        self._view.removeItem(self._main)
        self._view.removeItem(self._raw)

    def end(self, right: float) -> float | None:
        """How high its points end at a place along x; None where there is none at its end."""
        points = self.line.raw
        end = int(np.searchsorted(points.x, right + 1e-9, "right"))
        inside = points.y[max(end - 3, 0) : end]
        known = inside[~np.isnan(inside)]
        return float(known[-1]) if len(known) else None

    def feed(self, plane: Plane, theme: Theme) -> None:
        """Bring what is drawn up to date."""
        line, color = self.line, theme.color(self.line.curve.color)
        _feed(self._main, line.main, plane, color, line.curve.width, line.curve.is_dashed)
        if line.is_smoothed and not line.curve.is_aside:
            _feed(self._raw, line.raw, plane, mix(theme.panel, color, _FAINT), 1, is_dashed=False)


def _feed(item: pg.PlotCurveItem, points: Peaks, plane: Plane, color: str, width: float, is_dashed: bool) -> None:
    """Hand over what can be seen of some points, in the way in which it is drawn fastest."""
    low, high = plane.y
    xs, ys = _ended(*points.outline(*plane.x, max(int(plane.width / _BIN), 1)), plane.x)
    # Far beyond the part on show coordinates would lose their digits.
    ys = np.clip(ys, low - 50 * (high - low), high + 50 * (high - low))
    travel = float(np.nansum(np.abs(np.diff(ys)))) * plane.height / (high - low)
    is_jagged = travel > _JAGGED * plane.width and len(xs) > _FEW
    if is_jagged and len(xs) > plane.width:
        _feed_columns(item, points, plane, color, width, is_dashed)
        return
    connect: str | NDArray[np.int32] = "finite"
    if is_jagged and is_dashed:
        connect = (_is_dash(xs, plane) & np.isfinite(ys)).astype(np.int32)
        connect[:-1] &= np.isfinite(ys[1:])
    pen = plane.pen(color, width, (_DASH, _GAP) if is_dashed and not is_jagged else ())
    item.setSegmentedLineMode("on" if is_jagged else "off")
    item.setData(xs, ys, pen=pen, connect=connect, antialias=True)


def _feed_columns(
    item: pg.PlotCurveItem, points: Peaks, plane: Plane, color: str, width: float, is_dashed: bool
) -> None:
    """A curve that goes up and down in every pixel: from its lowest to its highest, column by column."""
    (left, right), (low, high) = plane.x, plane.y
    columns = int(np.ceil(plane.width))
    places, lows, highs = points.bands(left, right, columns)
    # On its way from one column to the next the curve has been at all heights between them.
    lows[1:], highs[1:] = np.fmin(lows[1:], highs[:-1]), np.fmax(highs[1:], lows[:-1])
    kept = ~np.isnan(highs)
    if is_dashed:
        kept &= _is_dash(places, plane)
    half = width / 2 * (high - low) / plane.height
    xs = np.repeat(places[kept] + (right - left) / columns / 2, 2)
    ys = np.stack([lows[kept] - half, highs[kept] + half], axis=1).ravel()
    item.setSegmentedLineMode("on")
    item.setData(xs, ys, pen=plane.pen(color, 1), connect="pairs", antialias=False)


def _ended(xs: Array, ys: Array, span: Span) -> tuple[Array, Array]:
    """The same line as far as the span reaches."""
    xs, ys = xs.copy(), ys.copy()
    if len(xs) > 1 and xs[0] < span[0] <= xs[1]:
        ys[0] += (ys[1] - ys[0]) * (span[0] - xs[0]) / (xs[1] - xs[0])
        xs[0] = span[0]
    if len(xs) > 1 and xs[-2] <= span[1] < xs[-1]:
        ys[-1] += (ys[-2] - ys[-1]) * (span[1] - xs[-1]) / (xs[-2] - xs[-1])
        xs[-1] = span[1]
    return xs, ys


def _is_dash(xs: Array, plane: Plane) -> NDArray[np.bool_]:
    """Dashes of a jagged curve lie by their place on the axis: as part of a pen they cost too much."""
    px = (xs - plane.x[0]) * (plane.width / (plane.x[1] - plane.x[0]))
    return (px % (_DASH + _GAP)) < _DASH
