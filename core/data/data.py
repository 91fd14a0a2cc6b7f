"""Rows to train on: where they come from, how they are split, and how they are scaled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.data.datasets import Draw, builtin
from core.data.splitting import Rows, split_rows
from core.experiment import DataSource, Example, Experiment, Scaling, Training, fed
from core.features import featured, labels_of_features
from core.message import Message, Problem
from core.network import Array, Mask, Network, frozen

if TYPE_CHECKING:
    from core.tables.table_roles import EncodedTable


@dataclass(frozen=True, eq=False)
class Table:
    """Raw rows: `inputs` (rows × features), `targets` (rows × outputs; labels as one-hot or as one column)."""

    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    is_test: Mask | None = None
    """Which rows the data itself keeps for testing: by a split column, or named one by one."""

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True, eq=False)
class Split:
    """What training sees: inputs as fed (features and scaling applied), and the rows they are in the table."""

    train_inputs: Array
    train_targets: Array
    test_inputs: Array
    test_targets: Array
    train_rows: tuple[int, ...]
    test_rows: tuple[int, ...]


def table_of(experiment: Experiment) -> Table:
    """The raw rows of the experiment's data; without data, its example is the only row (if it has targets)."""
    return _table(experiment.network, experiment.data, experiment.training, experiment.example)


def split_of(experiment: Experiment) -> Split:
    """Training and test rows, drawn from the seed, inputs as the first layer receives them."""
    table = table_of(experiment)
    train, test = rows_of(table, experiment.data, experiment.training)
    inputs = fed(table.inputs, experiment.data)
    return Split(
        frozen(inputs[train]),
        frozen(table.targets[train]),
        frozen(inputs[test]),
        frozen(table.targets[test]),
        tuple(train.tolist()),
        tuple(test.tolist()),
    )


def rows_of(table: Table, data: DataSource, training: Training) -> tuple[Rows, Rows]:
    """The table's row numbers for training and for testing."""
    return split_rows(table.targets, table.is_test, data, training)


