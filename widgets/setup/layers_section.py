"""Layers: how many units each has, and what they do with their sums."""

from __future__ import annotations

from functools import cache, partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.activations import Activation
from core.experiment import Experiment
from core.message import Message
from core.network import Layer
from core.structure import binding
from simulator.stage.structure_edits import (
    activation_chosen,
    activations_for,
    layer_inserted,
    layer_removed,
    unit_added,
    unit_removed,
)
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import ElidedLabel, LabelledRow, ToolButton, column_of, row_of, rule
from widgets.parts.curve_icon import curve_icon
from widgets.parts.disclosure import DisclosureButton
from widgets.parts.fields import Stepper
from widgets.parts.plain_text import lines_tip
from widgets.parts.section import RowPool, Section
from widgets.setup.layer_details import LayerDetails, said_of
from widgets.setup.setting_rows import Attempt


class LayersSection(Section):
    """The columns of the network, inputs first."""

    def __init__(self) -> None:
        self._add = ToolButton("plus", say(Message("Add a hidden layer before the output")), 24, 18)
        super().__init__(say(Message("Layers")), self._add)
        self._add.clicked.connect(self._add_layer)
        self._inputs = _InputsRow()
        self._inputs.stepper.more.connect(lambda: self._add_unit(0))
        self._inputs.stepper.fewer.connect(lambda: self._remove_unit(0))
        self.body.addWidget(self._inputs)
        self._pool = RowPool(self.body, self._make_row)

    def refresh(self, old: Experiment | None) -> None:
        now = self.experiment
        if old is not None and old.network is now.network and old.data is now.data:
            return
        network = now.network
        self._inputs.show_size(network.sizes[0], _binding(now))
        self._pool.resize(len(network.layers))
        for column, row in enumerate(self._pool.rows, start=1):
            is_hidden = column < len(network.layers)
            is_bound = binding(now, column) is not None
            row.show_layer(now, network.layers[column - 1], is_bound=is_bound, is_hidden=is_hidden)

    def _make_row(self, index: int) -> _LayerRow:
        column = index + 1
        row = _LayerRow(column, self.attempt)
        row.unit_added.connect(lambda: self._add_unit(column))
        row.unit_removed.connect(lambda: self._remove_unit(column))
        row.activation_chosen.connect(lambda name: self._choose_activation(column, name))
        row.removed.connect(lambda: self._remove_layer(column))
        return row

    def _row(self, column: int) -> LabelledRow:
        return self._pool.rows[column - 1].units_row if column else self._inputs

    def _add_unit(self, column: int) -> None:
        self.attempt_named(self._row(column), lambda experiment: unit_added(experiment, column))

    def _remove_unit(self, column: int) -> None:
        self.attempt_named(self._row(column), lambda experiment: unit_removed(experiment, column))

    def _choose_activation(self, column: int, name: str) -> None:
        row = self._pool.rows[column - 1].activation_row
        self.attempt_named(row, lambda experiment: activation_chosen(experiment, column, name))

    def _add_layer(self) -> None:
        column = len(self.experiment.network.layers)
        self.attempt_named(self._row(0), lambda experiment: layer_inserted(experiment, column))

    def _remove_layer(self, column: int) -> None:
        self.attempt_named(self._row(column), lambda experiment: layer_removed(experiment, column))


class _InputsRow(LabelledRow):
    """The inputs and how many there are."""

    def __init__(self) -> None:
        words = (Message("Number of inputs"), Message("Remove the last input"), Message("Add an input"))
        self.stepper = Stepper(*map(say, words))
        control = QWidget()
        control.setLayout(row_of(None, self.stepper))
        name = ElidedLabel(say(Message("inputs")))
        super().__init__(name, control)

    def show_size(self, size: int, binding: Message | None) -> None:
        """`binding` says what decides the number, where it is not for the hand to change."""
        self.settle()
        self.stepper.show_count(size, is_fixed=binding is not None)
        self.stepper.setToolTip(say(binding) if binding else "")


class _LayerRow(QWidget):
    """One layer: its name and number of units, below them its activation, and, unfolded by the name, the rest."""

    unit_added = Signal()
    unit_removed = Signal()
    activation_chosen = Signal(object)
    removed = Signal()

    def __init__(self, column: int, attempt: Attempt) -> None:
        super().__init__()
        self._column = column
        words = (Message("Number of units"), Message("Remove the last unit"), Message("Add a unit"))
        self._stepper = Stepper(*map(say, words))
        self._remove = ToolButton("close", say(Message("Remove this layer")), 24, 14)
        control = QWidget()
        control.setLayout(row_of(None, self._remove, self._stepper, spacing=4))
        self._name = DisclosureButton("", "")
        self.units_row = LabelledRow(self._name, control)
        self._activation = ComboBox(say(Message("Activation")))
        self.activation_row = LabelledRow(say(Message("Activation")), self._activation)
        self._attempt = attempt
        self._details: LayerDetails | None = None
        """None until they are unfolded."""
        self._rows = column_of(rule(), self.units_row, self.activation_row)
        self.setLayout(self._rows)
        self._name.toggled.connect(self._unfold)
        self._stepper.more.connect(self.unit_added)
        self._stepper.fewer.connect(self.unit_removed)
        self._activation.chosen.connect(self.activation_chosen)
        self._remove.clicked.connect(self.removed)

    def show_layer(self, experiment: Experiment, layer: Layer, *, is_bound: bool, is_hidden: bool) -> None:
        """`is_bound`: the data decides the size."""
        size = len(layer.units)
        said = ", ".join(map(say, said_of(layer)))
        tip = say(Message("Bias, initialiser and dropout of {name}", name=layer.name))
        self._name.relabel(layer.name, f"{tip}: {said}" if said else tip)
        self.units_row.settle()
        self._stepper.show_count(size, is_fixed=is_bound)
        self._stepper.setToolTip(say(_DATA_DECIDES) if is_bound else "")
        self._remove.setVisible(is_hidden)
        entries = activations_for(experiment.network, self._column)
        self._activation.set_choices(
            [(entry.name, entry.name) for entry in entries],
            tips={entry.name: _tip(entry) for entry in entries},
            icons={entry.name: curve_icon(entry.name) for entry in entries},
        )
        self._activation.choose(layer.activation)
        self._show_details = partial(LayerDetails.show_layer, experiment=experiment, layer=layer, is_hidden=is_hidden)
        if self._details is not None:
            self._show_details(self._details)

    def _unfold(self, is_open: bool) -> None:
        if self._details is None:
            self._details = LayerDetails(self._column, self._attempt)
            self._show_details(self._details)
            self._rows.addWidget(self._details)
        self._details.setVisible(is_open)


_DATA_DECIDES = Message("The data decides how many there are.")


def _binding(experiment: Experiment) -> Message | None:
    """What decides how many inputs there are, as a sentence, where it is not the hand."""
    if binding(experiment, 0) is None:
        return None
    return Message("The features decide how many there are.") if experiment.data.features else _DATA_DECIDES


@cache
def _tip(entry: Activation) -> str:
    values = say(Message("{formula}, values in {range}", formula=entry.formula, range=entry.range))
    return lines_tip(say(entry.sentence), say(entry.fault), values, entry.source)
