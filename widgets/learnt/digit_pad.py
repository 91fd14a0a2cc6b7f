"""A sheet to draw an image on with the mouse: a soft brush, an eraser, and a clean sheet."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.data.handwriting import as_image, enlarged, reduced
from core.message import Message
from core.network import Array, frozen
from simulator.painting.paint_images import paint_image
from simulator.words import say
from widgets.parts.style import Themed, current_theme

SIDE = 168
_FINE = 112
"""Cells along a side of what the hand draws: 14 of them are a pixel of 8, 4 a pixel of 28."""
_RADIUS = 0.062
"""Of the brush, as a share of the side: strokes are about as thick as in the data."""
_KEY_STEPS = 28
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DigitPad(Themed, QWidget):
    """Shows the example as it is until a hand draws on it. Begun on a clean sheet, a drawing is brought to the size
    that images of the data have; drawn onto an image, it stays where it is."""

    drawn = Signal(object)
    """The image as it is now (rows × columns, 0 … 1); many belong to one stroke."""
    stroke_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Sheet to draw on")))
        self.setAccessibleDescription(say(Message("Arrow keys move the brush, Space puts down ink")))
        self.setFixedSize(QSize(SIDE, SIDE))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.is_erasing = False
        self._shape = (8, 8)
        self._extent = 8.0
        self._image: Array | None = frozen(np.zeros(self._shape))
        """What is on show where no hand has drawn on it; None once it has."""
        self._ink = np.zeros((_FINE, _FINE))
        self._is_from_blank = False
        self._mouse: QPointF | None = None
        self._last: QPointF | None = None

    def set_shape(self, shape: tuple[int, int], extent: float) -> None:
        """How many pixels an image has, and how many of them the larger side of a digit measures."""
        self._shape, self._extent = shape, extent

    def show_image(self, image: Array) -> None:
        """Another example (rows × columns, 0 … 1) than what was drawn here."""
        self._image = image
        self.update()

    def clear(self) -> None:
        """A clean sheet."""
        self.show_image(frozen(np.zeros(self._shape)))
        self.drawn.emit(self._image)
        self.stroke_ended.emit()

    # --- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin()
            self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._last is not None:
            self._draw_to(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def leaveEvent(self, event: object) -> None:
        self._mouse = None
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()
        self._mouse = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self._mouse or QPointF(SIDE / 2, SIDE / 2)
        if event.key() in _ARROWS:
            across, down = _ARROWS[Qt.Key(event.key())]
            step = SIDE / _KEY_STEPS
            x, y = at.x() + across * step, at.y() + down * step
            self._mouse = QPointF(min(max(x, 0.0), float(SIDE)), min(max(y, 0.0), float(SIDE)))
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self._begin()
            self._draw_to(at)
            self._end()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        """What is on show becomes ink to draw on."""
        if self._image is not None:
            self._is_from_blank = not bool(self._image.any())
            self._ink = enlarged(self._image, _FINE).copy()
            self._image = None

    def _draw_to(self, at: QPointF) -> None:
        start = self._last or at
        self._last = at
        distance = math.hypot(at.x() - start.x(), at.y() - start.y())
        count = max(1, math.ceil(distance / (SIDE * _RADIUS / 3)))
        for step in range(1, count + 1):
            self._stamp(start + (at - start) * (step / count))
        if self._is_from_blank:
            self.drawn.emit(as_image(self._ink, self._shape, self._extent))
        else:
            self.drawn.emit(reduced(self._ink, self._shape))
        self.update()

    @property
    def _radius(self) -> float:
        """What is held reaches so far, as a share of the side."""
        return _RADIUS * (1.4 if self.is_erasing else 1.0)

    def _stamp(self, at: QPointF) -> None:
        """A disc of ink with a soft rim, or of paper."""
        cells = (np.arange(_FINE) + 0.5) * SIDE / _FINE
        away = np.hypot(cells[None] - at.x(), cells[:, None] - at.y()) / (SIDE * self._radius)
        disc = np.clip(1.6 * (1 - away), 0.0, 1.0)
        if self.is_erasing:
            self._ink *= 1 - disc
        else:
            np.maximum(self._ink, disc, out=self._ink)

    def _end(self) -> None:
        if self._last is not None:
            self._last = None
            self.stroke_ended.emit()

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(0.5, 0.5, SIDE - 1, SIDE - 1)
        paint_image(painter, rect, frozen(self._ink) if self._image is None else self._image, theme)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self._mouse is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, width in ((theme.canvas, 3.0), (theme.border_strong, 1.2)):
                painter.setPen(QPen(QColor(color), width))
                painter.drawEllipse(self._mouse, SIDE * self._radius, SIDE * self._radius)
        painter.end()
