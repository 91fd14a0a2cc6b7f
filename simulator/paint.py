"""The only drawing code of canvas and film: `paint(painter, frame, theme)`."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from simulator.drawing import (
    draw_box,
    draw_circle,
    draw_haloed_text,
    draw_runs,
    draw_text,
    draw_wake,
    ink_color,
    rect_of,
    tag_path,
)
from simulator.fonts import BOLD
from simulator.frame import Frame, Pill, Pulses, Tag, Token
from simulator.frame_edges import MANY_EDGES
from simulator.paint_loss import paint_gauge, paint_targets
from simulator.paint_margins import paint_margins
from simulator.paint_units import paint_unit
from simulator.theme import Theme, mix
from simulator.ways import SILENT_RADIUS

STRENGTH_STEPS, FINE_STEPS = 16, 128
WAKE_LENGTH, WAKE_EXTRA_WIDTH = 84.0, 5.0
MOST_WAKES = 200


def paint(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Draw a frame onto the painter's canvas-coloured ground, in logical pixels of `frame.view`."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.save()
    painter.translate(*frame.offset)
    painter.scale(frame.scale, frame.scale)
    _paint_edges(painter, frame, theme)
    for pulses in frame.pulses:
        _paint_pulses(painter, frame, pulses, theme)
    _paint_token_wakes(painter, frame, theme)
    for token in frame.tokens:
        if not token.text:
            _paint_silent_token(painter, frame, token, theme)
    for tag in frame.tags:
        _paint_tag(painter, tag, theme)
    for pill in frame.pills:
        _paint_pill(painter, pill, theme)
    for unit in frame.units:
        paint_unit(painter, unit, theme)
    for token in frame.tokens:
        if token.text:
            _paint_token(painter, token, theme)
    for fold in frame.folds:
        draw_haloed_text(painter, fold.x, fold.y, fold.text, 12, theme.text_2, theme.canvas)
    if frame.gauge:
        paint_gauge(painter, frame.gauge, theme)
    if frame.targets:
        paint_targets(painter, frame.targets, theme)
    painter.restore()
    paint_margins(painter, frame, theme)


def edge_color(weight: float, strength: float, emphasis: float, theme: Theme) -> str:
    """Canvas colour at zero, the sign's colour at full strength: opaque, so that crossings stay clean."""
    return mix(theme.canvas, theme.sign(weight), (0.30 + 0.70 * strength) * emphasis)


