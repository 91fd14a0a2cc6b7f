"""A field that opens over a number or a name on the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.message import Problem
from simulator.words import say
from widgets.parts.controls import text_label

_WIDEST = 260
Read = Callable[[str], object]
"""What a text stands for (raises Problem where it stands for nothing)."""


class InPlaceEditor(QLineEdit):
    """Enter takes what was typed, Escape leaves it; what is refused stays in the field with the reason beside it."""

    committed = Signal(object, object)
    """What was edited, and its new value."""
    walked = Signal(int)
    """Tab (1) or Shift+Tab (−1) took what was typed and asks for the next."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._edited: object = None
        self._read: Read = str
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.complaint = text_label("", "problem", canvas)
        self.complaint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.complaint.setProperty("role", "problem-card")
        self.textEdited.connect(self._settle)
        self.hide()
        self.complaint.hide()

    @property
    def edited(self) -> object:
        """What the field stands over; None while it is closed."""
        return self._edited

    def open(self, edited: object, name: str, text: str, rect: QRect, read: Read) -> None:
        """Stand over `rect` with the whole text selected."""
        self._edited, self._read = edited, read
        self.setAccessibleName(name)
        self.setText(text)
        parent = self._canvas
        width = min(rect.width(), _WIDEST, parent.width() - 8)
        left = min(max(rect.center().x() - width // 2, 4), parent.width() - width - 4)
        top = min(max(rect.top(), 4), parent.height() - rect.height() - 4)
        self.setGeometry(left, top, width, rect.height())
        self._settle()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def begin_with(self, text: str) -> None:
        """Replace the text by what was typed before the editor was open."""
        self.setText(text)
        self.setModified(True)

    def cancel(self) -> None:
        if self._edited is not None:
            self._edited = None
            self.hide()
            self.complaint.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
            self._canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the number and goes on to the next one, as in a table."""
        if self._commit():
            self.walked.emit(1 if forward else -1)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._edited is None or event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        # What can be taken is kept when the hand goes elsewhere; anything else is given up.
        if not (self.isModified() and self._commit(complains=False)):
            self.cancel()

    def _commit(self, complains: bool = True) -> bool:
        edited = self._edited
        if edited is None:
            return False
        try:
            value = self._read(self.text())
        except Problem as problem:
            if complains:
                self._complain(say(problem.message))
            return False
        self.cancel()
        self.committed.emit(edited, value)
        return True

    def _complain(self, why: str) -> None:
        self.complaint.setText(why)
        self.complaint.adjustSize()
        x = self.geometry().center().x() - self.complaint.width() // 2
        x = min(max(x, 4), self._canvas.width() - self.complaint.width() - 4)
        below, above = self.geometry().bottom() + 6, self.geometry().top() - 6 - self.complaint.height()
        fits = below + self.complaint.height() <= self._canvas.height()
        self.complaint.move(x, below if fits else above)
        self.complaint.show()
        self.complaint.raise_()

    def _settle(self) -> None:
        self.complaint.hide()
