"""A plane under a pen: rows of the data put down, sprayed and erased by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from simulator.plots.maps import Domain, MapPoints, paint_marker
from simulator.theme import Theme
from widgets.learnt.plane_view import PlaneView
from widgets.parts.style import current_theme

RADIUS = 18.0
"""Of what brush and eraser reach, in px."""
_PITCH = 7.0
"""How far the brush moves from one point to the next, in px."""
_STEPS = 40
"""So many presses of an arrow key lead across the plane."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_RANDOM = np.random.default_rng()
_APPLY = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Tool(Enum):
    POINT = auto()
    """One row a click."""
    BRUSH = auto()
    """Rows all about the pen while it moves."""
    ERASE = auto()


@dataclass(frozen=True)
class Pen:
    """What the hand holds; `class_number` says how its points look."""

    tool: Tool = Tool.POINT
    class_number: int = 0


class DrawablePlane(PlaneView):
    """Without a pen, a plane to read. With one, press, move and release draw, or arrow keys and Enter; Esc drops it.

    While a pen is held the axes stand still as long as all rows are on the plane. Rows for training and for testing
    look alike then: which is which is drawn anew with every row.
    """

    drawn = Signal(float, float)
    """Where on the plane a row is put down; several belong to one stroke."""
    erased = Signal(object)
    """The rows (a list of their numbers) that were under the eraser."""
    stroke_ended = Signal()
    laid_down = Signal()
    """The pen, with the Escape key."""

    _pen: Pen | None = None
    _last: QPointF | None = None
    """Where the stroke under way last left something."""

    def set_pen(self, pen: Pen | None) -> None:
        """What the hand holds now."""
        was_held, self._pen = self._pen is not None, pen
        self._last = None
        if (pen is not None) != was_held:
            self.show_points(self._points, self._names)
        self.update()

    def _points_seen(self) -> MapPoints:
        if self._pen is None:
            return super()._points_seen()
        return replace(self._points, is_test=np.zeros_like(self._points.is_test))

    def _domain_wanted(self) -> Domain:
        here, inputs = self._domain, self._points.inputs
        low, high = (here.left, here.bottom), (here.right, here.top)
        is_kept = self._pen is not None and bool(((inputs >= low) & (inputs <= high)).all())
        return here if is_kept else super()._domain_wanted()

    # --- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pen is None:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and self.plane.contains(event.position()):
            self._mouse = event.position()
            self._apply(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pen is None:
            super().mouseMoveEvent(event)
            return
        at = event.position()
        self._mouse = at if self.plane.contains(at) else None
        self.setCursor(Qt.CursorShape.CrossCursor)
        if self._last is not None and self._mouse is not None and self._pen.tool is not Tool.POINT:
            moved = at - self._last
            # An eraser leaves nothing out; a brush keeps its distance.
            if self._pen.tool is Tool.ERASE or math.hypot(moved.x(), moved.y()) >= _PITCH:
                self._apply(at)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None and event.button() == Qt.MouseButton.LeftButton:
            self._last = None
            self.stroke_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._pen is None:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._move(*_ARROWS[key])
        elif key in _APPLY:
            self._apply(self._mouse or self.plane.center())
            self._last = None
            self.stroke_ended.emit()
        elif key == Qt.Key.Key_Escape:
            self.laid_down.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._last is not None:
            self._last = None
            self.stroke_ended.emit()

    def _move(self, across: int, down: int) -> None:
        """The pen by a step of an arrow key, up to the border."""
        plane, at = self.plane, self._mouse or self.plane.center()
        step = plane.width() / _STEPS
        x = min(max(at.x() + across * step, plane.left()), plane.right())
        y = min(max(at.y() + down * step, plane.top()), plane.bottom())
        self._mouse = QPointF(x, y)
        self.update()

    def _apply(self, at: QPointF) -> None:
        """What the pen does here."""
        assert self._pen is not None
        self._last = at
        if self._pen.tool is Tool.ERASE:
            rows = self._rows_within(at, RADIUS)
            if rows:
                self.erased.emit(rows)
            return
        if self._pen.tool is Tool.BRUSH:
            # Evenly over the disc: the root takes back that a ring grows with its radius.
            angle, share = _RANDOM.uniform(0, 2 * math.pi), math.sqrt(_RANDOM.uniform())
            at = at + QPointF(math.cos(angle), math.sin(angle)) * RADIUS * share
        if self.plane.contains(at):
            domain = self._domain
            x, y = domain.under(self.plane, at)
            self.drawn.emit(_rounded(x, domain.right - domain.left), _rounded(y, domain.top - domain.bottom))

    def _rows_within(self, at: QPointF, radius: float) -> list[int]:
        """The rows of the points at most so far from here, in px."""
        distances = self._distances(at)
        return [int(row) for row in self._seen.rows[distances <= radius]]

    # --- drawing

    def _paint_readout(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        if self._pen is None:  # it would cover what is being drawn
            super()._paint_readout(painter, plane, theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._pen is None or self._mouse is None or not self._has_picture():
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.plane)
        if self._pen.tool is not Tool.ERASE:
            paint_marker(painter, self._mouse, self._pen.class_number, theme, is_hollow=False, scale=1.3)
        if self._pen.tool is not Tool.POINT:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, width in ((theme.canvas, 3.5), (theme.ink, 1.5)):
                painter.setPen(QPen(QColor(color), width))
                painter.drawEllipse(self._mouse, RADIUS, RADIUS)
        painter.end()


def _rounded(value: float, reach: float) -> float:
    """A number that is short to read, and hardly a pixel off on an axis of this reach."""
    digits = 2 - math.floor(math.log10(reach))
    return round(value, digits)
