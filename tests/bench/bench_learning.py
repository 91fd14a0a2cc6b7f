"""How well the shipped examples learn, over many seeds. Each line prints what it found and holds it to a bound.

python -m pytest tests/bench/bench_learning.py -s
"""

from __future__ import annotations

import statistics

import pytest

from core.files.examples import example
from tests.core.learning import trained


@pytest.mark.parametrize(
    ("name", "seeds", "median", "worst"),
    [("iris", 20, 0.95, 0.85), ("wine", 20, 0.95, 0.85), ("digits", 10, 0.96, 0.94)],
)
def test_accuracies_of_held_out_rows(name: str, seeds: int, median: float, worst: float) -> None:
    found = [trained(example(name), seed).test_accuracy or 0.0 for seed in range(seeds)]
    print(f"\n{name}: test accuracy, {seeds} seeds: median {statistics.median(found):.4f}, least {min(found):.4f}")
    assert statistics.median(found) >= median
    assert min(found) >= worst


def test_the_spiral() -> None:
    """Hidden 8 and 8, tanh, x₁ x₂ sin x₁ sin x₂, Xavier, Adam 0.003, batch 10, 400 epochs, half the rows held out."""
    found = [trained(example("spiral"), seed).test_loss or 0.0 for seed in range(20)]
    below = sum(loss < 0.05 for loss in found)
    middle = statistics.median(found)
    print(f"\nspiral: test mse, 20 seeds: median {middle:.4f}, {below} below 0.05, most {max(found):.4f}")
    assert statistics.median(found) <= 0.04
    assert below >= 16
