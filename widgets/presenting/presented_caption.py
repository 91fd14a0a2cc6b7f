"""What is said to an audience: what happens in large letters, and why in a sentence below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.drawing import draw_paragraph, draw_text
from simulator.film.words import fitting_size
from simulator.fonts import MEDIUM, SEMIBOLD, font, text_width
from widgets.parts.style import Themed, current_theme

HEIGHT_SHARE = 0.148
"""Of the window."""
_LINE, _SENTENCE = 0.27, 0.18
"""Sizes of the letters, of the height."""
_SIDE, _WIDEST = 0.42, 12.5
"""Room at the sides and the longest lines, of the height."""
_NOTE = 0.105


class PresentedCaption(Themed, QWidget):
    """Line, sentence and, small, what the picture leaves out. As tall as `fit` says; its letters grow with it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = self.sentence = self.note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(1)
        self.fit(720)

    def fit(self, window_height: int) -> None:
        """Take the share of a window that can be read from the last row."""
        self.setFixedHeight(max(84, round(HEIGHT_SHARE * window_height)))

    def show_words(self, line: str, sentence: str, note: str = "") -> None:
        if (line, sentence, note) == (self.line, self.sentence, self.note):
            return
        self.line, self.sentence, self.note = line, sentence, note
        self.setAccessibleName(f"{line}. {sentence}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), theme.canvas)
        height, left = self.height(), _SIDE * self.height()
        room = self.width() - 2 * left
        width = min(room, _WIDEST * height)
        note_size = max(13.0, _NOTE * height)
        beside = text_width(self.note, note_size, MEDIUM) + 32 if self.note else 0.0
        size = _LINE * height
        metrics = QFontMetricsF(font(size, SEMIBOLD))
        line = metrics.elidedText(self.line, Qt.TextElideMode.ElideRight, min(width, room - beside))
        draw_text(painter, left, 0.2 * height, line, size, theme.ink, SEMIBOLD)
        if self.note:
            draw_text(painter, left + room, 0.2 * height, self.note, note_size, theme.text_3, MEDIUM, "right")
        top = 0.41 * height
        size = fitting_size(self.sentence, _SENTENCE * height, width, 0.97 * height - top)
        draw_paragraph(painter, QRectF(left, top, width, height - top), self.sentence, size, theme.text_2)
        painter.end()
