"""The decision map: what a network with two inputs answers everywhere on a plane."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from core.network import Array, frozen
from simulator.theme import Theme

STEPS = 255
QUIET = 0.72
"""Large maps are quieter than weights: they would drown everything else."""
_MOST_POINTS = 1500
_AROUND_MANY, _AROUND_ONE = 1.15, 1.5


@dataclass(frozen=True)
class Domain:
    """The part of the plane on show, in raw inputs."""

    left: float
    right: float
    bottom: float
    top: float

    def at(self, rect: QRectF, x: float, y: float) -> QPointF:
        """Where a raw input lies in a rectangle on screen."""
        return QPointF(
            rect.left() + rect.width() * (x - self.left) / (self.right - self.left),
            rect.bottom() - rect.height() * (y - self.bottom) / (self.top - self.bottom),
        )

    def under(self, rect: QRectF, point: QPointF) -> tuple[float, float]:
        """The raw input under a point on screen."""
        return (
            self.left + (self.right - self.left) * (point.x() - rect.left()) / rect.width(),
            self.bottom + (self.top - self.bottom) * (rect.bottom() - point.y()) / rect.height(),
        )


@dataclass(frozen=True, eq=False)
class MapPoints:
    """Rows of the data on a plane: where (points × 2; on the map the raw inputs), class numbers, which were held out,
    and their rows. `presence` 0 … 1 fades them (None: all are fully there)."""

    inputs: Array = field(default_factory=lambda: frozen(np.zeros((0, 2))))
    classes: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    is_test: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    rows: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    presence: Array | None = None

    def chosen(self, *, training: bool, test: bool) -> MapPoints:
        """Only the training points, only the test points, both or none."""
        keep = np.where(self.is_test, test, training)
        presence = None if self.presence is None else self.presence[keep]
        return MapPoints(self.inputs[keep], self.classes[keep], self.is_test[keep], self.rows[keep], presence)


def domain_of(inputs: Array) -> Domain:
    """A plane with all rows on it and a margin: a square around 0 where that wastes little, else two ranges."""
    if not len(inputs):
        return Domain(-1.0, 1.0, -1.0, 1.0)
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    reach = float(np.abs(inputs).max())
    # A single row says nothing about a range: then the plane shows how it lies to 0.
    if reach > 0 and (len(inputs) == 1 or (high - low).min() > 0.6 * 2 * reach):
        edge = _rounded_up(reach * (_AROUND_ONE if len(inputs) == 1 else _AROUND_MANY))
        return Domain(-edge, edge, -edge, edge)
    span = np.where(high > low, high - low, np.maximum(np.abs(high), 1.0))
    low, high = low - 0.12 * span, high + 0.12 * span
    return Domain(float(low[0]), float(high[0]), float(low[1]), float(high[1]))


def grid_rows(domain: Domain, resolution: int) -> Array:
    """Raw inputs at the middle of every cell of the map (cells × 2), row by row from the top."""
    xs = _middles(domain.left, domain.right, resolution)
    ys = _middles(domain.top, domain.bottom, resolution)
    return frozen(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))


def normalised(outputs: Array, activation: str) -> Array:
    """Outputs as map values −1 … 1: tanh as it is, shares of 0 … 1 around a half, all else by its range. What is no
    number is 0, the paper."""
    finite = np.where(np.isfinite(outputs), outputs, 0.0)
    if activation == "tanh":
        return frozen(finite)
    if activation in ("sigmoid", "softmax"):
        return frozen(np.where(np.isfinite(outputs), 2 * outputs - 1, 0.0))
    largest = float(np.abs(finite).max())
    return frozen(finite / largest if largest > 0 else finite)


def map_image(values: Array, theme: Theme, strength: float = QUIET) -> QImage:
    """Map values as colours: negative over paper to positive, in OKLab."""
    steps = (values * (strength * (STEPS - 1) / 2) + (STEPS / 2)).astype(np.intp)
    pixels = _colors(theme).take(steps, axis=0, mode="clip")
    height, width = values.shape
    # A copy, because QImage does not keep the array alive.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def map_color(value: float, theme: Theme, strength: float = QUIET) -> QColor:
    """The colour of one map value."""
    step = round(min(max((value * strength + 1) / 2, 0.0), 1.0) * (STEPS - 1))
    blue, green, red, _ = (int(channel) for channel in _colors(theme)[step])
    return QColor(red, green, blue)


def class_numbers(targets: Array) -> NDArray[np.intp]:
    """The class of every row: the largest of one-hot; of one number, the higher value is class 0, the lower 1."""
    if targets.shape[1] > 1:
        return np.asarray(targets.argmax(axis=1), np.intp)
    column = targets[:, 0]
    low, high = float(column.min(initial=math.inf)), float(column.max(initial=-math.inf))
    is_pair = low < high and bool(((column == low) | (column == high)).all())
    middle = (low + high) / 2 if is_pair else 0.0
    return np.where(column >= middle, 0, 1).astype(np.intp)


def paint_map(
    painter: QPainter,
    rect: QRectF,
    image: QImage,
    theme: Theme,
    domain: Domain,
    points: MapPoints | None = None,
    scale: float = 1.0,
) -> None:
    """The map in a rounded rectangle, with the rows of the data on it. `scale` 1 is the window's."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    shape = QPainterPath()
    shape.addRoundedRect(rect, 6 * scale, 6 * scale)
    painter.setClipPath(shape)
    painter.drawImage(rect, image)
    if points is not None:
        paint_points(painter, rect, domain, points, theme, scale)
    painter.restore()


