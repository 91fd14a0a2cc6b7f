"""The moving average is the textbook's, in whatever pieces the curve comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runs.smoothing import Smoother, smoothed


def by_the_book(values: np.ndarray, weight: float) -> np.ndarray:
    made, average, total = [], 0.0, 0.0
    for value in values.tolist():
        if not np.isfinite(value):
            made.append(np.nan)
            continue
        average = weight * average + (1 - weight) * value
        total = weight * total + (1 - weight)
        made.append(average / total)
    return np.array(made)


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 400),
    weight=st.sampled_from([0.001, 0.5, 0.8, 0.95, 0.99]),
    cut=st.floats(0, 1),
)
def test_it_is_the_textbook_s_in_any_pieces(seed: int, count: int, weight: float, cut: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=count) * 10.0 ** rng.integers(-3, 4)
    values[rng.random(count) < 0.1] = rng.choice([np.nan, np.inf])
    smoother, place = Smoother(weight), int(cut * count)
    pieces = np.concatenate([smoother.extend(values[:place]), smoother.extend(values[place:])])
    size = np.abs(values[np.isfinite(values)]).max(initial=1e-300)
    assert pieces / size == pytest.approx(by_the_book(values, weight) / size, abs=1e-9, nan_ok=True)


def test_nothing_is_smoothed_without_weight() -> None:
    assert smoothed([3.0, 1.0, 2.0], 0).tolist() == [3, 1, 2]


def test_a_flat_curve_stays_flat_from_its_first_point() -> None:
    assert smoothed(np.full(5000, 0.7), 0.99) == pytest.approx(np.full(5000, 0.7), rel=1e-9)


@pytest.mark.parametrize("weight", [-0.1, 1.0])
def test_other_weights_are_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        Smoother(weight)
