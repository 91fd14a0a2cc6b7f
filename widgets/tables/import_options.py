"""How a table is written, and what becomes of its rows: the settings of an import beside the roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from core.experiment import SCALINGS
from core.message import Message
from core.tables.raw_table import TableFormat
from simulator.tables.import_plan import ImportPlan
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, row_of, text_label
from widgets.parts.fields import NumberField
from widgets.parts.plain_text import lines_tip
from widgets.parts.switch import Switch

_DELIMITERS = {
    ",": Message("Comma"),
    ";": Message("Semicolon"),
    "\t": Message("Tab"),
    "|": Message("Bar"),
}
_DECIMALS = {".": Message("Point"), ",": Message("Comma")}
_HEADERS = {True: Message("Names"), False: Message("Values")}
_MISSING = {"drop": Message("Drop the row"), "mean": Message("Mean"), "refuse": Message("Refuse")}
_MISSING_TIPS = {
    "drop": Message("A row that lacks a value is left out."),
    "mean": Message("The mean of the training rows is put in its place; a row without its target is left out."),
    "refuse": Message("A table that lacks a value is not imported."),
}
_SCALINGS = {"none": Message("None"), "standard": Message("Standard"), "minmax": Message("Min–max")}
_SCALING_TIPS = {
    "none": Message("Inputs are fed as they are."),
    "standard": Message("Every input less its mean, divided by its standard deviation; both of the training rows."),
    "minmax": Message("Every input to 0 … 1 over the training rows."),
}
_LABEL = 104
_CONTROL = 148


class FormatRow(QWidget):
    """What divides cells, the decimal sign, and what the first row holds: as found, until somebody says otherwise."""

    chosen = Signal(object)
    """The TableFormat to read the file with; what nobody has chosen is None in it, to be found."""

    def __init__(self) -> None:
        super().__init__()
        self.delimiter = _combo(Message("Cells are divided by"), _DELIMITERS)
        self.decimal = _combo(Message("Decimal sign"), _DECIMALS)
        self.header = _combo(Message("The first row holds"), _HEADERS)
        line = row_of(spacing=8)
        for words, combo in (
            (Message("Divided by"), self.delimiter),
            (Message("Decimal sign"), self.decimal),
            (Message("First row"), self.header),
        ):
            label = text_label(say(words), "label")
            label.setBuddy(combo)
            combo.setFixedWidth(112)
            line.addWidget(label)
            line.addWidget(combo)
            line.addSpacing(12)
        line.addStretch(1)
        self.setLayout(line)
        self.delimiter.chosen.connect(lambda sign: self._choose(delimiter=sign))
        self.decimal.chosen.connect(lambda sign: self._choose(decimal=sign))
        self.header.chosen.connect(lambda has: self._choose(has_header=has))
        self.forget()

    def show_format(self, found: TableFormat) -> None:
        """What the table was read with."""
        self.delimiter.choose(found.delimiter)
        self.decimal.choose(found.decimal)
        self.header.choose(found.has_header)

    def forget(self) -> None:
        """Another file: nothing is chosen or found yet."""
        self._chosen = TableFormat()
        for combo in (self.delimiter, self.decimal, self.header):
            combo.setCurrentIndex(-1)

    def _choose(self, **changes: object) -> None:
        self._chosen = replace(self._chosen, **changes)  # type: ignore[arg-type]
        self.chosen.emit(self._chosen)


class ImportSettings(QWidget):
    """Missing values, scaling and split of a plan."""

    changed = Signal(object)
    """The plan with another setting."""

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self.missing = _combo(Message("Missing values"), _MISSING, _MISSING_TIPS)
        self.scaling = _combo(Message("Scaling"), _SCALINGS, _SCALING_TIPS, order=SCALINGS)
        hint = lines_tip(say(Message("How many of the rows are held out to test the network, from 0 to below 1.")))
        self.test_share = NumberField(say(Message("Test share")), low=0, high=0.99, hint=hint)
        tip = Message("Hold out the same share of every class for testing.")
        self.stratified = Switch(say(Message("Stratified")), lines_tip(say(tip)))
        self._count = text_label("", "small")
        self._count.setMinimumWidth(96)
        missing = QWidget()
        missing.setLayout(row_of(self.missing, self._count, None))
        self._share_row = LabelledRow(say(Message("Test share")), self.test_share, _LABEL)
        rows = (
            LabelledRow(say(Message("Missing values")), missing, _LABEL),
            LabelledRow(say(Message("Scaling")), _left(self.scaling), _LABEL),
            self._share_row,
            LabelledRow(say(Message("Stratified")), self.stratified, _LABEL),
        )
        self._compose(rows)
        self.missing.chosen.connect(lambda policy: self._change(missing=policy))
        self.scaling.chosen.connect(lambda kind: self._change(scaling=kind))
        self.test_share.committed.connect(lambda share: self._change(test_fraction=share))
        self.stratified.clicked.connect(lambda is_on: self._change(stratify=is_on))

    @property
    def missing_count(self) -> str:
        """How many values are missing in columns that are used, in words."""
        return self._count.text()

    def show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.missing.choose(plan.missing)
        self.scaling.choose(plan.scaling)
        count = plan.missing_values
        self._count.setText(say(Message("{count} missing", count=f"{count:,}") if count else Message("none missing")))
        has_split = plan.has_split_column
        self.test_share.setEnabled(not has_split)
        self.test_share.set_value(None if has_split else plan.test_fraction)
        self.test_share.set_placeholder(say(Message("by the split column")) if has_split else "")
        can_stratify = plan.has_classes and not has_split
        self.stratified.setEnabled(can_stratify)
        self.stratified.setChecked(can_stratify and plan.stratify)

    def _compose(self, rows: tuple[QWidget, ...]) -> None:
        """Two columns: what becomes of values, what becomes of rows."""
        for control in (self.missing, self.scaling):
            control.setFixedWidth(_CONTROL)
        for row in rows[2:]:
            row.setFixedWidth(_LABEL + 8 + _CONTROL)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for index, row in enumerate(rows):
            grid.addWidget(row, index % 2, index // 2)
        grid.setColumnStretch(2, 1)
        self.setLayout(grid)

    def _change(self, **changes: object) -> None:
        if self._plan is not None:
            self.changed.emit(replace(self._plan, **changes))  # type: ignore[arg-type]


def _combo(
    name: Message,
    words: Mapping[Any, Message],
    tips: Mapping[Any, Message] | None = None,
    order: tuple[object, ...] = (),
) -> ComboBox:
    combo = ComboBox(say(name))
    combo.set_choices(
        [(value, say(words[value])) for value in order or words],
        tips={value: lines_tip(say(tip)) for value, tip in (tips or {}).items()},
    )
    return combo


def _left(widget: QWidget) -> QWidget:
    """The widget at its own width, at the left of its row."""
    holder = QWidget()
    holder.setLayout(row_of(widget, None))
    return holder
