"""One answer to choose: a ring, and words in as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QPainter, QPaintEvent, QPen, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from core.lessons.lesson import Text
from core.message import Message
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.lessons.lesson_text import DIALECT, dress
from widgets.parts.style import Themed, current_theme

_LEFT, _RIGHT, _ABOVE = 34, 10, 8
_RING = 7.0


class ChoiceButton(Themed, QAbstractButton):
    """Pressed, it is judged; then it shows what came of it."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._text = text
        self._is_right: bool | None = None
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.apply_theme(current_theme())
        self._name()

    def mark(self, is_right: bool) -> None:
        """Show whether it was the right one."""
        self._is_right = is_right
        self._name()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._document.setDefaultFont(self.font())
        self._document.setMarkdown(self._text.markdown, DIALECT)
        dress(self._document, theme, 13, theme.ink)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._document.setTextWidth(max(40, width - _LEFT - _RIGHT))
        # The last line brings room below it.
        return round(self._document.size().height()) + 2 * _ABOVE - 3

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_down, is_over = self.isDown(), self.underMouse()
        fill = mix(theme.raised, theme.ink, 0.13 if is_down else 0.07 if is_over else 0.0)
        painter.setBrush(QColor(fill))
        edge = theme.ink if self.hasFocus() else theme.border
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self._paint_ring(painter, QPointF(_LEFT / 2 + 1, _ABOVE + 9), theme)
        self._document.setTextWidth(max(40, self.width() - _LEFT - _RIGHT))
        painter.translate(_LEFT, _ABOVE)
        context = QAbstractTextDocumentLayout.PaintContext()
        self._document.documentLayout().draw(painter, context)
        painter.end()

    def _paint_ring(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        """Empty; with a tick, filled; with a cross. Told apart by shape, not by colour."""
        x, y = at.x(), at.y()
        painter.setPen(QPen(QColor(theme.border_strong if self._is_right is None else theme.ink), 1.6))
        painter.setBrush(QColor(theme.ink) if self._is_right else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, _RING, _RING)
        if self._is_right is None:
            return
        mark = QPen(QColor(theme.on_ink if self._is_right else theme.ink), 1.8)
        mark.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(mark)
        if self._is_right:
            painter.drawPolyline([QPointF(x - 3.2, y + 0.2), QPointF(x - 0.8, y + 2.6), QPointF(x + 3.4, y - 2.4)])
        else:
            painter.drawLine(QPointF(x - 2.6, y - 2.6), QPointF(x + 2.6, y + 2.6))
            painter.drawLine(QPointF(x - 2.6, y + 2.6), QPointF(x + 2.6, y - 2.6))

    def _name(self) -> None:
        words = {None: "", True: say(Message(", right")), False: say(Message(", not this one"))}
        self.setAccessibleName(self._document.toPlainText().strip() + words[self._is_right])
