"""A picture of a lesson as wide as its column; pressed, it is shown large."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QDialog, QSizePolicy, QVBoxLayout, QWidget

from core.lessons.lesson import Picture
from core.message import Message
from simulator.telling.lesson_picture import paint_picture, picture_image, picture_size
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.icons import paint_icon
from widgets.parts.style import Themed, current_theme

_RADIUS = 8.0
_MARK, _FROM_EDGE = 16, 7
"""The mark that a picture can be seen large, and its distance from the corner."""
_SMALL = 0.42
"""A picture that is shown smaller than this has no corner to spare: the mark stands below it."""
_LARGEST = 1.3
"""Text in pictures is made for 1; larger than this it looks clumsy."""


class LessonPicture(Themed, QAbstractButton):
    """The network at one instant. What it shows is said to a screen reader by the caption."""

    def __init__(self, picture: Picture, name: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.picture = picture
        self._size = picture_size(picture)
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setAccessibleDescription(say(Message("Press to see it large")))
        self.setToolTip(say(Message("Show large")))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self.show_large)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        scale = self._shown_width(width) / self._size[0]
        return math.ceil(scale * self._size[1]) + (_MARK if scale < _SMALL else 0)

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(120))

    def apply_theme(self, theme: Theme) -> None:
        self._image = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, ratio = current_theme(), self.devicePixelRatioF()
        width = self._shown_width(self.width())
        if self._image is None or round(width * ratio) != self._image.width():
            self._image = picture_image(self.picture, width, theme, ratio)
        left = (self.width() - width) / 2
        rect = QRectF(left, 0, width, self.heightForWidth(self.width()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(rect.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.setClipPath(frame)
        painter.fillRect(rect, QColor(theme.canvas))
        painter.drawImage(rect.topLeft(), self._image)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.ink if self.hasFocus() else theme.hairline), 2 if self.hasFocus() else 1))
        painter.drawPath(frame)
        corner = QRectF(0, 0, _MARK, _MARK)
        corner.moveBottomRight(rect.bottomRight() - QPointF(_FROM_EDGE, _FROM_EDGE))
        paint_icon(painter, "fit", corner, theme.ink if self.underMouse() else theme.text_3)
        painter.end()

    def show_large(self) -> None:
        """In a window of its own, as large as the screen has room for."""
        LargePicture(self.picture, self.accessibleName(), self.window()).show()

    def _shown_width(self, room: int) -> int:
        return max(1, min(room, round(self._size[0] * _LARGEST)))


class LargePicture(QDialog):
    """One picture; Escape or a click closes it."""

    def __init__(self, picture: Picture, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        width, height = picture_size(picture)
        room = parent.size()
        scale = min(2.0, 0.85 * room.width() / width, 0.85 * room.height() / height)
        self.view = _Whole(picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.resize(round(width * scale), round(height * scale))
        self.view.pressed.connect(self.close)


class _Whole(Themed, QWidget):
    """A picture in the middle of a room of its own colour."""

    pressed = Signal()

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        paint_picture(painter, self._picture, self.width(), self.height(), theme)
        painter.end()
