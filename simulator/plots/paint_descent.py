"""Drawing gradient descent: in the window, and wherever else its picture is wanted."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from core.network import Array, frozen
from simulator.drawing import (
    draw_box,
    draw_circle,
    draw_line,
    draw_paragraph,
    draw_runs,
    draw_text,
    ink_color,
    rect_of,
    tag_path,
)
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.plots.descent_axes import SENTENCE_HEIGHT, TICK_SIZE
from simulator.plots.descent_labels import LABEL_SIZE, LINE, Label
from simulator.plots.descent_marks import BALL, Exit, Line
from simulator.plots.descent_picture import DescentPicture
from simulator.short_text import elided
from simulator.theme import Theme, mix

_HALO = 2.5
_HEAD = 8.0
_APART = 8.0
"""Pixels between two dots."""
_DARKEST = 0.26
"""Of ink on the highest ground."""


def paint_descent(painter: QPainter, shown: DescentPicture, theme: Theme) -> None:
    """Draw the picture onto the painter's canvas-coloured ground."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    _paint_axes(painter, shown, theme)
    plane = rect_of(shown.axes.plane)
    painter.save()
    painter.setClipRect(plane)
    if shown.shade is not None:
        _paint_relief(painter, shown, shown.shade, theme)
    for piece in shown.curve:
        _stroke(painter, piece, theme.ink, 2)
    _stroke(painter, shown.run, theme.ink, 1.5)
    painter.restore()
    if shown.shade is not None:
        draw_box(painter, plane, 0, line=theme.border)
    _paint_trail(painter, shown, theme)
    _paint_step(painter, shown, theme)
    if shown.exit is not None:
        _paint_exit(painter, shown.exit, theme)
    _paint_ball(painter, shown, theme)
    if shown.tag is not None:
        _paint_tag(painter, shown.tag, theme)
    if shown.equation is not None:
        _paint_equation(painter, shown.equation, theme)
    words = QRectF(16, shown.height - SENTENCE_HEIGHT + 2, shown.width - 32, SENTENCE_HEIGHT)
    draw_paragraph(painter, words, shown.sentence, 13, theme.ink)
    painter.restore()


def _paint_axes(painter: QPainter, shown: DescentPicture, theme: Theme) -> None:
    axes, plane = shown.axes, rect_of(shown.axes.plane)
    taken = draw_text(painter, shown.width - 14, 13, shown.reading, 12, theme.text_2, REGULAR, "right")
    heading = elided(shown.heading, shown.width - 42 - taken, SEMIBOLD)
    draw_text(painter, 16, 13, heading, 12, theme.text_2, SEMIBOLD)
    for tick in axes.up_ticks:
        if shown.shade is None:
            draw_line(painter, plane.left(), tick.at, plane.right(), tick.at, theme.grid)
        draw_text(painter, plane.left() - 8, tick.at, tick.text, TICK_SIZE, theme.text_3, REGULAR, "right")
    for tick in axes.across_ticks:
        draw_line(painter, tick.at, plane.bottom(), tick.at, plane.bottom() + 4, theme.border)
        draw_text(painter, tick.at, plane.bottom() + 14, tick.text, TICK_SIZE, theme.text_3, REGULAR, "center")
    if shown.shade is None:
        draw_line(painter, plane.left(), plane.bottom(), plane.right(), plane.bottom(), theme.border)
    draw_text(painter, plane.center().x(), plane.bottom() + 31, shown.names[0], 12, theme.text_2, SEMIBOLD, "center")
    if len(shown.names) > 1:
        # Above the axis that it names: turned on its side nobody reads a name.
        draw_text(painter, plane.left() - 8, plane.top() - 11, shown.names[1], 12, theme.text_2, SEMIBOLD)


def _paint_relief(painter: QPainter, shown: DescentPicture, shade: Array, theme: Theme) -> None:
    """Low ground is paper."""
    low, high = _channels(theme.canvas), _channels(mix(theme.canvas, theme.ink, _DARKEST))
    colors = (low + (high - low) * shade[..., None]).round().astype(np.uint8)
    pixels = np.full((*shade.shape, 4), 255, np.uint8)
    pixels[..., :3] = colors[..., ::-1]
    rows, columns = shade.shape
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    # The values stand on the corners of the plane, and so in the middles of the outermost pixels.
    plane = rect_of(shown.axes.plane)
    across, up = plane.width() / (columns - 1) / 2, plane.height() / (rows - 1) / 2
    painter.drawImage(plane.adjusted(-across, -up, across, up), image)
    painter.setPen(QPen(QColor(mix(theme.canvas, theme.ink, 0.36)), 1))
    painter.drawLines([QLineF(*line) for line in shown.contours.tolist()])


def _channels(color: str) -> Array:
    ground = QColor(color)
    return frozen([ground.red(), ground.green(), ground.blue()])


