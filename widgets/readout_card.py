"""The dark card that reads several lines of exact values beside a point."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.theme import Theme, mix
from widgets.readout import write

Reading = tuple[str, str]
"""A name and its value."""
_LINE, _PADDING, _BETWEEN, _AWAY = 17, 10, 14, 14


def paint_card(
    painter: QPainter, beside: QPointF, rows: Sequence[Sequence[Reading]], room: QRectF, theme: Theme
) -> None:
    """Rows of readings in columns, right of a point (left of it where that has no room).

    A row of one name without a value is a sentence: it takes the width it needs.
    """
    light, bold = font(12, REGULAR), font(12, SEMIBOLD)
    names, values = QFontMetricsF(light), QFontMetricsF(bold)
    table = [row for row in rows if not _is_sentence(row)]
    columns = max((len(row) for row in table), default=0)
    name_widths, value_widths = (
        [max((metrics.horizontalAdvance(row[at][part]) for row in table if at < len(row)), default=0.0)
         for at in range(columns)]
        for part, metrics in enumerate((names, values))
    )  # fmt: skip
    gap = names.horizontalAdvance(" ")
    starts = [sum(name_widths[:at]) + sum(value_widths[:at]) + at * (_BETWEEN + gap) for at in range(columns)]
    width = sum(name_widths) + sum(value_widths) + columns * (_BETWEEN + gap) - _BETWEEN
    sentences = [values.horizontalAdvance(row[0][0]) for row in rows if _is_sentence(row)]
    width = max([width, *sentences]) + 2 * _PADDING
    height = _LINE * len(rows) + _PADDING
    left = beside.x() + _AWAY
    if left + width > room.right():
        left = max(beside.x() - _AWAY - width, room.left())
    top = min(max(beside.y() - height / 2, room.top()), max(room.bottom() - height, room.top()))
    card = QRectF(left, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ink))
    painter.drawRoundedRect(card, 6, 6)
    quiet = mix(theme.on_ink, theme.ink, 0.15)
    for index, row in enumerate(rows):
        y = card.top() + _PADDING / 2 + _LINE * (index + 0.5)
        if _is_sentence(row):
            write(painter, QPointF(card.left() + _PADDING, y), row[0][0], bold, theme.on_ink, align=0.0)
            continue
        for start, name_width, (name, value) in zip(starts, name_widths, row, strict=False):
            x = card.left() + _PADDING + start
            write(painter, QPointF(x, y), name, light, quiet, align=0.0)
            write(painter, QPointF(x + name_width + gap, y), value, bold, theme.on_ink, align=0.0)


def _is_sentence(row: Sequence[Reading]) -> bool:
    return len(row) == 1 and not row[0][1]
