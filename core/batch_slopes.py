"""The slopes of a whole batch: each is the mean of what `trace` says row by row, worked out for all rows at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.data import rows_of, table_of
from core.experiment import Experiment, Training, fed
from core.losses import LOSSES
from core.network import Array, Network, frozen
from core.trace import Trace, first_update, slopes_at_sums


@dataclass(frozen=True, eq=False)
class LayerSlopes:
    """Means over the rows, shaped as in `LayerTrace`: of the slopes at n units fed by m, and at their weights."""

    d_loss_d_a: Array
    d_loss_d_z: Array
    d_loss_d_weights: Array
    d_loss_d_bias: Array


@dataclass(frozen=True, eq=False)
class BatchSlopes:
    """What one update learns from `rows` rows: `loss` is their mean, `updated` the network after that update."""

    rows: int
    loss: float
    layers: tuple[LayerSlopes, ...]
    updated: Network | None


@np.errstate(over="ignore", invalid="ignore")
def batch_slopes(network: Network, inputs: Array, targets: Array, training: Training) -> BatchSlopes:
    """The mean slopes over rows as fed (rows × inputs; targets rows × outputs), at least one, and the update.

    Dropout is off, and the optimizer starts from an empty memory, as in a trace.
    """
    values = [np.asarray(inputs, np.float64)]
    sums = []
    for layer in network.layers:
        sums.append(values[-1] @ layer.weights.T + layer.bias)
        values.append(layer.function.function(sums[-1]))
    loss, answers = LOSSES[training.loss], values[-1]
    d_a = loss.slope_at_a(sums[-1], answers, targets)
    layers: list[LayerSlopes] = []
    for k in reversed(range(len(network.layers))):
        layer, z, a = network.layers[k], sums[k], values[k + 1]
        d_z = slopes_at_sums(layer, loss, z, a, d_a, targets if layer is network.output else None)
        mean_z = frozen(d_z.mean(axis=0))
        # The mean of every row's product of slope and value.
        d_weights = frozen(d_z.T @ values[k] / len(values[k]))
        layers.insert(0, LayerSlopes(frozen(d_a.mean(axis=0)), mean_z, d_weights, mean_z))
        d_a = d_z @ layer.weights
    mean_loss = float(np.mean(loss.of_row(sums[-1], answers, targets)))
    updated = first_update(network, [(each.d_loss_d_weights, each.d_loss_d_bias) for each in layers], training)
    return BatchSlopes(len(answers), mean_loss, tuple(layers), updated)


def batch_of(experiment: Experiment, most: int) -> tuple[Array, Array]:
    """The first training rows as fed, at most so many, and their targets (raises Problem where there is no data)."""
    table = table_of(experiment)
    train, _ = rows_of(table, experiment.data, experiment.training)
    rows = train[:most]
    return frozen(fed(table.inputs[rows], experiment.data)), frozen(table.targets[rows])


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
    return replace(trace, layers=layers, updated=batch.updated, batch_rows=batch.rows)
