"""A step with one rule of it changed, as somebody who makes a mistake works it out: the numbers that come of it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from core.losses import LOSSES
from core.network import Array, Network
from core.quantity import Kind, Quantity
from core.trace import Trace, slopes_at_sums


class WrongStep:
    """Values, sums and slopes of every layer of a trace, with what is said of it left out or taken otherwise.

    `without_bias`: columns whose biases are forgotten. `factor`: what the slope at the output is multiplied by.
    `without_slope`: columns whose activation's slope is forgotten. `way_back`: whose weights slopes return over.
    `lost_path`: (column, unit) of a unit from which nothing comes back. `lost_product`: (column, unit, source) of an
    edge over which nothing arrives.
    """

    def __init__(
        self,
        trace: Trace,
        *,
        without_bias: Collection[int] = (),
        factor: float = 1.0,
        without_slope: Collection[int] = (),
        way_back: Network | None = None,
        lost_path: tuple[int, int] | None = None,
        lost_product: tuple[int, int, int] | None = None,
    ) -> None:
        self._trace = trace
        self.z: list[Array] = []
        self.a: list[Array] = [trace.inputs]
        self.d_a: list[Array] = []
        self.d_z: list[Array] = []
        with np.errstate(over="ignore", invalid="ignore"):
            self._forward(without_bias, lost_product)
            if trace.targets is not None:
                self._backward(trace.targets, factor, without_slope, way_back or trace.network, lost_path)

    def _forward(self, without_bias: Collection[int], lost: tuple[int, int, int] | None) -> None:
        for column, layer in enumerate(self._trace.network.layers, start=1):
            weights = layer.weights
            if lost is not None and lost[0] == column:
                weights = np.array(weights)
                weights[lost[1:]] = 0.0
            z = weights @ self.a[-1]
            if column not in without_bias:
                z = z + layer.bias
            self.z.append(z)
            self.a.append(layer.function.function(z))

    def _backward(
        self,
        targets: Array,
        factor: float,
        without_slope: Collection[int],
        way_back: Network,
        lost: tuple[int, int] | None,
    ) -> None:
        layers = self._trace.network.layers
        loss = LOSSES[self._trace.training.loss]
        d_a = loss.slope_at_a(self.z[-1], self.a[-1], targets) * factor
        for column in range(len(layers), 0, -1):
            layer, z, a = layers[column - 1], self.z[column - 1], self.a[column]
            is_last = column == len(layers)
            if column in without_slope:
                d_z = d_a
            else:
                d_z = slopes_at_sums(layer, loss, z, a, d_a, targets if is_last else None)
                # The short form at the output knows nothing of the slope before it.
                if is_last and factor != 1.0 and layer.activation == loss.partner:
                    d_z = d_z * factor
            self.d_a.insert(0, d_a)
            self.d_z.insert(0, d_z)
            sent = np.array(d_z)
            if lost is not None and lost[0] == column:
                sent[lost[1]] = 0.0
            d_a = way_back.layers[column - 1].weights.T @ sent

    def slope(self, at: Quantity) -> float | None:
        """The slope of a weight or a bias."""
        if not self.d_z:
            return None
        slope = float(self.d_z[at.column - 1][at.unit])
        return slope if at.source is None else slope * float(self.a[at.column - 1][at.source])

    def value(self, at: Quantity) -> float | None:
        """The number at an address; None where the step has none."""
        match at.kind:
            case Kind.WEIGHTED_SUM:
                return float(self.z[at.column - 1][at.unit])
            case Kind.ACTIVATION:
                return float(self.a[at.column][at.unit])
            case Kind.LOSS if self._trace.targets is not None:
                loss = LOSSES[self._trace.training.loss]
                return float(loss.of_row(self.z[-1], self.a[-1], self._trace.targets))
            case Kind.SLOPE_AT_ACTIVATION if self.d_a:
                return float(self.d_a[at.column - 1][at.unit])
            case Kind.SLOPE_AT_SUM if self.d_z:
                return float(self.d_z[at.column - 1][at.unit])
            case Kind.SLOPE_OF_WEIGHT | Kind.SLOPE_OF_BIAS:
                return self.slope(at)
        return None
