"""Drawing one unit taken apart."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from simulator.drawing import draw_box, draw_circle, draw_line, draw_runs, draw_text, ink_color, runs_width, tag_path
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, text_width
from simulator.frames.anatomy import (
    BOTTOM,
    CURVE_HEIGHT,
    CURVE_WIDTH,
    CURVE_X,
    HEADINGS_Y,
    INPUT_WIDTH,
    INPUT_X,
    OUTPUT_X,
    PRODUCT_X,
    SLOPE_X,
    SUM_X,
    UNIT_RADIUS,
    WEIGHT_X,
    Anatomy,
    Row,
    bend,
)
from simulator.shapes import Box, Ink, Run
from simulator.theme import Theme, mix

_PILL_HEIGHT, _SMALLEST_PILL = 24.0, 44.0
_THICKEST = 6.0
_POINT_RADIUS = 5.0
_TANGENT_REACH = 26.0


def paint_anatomy(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    """Draw a unit's anatomy onto the painter's canvas-coloured ground."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.save()
    painter.translate(*shown.offset)
    painter.scale(shown.scale, shown.scale)
    for column in shown.columns:
        draw_text(painter, column.x, HEADINGS_Y, column.title, 13, theme.ink, SEMIBOLD, "center")
        draw_text(painter, column.x, HEADINGS_Y + 18, column.subtitle, 13, theme.text_2, REGULAR, "center")
    for row in shown.rows:
        _paint_way(painter, row, shown.middle, theme)
    _paint_connections(painter, shown, theme)
    for row in shown.rows:
        _paint_row(painter, row, theme)
    _paint_sum(painter, shown, theme)
    _paint_curve(painter, shown, theme)
    _paint_output(painter, shown, theme)
    for label in shown.labels:
        _paint_slope(painter, label.box, label.runs, 12.5, label.opacity, theme)
    _paint_equations(painter, shown, theme)
    painter.restore()


