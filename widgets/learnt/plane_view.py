"""A plane with the rows of the data on it, as something to read from and to point at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from core.network import Array
from simulator.plots.maps import Domain, MapPoints, domain_of
from simulator.plots.plane_axes import BELOW, LEFT, RIGHT, TOP, paint_axes
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.readout import paint_readout
from widgets.parts.style import Themed, current_theme

_REACH = 10.0
"""How near to a point the mouse means it, in px."""
_WIDEST = 400


class PlaneView(Themed, QWidget):
    """The mouse reads values; a click, or arrow keys and Enter, choose a row. Subclasses say what is on the plane."""

    row_chosen = Signal(int)

    height_share = 1.0
    """How high the plane is, as a share of its width."""
    foot = 0.0
    """Room below the axes, in px."""

    def __init__(self, name: Message) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(name))
        self.setAccessibleDescription(say(Message("Arrow keys go from row to row, Enter traces it")))
        self.setToolTip(say(Message("Click a point to trace its row")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self._points = self._seen = MapPoints()
        """All rows of the data, and those on show."""
        self._kinds = (True, True)
        self._domain = domain_of(self._points.inputs)
        self._names = ("", "")
        self._mouse: QPointF | None = None
        self._marked: int | None = None
        """The row that the arrow keys have reached."""

    # --- what is shown

    def show_points(self, points: MapPoints, names: Sequence[str]) -> None:
        """Rows of the data and what the axes are called. The plane grows and moves with them."""
        self._points = points
        self._names = names[0], names[1]
        self._marked = None
        self._seen = self._points_seen()
        self._refit()

    def show_kinds(self, *, training: bool, test: bool) -> None:
        """Which points are on the plane; those that are not cannot be pointed at either."""
        self._kinds = (training, test)
        self._marked = None
        self._seen = self._points_seen()
        self.update()

    def _points_seen(self) -> MapPoints:
        """Of all rows, those on the plane."""
        training, test = self._kinds
        return self._points.chosen(training=training, test=test)

    def _refit(self) -> None:
        """Whatever decides on how far the plane reaches may have changed."""
        self._domain = self._domain_wanted()
        self.update()

    def _domain_wanted(self) -> Domain:
        return self._domain_fitted()

    def _domain_fitted(self) -> Domain:
        """As far as the plane reaches to show all that is to be on it."""
        return domain_of(self._points.inputs)

    # --- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A plane as wide as there is room for, up to 400 px."""
        side = min(self.width() - LEFT - RIGHT, _WIDEST)
        self.setFixedHeight(round(side * self.height_share + TOP + BELOW + self.foot))

    @property
    def plane(self) -> QRectF:
        """Where the plane is."""
        height = self.height() - TOP - BELOW - self.foot
        width = min(self.width() - LEFT - RIGHT, height / self.height_share)
        return QRectF(self.width() - RIGHT - width, TOP, width, width * self.height_share)

    # --- hands

    def row_near(self, at: QPointF) -> int | None:
        """The row whose point is under `at`."""
        distances = self._distances(at)
        if not len(distances):
            return None
        nearest = int(np.argmin(distances))
        return int(self._seen.rows[nearest]) if distances[nearest] <= _REACH else None

    def _distances(self, at: QPointF) -> Array:
        """From here to every point on the plane, in px."""
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
        rows = self._rows_in_order()
        if event.key() in steps and rows:
            step = steps[Qt.Key(event.key())]
            start = 0 if step > 0 else -1
            self._marked = rows[start if self._marked is None else (rows.index(self._marked) + step) % len(rows)]
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked is not None:
            self.row_chosen.emit(self._marked)
        else:
            super().keyPressEvent(event)

    def _rows_in_order(self) -> list[int]:
        """The rows on the plane, as the arrow keys walk them."""
        rows: list[int] = self._seen.rows.tolist()
        return rows

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._marked = None
        self.update()

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._has_picture():
            return
        theme, plane = current_theme(), self.plane
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._paint_plane(painter, plane, theme)
        paint_axes(painter, plane, self._domain, self._names, theme)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(plane.adjusted(1, 1, -1, -1), 6, 6)
        self._paint_readout(painter, plane, theme)
        painter.end()

    def _has_picture(self) -> bool:
        """Whether there is anything to show yet."""
        raise NotImplementedError

    def _paint_plane(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        """What is on the plane, and below its axes."""
        raise NotImplementedError

    def _readings(self, x: float, y: float, row: int | None) -> list[tuple[str, str]]:
        """What is read here, names and values; `row` where it is the point of one."""
        raise NotImplementedError

    def _pointed_at(self, plane: QRectF) -> tuple[QPointF, int | None] | None:
        """Where the mouse or the arrow keys point, and which row is there."""
        row = self._marked if self._mouse is None else self.row_near(self._mouse)
        if row is not None:
            return self._domain.at(plane, *self._points.inputs[row].tolist()), row
        return None if self._mouse is None else (self._mouse, None)

    def _paint_readout(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        pointed = self._pointed_at(plane)
        if pointed is None:
            return
        where, row = pointed
        if row is not None:
            self._ring(painter, where, theme)
        readings = self._readings(*self._domain.under(plane, where), row)
        paint_readout(painter, where, readings, self.width(), theme)

    def _ring(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.canvas, 4.5), (theme.ink, 2)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(at, 8, 8)
