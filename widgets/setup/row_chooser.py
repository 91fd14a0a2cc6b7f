"""Choosing one row of the data."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import ToolButton, row_of
from widgets.parts.fields import NumberField


class RowChooser(QWidget):
    """‹ n › and a dice for any row. Shown from 1, as people count."""

    row_chosen = Signal(int)
    refused = Signal(str)
    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row: int | None = None
        self._count = 0
        self._field = NumberField(say(Message("Row of the data to trace")), whole=True, low=1)
        self._field.setFixedWidth(64)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = ToolButton("left", say(Message("The row before")), 24, 14, "boxed")
        self._after = ToolButton("right", say(Message("The row after")), 24, 14, "boxed")
        self._dice = ToolButton("dice", say(Message("Any row")), 24, 18)
        steps = row_of(self._before, self._field, self._after, spacing=2)
        layout = row_of(None, spacing=6)
        layout.addLayout(steps)
        layout.addWidget(self._dice)
        self.setLayout(layout)
        self._before.clicked.connect(lambda: self._step(-1))
        self._after.clicked.connect(lambda: self._step(1))
        self._dice.clicked.connect(self._choose_any)
        self._field.committed.connect(lambda number: self.row_chosen.emit(number - 1))
        self._field.refused.connect(self.refused)
        self._field.typed.connect(self.typed)

    def show_row(self, row: int | None, count: int) -> None:
        self.row = row
        self._count = count
        self._field.set_range(1, count)
        self._field.set_value(None if row is None else row + 1)
        self._before.setEnabled(row is None or row > 0)
        self._after.setEnabled(row is None or row < count - 1)

    def _step(self, by: int) -> None:
        self.row_chosen.emit(0 if self.row is None else min(max(self.row + by, 0), self._count - 1))

    def _choose_any(self) -> None:
        # Not the seed of the experiment: a second throw should fall differently.
        self.row_chosen.emit(int(np.random.default_rng().integers(self._count)))
