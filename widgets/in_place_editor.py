"""A field that opens over a number on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.message import Message
from core.numbers import exact, parse_number
from simulator.elements import Element
from simulator.words import say
from widgets.controls import text_label


class InPlaceEditor(QLineEdit):
    """Enter takes the number, Escape leaves it; what is no number stays in the field with the reason beneath."""

    committed = Signal(object, float)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._element: Element | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.complaint = text_label("", "problem", canvas)
        self.complaint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.complaint.setProperty("role", "problem-card")
        self.textEdited.connect(self._settle)
        self.hide()
        self.complaint.hide()

    def open(self, element: Element, name: str, value: float | None, rect: QRect) -> None:
        """Stand over `rect` with the whole number selected."""
        self._element = element
        self.setAccessibleName(name)
        self.setText("" if value is None else exact(value))
        parent = self.parentWidget()
        left = min(max(rect.left(), 4), parent.width() - rect.width() - 4)
        self.setGeometry(left, rect.top(), rect.width(), rect.height())
        self._settle()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def cancel(self) -> None:
        if self._element is not None:
            self._element = None
            self.hide()
            self.complaint.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
            self.parentWidget().setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._element is None or event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        # A number is kept when the hand goes elsewhere; anything else is given up.
        if self.isModified() and parse_number(self.text()) is not None:
            self._commit()
        else:
            self.cancel()

    def _commit(self) -> None:
        element, value = self._element, parse_number(self.text())
        if element is None:
            return
        if value is None:
            typed = self.text().strip()
            empty = Message("Type a number, for example 0.5")
            self._complain(say(Message("“{text}” is not a number", text=typed[:24]) if typed else empty))
            return
        self.cancel()
        self.committed.emit(element, value)

    def _complain(self, why: str) -> None:
        self.complaint.setText(why)
        self.complaint.adjustSize()
        x = self.geometry().center().x() - self.complaint.width() // 2
        x = min(max(x, 4), self.parentWidget().width() - self.complaint.width() - 4)
        self.complaint.move(x, self.geometry().bottom() + 6)
        self.complaint.show()
        self.complaint.raise_()

    def _settle(self) -> None:
        self.complaint.hide()
