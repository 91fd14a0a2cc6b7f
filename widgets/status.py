"""The status bar: what was last done at the left; device and speed at the right."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStatusBar, QStyle, QStyleOption, QStylePainter, QWidget

from core.device import DeviceChoice
from core.message import Message
from core.numbers import short
from simulator.words import say
from widgets.parts.controls import ElidedLabel, text_label

SHOWN_FOR = 8000
"""Milliseconds a message stays."""
_BEFORE_OTHERS = 12
SPEED_EVERY = 500
"""Milliseconds a speed stays at least: other words have the whole window arranged anew, and nobody reads so fast."""


class StatusBar(QStatusBar):
    """One line about the experiment, one about the machine."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self._notes = ElidedLabel()
        self._speed = text_label("")
        self._device = text_label(say(Message("Device: chosen when training starts")))
        self._since_speed = QElapsedTimer()
        self.messageChanged.connect(self.setToolTip)
        self.addWidget(self._notes, 1)
        self.addPermanentWidget(self._speed)
        self.addPermanentWidget(self._device)

    def show_notes(self, notes: str) -> None:
        """The sentence that says what to try."""
        self._notes.setText(notes)

    def say_for_a_while(self, words: str) -> None:
        self.showMessage(words, SHOWN_FOR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A message stands where the notes do, and ends in dots before what is always there; Qt would cut it off."""
        words = self.currentMessage()
        if not words:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option)
        room = self.message_rect()
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self._notes.palette().windowText().color())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()

    def message_rect(self) -> QRect:
        """Where a message may stand."""
        always = [each.x() for each in self.findChildren(QWidget) if each.isVisible() and each.parent() is self]
        notes = self._notes.geometry()
        right = min(always, default=self.width()) - _BEFORE_OTHERS
        return QRect(notes.x(), notes.y(), max(0, right - notes.x()), notes.height())

    def show_device(self, choice: DeviceChoice) -> None:
        """Which device trains, and why."""
        name = choice.device.upper()
        threads = Message("{name}, {n} thread", name=name, n=choice.threads)
        if choice.threads != 1:
            threads = Message("{name}, {n} threads", name=name, n=choice.threads)
        self._device.setText(
            f"{say(threads if choice.device == 'cpu' else Message('{name}', name=name))}: {say(choice.reason)}"
        )
        if choice.warning is not None:
            self.say_for_a_while(say(choice.warning))

    def show_speed(self, epochs_per_second: float) -> None:
        """As often as one likes: not every one of them is shown."""
        if not self._since_speed.isValid() or self._since_speed.hasExpired(SPEED_EVERY):
            self._speed.setText(say(Message("{speed} epochs/s", speed=short(epochs_per_second, 3))))
            self._since_speed.start()
