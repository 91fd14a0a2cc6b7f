"""Rows that stand in the experiment itself: any data set written out, then added to, changed and erased by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from core.data.data import Table, encode, example_at, first_training_row, fit_scaling, table_of
from core.data.fitting import builtin_source, fitted_to_data, row_of_example
from core.experiment import DataSource, Experiment, Row, Scaling
from core.message import Message, Problem
from core.network import frozen

MOST_NUMBERS = 200_000
"""In all own rows together: they are read, kept and written as text."""


def ready_to_draw(experiment: Experiment) -> Experiment:
    """An experiment over two raw inputs, or a curve over one, as it is; another on two new inputs, with a point of
    each of two classes."""
    if len(experiment.example.inputs) == 2 or is_curve(experiment):
        return experiment
    plane = fitted_to_data(experiment, builtin_source("circle"))
    targets = encode(np.array([0.0, 1.0]), 2, len(plane.network.output.units), plane.network.output.activation)
    table = Table(frozen([[-3, -3], [3, 3]]), targets, plane.network.inputs, ("orange", "blue"))
    drawn = _of(plane, table)
    return replace(drawn, example=example_at(table, 0))


def is_curve(experiment: Experiment) -> bool:
    """Whether the data are points (x, y): one raw input, and one number to be answered."""
    if len(experiment.example.inputs) != 1 or len(experiment.network.output.units) != 1:
        return False
    try:
        return not table_of(experiment).classes
    except Problem:  # said where the data is chosen
        return False


def with_own_rows(experiment: Experiment) -> Experiment:
    """The experiment with its data written out: the same numbers, and so the same split, scaling and training.

    Raises Problem where the rows are too many, or cannot be read.
    """
    if experiment.data.source == "inline":
        return experiment
    return _of(experiment, table_of(experiment))


def with_rows_added(experiment: Experiment, inputs: ArrayLike, targets: ArrayLike) -> Experiment:
    """More rows at the end: raw inputs (rows × columns) and targets (rows × outputs). The example stays.

    Where the data says which rows are for testing, these are for training.
    """
    table = table_of(experiment)
    more = np.asarray(inputs, np.float64), np.asarray(targets, np.float64)
    is_test = table.is_test
    longer = replace(
        table,
        inputs=np.concatenate([table.inputs, more[0]]),
        targets=np.concatenate([table.targets, more[1]]),
        is_test=None if is_test is None else np.concatenate([is_test, np.zeros(len(more[0]), np.bool_)]),
    )
    return _refitted(_of(experiment, longer))


def without_rows(experiment: Experiment, rows: Collection[int]) -> Experiment:
    """The experiment without these rows; where the example was one of them, another takes its place.

    Raises Problem where none would stay to learn from.
    """
    table = table_of(experiment)
    keep = np.ones(len(table), np.bool_)
    keep[list(rows)] = False
    if not (keep if table.is_test is None else keep & ~table.is_test).any():
        raise Problem(Message("one row stays: a network learns from at least one"))
    is_example_gone = row_of_example(experiment, table) in set(rows)
    is_test = None if table.is_test is None else table.is_test[keep]
    changed = _of(experiment, replace(table, inputs=table.inputs[keep], targets=table.targets[keep], is_test=is_test))
    if is_example_gone:
        changed = replace(changed, example=first_training_row(changed.network, changed.data, changed.training))
    return _refitted(changed)


def with_cells(experiment: Experiment, cells: Mapping[tuple[int, int], float]) -> Experiment:
    """Other numbers in cells (row, column), the inputs' columns before the targets'. The example follows its row."""
    table = table_of(experiment)
    numbers = np.concatenate([table.inputs, table.targets], axis=1)
    for place, value in cells.items():
        numbers[place] = value
    width = table.inputs.shape[1]
    row = row_of_example(experiment, table)
    changed = _of(experiment, replace(table, inputs=numbers[:, :width], targets=numbers[:, width:]))
    if row is not None:
        changed = replace(changed, example=example_at(table_of(changed), row))
    return _refitted(changed)


def targets_to_draw(experiment: Experiment, table: Table) -> tuple[tuple[str, Row], ...]:
    """What a point drawn by hand may be, with the name of each: the classes, or for numbers a high and a low one."""
    output = experiment.network.output
    size = len(output.units)
    if table.classes:
        numbers = np.arange(len(table.classes), dtype=np.float64)
        targets = encode(numbers, len(numbers), size, output.activation)
        named = list(zip(table.classes, map(tuple, targets.tolist()), strict=True))
        # Of one number, the higher value is the first class on the map.
        return tuple(reversed(named)) if size == 1 else tuple(named)
    if size > 1:
        return tuple(zip(output.units, map(tuple, np.eye(size).tolist()), strict=True))
    values = np.unique(table.targets)
    low, high = -1.0 if output.activation not in ("sigmoid", "relu", "softplus") else 0.0, 1.0
    if len(values) == 2:
        low, high = values.tolist()
    return (f"{high:g}", (high,)), (f"{low:g}", (low,))


def _of(experiment: Experiment, table: Table) -> Experiment:
    """The experiment with these rows as its own."""
    inputs, targets, is_test = table.inputs, table.targets, table.is_test
    if inputs.size + targets.size > MOST_NUMBERS:
        raise Problem(Message("{rows} rows are too many to keep in the experiment itself", rows=f"{len(inputs):,}"))
    old = experiment.data
    data = DataSource(
        "inline",
        tuple(map(tuple, inputs.tolist())),
        tuple(map(tuple, targets.tolist())),
        classes=table.classes,
        features=old.features,
        scaling=old.scaling,
        test_rows=None if is_test is None else tuple(np.flatnonzero(is_test).tolist()),
        stratify=old.stratify,
    )
    return replace(experiment, data=data)


def _refitted(experiment: Experiment) -> Experiment:
    data = replace(experiment.data, scaling=Scaling(experiment.data.scaling.kind))
    return fit_scaling(replace(experiment, data=data))
