"""The training rows that advice looks at: all of them, or of many so many, evenly taken: always the same ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.activations import FloatArray
from core.data.data import rows_of, table_of
from core.experiment import Experiment, fed
from core.losses import LOSSES
from core.network import Array, frozen
from core.results.metrics import labels_of
from core.results.report import class_names, class_numbers

MOST_NUMBERS = 400_000
"""Rows times inputs that are looked at: a few milliseconds of work, and more rows than a share needs."""
MOST_ROWS = 5_000
FEW_ROWS = 2
"""Of a single row everything and nothing is true: a worked example gets no advice that speaks of rows."""


@dataclass(frozen=True, eq=False)
class Rows:
    """`inputs` as fed (rows × inputs), `targets` (rows × outputs); `total` is how many training rows there are.

    `class_counts` counts the rows of every class, all of them; empty for a regression. `baseline` is the loss of
    always giving the same, best answer; 0 where that makes no mistake.
    """

    inputs: Array
    targets: Array
    total: int
    test_rows: int
    class_names: tuple[str, ...]
    class_counts: tuple[int, ...]
    baseline: float

    @property
    def are_several(self) -> bool:
        return self.total >= FEW_ROWS


def rows_for_advice(experiment: Experiment) -> Rows:
    """The training rows of an experiment (raises Problem where its data cannot be had)."""
    table = table_of(experiment)
    train, test = rows_of(table, experiment.data, experiment.training)
    total, labels = len(train), labels_of(table)
    most = min(MOST_ROWS, max(FEW_ROWS, MOST_NUMBERS // max(experiment.network.sizes)))
    chosen = (
        np.asarray(train)[np.linspace(0, total - 1, min(total, most)).astype(int)] if total else np.asarray(train)
    )
    names: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    if labels is not None and total:
        count = table.targets.shape[1] if labels.is_one_hot else 2
        counts = tuple(np.bincount(class_numbers(table.targets[train], labels), minlength=count).tolist())
        names = class_names(table.classes, count)
    targets = frozen(table.targets[chosen])
    inputs = fed(table.inputs[chosen], experiment.data)
    return Rows(inputs, targets, total, len(test), names, counts, baseline(experiment.training.loss, targets))


def baseline(loss: str, targets: Array) -> float:
    """The loss of the best answer that is the same for every row (rows × outputs), of the loss named."""
    if not len(targets):
        return 0.0
    same: FloatArray = np.median(targets, axis=0) if loss == "mae" else targets.mean(axis=0)
    if loss in ("binary_cross_entropy", "categorical_cross_entropy"):
        return _entropy(loss, same)
    rows = LOSSES[loss].of_row(np.zeros_like(targets), np.broadcast_to(same, targets.shape), targets)
    return float(rows.mean())


def _entropy(loss: str, shares: FloatArray) -> float:
    inside = np.clip(shares, 1e-12, 1 - 1e-12)
    if loss == "binary_cross_entropy":
        return float(-(inside * np.log(inside) + (1 - inside) * np.log(1 - inside)).mean())
    return float(-(inside * np.log(inside)).sum())
