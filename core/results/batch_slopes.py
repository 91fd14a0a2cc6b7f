"""The slopes of a whole batch: each is the mean of what `trace` says row by row, worked out for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.data import rows_of, table_of
from core.experiment import Experiment, Training, fed
from core.losses import LOSSES
from core.network import Array, Network, frozen
from core.optimizers import Update
from core.parameters import network_with
from core.progress import Memory
from core.trace import BatchRows, Trace, slopes_at_sums, update_along


@dataclass(frozen=True, eq=False)
class LayerSlopes:
    """Means over the rows, shaped as in `LayerTrace`: of the slopes at n units fed by m, and at their weights."""

    d_loss_d_a: Array
    d_loss_d_z: Array
    d_loss_d_weights: Array
    d_loss_d_bias: Array


@dataclass(frozen=True, eq=False)
class BatchSlopes:
    """What one update learns from its rows: `loss` is their mean, `updated` the network after that update."""

    batch: BatchRows
    loss: float
    layers: tuple[LayerSlopes, ...]
    update: Update | None
    updated: Network | None

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.batch.rows)


@np.errstate(over="ignore", invalid="ignore")
def batch_slopes(
    network: Network,
    inputs: Array,
    targets: Array,
    training: Training,
    rows: Sequence[int] | None = None,
    memory: Memory | None = None,
    rate: float | None = None,
) -> BatchSlopes:
    """The mean slopes over rows as fed (rows × inputs; targets rows × outputs), at least one, and the update.

    Dropout is off, and by default the optimizer starts from an empty memory at its first rate, as in a trace. `rows`
    are the numbers that the rows have in the data.
    """
    values = [np.asarray(inputs, np.float64)]
    sums = []
    for layer in network.layers:
        sums.append(values[-1] @ layer.weights.T + layer.bias)
        values.append(layer.function.function(sums[-1]))
    loss, answers = LOSSES[training.loss], values[-1]
    d_a = loss.slope_at_a(sums[-1], answers, targets)
    layers: list[LayerSlopes] = []
    at_values: list[Array | None] = [None] * len(values)
    at_sums: list[Array | None] = [None] * len(values)
    for k in reversed(range(len(network.layers))):
        layer, z, a = network.layers[k], sums[k], values[k + 1]
        d_z = slopes_at_sums(layer, loss, z, a, d_a, targets if layer is network.output else None)
        at_values[k + 1], at_sums[k + 1] = d_a, d_z
        mean_z = frozen(d_z.mean(axis=0))
        # The mean of every row's product of slope and value.
        d_weights = frozen(d_z.T @ values[k] / len(values[k]))
        layers.insert(0, LayerSlopes(frozen(d_a.mean(axis=0)), mean_z, d_weights, mean_z))
        d_a = d_z @ layer.weights
    mean_loss = float(np.mean(loss.of_row(sums[-1], answers, targets)))
    slopes = [(each.d_loss_d_weights, each.d_loss_d_bias) for each in layers]
    update = update_along(network, slopes, training, memory, rate)
    updated = None if update is None else network_with(network, update.after)
    numbers = tuple(range(len(answers))) if rows is None else tuple(rows)
    batch = BatchRows(numbers, tuple(values), tuple(at_values), tuple(at_sums))
    return BatchSlopes(batch, mean_loss, tuple(layers), update, updated)


def batch_of(experiment: Experiment, most: int) -> tuple[Array, Array]:
    """The first training rows as fed, at most so many, and their targets (raises Problem where there is no data)."""
    table, rows = table_of(experiment), first_rows(experiment, most)
    return frozen(fed(table.inputs[rows], experiment.data)), frozen(table.targets[rows])


def first_rows(experiment: Experiment, most: int) -> list[int]:
    """The row numbers of `batch_of`."""
    train, _ = rows_of(table_of(experiment), experiment.data, experiment.training)
    return [int(row) for row in train[:most]]


def with_batch(trace: Trace, batch: BatchSlopes) -> Trace:
    """The example's way forward with the batch's slopes on the way back, and the update that the batch makes.

    A weight's slope is then a mean of products, no longer the product of the three numbers beside it.
    """
    layers = tuple(
        replace(
            layer,
            d_loss_d_a=slopes.d_loss_d_a,
            d_loss_d_z=slopes.d_loss_d_z,
            d_loss_d_weights=slopes.d_loss_d_weights,
            d_loss_d_bias=slopes.d_loss_d_bias,
        )
        for layer, slopes in zip(trace.layers, batch.layers, strict=True)
    )
    return replace(trace, layers=layers, updated=batch.updated, update=batch.update, batch=batch.batch)
