"""Is what we show right? The trace of a network's own example against torch, autograd and finite differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.data import Split
from core.experiment import Experiment, partner_problem
from core.losses import LOSSES
from core.message import Failure, Message, Problem
from core.network import Array, Layer, Mask, frozen
from core.parameters import Values, flat_slopes, flat_values, roles_of
from core.schedule import Schedule
from core.trace import Trace, trace_example

EXACT, BY_DIFFERENCES = 1e-9, 1e-6
"""How far apart numbers may be, as a part of the largest of their kind: both in double precision, or one of them
from differences of the loss."""
MOST_DIFFERENCES = 400
"""Weights and biases tried by differences; of more, so many drawn at random."""
_STEP = 1e-4
_TINY = 1e-300
_FLAT = 1e-6


@dataclass(frozen=True)
class Comparison:
    """Two ways to the same numbers. `difference` is the largest, as a part of the largest number compared."""

    name: Message
    compared: int
    difference: float
    tolerance: float
    left_out: int = 0
    """Weights that differences cannot judge: a step of theirs crosses a corner of some function."""

    @property
    def is_equal(self) -> bool:
        return self.difference <= self.tolerance


def check(experiment: Experiment, most_differences: int = MOST_DIFFERENCES) -> tuple[Comparison, ...]:
    """Every comparison (raises Problem where the example has no target, or loss and output do not go together, and
    Failure where numbers are too large)."""
    problem = partner_problem(experiment.network, experiment.training)
    if problem is not None:
        raise problem
    if experiment.example.targets is None:
        raise Problem(Message("a check needs a target to compare with"), "example.targets")
    step = trace_example(experiment)
    if not step.is_finite:
        raise Failure(Message("numbers are beyond what a double can hold; make weights or inputs smaller"), "network")
    return (*_by_torch(step), _update_by_torch(step), _by_engine(step), _by_differences(step, most_differences))


def _by_torch(step: Trace) -> Iterator[Comparison]:
    from core.engines.torch_reference import reference

    assert step.targets is not None
    loss = step.training.loss
    judge = reference(step.network, step.inputs[None], step.targets[None], loss)
    sums = [(here.z, z.numpy()[0]) for here, z in zip(step.layers, judge.z, strict=True)]
    values = [(here.a, a.numpy()[0]) for here, a in zip(step.layers, judge.a, strict=True)]
    losses = [(np.array([step.loss], np.float64), judge.loss.numpy().reshape(1))]
    yield _compared(Message("forward: sums, activations and loss, against torch"), [*sums, *values, *losses])
    slopes = [slope.numpy() for slope in judge.slopes]
    ours = [each for here in step.layers for each in (here.d_loss_d_weights, here.d_loss_d_bias) if each is not None]
    at_sums = [(here.d_loss_d_z, d.numpy()[0]) for here, d in zip(step.layers, judge.d_z, strict=True)]
    pairs = [*zip(ours, slopes, strict=True), *((a, b) for a, b in at_sums if a is not None)]
    yield _compared(Message("backward: all slopes, against autograd"), pairs)


def _update_by_torch(step: Trace) -> Comparison:
    """torch's optimizer, given the slopes of the trace with its penalties and clipping, from an empty state."""
    import torch

    from core.engines.torch_reference import optimizer_of

    training, roles = step.training, roles_of(step.network)
    values = torch.tensor(flat_values(step.network))
    weight = torch.tensor(roles.is_weight)
    slopes = torch.tensor(flat_slopes((each.d_loss_d_weights, each.d_loss_d_bias) for each in step.layers))
    slopes = slopes + weight * (training.l2 * values + training.l1 * values.sign())
    # torch is given only what may change, so that nothing else counts towards the norm that is clipped.
    free = torch.tensor(roles.is_trainable)
    parameter = values[free].clone().requires_grad_()
    parameter.grad = slopes[free]
    if training.gradient_clip is not None:
        torch.nn.utils.clip_grad_norm_([parameter], training.gradient_clip)
    optimizer_of([parameter], replace(training, learning_rate=training.first_rate)).step()
    values[free] = parameter.detach()
    assert step.updated is not None
    name = Message("update: new weights and biases, against torch.optim")
    return _compared(name, [(flat_values(step.updated), values.numpy())])


