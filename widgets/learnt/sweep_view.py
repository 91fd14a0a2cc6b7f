"""A what-if sweep as a picture: curves over one input, and a mark at its present value to drag."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from core.numbers import short
from simulator.drawing import draw_box
from simulator.plots.input_curves import label_room, paint_reading, sample_near, within
from simulator.plots.maps import Domain
from simulator.plots.paint_sweep import paint_sweep
from simulator.plots.plane_axes import BELOW, LEFT, RIGHT, TOP
from simulator.plots.sweep import Sweep, signed
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.readout import paint_readout
from widgets.parts.style import Themed, current_theme

_SHARE, _WIDEST = 0.72, 400
_KEY_STEPS = 40
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class SweepView(Themed, QWidget):
    """The mouse reads exact values and how far they are from the present prediction; pressed, it moves the mark."""

    moved = Signal(float)
    """Another value for the swept input."""
    move_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(Message("What-if sweep")))
        self.setAccessibleDescription(say(Message("Arrow keys change the input of the example")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self._sweep: Sweep | None = None
        self._names = ("", "")
        self._mouse: QPointF | None = None
        self._is_dragging = False
        self._room = 0.0

    def show_sweep(self, sweep: Sweep, names: tuple[str, str]) -> None:
        """Curves, and what the axes are called."""
        self._sweep, self._names = sweep, names
        self._room = label_room(sweep.curves)
        self.update()

    # --- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = min(self.width() - LEFT - RIGHT, _WIDEST)
        self.setFixedHeight(round(side * _SHARE + TOP + BELOW))

    @property
    def plane(self) -> QRectF:
        """Where the curves are; names stand right of it."""
        width = min(self.width() - LEFT - RIGHT, _WIDEST)
        left = self.width() - RIGHT - width
        return QRectF(left, TOP, width - self._room, self.height() - TOP - BELOW)

    @property
    def _domain(self) -> Domain:
        assert self._sweep is not None
        return self._sweep.domain

    # --- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.plane.contains(event.position()):
            self._is_dragging = True
            self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position() if self.plane.contains(event.position()) else None
        if self._is_dragging:
            self._move_to(event.position())
        is_on = self._mouse is not None or self._is_dragging
        self.setCursor(Qt.CursorShape.SizeHorCursor if is_on else Qt.CursorShape.ArrowCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sweep = self._sweep
        if sweep is None or event.key() not in _MOVES:
            super().keyPressEvent(event)
            return
        reach = sweep.reach
        step = 1.0 if reach.is_whole else (reach.high - reach.low) / _KEY_STEPS
        self._move(sweep.at + _MOVES[Qt.Key(event.key())] * step)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() in _MOVES and not event.isAutoRepeat():
            self.move_ended.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.plane.contains(QPointF(event.pos())):
            return True  # the readout is there already
        return bool(super().event(event))

    def _end(self) -> None:
        if self._is_dragging:
            self._is_dragging = False
            self.move_ended.emit()

    def _move_to(self, at: QPointF) -> None:
        if self._sweep is not None:
            self._move(self._domain.under(self.plane, at)[0])

    def _move(self, x: float) -> None:
        """The mark to the nearest whole number, or the nearest sample."""
        value = self._snapped(x)
        assert self._sweep is not None
        if value != self._sweep.at:
            self.moved.emit(value)

    def _snapped(self, x: float) -> float:
        sweep = self._sweep
        assert sweep is not None
        x = min(max(x, sweep.reach.low), sweep.reach.high)
        return float(round(x)) if sweep.reach.is_whole else float(sweep.values[sample_near(sweep.values, x)])

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        sweep = self._sweep
        if sweep is None:
            return
        theme, plane, domain = current_theme(), self.plane, sweep.domain
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        paint_sweep(painter, plane, sweep, self._names, theme)
        if self.hasFocus():
            draw_box(painter, plane.adjusted(1, 1, -1, -1), 6, None, theme.ink, 2)
        if self._mouse is not None:
            self._paint_reading(painter, plane, domain, theme)
        painter.end()

    def _paint_reading(self, painter: QPainter, plane: QRectF, domain: Domain, theme: Theme) -> None:
        sweep, mouse = self._sweep, self._mouse
        assert sweep is not None
        assert mouse is not None
        x = self._snapped(domain.under(plane, mouse)[0])
        nearest = sample_near(sweep.values, x)
        heights = [domain.at(plane, x, within(float(curve.ys[nearest]), domain)).y() for curve in sweep.curves]
        chosen = min(range(len(heights)), key=lambda k: abs(heights[k] - mouse.y()))
        at = QPointF(domain.at(plane, x, 0).x(), heights[chosen])
        paint_reading(painter, plane, at, theme, sweep.curves[chosen].color(theme))
        paint_readout(painter, at, self._readings(chosen, x, nearest), self.width(), theme)

    def _readings(self, chosen: int, x: float, nearest: int) -> list[tuple[str, str]]:
        """The swept input, the answer, and the difference from the present prediction."""
        sweep = self._sweep
        assert sweep is not None
        curve = sweep.curves[chosen]
        answer = float(curve.ys[nearest])
        difference = answer - float(sweep.predictions[sweep.outputs[chosen]])
        name = curve.label if sweep.others[chosen] is None and curve.label else say(Message("answer"))
        readings = [(self._names[0], short(x)), (name, short(answer))]
        if math.isfinite(difference):
            readings.append((say(Message("change")), signed(difference)))
        return readings
