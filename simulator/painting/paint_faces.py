"""Drawing the pictures in units and beside the network: maps, weights as cells or bars, histograms."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from simulator.drawing import draw_box, draw_circle, draw_line, draw_text, rect_of
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.frames.face import Face
from simulator.frames.unit_shapes import Picture, Portrait, UnitShape
from simulator.plots.maps import map_image
from simulator.theme import Theme, mix

STRENGTH = 0.85
"""Small maps may be louder than large ones."""
LINE = 1.5
_SMALLEST_CELL_WITH_GAP = 5.0
_SMALLEST_MARKED = 20.0
_FAINTEST = 0.05
"""Ink of a pixel without any, so that one sees where the picture is."""


def paint_picture(painter: QPainter, unit: UnitShape, picture: Picture, theme: Theme) -> None:
    """A unit with its picture: a porthole, or a rounded square where it is given."""
    rect, radius = rect_of(unit.box), unit.radius
    line = LINE + (0.7 if unit.is_hovered and not unit.is_selected else 0.0)
    if picture.kind is Face.MAP:
        _paint_map(painter, rect, radius, picture, theme, has_mark=unit.half_height >= _SMALLEST_MARKED)
        draw_box(painter, rect, radius, None, theme.ink, line)
        return
    draw_box(painter, rect, radius, theme.raised, theme.ink, line)
    # As large as stays inside the circle with a little air.
    is_square = picture.values.ndim == 2 or unit.is_input
    wide, tall = (0.69, 0.69) if is_square else (0.76, 0.58)
    wide, tall = wide * unit.half_width, tall * unit.half_height
    inner = QRectF(unit.x - wide, unit.y - tall, 2 * wide, 2 * tall)
    if picture.kind is Face.HISTOGRAM:
        _paint_histogram(painter, inner, picture, theme)
    else:
        paint_weights(painter, inner, picture, theme)


def _paint_map(
    painter: QPainter, rect: QRectF, radius: float, picture: Picture, theme: Theme, *, has_mark: bool
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    if picture.values.size:
        painter.drawImage(rect, map_image(picture.values, theme, STRENGTH))
    else:
        # A hole, through which a map is seen that is painted apart.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(rect, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if has_mark and picture.mark is not None:
        x, y = picture.mark
        at = QPointF(rect.left() + rect.width() * x, rect.bottom() - rect.height() * y)
        draw_circle(painter, at.x(), at.y(), 3.6, theme.canvas)
        draw_circle(painter, at.x(), at.y(), 2.2, theme.ink)
    painter.restore()


def paint_weights(painter: QPainter, rect: QRectF, picture: Picture, theme: Theme) -> None:
    """Weights as an image where they belong to pixels, else as bars up and down."""
    if picture.values.ndim == 2:
        _paint_cells(painter, rect, picture, theme)
    else:
        _paint_bars(painter, rect, picture, theme)


def _paint_cells(painter: QPainter, rect: QRectF, picture: Picture, theme: Theme) -> None:
    rows, columns = picture.values.shape
    side = min(rect.width() / columns, rect.height() / rows)
    width, height = side * columns, side * rows
    place = QRectF(rect.center().x() - width / 2, rect.center().y() - height / 2, width, height)
    image = _ink_image(picture, theme) if picture.is_paper else map_image(picture.values, theme, STRENGTH)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)
    painter.restore()
    if side >= _SMALLEST_CELL_WITH_GAP:
        gap = min(1.0, side / 12)
        for k in range(1, columns):
            x = place.left() + side * k
            draw_line(painter, x, place.top(), x, place.bottom(), theme.canvas, gap)
        for k in range(1, rows):
            y = place.top() + side * k
            draw_line(painter, place.left(), y, place.right(), y, theme.canvas, gap)


def _ink_image(picture: Picture, theme: Theme) -> QImage:
    """Given numbers 0 … 1 as ink on paper."""
    ink = QColor(theme.ink)
    rows, columns = picture.values.shape
    alpha = np.clip(255 * (_FAINTEST + (1 - 2 * _FAINTEST) * picture.values), 0, 255).astype(np.uint32)
    pixels = np.ascontiguousarray(alpha << 24 | (ink.red() << 16 | ink.green() << 8 | ink.blue()), np.uint32)
    # A copy, because QImage does not keep the array alive.
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()


def _paint_bars(painter: QPainter, rect: QRectF, picture: Picture, theme: Theme) -> None:
    count = len(picture.values)
    pitch = min(rect.width() / count, rect.width() / 4)
    left, middle = rect.center().x() - pitch * count / 2, rect.center().y()
    width = max(0.8 * pitch, pitch - 2) if pitch > 2 else pitch
    painter.setPen(Qt.PenStyle.NoPen)
    for k, value in enumerate(picture.values.tolist()):
        height = abs(value) * rect.height() / 2
        top = middle - height if value > 0 else middle
        painter.setBrush(QColor(mix(theme.canvas, theme.sign(value), 0.45 + 0.55 * abs(value))))
        painter.drawRect(QRectF(left + pitch * k + (pitch - width) / 2, top, width, height))
    draw_line(painter, rect.left(), middle, rect.right(), middle, theme.border_strong, 1)


def _paint_histogram(painter: QPainter, rect: QRectF, picture: Picture, theme: Theme) -> None:
    """A bar a bin in the colour of the numbers it counts; a dot where the example is, a tick where 0 is."""
    heights = picture.values.tolist()
    pitch = rect.width() / len(heights)
    floor, tall = rect.bottom() - 0.18 * rect.height(), 0.8 * rect.height()
    painter.setPen(Qt.PenStyle.NoPen)
    for k, share in enumerate(heights):
        if share > 0:
            height = max(1.0, tall * share)
            is_negative = (k + 0.5) / len(heights) < picture.zero
            painter.setBrush(QColor(theme.negative if is_negative else theme.positive))
            painter.drawRect(QRectF(rect.left() + pitch * k, floor - height, pitch - min(0.4, pitch / 4), height))
    draw_line(painter, rect.left(), floor, rect.right(), floor, theme.border_strong, 1)
    if 0 < picture.zero < 1:
        x = rect.left() + rect.width() * picture.zero
        draw_line(painter, x, floor, x, floor + 3, theme.border_strong, 1)
    if picture.mark is not None:
        x = rect.left() + rect.width() * picture.mark[0]
        draw_circle(painter, x, floor, 3.6, theme.raised)
        draw_circle(painter, x, floor, 2.4, theme.ink)


def paint_portrait(painter: QPainter, portrait: Portrait, theme: Theme) -> None:
    """Large pictures under their heading."""
    draw_text(painter, portrait.x, portrait.y, portrait.title, 13, theme.ink, SEMIBOLD)
    right = max(tile.box.x + tile.box.width / 2 for tile in portrait.tiles)
    draw_text(painter, right, portrait.y, portrait.subtitle, 13, theme.text_2, REGULAR, "right")
    for tile in portrait.tiles:
        rect = rect_of(tile.box)
        if not tile.picture.is_paper:
            draw_box(painter, rect_of(tile.box, 1.5), 2, theme.canvas, theme.hairline, 1)
        paint_weights(painter, rect, tile.picture, theme)
