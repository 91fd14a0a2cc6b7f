"""The curve of the loss, epoch by epoch. pyqtgraph draws the lines; axes and words are drawn in our own type."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.message import Message
from core.numbers import exact, short, steady
from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.maps import nice_ticks
from simulator.theme import Theme
from simulator.words import say
from widgets.loss_range import LossRange
from widgets.readout import paint_readout, write
from widgets.style import Themed, current_theme
from widgets.tape_scrubber import LEFT, RIGHT

_TOP, _BOTTOM = 14, 26
_LABEL_PITCH = 18
_MOST_BINS = 300
_DASH, _GAP = 6, 4
_DENSE = 150
"""Points from which a curve is drawn in separate segments: as one outline, a jagged one costs 100 times as much."""


@dataclass(frozen=True)
class _Line:
    """One curve and how it is said and drawn."""

    name: str
    epochs: np.ndarray
    losses: np.ndarray
    color: str
    is_dashed: bool


class LossPlot(Themed, pg.PlotWidget):
    """Train in ink, test dashed in teal; a playhead; exact values under the mouse; a click chooses an epoch."""

    index_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._curves: dict[str, pg.PlotDataItem] = {}  # before the first event: pyqtgraph changes its look while made
        super().__init__(parent)
        self.setAccessibleName(say(Message("Loss of every epoch")))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the tape below it takes the keys
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setMouseTracking(True)
        self.setMinimumHeight(72)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.hideAxis("left")
        item.hideAxis("bottom")
        item.layout.setContentsMargins(LEFT, _TOP, RIGHT, _BOTTOM)
        item.getViewBox().setDefaultPadding(0)
        curves = {name: item.plot(antialias=True) for name in ("train", "test")}
        self._epochs = np.zeros(0)
        self._losses: dict[str, np.ndarray] = {}
        self._planned = 0
        self._index: int | None = None
        self._hovered: int | None = None
        self._range = LossRange()
        self._curves = curves
        self.apply_theme(current_theme())

    # --- what is shown

    def show_history(self, epochs: np.ndarray, train: np.ndarray, test: np.ndarray | None, planned: int) -> None:
        self._epochs = np.asarray(epochs)
        self._losses = {"train": np.asarray(train)}
        if test is not None:
            self._losses["test"] = np.asarray(test)
        self._planned = planned
        self._refresh()

    def set_index(self, index: int | None) -> None:
        """Where the playhead stands."""
        self._index = index
        self.viewport().update()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        self._range.is_logarithmic = is_logarithmic
        self._range.reset()
        self._refresh()

    def reset_range(self) -> None:
        """The next history is another run's: its axis need not match."""
        self._range.reset()

    def apply_theme(self, theme: Theme) -> None:
        self.setBackground(theme.panel)
        if self._curves:
            self._refresh()
        self.viewport().update()

    def _pen(self, name: str, is_dashed: bool) -> QPen:
        theme = current_theme()
        # pyqtgraph's pens are cosmetic: their width is in pixels of the screen, not of the window.
        pen = QPen(QColor(theme.test if name == "test" else theme.ink), 2 * self.devicePixelRatioF())
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # round joins cost as much as all the rest
        pen.setCosmetic(True)
        if is_dashed:
            pen.setDashPattern([_DASH / 2, _GAP / 2])  # of the pen's width
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _dashes(self, epochs: np.ndarray) -> np.ndarray:
        """Which points of a dense curve are joined to the next: dashes by their place on the axis."""
        xs = epochs * (self.plane.width() / self._last_epoch)
        return ((xs % (_DASH + _GAP)) < _DASH).astype(np.int32)

    def _refresh(self) -> None:
        finite = [losses[np.isfinite(losses)] for losses in self._losses.values()]
        self._range.include(np.concatenate(finite) if finite else np.zeros(0))
        for name, curve in self._curves.items():
            losses = self._losses.get(name, np.zeros(0))
            kept = self._range.can_show(losses)
            heights = self._range.to_axis(losses[kept])
            epochs, heights = thinned(self._epochs[: len(losses)][kept], heights, _MOST_BINS)
            is_dense = len(epochs) > _DENSE
            curve.curve.setSegmentedLineMode("on" if is_dense else "off")
            is_cut = is_dense and name == "test"
            curve.setPen(self._pen(name, is_dashed=name == "test" and not is_dense))
            connected = self._dashes(epochs) if is_cut else "all"
            curve.setData(epochs, heights, connect=connected)
        view = self.getPlotItem().getViewBox()
        view.setRange(xRange=(0, self._last_epoch), yRange=(self._range.low, self._range.high), padding=0)
        self.viewport().update()

    @property
    def _last_epoch(self) -> float:
        return float(max(self._planned, self._epochs[-1] if len(self._epochs) else 0, 1))

    def _lines(self, theme: Theme) -> Iterator[_Line]:
        for name, losses in self._losses.items():
            kept = self._range.can_show(losses)
            if kept.any():
                words = say(Message("test") if name == "test" else Message("train"))
                color = theme.test if name == "test" else theme.ink
                yield _Line(words, self._epochs[kept], losses[kept], color, is_dashed=name == "test")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.apply_theme(current_theme())
        return bool(super().event(event))

    # --- where it is shown

    @property
    def plane(self) -> QRectF:
        return QRectF(LEFT, _TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - _TOP - _BOTTOM, 1))

    def _x(self, epoch: float) -> float:
        return self.plane.left() + self.plane.width() * epoch / self._last_epoch

    def _y(self, loss: float) -> float:
        height = float(self._range.to_axis(np.array([loss]))[0])
        share = (height - self._range.low) / (self._range.high - self._range.low)
        return self.plane.bottom() - self.plane.height() * share

    # --- hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._index_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton and self._hovered is not None:
            self.index_chosen.emit(self._hovered)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.index_chosen.emit(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing: pyqtgraph would pan."""

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.viewport().update()

    def _index_at(self, at: QPointF) -> int | None:
        if not len(self._epochs) or not self.plane.adjusted(-6, -_TOP, 6, 6).contains(at):
            return None
        epoch = (at.x() - self.plane.left()) / self.plane.width() * self._last_epoch
        return int(np.abs(self._epochs - epoch).argmin())

    # --- drawing

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        super().drawBackground(painter, rect)
        theme, plane, small = current_theme(), self.plane, font(11, REGULAR)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for loss in self._range.ticks(plane.height()):
            y = round(self._y(loss)) + 0.5
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(plane.left(), y), QPointF(plane.right(), y))
            if len(self._epochs):
                write(painter, QPointF(plane.left() - 10, y), short(loss), small, theme.text_3, align=1.0)
        painter.setPen(QPen(QColor(theme.border), 1))
        floor = round(plane.bottom()) + 0.5
        painter.drawLine(QPointF(plane.left(), floor), QPointF(plane.right(), floor))
        if not len(self._epochs) and not self._planned:
            return
        below = plane.bottom() + 14
        for epoch in nice_ticks(0, self._last_epoch, most=min(7, max(3, int(plane.width() / 70)))):
            if epoch == int(epoch):
                write(painter, QPointF(self._x(epoch), below), short(epoch, 7), small, theme.text_3)
        write(painter, QPointF(plane.right() + 22, below), say(Message("epoch")), small, theme.text_3, align=0.0)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        theme = current_theme()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        if not len(self._epochs):
            return
        lines = list(self._lines(theme))
        if self._index is not None and self._index < len(self._epochs):
            self._paint_playhead(painter, lines, float(self._epochs[self._index]), theme)
        self._paint_ends(painter, lines)
        if self._hovered is not None and self._hovered < len(self._epochs):
            self._paint_hover(painter, self._hovered, theme)

    def _paint_playhead(self, painter: QPainter, lines: list[_Line], epoch: float, theme: Theme) -> None:
        x = round(self._x(epoch)) + 0.5
        painter.setPen(QPen(QColor(theme.ink), 1.25))
        painter.drawLine(QPointF(x, self.plane.top() - 4), QPointF(x, self.plane.bottom()))
        for line in lines:
            here = int(np.abs(line.epochs - epoch).argmin())
            if line.epochs[here] != epoch:
                continue
            at = QPointF(self._x(epoch), self._y(float(line.losses[here])))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.panel))
            painter.drawEllipse(at, 6, 6)
            painter.setPen(QPen(QColor(line.color), 2))
            painter.setBrush(QColor(theme.panel if line.is_dashed else line.color))
            painter.drawEllipse(at, 3.5, 3.5)

    def _paint_ends(self, painter: QPainter, lines: list[_Line]) -> None:
        """Name and last value at the end of every line, never nearer than a line of text."""
        heights = spread([self._y(float(line.losses[-1])) for line in lines], self.plane.bottom() - 6)
        for line, y in zip(lines, heights, strict=True):
            at = QPointF(self.plane.right() + 14, y)
            light, name = font(12, REGULAR), f"{line.name} "
            write(painter, at, name, light, line.color, align=0.0)
            beside = at + QPointF(painter.fontMetrics().horizontalAdvance(name), 0)
            write(painter, beside, steady(float(line.losses[-1])), font(13, SEMIBOLD), line.color, align=0.0)

    def _paint_hover(self, painter: QPainter, index: int, theme: Theme) -> None:
        epoch = self._epochs[index]
        x = round(self._x(float(epoch))) + 0.5
        painter.setPen(QPen(QColor(theme.text_3), 1))
        painter.drawLine(QPointF(x, self.plane.top()), QPointF(x, self.plane.bottom()))
        values = [(say(Message("epoch")), short(float(epoch), 7))]
        for name, losses in self._losses.items():
            if index < len(losses) and not math.isnan(losses[index]):
                words = say(Message("test") if name == "test" else Message("train"))
                values.append((words, exact(float(losses[index]))))
        paint_readout(painter, QPointF(x, self.plane.top() + 44), values, self.width(), theme)


def spread(heights: list[float], lowest: float) -> list[float]:
    """Heights of labels moved apart to one line of text each, the lowest of them not below `lowest`."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for before, here in pairwise(order):
        placed[here] = max(placed[here], placed[before] + _LABEL_PITCH)
    limit = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - _LABEL_PITCH
    return placed


def thinned(epochs: np.ndarray, heights: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """The same curve to the eye in two points a bin, the lowest and the highest; the last points stay as they are."""
    per_bin = len(heights) // bins
    if per_bin < 3:
        return epochs, heights
    whole = per_bin * bins
    rows = heights[:whole].reshape(bins, per_bin)
    places = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    chosen = np.append((places + np.arange(bins)[:, None] * per_bin).ravel(), np.arange(whole, len(heights)))
    return epochs[chosen], heights[chosen]
