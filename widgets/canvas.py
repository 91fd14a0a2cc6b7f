"""The canvas: paints the stage's frame, and lets a hand point, select, edit, zoom and pan."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.message import Message
from simulator.elements import Element, UnitAt
from simulator.frame import Frame, View
from simulator.framing import box_of, element_at
from simulator.layout import arrange
from simulator.paint import paint
from simulator.stage import Stage
from simulator.theme import Theme
from simulator.words import say
from widgets.editing import can_edit, describe, edited, value_of
from widgets.in_place_editor import InPlaceEditor
from widgets.style import Themed, current_theme
from widgets.walking import neighbour
from widgets.zoom_bar import ZoomBar

SMALLEST_ZOOM, LARGEST_ZOOM, ZOOM_STEP = 0.5, 8.0, 1.25
_WALKS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(Themed, QWidget):
    """The picture in the middle of the window."""

    selected = Signal(object)
    """The Element now selected, or None."""
    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    play_requested = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.selection: Element | None = None
        self._hovered: Element | None = None
        self._zoom = 1.0
        self._pan = QPointF(0, 0)
        self._grabbed: QPointF | None = None
        self._pressed_at: QPoint | None = None
        self.setMinimumSize(480, 300)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say(Message("Network")))
        self.setAccessibleDescription(
            say(Message("Arrow keys walk from unit to unit, Enter edits, the space bar plays."))
        )
        self.editor = InPlaceEditor(self)
        self.editor.committed.connect(self._take_edit)
        self._bar = ZoomBar(self)
        self._bar.zoomed_in.connect(lambda: self.zoom_by(ZOOM_STEP))
        self._bar.zoomed_out.connect(lambda: self.zoom_by(1 / ZOOM_STEP))
        self._bar.fitted.connect(self.fit)
        stage.changed.connect(self._refresh)
        stage.playhead.moved.connect(self.update)

    @property
    def view(self) -> View:
        """How the canvas looks at the network at the moment."""
        return View(
            self.width(),
            self.height(),
            zoom=self._zoom,
            pan=(self._pan.x(), self._pan.y()),
            selection=self.selection,
            hovered=self._hovered,
            has_focus=self.hasFocus(),
        )

    @property
    def frame(self) -> Frame:
        return self._stage.frame(self.view)

    def select(self, element: Element | None) -> None:
        if element != self.selection:
            self.selection = element
            self.update()
            self.selected.emit(element)

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def fit(self) -> None:
        """The whole network, as large as the canvas lets it be."""
        self._zoom, self._pan = 1.0, QPointF(0, 0)
        self._moved()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom so that what is under `at` (default: the middle) stays there."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        zoom = min(LARGEST_ZOOM, max(SMALLEST_ZOOM, self._zoom * factor))
        self._pan = at - (at - self._pan) * (zoom / self._zoom)
        self._zoom = zoom
        self._moved()

    def open_editor(self, element: Element) -> None:
        """Edit a number where it stands; what is not a given number cannot be edited."""
        box = box_of(self.frame, element)
        if box is None or not can_edit(self._stage.experiment, element):
            return
        self.select(element)
        width, height = max(72.0, box.width + 24), 30.0
        rect = QRect(round(box.x - width / 2), round(box.y - height / 2), round(width), round(height))
        value = value_of(self._stage.experiment, element)
        self.editor.open(element, describe(self._stage.trace, element), value, rect)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        paint(painter, self.frame, theme)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.cancel()
        self._bar.move(self.width() - self._bar.width() - 16, self.height() - self._bar.height() - 16)
        self._moved()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = at.toPoint()
            element = element_at(self.frame, at.x(), at.y())
            self.select(element)
            if element is None:
                self._grab(at)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._grab(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._grabbed is not None:
            self._pan += at - self._grabbed
            self._grabbed = at
            self._moved()
            return
        element = element_at(self.frame, at.x(), at.y())
        if element != self._hovered:
            self._hovered = element
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(hand if element is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        element = element_at(self.frame, event.position().x(), event.position().y())
        if element is None:
            self.fit()
        else:
            self.open_editor(element)

    def leaveEvent(self, event: QEvent) -> None:
        if self._hovered is not None:
            self._hovered = None
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom_by(ZOOM_STEP**turns, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection is not None:
            self.open_editor(self.selection)
        elif key in _WALKS:
            start = self.selection or UnitAt(0, 0)
            self.select(
                neighbour(self._stage.trace.network, start, *_WALKS[Qt.Key(key)]) if self.selection else start
            )
        elif key == Qt.Key.Key_Escape:
            self.select(None)
        elif key == Qt.Key.Key_Space:
            self.play_requested.emit()
        elif key == Qt.Key.Key_F and not event.modifiers():
            self.fit()
        elif event.text() in ("+", "-"):
            self.zoom_by(ZOOM_STEP if event.text() == "+" else 1 / ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            element = element_at(self.frame, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), "" if element is None else self._tip(element), self)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _tip(self, element: Element) -> str:
        """The exact number, and how to change it."""
        text = describe(self._stage.trace, element, exactly=True)
        hint = say(Message("Double-click to change it")) if can_edit(self._stage.experiment, element) else ""
        return f"{text}\n{hint}" if hint else text

    def _grab(self, at: QPointF) -> None:
        self._grabbed = at
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _moved(self) -> None:
        self.editor.cancel()
        self._show_zoom()
        self.update()

    def _show_zoom(self) -> None:
        fit = arrange(self._stage.trace.network, self.width(), self.height()).scale
        self._bar.show_zoom(self._zoom * fit)

    def _refresh(self) -> None:
        """Another trace: what is no longer there is no longer selected."""
        for name in ("selection", "_hovered"):
            element = getattr(self, name)
            if element is not None and not _exists(self._stage, element):
                self.select(None) if name == "selection" else setattr(self, name, None)
        self._show_zoom()
        self.update()

    def _take_edit(self, element: Element, value: float) -> None:
        name, experiment = edited(self._stage.experiment, element, value)
        self.edit_requested.emit(name, experiment)
        self.setFocus()


def _exists(stage: Stage, element: Element) -> bool:
    """Whether there still is such a unit, and a number where there should be one."""
    sizes = stage.trace.network.sizes
    if isinstance(element, UnitAt) and not (element.column < len(sizes) and element.unit < sizes[element.column]):
        return False
    experiment = stage.experiment
    return value_of(experiment, element) is not None or not can_edit(experiment, element)
