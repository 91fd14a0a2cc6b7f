"""Optimizers: how slopes become new weights, in float64 and in the order of torch's own arithmetic.

`update_of` is one whole update: penalties, masks, clipping, then the optimizer. All arrays are flat, as in
core/parameters.py. core/engines/torch_update.py is the same for the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.experiment import OPTIMIZERS, Training
from core.message import Message
from core.network import Mask
from core.parameters import Roles, Values
from core.progress import Memory

# torch's defaults.
RMSPROP_MEMORY, ADAM_MEMORY, ADAM_SQUARE_MEMORY = 0.99, 0.9, 0.999
EPSILON, ADAGRAD_EPSILON = 1e-8, 1e-10
CLIP_EPSILON = 1e-6
"""What torch's clip_grad_norm_ adds to the norm it divides by."""


Move = Callable[[Values, Values, Memory, float, Training], tuple[Values, tuple[Values, ...]]]
"""(values, slopes, memory, rate, training) → what to subtract from the values, and the new memory arrays."""


@dataclass(frozen=True)
class Optimizer:
    """One optimizer with everything that is said about it. `memories` counts the arrays it keeps."""

    name: str
    label: str
    move: Move
    memories: int
    formula: str
    """The rule for one `{value}`: a weight or a bias."""
    sentence: Message
    fault: Message
    source: str


def _sgd(
    values: Values, slopes: Values, memory: Memory, rate: float, training: Training
) -> tuple[Values, tuple[Values, ...]]:
    if training.momentum == 0:
        return rate * slopes, memory.arrays
    (velocity,) = memory.arrays
    velocity = training.momentum * velocity + slopes
    ahead = slopes + training.momentum * velocity if training.nesterov else velocity
    return rate * ahead, (velocity,)


def _rmsprop(
    values: Values, slopes: Values, memory: Memory, rate: float, training: Training
) -> tuple[Values, tuple[Values, ...]]:
    (squares,) = memory.arrays
    squares = RMSPROP_MEMORY * squares + (1 - RMSPROP_MEMORY) * slopes**2
    return rate * slopes / (np.sqrt(squares) + EPSILON), (squares,)


def _adagrad(
    values: Values, slopes: Values, memory: Memory, rate: float, training: Training
) -> tuple[Values, tuple[Values, ...]]:
    (squares,) = memory.arrays
    squares = squares + slopes**2
    return rate * slopes / (np.sqrt(squares) + ADAGRAD_EPSILON), (squares,)


def _adam(
    values: Values, slopes: Values, memory: Memory, rate: float, training: Training
) -> tuple[Values, tuple[Values, ...]]:
    mean, squares = memory.arrays
    step = memory.steps + 1
    mean = mean + (slopes - mean) * (1 - ADAM_MEMORY)
    squares = ADAM_SQUARE_MEMORY * squares + (1 - ADAM_SQUARE_MEMORY) * slopes**2
    # Both begin at zero; early on that is made up for.
    size = rate / (1 - ADAM_MEMORY**step)
    spread = np.sqrt(squares) / np.sqrt(1 - ADAM_SQUARE_MEMORY**step) + EPSILON
    return size * mean / spread, (mean, squares)


OPTIMIZER_TABLE: dict[str, Optimizer] = {
    entry.name: entry
    for entry in (
        Optimizer(
            "sgd",
            "SGD",
            _sgd,
            1,
            "{value} − learning rate × slope",
            Message("One step against the slope. With momentum, steps in the same direction add up."),
            Message("One rate for all weights: too large for steep ones, too small for flat ones."),
            "Rumelhart, Hinton and Williams (1986); momentum as in Sutskever et al. (2013)",
        ),
        Optimizer(
            "rmsprop",
            "RMSprop",
            _rmsprop,
            1,
            "{value} − learning rate × slope / √(running mean of slope²)",
            Message("Divides each slope by its own recent size, so that all weights move at a like pace."),
            Message("The size of the first steps depends on slopes it has hardly seen."),
            "Tieleman and Hinton, Lecture 6.5 (2012)",
        ),
        Optimizer(
            "adagrad",
            "Adagrad",
            _adagrad,
            1,
            "{value} − learning rate × slope / √(sum of slope²)",
            Message("Divides each slope by the size of all slopes so far: rare inputs keep large steps."),
            Message("The sum only grows, so steps become smaller for ever."),
            "Duchi, Hazan and Singer (2011)",
        ),
        Optimizer(
            "adam",
            "Adam",
            _adam,
            2,
            "{value} − learning rate × mean slope / √(mean slope²)",
            Message("Momentum and a pace of its own for every weight: a good first choice."),
            Message("It can settle in places that generalise a little worse than those of SGD."),
            "Kingma and Ba (2015)",
        ),
        Optimizer(
            "adamw",
            "AdamW",
            _adam,
            2,
            "{value} × (1 − learning rate × decay) − learning rate × mean slope / √(mean slope²)",
            Message("Adam that shrinks weights directly, apart from the slopes."),
            Message("How strongly it shrinks depends on the learning rate too."),
            "Loshchilov and Hutter (2019)",
        ),
    )
}
assert tuple(OPTIMIZER_TABLE) == OPTIMIZERS


def empty_memory(training: Training, size: int) -> Memory:
    """What the optimizer knows before its first step."""
    return Memory(0, tuple(np.zeros(size) for _ in range(memory_count(training))))


def memory_count(training: Training) -> int:
    """How many arrays the optimizer keeps: plain gradient descent none."""
    if training.optimizer == "sgd" and training.momentum == 0:
        return 0
    return OPTIMIZER_TABLE[training.optimizer].memories


@dataclass(frozen=True, eq=False)
class Update:
    """One whole update with every number on its way (arrays flat, all float64).

    `penalised` are the slopes of the loss with the penalties, 0 where a number is held; `norm` is theirs together and
    `scale` what clipping makes them shorter by (1: nothing). `slopes` are what the optimizer is given, coupled decay
    included. `before` and `memory` are what it remembers before and after the step, `values` and `after` the weights.
    """

    values: Values
    penalised: Values
    norm: float
    scale: float
    slopes: Values
    rate: float
    before: Memory
    memory: Memory
    after: Values
    is_trainable: Mask


def update_of(
    values: Values, slopes: Values, memory: Memory, rate: float, training: Training, roles: Roles
) -> Update:
    """The update that the slopes of the loss lead to."""
    held = ~roles.is_trainable
    penalty = training.l2 * values + training.l1 * np.sign(values)
    penalised = np.where(held, 0.0, np.where(roles.is_weight, slopes + penalty, slopes))
    norm = float(np.sqrt((penalised**2).sum()))
    largest, decay = training.gradient_clip, training.decay
    scale = 1.0 if largest is None else min(1.0, largest / (norm + CLIP_EPSILON))
    used = penalised if scale == 1 else penalised * scale
    if training.optimizer == "adamw":
        decayed = values * (1 - rate * decay)
    else:
        decayed, used = values, used + np.where(held, 0.0, decay * values)
    move, arrays = OPTIMIZER_TABLE[training.optimizer].move(values, used, memory, rate, training)
    after, remembered = np.where(held, values, decayed - move), Memory(memory.steps + 1, arrays)
    return Update(values, penalised, norm, scale, used, rate, memory, remembered, after, roles.is_trainable)
