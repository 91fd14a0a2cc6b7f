"""The learning rate at any moment of a run, as its schedule and the edits on the way have it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.experiment import Training


@dataclass(frozen=True)
class Stretch:
    """A part of a run under the same settings: after how many epochs it began, and the batches of an epoch."""

    since: float
    training: Training
    batches: int

    def rate_at(self, epoch: float) -> float:
        """The rate of the step that led to the moment when `epoch` passes were done; the first rate at 0."""
        training, step = self.training, max(round(epoch * self.batches) - 1, 0)
        whole = max(math.ceil(epoch - 1e-9) - 1, 0)
        highest, epochs = training.learning_rate, training.epochs
        return training.schedule.rate(highest, whole, step, epochs, epochs * self.batches)


@dataclass(frozen=True)
class Rates:
    """The stretches of a run, one after the other; at least one."""

    stretches: tuple[Stretch, ...]

    def at(self, epoch: float) -> float:
        """The learning rate that led to the moment when `epoch` passes were done."""
        under = [each for each in self.stretches if each.since < epoch]
        return (under[-1] if under else self.stretches[0]).rate_at(epoch)

    @property
    def is_changing(self) -> bool:
        """Whether it is not the same all the time: then it is worth a line of its own."""
        highest = {each.training.learning_rate for each in self.stretches}
        return len(highest) > 1 or any(each.training.schedule.kind != "constant" for each in self.stretches)