def _paint_edges(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Lines in groups of one pen: dim below bright, weak below strong, selected on top of all."""
    edges = frame.edges
    if not len(edges):
        return
    is_many = len(edges) > MANY_EDGES
    # In a crowd a few pens do; where every edge can be followed its look changes without steps.
    steps = np.round(edges.strength * (STRENGTH_STEPS if is_many else FINE_STEPS)).astype(int)
    looks = np.stack([edges.is_selected, np.round(edges.emphasis, 2), steps, edges.weights < 0], axis=1)
    order = np.lexsort(looks.T[::-1])
    starts = np.flatnonzero(np.r_[True, (np.diff(looks[order], axis=0) != 0).any(axis=1)])
    for group in np.split(order, starts[1:]):
        lines = [QLineF(*line) for line in edges.lines[group].tolist()]
        width = float(edges.widths[group].max())
        if edges.is_selected[group[0]]:
            _draw_lines(painter, lines, theme.ink, width + 6)
            _draw_lines(painter, lines, theme.canvas, width + 3)
        _, emphasis, step, is_negative = looks[group[0]].tolist()
        strength = step / (STRENGTH_STEPS if is_many else FINE_STEPS)
        _draw_lines(painter, lines, edge_color(-1.0 if is_negative else 1.0, strength, emphasis, theme), width)


def _draw_lines(painter: QPainter, lines: list[QLineF], color: str, width: float) -> None:
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLines(lines)


def _edge_look(frame: Frame, row: int, theme: Theme) -> tuple[float, str]:
    edges = frame.edges
    color = edge_color(float(edges.weights[row]), float(edges.strength[row]), float(edges.emphasis[row]), theme)
    return float(edges.widths[row]), color


def _wake(painter: QPainter, frame: Frame, row: int, at: float, color: str, is_slope: bool, theme: Theme) -> None:
    width, far = _edge_look(frame, row, theme)
    x0, y0, x1, y1 = frame.edges.lines[row].tolist()
    ends = ((width, far), (width + WAKE_EXTRA_WIDTH, color))
    direction = -1 if is_slope else 1
    draw_wake(painter, (x0, y0, x1, y1), at, direction, WAKE_LENGTH, ends, 1.0 if is_slope else 0.0)


def _paint_token_wakes(painter: QPainter, frame: Frame, theme: Theme) -> None:
    for token in frame.tokens:
        _wake(painter, frame, token.edge, token.at, ink_color(token.ink, theme), token.is_slope, theme)


def _paint_pulses(painter: QPainter, frame: Frame, pulses: Pulses, theme: Theme) -> None:
    """Dots forward, arrow heads back, so that direction is not colour alone; many are small and without wakes."""
    has_wakes = len(pulses.edges) < MOST_WAKES
    radius = SILENT_RADIUS if has_wakes else 3.0
    lines = frame.edges.lines[pulses.edges].tolist()
    for row, at, (x, y), value, line in zip(
        pulses.edges.tolist(), pulses.at.tolist(), pulses.points.tolist(), pulses.values.tolist(), lines, strict=True
    ):
        color = theme.slope if pulses.are_slopes else theme.sign(value)
        if has_wakes:
            _wake(painter, frame, row, at, color, pulses.are_slopes, theme)
        _paint_silent(painter, x, y, line, pulses.are_slopes, color, theme, radius)


def _paint_silent(
    painter: QPainter,
    x: float,
    y: float,
    line: list[float],
    is_slope: bool,
    color: str,
    theme: Theme,
    radius: float = SILENT_RADIUS,
) -> None:
    if is_slope:
        _paint_arrow(painter, x, y, line, radius, color, theme)
    else:
        draw_circle(painter, x, y, radius * 1.36, theme.canvas)
        draw_circle(painter, x, y, radius, color)


def _paint_arrow(
    painter: QPainter, x: float, y: float, line: list[float], radius: float, color: str, theme: Theme
) -> None:
    along = QLineF(line[2], line[3], line[0], line[1]).unitVector()
    dx, dy = along.dx() * radius * 1.8, along.dy() * radius * 1.8
    head = QPolygonF(
        [
            QPointF(x + dx, y + dy),
            QPointF(x - dx * 0.6 - dy * 0.62, y - dy * 0.6 + dx * 0.62),
            QPointF(x - dx * 0.2, y - dy * 0.2),
            QPointF(x - dx * 0.6 + dy * 0.62, y - dy * 0.6 - dx * 0.62),
        ]
    )
    painter.setPen(QPen(QColor(theme.canvas), 3))
    painter.setBrush(QColor(theme.canvas))
    painter.drawPolygon(head)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawPolygon(head)


def _paint_pill(painter: QPainter, pill: Pill, theme: Theme) -> None:
    rect, radius = rect_of(pill.box), pill.box.height / 2
    halo = 3.0 if pill.is_gate else 2.5
    draw_box(painter, rect_of(pill.box, halo), radius + halo, theme.canvas)
    if pill.is_bias:
        draw_box(painter, rect, radius, theme.canvas, theme.border, 1.2)
    else:
        line = mix(theme.canvas, ink_color(pill.ink, theme), pill.strength)
        draw_box(painter, rect, radius, theme.raised, line, 2.0 if pill.is_gate else 1.4)
    if pill.blend == 1:
        draw_runs(painter, pill.box.x, pill.box.y, pill.runs, pill.size, theme)
        return
    # One after the other: two numbers drawn over each other can be read by nobody.
    painter.save()
    painter.setClipRect(rect.adjusted(4, 0, -4, 0), Qt.ClipOperation.IntersectClip)
    outer = painter.opacity()
    for runs, size, opacity in (
        (pill.old_runs, pill.old_size, 1 - 2 * pill.blend),
        (pill.runs, pill.size, 2 * pill.blend - 1),
    ):
        if opacity > 0:
            painter.setOpacity(outer * opacity)
            draw_runs(painter, pill.box.x, pill.box.y, runs, size, theme)
    painter.restore()


def _paint_tag(painter: QPainter, tag: Tag, theme: Theme) -> None:
    painter.save()
    painter.setOpacity(tag.opacity)
    path = tag_path(tag.box, 8 if tag.is_tinted else 7)
    painter.setPen(QPen(QColor(theme.canvas), 5))
    painter.setBrush(QColor(theme.canvas))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(theme.slope), 1.5))
    painter.setBrush(QColor(mix(theme.canvas, theme.slope, 0.10)) if tag.is_tinted else QColor(theme.canvas))
    painter.drawPath(path)
    draw_runs(painter, tag.box.x + 2, tag.box.y, tag.runs, 12.5 if tag.is_tinted else 12, theme)
    painter.restore()


def _paint_silent_token(painter: QPainter, frame: Frame, token: Token, theme: Theme) -> None:
    line, color = frame.edges.lines[token.edge].tolist(), ink_color(token.ink, theme)
    _paint_silent(painter, token.box.x, token.box.y, line, token.is_slope, color, theme)


def _paint_token(painter: QPainter, token: Token, theme: Theme) -> None:
    box, color = token.box, ink_color(token.ink, theme)
    if token.is_slope:
        path = tag_path(box, 9)
        painter.setPen(QPen(QColor(theme.canvas), 5))
        painter.setBrush(QColor(theme.canvas))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawPath(path)
    else:
        draw_box(painter, rect_of(box, 2.5), box.height / 2 + 2.5, theme.canvas)
        draw_box(painter, rect_of(box), box.height / 2, color)
    draw_text(painter, box.x + (3 if token.is_slope else 0), box.y, token.text, 14, theme.on_token, BOLD, "center")
