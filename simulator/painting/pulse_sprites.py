"""Pulses as small images: dots, arrow heads and wakes are drawn once and copied to their places."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from simulator.device_space import STEPS, blank, device_space, placement
from simulator.drawing import draw_circle, draw_wake
from simulator.frames.edge_shapes import Pulses
from simulator.theme import Theme

Wake = tuple[tuple[float, float, float, float], float, tuple[float, str], tuple[float, str]]
"""A line, the share of it where the pulse is, and width and colour where the wake dies and at the pulse."""

_TURNS = 128
_WIDTH_STEPS = 4


def pulse_colors(pulses: Pulses, theme: Theme) -> list[str]:
    """A colour each: of its sign, or of slopes."""
    if pulses.are_slopes:
        return [theme.slope] * len(pulses.edges)
    return [theme.negative if value < 0 else theme.positive for value in pulses.values.tolist()]


def paint_pulses(painter: QPainter, pulses: Pulses, lines: NDArray[np.float64], radius: float, theme: Theme) -> None:
    """Dots forward, arrow heads along their `lines` (n × 4) back."""
    place, ground = placement(painter), theme.canvas
    colors, turns = pulse_colors(pulses, theme), _turns(pulses, lines)
    if place is None:
        for (x, y), color, turn in zip(pulses.points.tolist(), colors, turns, strict=True):
            _draw_pulse(painter, x, y, turn, radius, color, ground)
        return
    scale, *origin = place
    steps = np.floor((pulses.points * scale + origin) * STEPS + 0.5).astype(int)
    half = math.ceil((2 * radius + 2) * scale) + 1
    corners, phases = (steps // STEPS - half).tolist(), (steps % STEPS).tolist()
    with device_space(painter):
        for (x, y), (phase_x, phase_y), color, turn in zip(corners, phases, colors, turns, strict=True):
            painter.drawImage(x, y, _pulse_image(turn, radius, color, ground, scale, half, phase_x, phase_y))


def _turns(pulses: Pulses, lines: NDArray[np.float64]) -> list[int | None]:
    """The way back along each line, in steps of a whole turn; None for what looks the same from everywhere."""
    if not pulses.are_slopes:
        return [None] * len(pulses.edges)
    angles = np.arctan2(lines[:, 1] - lines[:, 3], lines[:, 0] - lines[:, 2])
    return [int(turn) % _TURNS for turn in np.rint(angles / math.tau * _TURNS).tolist()]


@lru_cache(maxsize=4096)
def _pulse_image(
    turn: int | None, radius: float, color: str, ground: str, scale: float, half: int, phase_x: int, phase_y: int
) -> QImage:
    image, painter = blank(2 * half + 1, 2 * half + 1)
    painter.translate(half + phase_x / STEPS, half + phase_y / STEPS)
    painter.scale(scale, scale)
    _draw_pulse(painter, 0, 0, turn, radius, color, ground)
    painter.end()
    return image


def _draw_pulse(
    painter: QPainter, x: float, y: float, turn: int | None, radius: float, color: str, ground: str
) -> None:
    if turn is None:
        draw_circle(painter, x, y, radius * 1.36, ground)
        draw_circle(painter, x, y, radius, color)
    else:
        angle = math.tau * turn / _TURNS
        draw_arrow(painter, x, y, (math.cos(angle), math.sin(angle)), radius, color, ground)


def draw_arrow(
    painter: QPainter, x: float, y: float, along: tuple[float, float], radius: float, color: str, ground: str
) -> None:
    """The head of an arrow in a direction of length 1, on a rim of the ground's colour."""
    dx, dy = along[0] * radius * 1.8, along[1] * radius * 1.8
    head = QPolygonF(
        [
            QPointF(x + dx, y + dy),
            QPointF(x - dx * 0.6 - dy * 0.62, y - dy * 0.6 + dx * 0.62),
            QPointF(x - dx * 0.2, y - dy * 0.2),
            QPointF(x - dx * 0.6 + dy * 0.62, y - dy * 0.6 - dx * 0.62),
        ]
    )
    painter.setPen(QPen(QColor(ground), 3))
    painter.setBrush(QColor(ground))
    painter.drawPolygon(head)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawPolygon(head)


def paint_wakes(painter: QPainter, wakes: list[Wake], direction: int, length: float) -> None:
    """A tapering trail behind every pulse. A gradient costs five times as much as turning an image of it."""
    place = placement(painter)
    limit = 1.0 if direction < 0 else 0.0
    if place is None:
        for line, at, thin, thick in wakes:
            draw_wake(painter, line, at, direction, length, (thin, thick), limit)
        return
    scale, dx, dy = place
    turned = []
    for line, at, thin, thick in wakes:
        x0, y0, x1, y1 = line
        whole = math.hypot(x1 - x0, y1 - y0)
        image = _wake_image(_stepped(thin), _stepped(thick), length, scale)
        cos, sin = direction * (x1 - x0) / whole, direction * (y1 - y0) / whole
        x, y = x0 + (x1 - x0) * at, y0 + (y1 - y0) * at
        # Where it has just set out, the end that would lie beyond the middle of its unit is left away.
        shown = min(1.0 + scale * abs(at - limit) * whole, image.width())
        turned.append((QTransform(cos, sin, -sin, cos, scale * x + dx, scale * y + dy), image, shown))
    with device_space(painter):
        device = painter.worldTransform()
        # Antialiased by their transparent borders.
        painter.setRenderHints(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform)
        for transform, image, shown in turned:
            painter.setWorldTransform(transform * device)
            part = QRectF(image.width() - shown, 0, shown, image.height())
            painter.drawImage(QPointF(1 - shown, -image.height() / 2), image, part)


def _stepped(end: tuple[float, str]) -> tuple[float, str]:
    return math.ceil(end[0] * _WIDTH_STEPS) / _WIDTH_STEPS, end[1]


@lru_cache(maxsize=1024)
def _wake_image(thin: tuple[float, str], thick: tuple[float, str], length: float, scale: float) -> QImage:
    """From left to right, with a pixel of air all around it."""
    half = math.ceil(thick[0] * scale / 2) + 1
    across = math.ceil(length * scale) + 1
    image, painter = blank(across + 1, 2 * half)
    painter.translate(across - length * scale, half)
    painter.scale(scale, scale)
    draw_wake(painter, (0.0, 0.0, length, 0.0), 1.0, 1, length, (thin, thick), 0.0)
    painter.end()
    return image
