"""Units and layers that come and go, and what layers do: edits with a name, the same wherever they are asked for."""

from __future__ import annotations

from core.activations import ACTIVATIONS, Activation
from core.data.fitting import example_kept_on_row
from core.edits import with_activation
from core.experiment import Experiment
from core.message import Message
from core.network import Network
from core.structure import (
    with_layer_added,
    with_layer_removed,
    with_unit_added,
    with_unit_moved,
    with_unit_removed,
)
from simulator.stage.selection_edits import Edit


def unit_added(experiment: Experiment, column: int) -> Edit:
    """One more unit at the end of a column (raises Problem where the data decides how many there are)."""
    name = Message("Add an input") if column == 0 else Message("Add a unit")
    return name, with_unit_added(experiment, column)


def unit_removed(experiment: Experiment, column: int) -> Edit:
    """Without the last unit of a column (raises Problem where it cannot go)."""
    name = Message("Remove an input") if column == 0 else Message("Remove a unit")
    return name, with_unit_removed(experiment, column)


def unit_moved(experiment: Experiment, column: int, unit: int, to: int) -> Edit:
    """A unit at another place of its column (raises Problem where the data decides their order)."""
    name = Message("Move {unit}", unit=experiment.network.unit_names(column)[unit])
    return name, with_unit_moved(experiment, column, unit, to)


def layer_inserted(experiment: Experiment, column: int) -> Edit:
    """A new hidden layer at `column`."""
    return Message("Insert a layer"), with_layer_added(experiment, column)


def layer_removed(experiment: Experiment, column: int) -> Edit:
    """Without a hidden layer (raises Problem for others)."""
    return Message("Remove a layer"), with_layer_removed(experiment, column)


def activation_chosen(experiment: Experiment, column: int, name: str) -> Edit:
    """Another activation; the example stays the row of the data it was."""
    changed = example_kept_on_row(experiment, with_activation(experiment, column, name))
    return Message("Choose {activation}", activation=name), changed


def activations_for(network: Network, column: int) -> list[Activation]:
    """Those that a layer can have: what mixes its units belongs to an output layer of two or more."""
    can_mix = column == len(network.layers) and network.sizes[column] >= 2
    return [entry for entry in ACTIVATIONS.values() if can_mix or not entry.mixes_units]
