"""A little picture of an activation function, for lists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPen, QPixmap, QPolygonF

from simulator.frames.curve_face import curve_of
from widgets.parts.style import current_theme


class _CurveEngine(QIconEngine):
    """Draws in the colours of the theme that is worn while it draws."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._curve = name

    def clone(self) -> QIconEngine:
        return _CurveEngine(self._curve)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(1, 2, -1, -2)
        middle = box.center()
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), box.top()), QPointF(middle.x(), box.bottom()))
        points = [
            QPointF(middle.x() + x * box.width() / 2, middle.y() - y * box.height() / 2)
            for x, y in curve_of(self._curve).tolist()
        ]
        painter.setPen(QPen(QColor(theme.ink), 1.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)


def curve_icon(activation: str) -> QIcon:
    """The curve of an activation function on its two axes."""
    return QIcon(_CurveEngine(activation))
