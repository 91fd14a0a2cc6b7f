"""The plot of a run on pyqtgraph: read, zoomed, moved; a click chooses an epoch."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPen

from core.message import Message
from core.runs.peaks import nearest
from core.runs.rates import Rates
from simulator.plots.curves import Curve, Line, Scale
from simulator.plots.maps import nice_ticks
from simulator.theme import Theme
from simulator.training.run_marks import RunMark
from simulator.words import say
from widgets.loss.loss_axes import LossAxis, epoch_ticks, whole_run
from widgets.loss.loss_curves import Plane, RunCurve
from widgets.loss.loss_labels import dots_on, end_of_rate, ends_of, tags_on
from widgets.loss.loss_look import LossLook
from widgets.loss.loss_marks import LossMarks
from widgets.loss.loss_places import LossPlaces
from widgets.loss.loss_pointer import LossPointer
from widgets.loss.loss_range import LossRange, Span, decades, intervals_for
from widgets.loss.loss_rate import ROOM, LossRate
from widgets.loss.loss_reading import mark_rows, smoothed_row
from widgets.loss.loss_signs import LossSigns, LossWords
from widgets.loss.loss_view import LossView
from widgets.loss.loss_why import LossWhy
from widgets.loss.readout_card import Rows
from widgets.loss.tape_scrubber import LEFT, RIGHT
from widgets.parts.style import Themed, current_theme

TOP, BOTTOM = 16, 26
_KEY_ZOOM = 1.5


class LossPlot(Themed, pg.PlotWidget):
    """Train in ink, test dashed in teal, further curves as they come; a playhead; exact values under the mouse."""

    index_chosen = Signal(int)
    tag_clicked = Signal(str)
    """On a curve, or beside its end."""
    zoom_changed = Signal()
    """Another part of the run is on show."""

    def __init__(self, look: LossLook | None = None, ratio: float | None = None) -> None:
        """`ratio` is the size of a px in pixels, where that is not the screen's."""
        self._is_ready = False  # pyqtgraph changes its look while it is made
        self._fixed_ratio = ratio
        self.look = look or LossLook()
        self.read: Callable[[int], Rows] = lambda _: []
        """The exact values of a record, as rows of names and values."""
        self._y = Scale()
        self._range = LossRange()
        self._planned = 0
        self._curves: Sequence[Curve] = ()
        self._drawn: list[RunCurve] = []
        self._marks: Sequence[RunMark] = ()
        self._view = LossView()
        self.places = LossPlaces(self._view)
        self._rate = LossRate()
        self._axes = {
            "left": LossAxis("left", LEFT, self._value_ticks),
            "bottom": LossAxis("bottom", BOTTOM, lambda span, width: epoch_ticks(self.places.x, span, width)),
            "top": LossAxis("top", TOP, lambda *_: []),
            "right": self._rate.axis,
        }
        super().__init__(viewBox=self._view, axisItems=dict(self._axes), enableMenu=False)
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
        self._signs = LossSigns(self._view, item, self.tag_clicked.emit)
        self.marks = LossMarks(self._view, self._axes["top"])
        self._words = LossWords(item, self.tag_clicked.emit)
        self._pointer = LossPointer(self, self.places, self._signs, self._axes["left"], self._rows_at)
        self.why = LossWhy(self, self.places, self._words)
        self._view.sigRangeChanged.connect(self._follow_view)
        self._view.sigResized.connect(self._follow_view)
        self._view.chosen.connect(self._choose)
        self._view.clicked_beside.connect(self._choose_mark)
        self._view.grip_changed.connect(self._show_grip)
        self.scene().sigMouseMoved.connect(lambda at: self._pointer.hover(at, TOP))

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
        self.places.epochs, self._curves = np.asarray(epochs, np.float64), curves
        self._planned, self._marks = planned, marks
        is_seen = rates is not None and self.look.has_rate and rates.is_changing and bool(curves)
        self._rate.show(rates if is_seen else None)
        self.getPlotItem().layout.activate()
        self._refresh()

    def set_index(self, index: int | None) -> None:
        """Where the playhead stands."""
        if index != self.places.index:
            self.places.index = index
            self._say_values()
            self._show_playhead()
            self._pointer.show()

    def set_look(self, look: LossLook) -> None:
        """Other axes begin with all of the run in view."""
        x, y = Scale(look.is_log_x), Scale(look.is_log_y and not look.is_accuracy)
        same = x == self.places.x, (y, look.is_accuracy) == (self._y, self.look.is_accuracy)
        self.look, self.places.x, self._y = look, x, y
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
        epoch = self.places.epoch_at(self.places.index)
        if epoch is not None and self.places.is_seen(epoch):
            at.setX(self.places.x.place(epoch))
            heights = [y for each in self._drawn if (y := each.line.place_at(epoch)) is not None]
            at.setY(heights[0] if heights else at.y())
        self._view.scaleBy((1 / factor, 1 / factor), at)

    @property
    def is_zoomed(self) -> bool:
        return self._view.is_zoomed()

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
        made.show_run(self.places.epochs, self._curves, self._planned, self._rate.rates, self._marks)
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

    def _rows_at(self, index: int, x: float) -> Rows:
        """All there is to read at a record, with the marks next to a place on screen."""
        smoothed = smoothed_row((each.line for each in self._drawn), float(self.places.epochs[index]), self._y)
        return [*mark_rows(self.marks.near(x)), *self.read(index), *smoothed]

    @property
    def _ratio(self) -> float:
        return self._fixed_ratio or self.devicePixelRatioF()

    @property
    def _plane(self) -> Plane:
        (x, y), size = self._view.viewRange(), self._view.size()
        return Plane((x[0], x[1]), (y[0], y[1]), max(size.width(), 1.0), max(size.height(), 1.0), self._ratio)

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
                line = Line(curve, self.places.x, self._y, self.look.weight)
                self._drawn.append(RunCurve(line, self._view, depth=index + 1))
        ends = [self._y.value(end) for each in self._drawn for end in (each.line.raw.low, each.line.raw.high)]
        self._range.include(np.array(ends))
        self._is_ready = False
        values = (0.0, 1.0) if self.look.is_accuracy else (self._range.low, self._range.high)
        self._view.set_whole(whole_run(self.places.x, self.places.epochs, self._planned), values)
        self._is_ready = True
        self.marks.show(self._marks, self.places.x)
        self._follow_view()

    def _follow_view(self, *_: object) -> None:
        """Another part is on show, in another size or in other colours."""
        if not self._is_ready:
            return
        theme, plane = current_theme(), self._plane
        for each in self._drawn:
            each.feed(plane, theme)
        self._rate.feed(plane, self.places.x, self.places.last, theme)
        self._signs.dress(plane, theme)
        self.marks.dress(plane, theme)
        self._signs.show_tags(tags_on(self._drawn, plane, theme), theme)
        self._show_words(plane, theme)
        self._show_playhead()
        self._pointer.show()
        self.zoom_changed.emit()

    def _show_words(self, plane: Plane, theme: Theme) -> None:
        area, last = self.places.plane, min(self.places.last, self.places.x.value(plane.x[1]))
        ends = ends_of(self._drawn, plane, area, self._y, theme)
        rate = end_of_rate(self._rate, last, area, len(ends), theme)
        left = area.right() + 14 + self.right_margin - RIGHT
        self._words.show_words(ends if rate is None else [*ends, rate], area, left, theme)

    def _show_playhead(self) -> None:
        theme, plane, epoch = current_theme(), self._plane, self.places.epoch_at(self.places.index)
        if epoch is None or not self.places.is_seen(epoch):
            self._view.playhead = None
            self._signs.show_playhead(None, (), plane, theme)
            return
        place = self._view.playhead = self.places.x.place(epoch)
        self._signs.show_playhead(place, dots_on(self._drawn, place, epoch, plane, theme), plane, theme)

    # --- hands

    def _choose_mark(self, at: QPointF) -> None:
        """A click on a sign above the plane shows that moment."""
        marks = self.marks.near(at.x()) if at.y() <= self.places.plane.top() else ()
        if marks and len(self.places.epochs):
            record = next((mark.record for mark in marks if mark.record is not None), None)
            self.index_chosen.emit(nearest(self.places.epochs, marks[0].epoch) if record is None else record)

    def _show_grip(self, is_gripped: bool) -> None:
        self._signs.is_gripped = is_gripped
        self._signs.dress(self._plane, current_theme())

    def _choose(self, place: float) -> None:
        """The record nearest to a place along x."""
        if len(self.places.epochs):
            self.index_chosen.emit(nearest(self.places.epochs, self.places.epoch_within(place)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer.leave()
        self.why.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pointer.leave()

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
        elif key in (keys.Key_Return, keys.Key_Enter):
            self.why.ask_at_playhead(is_test=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say_values()
        self._pointer.show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pointer.show()

    def _say_values(self) -> None:
        """For a screen reader: the numbers at the playhead."""
        if self.hasFocus() and self.places.index is not None and self.places.epoch_at(self.places.index) is not None:
            rows = self.read(self.places.index)
            self.setAccessibleDescription("; ".join(f"{name} {value}".strip() for row in rows for name, value in row))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """A ring while the keys are its own."""
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(current_theme().ink), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
