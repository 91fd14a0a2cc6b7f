"""The loss as a landscape: what it would be where one or two weights had other values and all else stayed.

Losses are means over the rows, without penalties, as they are reported everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.batch_slopes import batch_slopes
from core.experiment import Training
from core.losses import LOSSES
from core.network import Array, Layer, Network, frozen
from core.rows import predict
from core.weight_edits import BiasPlace, Place

_NUMBERS_AT_ONCE = 1 << 20
"""Points times rows times the widest layer in a block of work: 8 MB, which stays near the processor."""


Pause = Callable[[], object]
"""Called between pieces of work; what it raises ends the work."""


def go_on() -> None:
    """Never pause."""


class Landscape:
    """The loss of rows as fed (rows × inputs; targets rows × outputs) over the numbers at `places`.

    What lies before the first of these numbers is worked out once; after it only what can differ.
    """

    def __init__(
        self, network: Network, inputs: Array, targets: Array, training: Training, places: Sequence[Place]
    ) -> None:
        self.places = tuple(places)
        self.start = frozen([_number_at(network, place) for place in places])
        """Where the network stands: a number a place."""
        self.rows = len(inputs)
        self._targets, self._training = targets, training
        self._first = min(place.column for place in places)
        before = network.layers[: self._first - 1]
        self._values = predict(Network(network.inputs, before), inputs)[1] if before else inputs
        self._tail = Network(network.unit_names(self._first - 1), network.layers[self._first - 1 :])
        self._layers = [self._without_places(layer, k) for k, layer in enumerate(self._tail.layers)]
        """With 0 at the places, whose part is added point by point."""
        here = {place.unit for place in places if place.column == self._first}
        self._moved = sorted(here)
        """The units of the first layer that differ from point to point."""
        with np.errstate(over="ignore", invalid="ignore"):
            self._first_sums = self._values @ self._layers[0].weights.T + self._layers[0].bias
            self._still = self._layers[0].function.function(self._first_sums).copy()
            self._still[:, self._moved] = 0.0
        self._at_once = max(1, _NUMBERS_AT_ONCE // max(1, self.rows * max(self._tail.sizes[1:])))

    def losses(self, points: Array, pause: Pause = go_on) -> Array:
        """The loss at every point (points × places). Not finite where it overflows."""
        losses = np.empty(len(points))
        for at in range(0, len(points), self._at_once):
            pause()
            here = slice(at, at + self._at_once)
            losses[here] = self._block(points[here])
        return frozen(losses)

    def slopes(self, point: Array) -> tuple[float, Array]:
        """The loss at one point, and its slopes there: a number a place, as `batch_slopes` says."""
        layers = list(self._layers)
        for place, value in zip(self.places, point.tolist(), strict=True):
            layers[place.column - self._first] = _with_number(layers[place.column - self._first], place, value)
        batch = batch_slopes(replace(self._tail, layers=tuple(layers)), self._values, self._targets, self._training)
        slopes = []
        for place in self.places:
            here = batch.layers[place.column - self._first]
            if isinstance(place, BiasPlace):
                slopes.append(here.d_loss_d_bias[place.unit])
            else:
                slopes.append(here.d_loss_d_weights[place.unit, place.source])
        return batch.loss, frozen(slopes)

    @np.errstate(over="ignore", invalid="ignore")
    def _block(self, points: Array) -> Array:
        first, *rest = self._layers
        sums = np.repeat(self._first_sums[None, :, self._moved], len(points), axis=0)
        self._add_places(sums, self._values, points, 0)
        if rest:
            values = first.function.function(sums)
            sums = self._still @ rest[0].weights.T + rest[0].bias + values @ rest[0].weights[:, self._moved].T
            whole = np.repeat(self._still[None], len(points), axis=0)
            whole[..., self._moved] = values
            self._add_places(sums, whole, points, 1)
        else:
            part, sums = sums, np.repeat(self._first_sums[None], len(points), axis=0)
            sums[..., self._moved] = part
        values = self._layers[min(1, len(rest))].function.function(sums)
        for k, layer in enumerate(rest[1:], start=2):
            sums = values @ layer.weights.T + layer.bias
            self._add_places(sums, values, points, k)
            values = layer.function.function(sums)
        losses = LOSSES[self._training.loss].of_row(sums, values, self._targets)
        return frozen(losses.mean(axis=-1))

    def _add_places(self, sums: Array, values: Array, points: Array, k: int) -> None:
        """Add what the places of the tail's layer k contribute to its sums (points × rows × units)."""
        for number, place in enumerate(self.places):
            if place.column == self._first + k:
                unit = self._moved.index(place.unit) if k == 0 else place.unit
                fed = 1.0 if isinstance(place, BiasPlace) else values[..., place.source]
                sums[..., unit] += points[:, number, None] * fed

    def _without_places(self, layer: Layer, k: int) -> Layer:
        # Masks say what training may change; here nothing is trained.
        layer = replace(layer, is_pruned=None, is_frozen=None, use_bias=True)
        for place in self.places:
            if place.column == self._first + k:
                layer = _with_number(layer, place, 0.0)
        return layer


def _number_at(network: Network, place: Place) -> float:
    layer = network.layers[place.column - 1]
    return float(layer.bias[place.unit] if isinstance(place, BiasPlace) else layer.weights[place.unit, place.source])


def _with_number(layer: Layer, place: Place, value: float) -> Layer:
    if isinstance(place, BiasPlace):
        bias = layer.bias.copy()
        bias[place.unit] = value
        return replace(layer, bias=bias)
    weights = layer.weights.copy()
    weights[place.unit, place.source] = value
    return replace(layer, weights=weights)
