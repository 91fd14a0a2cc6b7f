"""Which rows a network learns from, and which are kept to test it. Drawn from the seed by NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.experiment import DataSource, Training
from core.network import Array, Mask

Rows = NDArray[np.intp]


def split_rows(targets: Array, is_test: Mask | None, data: DataSource, training: Training) -> tuple[Rows, Rows]:
    """Row numbers for training and for testing, each in table order. At least one row stays for training.

    A split column (`is_test`) decides by itself. Else a share of the rows is drawn; of every class alike where the
    data asks for that (`stratify`), classes being rows with equal targets.
    """
    count = len(targets)
    if is_test is not None:
        return np.flatnonzero(~is_test), np.flatnonzero(is_test)
    fraction = training.test_fraction
    if fraction is None:
        fraction = 0.0 if data.source == "none" else 0.2
    order = np.random.default_rng([training.seed, 1]).permutation(count)
    if data.stratify and count:
        held = _of_every_class(targets, order, fraction)
    else:
        held = order[: min(round(count * fraction), max(count - 1, 0))]
    is_held = np.zeros(count, np.bool_)
    is_held[held] = True
    return np.flatnonzero(~is_held), np.flatnonzero(is_held)


def _of_every_class(targets: Array, order: Rows, fraction: float) -> Rows:
    """The first rows of each class in the order drawn; one of each class at least stays for training."""
    _, kinds = np.unique(targets, axis=0, return_inverse=True)
    of_order = kinds.reshape(-1)[order]
    parts = []
    for kind in range(int(kinds.max()) + 1):
        rows = order[of_order == kind]
        parts.append(rows[: min(round(len(rows) * fraction), len(rows) - 1)])
    return np.concatenate(parts)
