"""The plot of a run on pyqtgraph: read, zoomed, moved; a click chooses an epoch."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPen

from core.message import Message
from core.peaks import nearest
from core.rates import Rates
from simulator.curves import Curve, Line, Scale
from simulator.maps import nice_ticks
from simulator.run_marks import RunMark
from simulator.theme import Theme
from simulator.words import say
from widgets.loss_axes import LossAxis, epoch_ticks, whole_run
from widgets.loss_curves import Plane, RunCurve
from widgets.loss_look import LossLook
from widgets.loss_range import LossRange, Span, decades, intervals_for
from widgets.loss_rate import ROOM, LossRate
from widgets.loss_reading import LossReading, mark_row, smoothed_row
from widgets.loss_signs import LABEL_PITCH, Dot, End, LossSigns, LossWords, Tag
from widgets.loss_view import LossView
from widgets.readout_card import Rows
from widgets.style import Themed, current_theme
from widgets.tape_scrubber import LEFT, RIGHT

TOP, BOTTOM = 16, 26
_KEY_ZOOM = 1.5
_NEAR = 6.0
"""Pixels from a mark, within which it is read."""


class LossPlot(Themed, pg.PlotWidget):
    """Train in ink, test dashed in teal, further curves as they come; a playhead; exact values under the mouse."""

    index_chosen = Signal(int)
    zoom_changed = Signal()
    """Another part of the run is on show."""

    def __init__(self, look: LossLook | None = None, ratio: float | None = None) -> None:
        """`ratio` is the size of a px in pixels, where that is not the screen's."""
        self._is_ready = False  # pyqtgraph changes its look while it is made
        self._fixed_ratio = ratio
        self.look = look or LossLook()
        self.read: Callable[[int], Rows] = lambda _: []
        """The exact values of a record, as rows of names and values."""
        self._x = self._y = Scale()
        self._range = LossRange()
        self._epochs = np.zeros(0)
        self._planned = 0
        self._curves: Sequence[Curve] = ()
        self._drawn: list[RunCurve] = []
        self._marks: Sequence[RunMark] = ()
        self._index: int | None = None
        self._hovered: int | None = None
        self._hover_at = QPointF()
        self._view = LossView()
        self._rate = LossRate()
        self._axes = {
            "left": LossAxis("left", LEFT, self._value_ticks),
            "bottom": LossAxis("bottom", BOTTOM, lambda span, width: epoch_ticks(self._x, span, width)),
            "top": LossAxis("top", TOP, lambda *_: []),
            "right": self._rate.axis,
        }
        super().__init__(viewBox=self._view, axisItems=dict(self._axes), enableMenu=False)
        self._reading = LossReading(self)
        self._compose()
        self._is_ready = True
        self.apply_theme(current_theme())
        self.set_look(self.look)

    def _compose(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumHeight(72)
        item = self.getPlotItem()
        item.hideButtons()
        for axis in self._axes.values():
            axis.setZValue(-10)  # rules lie behind the curves
        item.layout.setContentsMargins(0, 0, RIGHT, 0)
        self._rate.put_behind(self._view, item)
        self._signs = LossSigns(self._view, item, self._axes["top"])
        self._words = LossWords(item)
        self._view.sigRangeChanged.connect(self._follow_view)
        self._view.sigResized.connect(self._follow_view)
        self._view.chosen.connect(self._choose)
        self._signs.playhead.sigDragged.connect(lambda line: self._choose(line.value()))
        self.scene().sigMouseMoved.connect(self._hover)

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
        self._planned, self._marks = planned, marks
        self._hovered = None if self._hovered is not None and self._hovered >= len(epochs) else self._hovered
        is_seen = rates is not None and self.look.has_rate and rates.is_changing and bool(curves)
        self._rate.show(rates if is_seen else None)
        self.getPlotItem().layout.activate()
        self._refresh()

    def set_index(self, index: int | None) -> None:
        """Where the playhead stands."""
        if index != self._index:
            self._index = index
            self._say_values()
            self._show_playhead()
            self._show_reading()

    def set_look(self, look: LossLook) -> None:
        """Other axes begin with all of the run in view."""
        x, y = Scale(look.is_log_x), Scale(look.is_log_y and not look.is_accuracy)
        same = x == self._x, (y, look.is_accuracy) == (self._y, self.look.is_accuracy)
        self.look, self._x, self._y = look, x, y
        self._axes["bottom"].values, self._axes["left"].values = x, y
        self._range.is_logarithmic = y.is_logarithmic
        name = Message("Accuracy of every epoch") if look.is_accuracy else Message("Loss of every epoch")
        self.setAccessibleName(say(name))
        self._begin_again()
        for axis in (0, 1):
            if not same[axis]:
                self._view.fit(axis)
        self._refresh()

    def reset_range(self) -> None:
        """The next history is another run's: its axes need not match."""
        self._begin_again()
        self.fit()

    def fit(self) -> None:
        """All of the run in view, also as it grows."""
        self._view.fit()

    def zoom_by(self, factor: float) -> None:
        """Magnify around the playhead and its curve, or around the middle."""
        at = self._view.viewRect().center()
        if self._index is not None and self._index < len(self._epochs):
            epoch = float(self._epochs[self._index])
            if self._is_seen(epoch):
                at.setX(self._x.place(epoch))
                heights = [y for each in self._drawn if (y := each.line.place_at(epoch)) is not None]
                at.setY(heights[0] if heights else at.y())
        self._view.scaleBy((1 / factor, 1 / factor), at)

    @property
    def is_zoomed(self) -> bool:
        return self._view.is_zoomed()

    @property
    def seen_epochs(self) -> Span | None:
        """The part of the run on show, where that is not all of it."""
        if not self._view.is_zoomed(0):
            return None
        low, high = self._view.viewRange()[0]
        return self._x.value(low), self._x.value(high)

    @property
    def right_margin(self) -> int:
        """Beside the plane at the right: more where there is a second axis."""
        return RIGHT + (ROOM if self._rate.rates is not None else 0)

    def copy_of_size(self, size: QSize, ratio: float) -> LossPlot:
        """What is on show, on a plot of another size, without playhead and mouse; a px is `ratio` pixels wide."""
        made = LossPlot(self.look, ratio=ratio)
        made.resize(size)
        made.resizeEvent(None)  # Qt tells hidden widgets later
        made._range = copy.copy(self._range)
        made.show_run(self._epochs, self._curves, self._planned, self._rate.rates, self._marks)
        x, y = self._view.viewRange()
        made._view.setRange(xRange=x, yRange=y, padding=0)
        return made

    def apply_theme(self, theme: Theme) -> None:
        if self._is_ready:
            self.setBackground(theme.panel)
            for axis in self._axes.values():
                axis.dress(theme, self._ratio)
            self._follow_view()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.apply_theme(current_theme())
        return bool(super().event(event))

    # --- where it is shown

    @property
    def plane(self) -> QRectF:
        """Where the curves are, in px of the widget."""
        return self._view.mapRectToScene(self._view.rect())

    def x_at(self, epoch: float) -> float:
        """The x of an epoch; NaN where it has no place."""
        return float(self._view.mapViewToScene(QPointF(self._x.place(epoch), 0)).x())

    def epoch_under(self, x: float) -> float:
        """The epoch at a place on screen; it need not be a recorded one."""
        return self._x.value(self._view.mapSceneToView(QPointF(x, 0)).x())

    def mark_near(self, x: float) -> RunMark | None:
        """The mark next to a place on screen."""
        seen = [mark for mark in self._marks if self._is_seen(mark.epoch)]
        near = min(seen, key=lambda mark: abs(self.x_at(mark.epoch) - x), default=None)
        return near if near is not None and abs(self.x_at(near.epoch) - x) <= _NEAR else None

    @property
    def _ratio(self) -> float:
        return self._fixed_ratio or self.devicePixelRatioF()

    @property
    def _plane(self) -> Plane:
        (x, y), size = self._view.viewRange(), self._view.size()
        return Plane((x[0], x[1]), (y[0], y[1]), max(size.width(), 1.0), max(size.height(), 1.0), self._ratio)

    def _is_seen(self, epoch: float) -> bool:
        (low, high), place = self._view.viewRange()[0], self._x.place(epoch)
        return bool(low - 1e-9 * (high - low) <= place <= high + 1e-9 * (high - low))

    def _value_ticks(self, span: Span, height: float) -> list[float]:
        most = intervals_for(height) + 1
        if self._view.is_zoomed(1):
            return decades(span, most) if self._y.is_logarithmic else nice_ticks(*span, most=most)
        if self.look.is_accuracy:
            return [step / (most - 1) for step in range(most)]
        return self._range.ticks(height)

    # --- keeping up

    def _begin_again(self) -> None:
        self._range.reset()
        for each in self._drawn:
            each.remove()
        self._drawn = []

    def _refresh(self) -> None:
        """Bring lines and axes up to date: lines whose curve only grew are extended."""
        for each in self._drawn[len(self._curves) :]:
            each.remove()
        del self._drawn[len(self._curves) :]
        for index, curve in enumerate(self._curves):
            if index < len(self._drawn):
                self._drawn[index].line.show(curve)
            else:
                # Train lies on top: it is what training works on.
                line = Line(curve, self._x, self._y, self.look.weight)
                self._drawn.append(RunCurve(line, self._view, depth=index + 1))
        ends = [self._y.value(end) for each in self._drawn for end in (each.line.raw.low, each.line.raw.high)]
        self._range.include(np.array(ends))
        self._is_ready = False
        values = (0.0, 1.0) if self.look.is_accuracy else (self._range.low, self._range.high)
        self._view.set_whole(whole_run(self._x, self._epochs, self._planned), values)
        self._is_ready = True
        self._signs.show_marks(self._marks, self._x)
        self._follow_view()

    def _follow_view(self, *_: object) -> None:
        """Another part is on show, in another size or in other colours."""
        if not self._is_ready:
            return
        theme, plane = current_theme(), self._plane
        for each in self._drawn:
            each.feed(plane, theme)
        self._rate.feed(plane, self._x, self._last, theme)
        self._signs.dress(plane, theme)
        self._signs.show_tags(self._tags(theme), theme)
        self._show_words(theme)
        self._show_playhead()
        self._show_reading()
        self.zoom_changed.emit()

    @property
    def _last(self) -> float:
        return float(self._epochs[-1]) if len(self._epochs) else 0.0

    def _tags(self, theme: Theme) -> list[Tag]:
        """The tags of curves that have one, side by side where the curves lie on each other."""
        made = []
        tagged = [each for each in self._drawn if each.line.curve.tag]
        (left, right), (low, high) = self._view.viewRange()
        for number, each in enumerate(tagged, start=1):
            points, curve = each.line.main, each.line.curve
            if not len(points):
                continue
            at = nearest(points.x, left + (right - left) * number / (len(tagged) + 1))
            x, y = float(points.x[at]), float(points.y[at])
            if left <= x <= right and low <= y <= high:
                made.append(Tag(x, y, curve.tag, theme.color(curve.color)))
        return made

    def _show_words(self, theme: Theme) -> None:
        plane, (right, (low, high)) = self.plane, (self._view.viewRange()[0][1], self._view.viewRange()[1])
        ends = []
        for each in self._drawn:
            place = each.end(right)
            if place is not None:
                height = plane.bottom() - plane.height() * (place - low) / (high - low)
                name, color = say(each.line.curve.name), theme.color(each.line.curve.color)
                ends.append(End(height, name, self._y.value(place), color))
        del ends[max(int(plane.height() / LABEL_PITCH), 2) :]  # other runs come last, and lines tell them too
        rate = self._rate.end(min(self._last, self._x.value(right)))
        if rate is not None and plane.height() >= (len(ends) + 1) * LABEL_PITCH:
            ends.append(End(plane.bottom() - plane.height() * rate[1], say(Message("rate")), rate[0], theme.text_3))
        left = plane.right() + 14 + (ROOM if rate is not None else 0)
        self._words.show_words(ends, plane, left, theme)

    def _show_playhead(self) -> None:
        theme, index = current_theme(), self._index
        epoch = float(self._epochs[index]) if index is not None and index < len(self._epochs) else math.nan
        if not self._is_seen(epoch):
            self._signs.show_playhead(None, (), self._plane, theme)
            return
        low, high = self._view.viewRange()[1]
        dots = [
            Dot(self._x.place(epoch), y, theme.color(each.line.curve.color), each.line.curve.is_dashed)
            for each in self._drawn
            if not each.line.curve.is_aside and (y := each.line.place_at(epoch)) is not None and low <= y <= high
        ]
        self._signs.show_playhead(self._x.place(epoch), dots, self._plane, theme)

    # --- hands

    def _choose(self, place: float) -> None:
        """The record nearest to a place along x."""
        low, high = self._view.viewRange()[0]
        if len(self._epochs):
            self.index_chosen.emit(nearest(self._epochs, self._x.value(min(max(place, low), high))))

    def _hover(self, at: QPointF) -> None:
        is_inside = len(self._epochs) and self.plane.adjusted(-6, -TOP, 6, 6).contains(at)
        self._hovered = nearest(self._epochs, self.epoch_under(at.x())) if is_inside else None
        self._hover_at = at
        self._show_reading()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self._show_reading()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hovered = None
        self._show_reading()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = Qt.Key, Qt.Key(event.key())
        if self._view.step(key):
            return
        if key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_by(_KEY_ZOOM)
        elif key == keys.Key_Minus:
            self.zoom_by(1 / _KEY_ZOOM)
        elif key in (keys.Key_0, keys.Key_Home):
            self.fit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say_values()
        self._show_reading()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_reading()

    def _say_values(self) -> None:
        """For a screen reader: the numbers at the playhead."""
        if self.hasFocus() and self._index is not None and self._index < len(self._epochs):
            rows = self.read(self._index)
            self.setAccessibleDescription("; ".join(f"{name} {value}".strip() for row in rows for name, value in row))

    # --- reading

    @property
    def _read_index(self) -> int | None:
        """The record whose values are read: that under the mouse, else, by keyboard, that of the playhead."""
        index = self._hovered if self._hovered is not None else self._index if self.hasFocus() else None
        return index if index is not None and index < len(self._epochs) and self.isVisible() else None

    def _show_reading(self) -> None:
        """Bring the card and the crosshair up to date."""
        index = self._read_index
        epoch = float(self._epochs[index]) if index is not None else math.nan
        is_read = index is not None and self._is_seen(epoch)
        height = self._hover_at.y() if is_read and self._hovered is not None else None
        up = None if height is None else self._view.mapSceneToView(self._hover_at).y()
        self._signs.show_crosshair(self._x.place(epoch) if is_read else None, up)
        self._axes["left"].show_reading(height)
        if index is None or not is_read:
            self._reading.hide()
            return
        x = self.x_at(epoch)
        mark = self.mark_near(x if self._hovered is None else self._hover_at.x())
        smoothed = smoothed_row((each.line for each in self._drawn), epoch, self._y)
        self._reading.show(x, [*mark_row(mark), *self.read(index), *smoothed])

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """A ring while the keys are its own."""
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(current_theme().ink), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
