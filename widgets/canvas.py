"""The canvas: paints the stage's frame, and lets a hand point, select, edit, zoom and pan."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from core.experiment import Experiment
from core.message import Message
from core.trace import Trace
from simulator.dragging import turned
from simulator.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.face import Face
from simulator.faces import Faces
from simulator.frame import Frame, View
from simulator.framing import box_of, element_at, label_at, layout_for
from simulator.picture import CanvasPicture
from simulator.selection import Selection, exists
from simulator.stage import Stage
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.canvas_accessible import CanvasAccessible
from widgets.canvas_actions import CanvasActions
from widgets.canvas_editing import CanvasEditing, NameOf
from widgets.editing import can_edit, describe, edited, value_of
from widgets.gestures import Band, Gesture, NumberDrag, Pan, UnitDrag, pace_of
from widgets.layer_controls import LayerControls
from widgets.minimap import Minimap
from widgets.style import Themed, current_theme
from widgets.walking import along_unit, neighbour
from widgets.zoom_bar import ZoomBar

SMALLEST_ZOOM, LARGEST_ZOOM, ZOOM_STEP = 0.5, 8.0, 1.25
_WALKS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_NAME_REACH = 60.0, 10.0


class Canvas(Themed, QWidget):
    """The picture in the middle of the window."""

    selected = Signal(object)
    """The Element that the explanation is about now, or None."""
    edit_requested = Signal(object, object, object)
    """The name of the edit (a Message), the experiment it leads to, and a key: edits in a row with the same key are
    one, None is never merged."""
    edit_ended = Signal()
    """The drag is over: what comes next is another edit."""
    said = Signal(object)
    """Why something could not be done (a Message)."""
    table_requested = Signal(int)
    """The weights into this column are to be shown as a table."""
    play_requested = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._picture = CanvasPicture(stage, self)
        self._picture.refined.connect(self.update)
        self.chosen = Selection()
        self.accessible: CanvasAccessible | None = None
        """What screen readers see, once one has asked."""
        self._hovered: Element | None = None
        self._face, self._faces = Face.AUTO, Faces()
        self._digits = View.digits
        self._zoom = 1.0
        self._pan = QPointF(0, 0)
        self._gesture: Gesture | None = None
        self._pressed: tuple[QPointF, Element | None] | None = None
        self._space = ""
        """`down` while the space bar is held, `used` once something was dragged with it."""
        self._is_presenting = False
        self.setMinimumSize(480, 300)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say(Message("Network")))
        self.setAccessibleDescription(
            say(Message("Arrow keys walk from unit to unit, Enter edits, the space bar plays."))
        )
        self.editing = CanvasEditing(self)
        self.editor = self.editing.editor
        self.actions_on_selection = CanvasActions(self)
        self.controls = LayerControls(self)
        self._overview = Minimap(self)
        self._bar = ZoomBar(self)
        self._bar.zoomed_in.connect(lambda: self.zoom_by(ZOOM_STEP))
        self._bar.zoomed_out.connect(lambda: self.zoom_by(1 / ZOOM_STEP))
        self._bar.fitted.connect(self.fit)
        stage.changed.connect(self._refresh)
        stage.playhead.moved.connect(self._follow_time)

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def experiment(self) -> Experiment:
        """What is on show."""
        return self._stage.experiment

    @property
    def trace(self) -> Trace:
        return self._stage.trace

    @property
    def selection(self) -> Element | None:
        """What the explanation is about; more may be selected beside it (`chosen`)."""
        return self.chosen.primary

    @property
    def view(self) -> View:
        """How the canvas looks at the network at the moment."""
        view = View(
            self.width(),
            self.height(),
            zoom=self._zoom,
            pan=(self._pan.x(), self._pan.y()),
            selection=self.chosen.primary,
            also=self.chosen.also,
            hovered=self._hovered,
            has_focus=self.hasFocus(),
            controlled=self.controls.columns,
            digits=self._digits,
            face=self._face,
            faces=self._faces.of(self.experiment, self._face),
        )
        return self._picture.detailed(view, current_theme())

    @property
    def frame(self) -> Frame:
        return self._stage.frame(self.view)

    def select(self, element: Element | None) -> None:
        """Select this alone, or nothing."""
        self.choose(Selection(element))

    def choose(self, chosen: Selection) -> None:
        """Select all of these."""
        if chosen == self.chosen:
            return
        is_other = chosen.primary != self.chosen.primary
        self.chosen = chosen
        if self.accessible is not None:
            self.accessible.tell_selection()
        self.actions_on_selection.refresh()
        self.update()
        if is_other:
            self.selected.emit(chosen.primary)

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def present(self, is_presenting: bool) -> None:
        """Without controls over the picture, for an audience."""
        self._is_presenting = is_presenting
        self._place_controls()

    def set_face(self, face: Face) -> None:
        """What units show."""
        self._face = face
        self._refresh()

    def set_digits(self, digits: int) -> None:
        """How many digits labels have, and (`WithFractions`) whether simple fractions stay fractions."""
        self._digits = digits
        self._refresh()

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

    def pan_by(self, by: QPointF) -> None:
        self._pan += by
        self._moved()

    def open_editor(self, element: Element) -> None:
        """Edit a number where it stands."""
        self.editing.open_number(element)

    def elements_in(self, rect: QRectF) -> list[Element]:
        """The units, labels and edges whose middle lies in a rectangle of the canvas."""
        frame = self.frame
        k, (dx, dy) = frame.scale, frame.offset
        found: list[Element] = [
            unit.element for unit in frame.units if rect.contains(unit.x * k + dx, unit.y * k + dy)
        ]
        if found:
            return found
        edges = frame.edges
        middles = (edges.lines[:, :2] + edges.lines[:, 2:]) / 2 * k + (dx, dy)
        places = zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
        boxes = {pill.element: pill.box for pill in frame.pills}
        for middle, place in zip(middles.tolist(), places, strict=True):
            element = EdgeAt(*place)
            box = boxes.get(element)
            x, y = (box.x * k + dx, box.y * k + dy) if box else middle
            if rect.contains(x, y):
                found.append(element)
        return found + [
            element
            for element, box in boxes.items()
            if isinstance(element, BiasAt) and rect.contains(box.x * k + dx, box.y * k + dy)
        ]

    def place_at(self, column: int, y: float) -> int:
        """Which place in a column is nearest to a height of the canvas."""
        frame = self.frame
        where = frame.layout.columns[column]
        height = (y - frame.offset[1]) / frame.scale
        distances = [abs(each - height) for each in where.ys]
        return where.units[distances.index(min(distances))]

    def name_place(self, unit: UnitAt) -> tuple[float, float] | None:
        """Where the name of a unit stands, in pixels of the canvas; where it shows none, the unit itself."""
        frame = self.frame
        for each in frame.units:
            if each.element == unit:
                y = each.name_y if each.name else each.y
                return each.x * frame.scale + frame.offset[0], y * frame.scale + frame.offset[1]
        return None

    def heading_place(self, column: int) -> tuple[float, float] | None:
        """Where the name of a layer stands."""
        frame = self.frame
        if not column < len(frame.headings):
            return None
        return frame.headings[column].x * frame.scale + frame.offset[0], 24 * frame.layout.scale

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        self._picture.paint(painter, self.frame, theme)
        if isinstance(self._gesture, Band):
            _paint_band(painter, self._gesture.rect, theme)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._picture.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._picture.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.cancel()
        self._bar.move(self.width() - self._bar.width() - 16, self.height() - self._bar.height() - 16)
        self._moved()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (is_left and self._space):
            self._space = "used" if self._space else ""
            self._begin(Pan(self, at))
        elif is_left:
            element = element_at(self.frame, at.x(), at.y())
            self._pressed = at, element
            if element is not None and event.modifiers() & _ADDING:
                self.choose(self.chosen.toggled(element))
                self._pressed = None
            elif element is not None and element not in self.chosen:
                self.select(element)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._gesture is None and self._pressed is not None:
            start, element = self._pressed
            if (at - start).manhattanLength() >= QApplication.startDragDistance():
                self._begin(self._gesture_from(start, element, event.modifiers()))
        if self._gesture is not None:
            self._gesture.move(at, event.modifiers())
            return
        if event.buttons():
            return
        self._hover(element_at(self.frame, at.x(), at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            self._gesture.finish()
            self._end()
        elif self._pressed is not None:
            # A click on one of several, or on nothing: that alone, or nothing.
            self.select(self._pressed[1])
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        at = event.position()
        named = self._name_at(at)
        element = element_at(self.frame, at.x(), at.y())
        if named is not None:
            self.editing.open_name(named)
        elif element is None:
            self.fit()
        elif can_edit(self.experiment, element):
            self.open_editor(element)
        elif isinstance(element, UnitAt):
            self.editing.open_name(NameOf(element.column, element.unit))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            element = element_at(self.frame, at.x(), at.y())
            if element is not None and element not in self.chosen:
                self.select(element)
        elif self.selection is not None:
            box = box_of(self.frame, self.selection)
            at = QPoint(round(box.x), round(box.y)) if box else at
        menu = self.actions_on_selection.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(at))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = ""
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over the selected number it changes that; with Ctrl it zooms, else it moves the picture."""
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        at, modifiers = event.position(), event.modifiers()
        element = label_at(self.frame, at.x(), at.y())
        if turns and element is not None and element == self.selection and can_edit(self.experiment, element):
            value = value_of(self.experiment, element) or 0.0
            name, changed = edited(self.experiment, element, turned(value, turns, pace_of(modifiers)))
            self.edit_requested.emit(name, changed, ("wheel", element))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP**turns, at)
        else:
            moved = QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2)
            is_across = bool(modifiers & Qt.KeyboardModifier.ShiftModifier) and not moved.x()
            self.pan_by(QPointF(moved.y(), 0) if is_across else moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if key in _WALKS and not event.modifiers():
            start = self.selection or UnitAt(0, 0)
            network = self.trace.network
            self.select(neighbour(network, start, *_WALKS[Qt.Key(key)]) if self.selection else start)
        elif key == Qt.Key.Key_Escape:
            self._cancel()
        elif key == Qt.Key.Key_Space:
            self._space = self._space or "down"
        elif key == Qt.Key.Key_F and not event.modifiers():
            self.fit()
        elif text and text in "0123456789.,-−(" and self._can_type():
            self.editing.open_number(self.selection, text)  # type: ignore[arg-type]
        elif text in ("+", "-"):
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
        self.select(following)
        return True

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            element = element_at(self.frame, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), "" if element is None else self._tip(element), self)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _gesture_from(self, start: QPointF, element: Element | None, modifiers: Qt.KeyboardModifier) -> Gesture:
        """What a drag from here does."""
        is_label = element is not None and element == label_at(self.frame, start.x(), start.y())
        if is_label and element is not None and can_edit(self.experiment, element):
            return NumberDrag(self, start, element)
        if isinstance(element, UnitAt):
            return UnitDrag(self, start, element)
        return Band(self, start, self.chosen if modifiers & _ADDING else Selection())

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        self.setCursor(gesture.cursor)

    def _end(self) -> None:
        self._gesture = self._pressed = None
        self.unsetCursor()

    def _cancel(self) -> None:
        """Escape: give up what the hand is at; else select nothing."""
        if self._gesture is not None:
            gesture = self._gesture
            self._end()
            gesture.give_up()
        else:
            self.select(None)

    def _can_type(self) -> bool:
        return self.selection is not None and can_edit(self.experiment, self.selection)

    def _hover(self, element: Element | None) -> None:
        if element == self._hovered:
            return
        self._hovered = element
        if element is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def _name_at(self, at: QPointF) -> NameOf | None:
        """The name under a point: of a layer above its column, or of a unit above it."""
        frame = self.frame
        across, down = _NAME_REACH
        for column, heading in enumerate(frame.headings[1 : len(frame.layout.columns)], start=1):
            x = heading.x * frame.scale + frame.offset[0]
            if abs(at.x() - x) <= across and abs(at.y() - 24 * frame.layout.scale) <= down:
                return NameOf(column)
        for unit in frame.units:
            place = self.name_place(unit.element) if unit.name and isinstance(unit.element, UnitAt) else None
            if place and abs(at.x() - place[0]) <= across and abs(at.y() - place[1]) <= down:
                assert isinstance(unit.element, UnitAt)
                return NameOf(unit.element.column, unit.element.unit)
        return None

    def _tip(self, element: Element) -> str:
        """The exact number, and how to change it."""
        text = describe(self.trace, element, exactly=True)
        if not can_edit(self.experiment, element):
            return text
        can_drag = isinstance(element, EdgeAt | BiasAt | TargetAt)
        hint = (
            Message("Double-click to type, drag to change it") if can_drag else Message("Double-click to change it")
        )
        return f"{text}\n{say(hint)}"

    def _moved(self) -> None:
        self.editor.cancel()
        self._show_zoom()
        self._place_controls()
        self._overview.refresh()
        self.update()

    def _follow_time(self) -> None:
        if (self._stage.playhead.time is None) is not self._was_at_rest:
            self._place_controls()
        self.update()

    _was_at_rest = False

    def _place_controls(self) -> None:
        self._was_at_rest = self._stage.playhead.time is None
        self.controls.refresh(self._was_at_rest and not self._is_presenting)

    def _show_zoom(self) -> None:
        self._bar.show_zoom(self._zoom * layout_for(self.trace, self.view).scale)

    def _refresh(self) -> None:
        """Another trace: what is no longer there is no longer selected."""
        self.choose(self.chosen.kept([each for each in self.chosen.elements if self._is_there(each)]))
        if self._hovered is not None and not self._is_there(self._hovered):
            self._hovered = None
        self.actions_on_selection.refresh()
        self._show_zoom()
        self._place_controls()
        self.update()

    def _is_there(self, element: Element) -> bool:
        """Whether there still is such a unit, and a number where there should be one."""
        experiment = self.experiment
        if not exists(element, self.trace.network):
            return False
        return value_of(experiment, element) is not None or not can_edit(experiment, element)


def _paint_band(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    fill = QColor(mix(theme.canvas, theme.ink, 0.5))
    fill.setAlphaF(0.10)
    painter.fillRect(rect, fill)
    pen = QPen(QColor(theme.ink), 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
