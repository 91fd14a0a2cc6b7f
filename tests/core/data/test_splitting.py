"""Which rows are held out, of every class alike."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.splitting import split_rows
from core.experiment import DataSource, Training
from core.network import Array


def held(targets: Array, share: float) -> list[int]:
    _, test = split_rows(targets, None, DataSource(stratify=True), Training(test_fraction=share, seed=4))
    return [int(row) for row in test]


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
def test_classes_split_alike_however_they_are_written(classes: int, share: float) -> None:
    labels = np.random.default_rng(1).integers(0, classes, 200)
    one_hot = np.eye(classes)[labels]
    expected = held(labels.astype(np.float64), share)
    assert held(one_hot, share) == expected
    assert held(2 * one_hot - 1, share) == expected
    assert held(labels[:, None].astype(np.float64), share) == expected


def test_rows_of_several_numbers_are_told_apart_by_all_of_them() -> None:
    targets = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]] * 10)
    test = held(targets, 0.5)
    assert sorted(row % 4 for row in test) == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5
