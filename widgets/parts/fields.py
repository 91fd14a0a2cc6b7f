"""Fields for numbers: what is typed is checked where it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.expression import number_of
from core.message import Message, Problem
from core.numbers import exact, short
from simulator.words import say
from widgets.parts.controls import CONTROL_HEIGHT, ToolButton, row_of, text_label
from widgets.parts.plain_text import plain_tip


class NumberField(QLineEdit):
    """One number. Enter or leaving the field commits it; what is no number is put back, and it says why.

    At rest it shows few digits, being typed in it shows all. Up and Down step through whole numbers.
    Where `optional`, an empty field means no number, and the placeholder says what holds then.
    """

    committed = Signal(object)
    """The new number, an int where the field is for whole numbers, None where it was emptied. Not sent by
    `set_value`."""
    refused = Signal(str)
    """Why the text was put back."""
    typed = Signal()

    def __init__(
        self,
        name: str,
        *,
        whole: bool = False,
        optional: bool = False,
        low: float | None = None,
        high: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__()
        self._name = name
        self._whole = whole
        self._optional = optional
        self._hint = hint
        self._low = low
        self._high = high
        self._value: float | None = None
        self.setAccessibleName(name)
        self._tell()
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setMinimumWidth(36)
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._begin_typing)

    @property
    def value(self) -> float | None:
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show a number (None: nothing); text that is just being typed stays, and why another was refused is past."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._restore()
            if self.property("refused"):
                self._begin_typing()

    def set_range(self, low: float | None, high: float | None) -> None:
        self._low, self._high = low, high

    def set_placeholder(self, words: str) -> None:
        """What an empty field means."""
        self.setPlaceholderText(words)
        self._tell()

    def rename(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._restore()
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
            self._begin_typing()
        elif event.key() in steps and self._whole and self._value is not None:
            self._take(int(self._value) + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _begin_typing(self) -> None:
        """What was refused before is past."""
        self._mark(None)
        self.typed.emit()

    def commit(self) -> None:
        """Take what is being typed, as Enter does."""
        if not self.isModified():
            return
        number, why = self._read(self.text())
        self.setModified(False)
        if number is None and why:
            self._refuse(why)
        else:
            self._take(number)

    def _take(self, number: float | None) -> None:
        why = "" if number is None else self._outside(number)
        if why:
            self._refuse(why)
        elif number != self._value:
            self._value = number
            self._restore()
            self._begin_typing()
            self.committed.emit(number)
        else:
            self._restore()

    def _refuse(self, why: str) -> None:
        self._restore()
        self._mark(why)
        self.refused.emit(why)

    def _read(self, text: str) -> tuple[float | None, str]:
        """The number typed, or why it is none. Whole numbers stay whole: a float would round a long seed."""
        if self._optional and not text.strip():
            return None, ""
        if self._whole and text.strip().lstrip("+").isdecimal():
            return int(text.strip()), ""
        try:
            number = number_of(text)
        except Problem as problem:
            return None, say(problem.message)
        if self._whole:
            if not number.is_integer():
                return None, say(Message("a whole number, please"))
            return int(number), ""
        return number, ""

    def _outside(self, number: float) -> str:
        if self._low is not None and number < self._low:
            return say(Message("{low} or more, please", low=exact(self._low)))
        if self._high is not None and number > self._high:
            return say(Message("{high} or less, please", high=exact(self._high)))
        return ""

    def _restore(self) -> None:
        shown = self._shown(self.hasFocus())
        if shown != self.text():
            self.setText(shown)
            if not self.hasFocus():
                self.setCursorPosition(0)
        self.setModified(False)
        if not self.property("refused"):
            self._tell()

    def _shown(self, exactly: bool) -> str:
        if self._value is None:
            return ""
        if self._whole:
            return str(self._value)
        return exact(self._value) if exactly else short(self._value)

    def _mark(self, why: str | None) -> None:
        if bool(self.property("refused")) != bool(why):
            self.setProperty("refused", bool(why))
            self.style().unpolish(self)
            self.style().polish(self)
        self._tell(why)

    def _tell(self, why: str | None = None) -> None:
        shown = self.placeholderText() if self._value is None else self._shown(exactly=True)
        tip = f"{self._name}: {shown}" if shown else self._name
        self.setToolTip(plain_tip(why or (f"{tip}\n{self._hint}" if self._hint else tip)))


class Stepper(QWidget):
    """A count with a button to take one away and one to add one: − n +."""

    more = Signal()
    fewer = Signal()

    def __init__(self, name: str, fewer: str, more: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._fewer = ToolButton("minus", fewer, 24, 14, "boxed")
        self._more = ToolButton("plus", more, 24, 14, "boxed")
        self._count = text_label("", "number")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setMinimumWidth(28)
        self._fewer.clicked.connect(self.fewer)
        self._more.clicked.connect(self.more)
        self._count.setContentsMargins(4, 0, 4, 0)
        self.setLayout(row_of(None, self._fewer, self._count, self._more, spacing=0))
        self.setFixedHeight(CONTROL_HEIGHT)

    @property
    def count(self) -> int:
        return int(self._count.text())

    def show_count(self, count: int, *, is_fixed: bool = False) -> None:
        """`is_fixed`: the count is not for the hand to change, and the buttons are away."""
        self._count.setText(str(count))
        self._fewer.setEnabled(count > 1)
        for button in (self._fewer, self._more):
            button.setVisible(not is_fixed)
