"""The whole network in a corner while only a part of it is on show, with a frame around that part."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.frames.layout import Layout
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.canvas.canvas_view import CanvasView
from widgets.parts.style import Themed, current_theme

WIDTH, LARGEST_HEIGHT = 168, 120
_MARGIN = 6


class Minimap(Themed, QWidget):
    """A press or a drag in it moves the picture there."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(say(Message("Overview")))
        self.setToolTip(say(Message("Drag to move the picture")))
        self.hide()

    def refresh(self, is_wanted: bool) -> None:
        """Appear at the canvas's lower right where a part of the picture may lie outside."""
        canvas = self._canvas
        view = canvas.view
        is_whole = all(
            start >= 0 and start + side * view.zoom <= side
            for start, side in zip(view.pan, (view.width, view.height), strict=True)
        )
        self.setVisible(is_wanted and not is_whole)
        if self.isHidden():
            return
        height = round(min(LARGEST_HEIGHT, WIDTH * canvas.height() / max(canvas.width(), 1)))
        self.setGeometry(canvas.width() - WIDTH - 16, canvas.height() - height - 46, WIDTH, height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        frame = self._canvas.frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.hairline), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        k = self._scale
        painter.translate(*self._corner(frame.layout))
        _paint_network(painter, frame.layout, k, theme)
        painter.setPen(QPen(QColor(theme.ink), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, top = frame.to_layout(0, 0)
        right, bottom = frame.to_layout(self._canvas.width(), self._canvas.height())
        seen = QRectF(QPointF(left, top) * k, QPointF(right, bottom) * k)
        whole = QRectF(0, 0, frame.layout.width * k, frame.layout.height * k)
        painter.drawRoundedRect(seen.intersected(whole), 3, 3)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(event.position())

    @property
    def _scale(self) -> float:
        layout = self._canvas.frame.layout
        return min((self.width() - 2 * _MARGIN) / layout.width, (self.height() - 2 * _MARGIN) / layout.height)

    def _corner(self, layout: Layout) -> tuple[float, float]:
        k = self._scale
        return (self.width() - layout.width * k) / 2, (self.height() - layout.height * k) / 2

    def _move_to(self, at: QPointF) -> None:
        """What is under this point comes to the middle of the canvas."""
        canvas, frame = self._canvas, self._canvas.frame
        x, y = self._corner(frame.layout)
        wanted = QPointF(at.x() - x, at.y() - y) / self._scale * frame.scale
        middle = QPointF(canvas.width() / 2, canvas.height() / 2)
        canvas.pan_by(middle - wanted - QPointF(*frame.offset))


def _paint_network(painter: QPainter, layout: Layout, k: float, theme: Theme) -> None:
    """Units as dots, and a band for the edges between two columns."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mix(theme.raised, theme.ink, 0.08)))
    for before, after in zip(layout.columns, layout.columns[1:], strict=False):
        corners = [
            QPointF(before.x, before.ys[0]),
            QPointF(after.x, after.ys[0]),
            QPointF(after.x, after.ys[-1]),
            QPointF(before.x, before.ys[-1]),
        ]
        painter.drawPolygon([corner * k for corner in corners])
    painter.setBrush(QColor(theme.text_2))
    for column in layout.columns:
        radius = max(1.2, column.half_height * k * 0.8)
        for y in column.ys:
            middle = QPointF(column.x, y) * k
            if column.is_input:
                painter.drawRect(QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius))
            else:
                painter.drawEllipse(middle, radius, radius)
