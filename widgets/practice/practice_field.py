"""Answers typed where the “?” stands on the canvas, as weights are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from core.quantity import SLOPES, Quantity
from simulator.frames.elements import Element, LossAt
from simulator.frames.frame import Frame
from simulator.frames.pointing import box_of, element_at, loss_box_of, slope_at, slope_box_of
from simulator.shapes import Box
from widgets.canvas.canvas import Canvas
from widgets.parts.in_place_editor import InPlaceEditor

_HEIGHT, _NARROWEST, _COMPLAINT = 30.0, 84.0, 280


def number_box(frame: Frame, question: Quantity, element: Element) -> Box | None:
    """Where a number has a place beside its element: a slope, or the loss."""
    if isinstance(element, LossAt):
        return loss_box_of(frame)
    return slope_box_of(frame, element) if question.kind in SLOPES else None


class AnswerField(InPlaceEditor):
    """Enter checks; whoever goes elsewhere has not answered."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        # A hint is a sentence or two.
        self.complaint.setWordWrap(True)
        self.complaint.setFixedWidth(_COMPLAINT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QLineEdit.focusOutEvent(self, event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.cancel()


class PracticeField(QObject):
    """Hears what is clicked, and opens the field where a question stands."""

    clicked = Signal(object, bool)
    """An element of the canvas, by a click that did not move anything, and whether that was on its slope."""

    def __init__(self, canvas: Canvas, check: Callable[[Quantity, str], object]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._check = check
        self._pressed: QPointF | None = None
        self.editor = AnswerField(canvas)
        self.editor.committed.connect(lambda *_: canvas.setFocus())

    def watch(self, is_wanted: bool) -> None:
        """Hear of clicks on the canvas, or no longer."""
        self._canvas.removeEventFilter(self)
        if is_wanted:
            self._canvas.installEventFilter(self)
        else:
            self.editor.cancel()

    def open(self, question: Quantity, element: Element, name: str) -> None:
        """Let the number be typed at its place."""
        canvas = self._canvas
        canvas.bring_into_view(element)
        box = number_box(canvas.frame, question, element) or box_of(canvas.frame, element)
        if box is not None:
            width = max(_NARROWEST, box.width + 24)
            rect = QRect(round(box.x - width / 2), round(box.y - _HEIGHT / 2), round(width), round(_HEIGHT))
            self.editor.open(question, name, "", rect, lambda text: self._check(question, text))

    def eventFilter(self, canvas: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Wheel, QEvent.Type.Resize):
            self.editor.cancel()
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = event.position()
            elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                at, self._pressed = self._pressed, None
                if (event.position() - at).manhattanLength() < QApplication.startDragDistance():
                    # Once the canvas has done with the click what it does.
                    QTimer.singleShot(0, self, lambda: self._tell(at))
        return False

    def _tell(self, at: QPointF) -> None:
        frame = self._canvas.frame
        slope = slope_at(frame, at.x(), at.y())
        element = slope or element_at(frame, at.x(), at.y())
        if element is not None:
            self._canvas.select(element)
            self.clicked.emit(element, slope is not None)
