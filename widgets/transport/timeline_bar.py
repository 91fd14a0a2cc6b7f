"""The step as a row of beats under its phases, with a playhead that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.message import Message
from core.network import Network
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.frames.timeline import Beat, Kind, Phase
from simulator.stage.playhead import Playhead
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

HEIGHT = 62
_SIDE = 16
_TOP, _BEAT_HEIGHT = 28.0, 26.0
_GAP, _PHASE_GAP = 2.0, 4.0
_PHASES = {
    Phase.FORWARD: Message("Forward"),
    Phase.LOSS: Message("Loss"),
    Phase.BACKWARD: Message("Backward"),
    Phase.UPDATE: Message("Update"),
}


class TimelineBar(Themed, QWidget):
    """Widths are times. A press or a drag moves the playhead; arrow keys go from beat to beat."""

    sought = Signal(float)

    def __init__(self, playhead: Playhead) -> None:
        super().__init__()
        self._playhead = playhead
        self._network: Network | None = None
        self._shown: tuple[object, ...] = ()
        self._shows_focus = False
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(say(Message("Timeline of the step")))
        playhead.moved.connect(self.update)

    def show_step(self, network: Network) -> None:
        """The names that stand on the beats."""
        self._network = network
        names = (network.inputs, *((layer.name, layer.units) for layer in network.layers))
        # Training changes weights many times a second, and none of them stands here.
        shown = (self._playhead.timeline, names)
        if shown != self._shown:
            self._shown = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_phases(painter, theme)
        now = self._now
        beats = self._playhead.timeline.beats
        current = self._playhead.timeline.index_at(now)
        for index, beat in enumerate(beats):
            rect = self.beat_rect(beat, index > 0 and beats[index - 1].phase is not beat.phase)
            is_current = index == current and self._playhead.time is not None
            self._paint_beat(painter, rect, beat, now, is_current, theme)
        self._paint_playhead(painter, theme)
        if self._shows_focus:
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(_SIDE - 4, _TOP - 4, self._room + 8, _BEAT_HEIGHT + 8), 6, 6)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A hand on the mouse sees where it is; one on the keyboard needs to be shown."""
        super().focusInEvent(event)
        self._shows_focus = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._shows_focus = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self._time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._time_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        playhead = self._playhead
        actions = {
            Qt.Key.Key_Left: playhead.beat_back,
            Qt.Key.Key_Right: playhead.beat_on,
            Qt.Key.Key_Home: playhead.rest,
            Qt.Key.Key_End: lambda: playhead.seek(playhead.timeline.duration),
            Qt.Key.Key_Space: playhead.toggle,
        }
        if event.key() in actions:
            actions[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            timeline = self._playhead.timeline
            beat = timeline.beats[timeline.index_at(self._time_at(event.pos().x()))]
            QToolTip.showText(event.globalPos(), self._words(beat), self)
            return True
        return super().event(event)

    @property
    def _now(self) -> float:
        return self._playhead.time or 0.0

    @property
    def _room(self) -> float:
        return self.width() - 2 * _SIDE

    def x_of(self, time: float) -> float:
        """Where a time of the step stands."""
        return _SIDE + self._room * time / self._playhead.timeline.duration

    def _time_at(self, x: float) -> float:
        duration = self._playhead.timeline.duration
        return min(max(0.0, (x - _SIDE) / self._room * duration), duration)

    def beat_rect(self, beat: Beat, begins_phase: bool) -> QRectF:
        left = self.x_of(beat.start) + (_PHASE_GAP - _GAP if begins_phase else 0.0)
        return QRectF(left, _TOP, max(1.0, self.x_of(beat.end) - _GAP - left), _BEAT_HEIGHT)

    def _paint_phases(self, painter: QPainter, theme: Theme) -> None:
        """Each phase's name where it begins; the last one ends with the bar; one without room is left away."""
        starts: dict[Phase, float] = {}
        for beat in self._playhead.timeline.beats:
            starts.setdefault(beat.phase, self.x_of(beat.start) + 1)
        ends = [*list(starts.values())[1:], self.width() - _SIDE + 6.0]
        for (phase, left), end in zip(starts.items(), ends, strict=True):
            words = say(_PHASES[phase])
            width = text_width(words, 12, SEMIBOLD)
            if phase is Phase.UPDATE:
                left = min(left, self.width() - _SIDE - width)
            if left + width + 4 <= end or phase is Phase.UPDATE:
                color = theme.slope if phase is Phase.BACKWARD else theme.text_2
                write(painter, QPointF(left, 7), words, font(12, SEMIBOLD), color, align=0.0)

    def _paint_beat(
        self, painter: QPainter, rect: QRectF, beat: Beat, now: float, is_current: bool, theme: Theme
    ) -> None:
        ink = theme.slope if beat.phase is Phase.BACKWARD else theme.ink
        path = QPainterPath()
        path.addRoundedRect(rect, 4, 4)
        painter.fillPath(path, QColor(mix(theme.panel, ink, 0.09)))
        if self._playhead.time is not None and now > beat.start:
            painter.save()
            painter.setClipRect(QRectF(rect.left(), rect.top(), self.x_of(min(now, beat.end)) - rect.left(), 40))
            painter.fillPath(path, QColor(mix(theme.panel, ink, 0.24)))
            painter.restore()
        if is_current:
            painter.setPen(QPen(QColor(ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 3.5, 3.5)
        is_ahead = now <= beat.start
        color = theme.slope if beat.phase is Phase.BACKWARD else theme.text_2 if is_ahead else theme.ink
        label = _fitting(self._words(beat), self._place(beat), rect.width() - 5)
        # The same words, whether or not they fit in bold: a label does not change as the playhead passes.
        is_bold = is_current and text_width(label, 12, SEMIBOLD) <= rect.width() - 3
        write(painter, rect.center(), label, font(12, SEMIBOLD if is_bold else REGULAR), color)

    def _paint_playhead(self, painter: QPainter, theme: Theme) -> None:
        """A handle above the beats and a tick below them, so that it never crosses a label."""
        x = round(self.x_of(self._now))
        path = QPainterPath(QPointF(x, _TOP - 1))
        path.lineTo(x - 6, _TOP - 8)
        path.lineTo(x - 6, _TOP - 12)
        path.quadTo(x - 6, _TOP - 14, x - 4, _TOP - 14)
        path.lineTo(x + 4, _TOP - 14)
        path.quadTo(x + 6, _TOP - 14, x + 6, _TOP - 12)
        path.lineTo(x + 6, _TOP - 8)
        path.closeSubpath()
        painter.setPen(QPen(QColor(theme.panel), 3))
        painter.setBrush(QColor(theme.ink))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPath(path)
        bottom = _TOP + _BEAT_HEIGHT
        painter.fillRect(QRectF(x - 1, bottom + 1, 2, 5), QColor(theme.ink))

    def _words(self, beat: Beat) -> str:
        return say(_beat_name(beat, self._place(beat)))

    def _place(self, beat: Beat) -> str:
        """The layer or the one unit that a beat is about."""
        if self._network is None or not beat.column:
            return ""
        if len(beat.units) == 1:
            return self._network.unit_names(beat.column)[beat.units[0]]
        return self._network.layers[beat.column - 1].name


def _beat_name(beat: Beat, place: str) -> Message:
    if beat.kind is Kind.PRODUCTS:
        return Message("into {place}", place=place)
    if beat.kind is Kind.SLOPES_OF_WEIGHTS:
        return Message("back from {place}", place=place)
    if beat.kind is Kind.SUM:
        return Message("Σf") if beat.activates else Message("Σ")
    return {
        Kind.INPUTS: Message("inputs"),
        Kind.LOSS: Message("error"),
        Kind.SLOPES_AT_UNITS: Message("slopes") if len(beat.units) > 1 else Message("slope"),
        Kind.UPDATE: Message("weights"),
    }[beat.kind]


def _fitting(label: str, place: str, room: float) -> str:
    """The label, else the place it ends with, else its last word, else that elided if five letters stay, else nothing
    (the tooltip has it)."""
    last = label.split()[-1] if label else ""
    for candidate in (label, place if place and label.endswith(place) else last, last):
        if text_width(candidate, 12, REGULAR) <= room:
            return candidate
    elided = QFontMetricsF(font(12, REGULAR)).elidedText(last, Qt.TextElideMode.ElideRight, room)
    return elided if len(elided) > 5 else ""
