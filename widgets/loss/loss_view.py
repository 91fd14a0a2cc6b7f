"""The plane of the plot under a hand: pyqtgraph's view, kept within the run, with clicks that choose an epoch."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication

from widgets.loss.loss_range import Span

_MOST_ZOOM = (1e5, 1e3)
"""How often the part on show fits into all of x and of y: beyond that, ticks need more digits than have room."""
_STEP = 0.15
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


_GRIP = 6.0
"""Pixels beside the playhead in which a press takes hold of it."""

pg.setConfigOptions(mouseRateLimit=0)  # else moves in quick succession are dropped, and a short drag becomes a click


class LossView(pg.ViewBox):
    """The wheel magnifies at the cursor. A drag scrubs where the whole run is in view or it begins at the playhead,
    and else moves the view.

    The view itself looks for the playhead: which of its items pyqtgraph finds under a press hangs on what was painted
    and hovered before.
    """

    chosen = Signal(float)
    """A place along x."""
    clicked_beside = Signal(QPointF)
    """A place of the scene, on an axis."""
    grip_changed = Signal(bool)
    """Whether a press would take hold of the playhead."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self._whole: tuple[Span, Span] = ((0.0, 1.0), (0.0, 1.0))
        self._clicked = 0.0
        self.playhead: float | None = None
        """The place along x that can be gripped."""
        self._is_dragged = self._scrubs = self._is_over_grip = False
        self._click = QTimer(self, singleShot=True)
        self._click.timeout.connect(lambda: self.chosen.emit(self._clicked))

    def set_whole(self, *whole: Span) -> None:
        """Both axes from end to end. An axis that was all in view stays so; a part on show stays where it is."""
        if whole == self._whole:
            return
        seen = [self.viewRange()[axis] if self.is_zoomed(axis) else whole[axis] for axis in (0, 1)]
        self._whole = (whole[0], whole[1])
        (left, right), (low, high) = self._whole
        least = [(end - begin) / most for (begin, end), most in zip(self._whole, _MOST_ZOOM, strict=True)]
        self.setLimits(xMin=left, xMax=right, yMin=low, yMax=high, minXRange=least[0], minYRange=least[1])
        self.setRange(xRange=seen[0], yRange=seen[1], padding=0)

    def fit(self, *axes: int) -> None:
        """All of x (0), of y (1) or, if none is named, of both in view, also as it grows."""
        for axis in axes or (0, 1):
            self.setRange(**{("xRange", "yRange")[axis]: self._whole[axis]}, padding=0)

    def is_zoomed(self, *axes: int) -> bool:
        """Whether less than all of an axis (of any) is in view."""
        return any(self._is_part(axis) for axis in axes or (0, 1))

    def _is_part(self, axis: int) -> bool:
        (begin, end), (first, last) = self._whole[axis], self.viewRange()[axis]
        return bool(last - first < (end - begin) * (1 - 1e-9))

    def step(self, key: Qt.Key) -> bool:
        """Move the view as an arrow key says; False if it is none."""
        along, up = _STEPS.get(key, (0, 0))
        width, height = (_STEP * (end - begin) for begin, end in self.viewRange())
        self.translateBy((along * width, up * height))
        return key in _STEPS

    def shape(self) -> QPainterPath:
        """What the curves are clipped to: a line along an edge is seen in its full width."""
        path = QPainterPath()
        path.addRect(self.rect().adjusted(-1, -1, 1, 1))
        return path

    # --- hands

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """Beside the plane along that axis alone; also with Shift (along x) and Ctrl (along y)."""
        if axis is None and ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            axis = 0
        elif axis is None and ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            axis = 1
        super().wheelEvent(ev, axis)

    def hoverEvent(self, ev: Any) -> None:
        """pyqtgraph's own hovering, which goes on while a button is pressed."""
        is_over = not ev.isExit() and self._is_at_grip(ev.pos())
        if is_over is self._is_over_grip or self._is_dragged:
            return
        self._is_over_grip = is_over
        self.grip_changed.emit(is_over)
        if is_over:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        is_left = ev.button() == Qt.MouseButton.LeftButton
        if ev.isStart():
            is_held = axis is None and self._is_at_grip(ev.buttonDownPos())
            self._scrubs = is_left and (is_held or not self.is_zoomed())
        if not self._scrubs:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            if ev.isFinish():
                self.unsetCursor()
            super().mouseDragEvent(ev, axis)
        elif axis is None:
            ev.accept()
            self.chosen.emit(self.mapToView(ev.pos()).x())
        self._is_dragged = not ev.isFinish()

    def _is_at_grip(self, at: QPointF) -> bool:
        if self.playhead is None or not self.rect().contains(at):
            return False
        return bool(abs(self.mapFromView(QPointF(self.playhead, 0)).x() - at.x()) <= _GRIP)

    def mouseClickEvent(self, ev: Any) -> None:
        """A click chooses. Zoomed, it waits whether it is the first half of a double-click, which shows all again."""
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        ev.accept()
        if not self.sceneBoundingRect().contains(ev.scenePos()):
            self.clicked_beside.emit(QPointF(ev.scenePos()))  # axes hand their clicks on
            return
        self._click.stop()
        self._clicked = self.mapToView(ev.pos()).x()
        if not self.is_zoomed():
            self.chosen.emit(self._clicked)
        elif ev.double():
            self.fit()
        else:
            self._click.start(QApplication.doubleClickInterval())
