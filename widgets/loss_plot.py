"""The plot of a run under a hand: read, zoomed, moved; a click chooses an epoch. How it looks: `loss_picture.py`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.message import Message
from core.numbers import short
from core.peaks import nearest
from core.rates import Rates
from simulator.curves import Curve, Line
from simulator.fonts import REGULAR, font
from simulator.run_marks import RunMark
from simulator.theme import Theme
from simulator.words import say
from widgets.loss_axes import LossAxes
from widgets.loss_look import LossLook
from widgets.loss_picture import BOTTOM, RATE_ROOM, TOP, LossPicture
from widgets.plot_span import Span
from widgets.readout import write
from widgets.readout_card import Reading, ReadingCard
from widgets.style import Themed, current_theme
from widgets.tape_scrubber import LEFT, RIGHT

Rows = list[list[Reading]]
WHEEL = 1.0015
"""Magnification for an eighth of a degree of the wheel: a fifth for a notch."""
_KEY_ZOOM, _KEY_STEP = 1.5, 0.15
_STILL = 4
"""Pixels that a hand may tremble between press and release of a click."""


class LossPlot(Themed, QWidget):
    """Train in ink, test dashed in teal, further curves as they come; a playhead; exact values under the mouse."""

    index_chosen = Signal(int)
    zoom_changed = Signal()
    """Another part of the run is on show, or the margins beside it changed."""

    def __init__(self, look: LossLook | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(72)
        self.read: Callable[[int], Rows] = lambda _: []
        """The exact values of a record, as rows of names and values."""
        self._look = look or LossLook()
        self._curves: Sequence[Curve] = ()
        self._lines: list[Line] = []
        self._marks: Sequence[RunMark] = ()
        self._rates: Rates | None = None
        self._epochs = np.zeros(0)
        self._planned = 0
        self._index: int | None = None
        self._hovered: int | None = None
        self._hover_at = QPointF()
        self._pressed: QPointF | None = None
        self._is_panning = False
        self._axes = LossAxes(self._look)
        self._card: ReadingCard | None = None
        self._still: QPixmap | None = None
        """The picture without what follows mouse and playhead."""
        self._name()

    # --- what is shown

    def show_run(
        self,
        epochs: np.ndarray,
        curves: Sequence[Curve],
        planned: int,
        rates: Rates | None = None,
        marks: Sequence[RunMark] = (),
    ) -> None:
        """The epochs of the tape, and curves over them (or over those of other runs): cheap where they only grew."""
        self._epochs, self._curves = np.asarray(epochs, np.float64), curves
        self._planned, self._rates, self._marks = planned, rates, marks
        self._hovered = None if self._hovered is not None and self._hovered >= len(epochs) else self._hovered
        self._refresh()

    def set_index(self, index: int | None) -> None:
        """Where the playhead stands."""
        if index != self._index:
            self._index = index
            self._say_values()
            self._show_reading()

    def set_look(self, look: LossLook) -> None:
        """Other axes begin with all of the run in view."""
        self._look = look
        self._name()
        self._axes.set_look(look)
        self._lines = []
        self._refresh()
        self.zoom_changed.emit()

    def reset_range(self) -> None:
        """The next history is another run's: its axes need not match."""
        self._axes.reset_range()
        self._lines = []
        self.fit()

    def fit(self) -> None:
        """All of the run in view, also as it grows."""
        self._set_zoom({})

    def zoom_by(self, factor: float) -> None:
        """Magnify around the playhead, or around the middle."""
        plane, at = self.plane, self.plane.center()
        if self._index is not None and self._index < len(self._epochs):
            x = self.picture.x_at(float(self._epochs[self._index]))
            at = QPointF(min(max(x, plane.left()), plane.right()) if x == x else at.x(), at.y())
        self._zoom_at(at, factor, "xy")

    @property
    def look(self) -> LossLook:
        return self._look

    @property
    def is_zoomed(self) -> bool:
        return bool(self._axes.zoom)

    @property
    def seen_epochs(self) -> Span | None:
        """The part of the run on show, where that is not all of it."""
        if "x" not in self._axes.zoom:
            return None
        low, high = self._axes.zoom["x"]
        return self._axes.x.value(low), self._axes.x.value(high)

    @property
    def right_margin(self) -> int:
        """Beside the plane at the right: more where there is a second axis."""
        return RIGHT + (RATE_ROOM if self._shown_rates is not None else 0)

    def apply_theme(self, theme: Theme) -> None:
        self._still = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._still = None
        return bool(super().event(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._still = None

    # --- the picture

    @property
    def picture(self) -> LossPicture:
        """What is on show, as large as the widget."""
        return self.picture_for(QSizeF(self.size()), self.right_margin)

    def picture_for(self, size: QSizeF, right: float) -> LossPicture:
        """What is on show, on a picture of another size."""
        width, height = size.width() - LEFT - right, size.height() - TOP - BOTTOM
        x, y = self._axes.on(max(width, 1), max(height, 1))
        last = float(self._epochs[-1]) if len(self._epochs) else 0.0
        return LossPicture(size, LEFT, right, x, y, self._lines, self._marks, self._shown_rates, last)

    @property
    def plane(self) -> QRectF:
        return self.picture.plane

    @property
    def _shown_rates(self) -> Rates | None:
        rates = self._rates
        return rates if rates is not None and self._look.has_rate and rates.is_changing and self._curves else None

    def _name(self) -> None:
        is_accuracy = self._look.is_accuracy
        self.setAccessibleName(
            say(Message("Accuracy of every epoch") if is_accuracy else Message("Loss of every epoch"))
        )

    def _refresh(self) -> None:
        """Bring the lines up to date: those whose curve only grew are extended."""
        del self._lines[len(self._curves) :]
        for index, curve in enumerate(self._curves):
            if index < len(self._lines):
                self._lines[index].show(curve)
            else:
                self._lines.append(Line(curve, self._axes.x, self._axes.y, self._look.weight))
        ends = [self._axes.y.value(end) for line in self._lines for end in (line.raw.low, line.raw.high)]
        self._axes.include(self._epochs, self._planned, np.array(ends))
        self._still = None
        self._show_reading()

    # --- zoom

    def _set_zoom(self, zoom: dict[str, Span]) -> None:
        if zoom != self._axes.zoom:
            self._axes.zoom = zoom
            self._still = None
            self._show_reading()
            self.zoom_changed.emit()

    def _zoom_at(self, at: QPointF, factor: float, axes: str) -> None:
        self._set_zoom(self._axes.zoomed_at(self.picture.place_under(at.x(), at.y()), factor, axes))

    def _pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many px with the hand."""
        plane = self.plane
        self._set_zoom(self._axes.moved_by(-dx / plane.width(), dy / plane.height()))

    # --- hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        """At the cursor: both axes over the plane, one of them beside it or with Shift (along) and Ctrl (up)."""
        plane, at, delta = self.plane, event.position(), event.angleDelta()
        turn = delta.y() or delta.x()  # with some keys held, platforms turn the wheel to the side
        if not turn or not len(self._epochs):
            event.ignore()
            return
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ShiftModifier or at.y() > plane.bottom():
            axes = "x"
        elif keys & Qt.KeyboardModifier.ControlModifier or at.x() < plane.left():
            axes = "y"
        else:
            axes = "xy"
        inside = QPointF(min(max(at.x(), plane.left()), plane.right()), min(max(at.y(), plane.top()), plane.bottom()))
        self._zoom_at(inside, WHEEL**turn, axes)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where all is in view, a drag scrubs the tape. Zoomed, it moves the view; on the playhead it scrubs."""
        index = self._index_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or index is None:
            return
        self._pressed = event.position()
        self._is_panning = self.is_zoomed and not self._is_on_playhead(event.position())
        if not self._is_panning:
            self.index_chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is not None and self._is_panning:
            if self.cursor().shape() == Qt.CursorShape.ClosedHandCursor or _apart(at, self._pressed) > _STILL:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._pan(at.x() - self._pressed.x(), at.y() - self._pressed.y())
                self._pressed = at
            return
        self._hovered, self._hover_at = self._index_at(at), at
        if self._pressed is not None and self._hovered is not None:
            self.index_chosen.emit(self._hovered)
        self._show_reading()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_moved = self.cursor().shape() == Qt.CursorShape.ClosedHandCursor
        index = self._index_at(event.position())
        if self._pressed is not None and self._is_panning and not was_moved and index is not None:
            self.index_chosen.emit(index)
        self._pressed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """All of the run in view again."""
        if event.button() == Qt.MouseButton.LeftButton and self.is_zoomed:
            self.fit()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self._show_reading()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hovered = None
        if self._card is not None:
            self._card.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, plane = Qt.Key, self.plane
        along, up = plane.width() * _KEY_STEP, plane.height() * _KEY_STEP
        moves = {
            keys.Key_Left: (along, 0.0),
            keys.Key_Right: (-along, 0.0),
            keys.Key_Up: (0.0, up),
            keys.Key_Down: (0.0, -up),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._pan(*moves[key])
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_by(_KEY_ZOOM)
        elif key == keys.Key_Minus:
            self.zoom_by(1 / _KEY_ZOOM)
        elif key in (keys.Key_0, keys.Key_Home):
            self.fit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say_values()
        self._show_reading()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_reading()

    def _index_at(self, at: QPointF) -> int | None:
        if not len(self._epochs) or not self.plane.adjusted(-6, -16, 6, 6).contains(at):
            return None
        return nearest(self._epochs, self.picture.epoch_under(at.x()))

    def _is_on_playhead(self, at: QPointF) -> bool:
        index = self._index
        if index is None or index >= len(self._epochs):
            return False
        return abs(self.picture.x_at(float(self._epochs[index])) - at.x()) <= _STILL

    def _say_values(self) -> None:
        """For a screen reader: the numbers at the playhead."""
        if self.hasFocus() and self._index is not None and self._index < len(self._epochs):
            rows = self.read(self._index)
            self.setAccessibleDescription("; ".join(f"{name} {value}".strip() for row in rows for name, value in row))

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, picture = current_theme(), self.picture
        if self._still is None:
            self._still = self._painted(picture, theme)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.drawPixmap(0, 0, self._still)
        count = len(self._epochs)
        if not count:
            line = say(Message("Train to see the loss of every epoch."))
            write(painter, picture.plane.center(), line, font(13, REGULAR), theme.text_2)
        if self._index is not None and self._index < count:
            picture.paint_playhead(painter, float(self._epochs[self._index]), theme)
        read = self._read_index
        if read is not None and picture.is_seen(epoch := float(self._epochs[read])):
            picture.paint_crosshair(painter, epoch, None if self._hovered is None else self._hover_at.y(), theme)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        painter.end()

    def _painted(self, picture: LossPicture, theme: Theme) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(QColor(theme.panel))
        painter = QPainter(made)
        picture.paint_axes(painter, theme)
        if len(self._epochs):
            picture.paint_curves(painter, theme)
        painter.end()
        return made

    @property
    def _read_index(self) -> int | None:
        """The record whose values are read: that under the mouse, else, by keyboard, that of the playhead."""
        index = self._hovered if self._hovered is not None else self._index if self.hasFocus() else None
        return index if index is not None and index < len(self._epochs) else None

    def _show_reading(self) -> None:
        """Bring the card up to date, and what is painted along with it."""
        self.update()
        picture, index = self.picture, self._read_index
        epoch = float(self._epochs[index]) if index is not None else math.nan
        if index is None or not picture.is_seen(epoch):
            if self._card is not None:
                self._card.hide()
            return
        x = picture.x_at(epoch)
        rows = [*self.read(index), *self._smoothed_rows(epoch)]
        mark = picture.mark_near(x if self._hovered is None else self._hover_at.x())
        if mark is not None:
            words = Message("after epoch {epoch} {what}", epoch=short(mark.epoch, 7), what=mark.words)
            rows.insert(0, [(say(words), "")])
        if rows:
            if self._card is None or self._card.window() is not self.window():
                self._card = ReadingCard(self.window())
            place = self.mapTo(self.window(), QPoint(0, 0))
            self._card.show_beside(place.x() + x, QRect(place, self.size()), rows)

    def _smoothed_rows(self, epoch: float) -> Rows:
        found = [(line.curve.name, line.smoothed_at(epoch)) for line in self._lines if line.is_smoothed]
        pairs = [
            (say(Message("{name} smoothed", name=name)), short(value, 6))
            for name, value in found
            if value is not None
        ]
        return [pairs] if pairs else []


def _apart(one: QPointF, other: QPointF) -> float:
    return (one - other).manhattanLength()
