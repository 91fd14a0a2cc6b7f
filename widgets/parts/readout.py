"""Words in painted widgets: text by its cap height, and the dark card that reads values under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.theme import Theme, mix

_HEIGHT, _PADDING, _BETWEEN, _AWAY = 26, 10, 10, 16
_LEAST_NAME = 24


def write(painter: QPainter, at: QPointF, text: str, face: QFont, color: str, align: float = 0.5) -> None:
    """Text with its cap height centred on `at`; with `align` 0 it begins there, with 1 it ends there."""
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    painter.setPen(QColor(color))
    painter.drawText(at + QPointF(-align * metrics.horizontalAdvance(text), metrics.capHeight() / 2), text)


def paint_readout(
    painter: QPainter, above: QPointF, values: list[tuple[str, str]], room: float, theme: Theme
) -> None:
    """Names and values on a card above a point (below it where the top is near), within 0 … `room`; long names are
    cut short where there is no room for them."""
    light, bold = font(12, REGULAR), font(12, SEMIBOLD)
    numbers = [QFontMetricsF(bold).horizontalAdvance(value) for _, value in values]
    spare = room - sum(numbers) - _BETWEEN * (len(values) - 1) - 2 * _PADDING
    values = _with_names_in(values, spare, light)
    names = [QFontMetricsF(light).horizontalAdvance(f"{name} ") for name, _ in values]
    width = sum(names) + sum(numbers) + _BETWEEN * (len(values) - 1) + 2 * _PADDING
    left = min(max(above.x() - width / 2, 0.0), max(room - width, 0.0))
    top = above.y() - _AWAY - _HEIGHT
    card = QRectF(left, top if top > 0 else above.y() + _AWAY, width, _HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ink))
    painter.drawRoundedRect(card, 6, 6)
    at = QPointF(card.left() + _PADDING, card.center().y())
    for (name, value), name_width, number_width in zip(values, names, numbers, strict=True):
        write(painter, at, name, light, mix(theme.on_ink, theme.ink, 0.15), align=0.0)
        write(painter, at + QPointF(name_width, 0), value, bold, theme.on_ink, align=0.0)
        at += QPointF(name_width + number_width + _BETWEEN, 0)


def _with_names_in(values: list[tuple[str, str]], room: float, face: QFont) -> list[tuple[str, str]]:
    """The values with names that fit into `room` together: the longest give way first."""
    metrics = QFontMetricsF(face)
    widths = [metrics.horizontalAdvance(f"{name} ") for name, _ in values]
    limit = max(widths, default=0.0)
    while limit > _LEAST_NAME and sum(min(width, limit) for width in widths) > room:
        limit -= 4
    space = metrics.horizontalAdvance(" ")
    return [
        (metrics.elidedText(name, Qt.TextElideMode.ElideRight, limit - space) if width > limit else name, value)
        for (name, value), width in zip(values, widths, strict=True)
    ]
