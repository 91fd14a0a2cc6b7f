"""Drawing the loss: a gap on a scale, or targets beside their outputs."""

from __future__ import annotations

from functools import partial, reduce

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simulator.drawing import draw_box, draw_circle, draw_line, draw_runs, draw_text, ink_color, rect_of
from simulator.fonts import SEMIBOLD, text_width
from simulator.frames.gauge import bar_span, error_x
from simulator.frames.loss_shapes import Gauge, OutputTarget, TargetList
from simulator.painting.kept_images import paint_kept
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
    rows, outer = targets.rows, painter.opacity()
    boxes = [rect_of(row.box, 2) for row in rows]
    draw = partial(_draw_targets, rows=rows, theme=theme)
    look = "targets", tuple((row.box, row.target) for row in rows), theme
    paint_kept(painter, look, reduce(QRectF.united, boxes, QRectF()), draw)
    painter.setOpacity(outer * targets.opacity)
    _paint_errors(painter, targets, theme)
    if targets.loss:
        painter.setOpacity(outer * targets.loss_opacity)
        draw_text(painter, targets.x, targets.loss_y, targets.loss, 14, theme.ink, SEMIBOLD, "center")
    painter.setOpacity(outer)


def _draw_targets(painter: QPainter, rows: tuple[OutputTarget, ...], theme: Theme) -> None:
    for row in rows:
        draw_box(painter, rect_of(row.box), 6, theme.canvas, theme.ink, 1.6)
        draw_text(painter, row.box.x, row.y, row.target, 13, theme.ink, SEMIBOLD, "center")


def _paint_errors(painter: QPainter, targets: TargetList, theme: Theme) -> None:
    """The word before each of them stays while training changes the numbers."""
    shown = [(error_x(row.box), row.y, row.error.text) for row in targets.rows if row.error]
    if not shown:
        return
    word, places = targets.error_word, tuple((x, y) for x, y, _ in shown)
    width = text_width(word, 12)
    rects = [QRectF(x - 2, y - 12, width + 4, 24) for x, y in places]
    draw = partial(_draw_words, word=word, places=places, color=theme.text_2)
    paint_kept(painter, ("words", word, places, theme), reduce(QRectF.united, rects), draw)
    for x, y, text in shown:
        draw_text(painter, x + width, y, text, 13, theme.ink, SEMIBOLD)


def _draw_words(painter: QPainter, word: str, places: tuple[tuple[float, float], ...], color: str) -> None:
    for x, y in places:
        draw_text(painter, x, y, word, 12, color)