def fit_scaling(experiment: Experiment) -> Experiment:
    """The experiment with center and scale fitted on its training rows alone; unchanged where nothing is scaled.

    standard: mean and standard deviation (population); minmax: to 0 … 1. A constant feature keeps scale 1.
    """
    data = experiment.data
    if data.scaling.kind == "none" or data.source == "none":
        return experiment
    table = table_of(experiment)
    rows = featured(table.inputs[rows_of(table, data, experiment.training)[0]], data.features)
    lowest = rows.min(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        reach = np.ptp(rows, axis=0)
        if data.scaling.kind == "standard":
            center, scale = rows.mean(axis=0), rows.std(axis=0)
        else:
            center, scale = lowest, reach
    if not (np.isfinite(center).all() and np.isfinite(scale).all()):
        raise Problem(Message("numbers too large to be scaled"), "data.inputs")
    # Asked of the reach: the mean of equal numbers rounds, so their standard deviation need not be 0.
    center = np.where(reach > 0, center, lowest)
    scale = np.where((reach > 0) & (scale > 0), scale, 1.0)
    scaling = replace(data.scaling, center=tuple(center.tolist()), scale=tuple(scale.tolist()))
    return replace(experiment, data=replace(data, scaling=scaling))


def first_training_row(network: Network, data: DataSource, training: Training) -> Example:
    """What an experiment traces when its file names no example."""
    if data.source == "none":
        raise Problem(Message("needed where there is no data"), "example")
    table = _table(network, data, training, Example(()))
    row = int(rows_of(table, data, training)[0][0])
    return example_at(table, row)


def example_at(table: Table, row: int) -> Example:
    return Example(tuple(table.inputs[row].tolist()), tuple(table.targets[row].tolist()))


def _table(network: Network, data: DataSource, training: Training, example: Example) -> Table:
    outputs = network.sizes[-1]
    if data.source == "none":
        targets = [] if example.targets is None else [example.targets]
        inputs = [example.inputs] if targets else []
        return Table(
            frozen(np.reshape(inputs, (len(inputs), len(example.inputs)))),
            frozen(np.reshape(targets, (len(targets), outputs))),
            raw_names(network, data, len(example.inputs)),
        )
    if data.source == "inline":
        names = raw_names(network, data, len(data.inputs[0]))
        return Table(frozen(data.inputs), frozen(data.targets), names, data.classes, _test_mask(data))
    if data.source == "file":
        return _file_table(network, data, training)
    kept = replace(data, scaling=Scaling(), features=(), stratify=False)
    table = _builtin_table(kept, outputs, network.output.activation)
    if not data.features and table.inputs.shape[1] != network.sizes[0]:
        raise Problem(
            Message(
                "{name} has {features} inputs, the network has {inputs}",
                name=data.name,
                features=table.inputs.shape[1],
                inputs=network.sizes[0],
            ),
            "data.name",
        )
    return table


def _test_mask(data: DataSource) -> Mask | None:
    if data.test_rows is None:
        return None
    is_test = np.zeros(len(data.inputs), np.bool_)
    is_test[list(data.test_rows)] = True
    return is_test


def raw_names(network: Network, data: DataSource, width: int) -> tuple[str, ...]:
    """What the `width` raw columns are called."""
    if not data.features:
        return network.inputs
    known = data.input_columns
    if data.source == "builtin":
        try:
            known = builtin(data.name).input_names
        except Problem:  # said where the data is chosen
            known = ()
    return known if len(known) == width else labels_of_features(tuple(f"x{index + 1}" for index in range(width)))


def _file_table(network: Network, data: DataSource, training: Training) -> Table:
    from core.data.table_data import file_rows

    rows = file_rows(data, training)
    _refuse_misfit(rows, network, data)
    return _as_table(rows, network.sizes[-1], network.output.activation)


def _refuse_misfit(rows: EncodedTable, network: Network, data: DataSource) -> None:
    outputs, name = network.sizes[-1], Path(data.path).name
    if not data.features and len(rows.input_names) != network.sizes[0]:
        message = Message(
            "{name} has {features} inputs, the network has {inputs}",
            name=name,
            features=len(rows.input_names),
            inputs=network.sizes[0],
        )
        raise Problem(message, "data.inputs")
    if not rows.classes and rows.targets.shape[1] != outputs:
        message = Message(
            "{name} has {found} targets, the network {outputs} outputs",
            name=name,
            found=rows.targets.shape[1],
            outputs=outputs,
        )
        raise Problem(message, "data.targets")


@lru_cache(maxsize=2)  # of large tables: the one on the desk and the one it is compared with
def _as_table(rows: EncodedTable, outputs: int, output_activation: str) -> Table:
    targets = encode(rows.targets, len(rows.classes), outputs, output_activation) if rows.classes else rows.targets
    return Table(rows.inputs, targets, rows.input_names, rows.classes, rows.is_test)


@lru_cache(maxsize=16)
def _builtin_table(data: DataSource, outputs: int, output_activation: str) -> Table:
    here = builtin(data.name)
    inputs, answers = here.make(Draw(data.samples, data.noise, data.seed))
    if here.classes:
        targets = encode(answers, len(here.classes), outputs, output_activation)
        return Table(inputs, targets, here.input_names, here.classes)
    if answers.shape[1] != outputs:
        message = Message(
            "{name} has {found} targets, the network {outputs} outputs",
            name=data.name,
            found=answers.shape[1],
            outputs=outputs,
        )
        raise Problem(message, "network.layers")
    return Table(inputs, answers, here.input_names)


def encode(labels: Array, classes: int, outputs: int, output_activation: str) -> Array:
    """Class numbers as targets: one-hot, or for two classes and one output 0/1 (−1/1 under tanh)."""
    if classes == 2 and outputs == 1:
        low = -1.0 if output_activation == "tanh" else 0.0
        return frozen(np.where(labels > 0, 1.0, low)[:, None])
    if classes != outputs:
        raise Problem(
            Message("{classes} classes need as many output units, not {outputs}", classes=classes, outputs=outputs),
            "network.layers",
        )
    return frozen(np.eye(classes)[labels.astype(int)])