def paint_points(
    painter: QPainter, rect: QRectF, domain: Domain, points: MapPoints, theme: Theme, scale: float = 1.0
) -> None:
    """A marker a row; evenly thinned, so that a hundred thousand rows still leave what lies below to be seen."""
    every = math.ceil(len(points.inputs) / _MOST_POINTS) or 1
    for index in range(0, len(points.inputs), every):
        where = domain.at(rect, *points.inputs[index].tolist())
        is_hollow = bool(points.is_test[index])
        if points.presence is not None:
            painter.setOpacity(float(points.presence[index]))
        paint_marker(painter, where, int(points.classes[index]), theme, is_hollow=is_hollow, scale=scale)
    if points.presence is not None:
        painter.setOpacity(1.0)


def paint_marker(
    painter: QPainter, at: QPointF, class_number: int, theme: Theme, *, is_hollow: bool, scale: float = 1.0
) -> None:
    """One row: filled where it was trained on, hollow where it was held out, with an outline of paper."""
    color = QColor(theme.classes[class_number % len(theme.classes)])
    paper = QColor(theme.canvas)
    path = _marker(class_number % 5, 3.4 * scale).translated(at)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = 3.0 if not is_hollow else 4.2
    painter.setPen(QPen(paper, outline * scale))
    painter.drawPath(path)
    painter.setBrush(paper if is_hollow else color)
    painter.setPen(QPen(color, 1.5 * scale) if is_hollow else Qt.PenStyle.NoPen)
    painter.drawPath(path)


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from low to high, at most so many."""
    step = _step((high - low) / max(most - 1, 1))
    while math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1 > most:
        step = _step(step * 1.01)
    first = math.ceil(low / step - 1e-9)
    return [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]


def _step(least: float) -> float:
    """The next of 1, 2, 3, 5 × 10ᵏ."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 3, 5, 10) if factor * power >= least * (1 - 1e-9))


def _rounded_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return math.ceil(value / power - 1e-9) * power


def _middles(first: float, last: float, count: int) -> Array:
    edges = np.linspace(first, last, count + 1)
    return frozen((edges[:-1] + edges[1:]) / 2)


@lru_cache(maxsize=64)
def _marker(shape: int, radius: float) -> QPainterPath:
    """Circle, diamond, square, triangle, cross: of about equal weight to the eye."""
    path = QPainterPath()
    if shape == 0:
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    r = radius * 1.25
    outlines = {
        1: [(0, -r), (r, 0), (0, r), (-r, 0)],
        2: [(-0.72 * r, -0.72 * r), (0.72 * r, -0.72 * r), (0.72 * r, 0.72 * r), (-0.72 * r, 0.72 * r)],
        3: [(0, -r), (0.95 * r, 0.7 * r), (-0.95 * r, 0.7 * r)],
    }
    if shape in outlines:
        corners = outlines[shape]
    else:
        a, b = 0.32 * r, 0.95 * r
        corners = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b)]
        corners += [(-a, a), (-b, a), (-b, -a), (-a, -a)]
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


# OKLab after Björn Ottosson, "A perceptual color space for image processing" (2020).
_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(color: str) -> Array:
    """A colour as lightness and two opponent axes, in which mixtures look even."""
    channels = np.array(QColor(color).getRgbF()[:3])  # type: ignore[index]
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return frozen(_TO_LAB @ np.cbrt(_TO_CONE @ linear))


def srgb(lab: Array) -> NDArray[np.uint8]:
    """Rows of OKLab as rows of sRGB bytes."""
    cones = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    linear = np.clip(cones @ np.linalg.inv(_TO_CONE).T, 0, 1)
    channels = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray((channels * 255).round(), np.uint8)


@lru_cache(maxsize=4)
def _colors(theme: Theme) -> NDArray[np.uint8]:
    """One row a step, as QImage stores RGB32: blue, green, red, unused."""
    low, middle, high = (oklab(color) for color in (theme.map_negative, theme.canvas, theme.map_positive))
    share = np.linspace(-1, 1, STEPS)[:, None]
    lab = np.where(share < 0, middle + (low - middle) * -share, middle + (high - middle) * share)
    table = np.full((STEPS, 4), 255, np.uint8)
    table[:, :3] = srgb(frozen(lab))[:, ::-1]
    return table
