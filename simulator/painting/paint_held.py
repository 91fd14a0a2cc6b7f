"""The marks of a weight that training may not change: a lock, or scissors."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from simulator.drawing import draw_circle
from simulator.frames.edge_shapes import Held
from simulator.theme import Theme

RADIUS = 8.0


def draw_held(painter: QPainter, x: float, y: float, held: Held, theme: Theme) -> None:
    """Around (x, y), on a disc of its own so that the line beneath it does not touch it."""
    draw_circle(painter, x, y, RADIUS, theme.canvas)
    painter.save()
    painter.translate(x, y)
    pen = QPen(QColor(theme.text_2), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    (_draw_lock if held is Held.FROZEN else _draw_scissors)(painter, theme)
    painter.restore()


def _draw_lock(painter: QPainter, theme: Theme) -> None:
    painter.drawArc(QRectF(-2.4, -5.4, 4.8, 5.6), 0, 180 * 16)
    painter.setBrush(QColor(theme.text_2))
    painter.drawRoundedRect(QRectF(-3.6, -1.6, 7.2, 5.6), 1, 1)


def _draw_scissors(painter: QPainter, theme: Theme) -> None:
    path = QPainterPath()
    for side in (-1, 1):
        path.addEllipse(QPointF(side * 2.6, 3.2), 1.7, 1.7)
        path.moveTo(side * 1.7, 1.7)
        path.lineTo(-side * 2.8, -4.8)
    painter.drawPath(path)
