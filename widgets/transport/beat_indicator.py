"""Where the step stands, small: the phases in words, a line with a piece for every beat, and which beat it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.frames.timeline import Phase
from simulator.stage.playhead import Playhead
from simulator.telling.told_step import PHASES
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_HEIGHT, _WORDS, _LINE, _THICK, _GAP = 48, 14.0, 31.0, 6.0, 2.0
_SIZE = 14


class BeatIndicator(Themed, QWidget):
    """For an audience: it is looked at, not pressed."""

    def __init__(self, playhead: Playhead) -> None:
        super().__init__()
        self._playhead = playhead
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        playhead.moved.connect(self.update)

    @property
    def words(self) -> str:
        """Which beat of how many plays; nothing at rest."""
        timeline, time = self._playhead.timeline, self._playhead.time
        if time is None:
            return ""
        return say(Message("{n} of {count}", n=timeline.index_at(time) + 1, count=len(timeline.beats)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_beats(painter, theme)
        self._paint_words(painter, theme)
        painter.end()

    def _x_of(self, time: float) -> float:
        return self.width() * time / self._playhead.timeline.duration

    def _paint_beats(self, painter: QPainter, theme: Theme) -> None:
        timeline, now = self._playhead.timeline, self._playhead.time
        present = None if now is None else timeline.index_at(now)
        for index, beat in enumerate(timeline.beats):
            ink = theme.slope if beat.phase is Phase.BACKWARD else theme.ink
            share = 0.12 if present is None or index > present else 0.45 if index < present else 1.0
            painter.setBrush(QColor(mix(theme.panel, ink, share)))
            left, right = self._x_of(beat.start), self._x_of(beat.end) - _GAP
            painter.drawRoundedRect(QRectF(left, _LINE - _THICK / 2, max(1.0, right - left), _THICK), 2, 2)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        """Every phase above where it begins, as far as there is room; the beat's number at the end."""
        timeline, now = self._playhead.timeline, self._playhead.time
        end = self.width() - text_width(self.words, _SIZE) - 12
        present = None if now is None else timeline.beats[timeline.index_at(now)].phase
        starts = {beat.phase: self._x_of(beat.start) for beat in reversed(timeline.beats)}
        begins = [*sorted(starts.values()), end]
        for phase in Phase:
            if phase not in starts:
                continue
            is_present = phase is present
            words, weight = say(PHASES[phase]), SEMIBOLD if is_present else REGULAR
            limit = min(end, next((x for x in begins if x > starts[phase]), end))
            if starts[phase] + text_width(words, _SIZE, SEMIBOLD) + 8 > limit and not is_present:
                continue
            color = theme.text_3 if not is_present else theme.slope if phase is Phase.BACKWARD else theme.ink
            x = min(starts[phase], end - text_width(words, _SIZE, SEMIBOLD) - 8)
            write(painter, QPointF(x, _WORDS), words, font(_SIZE, weight), color, align=0.0)
        write(painter, QPointF(self.width(), _WORDS), self.words, font(_SIZE, REGULAR), theme.text_2, align=1.0)
