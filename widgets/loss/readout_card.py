"""The dark card that reads several lines of exact values. It floats over the window: it would cover a low plot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.theme import mix
from widgets.parts.readout import write
from widgets.parts.style import current_theme

Reading = tuple[str, str]
"""A name and its value. One without a value, alone in its row, is a sentence."""
Rows = list[list[Reading]]
_LINE, _PADDING, _BETWEEN, _AWAY = 17, 10, 14, 14
_ROOM = 2.2
"""So many times as high as the card must a picture be to hold it."""


class ReadingCard(QWidget):
    """Rows of readings in columns, one card for a window. The mouse does not notice it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._rows: Rows = []
        self._starts: list[float] = []
        self._name_widths: list[float] = []
        self.hide()

    @property
    def rows(self) -> Rows:
        return self._rows

    def show_beside(self, x: float, picture: QRect, rows: Rows) -> None:
        """Read `rows` right of `x`, or left of it where that has no room, in a picture or, if it is low, above it.

        All of it in the coordinates of the window.
        """
        self._rows = rows
        width, height = self._measure(), _LINE * len(rows) + _PADDING
        left = round(x) + _AWAY
        if left + width > picture.right():
            left = max(round(x) - _AWAY - width, picture.left())
        is_low = picture.height() < _ROOM * height
        top = max(picture.top() - height - 4, 0) if is_low else picture.top() + _AWAY
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        light, bold = font(12, REGULAR), font(12, SEMIBOLD)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ink))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        quiet, gap = mix(theme.on_ink, theme.ink, 0.15), QFontMetricsF(light).horizontalAdvance(" ")
        for index, row in enumerate(self._rows):
            y = _PADDING / 2 + _LINE * (index + 0.5)
            if _is_sentence(row):
                write(painter, QPointF(_PADDING, y), row[0][0], bold, theme.on_ink, align=0.0)
                continue
            for start, name_width, (name, value) in zip(self._starts, self._name_widths, row, strict=False):
                write(painter, QPointF(start, y), name, light, quiet, align=0.0)
                write(painter, QPointF(start + name_width + gap, y), value, bold, theme.on_ink, align=0.0)
        painter.end()

    def _measure(self) -> int:
        """Where the columns begin; returns the width of it all."""
        names, values = QFontMetricsF(font(12, REGULAR)), QFontMetricsF(font(12, SEMIBOLD))
        table = [row for row in self._rows if not _is_sentence(row)]
        gap = names.horizontalAdvance(" ")
        self._starts, self._name_widths = [], []
        right = float(_PADDING)
        for column in range(max((len(row) for row in table), default=0)):
            cells = [row[column] for row in table if column < len(row)]
            self._starts.append(right)
            self._name_widths.append(max(names.horizontalAdvance(name) for name, _ in cells))
            widest = max(values.horizontalAdvance(value) for _, value in cells)
            right += self._name_widths[-1] + gap + widest + _BETWEEN
        sentences = [values.horizontalAdvance(row[0][0]) + _PADDING for row in self._rows if _is_sentence(row)]
        return round(max([right - _BETWEEN, *sentences]) + _PADDING)


def _is_sentence(row: Sequence[Reading]) -> bool:
    return len(row) == 1 and not row[0][1]
