"""The loss of a run as a film shows it: a curve that grows, on axes that stand still."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.message import Message
from core.network import Array
from core.numbers import steady
from simulator.drawing import draw_circle, draw_line, draw_text
from simulator.fonts import SEMIBOLD, text_width
from simulator.theme import Theme
from simulator.words import say

_WIDTH = 3.5
_DASHES = (3.0, 2.0)
_DOT = 8.0
_MOST_BINS = 300
_LABEL_PITCH = 1.3


class LossCurve:
    """Train and test loss over the epochs of a run, or (`of_steps`) the example's loss over steps.

    Of more than can be seen, each bin is drawn by its lowest and highest loss, so that no spike is lost."""

    def __init__(self, epochs: Array, train: Array, test: Array, *, of_steps: bool = False) -> None:
        self.epochs = epochs
        self.word = Message("steps made") if of_steps else Message("epoch")
        """What is counted."""
        self._names = {"train": Message("example")} if of_steps else _NAMES
        self._losses = {"train": train}
        if np.isfinite(test).any():
            self._losses["test"] = test
        everything = np.concatenate(list(self._losses.values()))
        finite = everything[np.isfinite(everything)]
        self._high = float(finite.max()) if len(finite) and finite.max() > 0 else 1.0
        self._drawn = {name: _thinned(losses) for name, losses in self._losses.items()}

    def paint(self, painter: QPainter, rect: QRectF, index: int, theme: Theme, size: float) -> None:
        """The curve up to record `index`, with a reading at the end of each line."""
        self._paint_lines(painter, rect, index, theme)
        ends = {name: self._point(rect, name, index) for name in self._losses}
        for name, y in self._label_ys(rect, ends, size * _LABEL_PITCH).items():
            self.paint_reading(painter, QPointF(ends[name].x() + 24, y), name, index, theme, size)

    def paint_without_readings(self, painter: QPainter, rect: QRectF, index: int, theme: Theme) -> None:
        """The curve up to record `index` alone."""
        self._paint_lines(painter, rect, index, theme)

    def paint_reading(
        self, painter: QPainter, at: QPointF, name: str, index: int, theme: Theme, size: float
    ) -> float:
        """`train 0.0413`; returns its width."""
        color = theme.ink if name == "train" else theme.test
        words = say(self._names[name]) + " "
        width = draw_text(painter, at.x(), at.y(), words, size, color)
        value = steady(float(self._losses[name][index]), 3)
        return width + draw_text(painter, at.x() + width, at.y(), value, size, color, SEMIBOLD)

    @property
    def names(self) -> tuple[str, ...]:
        """`train`, and `test` where there are test rows."""
        return tuple(self._losses)

    def reading_width(self, name: str, size: float) -> float:
        """Room for a reading of the usual length."""
        return text_width(say(self._names[name]) + " ", size) + text_width("0.00000", size, SEMIBOLD)

    def _label_ys(self, rect: QRectF, ends: dict[str, QPointF], pitch: float) -> dict[str, float]:
        """Labels beside their ends, spread apart, clear of heading and axis. The line that ends higher has its label
        above all the time."""
        top, bottom = rect.top() + pitch / 2, rect.bottom() - pitch / 2
        if len(ends) == 1:
            return {name: min(max(end.y(), top), bottom) for name, end in ends.items()}
        lower, upper = sorted(ends, key=lambda name: float(np.nan_to_num(self._losses[name][-1])))
        high, low = _spread(ends[upper].y(), ends[lower].y(), pitch)
        shift = max(0.0, top - high) - max(0.0, low - bottom)
        return {upper: high + shift, lower: low + shift}

    def _paint_lines(self, painter: QPainter, rect: QRectF, index: int, theme: Theme) -> None:
        draw_line(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom(), theme.border, 1.5)
        # Train lies on top: it is what training works on.
        for name in reversed(self.names):
            color = theme.ink if name == "train" else theme.test
            pen = QPen(QColor(color), _WIDTH)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap if name == "train" else Qt.PenCapStyle.FlatCap)
            if name == "test":
                pen.setDashPattern(list(_DASHES))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self._path(rect, name, index))
            end = self._point(rect, name, index)
            draw_circle(painter, end.x(), end.y(), _DOT + 2, theme.canvas)
            if name == "train":
                draw_circle(painter, end.x(), end.y(), _DOT, color)
            else:
                draw_circle(painter, end.x(), end.y(), _DOT - 1, theme.canvas, color, 2.5)

    def _path(self, rect: QRectF, name: str, index: int) -> QPainterPath:
        points = [self._point(rect, name, record) for record in self._drawn[name] if record < index]
        points.append(self._point(rect, name, index))
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        return path

    def _point(self, rect: QRectF, name: str, index: int) -> QPointF:
        first, last = float(self.epochs[0]), float(self.epochs[-1])
        along = (float(self.epochs[index]) - first) / (last - first) if last > first else 0.0
        loss = float(self._losses[name][index])
        up = min(max(loss / self._high, 0.0), 1.0) if math.isfinite(loss) else 1.0
        return QPointF(rect.left() + rect.width() * along, rect.bottom() - rect.height() * up)


_NAMES = {"train": Message("train"), "test": Message("test")}


def _thinned(losses: Array) -> list[int]:
    """Which records are drawn."""
    count = len(losses)
    if count <= 2 * _MOST_BINS:
        return list(range(count))
    kept = {0, count - 1}
    shown = np.where(np.isfinite(losses), losses, 0.0)
    for some in np.array_split(np.arange(count), _MOST_BINS):
        kept |= {int(some[shown[some].argmin()]), int(some[shown[some].argmax()])}
    return sorted(kept)


def _spread(upper: float, lower: float, pitch: float) -> tuple[float, float]:
    """Two labels in a fixed order, at least a pitch apart around their middle: they never change places."""
    middle = (upper + lower) / 2
    return min(upper, middle - pitch / 2), max(lower, middle + pitch / 2)
