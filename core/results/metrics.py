"""How well a network does on a whole split: loss and accuracy, one definition for every engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.data import Table
from core.losses import LOSSES
from core.network import Array


@dataclass(frozen=True)
class Labels:
    """How targets spell classes: one-hot over the outputs, or in one column with two values (`low` and `high`)."""

    low: float = 0.0
    high: float = 1.0
    is_one_hot: bool = True


@dataclass(frozen=True)
class Scores:
    """Losses and accuracies of both splits. None where it has no meaning: no test rows, or no classes."""

    train_loss: float
    test_loss: float | None = None
    train_accuracy: float | None = None
    test_accuracy: float | None = None


def labels_of(table: Table) -> Labels | None:
    """How the table spells its classes; None for a regression, or where one column does not hold two values."""
    if not table.classes or not len(table):
        return None
    if table.targets.shape[1] >= 2:
        return Labels()
    values = np.unique(table.targets)
    return Labels(float(values[0]), float(values[1]), is_one_hot=False) if len(values) == 2 else None


def accuracy(predictions: Array, targets: Array, labels: Labels | None) -> float | None:
    """The share of rows (rows × outputs) whose predicted class is the target's; None without classes or rows.

    One-hot: the largest output decides. One column: the nearer of the two target values, the upper one half-way.
    """
    if labels is None or not len(targets):
        return None
    if labels.is_one_hot:
        hits = predictions.argmax(axis=1) == targets.argmax(axis=1)
    else:
        middle = (labels.low + labels.high) / 2
        hits = (predictions >= middle) == (targets >= middle)
    return float(hits.mean())


def mean_loss(loss: str, z: Array, a: Array, targets: Array) -> float | None:
    """The mean over the rows of the loss named; None where there are no rows. Not finite where it overflows."""
    if not len(targets):
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        return float(LOSSES[loss].of_row(z, a, targets).mean())
