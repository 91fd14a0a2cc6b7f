"""The plot of a run under a hand: read, zoomed, moved; a click chooses an epoch. How it looks: `loss_picture.py`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
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
from core.peaks import nearest
from core.rates import Rates
from simulator.curves import Curve, Line, Scale
from simulator.fonts import REGULAR, font
from simulator.maps import nice_ticks
from simulator.run_marks import RunMark
from simulator.theme import Theme
from simulator.words import say
from widgets.loss_look import LossLook
from widgets.loss_picture import RATE_ROOM, Axis, LossPicture
from widgets.loss_range import LossRange, decades, intervals_for
from widgets.plot_span import MOST_ZOOM, Span, moved, zoomed
from widgets.readout import write
from widgets.readout_card import Reading, paint_card
from widgets.style import Themed, current_theme
from widgets.tape_scrubber import LEFT, RIGHT

Rows = list[list[Reading]]
WHEEL = 1.0015
"""Magnification for an eighth of a degree of the wheel: a fifth for a notch."""
_KEY_ZOOM, _KEY_STEP = 1.5, 0.15
_STILL = 4
"""Pixels that a hand may tremble between press and release of a click."""
_SHARES: Span = (0.0, 1.0)


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
        self._range = LossRange()
        self._zoom: dict[str, Span] = {}
        self._still: QPixmap | None = None
        """The picture without what follows mouse and playhead."""
        self._adopt(self._look)

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
            self.update()

    def set_look(self, look: LossLook) -> None:
        """Other axes begin with all of the run in view."""
        before, self._look = self._look, look
        if before.is_log_x is not look.is_log_x:
            self._zoom.pop("x", None)
        if (before.is_log_y, before.is_accuracy) != (look.is_log_y, look.is_accuracy):
            self._zoom.pop("y", None)
        self._adopt(look)
        self._lines = []
        self._refresh()
        self.zoom_changed.emit()

    def reset_range(self) -> None:
        """The next history is another run's: its axes need not match."""
        self._range.reset()
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
        return bool(self._zoom)

    @property
    def seen_epochs(self) -> Span | None:
        """The part of the run on show, where that is not all of it."""
        if "x" not in self._zoom:
            return None
        low, high = self._zoom["x"]
        return self._x_scale.value(low), self._x_scale.value(high)

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
        x_span, y_span = self._span("x"), self._span("y")
        made = LossPicture(
            size,
            LEFT,
            right,
            Axis(self._x_scale, x_span, []),
            Axis(self._y_scale, y_span, []),
            self._lines,
            self._marks,
            self._shown_rates,
            float(self._epochs[-1]) if len(self._epochs) else 0.0,
        )
        plane = made.plane
        x_ticks, y_ticks = self._epoch_ticks(x_span, plane.width()), self._value_ticks(y_span, plane.height())
        return replace(made, x=replace(made.x, ticks=x_ticks), y=replace(made.y, ticks=y_ticks))

    @property
    def plane(self) -> QRectF:
        return self.picture.plane

    @property
    def _shown_rates(self) -> Rates | None:
        rates = self._rates
        return rates if rates is not None and self._look.has_rate and rates.is_changing and self._curves else None

    def _adopt(self, look: LossLook) -> None:
        self._x_scale = Scale(look.is_log_x)
        self._y_scale = Scale(look.is_log_y and not look.is_accuracy)
        is_accuracy = look.is_accuracy
        self.setAccessibleName(
            say(Message("Accuracy of every epoch") if is_accuracy else Message("Loss of every epoch"))
        )
        self._range.is_logarithmic = self._y_scale.is_logarithmic
        self._range.reset()

    def _refresh(self) -> None:
        """Bring the lines up to date: those whose curve only grew are extended."""
        del self._lines[len(self._curves) :]
        for index, curve in enumerate(self._curves):
            if index < len(self._lines):
                self._lines[index].show(curve)
            else:
                self._lines.append(Line(curve, self._x_scale, self._y_scale, self._look.weight))
        ends = [self._y_scale.value(end) for line in self._lines for end in (line.raw.low, line.raw.high)]
        self._range.include(np.array(ends))
        self._still = None
        self.update()

    def _whole(self, axis: str) -> Span:
        """All there is to see along an axis."""
        if axis == "y":
            return _SHARES if self._look.is_accuracy else (self._range.low, self._range.high)
        last = float(max(self._planned, self._epochs[-1] if len(self._epochs) else 0, 1))
        if not self._look.is_log_x:
            return 0.0, last
        first = float(next((each for each in self._epochs[:2].tolist() if each > 0), 1.0))
        return math.log10(min(first, 1.0)), math.log10(max(last, 10 * first))

    def _span(self, axis: str) -> Span:
        return self._zoom.get(axis, self._whole(axis))

    def _epoch_ticks(self, span: Span, width: float) -> list[float]:
        if not len(self._epochs) and not self._planned:
            return []
        most = min(7, max(3, int(width / 70)))
        if self._look.is_log_x:
            return decades(span, most)
        ticks = nice_ticks(*span, most=most)
        # A whole run is counted in whole epochs; in a small part of it single batches count.
        return [each for each in ticks if each == int(each) or span[1] - span[0] < 2]

    def _value_ticks(self, span: Span, height: float) -> list[float]:
        most = intervals_for(height) + 1
        if self._look.is_accuracy and "y" not in self._zoom:
            return [step / (most - 1) for step in range(most)]
        if "y" not in self._zoom:
            return self._range.ticks(height)
        return decades(span, most) if self._y_scale.is_logarithmic else nice_ticks(*span, most=most)

    # --- zoom

    def _set_zoom(self, zoom: dict[str, Span]) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self._still = None
            self.update()
            self.zoom_changed.emit()

    def _zoom_at(self, at: QPointF, factor: float, axes: str) -> None:
        places = dict(zip("xy", self.picture.place_under(at.x(), at.y()), strict=True))
        made = dict(self._zoom)
        for axis in axes:
            span = zoomed(self._span(axis), places[axis], factor, self._whole(axis), MOST_ZOOM[axis])
            made.pop(axis, None)
            if span is not None:
                made[axis] = span
        self._set_zoom(made)

    def _pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many px with the hand."""
        plane, made = self.plane, dict(self._zoom)
        for axis, share in (("x", -dx / plane.width()), ("y", dy / plane.height())):
            if axis in made:
                low, high = made[axis]
                made[axis] = moved(made[axis], share * (high - low), self._whole(axis))
        self._set_zoom(made)

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
        self.update()

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
        self.update()

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
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

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
        if self._hovered is not None and self._hovered < count:
            self._paint_reading(painter, picture, self._hovered, self._hover_at, theme)
        elif self.hasFocus() and self._index is not None and self._index < count:
            self._paint_reading(painter, picture, self._index, None, theme)
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

    def _paint_reading(
        self, painter: QPainter, picture: LossPicture, index: int, mouse: QPointF | None, theme: Theme
    ) -> None:
        epoch = float(self._epochs[index])
        if not picture.is_seen(epoch):
            return
        picture.paint_crosshair(painter, epoch, None if mouse is None else mouse.y(), theme)
        x = picture.x_at(epoch)
        rows = [*self.read(index), *self._smoothed_rows(epoch)]
        mark = picture.mark_near(x if mouse is None else mouse.x())
        if mark is not None:
            rows.insert(
                0, [(say(Message("after epoch {epoch} {what}", epoch=_plain(mark.epoch), what=mark.words)), "")]
            )
        if rows:
            room = QRectF(4, 2, self.width() - 8, self.height() - 4)
            at = QPointF(x, picture.plane.center().y() if mouse is None else mouse.y())
            paint_card(painter, at, rows, room, theme)

    def _smoothed_rows(self, epoch: float) -> Rows:
        found = [(line.curve.name, line.smoothed_at(epoch)) for line in self._lines if line.is_smoothed]
        pairs = [
            (say(Message("{name} smoothed", name=name)), f"{value:.6g}") for name, value in found if value is not None
        ]
        return [pairs] if pairs else []


def _plain(epoch: float) -> str:
    return f"{epoch:.7g}"


def _apart(one: QPointF, other: QPointF) -> float:
    return (one - other).manhattanLength()
