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
    of_order = _kinds(targets)[order]
    # Sorted by class, rows of one class still stand in the order drawn.
    by_kind = order[np.argsort(of_order, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(of_order))])
    parts = []
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        count = end - start
        parts.append(by_kind[start : start + max(min(round(count * fraction), count - 1), 0)])
    return np.concatenate(parts)


def _kinds(targets: Array) -> NDArray[np.uint16] | NDArray[np.intp]:
    """A number for each row, equal where targets are."""
    if targets.ndim == 2 and targets.shape[1] > 1:
        count = targets.shape[1]
        is_one_hot = ((targets == 0) | (targets == 1)).all() and (targets @ np.ones(count) == 1).all()
        # What sorting would find out too, a hundred times slower; short numbers sort fastest.
        if is_one_hot:
            place = targets @ np.arange(count)
            return place.astype(np.uint16) if count < 2**16 else place.astype(np.intp)
    kinds: NDArray[np.intp] = np.unique(targets, axis=0, return_inverse=True)[1].reshape(-1)
    return kinds
