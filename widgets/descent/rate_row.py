"""The learning rate as a slider and a field: both show the experiment's own."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import row_of
from widgets.parts.fields import NumberField
from widgets.parts.plain_text import lines_tip

_LOWEST, _HIGHEST, _PER_DECADE = -4, 1, 20
"""Powers of ten at the ends of the slider, and its places in each."""


class RateRow(QWidget):
    """A slider over powers of ten; whatever else a learning rate may be is typed."""

    dragged = Signal(float)
    """A learning rate on the slider's way."""
    released = Signal()
    """The slider was let go."""
    committed = Signal(object)
    """A learning rate that was typed."""
    refused = Signal(str)
    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        name, hint = say(Message("Learning rate")), say(Message("How far a step goes along the slope."))
        self.slider = _Slider(name, lines_tip(name, hint))
        self.field = NumberField(name, hint=hint)
        self.field.setFixedWidth(72)
        self.setAccessibleName(name)
        self.setFocusProxy(self.field)
        layout = row_of(self.slider, self.field)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.slider.valueChanged.connect(lambda at: self.dragged.emit(_rate_at(at)))
        self.slider.sliderReleased.connect(self.released)
        self.field.committed.connect(self.committed)
        self.field.refused.connect(self.refused)
        self.field.typed.connect(self.typed)

    def show_rate(self, rate: float) -> None:
        self.field.set_value(rate)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((math.log10(rate) - _LOWEST) * _PER_DECADE))


class _Slider(QSlider):
    def __init__(self, name: str, tip: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setRange(0, (_HIGHEST - _LOWEST) * _PER_DECADE)
        self.setPageStep(_PER_DECADE // 4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(60)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel."""
        event.ignore()


def _rate_at(place: int) -> float:
    """In two digits, as somebody would write it."""
    return float(f"{10 ** (_LOWEST + place / _PER_DECADE):.1e}")
