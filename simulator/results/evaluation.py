"""How a network answers every row of the data, worked out piece by piece, so that nobody waits for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from core.data.data import Split, Table, split_of, table_of
from core.experiment import Experiment
from core.losses import LOSSES
from core.network import Array, Network, frozen
from core.results.metrics import Labels, labels_of
from core.results.report import Report, report
from core.results.rows import Output, RowResults, predict, row_results

Rows = NDArray[np.intp]

_PRODUCTS_AT_ONCE = 4_000_000
"""Weights times rows in a piece of work: some milliseconds."""


class Part(Enum):
    """Which rows of the data."""

    ALL = auto()
    TRAIN = auto()
    TEST = auto()


@dataclass(frozen=True, eq=False)
class DataRows:
    """The rows of an experiment, its split with the row numbers of both parts, and how its targets spell classes."""

    table: Table
    split: Split
    train_rows: Rows
    test_rows: Rows
    labels: Labels | None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What one network answers to all rows. `train` and `test` hold z and a of the output layer (rows × outputs), in
    the order of the split; the report of a split without rows is None."""

    network: Network
    loss_name: str
    rows: DataRows
    train: Output
    test: Output
    train_report: Report | None
    test_report: Report | None

    def rows_in(self, part: Part) -> Rows:
        """Row numbers of the data."""
        if part is Part.ALL:
            return np.arange(len(self.rows.table))
        return self.rows.train_rows if part is Part.TRAIN else self.rows.test_rows

    def output_in(self, part: Part) -> Output:
        """z and a of these rows, in the order of `rows_in`."""
        if part is not Part.ALL:
            return self.train if part is Part.TRAIN else self.test
        z, a = (_in_table_order(self.rows, *arrays) for arrays in zip(self.train, self.test, strict=True))
        return z, a


def data_rows_of(experiment: Experiment) -> DataRows:
    """Read and split the rows (raises Problem where the data does not fit the network)."""
    table, split = table_of(experiment), split_of(experiment)
    train, test = (np.array(rows, np.intp) for rows in (split.train_rows, split.test_rows))
    return DataRows(table, split, train, test, labels_of(table))


def has_same_rows(old: Experiment, new: Experiment) -> bool:
    """Whether `data_rows_of` gives the same for both; where there is no data, the example is the only row."""
    return (
        old.data is new.data
        and old.training.seed == new.training.seed
        and old.training.test_fraction == new.training.test_fraction
        and old.network.output.activation == new.network.output.activation
        and old.network.sizes[-1] == new.network.sizes[-1]
        and old.network.inputs == new.network.inputs
        and (new.data.source != "none" or old.example is new.example)
    )


def evaluation_in_steps(network: Network, loss_name: str, rows: DataRows) -> Iterator[Evaluation | None]:
    """Yields None after every piece of work, and at last the evaluation."""
    pieces: list[list[Output]] = [[], []]
    at_once = max(1, _PRODUCTS_AT_ONCE // network.weight_count)
    for done, inputs in zip(pieces, (rows.split.train_inputs, rows.split.test_inputs), strict=True):
        # A split without rows is a piece too, so that its arrays have their shape.
        for start in range(0, max(len(inputs), 1), at_once):
            done.append(predict(network, inputs[start : start + at_once]))
            if start + at_once < len(inputs):
                yield None
    train, test = (_joined(done) for done in pieces)
    train_report = _report(train, rows.split.train_targets, loss_name, rows)
    test_report = _report(test, rows.split.test_targets, loss_name, rows)
    yield Evaluation(network, loss_name, rows, train, test, train_report, test_report)


def results_of(part: Part, *evaluations: Evaluation) -> RowResults:
    """Row by row how far off the answers are, of one network or several on the same rows."""
    last = evaluations[-1]
    outputs = [each.output_in(part) for each in evaluations]
    return row_results(last.rows.table, last.rows_in(part), last.loss_name, *outputs)


def _report(output: Output, targets: Array, loss_name: str, rows: DataRows) -> Report | None:
    """What `report_of` says, of answers that are known already."""
    z, a = output
    with np.errstate(over="ignore", invalid="ignore"):
        losses = frozen(LOSSES[loss_name].of_row(z, a, targets))
    return report(a, targets, losses, rows.labels, rows.table.classes)


def _joined(pieces: list[Output]) -> Output:
    if len(pieces) == 1:
        return pieces[0]
    z, a = (frozen(np.concatenate(arrays)) for arrays in zip(*pieces, strict=True))
    return z, a


def _in_table_order(rows: DataRows, train: Array, test: Array) -> Array:
    whole = np.empty((len(rows.table), train.shape[1]))
    whole[rows.train_rows], whole[rows.test_rows] = train, test
    return frozen(whole)
