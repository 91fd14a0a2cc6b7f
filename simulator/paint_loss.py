"""Drawing the loss: a gap on a scale, or targets beside their outputs."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simulator.drawing import draw_box, draw_circle, draw_line, draw_runs, draw_text, ink_color, rect_of
from simulator.fonts import SEMIBOLD
from simulator.frame import Gauge, TargetList
from simulator.gauge import bar_span, error_x
from simulator.theme import Theme


def paint_gauge(painter: QPainter, gauge: Gauge, theme: Theme) -> None:
    """The scale, target and prediction on it, and the gap between them."""
    x = gauge.x
    draw_line(painter, x, gauge.top, x, gauge.bottom, theme.border, 1.5)
    for y, text in gauge.ticks:
        draw_line(painter, x - 4, y, x, y, theme.border, 1.2)
        draw_text(painter, x - 9, y, text, 11, theme.text_3, align="right")
    outer = painter.opacity()
    if gauge.prediction:
        painter.setOpacity(outer * gauge.prediction.opacity)
        top, bottom = bar_span(gauge)
        draw_box(painter, QRectF(x - 3, top, 6, bottom - top), min(3.0, (bottom - top) / 2), theme.ink)
        draw_circle(painter, x, gauge.prediction.y, 8, theme.canvas)
        draw_circle(painter, x, gauge.prediction.y, 6, ink_color(gauge.prediction.runs[1].ink, theme))
        draw_runs(painter, x + 16, gauge.prediction.label_y, gauge.prediction.runs, 13, theme, "left")
    painter.setOpacity(outer)
    square = QRectF(x - 7, gauge.target.y - 7, 14, 14)
    draw_box(painter, square.adjusted(-2, -2, 2, 2), 5, theme.canvas)
    draw_box(painter, square, 3.5, theme.canvas, theme.ink, 2)
    draw_runs(painter, x + 16, gauge.target.label_y, gauge.target.runs, 13, theme, "left")
    if gauge.error:
        painter.setOpacity(outer * gauge.error.opacity)
        draw_text(painter, x + 16, gauge.error.label_y - 9, gauge.error_text, 12, theme.text_2)
        draw_text(painter, x + 16, gauge.error.label_y + 10, gauge.error.runs[0].text, 18, theme.ink, SEMIBOLD)
    if gauge.loss:
        painter.setOpacity(outer * gauge.loss_opacity)
        draw_text(painter, gauge.loss_x, gauge.loss_y, gauge.loss, 14, theme.ink, SEMIBOLD, "center")
    painter.setOpacity(outer)


def paint_targets(painter: QPainter, targets: TargetList, theme: Theme) -> None:
    """Beside every output its target and its error."""
    outer = painter.opacity()
    for row in targets.rows:
        draw_box(painter, rect_of(row.box), 6, theme.canvas, theme.ink, 1.6)
        draw_text(painter, row.box.x, row.y, row.target, 13, theme.ink, SEMIBOLD, "center")
        if row.error:
            painter.setOpacity(outer * targets.opacity)
            left = error_x(row.box)
            width = draw_text(painter, left, row.y, targets.error_word, 12, theme.text_2)
            draw_text(painter, left + width, row.y, row.error.text, 13, theme.ink, SEMIBOLD)
            painter.setOpacity(outer)
    if targets.loss:
        painter.setOpacity(outer * targets.loss_opacity)
        draw_text(painter, targets.x, targets.loss_y, targets.loss, 14, theme.ink, SEMIBOLD, "center")
    painter.setOpacity(outer)
