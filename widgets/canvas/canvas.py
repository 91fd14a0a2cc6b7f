"""The canvas under a hand: point, select, drag, type, zoom and pan, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from simulator.drawing import draw_box, rect_of
from simulator.frames.elements import EdgeAt, Element, UnitAt
from simulator.frames.frame import Frame
from simulator.frames.pointing import box_of, element_at, label_at
from simulator.frames.selection import Selection
from simulator.shapes import Box
from simulator.stage.stage import Stage
from simulator.theme import Theme
from widgets.canvas.canvas_actions import CanvasActions
from widgets.canvas.canvas_editing import CanvasEditing, NameOf
from widgets.canvas.canvas_hints import name_at, tip_of
from widgets.canvas.canvas_overlay import CanvasOverlay
from widgets.canvas.canvas_spots import Spot, spot_at
from widgets.canvas.canvas_view import ZOOM_STEP, CanvasView
from widgets.canvas.editing import can_edit
from widgets.canvas.gestures import Band, Editing, Gesture, NumberDrag, Pan, UnitDrag, Wheel, pace_of
from widgets.canvas.walking import along_unit, neighbour
from widgets.parts.plain_text import plain_tip

_WALKS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
_BEGINS_A_NUMBER = "0123456789.,-−("


class Canvas(CanvasView):
    """The picture in the middle of the window, and everything a hand does to it."""

    play_requested = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._gesture: Gesture | None = None
        self._pressed: tuple[QPointF, Element | None] | None = None
        self._has_clicked_spot = False
        self._space = ""
        """`down` while the space bar is held, `used` once something was dragged with it."""
        self._came_by_tab = False
        self._wheel = Wheel(self)
        self.marked: Callable[[Frame], Box | None] = lambda _: None
        """Where in a frame something is asked for."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._overlay = CanvasOverlay(self)
        self.editing = CanvasEditing(self)
        self.editor = self.editing.editor
        self.actions_on_selection = CanvasActions(self, self.editing)
        stage.changed.connect(self._refresh)
        stage.playhead.moved.connect(self._follow_time)

    def choose(self, chosen: Selection) -> None:
        is_other = chosen != self.chosen
        super().choose(chosen)
        if is_other:
            self.actions_on_selection.refresh()
            if self._gesture is None:
                # Turning the same number again later is another edit.
                self.edit_ended.emit()

    def present(self, is_presenting: bool) -> None:
        """Without controls over the picture, for an audience."""
        self._overlay.present(is_presenting)

    def allow_controls(self, are_allowed: bool) -> None:
        """Whether layers can be changed above their columns."""
        self._overlay.allow_controls(are_allowed)
        self.update()

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        if self._gesture is not None:
            self._gesture.paint_over(painter, theme)
        asked = self.marked(self.frame)
        if asked is not None:
            draw_box(painter, rect_of(asked, 4), 9, None, theme.ink, 2)
        if self._came_by_tab and self.hasFocus() and self.selection is None and not self._overlay.is_presenting:
            # Where nothing is selected nothing else would say that keys now walk here.
            draw_box(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 0, None, theme.ink, 2)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._overlay.place_controls()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._finish()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            return
        at = event.position()
        is_left = event.button() == _LEFT
        if event.button() == _MIDDLE or (is_left and self._space):
            self._space = "used" if self._space else ""
            self._begin(Pan(self, at, event.button()))
        elif is_left:
            element = self._element_at(at)
            self._pressed = at, element
            if element is not None and event.modifiers() & _ADDING:
                self.choose(self.chosen.toggled(element))
                self._pressed = None
            elif element is not None and element not in self.chosen:
                self.select(element)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._gesture is None and self._pressed is not None and event.buttons() & _LEFT:
            start, element = self._pressed
            if (at - start).manhattanLength() >= QApplication.startDragDistance():
                self._begin(self._gesture_from(start, element, event.modifiers()))
        if self._gesture is not None:
            if event.buttons() & self._gesture.button:
                self._gesture.move(at, event.modifiers())
                return
            # The button was let go where nobody told us: over a dialog, or in another window.
            self._finish()
        if not event.buttons():
            self._hover_at(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            if event.button() == self._gesture.button:
                self._finish()
                self._hover_at(event.position())
        elif self._pressed is not None and event.button() == _LEFT:
            (at, element), self._pressed = self._pressed, None
            spot = self._spot_at(at)
            self._has_clicked_spot = spot is not None
            if spot is not None:
                spot.click()
                self._hover_at(at)
            else:
                # A click on one of several, or on nothing: that alone, or nothing.
                self.select(element)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != _LEFT:
            return
        self._pressed = None
        at = event.position()
        if self._has_clicked_spot or self._spot_at(at) is not None:
            # What was clicked may stand elsewhere by now: the second click is for nothing else.
            return
        element = self._element_at(at)
        # A name goes before the bare edges beneath it, but not before a number or a unit.
        is_bare = element is None or (isinstance(element, EdgeAt) and label_at(self.frame, at.x(), at.y()) is None)
        named = name_at(self.frame, at) if is_bare else None
        if named is not None:
            self.editing.open_name(named)
        elif element is None:
            self.fit()
        elif can_edit(self.experiment, element):
            self.editing.open_number(element)
        elif isinstance(element, UnitAt):
            self.editing.open_name(NameOf(element.column, element.unit))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._gesture is not None:
            return
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            element = self._element_at(QPointF(at))
            if element is not None and element not in self.chosen:
                self.select(element)
        elif self.selection is not None:
            box = box_of(self.frame, self.selection)
            at = QPoint(round(box.x), round(box.y)) if box else at
        menu = self.actions_on_selection.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(at))

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._came_by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = ""
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over the selected number it changes that; with Ctrl it zooms, else it moves the picture."""
        at, modifiers, angle = event.position(), event.modifiers(), event.angleDelta()
        element = label_at(self.frame, at.x(), at.y())
        is_number = element is not None and element == self.selection and can_edit(self.experiment, element)
        if is_number and element is not None and abs(angle.y()) > abs(angle.x()):
            self._wheel.turn(element, angle.y() / 120, pace_of(modifiers))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP ** (angle.y() / 120), at)
        else:
            moved = QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else angle / 2)
            is_across = bool(modifiers & Qt.KeyboardModifier.ShiftModifier) and not moved.x()
            self.pan_by(QPointF(moved.y(), 0) if is_across else moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        # Arrows of the keypad, and all arrows on macOS, come with a modifier of their own.
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_command = bool(modifiers & _COMMANDS)
        if key in _WALKS and not modifiers:
            start = self.selection or UnitAt(0, 0)
            network = self.trace.network
            self.show_element(neighbour(network, start, *_WALKS[Qt.Key(key)]) if self.selection else start)
        elif key == Qt.Key.Key_Escape:
            self._cancel()
        elif key == Qt.Key.Key_Space and not modifiers:
            self._space = self._space or "down"
        elif key == Qt.Key.Key_F and not modifiers:
            self.fit()
        elif text and text in _BEGINS_A_NUMBER and not is_command and self._can_type():
            self.editing.open_number(self.selection, text)  # type: ignore[arg-type]
        elif text and text in "+-" and not is_command:
            self.zoom_by(ZOOM_STEP if text == "+" else 1 / ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._space == "down":
                self.play_requested.emit()
            self._space = ""
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks along the numbers of the selected unit, and leaves the canvas behind the last."""
        step = 1 if forward else -1
        following = along_unit(self.trace.network, self.selection, step) if self.selection is not None else None
        if following is None:
            return super().focusNextPrevChild(forward)
        self.show_element(following)
        return True

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self._tip_at(QPointF(event.pos()))), self)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _gesture_from(self, start: QPointF, element: Element | None, modifiers: Qt.KeyboardModifier) -> Gesture:
        """What a drag from here does."""
        if element is not None and not self._is_there(element):
            element = None
        is_label = element is not None and element == label_at(self.frame, start.x(), start.y())
        if is_label and element is not None and can_edit(self.experiment, element):
            return NumberDrag(self, start, element)
        if isinstance(element, UnitAt):
            return UnitDrag(self, start, element)
        return Band(self, start, self.chosen if modifiers & _ADDING else Selection())

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        self.setCursor(gesture.cursor)

    def _end(self) -> Gesture | None:
        gesture, self._gesture, self._pressed = self._gesture, None, None
        self._hovered = None
        self.unsetCursor()
        return gesture

    def _finish(self) -> None:
        gesture = self._end()
        if gesture is not None:
            gesture.finish()

    def _cancel(self) -> None:
        """Escape: give up what the hand is at; else leave the focus; else select nothing."""
        gesture = self._end()
        if gesture is not None:
            gesture.give_up()
        elif self.only_related:
            self.actions_on_selection.leave_focus()
        else:
            self.select(None)

    def _takes(self, event: QKeyEvent) -> bool:
        """Whether a key is for the canvas before it is a shortcut of the window: Escape ends what was begun last, so
        a gesture or the focus before the full screen."""
        return event.key() == Qt.Key.Key_Escape and (self._gesture is not None or self.only_related)

    def _can_type(self) -> bool:
        return self.selection is not None and can_edit(self.experiment, self.selection)

    def hover(self, element: Element | None) -> None:
        """Point out this element, as the pointer over it does; None: nothing."""
        if element == self._hovered:
            return
        self._hovered = element
        self.update()

    def _hover_at(self, at: QPointF) -> None:
        """What is under the pointer; where a click does something, the pointer is a hand."""
        self.hover(self._element_at(at))
        if self._hovered is None and self._spot_at(at) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _element_at(self, at: QPointF) -> Element | None:
        """What is at a point of the canvas, and not beneath a spot."""
        return None if self._spot_at(at) else element_at(self.frame, at.x(), at.y())

    def _spot_at(self, at: QPointF) -> Spot | None:
        return spot_at(self, at, self.actions_on_selection.leave_focus)

    def _tip_at(self, at: QPointF) -> str:
        """What is said of the thing under a point; nothing where there is none."""
        spot = self._spot_at(at)
        if spot is not None:
            return spot.tip
        element = self._element_at(at)
        return "" if element is None else tip_of(self.experiment, self.trace, element)

    def _moved(self) -> None:
        self.editor.cancel()
        super()._moved()
        self._overlay.follow_look()

    def _look_again(self) -> None:
        super()._look_again()
        self._overlay.follow_network()
        self.actions_on_selection.refresh()

    def _follow_time(self) -> None:
        self._overlay.follow_time()
        super()._follow_time()

    def _refresh(self) -> None:
        """Another trace is on show. Where that is not its own doing, a gesture or an editor has lost its ground."""
        if isinstance(self._gesture, Editing) and not self._gesture.is_asking:
            self._end()
            self.edit_ended.emit()
        elif isinstance(self._gesture, Band):
            self._gesture.base = self.still_there(self._gesture.base)
        self._look_again()
        self.editing.close_what_is_gone()
