"""Answers of a network over one of its inputs, and how such curves are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.experiment import DataSource, Row, fed
from core.network import Array, Network, frozen
from core.results.rows import predict
from simulator.drawing import draw_circle, draw_line, draw_text
from simulator.fonts import SEMIBOLD, text_width
from simulator.plots.maps import Domain, MapPoints, paint_points
from simulator.plots.plane_axes import paint_ground, rounded
from simulator.short_text import elided
from simulator.theme import Theme, mix

_MOST_PRODUCTS = 2e7
_FEWEST, _MOST = 64, 400
_AROUND = 0.12
_LARGEST, _SMALLEST = 1e300, 1e-12
"""The largest number on an axis, and the least share of it by which numbers differ."""
_LABEL, _PITCH = 11.0, 14.0


@dataclass(frozen=True, eq=False)
class Curve:
    """A number at every sample. In the colour of a class, or in ink; `strength` 0 … 1 takes it back to paper."""

    ys: Array
    label: str = ""
    class_number: int | None = None
    strength: float = 1.0
    width: float = 2.0

    def color(self, theme: Theme) -> str:
        """What it is drawn in."""
        full = theme.ink if self.class_number is None else theme.classes[self.class_number % len(theme.classes)]
        return mix(theme.canvas, full, self.strength)


def samples(low: float, high: float, network: Network, curves: int = 1) -> Array:
    """Round numbers from low to high, rising: about one a pixel, fewer where the network is large."""
    most = min(max(_MOST_PRODUCTS / network.weight_count / curves, _FEWEST), _MOST)
    step = nice_step((high - low) / most)
    numbers = np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    # Rounded, because 3 × 0.1 is not quite 0.3, and it is read.
    return frozen(np.round(numbers * step, max(0, -math.floor(math.log10(step)))))


def nice_step(least: float) -> float:
    """The next of 1, 2, 5 × 10ᵏ."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def answers_over(network: Network, data: DataSource, example: Row, column: int, values: Array) -> Array:
    """All outputs (values × outputs) with one raw input at each of these values, the others as in the example."""
    rows = np.tile(np.array(example, np.float64), (len(values), 1))
    rows[:, column] = values
    return predict(network, fed(frozen(rows), data))[1]


def reach_of(numbers: Array, margin: float = _AROUND) -> tuple[float, float]:
    """From below the least finite number to above the largest; never empty."""
    finite = np.clip(numbers[np.isfinite(numbers)], -_LARGEST, _LARGEST)
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
    size = max(abs(low), abs(high))
    span = high - low if high - low > max(_SMALLEST * size, 1 / _LARGEST) else max(size, 1.0)
    return low - margin * span, high + margin * span


def sample_near(values: Array, x: float) -> int:
    """Which of the rising values lies nearest to x."""
    return int(np.abs(values - x).argmin())


def within(y: float, domain: Domain) -> float:
    """A height that Qt can draw: at most one plane beyond the border, at the bottom where it is no number."""
    height = domain.top - domain.bottom
    return min(max(y, domain.bottom - height), domain.top + height) if not math.isnan(y) else domain.bottom


def paint_curves(
    painter: QPainter,
    plane: QRectF,
    domain: Domain,
    values: Array,
    curves: tuple[Curve, ...],
    theme: Theme,
    scale: float = 1.0,
) -> None:
    """Curves over their rising values, clipped by the plane; the last lies on top."""
    painter.save()
    painter.setClipPath(rounded(plane, scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    xs = plane.left() + plane.width() * (values - domain.left) / (domain.right - domain.left)
    for curve in curves:
        with np.errstate(over="ignore", invalid="ignore"):
            ys = plane.bottom() - plane.height() * (curve.ys - domain.bottom) / (domain.top - domain.bottom)
        # Far beyond the plane a line is as good as at its border, and Qt can draw it.
        far = 4 * plane.height()
        ys = np.clip(np.nan_to_num(ys, nan=plane.bottom()), plane.top() - far, plane.bottom() + far)
        line = QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
        for color, width in ((theme.canvas, curve.width + 2), (curve.color(theme), curve.width)):
            pen = QPen(QColor(color), width * scale)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(line)
    painter.restore()


def paint_answers(
    painter: QPainter,
    plane: QRectF,
    domain: Domain,
    values: Array,
    answers: Array,
    points: MapPoints,
    theme: Theme,
    scale: float = 1.0,
) -> None:
    """What is answered over one input (one number a value), as a curve on its rows."""
    paint_ground(painter, plane, domain, theme, scale)
    painter.save()
    painter.setClipPath(rounded(plane, scale))
    paint_points(painter, plane, domain, points, theme, scale)
    painter.restore()
    paint_curves(painter, plane, domain, values, (Curve(answers, width=2.5),), theme, scale)


def paint_curve_labels(
    painter: QPainter, plane: QRectF, domain: Domain, curves: tuple[Curve, ...], theme: Theme, scale: float = 1.0
) -> None:
    """What the curves are called, right of where they end, kept apart; those for which there is no room are left."""
    named = sorted((curve for curve in curves if curve.label), key=lambda curve: -_end(curve))
    pitch = _PITCH * scale
    room = max(1, int(plane.height() // pitch) + 1)
    named = named[:: math.ceil(len(named) / room) or 1]
    wanted = [
        min(max(domain.at(plane, 0.0, _end(curve)).y(), plane.top() + 4), plane.bottom() - 4) for curve in named
    ]
    for curve, y in zip(named, spread(wanted, pitch, plane.top() + 4, plane.bottom() - 4), strict=True):
        words = elided(curve.label, LABEL_ROOM * 13 / _LABEL, SEMIBOLD)
        x = plane.right() + 8 * scale
        # What is taken back to paper as a line is still to be read as text.
        color = curve.color(theme) if curve.strength == 1 else theme.text_3
        draw_text(painter, x, y, words, _LABEL * scale, color, SEMIBOLD)


LABEL_ROOM = 64.0
"""For what curves are called, in px at scale 1."""


def _end(curve: Curve) -> float:
    end = float(curve.ys[-1])
    return end if math.isfinite(end) else 0.0


def label_room(curves: tuple[Curve, ...]) -> float:
    """How wide the labels are, with what keeps them off the plane."""
    widest = max((text_width(curve.label, _LABEL, SEMIBOLD) for curve in curves if curve.label), default=0.0)
    return min(widest, LABEL_ROOM) + 10 if widest else 0.0


def spread(wanted: list[float], pitch: float, low: float, high: float) -> list[float]:
    """Places in rising order, at least a pitch apart and as near as can be to those wanted."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + pitch) if places else max(place, low))
    for index in range(len(places) - 1, -1, -1):
        limit = high if index == len(places) - 1 else places[index + 1] - pitch
        places[index] = min(places[index], limit)
    return places


def paint_reading(
    painter: QPainter, plane: QRectF, at: QPointF, theme: Theme, color: str | None = None, scale: float = 1.0
) -> None:
    """A hairline up and down through a point of a curve, and a dot on it."""
    draw_line(painter, at.x(), plane.top(), at.x(), plane.bottom(), theme.border_strong, scale, (3, 3))
    if plane.top() <= at.y() <= plane.bottom():
        draw_circle(painter, at.x(), at.y(), 5 * scale, theme.canvas)
        draw_circle(painter, at.x(), at.y(), 3.5 * scale, color or theme.ink)
