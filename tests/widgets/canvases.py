"""A canvas with its document, as tests use it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from core.files.examples import example
from simulator.document.document import Document
from simulator.frames.elements import Element
from simulator.frames.frame_boxes import label_boxes
from simulator.frames.pointing import box_of
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.canvas.canvas import Canvas

LEFT = Qt.MouseButton.LeftButton
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


class CanvasDesk:
    """Everything that a hand does to the canvas reaches the document, as in the window."""

    def __init__(self, qtbot: QtBot, experiment: Experiment | str, width: int = 978, height: int = 576) -> None:
        self.qtbot = qtbot
        self.document = Document(example(experiment) if isinstance(experiment, str) else experiment)
        self.stage = Stage(self.document)
        self.canvas = canvas = Canvas(self.stage)
        self.said: list[str] = []
        canvas.edit_requested.connect(self.document.edit)
        canvas.edit_ended.connect(self.document.end_merge)
        canvas.edit_given_up.connect(self.document.give_up)
        canvas.said.connect(lambda why: self.said.append(say(why)))
        self.document.setParent(canvas)
        self.stage.setParent(canvas)
        qtbot.addWidget(canvas)
        canvas.resize(width, height)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.setFocus()

    @property
    def undo_names(self) -> list[str]:
        stack = self.document.undo_stack
        return [stack.text(index) for index in range(stack.count())]

    def at(self, element: Element) -> QPoint:
        box = box_of(self.canvas.frame, element)
        assert box is not None
        return QPoint(round(box.x), round(box.y))

    def click(self, element: Element, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.mouseClick(self.canvas, LEFT, modifiers, self.at(element))

    def double_click(self, at: QPoint) -> None:
        self.qtbot.mouseClick(self.canvas, LEFT, pos=at)
        self.qtbot.mouseDClick(self.canvas, LEFT, pos=at)

    def drag(self, start: QPoint, *stops: QPoint, target: QWidget | None = None) -> None:
        """Press, move over all stops, release at the last."""
        widget = target or self.canvas
        self.qtbot.mousePress(widget, LEFT, pos=start)
        for stop in stops:
            self.qtbot.mouseMove(widget, stop)
        self.qtbot.mouseRelease(widget, LEFT, pos=stops[-1])

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.canvas.editor, text)
        self.qtbot.keyClick(self.canvas.editor, Qt.Key.Key_Return)

    def turn(
        self, at: QPoint, angle: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """The wheel, by 120 a notch."""
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            QPoint(),
            angle,
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)


def texts(canvas: Canvas) -> list[tuple[str, QRectF]]:
    """Every label and unit in pixels of the canvas."""
    frame = canvas.frame
    k, (dx, dy) = frame.scale, frame.offset
    boxes = [(label.kind, label.box) for label in label_boxes(frame)] + [("unit", unit.box) for unit in frame.units]
    return [
        (
            kind,
            QRectF(
                (box.x - box.width / 2) * k + dx, (box.y - box.height / 2) * k + dy, box.width * k, box.height * k
            ),
        )
        for kind, box in boxes
    ]
