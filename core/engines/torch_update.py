"""Optimizers for the torch engine: core/optimizers.py in operations that write into what is there.

All weights and biases are one flat tensor, and so are their slopes: an update is a handful of operations on each,
however many layers there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.experiment import Training
from core.network import Mask
from core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_MEMORY,
    ADAM_SQUARE_MEMORY,
    CLIP_EPSILON,
    EPSILON,
    RMSPROP_MEMORY,
    memory_count,
)
from core.parameters import Roles
from core.progress import Memory

if TYPE_CHECKING:
    import torch


def is_plain(training: Training, roles: Roles) -> bool:
    """Whether an update is nothing but weight − rate × slope: then slope and update can be one operation."""
    return training.is_plain_descent and bool(roles.is_trainable[roles.is_weight].all())


class Update:
    """Takes the flat `values` one step against the flat `slopes` (both stay the caller's).

    `prepare` puts the numbers of the next step where `apply` finds them: `apply` is the same operations on the same
    memory every time, and a GPU can record it.
    """

    def __init__(self, training: Training, roles: Roles, values: torch.Tensor, slopes: torch.Tensor) -> None:
        self._training = training
        self._values, self._slopes = values, slopes
        self._room = slopes.clone()
        self.steps = 0
        self.memory = [values.new_zeros(values.shape) for _ in range(memory_count(training))]
        free, weight = roles.is_trainable, roles.is_weight
        self._mask = None if free.all() else self._vector(free, 1.0)
        self._l2 = self._vector(free & weight, training.l2) if training.l2 else None
        self._l1 = self._vector(free & weight, training.l1) if training.l1 else None
        self._decay = self._vector(free, training.decay) if training.decay else None
        self._minus_rate, self._bias_correction = values.new_zeros(()), values.new_ones(())
        self._minus_decay = values.new_zeros(())
        self._move: Callable[[], object] = {
            "sgd": self._sgd if training.momentum else self._descend,
            "rmsprop": self._rmsprop,
            "adagrad": self._adagrad,
            "adam": self._adam,
            "adamw": self._adam,
        }[training.optimizer]

    def prepare(self, rate: float) -> None:
        """Count a step that is to be made with this learning rate."""
        self.steps += 1
        if self._decay is not None:
            self._minus_decay.fill_(-rate)
        if self._training.optimizer in ("adam", "adamw"):
            rate /= 1 - ADAM_MEMORY**self.steps
            self._bias_correction.fill_(math.sqrt(1 - ADAM_SQUARE_MEMORY**self.steps))
        self._minus_rate.fill_(-rate)

    def apply(self) -> None:
        """The step that was prepared. The slopes are used up."""
        import torch

        values, slopes = self._values, self._slopes
        if self._l2 is not None:
            slopes.addcmul_(values, self._l2)
        if self._l1 is not None:
            slopes.addcmul_(torch.sign(values, out=self._room), self._l1)
        if self._mask is not None:
            slopes.mul_(self._mask)
        if self._training.gradient_clip is not None:
            # On the device throughout: to ask for the norm would make the GPU wait for the CPU.
            norm = torch.linalg.vector_norm(slopes).add_(CLIP_EPSILON)
            slopes.mul_(norm.reciprocal_().mul_(self._training.gradient_clip).clamp_(max=1.0))
        if self._decay is not None:
            if self._training.optimizer == "adamw":
                values.addcmul_(values, torch.mul(self._decay, self._minus_decay, out=self._room))
            else:
                slopes.addcmul_(values, self._decay)
        self._move()

    def memory_now(self) -> Memory:
        """A copy of what the optimizer remembers."""
        return Memory(self.steps, tuple(each.cpu().numpy().copy() for each in self.memory))

    def restore(self, memory: Memory) -> None:
        """Remember this instead; begin anew where it is of another optimizer or of another network."""
        import torch

        shapes = [tuple(here.shape) for here in self.memory]
        is_mine = [array.shape for array in memory.arrays] == shapes
        self.steps = memory.steps if is_mine else 0
        for index, here in enumerate(self.memory):
            if is_mine:
                here.copy_(torch.from_numpy(np.asarray(memory.arrays[index])))
            else:
                here.zero_()

    def _vector(self, mask: Mask, value: float) -> torch.Tensor:
        import torch

        return torch.from_numpy(mask * value).to(self._values)

    def _go(self, direction: torch.Tensor) -> None:
        self._values.addcmul_(direction, self._minus_rate)

    def _descend(self) -> None:
        self._go(self._slopes)

    def _sgd(self) -> None:
        (velocity,) = self.memory
        velocity.mul_(self._training.momentum).add_(self._slopes)
        if self._training.nesterov:
            self._slopes.add_(velocity, alpha=self._training.momentum)
            self._go(self._slopes)
        else:
            self._go(velocity)

    def _rmsprop(self) -> None:
        (squares,) = self.memory
        squares.mul_(RMSPROP_MEMORY).addcmul_(self._slopes, self._slopes, value=1 - RMSPROP_MEMORY)
        self._go_in_proportion(self._slopes, squares, EPSILON)

    def _adagrad(self) -> None:
        (squares,) = self.memory
        squares.addcmul_(self._slopes, self._slopes)
        self._go_in_proportion(self._slopes, squares, ADAGRAD_EPSILON)

    def _adam(self) -> None:
        mean, squares = self.memory
        mean.lerp_(self._slopes, 1 - ADAM_MEMORY)
        squares.mul_(ADAM_SQUARE_MEMORY).addcmul_(self._slopes, self._slopes, value=1 - ADAM_SQUARE_MEMORY)
        self._go_in_proportion(mean, squares, EPSILON)

    def _go_in_proportion(self, direction: torch.Tensor, squares: torch.Tensor, epsilon: float) -> None:
        import torch

        spread = torch.sqrt(squares, out=self._room)
        if self._training.optimizer in ("adam", "adamw"):
            spread.div_(self._bias_correction)
        self._go(torch.div(direction, spread.add_(epsilon), out=spread))