def _by_engine(step: Trace) -> Comparison:
    """What trains: its first update in double precision, with this example as the batch and without dropout."""
    from core.engines.torch_engine import TorchEngine

    assert step.targets is not None
    assert step.updated is not None
    training = replace(step.training, batch_size=1, schedule=Schedule(), learning_rate=step.training.first_rate)
    layers = tuple(replace(layer, dropout=0.0) for layer in step.network.layers)
    inputs, targets = step.inputs[None], step.targets[None]
    engine = TorchEngine(dtype="float64")
    engine.load(
        replace(step.network, layers=layers),
        Split(inputs, targets, inputs[:0], targets[:0], (0,), ()),
        training,
        None,
    )
    engine.run_batch()
    name = Message("training: the engine's update, against the trace")
    return _compared(name, [(engine.values(), flat_values(step.updated))])


def _compared(name: Message, pairs: Sequence[tuple[Values, Values]]) -> Comparison:
    """The largest difference of all pairs, each as a part of the largest number in its arrays."""
    differences = [
        np.abs(a - b).max() / max(np.abs(b).max(), _TINY) for a, b in pairs if a.size and not (a == b).all()
    ]
    count = sum(a.size for a, _ in pairs)
    # Not Python's max, which may pass over what is not a number.
    return Comparison(name, count, float(np.max(differences, initial=0.0)), EXACT)


def _by_differences(step: Trace, most: int) -> Comparison:
    """Slopes of the loss by the five-point rule (Abramowitz and Stegun 25.3.6), where no function has a corner."""
    slopes = flat_slopes((each.d_loss_d_weights, each.d_loss_d_bias) for each in step.layers)
    values = frozen(flat_values(step.network))
    places = np.flatnonzero(np.concatenate([_is_used(layer) for layer in step.network.layers]))
    if len(places) > most:
        places = np.sort(np.random.default_rng(0).choice(places, most, replace=False))
    assert step.loss is not None
    largest, left_out = 0.0, 0
    # Where the loss is flat, only the rounding of its differences is left to compare.
    scale = max(float(np.abs(slopes).max()), 1e-4 * abs(step.loss), _FLAT)
    home = _region(step, values)[1]
    for place in places:
        slope = _difference(step, values, int(place), home)
        if slope is None:
            left_out += 1
        else:
            largest = np.maximum(largest, abs(slope - float(slopes[place])) / scale)
    name = Message("backward: slopes of weights and biases, against differences of the loss")
    return Comparison(name, len(places) - left_out, float(largest), BY_DIFFERENCES, left_out)


def _is_used(layer: Layer) -> Mask:
    """A layer without a bias has none to move."""
    return np.concatenate([np.ones(layer.weights.size, np.bool_), np.full(layer.bias.size, layer.use_bias)])


def _difference(step: Trace, values: Array, place: int, home: bytes) -> float | None:
    """d_loss / d_value at one place; None where a corner is near."""
    width = _STEP * max(1.0, abs(float(values[place])))
    losses = []
    for times in (-2, -1, 1, 2):
        moved = values.copy()
        moved[place] += times * width
        loss, region = _region(step, moved)
        if region != home:
            return None
        losses.append(loss)
    two_below, below, above, two_above = losses
    return (8 * (above - below) - (two_above - two_below)) / (12 * width)


def _region(step: Trace, values: Array) -> tuple[float, bytes]:
    """The loss with other weights and biases, and on which side of every seam of its functions the network stands."""
    assert step.targets is not None
    sides: list[Mask] = [np.zeros(1, np.bool_)]
    a = z = step.inputs
    start = 0
    # Not as a Network, which would refuse to have a pruned weight moved.
    for layer in step.network.layers:
        middle, end = start + layer.weights.size, start + layer.weights.size + layer.bias.size
        z = values[start:middle].reshape(layer.weights.shape) @ a + values[middle:end]
        a = layer.function.function(z)
        sides += [z > seam for seam in layer.function.seams]
        start = end
    loss = LOSSES[step.training.loss]
    sides += [a - step.targets > seam for seam in loss.seams]
    return float(loss.of_row(z, a, step.targets)), np.packbits(np.concatenate(sides)).tobytes()
