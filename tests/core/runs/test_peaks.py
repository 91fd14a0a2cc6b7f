"""A thinned curve keeps its peaks, its ends and its order, however it is zoomed and however it came."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runs.peaks import BLOCK, Peaks, nearest


def peaks_of(x: np.ndarray, y: np.ndarray, *cuts: int) -> Peaks:
    made = Peaks()
    for some_x, some_y in zip(np.split(x, cuts), np.split(y, cuts), strict=True):
        made.extend(some_x, some_y)
    return made


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 6 * BLOCK * 10),
    bins=st.integers(1, 40),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    is_bent=st.booleans(),
    cut=st.floats(0, 1),
)
def test_what_is_drawn_is_on_the_curve_and_reaches_as_far(
    seed: int, count: int, bins: int, ends: tuple[float, float], is_bent: bool, cut: float
) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=count)
    y[rng.random(count) < 0.1] = np.nan
    x = np.arange(count, dtype=np.float64)
    x = np.log10(x + 1) if is_bent else x
    made = peaks_of(x, y, int(cut * count))
    low, high = (end * x[-1] for end in sorted(ends))
    xs, ys = made.outline(low, high, bins)
    part = made.seen(low, high)
    assert len(xs) <= 2 * bins + 1
    assert (np.diff(xs) >= 0).all()
    assert (xs[0], xs[-1]) == (x[part.start], x[part.stop - 1])
    assert np.isin(ys[~np.isnan(ys)], y).all()
    seen = y[part]
    for extreme in (np.fmin, np.fmax):
        assert extreme.reduce(ys) == pytest.approx(extreme.reduce(seen), nan_ok=True) or (
            # A block may reach a little beyond what is seen: a peak more, never one less.
            extreme(extreme.reduce(ys), extreme.reduce(seen)) == extreme.reduce(ys)
        )
    inside = y[(x >= low) & (x < high)]
    if len(inside) and not np.isnan(inside).all():
        _, lows, highs = made.bands(low, high, bins)
        assert np.fmin.reduce(lows) <= np.nanmin(inside)
        assert np.fmax.reduce(highs) >= np.nanmax(inside)


def test_every_peak_is_drawn_where_it_is() -> None:
    count = 100_000
    y = np.zeros(count)
    spikes = [1234, 40_000, 99_990]
    y[spikes] = 1
    xs, ys = peaks_of(np.arange(count), y).outline(0, count, 300)
    assert np.count_nonzero(ys) == len(spikes)
    assert xs[ys > 0] == pytest.approx(spikes, abs=count / 300 + BLOCK)


def test_few_points_stay_as_they_are() -> None:
    x, y = np.arange(50.0), np.arange(50.0) ** 2
    xs, ys = peaks_of(x, y, 7, 30).outline(-1, 60, 100)
    assert (xs.tolist(), ys.tolist()) == (x.tolist(), y.tolist())


def test_lowest_and_highest_are_known_at_once() -> None:
    made = Peaks()
    assert np.isnan(made.low)
    made.extend([0, 1, 2], [np.nan, 3, -1])
    made.extend([3], [7])
    assert (made.low, made.high, len(made)) == (-1, 7, 4)


@given(st.lists(st.integers(-50, 50), min_size=1), st.floats(-60, 60))
def test_the_nearest_is_the_nearest(numbers: list[int], x: float) -> None:
    xs = np.sort(np.array(numbers, np.float64))
    assert abs(xs[nearest(xs, x)] - x) == np.abs(xs - x).min()
