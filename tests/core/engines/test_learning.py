"""What training is for: the shipped examples are learnt, from any start. tests/bench/bench_learning.py tries more."""

from __future__ import annotations

import statistics

from core.files.examples import example
from tests.core.learning import trained


def test_iris_is_learnt_from_any_start() -> None:
    found = [trained(example("iris"), seed).test_accuracy or 0.0 for seed in range(20)]
    assert statistics.median(found) >= 0.95
    assert min(found) >= 0.85


def test_wine_is_learnt_from_any_start() -> None:
    found = [trained(example("wine"), seed).test_accuracy or 0.0 for seed in range(20)]
    assert statistics.median(found) >= 0.95
    assert min(found) >= 0.85


def test_digits_are_learnt() -> None:
    found = [trained(example("digits"), seed).test_accuracy or 0.0 for seed in range(3)]
    assert min(found) >= 0.95


def test_the_spiral_is_learnt_to_a_small_loss() -> None:
    found = [trained(example("spiral"), seed).test_loss or 0.0 for seed in range(4)]
    assert statistics.median(found) <= 0.04


def test_a_curve_is_learnt_down_to_its_noise() -> None:
    assert (trained(example("sine"), 0).test_loss or 0.0) <= 0.02


def test_exclusive_or_is_learnt_row_by_row() -> None:
    assert trained(example("xor"), 1).train_accuracy == 1


def test_circle_is_learnt_in_its_epochs() -> None:
    scores = trained(example("circle"))
    assert scores.train_accuracy is not None
    assert scores.test_accuracy is not None
    assert scores.train_accuracy >= 0.95
    assert scores.test_accuracy >= 0.9
