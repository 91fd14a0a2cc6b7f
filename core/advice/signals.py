"""What a batch says of the present weights: sums and values of every unit in every row, and how large slopes are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.advice.rows import Rows
from core.losses import LOSSES
from core.network import Array, Network
from core.trace import slopes_at_sums

SLOPE_ROWS = 256
"""So many rows say how large slopes are; that no unit is alive is asked of all of them."""


@dataclass(frozen=True, eq=False)
class Signals:
    """`sums` and `values` a layer each (rows × units); `slopes` is the root mean square of d_loss/d_z of every layer
    over some of the rows; `loss` is the mean loss of all."""

    sums: tuple[Array, ...]
    values: tuple[Array, ...]
    slopes: tuple[float, ...]
    loss: float


@np.errstate(over="ignore", invalid="ignore")
def signals_of(network: Network, rows: Rows, loss_name: str) -> Signals:
    """One pass forward with all rows, one back with some."""
    loss = LOSSES[loss_name]
    values, sums = [rows.inputs], []
    for layer in network.layers:
        sums.append(values[-1] @ layer.weights.T + layer.bias)
        values.append(layer.function.function(sums[-1]))
    mean_loss = float(np.mean(loss.of_row(sums[-1], values[-1], rows.targets))) if len(rows.inputs) else 0.0
    few = slice(None, None, max(1, len(rows.inputs) // SLOPE_ROWS))
    targets = rows.targets[few]
    d_a = loss.slope_at_a(sums[-1][few], values[-1][few], targets)
    sizes: list[float] = []
    for k in reversed(range(len(network.layers))):
        layer = network.layers[k]
        meets = targets if layer is network.output else None
        d_z = slopes_at_sums(layer, loss, sums[k][few], values[k + 1][few], d_a, meets)
        sizes.insert(0, float(np.sqrt(np.mean(d_z**2))) if d_z.size else 0.0)
        d_a = d_z @ layer.weights
    return Signals(tuple(sums), tuple(values[1:]), tuple(sizes), mean_loss)
