"""Losses and accuracies of whole splits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.data import Table, table_of
from core.experiment import DataSource
from core.files.examples import example
from core.network import frozen
from core.results.metrics import Labels, accuracy, labels_of, mean_loss


def table(targets: list[list[float]], classes: tuple[str, ...]) -> Table:
    return Table(frozen(np.zeros((len(targets), 1))), frozen(targets), ("x",), classes)


def test_the_table_decides_how_classes_are_spelt() -> None:
    assert labels_of(table_of(example("iris"))) == Labels()
    assert labels_of(table_of(example("circle"))) == Labels(-1.0, 1.0, is_one_hot=False)
    assert labels_of(table_of(example("bank"))) is None
    assert labels_of(table([[0], [1], [0]], ("no", "yes"))) == Labels(0.0, 1.0, is_one_hot=False)


def test_numbers_without_classes_are_a_regression() -> None:
    assert labels_of(table([[0], [1]], ())) is None
    data = DataSource("inline", ((1.0, 2.0),), ((1.0,),))
    assert labels_of(table_of(replace(example("bank"), data=data))) is None


def test_one_column_that_does_not_hold_two_values_has_no_accuracy() -> None:
    assert labels_of(table([[1], [1]], ("no", "yes"))) is None
    assert labels_of(table([[0], [1], [2]], ("a", "b", "c"))) is None


def test_one_hot_accuracy_follows_the_largest_output() -> None:
    targets = np.eye(3)
    predictions = np.array([[0.5, 0.2, 0.3], [0.1, 0.2, 0.7], [-3.0, -2.0, -1.0]])
    assert accuracy(predictions, targets, Labels()) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("low", "prediction", "is_high"),
    [(0, 0.49, False), (0, 0.5, True), (0, 7, True), (-1, -0.1, False), (-1, 0, True)],
)
def test_one_column_accuracy_follows_the_nearer_value(low: float, prediction: float, is_high: bool) -> None:
    labels = Labels(low, 1.0, is_one_hot=False)
    assert accuracy(np.array([[prediction]]), np.array([[1.0]]), labels) == float(is_high)
    assert accuracy(np.array([[prediction]]), np.array([[low]]), labels) == float(not is_high)


def test_without_rows_or_classes_there_is_nothing_to_say() -> None:
    empty = np.zeros((0, 2))
    assert accuracy(empty, empty, Labels()) is None
    assert accuracy(np.eye(2), np.eye(2), None) is None
    assert mean_loss("mse", empty, empty, empty) is None


def test_the_loss_is_the_mean_over_rows_and_may_overflow_quietly() -> None:
    a = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert mean_loss("mse", a, a, np.zeros((2, 2))) == 0.5
    assert mean_loss("half_squared_error", a, a, np.zeros((2, 2))) == 0.5
    assert mean_loss("mse", a, a * 1e200, np.zeros((2, 2))) == np.inf
