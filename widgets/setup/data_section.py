"""Data: which rows the network learns from, and which of them is the example being traced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from core.data.data import Table, example_at, rows_of, table_of
from core.data.datasets import BUILTIN, GROUPS, Builtin, builtin
from core.data.fitting import builtin_source, fitted_to_data, row_of_example, with_data_settings
from core.edits import with_example
from core.experiment import SCALINGS, DataSource, Experiment, Scaling
from core.message import Message, Problem
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, LabelledRow, row_of, text_label
from widgets.parts.disclosure import Disclosure
from widgets.parts.plain_text import lines_tip
from widgets.parts.section import Section
from widgets.setup.dataset_tiles import DatasetTiles
from widgets.setup.row_chooser import RowChooser
from widgets.setup.setting_rows import SettingRows

_NONE, _OWN, _FILE = "none", "inline", "file"
_SCALING_NAMES = {"none": Message("None"), "standard": Message("Standard"), "minmax": Message("Min–max")}
_SCALING_TIPS = {
    "none": Message("Inputs are fed as they are."),
    "standard": Message("Every input less its mean, divided by its standard deviation; both of the training rows."),
    "minmax": Message("Every input to 0 … 1 over the training rows."),
}


class DataSection(Section):
    """The data set, its settings, and the row chosen as the example."""

    import_requested = Signal()
    draw_requested = Signal()

    def __init__(self) -> None:
        super().__init__(say(Message("Data")))
        self._rows = SettingRows(self.attempt)
        self._tiles = DatasetTiles()
        self._source = ComboBox(say(Message("Data")))
        self._source_row = LabelledRow(say(Message("Data set")), self._source)
        self._chooser = RowChooser()
        self._chooser_row = LabelledRow(say(Message("Row")), self._chooser, label_width=None)
        self._kind_of_row = text_label("", "small")
        self._kind_of_row.setWordWrap(True)
        self.body.addWidget(self._tiles)
        self.body.addWidget(self._source_row)
        self._import = Button(say(Message("Import…")), say(Message("Learn from a CSV, NPZ or IDX file")))
        self._import.clicked.connect(self.import_requested)
        self._draw = Button(say(Message("Draw data…")), say(Message("Draw rows by hand on the decision map")))
        self._draw.clicked.connect(self.draw_requested)
        self.body.addLayout(row_of(self._import, self._draw))
        self._add_draw()
        self.body.addWidget(self._chooser_row)
        self.body.addWidget(self._kind_of_row)
        self._add_more()
        self._tiles.chosen.connect(self._choose_tile)
        self._source.chosen.connect(self._choose_source)
        self._chooser.row_chosen.connect(self._choose_row)
        self._table: Table | None = None
        self._asked: object = None
        """Of which row it was last said what it is for."""
        self._own: DataSource | None = None
        """The rows of its own that the experiment had: still there to go back to after a look at other data."""

    def refresh(self, old: Experiment | None) -> None:
        data = self.experiment.data
        if old is None or old.data is not data or old.network is not self.experiment.network:
            self._show_source(data)
            self._read_table()
            self._show_settings(data)
        if self._table is not None:
            self._show_row(self._table)

    def choose_row(self, row: int) -> None:
        """As if someone had chosen this row of the data by hand."""
        if self._table is not None and 0 <= row < len(self._table):
            self._choose_row(row)

    def _add_draw(self) -> None:
        self._samples = self._rows.number(
            Message("Samples"),
            lambda experiment: _drawn(experiment, "samples"),
            _edit("samples"),
            hint=Message("Rows that are drawn, for training and testing together."),
            whole=True,
            low=2,
            high=1_000_000,
        )
        self._noise = self._rows.number(
            Message("Noise"),
            lambda experiment: _drawn(experiment, "noise"),
            _edit("noise"),
            name=Message("Noise, from 0 to 1"),
            hint=Message("How far rows stray from the pattern."),
            low=0,
            high=1,
        )
        for row in (self._samples, self._noise):
            self.body.addWidget(row)

    def _add_more(self) -> None:
        self._more = Disclosure(say(Message("More about the data")), say(Message("Seed, scaling, split")), "data")
        self._seed = self._rows.number(
            Message("Data seed"),
            lambda experiment: experiment.data.seed,
            _edit("seed"),
            name=Message("Seed of the data"),
            hint=Message("Draws the rows; the seed under Training draws split, shuffles and weights."),
            whole=True,
            low=0,
            high=2**63 - 1,
        )
        tips = {kind: lines_tip(say(tip)) for kind, tip in _SCALING_TIPS.items()}
        self._scaling = self._rows.choice(
            Message("Scaling"),
            lambda experiment: experiment.data.scaling.kind,
            lambda experiment, kind: with_data_settings(experiment, scaling=Scaling(kind)),
            [(kind, say(_SCALING_NAMES[kind])) for kind in SCALINGS],
            tips=tips,
        )
        self._stratify = self._rows.switch(
            Message("Stratified"),
            lambda experiment: experiment.data.stratify,
            _edit("stratify"),
            hint=Message("Hold out the same share of every class for testing."),
        )
        for row in (self._seed, self._scaling, self._stratify):
            self._more.body.addWidget(row)
        self.body.addWidget(self._more)

    def _show_source(self, data: DataSource) -> None:
        if data.source == _OWN:
            self._own = data
        choices: list[tuple[object, str]] = [(_NONE, say(Message("This example")))]
        if self._own is not None:
            choices.append((_OWN, say(Message("Own rows"))))
        if data.source == _FILE:
            choices.append((_FILE, Path(data.path).name))
        entries = [entry for group in GROUPS for entry in BUILTIN.values() if entry.group == group]
        here = _builtin(data)
        if here is not None and here.name not in BUILTIN:
            # Blobs of another number of classes than the menu offers.
            entries.insert([entry.group for entry in entries].index(here.group), here)
        headings: dict[object, str] = {}
        for group in GROUPS:
            headings[next(entry.name for entry in entries if entry.group == group)] = say(GROUPS[group])
        choices += [(entry.name, say(entry.label)) for entry in entries]
        tips: dict[object, str] = {entry.name: lines_tip(say(entry.sentence)) for entry in entries}
        tips[_NONE] = lines_tip(say(Message("No data: the network learns from the one example alone.")))
        self._source.set_choices(choices, tips=tips, headings=headings)
        self._source.choose(_chosen(data))
        self._tiles.choose(_chosen(data))

    def _show_settings(self, data: DataSource) -> None:
        """The rows that have a meaning for this data."""
        here = _builtin(data)
        is_drawn = here is not None and here.is_drawn
        has_classes = self._table is not None and bool(self._table.classes)
        for row in (self._samples, self._noise, self._seed):
            row.setVisible(is_drawn)
        self._stratify.setVisible(has_classes and not data.names_test_rows)
        self._more.setVisible(data.source != _NONE)
        used = []
        if data.scaling.kind != "none":
            used.append(Message("{kind} scaling", kind=_SCALING_NAMES[data.scaling.kind]))
        if data.stratify:
            used.append(Message("stratified"))
        self._more.show_used([say(words).lower() for words in used])
        self._rows.show(self.experiment)

    def _read_table(self) -> None:
        self._table = None
        self._source_row.settle()
        if self.experiment.data.source != _NONE:
            try:
                self._table = table_of(self.experiment)
            except Problem as problem:
                self._source_row.complain(say(problem.message))
        self._chooser_row.setVisible(self._table is not None)
        self._kind_of_row.setVisible(self._table is not None)

    def _show_row(self, table: Table) -> None:
        row = row_of_example(self.experiment, table, hint=self._chooser.row)
        self._chooser.show_row(row, len(table))
        # Of half a million rows it takes a while to say which are for training.
        asked = (row, id(table), self.experiment.data, self.experiment.training)
        if asked != self._asked:
            self._asked = asked
            self._kind_of_row.setText(say(self._kind(row, table)))

    def _kind(self, row: int | None, table: Table) -> Message:
        count = f"{len(table):,}"
        if row is None:
            return Message("The example was edited: it is none of the {count} rows.", count=count)
        _, test = rows_of(table, self.experiment.data, self.experiment.training)
        if row in test:
            return Message("One of {count} rows, for the test: training never sees it.", count=count)
        return Message("One of {count} rows, for training.", count=count)

    def _choose_tile(self, name: str) -> None:
        # A tile that is pressed again goes out by itself; it is still the one.
        self._tiles.choose(_chosen(self.experiment.data))
        self._choose_source(name)

    def _choose_source(self, name: str) -> None:
        if name == _chosen(self.experiment.data):
            return

        def fit(experiment: Experiment) -> Experiment:
            if name == _NONE:
                return fitted_to_data(experiment, DataSource())
            source = self._own if name == _OWN and self._own is not None else builtin_source(name)
            return fitted_to_data(experiment, source)

        self.attempt(self._source_row, Message("Choose data"), fit)

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


def _chosen(data: DataSource) -> str:
    """What stands for this data in the list."""
    return data.name if data.source == "builtin" else data.source


def _builtin(data: DataSource) -> Builtin | None:
    """The data set of the program, where it is one that the program knows."""
    try:
        return builtin(data.name) if data.source == "builtin" else None
    except Problem:  # said where the table is read
        return None


def _drawn(experiment: Experiment, name: str) -> float | None:
    """Samples or noise, the data set's own where none is given."""
    here = _builtin(experiment.data)
    given: float | None = getattr(experiment.data, name)
    return getattr(here, name) if given is None and here is not None else given


def _edit(name: str) -> Callable[[Experiment, Any], Experiment]:
    return lambda experiment, value: with_data_settings(experiment, **{name: value})
