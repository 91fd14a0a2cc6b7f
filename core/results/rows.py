"""Many rows at once: what a network answers to each of them, and how far off every answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.data import Table
from core.losses import LOSSES
from core.network import Array, Network, frozen
from core.results.metrics import Labels, labels_of
from core.results.report import Report, report

Output = tuple[Array, Array]
"""z and a of the output layer, rows × outputs."""

_NUMBERS_AT_ONCE = 1 << 20
"""The widest layer of a block holds about as many: 8 MB, which stays near the processor."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What one set of weights says to the rows: `predictions` and `errors` = prediction − target (rows × outputs).

    `losses` is one number a row, in the convention of the loss; its mean is the loss over all these rows.
    """

    predictions: Array
    errors: Array
    losses: Array

    @property
    def squared_errors(self) -> Array:
        """error² of every row; of several outputs the mean, as in `mse`."""
        with np.errstate(over="ignore"):
            return frozen((self.errors**2).mean(axis=1))

    @property
    def error_sizes(self) -> Array:
        """|error| of every row; of several outputs the mean, as in `mae`."""
        return frozen(np.abs(self.errors).mean(axis=1))


@dataclass(frozen=True, eq=False)
class RowResults:
    """The loss over many points, point by point, for one set of weights or for several side by side.

    `rows` are row numbers of `table`, from 0, and all arrays follow their order, as `targets` (rows × outputs) do.
    `labels` is None for a regression.
    """

    table: Table
    rows: NDArray[np.intp]
    targets: Array
    labels: Labels | None
    loss_name: str
    answers: tuple[Answers, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def inputs_at(self, position: int) -> Array:
        """The raw inputs of one row."""
        return frozen(self.table.inputs[self.rows[position]])

    def first_inputs(self, count: int) -> Array:
        """So many raw inputs of every row (rows × count). Of wide tables nobody wants a copy of all."""
        return frozen(self.table.inputs[self.rows, :count])


def predict(network: Network, fed_rows: Array) -> Output:
    """z and a of the output layer (rows × outputs) for rows as the first layer receives them, in float64.

    The forward pass of `trace`, block by block, so that many rows need little memory. Not finite where it overflows.
    """
    rows, outputs = len(fed_rows), network.sizes[-1]
    z, a = np.empty((rows, outputs)), np.empty((rows, outputs))
    block = max(1, _NUMBERS_AT_ONCE // max(network.sizes))
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, rows, block):
            here = slice(start, start + block)
            values = np.asarray(fed_rows[here], np.float64)
            for layer in network.layers:
                sums = values @ layer.weights.T + layer.bias
                values = layer.function.function(sums)
            z[here], a[here] = sums, values
    return frozen(z), frozen(a)


def report_of(
    network: Network, fed_rows: Array, targets: Array, loss: str, labels: Labels | None, classes: Sequence[str]
) -> Report | None:
    """The report of a network on rows as fed, without an engine; None where there are no rows."""
    z, a = predict(network, fed_rows)
    return report(a, targets, _losses(loss, z, a, targets), labels, classes)


def row_results(table: Table, rows: Sequence[int] | NDArray[np.intp], loss: str, *outputs: Output) -> RowResults:
    """Row by row how far off the answers are.

    Each of `outputs` is what `predict` gave for one set of weights and these rows of the table, in their order.
    """
    numbers = np.array(rows, np.intp)
    numbers.setflags(write=False)
    targets = frozen(table.targets[numbers])
    answers = []
    for z, a in outputs:
        with np.errstate(over="ignore", invalid="ignore"):
            errors = frozen(a - targets)
        answers.append(Answers(a, errors, _losses(loss, z, a, targets)))
    return RowResults(table, numbers, targets, labels_of(table), loss, tuple(answers))


def _losses(loss: str, z: Array, a: Array, targets: Array) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return frozen(LOSSES[loss].of_row(z, a, targets))