def _paint_trail(painter: QPainter, shown: DescentPicture, theme: Theme) -> None:
    """The steps made, and faintly those to come."""
    trail, made = shown.trail, min(shown.made, len(shown.trail) - 1)
    to_come, past = mix(theme.canvas, theme.ink, 0.42), theme.text_2
    _stroke(painter, trail[made:], to_come, 1.2, (3.0, 3.0))
    _stroke(painter, trail[: made + 1], past, 1.5)
    for index, (x, y) in reversed(_apart(trail)):
        draw_circle(painter, x, y, 4.5, theme.canvas)
        if index <= made:
            draw_circle(painter, x, y, 3.5, past)
        else:
            draw_circle(painter, x, y, 3, theme.canvas, to_come, 1.2)


def _apart(trail: Array) -> list[tuple[int, tuple[float, float]]]:
    """Steps that are not on top of one another: what they lie on is to be seen as well."""
    kept: list[tuple[int, tuple[float, float]]] = []
    for index, (x, y) in enumerate(trail.tolist()):
        if all(math.hypot(x - other[0], y - other[1]) >= _APART for _, other in kept):
            kept.append((index, (x, y)))
    return kept


def _paint_step(painter: QPainter, shown: DescentPicture, theme: Theme) -> None:
    painter.save()
    painter.setClipRect(rect_of(shown.axes.plane))
    if shown.drop is not None:
        draw_line(painter, *shown.drop, theme.slope, 1.2, (3.0, 3.0))
    if shown.tangent is not None:
        draw_line(painter, *shown.tangent, theme.slope, 2, is_round=True)
    painter.restore()
    if shown.arrow is not None:
        _paint_arrow(painter, shown.arrow, theme)


def _paint_arrow(painter: QPainter, arrow: Line, theme: Theme) -> None:
    x0, y0, x1, y1 = arrow
    length = math.hypot(x1 - x0, y1 - y0)
    angle = math.atan2(y1 - y0, x1 - x0)
    head = min(_HEAD, 0.8 * length)
    neck = QPointF(x1 - 0.8 * head * math.cos(angle), y1 - 0.8 * head * math.sin(angle))
    draw_line(painter, x0, y0, neck.x(), neck.y(), theme.canvas, 5)
    draw_line(painter, x0, y0, neck.x(), neck.y(), theme.slope, 3)
    _paint_head(painter, x1, y1, angle, head, theme.slope)


def _paint_head(painter: QPainter, x: float, y: float, angle: float, size: float, color: str) -> None:
    """A triangle with its point at (x, y)."""
    painter.save()
    painter.translate(x, y)
    painter.rotate(math.degrees(angle))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawPolygon(
        QPolygonF([QPointF(0, 0), QPointF(-1.4 * size, -0.75 * size), QPointF(-1.4 * size, 0.75 * size)])
    )
    painter.restore()


def _paint_exit(painter: QPainter, way_out: Exit, theme: Theme) -> None:
    x0, y0, x1, y1 = way_out.way
    box = rect_of(way_out.label.box)
    draw_line(painter, x0, y0, x1, y1, theme.text_2, 1.5, (3.0, 3.0))
    _paint_head(painter, x1, y1, math.atan2(y1 - y0, x1 - x0), _HEAD + 2, theme.ink)
    draw_box(painter, box, box.height() / 2, theme.canvas)
    draw_runs(painter, way_out.label.box.x, way_out.label.box.y, way_out.label.lines[0], 12, theme)


def _paint_ball(painter: QPainter, shown: DescentPicture, theme: Theme) -> None:
    x, y = shown.ball
    if shown.axes.plane.contains(x, y, margin=1.0):
        draw_circle(painter, x, y, BALL + _HALO, theme.canvas)
        draw_circle(painter, x, y, BALL, ink_color(shown.ball_ink, theme))


def _paint_tag(painter: QPainter, tag: Label, theme: Theme) -> None:
    path = tag_path(tag.box, 9.0)
    painter.setPen(QPen(QColor(theme.canvas), 2 * _HALO))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(QPen(QColor(theme.slope), 1.4))
    painter.setBrush(QColor(mix(theme.raised, theme.slope, 0.10)))
    painter.drawPath(path)
    draw_runs(painter, tag.box.x + 3, tag.box.y, tag.lines[0], LABEL_SIZE - 1, theme)


def _paint_equation(painter: QPainter, label: Label, theme: Theme) -> None:
    """The step as a gate: what the slope does to the number."""
    box = label.box
    radius = min(box.height / 2, 15.0)
    draw_box(painter, rect_of(box, _HALO), radius + _HALO, theme.canvas)
    draw_box(painter, rect_of(box), radius, theme.raised, theme.slope, 2)
    first = box.y - LINE * (len(label.lines) - 1) / 2
    for index, line in enumerate(label.lines):
        draw_runs(painter, box.x, first + LINE * index, line, LABEL_SIZE, theme)


def _stroke(painter: QPainter, points: Array, color: str, width: float, dash: tuple[float, ...] = ()) -> None:
    if len(points) < 2:
        return
    pen = QPen(QColor(color), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern(list(dash))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(*points[0].tolist()))
    for x, y in points[1:].tolist():
        path.lineTo(x, y)
    painter.drawPath(path)