def _paint_way(painter: QPainter, row: Row, middle: float, theme: Theme) -> None:
    """The edge of one source, in the colour and width of its weight; dotted for all that are folded together."""
    color, width = theme.border_strong, 1.5
    if row.weight is not None:
        color = mix(theme.canvas, ink_color(row.weight.ink, theme), 0.30 + 0.70 * row.strength)
        width = 1.25 + (_THICKEST - 1.25) * row.strength
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if row.weight is None:
        pen.setDashPattern([2, 2])
    start, corner, end = (QPointF(*point) for point in bend(row, middle))
    # A round corner, so that the line does not look broken where it turns.
    path = QPainterPath(start if row.weight is not None else QPointF(PRODUCT_X, row.y))
    path.lineTo(corner - QPointF(16, 0))
    path.quadTo(corner, corner + (end - corner) * 0.16)
    path.lineTo(end)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_connections(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    """From the sum to the curve and on to the output: one number, so one thin line of ink."""
    y = shown.middle
    draw_line(painter, SUM_X + UNIT_RADIUS, y, CURVE_X - CURVE_WIDTH / 2, y, theme.border_strong, 1.5)
    draw_line(painter, CURVE_X + CURVE_WIDTH / 2, y, OUTPUT_X - UNIT_RADIUS, y, theme.border_strong, 1.5)
    for x in (CURVE_X - CURVE_WIDTH / 2, OUTPUT_X - UNIT_RADIUS):
        path = QPainterPath(QPointF(x - 10, y - 5))
        path.lineTo(x - 2, y)
        path.lineTo(x - 10, y + 5)
        painter.setPen(QPen(QColor(theme.border_strong), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _paint_row(painter: QPainter, row: Row, theme: Theme) -> None:
    half = INPUT_WIDTH / 2
    if row.value is None or row.weight is None:
        draw_text(painter, INPUT_X + half, row.y, row.name, 13, theme.text_2, MEDIUM, "right")
    else:
        draw_text(painter, INPUT_X - half - 12, row.y, row.name, 13, theme.ink, MEDIUM, "right")
        _paint_value(painter, row, row.value, theme)
        _paint_pill(painter, WEIGHT_X, row.y, (row.weight,), theme)
    outer = painter.opacity()
    if row.arrived > 0:
        width = text_width(row.product.text, 16, SEMIBOLD) + 16
        draw_box(painter, QRectF(PRODUCT_X - width / 2, row.y - 12, width, 24), 12, theme.canvas)
        painter.setOpacity(outer * row.arrived)
        color = ink_color(row.product.ink, theme)
        draw_text(painter, PRODUCT_X, row.y, row.product.text, 16, color, SEMIBOLD, "center")
        painter.setOpacity(outer)
    if row.slope and row.slope_opacity > 0:
        run = Run(row.slope, Ink.SLOPE)
        width = text_width(row.slope, 12, SEMIBOLD) + 22
        box = Box(SLOPE_X, row.y, width, 22)
        _paint_slope(painter, box, (run,), 12, row.slope_opacity, theme)


def _paint_value(painter: QPainter, row: Row, value: Run, theme: Theme) -> None:
    """The number that comes in, square: for this unit it is given."""
    rect = QRectF(INPUT_X - INPUT_WIDTH / 2, row.y - row.height / 2, INPUT_WIDTH, row.height)
    radius = 0.22 * row.height
    draw_box(painter, rect.adjusted(-3, -3, 3, 3), radius + 3, theme.canvas)
    if row.opacity < 1:
        draw_box(painter, rect, radius, theme.canvas, theme.border_strong, 1.5, (3, 3))
    outer = painter.opacity()
    painter.setOpacity(outer * row.opacity)
    color = ink_color(value.ink, theme)
    fill = mix(theme.raised, color, 0.05 + 0.11 * row.value_strength)
    draw_box(painter, rect, radius, fill, mix(theme.canvas, color, 0.55 + 0.40 * row.value_strength), 2)
    size = _fitting(value.text, 20 if row.height >= 44 else 16 if row.height >= 34 else 13, INPUT_WIDTH - 8)
    draw_text(painter, INPUT_X, row.y, value.text, size, color, SEMIBOLD, "center")
    painter.setOpacity(outer)


def _fitting(text: str, largest: float, room: float) -> float:
    sizes = (24, 20, 18, 16, 14, 13, 12, 11)
    return next((size for size in sizes if size <= largest and text_width(text, size, SEMIBOLD) <= room), 10)


def _paint_pill(painter: QPainter, x: float, y: float, runs: tuple[Run, ...], theme: Theme) -> None:
    width = max(_SMALLEST_PILL, runs_width(runs, 13) + 20)
    rect = QRectF(x - width / 2, y - _PILL_HEIGHT / 2, width, _PILL_HEIGHT)
    draw_box(painter, rect.adjusted(-2.5, -2.5, 2.5, 2.5), _PILL_HEIGHT / 2 + 2.5, theme.canvas)
    line = mix(theme.canvas, ink_color(runs[-1].ink, theme), 0.75)
    draw_box(painter, rect, _PILL_HEIGHT / 2, theme.raised, line, 1.4)
    draw_runs(painter, x, y, runs, 13, theme)


def _paint_circle(painter: QPainter, x: float, y: float, run: Run, opacity: float, theme: Theme) -> None:
    outer = painter.opacity()
    draw_circle(painter, x, y, UNIT_RADIUS + 3, theme.canvas)
    if opacity < 1:
        _paint_dashes(painter, x, y, theme)
    painter.setOpacity(outer * opacity)
    color = ink_color(run.ink, theme)
    draw_circle(painter, x, y, UNIT_RADIUS, mix(theme.raised, color, 0.16), mix(theme.canvas, color, 0.95), 2)
    size = _fitting(run.text, 24, 2 * UNIT_RADIUS - 9)
    draw_text(painter, x, y, run.text, size, color, SEMIBOLD, "center")
    painter.setOpacity(outer)


def _paint_dashes(painter: QPainter, x: float, y: float, theme: Theme) -> None:
    side = 2 * UNIT_RADIUS
    rect = QRectF(x - UNIT_RADIUS, y - UNIT_RADIUS, side, side)
    draw_box(painter, rect, UNIT_RADIUS, theme.canvas, theme.border_strong, 1.5, (3, 3))


def _paint_sum(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    y = shown.middle
    if shown.summed < 1:
        draw_circle(painter, SUM_X, y, UNIT_RADIUS + 3, theme.canvas)
        if shown.is_waiting:
            _paint_dashes(painter, SUM_X, y, theme)
        else:
            draw_circle(painter, SUM_X, y, UNIT_RADIUS, theme.canvas, theme.ink, 2.5)
        if shown.partial and shown.summed == 0:
            draw_text(painter, SUM_X, y - 14, "Σ", 11, theme.text_3, align="center")
            size = _fitting(shown.partial, 18, 2 * UNIT_RADIUS - 15)
            draw_text(painter, SUM_X, y + 6, shown.partial, size, theme.ink, SEMIBOLD, "center")
        elif shown.summed == 0:
            draw_text(painter, SUM_X, y, "Σ", 22, theme.text_3, align="center")
    if shown.summed > 0:
        outer = painter.opacity()
        painter.setOpacity(outer * shown.summed)
        _paint_circle(painter, SUM_X, y, shown.sum, 1.0, theme)
        painter.setOpacity(outer)
    width = runs_width(shown.bias, 12) + 18
    rect = QRectF(SUM_X - width / 2, y + UNIT_RADIUS + 11, width, 22)
    draw_box(painter, rect.adjusted(-2.5, -2.5, 2.5, 2.5), 13.5, theme.canvas)
    draw_box(painter, rect, 11, theme.canvas, theme.border, 1.2)
    draw_runs(painter, SUM_X, rect.center().y(), shown.bias, 12, theme)


def _paint_curve(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    """Axes, curve, and the point with the way from z up to it and on to a."""
    curve = shown.curve
    frame = QRectF(CURVE_X - CURVE_WIDTH / 2, shown.middle - CURVE_HEIGHT / 2, CURVE_WIDTH, CURVE_HEIGHT)
    draw_box(painter, frame, 8, theme.raised, theme.hairline, 1)

    def at(place: tuple[float, float]) -> QPointF:
        return QPointF(frame.left() + frame.width() * place[0], frame.bottom() - frame.height() * place[1])

    zero = at(curve.zero)
    draw_line(painter, frame.left() + 1, zero.y(), frame.right() - 1, zero.y(), theme.border_strong, 0.8)
    draw_line(painter, zero.x(), frame.top() + 1, zero.x(), frame.bottom() - 1, theme.border, 0.8)
    pen = QPen(QColor(theme.ink), 2.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    path = QPainterPath(at(curve.points[0]))
    for place in curve.points[1:]:
        path.lineTo(at(place))
    painter.save()
    painter.setClipRect(frame.adjusted(2, 0, -2, 0), Qt.ClipOperation.IntersectClip)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()
    for text, x, align in ((f"−{curve.reach}", frame.left(), "left"), (curve.reach, frame.right(), "right")):
        draw_text(painter, x, frame.bottom() + 13, text, 11, theme.text_3, align=align)
    if curve.point is None:
        return
    point = at(curve.point)
    color = ink_color(curve.ink, theme)
    draw_line(painter, point.x(), frame.bottom(), point.x(), point.y(), color, 1.2, (3, 2.5))
    draw_line(painter, point.x(), point.y(), frame.right(), point.y(), color, 1.2, (3, 2.5))
    if curve.tangent is not None:
        _paint_tangent(painter, point, curve.tangent, curve.tangent_opacity, theme)
    draw_circle(painter, point.x(), point.y(), _POINT_RADIUS + 1.5, theme.raised)
    draw_circle(painter, point.x(), point.y(), _POINT_RADIUS, color)


def _paint_tangent(painter: QPainter, point: QPointF, slope: float, opacity: float, theme: Theme) -> None:
    rise = slope * CURVE_HEIGHT / CURVE_WIDTH
    reach = _TANGENT_REACH / math.hypot(1, rise)
    outer = painter.opacity()
    painter.setOpacity(outer * opacity)
    x, y = point.x(), point.y()
    ends = x - reach, y + reach * rise, x + reach, y - reach * rise
    draw_line(painter, *ends, theme.slope, 2.6, is_round=True)
    painter.setOpacity(outer)


def _paint_output(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    _paint_circle(painter, OUTPUT_X, shown.middle, shown.output, shown.answered, theme)


def _paint_slope(
    painter: QPainter, box: Box, runs: tuple[Run, ...], size: float, opacity: float, theme: Theme
) -> None:
    painter.save()
    painter.setOpacity(painter.opacity() * opacity)
    path = tag_path(box, 8)
    painter.setPen(QPen(QColor(theme.canvas), 5))
    painter.setBrush(QColor(theme.canvas))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(theme.slope), 1.5))
    painter.setBrush(QColor(mix(theme.canvas, theme.slope, 0.10)))
    painter.drawPath(path)
    draw_runs(painter, box.x + 2, box.y, runs, size, theme)
    painter.restore()


def _paint_equations(painter: QPainter, shown: Anatomy, theme: Theme) -> None:
    foot = shown.height / shown.scale
    middle = (shown.columns[0].x + shown.columns[-1].x) / 2
    for k, runs in enumerate(shown.equations):
        draw_runs(painter, middle, foot - BOTTOM + 26 + 26 * k, runs, 15, theme)
