"""Choosing a batch of an epoch, and which of its rows is seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from simulator.stage.batch_step import BatchStep
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import ToolButton, row_of, text_label
from widgets.parts.fields import NumberField


class BatchChooser(QWidget):
    """Batch ‹ n › of so many, and a row of it. Shown from 1, as people count."""

    batch_chosen = Signal(int)
    row_chosen = Signal(object)
    """The place of a row in its batch (an int)."""

    def __init__(self) -> None:
        super().__init__()
        self._batch = -1
        self._before = ToolButton("left", say(Message("The batch before")), 24, 14, "boxed")
        self._after = ToolButton("right", say(Message("The batch after")), 24, 14, "boxed")
        hint = Message("Shows the step that training makes with this batch of the next epoch")
        self._field = NumberField(say(Message("Batch")), whole=True, low=1, hint=say(hint))
        self._field.setFixedWidth(52)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._of = text_label("", "label")
        self._rows = ComboBox(
            say(Message("Row of the batch")), hint=say(Message("The row that is seen running forward"))
        )
        self._rows.setFixedWidth(92)
        self._name = text_label(say(Message("Batch")), "label")
        self.setLayout(row_of(self._name, self._before, self._field, self._after, self._of, self._rows, spacing=4))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._before.clicked.connect(lambda: self.batch_chosen.emit(max(self._batch - 1, 0)))
        self._after.clicked.connect(lambda: self.batch_chosen.emit(self._batch + 1))
        self._field.committed.connect(lambda number: self.batch_chosen.emit(number - 1))
        self._rows.chosen.connect(self.row_chosen)

    def give_room(self, is_wide: bool) -> None:
        """Where there is little, the caption alone says what this is."""
        self._name.setVisible(is_wide or self._batch < 0)

    def show_step(self, step: BatchStep | None, batches: int) -> None:
        """The step on show, or None; of so many batches."""
        # Before one is chosen, the next one is the first.
        self._batch = -1 if step is None else step.batch
        self._field.set_range(1, batches)
        self._field.set_value(None if step is None else step.batch + 1)
        self._of.setText(say(Message("of {batches}", batches=batches)))
        self._before.setEnabled(self._batch > 0)
        self._after.setEnabled(self._batch < batches - 1)
        self._rows.setVisible(step is not None)
        if step is not None:
            choices = [(place, say(Message("row {row}", row=row + 1))) for place, row in enumerate(step.rows)]
            self._rows.set_choices(choices)
            self._rows.choose(step.example)
