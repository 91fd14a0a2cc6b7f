"""Layers: how many units each has, and what they do with their sums."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.activations import ACTIVATIONS
from core.edits import (
    with_activation,
    with_layer_added,
    with_layer_removed,
    with_unit_added,
    with_unit_removed,
)
from core.experiment import Experiment
from core.fitting import example_kept_on_row
from core.message import Message
from core.network import Layer
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import ElidedLabel, LabelledRow, ToolButton, column_of, row_of, rule
from widgets.fields import Stepper
from widgets.section import RowPool, Section


class LayersSection(Section):
    """The columns of the network, inputs first."""

    def __init__(self) -> None:
        self._add = ToolButton("plus", say(Message("Add a hidden layer before the output")), 24, 18)
        super().__init__(say(Message("Layers")), self._add)
        self._add.clicked.connect(self._add_layer)
        self._pool = RowPool(self.body, self._make_row)

    def refresh(self, old: Experiment | None) -> None:
        network = self.experiment.network
        if old is not None and old.network is network and old.data is self.experiment.data:
            return
        self._pool.resize(len(network.layers) + 1)
        has_data = self.experiment.data.source != "none"
        for column, row in enumerate(self._pool.rows):
            is_bound = has_data and column in (0, len(network.layers))
            row.show_column(
                network.layers[column - 1] if column else None,
                network.sizes[column],
                is_bound=is_bound,
                is_hidden=0 < column < len(network.layers),
            )

    def _make_row(self, column: int) -> QWidget:
        row = _LayerRow(is_first=column == 0)
        row.unit_added.connect(lambda: self._add_unit(column))
        row.unit_removed.connect(lambda: self._remove_unit(column))
        row.activation_chosen.connect(lambda name: self._choose_activation(column, name))
        row.removed.connect(lambda: self._remove_layer(column))
        return row

    def _row(self, column: int) -> LabelledRow:
        return self._pool.rows[column].units_row

    def _add_unit(self, column: int) -> None:
        name = Message("Add an input") if column == 0 else Message("Add a unit")
        self.attempt(self._row(column), name, lambda experiment: with_unit_added(experiment, column))

    def _remove_unit(self, column: int) -> None:
        name = Message("Remove an input") if column == 0 else Message("Remove a unit")
        self.attempt(self._row(column), name, lambda experiment: with_unit_removed(experiment, column))

    def _choose_activation(self, column: int, name: str) -> None:
        def choose(experiment: Experiment) -> Experiment:
            return example_kept_on_row(experiment, with_activation(experiment, column, name))

        row = self._pool.rows[column].activation_row
        self.attempt(row, Message("Choose {activation}", activation=name), choose)

    def _add_layer(self) -> None:
        column = len(self.experiment.network.layers)
        self.attempt(self._row(0), Message("Add a layer"), lambda experiment: with_layer_added(experiment, column))

    def _remove_layer(self, column: int) -> None:
        self.attempt(
            self._row(column), Message("Remove a layer"), lambda experiment: with_layer_removed(experiment, column)
        )


class _LayerRow(QWidget):
    """One column: its name and number of units, and below them its activation."""

    unit_added = Signal()
    unit_removed = Signal()
    activation_chosen = Signal(object)
    removed = Signal()

    def __init__(self, is_first: bool) -> None:
        super().__init__()
        if is_first:
            words = (Message("Number of inputs"), Message("Remove the last input"), Message("Add an input"))
        else:
            words = (Message("Number of units"), Message("Remove the last unit"), Message("Add a unit"))
        self._stepper = Stepper(*map(say, words))
        self._remove = ToolButton("close", say(Message("Remove this layer")), 24, 14)
        control = QWidget()
        control.setLayout(row_of(None, self._remove, self._stepper, spacing=4))
        self.units_row = LabelledRow("", control)
        self.units_row.label.setProperty("role", "")
        self._activation = ComboBox(say(Message("Activation")))
        self.activation_row = LabelledRow(say(Message("Activation")), self._activation)
        layout = column_of(self.units_row, self.activation_row)
        if not is_first:
            layout.insertWidget(0, rule())
        self.setLayout(layout)
        if is_first:
            self.activation_row.hide()
        self._stepper.more.connect(self.unit_added)
        self._stepper.fewer.connect(self.unit_removed)
        self._activation.chosen.connect(self.activation_chosen)
        self._remove.clicked.connect(self.removed)

    @property
    def name(self) -> ElidedLabel:
        return self.units_row.label

    def show_column(self, layer: Layer | None, size: int, *, is_bound: bool, is_hidden: bool) -> None:
        """`layer` is None for the inputs; `is_bound`: the data decides the size."""
        self.name.setText(say(Message("inputs")) if layer is None else layer.name)
        self.units_row.settle()
        self._stepper.show_count(size, is_fixed=is_bound)
        self._stepper.setToolTip(say(Message("The data decides how many there are.")) if is_bound else "")
        self._remove.setVisible(is_hidden)
        if layer is not None:
            can_mix = not is_hidden and size >= 2
            names = [name for name, entry in ACTIVATIONS.items() if can_mix or not entry.mixes_units]
            self._activation.set_choices([(name, name) for name in names])
            self._activation.choose(layer.activation)
