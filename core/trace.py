"""Every number of one forward pass, loss, backward pass and update, computed once.

Read `trace` from top to bottom: it is backpropagation as a first course teaches it.
The chain rule in this layer-by-layer form: Rumelhart, Hinton and Williams, "Learning representations by
back-propagating errors", Nature 323 (1986).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.experiment import DataSource, Experiment, Scaling, Training
from core.features import featured
from core.losses import LOSSES, Loss
from core.network import Array, Layer, Network, frozen
from core.optimizers import Update, empty_memory, update_of
from core.parameters import flat_slopes, flat_values, network_with, roles_of
from core.progress import Memory


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """The numbers of one layer with n units fed by m. Slopes are None where there is no target.

    `inputs` (m), `z` and `a` (n), `d_loss_d_a` and `d_loss_d_z` (n), `activation_slope` da/dz (n),
    `d_loss_d_weights` (n × m, laid out as the weights are), `d_loss_d_bias` (n).
    """

    layer: Layer
    inputs: Array
    z: Array
    a: Array
    activation_slope: Array
    d_loss_d_a: Array | None = None
    d_loss_d_z: Array | None = None
    d_loss_d_weights: Array | None = None
    d_loss_d_bias: Array | None = None

    @property
    def products(self) -> Array:
        """What each edge delivers: weight × value (n × m)."""
        return self.layer.weights * self.inputs


@dataclass(frozen=True, eq=False)
class BatchRows:
    """What the means over a batch are made of: `rows` are row numbers of the data, from 0, or places in the batch
    where it has no such numbers.

    Of column k, `values[k]` are what its units send (rows × units), `at_values[k]` and `at_sums[k]` the slopes of
    each row's own loss there; None for the inputs.
    """

    rows: tuple[int, ...]
    values: tuple[Array, ...]
    at_values: tuple[Array | None, ...]
    at_sums: tuple[Array | None, ...]


@dataclass(frozen=True, eq=False)
class Trace:
    """One example taken through a network.

    `updated` is the network after one step with this example as the batch; `data` made `inputs` from `raw_inputs`.
    """

    network: Network
    training: Training
    raw_inputs: Array
    inputs: Array
    layers: tuple[LayerTrace, ...]
    targets: Array | None = None
    error: Array | None = None
    loss: float | None = None
    updated: Network | None = None
    data: DataSource = field(default_factory=DataSource)
    is_veiled: bool = False
    """Whether some of its numbers are not to be told: `HIDDEN` stands in their place."""
    update: Update | None = None
    """How the weights came to be those of `updated`; None where that is not known, or leads out of a double."""
    batch: BatchRows | None = None
    """The rows of the batch, where slopes and update are those of a batch."""

    @property
    def batch_rows(self) -> int:
        """Of how many rows the slopes are means; 0 where they are the example's own."""
        return 0 if self.batch is None else len(self.batch.rows)

    @property
    def prediction(self) -> Array:
        return self.layers[-1].a

    @property
    def scaling(self) -> Scaling:
        return self.data.scaling

    @property
    def features(self) -> Array:
        """The inputs before scaling: made of the raw columns, or these themselves."""
        return frozen(featured(self.raw_inputs[None], self.data.features)[0])

    def values(self, column: int) -> Array:
        """What column 0 (the inputs) or column k (layer k − 1) sends on."""
        return self.inputs if column == 0 else self.layers[column - 1].a

    @property
    def is_finite(self) -> bool:
        """False when a sum, a slope or the loss grew beyond what a double can hold. What is hidden did not."""
        if self.is_veiled:
            return True
        numbers = [self.inputs, *(layer.z for layer in self.layers), *(layer.a for layer in self.layers)]
        numbers += [x for layer in self.layers for x in (layer.d_loss_d_z, layer.d_loss_d_weights) if x is not None]
        numbers += list(self.updated.arrays()) if self.updated else []
        numbers += [] if self.loss is None else [frozen(self.loss)]
        return all(np.isfinite(array).all() for array in numbers)


