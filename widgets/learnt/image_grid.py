"""Rows that are images, page by page, as something to point at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from core.network import Array, frozen
from simulator.painting.paint_images import CAPTION, Images, paint_caption, paint_image
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.readout import paint_readout
from widgets.parts.style import Themed, current_theme

_SIDE, _GAP, _LINES = 42, 6, 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ImageGrid(Themed, QWidget):
    """A page of images, each with what it was called. A click, or arrow keys and Enter, choose a row."""

    row_chosen = Signal(int)
    page_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(Message("Images of the rows")))
        self.setAccessibleDescription(say(Message("Arrow keys go from image to image, Enter traces it")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setFixedHeight(round(_LINES * (_SIDE + CAPTION + _GAP)))
        self._images: Images | None = None
        self._inputs: Array = frozen(np.zeros((0, 1)))
        self._shape = (1, 1)
        self._darkest = 1.0
        self._names: tuple[str, ...] = ()
        self._first = 0
        self._hovered: int | None = None
        self._marked: int | None = None

    def show_images(self, images: Images, inputs: Array, shape: tuple[int, int], names: Sequence[str]) -> None:
        """Rows in their order, the raw inputs of all rows, the shape of an image and what the classes are called."""
        if inputs is not self._inputs:
            self._first = 0
            self._darkest = float(inputs.max(initial=0.0)) or 1.0
        self._images, self._inputs, self._shape, self._names = images, inputs, shape, tuple(names)
        self.update()

    # --- pages

    @property
    def count(self) -> int:
        """How many images there are in all."""
        return 0 if self._images is None else len(self._images.rows)

    @property
    def span(self) -> tuple[int, int]:
        """The first image on show and the one after the last, from 0."""
        return self._first, min(self._first + self._page, self.count)

    def turn(self, by: int) -> None:
        """So many pages on."""
        wanted = self._first + by * self._page
        if 0 <= wanted < self.count:
            self._first = wanted
            self._marked = self._hovered = None
            self.update()
            self.page_changed.emit()

    @property
    def _columns(self) -> int:
        return max(1, (self.width() + _GAP) // (_SIDE + _GAP))

    @property
    def _page(self) -> int:
        return self._columns * _LINES

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._first -= self._first % self._page
        self.page_changed.emit()

    def rect_of(self, place: int) -> QRectF:
        """Where an image of the page is, by its place on it."""
        line, column = divmod(place, self._columns)
        spare = self.width() - self._columns * (_SIDE + _GAP) + _GAP
        pitch = _SIDE + _GAP + (spare / (self._columns - 1) if self._columns > 1 else 0)
        return QRectF(column * pitch, line * (_SIDE + CAPTION + _GAP) + 1, _SIDE, _SIDE)

    def _place_at(self, at: QPointF) -> int | None:
        first, last = self.span
        places = range(last - first)
        return next((place for place in places if self.rect_of(place).adjusted(0, 0, 0, CAPTION).contains(at)), None)

    # --- hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._place_at(event.position())
        is_on = self._hovered is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Up: -self._columns,
        }
        first, last = self.span
        if event.key() in steps and last > first:
            to = 0 if self._marked is None else self._marked + steps[Qt.Key(event.key())]
            self._marked = min(max(to, 0), last - first - 1)
            self.update()
        elif event.key() in _ENTER and self._marked is not None:
            self._choose(self._marked)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._marked = None
        self.update()

    def _choose(self, place: int) -> None:
        assert self._images is not None
        self.row_chosen.emit(int(self._images.rows[self._first + place]))

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        images = self._images
        if images is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        first, last = self.span
        for index in range(first, last):
            rect = self.rect_of(index - first)
            pixels = self._inputs[images.rows[index]].reshape(self._shape)
            paint_image(painter, rect, frozen(np.clip(pixels / self._darkest, 0, 1)), theme)
            truth, answer = (self._names[numbers[index]] for numbers in (images.truths, images.answers))
            paint_caption(painter, rect, truth, answer, theme)
        pointed = self._marked if self._hovered is None else self._hovered
        if pointed is not None and first + pointed < last:
            self._paint_pointed(painter, pointed, theme)
        painter.end()

    def _paint_pointed(self, painter: QPainter, place: int, theme: Theme) -> None:
        images, rect = self._images, self.rect_of(place)
        assert images is not None
        index = self._first + place
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ink), 2))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        share = float(images.sure[index])
        sure = f"{100 * share:.0f} %" if math.isfinite(share) else "–"
        readings = [
            (say(Message("row")), str(int(images.rows[index]) + 1)),
            (say(Message("called")), f"{self._names[images.answers[index]]}, {sure}"),
            (say(Message("is")), self._names[images.truths[index]]),
        ]
        above = QPointF(rect.center().x(), rect.top() + 8 if rect.top() > 40 else rect.bottom() + CAPTION - 8)
        paint_readout(painter, above, readings, self.width(), theme)
