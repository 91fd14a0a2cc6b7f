"""Drawing one unit: square when given, round when computed; a ring that fills, a curve with a point on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from simulator.drawing import draw_box, draw_circle, draw_haloed_text, draw_line, draw_text, ink_color, rect_of
from simulator.fonts import MEDIUM, SEMIBOLD, text_width
from simulator.frames.curve_face import CELL
from simulator.frames.frame_units import AIR_IN_UNIT
from simulator.frames.layout import Shape
from simulator.frames.unit_shapes import CurveFace, UnitShape, UnitState
from simulator.painting.paint_faces import paint_picture
from simulator.shapes import Ink, Run
from simulator.theme import Theme, mix, standing_back

CURVE_SIZE, CURVE_SHARE = 34.0, 1.3
"""Of the curve between z and a, and as a share of half the height of a unit that shows nothing else."""
FOCUS_MARGIN = 8.0


def paint_unit(painter: QPainter, unit: UnitShape, theme: Theme) -> None:
    """One unit with its halo, fill, content, ring and name."""
    theme = standing_back(theme, unit.aside)
    rect, radius = rect_of(unit.box), unit.radius
    # Closer to a small unit, or it would hide the next ones.
    ring = min(5.5, 0.6 * unit.half_height)
    halo = ring + min(3.0, 0.3 * unit.half_height) if unit.is_selected else min(3.0, unit.half_height / 4)
    draw_box(painter, rect_of(unit.box, halo), radius + halo, theme.canvas)
    if unit.is_selected:
        draw_box(painter, rect_of(unit.box, ring), radius + ring, None, theme.ink, 2)
    if unit.has_focus:
        _paint_focus(painter, rect_of(unit.box, FOCUS_MARGIN), theme)
    known = unit.value_opacity if unit.state is UnitState.KNOWN else 0.0
    if known < 1:
        _paint_unknown(painter, unit, rect, radius, theme)
    if known > 0:
        outer = painter.opacity()
        painter.setOpacity(outer * known)
        _paint_known(painter, unit, rect, radius, theme)
        painter.setOpacity(outer)
    if unit.bias is not None:
        y = unit.y + unit.half_height
        draw_circle(painter, unit.x, y, 4, theme.canvas)
        draw_circle(painter, unit.x, y, 2.5, ink_color(unit.bias, theme))
    if unit.name:
        draw_haloed_text(painter, unit.x, unit.name_y, unit.name, 13, theme.ink, theme.canvas, MEDIUM)


def _paint_focus(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Where the keyboard is: four corners around the unit."""
    pen = QPen(QColor(theme.ink), 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arm = min(16.0, rect.height() / 3)
    corner = min(8.0, arm)
    for x, dx in ((rect.left(), 1), (rect.right(), -1)):
        for y, dy in ((rect.top(), 1), (rect.bottom(), -1)):
            path = QPainterPath(QPointF(x, y + dy * arm))
            path.lineTo(x, y + dy * corner)
            path.quadTo(x, y, x + dx * corner, y)
            path.lineTo(x + dx * arm, y)
            painter.drawPath(path)


def _paint_unknown(painter: QPainter, unit: UnitShape, rect: QRectF, radius: float, theme: Theme) -> None:
    """Before the sum: a dashed outline that waits, or a ring that collects."""
    if not unit.arrived:
        draw_box(painter, rect, radius, theme.canvas, theme.border_strong, 1.5, (3, 3))
    else:
        draw_box(painter, rect, radius, theme.canvas)
        _paint_ring(painter, unit, rect, theme)
    # The sum comes up where the partial sum stood: that one leaves at once.
    if not unit.shape.shows_value or unit.is_input or unit.state is UnitState.KNOWN:
        return
    # A partial sum keeps clear of the ring around it.
    size = _fitting(unit.partial or "Σ", 18 if unit.partial else 22, unit, air=AIR_IN_UNIT + 6)
    if not unit.partial:
        draw_text(painter, unit.x, unit.y, "Σ", size, theme.text_3, align="center")
        return
    is_roomy = unit.half_height >= Shape.MEDIUM.half_height
    if is_roomy:
        draw_text(painter, unit.x, unit.y - 14, "Σ", 11, theme.text_3, align="center")
    y = unit.y + (6 if is_roomy else 0)
    draw_text(painter, unit.x, y, unit.partial, size, theme.ink, SEMIBOLD, "center")


def _paint_known(painter: QPainter, unit: UnitShape, rect: QRectF, radius: float, theme: Theme) -> None:
    if unit.picture is not None:
        paint_picture(painter, unit, unit.picture, theme)
        return
    color = ink_color(unit.ink, theme)
    line_width = 2.0 if unit.shape.shows_value else 1.2
    if unit.is_hovered and not unit.is_selected:
        line_width += 0.7
    if unit.ink is Ink.NEUTRAL:
        fill, line = theme.canvas, color
    elif unit.shape.shows_value:
        fill = mix(theme.raised, color, 0.05 + 0.11 * unit.strength)
        line = mix(theme.canvas, color, 0.55 + 0.40 * unit.strength)
    else:
        fill = mix(theme.canvas, color, 0.08 + 0.80 * unit.strength)
        line = mix(theme.canvas, color, 0.45 + 0.50 * unit.strength)
    draw_box(painter, rect, radius, fill, line, line_width)
    if unit.face and unit.shape is Shape.CELLS:
        _paint_face(painter, unit, unit.face, theme)
    elif unit.face:
        _paint_curve(painter, unit.x, unit.y, unit.face, theme, CURVE_SHARE * unit.half_height)
    elif unit.shape.shows_value:
        _paint_value(painter, unit, theme)


def _paint_value(painter: QPainter, unit: UnitShape, theme: Theme) -> None:
    """The value; while the activation works, first the weighted sum, then its answer."""
    color = theme.text_2 if unit.ink is Ink.NEUTRAL and unit.blend > 0.5 else ink_color(unit.ink, theme)
    outer = painter.opacity()
    pieces = ((unit.old_value, 1 - 2 * unit.blend), (unit.value, 2 * unit.blend - 1))
    for text, opacity in pieces if unit.blend < 1 else pieces[1:]:
        if opacity > 0:
            painter.setOpacity(outer * opacity)
            size = _fitting(text, 24, unit)
            draw_text(painter, unit.x, unit.y, text, size, color, SEMIBOLD, "center")
    painter.setOpacity(outer)


def _fitting(text: str, largest: float, unit: UnitShape, air: float = AIR_IN_UNIT) -> float:
    """The largest size in which a number stays inside its unit with a little air."""
    largest = min(largest, {Shape.SMALL: 13.0, Shape.PORTHOLE: 16.0, Shape.MEDIUM: 16.0}.get(unit.shape, 24.0))
    room = 2 * unit.half_width - air
    for size in (24.0, 20.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0):
        if size <= largest and text_width(text, size, SEMIBOLD) <= room:
            return size
    return 10.0


def _paint_ring(painter: QPainter, unit: UnitShape, rect: QRectF, theme: Theme) -> None:
    """One segment a product, clockwise from the top, ink as far as it has arrived."""
    pen_width = 3.2 if unit.half_height >= Shape.DISC.half_height else 2.0
    inner = rect.adjusted(1, 1, -1, -1)
    stroke = _stroke_arc if unit.half_width == unit.half_height else _stroke_part
    gap = 10 / 360 if len(unit.arrived) > 1 else 0.0
    span = 1 / len(unit.arrived)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, share in enumerate(unit.arrived):
        start, end = index * span + gap / 2, (index + 1) * span - gap / 2
        for color, until in ((theme.border, end), (theme.ink, start + (end - start) * share)):
            if until > start:
                pen = QPen(QColor(color), pen_width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                stroke(painter, inner, start, until)


def _stroke_arc(painter: QPainter, rect: QRectF, start: float, end: float) -> None:
    """The stretch of a circle between two shares of it, clockwise from the top, in Qt's sixteenths of a degree."""
    painter.drawArc(rect, round((90 - 360 * start) * 16), round(-360 * (end - start) * 16))


def _stroke_part(painter: QPainter, rect: QRectF, start: float, end: float) -> None:
    """The same stretch of a capsule's outline."""
    steps = max(2, math.ceil((end - start) * 90))
    painter.drawPolyline([_on_capsule(rect, start + (end - start) * k / steps) for k in range(steps + 1)])


def _on_capsule(rect: QRectF, share: float) -> QPointF:
    """A point of a capsule's outline, clockwise from the middle of its top; QPainterPath takes 50 times as long."""
    radius, half = rect.height() / 2, (rect.width() - rect.height()) / 2
    x, y, bend = rect.center().x(), rect.center().y(), math.pi * radius
    way = share * (4 * half + 2 * bend)
    if way <= half:
        return QPointF(x + way, y - radius)
    if (way := way - half) <= bend:
        return QPointF(x + half + radius * math.sin(way / radius), y - radius * math.cos(way / radius))
    if (way := way - bend) <= 2 * half:
        return QPointF(x + half - way, y + radius)
    if (way := way - 2 * half) <= bend:
        return QPointF(x - half - radius * math.sin(way / radius), y + radius * math.cos(way / radius))
    return QPointF(x - half + way - bend, y - radius)


def _paint_face(painter: QPainter, unit: UnitShape, face: CurveFace, theme: Theme) -> None:
    """z, the activation curve with the point on it, and a."""
    x, y = unit.x, unit.y
    outer = painter.opacity()
    for dx, label, run, weight in ((-51.5, "z", face.z, MEDIUM), (49.0, "a", face.a, SEMIBOLD)):
        draw_text(painter, x + dx, y - 15, label, 11, theme.text_3, MEDIUM, "center")
        if label == "a":
            painter.setOpacity(outer * face.a_opacity)
        draw_text(painter, x + dx, y + 7, run.text, _cell_size(run), ink_color(run.ink, theme), weight, "center")
        painter.setOpacity(outer)
    _paint_curve(painter, x - 3, y, face, theme)


def _cell_size(run: Run) -> float:
    """20 px, smaller for long numbers: beside the curve there is little room."""
    return next((size for size in (20, 18, 16, 14, 13, 12) if text_width(run.text, size, SEMIBOLD) <= CELL), 11)


def _paint_curve(
    painter: QPainter, x: float, y: float, face: CurveFace, theme: Theme, size: float = CURVE_SIZE
) -> None:
    half, tall = size / 2, size / 2 * 0.8
    draw_line(painter, x - half, y + 0.5, x + half, y + 0.5, theme.border_strong, 0.8)
    path = QPainterPath()
    for index, (u, v) in enumerate(face.curve.tolist()):
        point = QPointF(x + u * half, y - v * tall)
        if index:
            path.lineTo(point)
        else:
            path.moveTo(point)
    pen = QPen(QColor(theme.ink), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    px, py = x + face.point[0] * half, y - face.point[1] * tall
    if face.tangent is not None:
        # From the unit square of the curve to its pixels, then 9 px to either side.
        rise = face.tangent * tall / half
        reach = 9 / math.hypot(1, rise)
        ends = (px - reach, py + reach * rise, px + reach, py - reach * rise)
        outer = painter.opacity()
        painter.setOpacity(outer * face.tangent_opacity)
        draw_line(painter, *ends, theme.slope, 2.2, is_round=True)
        painter.setOpacity(outer)
    draw_circle(painter, px, py, 4.2, theme.canvas)
    draw_circle(painter, px, py, 3, ink_color(face.z.ink, theme))
