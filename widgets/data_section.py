"""Data: which rows the network learns from, and which of them is the example being traced."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.data import Table, example_at, rows_of, table_of
from core.datasets import BUILTIN, builtin
from core.edits import with_example
from core.experiment import DataSource, Experiment
from core.fitting import builtin_source, fitted_to_data, row_of_example
from core.message import Message, Problem
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import LabelledRow, ToolButton, row_of, text_label
from widgets.fields import NumberField
from widgets.section import Section

_NONE, _OWN = "none", "inline"


class DataSection(Section):
    """The data set, its settings, and the row chosen as the example."""

    data_chosen = Signal(object)
    """Another data set was chosen (its DataSource), after the edit for it was asked for."""

    def __init__(self) -> None:
        super().__init__(say(Message("Data")))
        self._source = ComboBox(say(Message("Data")))
        self._samples = NumberField(say(Message("Samples")), whole=True, low=2, high=1_000_000)
        self._noise = NumberField(say(Message("Noise, from 0 to 1")), low=0, high=1)
        self._source_row = LabelledRow(say(Message("Data set")), self._source)
        self._samples_row = LabelledRow(say(Message("Samples")), self._samples)
        self._noise_row = LabelledRow(say(Message("Noise")), self._noise)
        self._chooser = _RowChooser()
        self._chooser_row = LabelledRow(say(Message("Row")), self._chooser, label_width=None)
        self._kind_of_row = text_label("", "small")
        self._kind_of_row.setWordWrap(True)
        for row in (self._source_row, self._samples_row, self._noise_row, self._chooser_row, self._kind_of_row):
            self.body.addWidget(row)
        self._source.chosen.connect(self._choose_source)
        self._samples.committed.connect(lambda count: self._change(self._samples_row, samples=count))
        self._noise.committed.connect(lambda noise: self._change(self._noise_row, noise=noise))
        self._chooser.row_chosen.connect(self._choose_row)
        self._table: Table | None = None
        self._own: DataSource | None = None
        """The rows that came with the file: still there to go back to after a look at other data."""

    def refresh(self, old: Experiment | None) -> None:
        data = self.experiment.data
        if old is None or old.data is not data or old.network is not self.experiment.network:
            self._show_source(data)
            self._read_table()
        if self._table is not None:
            self._show_row(self._table)

    def choose_row(self, row: int) -> None:
        """As if someone had chosen this row of the data by hand."""
        if self._table is not None and 0 <= row < len(self._table):
            self._choose_row(row)

    def _show_source(self, data: DataSource) -> None:
        if data.source == _OWN:
            self._own = data
        choices: list[tuple[object, str]] = [(_NONE, say(Message("This example")))]
        choices += [(entry.name, say(entry.label)) for entry in BUILTIN.values()]
        if self._own is not None:
            choices.append((_OWN, say(Message("Rows of the file"))))
        self._source.set_choices(choices)
        self._source.choose(data.name if data.source == "builtin" else data.source)
        is_drawn = data.source == "builtin" and builtin(data.name).is_drawn
        self._samples_row.setVisible(is_drawn)
        self._noise_row.setVisible(is_drawn)
        if is_drawn:
            here = builtin(data.name)
            self._samples.set_value(here.samples if data.samples is None else data.samples)
            self._noise.set_value(here.noise if data.noise is None else data.noise)

    def _read_table(self) -> None:
        self._table = None
        self._source_row.settle()
        has_rows = self.experiment.data.source != _NONE
        if has_rows:
            try:
                self._table = table_of(self.experiment)
            except Problem as problem:
                self._source_row.complain(say(problem.message))
        self._chooser_row.setVisible(self._table is not None)
        self._kind_of_row.setVisible(self._table is not None)

    def _show_row(self, table: Table) -> None:
        row = row_of_example(self.experiment, table, hint=self._chooser.row)
        self._chooser.show_row(row, len(table))
        self._kind_of_row.setText(say(self._kind(row, table)))

    def _kind(self, row: int | None, table: Table) -> Message:
        if row is None:
            return Message("The example was edited: it is no row of the data.")
        _, test = rows_of(table, self.experiment.data, self.experiment.training)
        if row in test:
            return Message("A test row: training never sees it.")
        return Message("A training row.")

    def _choose_source(self, name: str) -> None:
        def fit(experiment: Experiment) -> Experiment:
            if name == _NONE:
                return fitted_to_data(experiment, DataSource())
            source = self._own if name == _OWN and self._own is not None else builtin_source(name)
            return fitted_to_data(experiment, source)

        present = self.experiment.data
        if name == (present.name if present.source == "builtin" else present.source):
            return
        self.attempt(self._source_row, Message("Choose data"), fit)
        self.data_chosen.emit(self.experiment.data)

    def _change(self, row: LabelledRow, **changes: float) -> None:
        self.attempt(
            row,
            Message("Change the data"),
            lambda experiment: fitted_to_data(experiment, replace(experiment.data, **changes)),
        )

    def _choose_row(self, row: int) -> None:
        table = self._table
        if table is None:
            return
        self._chooser.row = row
        self.attempt(
            self._chooser_row,
            Message("Choose row {row}", row=row + 1),
            lambda experiment: with_example(experiment, example_at(table, row)),
        )


class _RowChooser(QWidget):
    """‹ n › of N, and a dice for any row. Shown from 1, as people count."""

    row_chosen = Signal(int)
    refused = Signal(str)
    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row: int | None = None
        self._count = 0
        self._field = NumberField(say(Message("Row of the data to trace")), whole=True, low=1)
        self._field.setFixedWidth(44)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = ToolButton("left", say(Message("The row before")), 24, 14, "boxed")
        self._after = ToolButton("right", say(Message("The row after")), 24, 14, "boxed")
        self._dice = ToolButton("dice", say(Message("Any row")), 24, 18)
        self._of = text_label("", "label")
        steps = row_of(self._before, self._field, self._after, spacing=2)
        layout = row_of(None, spacing=6)
        layout.addLayout(steps)
        layout.addWidget(self._of)
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
        self._of.setText(say(Message("of {count}", count=count)))
        self._before.setEnabled(row is None or row > 0)
        self._after.setEnabled(row is None or row < count - 1)

    def _step(self, by: int) -> None:
        self.row_chosen.emit(0 if self.row is None else min(max(self.row + by, 0), self._count - 1))

    def _choose_any(self) -> None:
        # Not the seed of the experiment: a second throw should fall differently.
        self.row_chosen.emit(int(np.random.default_rng().integers(self._count)))
