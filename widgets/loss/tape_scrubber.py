"""The tape of a training run: a knob to drag from epoch to epoch, and a button that plays them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSlider, QToolTip, QWidget

from core.message import Message
from simulator.theme import Theme, mix
from simulator.training.run_marks import BRANCH, RunMark
from simulator.words import say
from widgets.loss.epoch_button import EpochButton
from widgets.loss.tape_player import TapePlayer
from widgets.parts.controls import ToolButton
from widgets.parts.style import Themed, current_theme

LEFT, RIGHT = 52, 132
"""Beside the track, as beside the plot above it: the two share an x axis."""
HEIGHT = 36
_PLAY = Message("Play the training, with Shift backward")
_KNOB = 7.0
_SIGN = 5.0
"""Half the size of the sign of a branch."""


class TapeScrubber(QWidget):
    """Play button, track, and "epoch 137 of 400", of one player."""

    def __init__(self, player: TapePlayer) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._player = player
        self._right = RIGHT
        self._reach = 0
        self._play = ToolButton("play", say(_PLAY), 28, 16)
        self._play.setParent(self)
        self._play.move(12, (HEIGHT - 28) // 2)
        self._play.clicked.connect(lambda: player.toggle(is_backward=_is_shift_held()))
        self.epoch = EpochButton(self, player)
        self.track = _Track(self)
        self.track.typed.connect(self.epoch.edit)
        self.setTabOrder(self.track, self.epoch)
        self.track.valueChanged.connect(player.go_to)
        self.track.sliderPressed.connect(player.stop)
        player.changed.connect(self._follow)
        player.playing_changed.connect(self._show_button)
        self._follow()

    @property
    def is_playing(self) -> bool:
        return self._player.is_playing

    def set_right(self, margin: int) -> None:
        """The margin right of the track, as beside the plot above it."""
        if margin != self._right:
            self._right = margin
            self._place_track()

    def set_reach(self, epochs: int) -> None:
        """How far the axis of the plot reaches: to the end of another run, or not yet to all that is planned."""
        if epochs != self._reach:
            self._reach = epochs
            self._follow()

    def show_marks(self, marks: Sequence[RunMark]) -> None:
        """Where branches leave the run."""
        self.track.show_branches([mark for mark in marks if mark.kind == BRANCH])

    def show_part(self, epochs: tuple[float, float] | None) -> None:
        """Mark the part of the run that the plot shows; None: it shows all of it."""
        self.track.show_part(epochs)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._player.plays_unseen:
            self._player.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_track()

    def _place_track(self) -> None:
        margin = round(_Track.MARGIN)
        self.track.setGeometry(LEFT - margin, 0, max(self.width() - LEFT - self._right + 2 * margin, 1), HEIGHT)
        self.epoch.setGeometry(self.width() - self._right + 6, 0, RIGHT - 6, HEIGHT)

    def _follow(self) -> None:
        player = self._player
        self.track.show_tape(player.epochs, self._reach or player.planned, player.index)
        self.setEnabled(player.has_tape)

    def _show_button(self, is_playing: bool) -> None:
        self._play.set_icon("pause" if is_playing else "play")
        self._play.rename(say(Message("Pause the playing") if is_playing else _PLAY))


class _Track(Themed, QSlider):
    """A slider over the places of the tape, drawn at their epochs. Arrow keys move one, page keys ten."""

    MARGIN = 10.0
    """Room for the knob beyond both ends."""
    typed = Signal(str)
    """A digit, or nothing where Enter was pressed: an epoch is to be typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(say(Message("Epoch on the tape")))
        self.setToolTip(say(Message("Drag to go back and forth through the training")))
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._epochs = np.zeros(0, np.int64)
        self._planned = 0
        self._part: tuple[float, float] | None = None
        self._branches: Sequence[RunMark] = ()

    @property
    def epoch(self) -> float:
        """The epoch the knob stands at; a fraction where single batches were trained."""
        return float(self._epochs[self.value()]) if len(self._epochs) else 0.0

    def show_tape(self, epochs: np.ndarray, planned: int, index: int) -> None:
        self._epochs = epochs
        self._planned = planned
        with QSignalBlocker(self):
            self.setRange(0, max(len(epochs) - 1, 0))
            self.setValue(index)
        self.update()

    def show_part(self, epochs: tuple[float, float] | None) -> None:
        if epochs != self._part:
            self._part = epochs
            self.update()

    def show_branches(self, marks: Sequence[RunMark]) -> None:
        """Each is a sign on the track: a click shows the moment, hovering says which run leaves."""
        if marks != self._branches:
            self._branches = marks
            self.update()

    def _branches_near(self, x: float) -> list[RunMark]:
        near = [mark for mark in self._branches if abs(self._x(mark.epoch) - x) <= _SIGN + 2]
        nearest = min((abs(self._x(mark.epoch) - x) for mark in near), default=0.0)
        return [mark for mark in near if abs(self._x(mark.epoch) - x) == nearest]

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = self._branches_near(event.pos().x())
            if near:
                QToolTip.showText(event.globalPos(), "\n".join(say(mark.sentence) for mark in near), self)
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.text().isdecimal():
            self.typed.emit(event.text().strip())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            near = self._branches_near(event.position().x())
            if near and near[0].record is not None:
                self.setValue(near[0].record)
            else:
                self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _go_to(self, x: float) -> None:
        if len(self._epochs):
            epoch = (x - self.MARGIN) / (self.width() - 2 * self.MARGIN) * max(self._planned, 1)
            self.setValue(int(np.abs(self._epochs - epoch).argmin()))

    def _x(self, epoch: float) -> float:
        return self.MARGIN + (self.width() - 2 * self.MARGIN) * epoch / max(self._planned, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, left = self.height() / 2, self.MARGIN
        last = float(self._epochs[-1]) if len(self._epochs) else 0.0
        parts = ((float(self._planned), 0.12), (last, 0.20), (self.epoch, 0.45))
        painter.setPen(Qt.PenStyle.NoPen)
        for until, ink in parts:
            width = (self._x(until) if self._planned else self.width() - left) - left
            if until or ink == parts[0][1]:
                painter.setBrush(QColor(mix(theme.panel, theme.ink, ink)))
                painter.drawRoundedRect(QRectF(left, middle - 3, max(width, 6), 6), 3, 3)
        if self._part is not None and self._planned:
            begin, end = (self._x(min(max(epoch, 0.0), float(self._planned))) for epoch in self._part)
            painter.setBrush(QColor(theme.text_3))
            painter.drawRoundedRect(QRectF(begin, middle + 7, max(end - begin, 3), 2), 1, 1)
        for mark in self._branches:
            _paint_branch(painter, QPointF(self._x(mark.epoch), middle), theme)
        if self.isEnabled():
            self._paint_knob(painter, QPointF(self._x(self.epoch), middle), theme)
        painter.end()

    def _paint_knob(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        painter.setBrush(QColor(theme.panel))
        painter.drawEllipse(at, _KNOB + 2, _KNOB + 2)
        painter.setBrush(QColor(theme.ink if self.hasFocus() else theme.raised))
        painter.setPen(QPen(QColor(theme.ink), 2))
        painter.drawEllipse(at, _KNOB - 1, _KNOB - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, _KNOB + 2, _KNOB + 2)


def _is_shift_held() -> bool:
    return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)


def _paint_branch(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """A branch leaves here."""
    for size, color in ((_SIGN + 1.5, theme.panel), (_SIGN, theme.text_2)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawPolygon(QPolygonF([at + QPointF(*way) * size for way in ((0, -1), (1, 0), (0, 1), (-1, 0))]))