def trace(
    network: Network,
    inputs: Sequence[float] | Array,
    targets: Sequence[float] | Array | None,
    training: Training,
    raw_inputs: Sequence[float] | Array | None = None,
    data: DataSource | None = None,
) -> Trace:
    """Take one example forward, compare, go back, and update; all in float64.

    `inputs` are what the first layer receives; `raw_inputs` (default: the same) and the `data` with features and
    scaling between the two are kept for display. Without `targets` only the forward part is filled in.
    """
    fed = frozen(inputs)
    raw = fed if raw_inputs is None else frozen(raw_inputs)
    data = data or DataSource()
    with np.errstate(over="ignore", invalid="ignore"):
        layers = _forward(network, fed)
        if targets is None:
            return Trace(network, training, raw, fed, layers, data=data)
        target = frozen(targets)
        output = layers[-1]
        loss = float(LOSSES[training.loss].of_row(output.z, output.a, target))
        layers = _backward(network, layers, target, training)
        update = update_along(network, [(here.d_loss_d_weights, here.d_loss_d_bias) for here in layers], training)
        error = frozen(output.a - target)
    updated = None if update is None else network_with(network, update.after)
    return Trace(network, training, raw, fed, layers, target, error, loss, updated, data, update=update)


def trace_example(experiment: Experiment) -> Trace:
    """The trace of the experiment's own example."""
    return trace(
        experiment.network,
        experiment.fed_inputs,
        experiment.example.targets,
        experiment.training,
        experiment.example.inputs,
        experiment.data,
    )


def _forward(network: Network, inputs: Array) -> tuple[LayerTrace, ...]:
    layers = []
    for layer in network.layers:
        z = layer.weights @ inputs + layer.bias
        a = layer.function.function(z)
        slope = layer.function.slope(z, a)
        layers.append(LayerTrace(layer, inputs, frozen(z), frozen(a), frozen(slope)))
        inputs = layers[-1].a
    return tuple(layers)


def _backward(
    network: Network, forward: tuple[LayerTrace, ...], target: Array, training: Training
) -> tuple[LayerTrace, ...]:
    loss = LOSSES[training.loss]
    output = forward[-1]
    d_a = loss.slope_at_a(output.z, output.a, target)
    backward: list[LayerTrace] = []
    for here in reversed(forward):
        meets = target if here is output else None
        d_z = slopes_at_sums(here.layer, loss, here.z, here.a, d_a, meets)
        backward.append(
            LayerTrace(
                here.layer,
                here.inputs,
                here.z,
                here.a,
                here.activation_slope,
                d_loss_d_a=frozen(d_a),
                d_loss_d_z=frozen(d_z),
                d_loss_d_weights=frozen(np.outer(d_z, here.inputs)),
                d_loss_d_bias=frozen(d_z),
            )
        )
        d_a = here.layer.weights.T @ d_z
    return tuple(reversed(backward))


def slopes_at_sums(layer: Layer, loss: Loss, z: Array, a: Array, d_a: Array, targets: Array | None) -> Array:
    """Slopes of the loss at a layer's sums (units along the last axis) from those at its values.

    `targets` where it is the output layer.
    """
    if targets is not None and loss.slope_at_z and layer.activation == loss.partner:
        # The short form stays exact where a is so close to 0 or 1 that 1 / a would overflow.
        return loss.slope_at_z(z, a, targets)
    return layer.function.slope_through(z, a, d_a)


def update_along(
    network: Network,
    slopes: Iterable[tuple[Array | None, Array | None]],
    training: Training,
    memory: Memory | None = None,
    rate: float | None = None,
) -> Update | None:
    """The optimizer's step along these slopes (weights and bias of each layer). None where that is not finite.

    By default its first: from an empty memory, at the first rate of the schedule.
    """
    values = frozen(flat_values(network))
    known = empty_memory(training, len(values)) if memory is None else memory
    speed = training.first_rate if rate is None else rate
    made = update_of(values, flat_slopes(slopes), known, speed, training, roles_of(network))
    return made if np.isfinite(made.after).all() else None
