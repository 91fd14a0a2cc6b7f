"""A box to tick, with its words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from widgets.parts.icons import paint_icon
from widgets.parts.style import Themed, current_theme

_SIDE, _GAP = 16, 8
_HEIGHT = 22


class Tick(Themed, QCheckBox):
    """In the colours of the program: what a platform draws can hardly be seen on a dark panel."""

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_SIDE + _GAP + words + 2, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - _SIDE) / 2, _SIDE, _SIDE)
        is_on = self.isChecked()
        edge, fill = (theme.ink, theme.ink) if is_on else (theme.border_strong, theme.raised)
        sign, words = theme.on_ink, theme.ink
        if not self.isEnabled():
            edge, fill, sign, words = theme.border, theme.panel, theme.text_3, theme.text_3
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_on:
            paint_icon(painter, "check", box.adjusted(1, 1, -1, -1), sign)
        painter.setPen(QColor(words))
        room = self.rect().adjusted(int(box.right()) + _GAP, 0, 0, 0)
        if self.hasFocus():  # under the words: a ring around a filled box would not be seen
            width = self.fontMetrics().horizontalAdvance(self.text())
            painter.fillRect(QRectF(room.left(), self.height() - 2, width, 2), QColor(theme.ink))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        painter.end()
