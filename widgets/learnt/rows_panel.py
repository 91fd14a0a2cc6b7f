"""The bottom dock "Rows": how far off the network is, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from core.message import Message
from simulator.results.evaluation import Evaluation, Part, results_of
from simulator.words import say
from widgets.parts.controls import SegmentedControl, text_button

if TYPE_CHECKING:
    from widgets.learnt.rows_table import RowsTable

_FEWEST = 76
"""How low the table may become: a heading and two rows."""


class RowsPanel(QWidget):
    """The table of all rows or of one split; `title_widgets` go into the dock's title bar."""

    row_chosen = Signal(int)
    """A row of the data, to become the example."""
    number_chosen = Signal(int, object)
    """Such a row, by a number of its step: its Kind."""
    compare_changed = Signal()
    """Whether the answers of the network that the last run started from are wanted beside the present ones."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._evaluation: Evaluation | None = None
        self._start: Evaluation | None = None
        self._waiting: Message | None = None
        self._table: RowsTable | None = None
        self.parts = SegmentedControl(
            say(Message("Which rows")),
            [
                (Part.ALL, say(Message("All"))),
                (Part.TRAIN, say(Message("Training"))),
                (Part.TEST, say(Message("Test"))),
            ],
        )
        self.compare = _compare_button()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 4)
        self.parts.chosen.connect(self._choose_part)
        self.compare.toggled.connect(lambda _: self.compare_changed.emit())

    @property
    def table(self) -> RowsTable:
        """Made when somebody first looks."""
        if self._table is None:
            from widgets.learnt.rows_table import RowsTable

            self._table = RowsTable()
            self._table.view.setMinimumHeight(_FEWEST)
            self._table.row_chosen.connect(self.row_chosen)
            self._table.number_chosen.connect(self.number_chosen)
            self._layout.addWidget(self._table)
        return self._table

    @property
    def title_widgets(self) -> tuple[QWidget, ...]:
        """What the table shows."""
        return self.compare, self.parts

    def show_evaluation(self, evaluation: Evaluation | None, waiting: Message | None = None) -> None:
        """How all rows are answered by the network on show; None where that is not known, and what it waits for."""
        self._evaluation, self._waiting = evaluation, waiting
        self._refresh()

    def show_start(self, evaluation: Evaluation | None) -> None:
        """The same of the network that the last run started from; None where it is not wanted."""
        self._start = evaluation
        self._refresh()

    def set_can_compare(self, can_compare: bool) -> None:
        """Whether there has been a run."""
        self.compare.setEnabled(can_compare)
        if not can_compare:
            self.compare.setChecked(False)

    def show_only(self, rows: Sequence[int]) -> None:
        """Only these rows of the data, as the network on show answers them."""
        self.parts.choose(Part.ALL)
        self._draw()
        self.table.show_only(rows)
        self.table.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._table is not None:
            self._refresh()
        else:
            # A panel that goes behind a tab is on show for a moment.
            QTimer.singleShot(0, self, self._refresh)

    def _choose_part(self, _: object) -> None:
        self.table.show_only(None)
        self._draw()

    def _refresh(self) -> None:
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        now, start = self._evaluation, self._start
        part = self.parts.value
        assert isinstance(part, Part)
        if now is None:
            self.table.show_results(None, waiting=self._waiting)
        elif start is not None and start.rows is now.rows:
            names = (say(Message("at the start")), say(Message("now")))
            self.table.show_results(results_of(part, start, now), names)
        else:
            self.table.show_results(results_of(part, now))


def _compare_button() -> QToolButton:
    name = Message("Compare with the start of the run")
    tip = Message("Beside every answer, the one of the network that the last run started from")
    button = text_button(say(Message("compare with the start")), say(name), say(tip))
    button.setCheckable(True)
    button.setEnabled(False)
    return button
