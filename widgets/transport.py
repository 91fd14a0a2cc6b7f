"""The bar under the canvas: play, step from beat to beat, what is happening, how finely and how fast."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.message import Message
from simulator.captions import caption_of
from simulator.moment import Moment
from simulator.playhead import SPEEDS
from simulator.stage import Stage
from simulator.theme import Theme
from simulator.timeline import Detail
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import Button, ToolButton, row_of, rule
from widgets.icons import icon
from widgets.style import Themed, current_theme
from widgets.timeline_bar import TimelineBar

_DETAILS = ((Detail.BY_UNIT, Message("By unit")), (Detail.BY_LAYER, Message("By layer")))


class Transport(QWidget):
    """Moves the playhead of a stage. *Apply step* is the only thing here that changes the network."""

    apply_requested = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        playhead = stage.playhead
        self.timeline = TimelineBar(playhead)
        self._play = _PlayButton()
        self._caption = _Caption()
        self._clock = _Clock()
        tip = Message("Give the network the weights of this step (A)")
        self._apply = Button(say(Message("Apply step")), say(tip))
        self._detail = ComboBox(say(Message("Detail")), [(detail, say(words)) for detail, words in _DETAILS])
        self._speed = ComboBox(say(Message("Speed")), [(speed, f"{speed:g}×") for speed in SPEEDS])
        self._detail.setFixedWidth(94)
        self._speed.setFixedWidth(70)
        self._speed.choose(playhead.speed)
        self._loop = ToolButton("loop", say(Message("Repeat")), 32, 20)
        self._loop.setCheckable(True)
        self._build()
        self.timeline.sought.connect(self._seek)
        self._play.clicked.connect(playhead.toggle)
        self._loop.toggled.connect(lambda is_on: setattr(playhead, "is_looping", is_on))
        self._detail.chosen.connect(stage.set_detail)
        self._speed.chosen.connect(lambda speed: setattr(playhead, "speed", speed))
        self._apply.clicked.connect(self.apply_requested)
        playhead.playing_changed.connect(self._play.show_playing)
        playhead.moved.connect(self._show_time)
        stage.changed.connect(self._show_step)
        self._show_step()

    def _build(self) -> None:
        playhead = self._stage.playhead
        start = ToolButton("to-start", say(Message("To start (Home)")), 32, 20)
        back = ToolButton("beat-back", say(Message("A beat back (,)")), 32, 20)
        on = ToolButton("beat-next", say(Message("A beat on (.)")), 32, 20)
        start.clicked.connect(playhead.rest)
        back.clicked.connect(playhead.beat_back)
        on.clicked.connect(playhead.beat_on)
        bar = row_of(start, back, self._play, on, self._loop, spacing=6)
        bar.addSpacing(10)
        bar.addWidget(self._caption, 1)
        for widget in (self._clock, self._detail, self._speed, self._apply):
            bar.addWidget(widget)
        bar.setContentsMargins(12, 8, 16, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rule())
        layout.addLayout(bar)
        layout.addWidget(self.timeline)

    def _seek(self, time: float) -> None:
        self._stage.playhead.pause()
        self._stage.playhead.seek(time)

    def _show_step(self) -> None:
        stage = self._stage
        self.timeline.show_step(stage.trace.network)
        self._detail.choose(stage.timeline.detail)
        self._apply.setEnabled(stage.trace.updated is not None and stage.is_showing_document)
        self._show_time()

    def _show_time(self) -> None:
        stage = self._stage
        moment = Moment(stage.timeline, stage.playhead.time)
        caption = caption_of(stage.trace, moment.beat)
        self._caption.show_words(say(caption.line), say(caption.sentence))
        self._clock.show_time(stage.playhead.time or 0.0, stage.timeline.duration)


class _PlayButton(Themed, QToolButton):
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
        name = say(Message("Pause (Space)") if is_playing else Message("Play (Space)"))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon("pause" if self._is_playing else "play", theme, theme.on_ink))


class _Caption(Themed, QWidget):
    """What happens, over one sentence of why; both elided where they don't fit."""

    def __init__(self) -> None:
        super().__init__()
        self._line = self._sentence = ""
        self.setMinimumWidth(80)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, line: str, sentence: str) -> None:
        if (line, sentence) != (self._line, self._sentence):
            self._line, self._sentence = line, sentence
            self.setToolTip(sentence)
            self.setAccessibleName(f"{line}. {sentence}")
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        for text, y, size, weight, color in (
            (self._line, 0, 15, 600, theme.ink),
            (self._sentence, 22, 13, 400, theme.text_2),
        ):
            face = self.font()
            face.setPixelSize(size)
            face.setWeight(face.Weight(weight))
            painter.setFont(face)
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width() - 8)
            painter.drawText(QRectF(0, y, self.width(), 22), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class _Clock(Themed, QWidget):
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

    def apply_theme(self, theme: Theme) -> None:
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
