"""How far training has come, beside the weights: the next batch, and what the optimizer remembers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from core.parameters import Values


@dataclass(frozen=True)
class Position:
    """The next batch to train on, both counted from 0. With the seed it is all there is to a random position."""

    epoch: int = 0
    batch: int = 0


@dataclass(frozen=True, eq=False)
class Memory:
    """What an optimizer remembers from step to step: how many steps it took, and its arrays (flat; none: empty)."""

    steps: int = 0
    arrays: tuple[Values, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Memory):
            return NotImplemented
        pairs = zip(self.arrays, other.arrays, strict=False)
        is_alike = self.steps == other.steps and len(self.arrays) == len(other.arrays)
        return is_alike and all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in pairs)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Best:
    """The smallest loss after whole epochs so far, and after how many it was."""

    loss: float = math.inf
    epoch: int = 0


@dataclass(frozen=True)
class Progress:
    """With the weights of the network, all it takes to go on as if training had never paused."""

    position: Position = field(default_factory=Position)
    memory: Memory = field(default_factory=Memory)
    best: Best = field(default_factory=Best)
