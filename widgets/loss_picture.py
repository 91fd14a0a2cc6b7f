"""How the plot looks: a value that holds all that is on show, and paints it on a widget, an image or a drawing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.message import Message
from core.network import Array
from core.numbers import short, steady
from core.peaks import Peaks, nearest
from core.rates import Rates
from simulator.curves import Line, Scale
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, font
from simulator.run_marks import EDIT, RunMark
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.loss_range import LossRange, intervals_for, tick_texts
from widgets.plot_span import Span
from widgets.readout import write

TOP, BOTTOM = 16, 26
RATE_ROOM = 46
"""Right of the plane, for the numbers of the second axis."""
_LABEL_PITCH = 18
_DASH, _GAP = 6, 4
_FEW = 150
"""Points that are drawn as one outline, however jagged: many of them cost 100 times as much as separate segments."""
_JAGGED = 3
"""How often a curve goes up and down for each px along, from where on it is jagged."""
_BIN = 2.0
"""Pixels in which a curve shows its lowest and its highest point."""
_FAINT = 0.3


@dataclass(frozen=True)
class Axis:
    """A scale, the part of it that is on show, and the values ruled or written beside it."""

    scale: Scale
    span: Span
    ticks: list[float]

    def share(self, value: float) -> float:
        """How far along a value lies, 0 … 1 on show; NaN where it has no place."""
        return (self.scale.place(value) - self.span[0]) / (self.span[1] - self.span[0])


@dataclass(frozen=True, eq=False)
class LossPicture:
    """Curves on their axes, with the marks of the run, and the learning rate on an axis of its own."""

    size: QSizeF
    left: float
    right: float
    """The margins beside the plane, in px."""
    x: Axis
    y: Axis
    lines: Sequence[Line]
    marks: Sequence[RunMark] = ()
    rates: Rates | None = None
    """Where the learning rate is to be seen."""
    last: float = 0.0
    """The last recorded epoch."""

    @property
    def plane(self) -> QRectF:
        width, height = self.size.width() - self.left - self.right, self.size.height() - TOP - BOTTOM
        return QRectF(self.left, TOP, max(width, 1), max(height, 1))

    def x_at(self, epoch: float) -> float:
        """The x of an epoch; NaN where it has no place."""
        return self.plane.left() + self.plane.width() * self.x.share(epoch)

    def y_at(self, value: float) -> float:
        return self.plane.bottom() - self.plane.height() * self.y.share(value)

    def epoch_under(self, x: float) -> float:
        """The epoch at a place on screen; it need not be a recorded one."""
        return self.x.scale.value(self.place_under(x, 0.0)[0])

    def place_under(self, x: float, y: float) -> tuple[float, float]:
        """The places on both axes under a point on screen."""
        plane, (left, right), (low, high) = self.plane, self.x.span, self.y.span
        return (
            left + (right - left) * (x - plane.left()) / plane.width(),
            low + (high - low) * (plane.bottom() - y) / plane.height(),
        )

    def is_seen(self, epoch: float) -> bool:
        return -1e-9 <= self.x.share(epoch) <= 1 + 1e-9

    def mark_near(self, x: float, within: float = 6.0) -> RunMark | None:
        """The mark next to a place on screen."""
        seen = [mark for mark in self.marks if self.is_seen(mark.epoch)]
        near = min(seen, key=lambda mark: abs(self.x_at(mark.epoch) - x), default=None)
        return near if near is not None and abs(self.x_at(near.epoch) - x) <= within else None

    # --- painting

    def paint_axes(self, painter: QPainter, theme: Theme) -> None:
        """Lines and numbers, without curves: all there is before the first run."""
        plane, small = self.plane, font(11, REGULAR)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for value, text in zip(self.y.ticks, tick_texts(self.y.ticks), strict=True):
            y = round(self.y_at(value)) + 0.5
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(plane.left(), y), QPointF(plane.right(), y))
            if self.lines:
                write(painter, QPointF(plane.left() - 10, y), text, small, theme.text_3, align=1.0)
        painter.setPen(QPen(QColor(theme.border), 1))
        floor = round(plane.bottom()) + 0.5
        painter.drawLine(QPointF(plane.left(), floor), QPointF(plane.right(), floor))
        below = plane.bottom() + 14
        for epoch, text in zip(self.x.ticks, tick_texts(self.x.ticks), strict=True):
            write(painter, QPointF(self.x_at(epoch), below), text, small, theme.text_3)
        if self.x.ticks:
            half = painter.fontMetrics().horizontalAdvance(short(self.x.ticks[-1], 7)) / 2
            at = QPointF(max(plane.right() + 22, self.x_at(self.x.ticks[-1]) + half + 10), below)
            write(painter, at, say(Message("epoch")), small, theme.text_3, align=0.0)

    def paint_curves(self, painter: QPainter, theme: Theme) -> None:
        """Everything that the run has left, and the names at the ends of its lines."""
        painter.save()
        painter.setClipRect(self.plane.adjusted(-1, -2, 1, 2))
        scale = self._rate_range()
        if scale is not None:
            self._paint_rate(painter, scale, theme)
        for line in reversed(self.lines):
            if line.is_smoothed:
                self._paint_line(painter, line, mix(theme.panel, getattr(theme, line.curve.color), _FAINT), raw=True)
        for line in reversed(self.lines):  # train lies on top: it is what training works on
            self._paint_line(painter, line, getattr(theme, line.curve.color))
        painter.restore()
        for mark in self.marks:
            if self.is_seen(mark.epoch):
                self._paint_mark(painter, mark, theme)
        if scale is not None:
            self._paint_rate_axis(painter, scale, theme)
        self._paint_ends(painter, scale, theme)

    def paint_playhead(self, painter: QPainter, epoch: float, theme: Theme) -> None:
        """Where on the tape one stands, with a dot on every curve that has a record there."""
        if not self.is_seen(epoch):
            return
        plane, x = self.plane, round(self.x_at(epoch)) + 0.5
        painter.setPen(QPen(QColor(theme.ink), 1.25))
        painter.drawLine(QPointF(x, plane.top() - 4), QPointF(x, plane.bottom()))
        for line in self.lines:
            y = self._height_at(line, epoch)
            if y is None or not plane.top() - 2 <= y <= plane.bottom() + 2:
                continue
            at, color = QPointF(self.x_at(epoch), y), QColor(getattr(theme, line.curve.color))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.panel))
            painter.drawEllipse(at, 6, 6)
            painter.setPen(QPen(color, 2))
            painter.setBrush(QColor(theme.panel) if line.curve.is_dashed else color)
            painter.drawEllipse(at, 3.5, 3.5)

    def paint_crosshair(self, painter: QPainter, epoch: float, y: float | None, theme: Theme) -> None:
        """Hairlines through a record and, with its value at the left, through a height."""
        plane, x = self.plane, round(self.x_at(epoch)) + 0.5
        painter.setPen(QPen(QColor(theme.text_3), 1))
        painter.drawLine(QPointF(x, plane.top()), QPointF(x, plane.bottom()))
        if y is None or not plane.top() <= y <= plane.bottom():
            return
        painter.setPen(QPen(QColor(theme.border), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plane.left(), round(y) + 0.5), QPointF(plane.right(), round(y) + 0.5))
        text, face = short(self.y.scale.value(self.place_under(0, y)[1])), font(11, MEDIUM)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.panel))
        painter.drawRect(QRectF(0, y - 9, plane.left() - 4, 18))
        write(painter, QPointF(plane.left() - 10, y), text, face, theme.ink, align=1.0)

    def _height_at(self, line: Line, epoch: float) -> float | None:
        """The y of the curve at a record of this epoch, if it has one."""
        points, place = line.main, self.x.scale.place(epoch)
        if not len(points) or math.isnan(place):
            return None
        here = nearest(points.x, place)
        height = float(points.y[here])
        if abs(points.x[here] - place) > 1e-9 or math.isnan(height):
            return None
        low, high = self.y.span
        return self.plane.bottom() - self.plane.height() * (height - low) / (high - low)

    def _paint_line(self, painter: QPainter, line: Line, color: str, raw: bool = False) -> None:
        points, (left, right), plane = line.raw if raw else line.main, self.x.span, self.plane
        is_dashed = line.curve.is_dashed and not raw
        places, heights = points.outline(left, right, max(int(plane.width() / _BIN), 1))
        xs, ys = self._along(places), self._up(heights)
        is_joined = ~(np.isnan(ys[:-1]) | np.isnan(ys[1:]))
        travel = float(np.abs(np.diff(ys))[is_joined].sum())
        if travel > _JAGGED * plane.width() and len(xs) > plane.width():
            self._paint_bands(painter, points, color, is_dashed)
            return
        pen = QPen(QColor(color), 1 if raw else 2)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # round joins cost as much as all the rest
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if is_joined.all() and (len(xs) <= _FEW or travel <= _JAGGED * plane.width()):
            if is_dashed:
                pen.setDashPattern([_DASH / 2, _GAP / 2])  # of the pen's width
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))
            return
        painter.setPen(pen)
        if is_dashed:
            is_joined &= self._is_dash(xs[:-1])
        ends = (xs[:-1], ys[:-1], xs[1:], ys[1:])
        painter.drawLines([QLineF(*each) for each in np.stack(ends, axis=1)[is_joined].tolist()])

    def _paint_bands(self, painter: QPainter, points: Peaks, color: str, is_dashed: bool) -> None:
        """A curve that goes up and down in every pixel: from its lowest to its highest, column by column."""
        width = self.plane.width()
        places, lows, highs = points.bands(*self.x.span, max(int(width), 1))
        xs, bottoms, tops = self._along(places), self._up(lows) + 1, self._up(highs) - 1
        kept = ~np.isnan(tops)
        if is_dashed:
            kept &= self._is_dash(xs)
        column = width / max(int(width), 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        rows = zip(xs[kept].tolist(), tops[kept].tolist(), bottoms[kept].tolist(), strict=True)
        painter.drawRects([QRectF(x, top, column, bottom - top) for x, top, bottom in rows])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _along(self, places: Array) -> Array:
        left, right = self.x.span
        return self.plane.left() + (places - left) * (self.plane.width() / (right - left))

    def _up(self, heights: Array) -> Array:
        """Far beyond the part on show it stops, where coordinates would lose their digits."""
        low, high = self.y.span
        return self.plane.bottom() - np.clip((heights - low) / (high - low), -50, 50) * self.plane.height()

    def _is_dash(self, xs: Array) -> NDArray[np.bool_]:
        """Dashes of a jagged curve lie by their place on the axis: as part of a pen they cost too much."""
        return ((xs - self.plane.left()) % (_DASH + _GAP)) < _DASH

    def _paint_mark(self, painter: QPainter, mark: RunMark, theme: Theme) -> None:
        """A dashed line; on top of it two bars for a pause, a diamond for an edit."""
        plane, x = self.plane, round(self.x_at(mark.epoch)) + 0.5
        pen = QPen(QColor(theme.border_strong), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, plane.top()), QPointF(x, plane.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text_2))
        y = plane.top() - 6
        if mark.kind == EDIT:
            corners = ((0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0))
            painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
        else:
            for dx in (-3.5, 1.5):
                painter.drawRect(QRectF(x + dx, y - 4, 2, 8))

    # --- the learning rate

    def _rate_range(self) -> LossRange | None:
        """Its axis: from 0 to a round number above all rates asked for."""
        if self.rates is None or not self.lines:
            return None
        made = LossRange()
        made.include(np.array([each.training.learning_rate for each in self.rates.stretches]))
        return made

    def _rate_y(self, rate: float, scale: LossRange) -> float:
        return self.plane.bottom() - self.plane.height() * rate / scale.high

    def _paint_rate(self, painter: QPainter, scale: LossRange, theme: Theme) -> None:
        assert self.rates is not None
        count = max(int(self.plane.width() / _BIN), 2)
        places = np.linspace(*self.x.span, count).tolist()
        epochs = [epoch for place in places if 0 <= (epoch := self.x.scale.value(place)) <= self.last]
        epochs.append(min(self.last, self.x.scale.value(self.x.span[1])))
        points = [QPointF(self.x_at(epoch), self._rate_y(self.rates.at(epoch), scale)) for epoch in epochs]
        painter.setPen(QPen(QColor(theme.text_3), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([point for point in points if not math.isnan(point.x())]))

    def _paint_rate_axis(self, painter: QPainter, scale: LossRange, theme: Theme) -> None:
        ticks = scale.ticks(self.plane.height())[:: 2 if intervals_for(self.plane.height()) == 4 else 1]
        for rate, text in zip(ticks, tick_texts(ticks), strict=True):
            at = QPointF(self.plane.right() + 6, self._rate_y(rate, scale))
            write(painter, at, text, font(11, REGULAR), theme.text_3, align=0.0)

    # --- names at the ends

    def _ends(self, scale: LossRange | None, theme: Theme) -> Iterator[tuple[float, str, float, str]]:
        """Height, name, value and colour of every line where it leaves the plane at the right."""
        for line in self.lines:
            end = int(np.searchsorted(line.raw.x, self.x.span[1] + 1e-9, "right"))
            inside = [each for each in line.raw.y[max(end - 3, 0) : end].tolist() if not math.isnan(each)]
            if inside:
                value = self.y.scale.value(inside[-1])
                yield self.y_at(value), say(line.curve.name), value, getattr(theme, line.curve.color)
        if (
            scale is not None
            and self.rates is not None
            and self.plane.height() >= (len(self.lines) + 1) * _LABEL_PITCH
        ):
            rate = self.rates.at(min(self.last, self.x.scale.value(self.x.span[1])))
            yield self._rate_y(rate, scale), say(Message("rate")), rate, theme.text_3

    def _paint_ends(self, painter: QPainter, scale: LossRange | None, theme: Theme) -> None:
        """Name and last value at the end of every line, never nearer than a line of text."""
        plane = self.plane
        ends = list(self._ends(scale, theme))
        heights = spread([min(max(y, plane.top()), plane.bottom()) for y, *_ in ends], plane.bottom() - 6)
        left = plane.right() + 14 + (RATE_ROOM if scale is not None else 0)
        for (_, name, value, color), y in zip(ends, heights, strict=True):
            write(painter, QPointF(left, y), f"{name} ", font(12, REGULAR), color, align=0.0)
            beside = QPointF(left + painter.fontMetrics().horizontalAdvance(f"{name} "), y)
            write(painter, beside, steady(value), font(13, SEMIBOLD), color, align=0.0)


def spread(heights: list[float], lowest: float) -> list[float]:
    """Heights of labels moved apart to one line of text each, the lowest of them not below `lowest`."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for before, here in pairwise(order):
        placed[here] = max(placed[here], placed[before] + _LABEL_PITCH)
    limit = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - _LABEL_PITCH
    return placed
