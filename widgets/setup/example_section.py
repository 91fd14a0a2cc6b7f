"""Example: the one row that is traced, number by number."""

from __future__ import annotations

from core.data.data import raw_names
from core.edits import with_input, with_target
from core.experiment import Experiment
from core.message import Message
from simulator.words import say
from widgets.parts.controls import ElidedLabel, LabelledRow, column_of, text_label
from widgets.parts.fields import NumberField
from widgets.parts.section import RowPool, Section

# Beyond this a list of fields is no way to set them; the row chooser is.
MOST_FIELDS = 32
_SHOWN = ("example", "network", "data")
"""The parts of an experiment that are on show here: with features, the data names the raw columns."""


class ExampleSection(Section):
    """Raw inputs and targets as fields."""

    def __init__(self) -> None:
        super().__init__(say(Message("Example")))
        self._more = text_label("", "small")
        self._more.setWordWrap(True)
        inputs, targets = column_of(), column_of()
        self._targets_head = text_label(say(Message("Targets")), "small")
        self.body.addLayout(inputs)
        self.body.addWidget(self._more)
        self.body.addWidget(self._targets_head)
        self.body.addLayout(targets)
        self._inputs = RowPool(inputs, lambda index: self._make_row(index, is_target=False))
        self._targets = RowPool(targets, lambda index: self._make_row(index, is_target=True))

    def refresh(self, old: Experiment | None) -> None:
        now = self.experiment
        if old is not None and all(getattr(old, part) is getattr(now, part) for part in _SHOWN):
            return
        network, example = now.network, now.example
        columns = raw_names(network, now.data, len(example.inputs))
        _show(self._inputs, columns, example.inputs)
        units = network.output.units
        names = (say(Message("target")),) if len(units) == 1 else units
        _show(self._targets, names, example.targets or (None,) * len(units))
        self._targets_head.setVisible(len(units) > 1)
        hidden = len(columns) - MOST_FIELDS
        self._more.setVisible(hidden > 0)
        self._more.setText(say(Message("… and {count} more: choose a row of the data to set them all", count=hidden)))

    def _make_row(self, index: int, *, is_target: bool) -> LabelledRow:
        field = NumberField("")
        row = LabelledRow("", field)
        field.setPlaceholderText(say(Message("none")) if is_target else "")
        field.committed.connect(lambda value: self._edit(row, index, value, is_target))
        return row

    def _edit(self, row: LabelledRow, index: int, value: float, is_target: bool) -> None:
        if is_target:
            name, edit = Message("Set a target"), with_target
        else:
            name, edit = Message("Set an input"), with_input
        self.attempt(row, name, lambda experiment: edit(experiment, index, value))


def _show(pool: RowPool[LabelledRow], names: tuple[str, ...], values: tuple[float | None, ...]) -> None:
    pool.resize(min(len(names), MOST_FIELDS))
    for row, name, value in zip(pool.rows, names, values, strict=False):
        label, field = row.label, row.control
        assert isinstance(label, ElidedLabel)
        assert isinstance(field, NumberField)
        if label.text() != name:
            label.setText(name)
            field.rename(name)
        field.set_value(value)
