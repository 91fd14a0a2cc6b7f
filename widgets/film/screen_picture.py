"""What somebody sees of a widget, with menus, tooltips and dialogs before it and the pointer over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

_ARROW = ((0, 0), (0, 16), (3.7, 12.6), (6.3, 18.4), (8.8, 17.3), (6.2, 11.6), (11.2, 11.2))
"""The usual pointer, in its own pixels, from its tip."""


def canvas_picture(canvas: QWidget) -> QImage:
    """The canvas under a hand."""
    image = canvas.grab().toImage()
    _paint_pointer(image, canvas)
    return image


def window_picture(window: QWidget) -> QImage:
    """The window and whatever of the program lies over it."""
    image = window.grab().toImage()
    painter = QPainter(image)
    corner = window.mapToGlobal(QPoint(0, 0))
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and _belongs_to(other, window):
            painter.drawPixmap(other.mapToGlobal(QPoint(0, 0)) - corner, other.grab())
    painter.end()
    _paint_pointer(image, window)
    return image


def _belongs_to(other: QWidget, window: QWidget) -> bool:
    """Whether it stands before this window: its own dialogs, menus and tooltips."""
    kind = other.windowType()
    if kind in (Qt.WindowType.Popup, Qt.WindowType.ToolTip):
        return window.isActiveWindow() or QApplication.activePopupWidget() is other
    parent = other.parentWidget()
    return parent is not None and parent.window() is window


def _paint_pointer(image: QImage, widget: QWidget) -> None:
    """A pointer where the mouse is, if it is over the widget: what is grabbed has none."""
    at = widget.mapFromGlobal(QCursor.pos())
    if not widget.rect().contains(at):
        return
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.setPen(QPen(QColor("white"), 1.2, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QColor("black"))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
    painter.end()
