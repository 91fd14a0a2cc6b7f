"""Strokes the painter is made of: text centred on its capitals, capsules, tags, wakes."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextLayout,
    QTextOption,
)

from simulator.device_space import STEPS, blank, device_space, placement
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, font, text_width
from simulator.shapes import Box, Ink, Run
from simulator.theme import Theme


def ink_color(ink: Ink, theme: Theme) -> str:
    """The theme's colour for a kind of number."""
    return str(getattr(theme, ink.value))


HALO = 2.5


def rect_of(box: Box, margin: float = 0.0) -> QRectF:
    return QRectF(
        box.x - box.width / 2 - margin,
        box.y - box.height / 2 - margin,
        box.width + 2 * margin,
        box.height + 2 * margin,
    )


@lru_cache(maxsize=256)
def _cap_height(size: float, weight: int) -> float:
    return QFontMetricsF(font(size, weight)).capHeight()


def draw_text(
    painter: QPainter,
    x: float,
    y: float,
    text: str,
    size: float,
    color: str,
    weight: int = REGULAR,
    align: str = "left",
) -> float:
    """Text whose capitals are centred on y; returns its width."""
    face = font(size, weight)
    width = text_width(text, size, weight)
    left = {"left": x, "center": x - width / 2, "right": x - width}[align]
    painter.setFont(face)
    painter.setPen(QColor(color))
    painter.drawText(QPointF(left, y + _cap_height(size, weight) / 2), text)
    return width


def draw_haloed_text(
    painter: QPainter, x: float, y: float, text: str, size: float, color: str, halo: str, weight: int = REGULAR
) -> None:
    """Text centred on (x, y) with a rim of the ground's colour, so that it stays readable on edges."""
    place = placement(painter)
    if place is None:
        _draw_halo_and_text(painter, x, y, text, size, color, halo, weight)
        return
    scale, dx, dy = place
    across = math.floor((scale * x + dx) * STEPS + 0.5)
    down = math.floor((scale * y + dy) * STEPS + 0.5)
    image = _haloed_image(text, size, color, halo, weight, scale, across % STEPS, down % STEPS)
    with device_space(painter):
        painter.drawImage(across // STEPS - image.width() // 2, down // STEPS - image.height() // 2, image)


@lru_cache(maxsize=1024)
def _haloed_image(
    text: str, size: float, color: str, halo: str, weight: int, scale: float, phase_x: int, phase_y: int
) -> QImage:
    """Names stay while the numbers beside them change."""
    half_width = math.ceil((text_width(text, size, weight) / 2 + HALO + 2) * scale) + 1
    half_height = math.ceil((size + HALO) * scale) + 1
    image, painter = blank(2 * half_width + 1, 2 * half_height + 1)
    painter.translate(half_width + phase_x / STEPS, half_height + phase_y / STEPS)
    painter.scale(scale, scale)
    _draw_halo_and_text(painter, 0.0, 0.0, text, size, color, halo, weight)
    painter.end()
    return image


def _draw_halo_and_text(
    painter: QPainter, x: float, y: float, text: str, size: float, color: str, halo: str, weight: int
) -> None:
    at = QPointF(x - text_width(text, size, weight) / 2, y + _cap_height(size, weight) / 2)
    painter.setFont(font(size, weight))
    painter.setPen(QColor(halo))
    # Glyphs come from a cache: twelve of them cost a tenth of stroking one outline.
    for step in range(12):
        angle = math.tau * step / 12
        painter.drawText(at + QPointF(HALO * math.cos(angle), HALO * math.sin(angle)), text)
    painter.setPen(QColor(color))
    painter.drawText(at, text)


def _run_weight(run: Run) -> int:
    return SEMIBOLD if run.is_bold else MEDIUM


def runs_width(runs: tuple[Run, ...], size: float) -> float:
    return sum(text_width(run.text, size, _run_weight(run)) + 2 * run.lead for run in runs)


def draw_runs(
    painter: QPainter, x: float, y: float, runs: tuple[Run, ...], size: float, theme: Theme, align: str = "center"
) -> None:
    """Pieces of text in their own colours, on one line; a run's lead is room on both of its sides."""
    left = x - runs_width(runs, size) / 2 if align == "center" else x
    for run in runs:
        left += run.lead
        left += draw_text(painter, left, y, run.text, size, ink_color(run.ink, theme), _run_weight(run))
        left += run.lead


def draw_paragraph(
    painter: QPainter, rect: QRectF, text: str, size: float, color: str, weight: int = REGULAR
) -> float:
    """Text wrapped to the width of `rect`, from its top; returns the height taken."""
    layout = QTextLayout(text, font(size, weight))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, y))
        y += size * 1.4
    layout.endLayout()
    painter.setPen(QColor(color))
    layout.draw(painter, rect.topLeft())
    return y


def draw_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str | None = None,
    line: str | None = None,
    width: float = 1.0,
    dash: tuple[float, ...] = (),
) -> None:
    """A rounded rectangle; a capsule where the radius is half its height."""
    painter.setPen(_pen(line, width, dash) if line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def draw_circle(
    painter: QPainter,
    x: float,
    y: float,
    radius: float,
    fill: str | None = None,
    line: str | None = None,
    width: float = 1.0,
) -> None:
    painter.setPen(_pen(line, width) if line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def draw_line(
    painter: QPainter,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    color: str,
    width: float = 1.0,
    dash: tuple[float, ...] = (),
    is_round: bool = False,
) -> None:
    pen = _pen(color, width, dash)
    if is_round:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))


def _pen(color: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def tag_path(box: Box, point: float) -> QPainterPath:
    """A label whose left end is a point `point` px long: slopes travel left."""
    left, right = box.x - box.width / 2, box.x + box.width / 2
    top, bottom = box.y - box.height / 2, box.y + box.height / 2
    corner = 5.0
    path = QPainterPath(QPointF(left, box.y))
    path.lineTo(left + point, top)
    path.lineTo(right - corner, top)
    path.quadTo(right, top, right, top + corner)
    path.lineTo(right, bottom - corner)
    path.quadTo(right, bottom, right - corner, bottom)
    path.lineTo(left + point, bottom)
    path.closeSubpath()
    return path


def draw_wake(
    painter: QPainter,
    line: tuple[float, float, float, float],
    at: float,
    direction: int,
    length: float,
    ends: tuple[tuple[float, str], tuple[float, str]],
    limit: float,
) -> None:
    """A tapering trail behind something at share `at` of a line: `ends` are width and colour where it dies and
    where the thing is; it never reaches back beyond share `limit`, where the thing set out."""
    x0, y0, x1, y1 = line
    whole = math.hypot(x1 - x0, y1 - y0)
    back = at - direction * length / whole
    tail = max(limit, back) if direction > 0 else min(limit, back)
    if (at - tail) * direction <= 0:
        return
    head_point = QPointF(x0 + (x1 - x0) * at, y0 + (y1 - y0) * at)
    tail_point = QPointF(x0 + (x1 - x0) * tail, y0 + (y1 - y0) * tail)
    normal = QPointF(-(y1 - y0) / whole, (x1 - x0) / whole)
    (thin, far), (thick, near) = ends
    gradient = QLinearGradient(tail_point, head_point)
    gradient.setColorAt(0, QColor(far))
    gradient.setColorAt(1, QColor(near))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    painter.drawPolygon(
        QPolygonF(
            [
                tail_point + normal * (thin / 2),
                head_point + normal * (thick / 2),
                head_point - normal * (thick / 2),
                tail_point - normal * (thin / 2),
            ]
        )
    )
