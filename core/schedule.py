"""How the learning rate changes as training goes on. Each schedule is torch's of the same name, with its defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.message import Message, Problem

SCHEDULES = ("constant", "step", "exponential", "cosine", "one_cycle")
# What torch's OneCycleLR takes when nothing else is said; momentum stays as it is.
_WARM_UP, _FIRST_SHARE, _LAST_SHARE = 0.3, 25.0, 1e4


@dataclass(frozen=True)
class Schedule:
    """`kind` and its numbers: `step` multiplies the rate by `factor` every `every` epochs, `exponential` after each
    epoch; `cosine` falls along half a wave from the learning rate to `lowest` at the last epoch; `one_cycle` rises
    from 1/25 of the learning rate to all of it over the first 30 % of the steps, then falls almost to 0."""

    kind: str = "constant"
    every: int = 30
    factor: float = 0.1
    lowest: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in SCHEDULES:
            known = ", ".join(SCHEDULES)
            raise Problem(Message('"{value}" is not known; use one of {known}', value=self.kind, known=known), "kind")
        if self.every < 1:
            raise Problem(Message("must be at least 1"), "every")
        if not 0 < self.factor <= 1:
            raise Problem(Message("must be above 0 and at most 1"), "factor")
        if not (self.lowest >= 0 and math.isfinite(self.lowest)):
            raise Problem(Message("must be 0 or more"), "lowest")

    def first_rate(self, highest: float) -> float:
        """The rate of the very first step, of a run of any length."""
        return highest / _FIRST_SHARE if self.kind == "one_cycle" else highest

    def rate(self, highest: float, epoch: int, step: int, epochs: int, steps: int) -> float:
        """The rate of one step. `highest` is the learning rate asked for, `epoch` and `step` count from 0 over the
        whole run, which is meant to have `epochs` epochs and `steps` steps."""
        match self.kind:
            case "step":
                return float(highest * self.factor ** (epoch // self.every))
            case "exponential":
                return float(highest * self.factor**epoch)
            case "cosine":
                return self.lowest + (highest - self.lowest) * _half_wave(min(epoch / epochs, 1.0))
            case "one_cycle":
                return _one_cycle(highest, step, steps)
            case _:
                return highest


def _half_wave(share: float) -> float:
    """From 1 down to 0 along a cosine."""
    return (1 + math.cos(math.pi * share)) / 2


def _one_cycle(highest: float, step: int, steps: int) -> float:
    """Smith and Topin, "Super-convergence" (2018), in the two-phase form of torch's OneCycleLR."""
    first = highest / _FIRST_SHARE
    last = first / _LAST_SHARE
    top = _WARM_UP * steps - 1
    end = steps - 1
    if step <= top:
        return highest + (first - highest) * _half_wave(step / top)
    return last + (highest - last) * _half_wave(min((step - top) / (end - top), 1.0))
