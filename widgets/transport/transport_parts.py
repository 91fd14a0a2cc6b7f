"""What the transport is made of: the disc that plays, the caption, and the clock."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.message import Message
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.actions import tip_with_keys
from widgets.parts.icons import icon
from widgets.parts.style import Themed, current_theme


class PlayButton(Themed, QToolButton):
    """The ink disc."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "play")
        self.setFixedSize(40, 40)
        self.setIconSize(QSize(20, 20))
        self._is_playing = False
        self.show_playing(False)

    def show_playing(self, is_playing: bool) -> None:
        self._is_playing = is_playing
        name = say(Message("Pause") if is_playing else Message("Play"))
        self.setAccessibleName(name)
        self.setToolTip(tip_with_keys(name, "Space"))
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon("pause" if self._is_playing else "play", theme, theme.on_ink))


_BETWEEN_WORDS = re.compile("(?<![×=]) (?![×=])")
"""Spaces where a line may be broken: not within an equation."""


class Caption(Themed, QWidget):
    """What happens, over one sentence of why, in three lines at most; what doesn't fit is elided."""

    def __init__(self) -> None:
        super().__init__()
        self._line = self._sentence = ""
        self.setMinimumWidth(80)
        self.setFixedHeight(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, line: str, sentence: str) -> None:
        if (line, sentence) != (self._line, self._sentence):
            self._line, self._sentence = line, sentence
            self.setToolTip(sentence)
            self.setAccessibleName(f"{line}. {sentence}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        bold, light = self.font(), self.font()
        bold.setPixelSize(15)
        bold.setWeight(bold.Weight.DemiBold)
        light.setPixelSize(13)
        title = self._parted(self._line, QFontMetricsF(bold), 2)
        sentence = self._parted(self._sentence, QFontMetricsF(light), 3 - len(title))
        y, title_height, height = (2, 22, 22) if len(title) + len(sentence) == 2 else (0, 17, 15)
        lines = [(text, title_height, bold, theme.ink) for text in title]
        lines += [(text, height, light, theme.text_2) for text in sentence]
        for text, height, face, color in lines:
            painter.setFont(face)
            painter.setPen(color)
            shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, self._room)
            painter.drawText(QRectF(0, y, self.width(), height), Qt.AlignmentFlag.AlignVCenter, shown)
            y += height
        painter.end()

    @property
    def _room(self) -> float:
        return self.width() - 8

    def _parted(self, text: str, metrics: QFontMetricsF, most: int) -> list[str]:
        """One line, or two of about the same length where one is too short and there may be as many."""
        words = _BETWEEN_WORDS.split(text)
        if most == 1 or len(words) == 1 or metrics.horizontalAdvance(text) <= self._room:
            return [text]
        parted = [(" ".join(words[:count]), " ".join(words[count:])) for count in range(1, len(words))]
        whole = [lines for lines in parted if metrics.horizontalAdvance(lines[0]) <= self._room] or parted[:1]
        even = min(whole, key=lambda lines: max(map(metrics.horizontalAdvance, lines)))
        return list(even)


class Clock(Themed, QWidget):
    """`6.1 / 14.9 s`, as wide as it can get."""

    def __init__(self) -> None:
        super().__init__()
        self._time, self._duration = "0.0", "0.0"
        self.setFixedSize(92, 28)

    def show_time(self, time: float, duration: float) -> None:
        shown = (f"{time:.1f}", f"{duration:.1f}")
        if shown != (self._time, self._duration):
            self._time, self._duration = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        whole = say(Message(" / {duration} s", duration=self._duration))
        light, bold = self.font(), self.font()
        bold.setWeight(bold.Weight.DemiBold)
        painter.setFont(light)
        painter.setPen(theme.text_2)
        rest = painter.fontMetrics().horizontalAdvance(whole)
        rect = QRectF(0, 0, self.width() - 4, self.height())
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect, right, whole)
        painter.setFont(bold)
        painter.setPen(theme.ink)
        painter.drawText(rect.adjusted(0, 0, -rest, 0), right, self._time)
        painter.end()
