"""Drawing what stands at the margins of the picture: headings, legend, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPolygonF

from simulator.drawing import draw_box, draw_text, rect_of
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, text_width
from simulator.frames.frame import BOTTOM_LINE, Frame, Heading, Legend
from simulator.frames.frame_boxes import note_box
from simulator.painting.kept_images import paint_kept
from simulator.shapes import Box
from simulator.theme import Theme, mix


def paint_margins(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """What keeps its place and size when the network is moved or enlarged beneath it."""
    _paint_headings(painter, frame, theme)
    _paint_legend(painter, frame, theme)
    _paint_note(painter, frame, theme)


def _paint_headings(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Above their columns, in a band where they stay when the network is moved beneath them."""
    size = frame.layout.scale
    if frame.band:
        painter.fillRect(QRectF(0, 0, frame.view.width, frame.band), QColor(theme.canvas))
        painter.fillRect(QRectF(0, frame.band - 1, frame.view.width, 1), QColor(theme.hairline))
    for heading in frame.headings:
        x = heading.x * frame.scale + frame.offset[0]
        width = max(text_width(heading.title, 13, SEMIBOLD), text_width(heading.subtitle, 13)) * size
        painter.translate(x, 0)
        box = QRectF(-width / 2 - 4, 12 * size, width + 8, 42 * size)
        draw = partial(_draw_heading, heading=heading, size=size, theme=theme)
        paint_kept(painter, ("heading", heading.title, heading.subtitle, size, theme), box, draw)
        painter.translate(-x, 0)


def _draw_heading(painter: QPainter, heading: Heading, size: float, theme: Theme) -> None:
    draw_text(painter, 0, 24 * size, heading.title, 13 * size, theme.ink, SEMIBOLD, "center")
    draw_text(painter, 0, 42 * size, heading.subtitle, 13 * size, theme.text_2, REGULAR, "center")


def _paint_legend(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Zero is the paper; strength is width and colour."""
    legend = frame.legend
    if legend is None:
        return
    width = 24 + 2 * text_width(f"−{legend.bound}", 11) + 152 + text_width(legend.word, 11)
    y = frame.view.height - BOTTOM_LINE
    painter.translate(0, y)
    if frame.view.zoom != 1 or frame.offset != (0, 0):
        draw_box(painter, QRectF(12, -12, width, 24), 6, theme.canvas)
    draw = partial(_draw_legend, legend=legend, theme=theme)
    paint_kept(painter, ("legend", legend, theme), QRectF(12, -12, width, 24), draw)
    painter.translate(0, -y)


def _draw_legend(painter: QPainter, legend: Legend, theme: Theme) -> None:
    bound = legend.bound
    x = 24 + text_width(f"−{bound}", 11)
    draw_text(painter, x, 0, f"−{bound}", 11, theme.text_3, align="right")
    middle = x + 8 + 60
    for sign, color in ((-1, theme.negative), (1, theme.positive)):
        end = middle + sign * 60
        gradient = QLinearGradient(middle, 0, end, 0)
        gradient.setColorAt(0, QColor(mix(theme.canvas, color, 0.30)))
        gradient.setColorAt(1, QColor(color))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(gradient))
        painter.drawPolygon(
            QPolygonF([QPointF(middle, -0.6), QPointF(end, -3.2), QPointF(end, 3.2), QPointF(middle, 0.6)])
        )
    right = middle + 68 + draw_text(painter, middle + 68, 0, bound, 11, theme.text_3)
    draw_text(painter, right + 12, 0, legend.word, 11, theme.text_3)


def _paint_note(painter: QPainter, frame: Frame, theme: Theme) -> None:
    box = note_box(frame)
    if box is None:
        return
    painter.translate(box.x, box.y)
    here = replace(box, x=0.0, y=0.0)
    draw = partial(_draw_note, note=frame.note, box=here, theme=theme)
    paint_kept(painter, ("note", frame.note, here, theme), rect_of(here, 1), draw)
    painter.translate(-box.x, -box.y)


def _draw_note(painter: QPainter, note: str, box: Box, theme: Theme) -> None:
    draw_box(painter, rect_of(box), 13, theme.raised, theme.border, 1)
    draw_text(painter, box.x, box.y, note, 12, theme.text_2, MEDIUM, "center")
