"""The decision map as something to read from and to point at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.experiment import DataSource, Example
from core.message import Message
from core.network import Array, Network
from core.numbers import short
from simulator import maps
from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.theme import Theme
from simulator.words import say
from widgets.readout import paint_readout, write
from widgets.style import Themed, current_theme

_LEFT, _TOP, _RIGHT = 34, 6, 2
_BELOW = 40
_LEGEND = 48
_MOST_PRODUCTS = 2e8
_REACH = 10.0
"""How near to a point the mouse means it, in px."""


class MapView(Themed, QWidget):
    """Map, axes and legend. The mouse reads values; a click, or arrow keys and Enter, choose a row."""

    row_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Decision map")))
        self.setAccessibleDescription(say(Message("Arrow keys go from row to row, Enter traces it")))
        self.setToolTip(say(Message("Click a point to trace its row")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self._points = self._seen = maps.MapPoints()
        """All rows of the data, and those on show."""
        self._kinds = (True, True)
        self._domain = maps.domain_of(self._points.inputs)
        self._names = ("", "")
        """Of the raw columns: with features a network has more inputs than the plane has axes."""
        self._output_name = ""
        self._activation = ""
        self._source: tuple[Network, DataSource, int] | None = None
        self._outputs: Array | None = None
        self._image = QImage()
        self._example: Example | None = None
        self._mouse: QPointF | None = None
        self._marked: int | None = None
        """The row that the arrow keys have reached."""

    # --- what is shown

    def show_points(self, points: maps.MapPoints, names: Sequence[str]) -> None:
        """Rows of the data and what their two columns are called. The plane grows and moves with them; call before
        `show_network`."""
        self._points = points
        self._names = names[0], names[1]
        self._marked = None
        self._seen = self._points_seen()
        domain = self._domain_wanted()
        if domain != self._domain:
            self._domain = domain
            if self._source is not None:
                self.show_network(*self._source)
        self.update()

    def show_kinds(self, *, training: bool, test: bool) -> None:
        """Which points are on the map; those that are not cannot be pointed at either."""
        self._kinds = (training, test)
        self._marked = None
        self._seen = self._points_seen()
        self.update()

    def _points_seen(self) -> maps.MapPoints:
        """Of all rows, those on the map."""
        training, test = self._kinds
        return self._points.chosen(training=training, test=test)

    def _domain_wanted(self) -> maps.Domain:
        return maps.domain_of(self._points.inputs)

    def show_network(self, network: Network, data: DataSource, output: int = 0) -> None:
        """The answers of one output unit all over the plane."""
        self._source = (network, data, output)
        self._output_name = network.output.units[output]
        self._activation = network.output.activation
        self._outputs = maps.grid_outputs(network, data, self._domain, _resolution(network), output)
        self._render(current_theme())

    def show_example(self, example: Example) -> None:
        """Ring the row that is being traced."""
        self._example = example
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._render(theme)

    def _render(self, theme: Theme) -> None:
        if self._outputs is not None:
            self._image = maps.map_image(maps.normalised(self._outputs, self._activation), theme)
        self.update()

    # --- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A square map as wide as there is room for, up to 400 px."""
        self.setFixedHeight(round(min(self.width() - _LEFT - _RIGHT, 400)) + _TOP + _BELOW + _LEGEND)

    @property
    def plane(self) -> QRectF:
        """The square of the map."""
        side = min(self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BELOW - _LEGEND)
        return QRectF(self.width() - _RIGHT - side, _TOP, side, side)

    # --- hands

    def row_near(self, at: QPointF) -> int | None:
        """The row whose point is under `at`."""
        distances = self._distances(at)
        if not len(distances):
            return None
        nearest = int(np.argmin(distances))
        return int(self._seen.rows[nearest]) if distances[nearest] <= _REACH else None

    def _distances(self, at: QPointF) -> Array:
        """From here to every point on the map, in px."""
        plane, domain, inputs = self.plane, self._domain, self._seen.inputs
        xs = plane.left() + plane.width() * (inputs[:, 0] - domain.left) / (domain.right - domain.left)
        ys = plane.bottom() - plane.height() * (inputs[:, 1] - domain.bottom) / (domain.top - domain.bottom)
        distances: Array = np.hypot(xs - at.x(), ys - at.y())
        return distances

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position() if self.plane.contains(event.position()) else None
        is_on_row = self._mouse is not None and self.row_near(self._mouse) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on_row else Qt.CursorShape.CrossCursor)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.plane.contains(QPointF(event.pos())):
            return True  # the readout is there already; a tooltip would cover the points
        return bool(super().event(event))

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        rows = self._seen.rows.tolist()
        if event.key() in steps and rows:
            step = steps[Qt.Key(event.key())]
            start = 0 if step > 0 else -1
            self._marked = rows[start if self._marked is None else (rows.index(self._marked) + step) % len(rows)]
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked is not None:
            self.row_chosen.emit(self._marked)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._marked = None
        self.update()

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._outputs is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        plane = self.plane
        maps.paint_map(painter, plane, self._image, theme, self._domain, self._seen)
        self._paint_axes(painter, plane, theme)
        self._paint_legend(painter, plane, theme)
        if self._example is not None and len(self._example.inputs) == 2:
            self._ring(painter, self._domain.at(plane, *self._example.inputs), theme)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(plane.adjusted(1, 1, -1, -1), 6, 6)
        self._paint_readout(painter, plane, theme)
        painter.end()

    def _paint_axes(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        domain, ticks, names = self._domain, font(11, REGULAR), font(12, SEMIBOLD)
        for x in maps.nice_ticks(domain.left, domain.right):
            across = min(domain.at(plane, x, 0).x(), plane.right() - 4)
            write(painter, QPointF(across, plane.bottom() + 13), short(x), ticks, theme.text_3)
        for y in maps.nice_ticks(domain.bottom, domain.top):
            at = QPointF(plane.left() - 8, min(max(domain.at(plane, 0, y).y(), plane.top() + 6), plane.bottom() - 6))
            write(painter, at, short(y), ticks, theme.text_3, align=1.0)
        first, second = self._names
        write(painter, QPointF(plane.center().x(), plane.bottom() + 30), first, names, theme.text_2)
        painter.save()
        painter.translate(plane.left() - 27, plane.center().y())
        painter.rotate(-90)
        write(painter, QPointF(0, 0), second, names, theme.text_2)
        painter.restore()

    def _paint_legend(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        bar = QRectF(plane.left(), plane.bottom() + _BELOW + 8, plane.width(), 8)
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for step in range(13):
            ramp.setColorAt(step / 12, maps.map_color(step / 6 - 1, theme))
        painter.setPen(QPen(QColor(theme.hairline), 1))
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 4, 4)
        low, high = self._output_range()
        small, below = font(11), bar.bottom() + 14
        write(painter, QPointF(bar.left(), below), short(low), small, theme.text_3, align=0.0)
        write(painter, QPointF(bar.center().x(), below), self._output_name, small, theme.text_2)
        write(painter, QPointF(bar.right(), below), short(high), small, theme.text_3, align=1.0)

    def _output_range(self) -> tuple[float, float]:
        if self._activation == "tanh":
            return -1.0, 1.0
        if self._activation in ("sigmoid", "softmax"):
            return 0.0, 1.0
        assert self._outputs is not None
        largest = float(np.abs(np.where(np.isfinite(self._outputs), self._outputs, 0)).max())
        return -largest, largest

    def _pointed_at(self, plane: QRectF) -> tuple[QPointF, bool] | None:
        """What the mouse or the arrow keys point at, and whether it is a row."""
        row = self._marked if self._mouse is None else self.row_near(self._mouse)
        if row is not None:
            return self._domain.at(plane, *self._points.inputs[row].tolist()), True
        return None if self._mouse is None else (self._mouse, False)

    def _paint_readout(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        pointed = self._pointed_at(plane)
        if pointed is None:
            return
        where, is_row = pointed
        if is_row:
            self._ring(painter, where, theme)
        x, y = self._domain.under(plane, where)
        values = ((self._names[0], x), (self._names[1], y), (self._output_name, self._answer(x, y)))
        paint_readout(painter, where, [(name, short(value, 3)) for name, value in values], self.width(), theme)

    def _answer(self, x: float, y: float) -> float:
        """The output of the map's cell at (x, y): read, not run."""
        assert self._outputs is not None
        rows, columns = self._outputs.shape
        domain = self._domain
        column = math.floor((x - domain.left) / (domain.right - domain.left) * columns)
        row = math.floor((domain.top - y) / (domain.top - domain.bottom) * rows)
        return float(self._outputs[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)])

    def _ring(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.canvas, 4.5), (theme.ink, 2)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(at, 8, 8)


def _resolution(network: Network) -> int:
    """Cells along a side: fewer for a large network, so that the map keeps up with a training."""
    return int(min(max(math.sqrt(_MOST_PRODUCTS / network.weight_count), 32), 100))
