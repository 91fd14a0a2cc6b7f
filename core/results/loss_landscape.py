"""The loss as a landscape: what it would be where one or two weights had other values and all else stayed.

Losses are means over the rows, without penalties, as they are reported everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.experiment import Training
from core.losses import LOSSES
from core.network import Array, Layer, Network, frozen
from core.results.rows import predict
from core.trace import slopes_at_sums
from core.weight_edits import BiasPlace, Place, WeightPlace

_NUMBERS_AT_ONCE = 1 << 20
"""Points times rows times the widest layer in a block of work: 8 MB, which stays near the processor."""


Pause = Callable[[], object]
"""Called between pieces of work; what it raises ends the work."""


def go_on() -> None:
    """Never pause."""


class Landscape:
    """The loss of rows as fed (rows × inputs; targets rows × outputs) over the numbers at `places`.

    What lies before the first of these numbers is worked out once, and so is all beside it that stays the same. Many
    points at once are one pass forward, and one back.
    """

    def __init__(
        self, network: Network, inputs: Array, targets: Array, training: Training, places: Sequence[Place]
    ) -> None:
        self.places = tuple(places)
        self.start = frozen([_number_at(network, place) for place in places])
        """Where the network stands: a number a place."""
        self.rows = len(inputs)
        self._targets, self._loss = targets, LOSSES[training.loss]
        self._first = min(place.column for place in places)
        before, after = network.layers[: self._first - 1], network.layers[self._first - 1 :]
        self._values = predict(Network(network.inputs, before), inputs)[1] if before else inputs
        self._layers = [self._without_places(layer, k) for k, layer in enumerate(after)]
        """With 0 at the places, whose part is added point by point."""
        units = {place.unit for place in places if place.column == self._first}
        self._moved = sorted(units) if len(after) > 1 else list(range(network.sizes[-1]))
        """The units of the first of these layers that are worked out for every point: of the output layer all."""
        self._prepare()
        widest = max(len(self._moved), *(len(layer.units) for layer in after[1:]), 1)
        self._at_once = max(1, _NUMBERS_AT_ONCE // max(1, self.rows * widest))

    @np.errstate(over="ignore", invalid="ignore")
    def _prepare(self) -> None:
        first = self._layers[0]
        sums = self._values @ first.weights.T + first.bias
        self._first_sums = sums[:, self._moved]
        if len(self._layers) > 1:
            self._still = first.function.function(sums).copy()
            self._still[:, self._moved] = 0.0
            self._next_sums = self._still @ self._layers[1].weights.T + self._layers[1].bias

    def losses(self, points: Array, pause: Pause = go_on) -> Array:
        """The loss at every point (points × places). Not finite where it overflows."""
        losses = np.empty(len(points))
        for here in self._blocks(points, pause):
            sums, values = self._forward(points[here])
            losses[here] = self._losses_of(sums[-1], values[-1])
        return frozen(losses)

    def slopes(self, points: Array, pause: Pause = go_on) -> tuple[Array, Array]:
        """The loss at every point, and its slopes there (points × places): those of `batch_slopes`."""
        losses, slopes = np.empty(len(points)), np.empty(points.shape)
        for here in self._blocks(points, pause):
            sums, values = self._forward(points[here])
            losses[here] = self._losses_of(sums[-1], values[-1])
            slopes[here] = self._backward(points[here], sums, values)
        return frozen(losses), frozen(slopes)

    def _blocks(self, points: Array, pause: Pause) -> Iterator[slice]:
        for at in range(0, len(points), self._at_once):
            pause()
            yield slice(at, at + self._at_once)

    @np.errstate(over="ignore", invalid="ignore")
    def _losses_of(self, sums: Array, values: Array) -> Array:
        return frozen(self._loss.of_row(sums, values, self._targets).mean(axis=-1))

    @np.errstate(over="ignore", invalid="ignore")
    def _forward(self, points: Array) -> tuple[list[Array], list[Array]]:
        """Sums and values of every layer (points × rows × units), of the first one those of the moved units."""
        sums: list[Array] = []
        values: list[Array] = []
        for k, layer in enumerate(self._layers):
            if k == 0:
                here = np.repeat(self._first_sums[None], len(points), axis=0)
            elif k == 1:
                here = self._next_sums + values[0] @ layer.weights[:, self._moved].T
            else:
                here = values[-1] @ layer.weights.T + layer.bias
            for number, place in self._places_in(k):
                here[..., self._index(k, place.unit)] += points[:, number, None] * self._fed(k, place, values)
            sums.append(here)
            values.append(layer.function.function(here))
        return sums, values

    @np.errstate(over="ignore", invalid="ignore")
    def _backward(self, points: Array, sums: list[Array], values: list[Array]) -> Array:
        slopes = np.empty(points.shape)
        d_a = self._loss.slope_at_a(sums[-1], values[-1], self._targets)
        for k in reversed(range(len(self._layers))):
            layer = self._layers[k]
            meets = self._targets if k == len(self._layers) - 1 else None
            d_z = slopes_at_sums(layer, self._loss, sums[k], values[k], d_a, meets)
            for number, place in self._places_in(k):
                products = d_z[..., self._index(k, place.unit)] * self._fed(k, place, values)
                slopes[:, number] = products.mean(axis=-1)
            if k > 0:
                d_a = d_z @ (layer.weights[:, self._moved] if k == 1 else layer.weights)
                for number, place in self._places_in(k):
                    if isinstance(place, WeightPlace) and (k > 1 or place.source in self._moved):
                        part = points[:, number, None] * d_z[..., place.unit]
                        d_a[..., self._index(k - 1, place.source)] += part
        return frozen(slopes)

    def _places_in(self, k: int) -> list[tuple[int, Place]]:
        return [(number, place) for number, place in enumerate(self.places) if place.column == self._first + k]

    def _index(self, k: int, unit: int) -> int:
        """Where a unit of layer k stands among those that are worked out."""
        return self._moved.index(unit) if k == 0 else unit

    def _fed(self, k: int, place: Place, values: list[Array]) -> Array | float:
        """What the number at a place of layer k is multiplied with."""
        if isinstance(place, BiasPlace):
            return 1.0
        if k == 0:
            return frozen(self._values[:, place.source])
        if k == 1 and place.source not in self._moved:
            return frozen(self._still[:, place.source])
        return frozen(values[k - 1][..., self._index(k - 1, place.source)])

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
