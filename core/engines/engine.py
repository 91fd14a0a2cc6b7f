"""What trains: the one protocol every engine keeps, and the order of batches they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.data import Split
from core.experiment import Training
from core.message import Message
from core.network import Network
from core.parameters import Values
from core.progress import Position, Progress
from core.results.metrics import Labels, Scores


class OutOfMemory(Exception):  # noqa: N818 - what happened, as Diverged
    """The device has no memory left for this network and batch."""


class Diverged(Exception):  # noqa: N818 - the learning rate's doing, not a defect
    """Loss or weights stopped being finite. `message` says in which epoch and what to try."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, eq=False)
class EngineState:
    """All it takes to go on as if nothing had happened."""

    values: Values
    progress: Progress


class Engine(Protocol):
    """Trains one network. Made for a device and a precision, then loaded; `name` goes into reports."""

    name: str

    @property
    def position(self) -> Position:
        """The batch that comes next."""

    def load(self, network: Network, split: Split, training: Training, labels: Labels | None) -> None:
        """Copy everything to the device and stand before the first batch (raises OutOfMemory)."""

    def run_batch(self) -> None:
        """One update; after the last batch of an epoch the position is the start of the next."""

    def run_epoch(self, is_interrupted: Callable[[], bool]) -> bool:
        """Updates to the end of the epoch; False where `is_interrupted`, asked between batches, ended it before."""

    def evaluate(self) -> Scores:
        """Losses and accuracies of the whole splits; changes nothing."""

    def values(self) -> Values:
        """A copy of the present weights and biases."""

    def state(self) -> EngineState:
        """Everything that `restore` needs."""

    def restore(self, state: EngineState) -> None:
        """Go on from a state of this network; the next updates give the same bits."""

    def infinite_layer(self) -> int | None:
        """The first layer in which the latest update met or made a number that is not finite; None where all are."""


def epoch_order(rows: int, training: Training, epoch: int) -> NDArray[np.int64]:
    """The training rows in the order of one epoch, the same for every engine."""
    if not training.shuffle:
        return np.arange(rows)
    return np.random.default_rng([training.seed, 2, epoch]).permutation(rows)


def batches_per_epoch(rows: int, training: Training) -> int:
    """Batches in an epoch, the last one smaller where the rows do not divide."""
    return -(-rows // training.batch_size)
