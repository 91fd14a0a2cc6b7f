"""The axes of a plane over which something is drawn: round ticks, names, and a calm grid where there is no map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.numbers import short
from simulator.drawing import draw_line, draw_text
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.plots.maps import Domain, nice_ticks
from simulator.short_text import elided
from simulator.theme import Theme

LEFT, TOP, RIGHT, BELOW = 46.0, 6.0, 2.0, 40.0
"""Room that the axes need around the plane, in px at scale 1."""
_TICK, _NAME = 11.0, 12.0
_ROUND = 6.0


def rounded(rect: QRectF, scale: float = 1.0) -> QPainterPath:
    """The outline of a plane, to clip by."""
    path = QPainterPath()
    path.addRoundedRect(rect, _ROUND * scale, _ROUND * scale)
    return path


def paint_ground(painter: QPainter, plane: QRectF, domain: Domain, theme: Theme, scale: float = 1.0) -> None:
    """Paper with a hairline at every tick, a stronger one at 0."""
    painter.save()
    painter.setPen(QPen(QColor(theme.hairline), scale))
    painter.setBrush(QColor(theme.canvas))
    painter.drawPath(rounded(plane, scale))
    painter.setClipPath(rounded(plane, scale))
    for x in nice_ticks(domain.left, domain.right):
        across = domain.at(plane, x, domain.bottom).x()
        draw_line(painter, across, plane.top(), across, plane.bottom(), theme.border if x == 0 else theme.grid, scale)
    for y in nice_ticks(domain.bottom, domain.top):
        up = domain.at(plane, domain.left, y).y()
        draw_line(painter, plane.left(), up, plane.right(), up, theme.border if y == 0 else theme.grid, scale)
    painter.restore()


def paint_axes(
    painter: QPainter, plane: QRectF, domain: Domain, names: tuple[str, str], theme: Theme, scale: float = 1.0
) -> None:
    """Ticks below and left of a plane, and what its axes are called."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    tick, name = _TICK * scale, _NAME * scale
    for x in nice_ticks(domain.left, domain.right):
        across = min(domain.at(plane, x, domain.bottom).x(), plane.right() - 4 * scale)
        draw_text(painter, across, plane.bottom() + 13 * scale, short(x), tick, theme.text_3, align="center")
    widest = 0.0
    for y in nice_ticks(domain.bottom, domain.top):
        inside = plane.top() + 6 * scale, plane.bottom() - 6 * scale
        up = min(max(domain.at(plane, domain.left, y).y(), inside[0]), inside[1])
        width = draw_text(painter, plane.left() - 6 * scale, up, short(y, 3), tick, theme.text_3, REGULAR, "right")
        widest = max(widest, width)
    across_name, up_name = (
        elided(text, room * 13 / _NAME / scale, SEMIBOLD)
        for text, room in zip(names, (plane.width(), plane.height()), strict=True)
    )
    middle = plane.center()
    draw_text(painter, middle.x(), plane.bottom() + 30 * scale, across_name, name, theme.text_2, SEMIBOLD, "center")
    painter.translate(QPointF(plane.left() - max(36 * scale, min(widest, 25 * scale) + 14 * scale), middle.y()))
    painter.rotate(-90)
    draw_text(painter, 0, 0, up_name, name, theme.text_2, SEMIBOLD, "center")
    painter.restore()
