"""The axes of the plot end at round numbers and do not jump; their ticks tell values apart."""

from __future__ import annotations

import numpy as np
import pytest

from widgets.loss.loss_range import LossRange, axis_end, decades, tick_texts


def test_the_axis_does_not_jump() -> None:
    axis = LossRange()
    axis.include(np.array([0.93]))
    assert axis.high == 1.0
    axis.include(np.array([0.7]))
    assert axis.high == 1.0
    axis.include(np.array([3.0]))
    assert axis.high == pytest.approx(3.2)
    axis.include(np.array([1.7]))
    assert axis.high == pytest.approx(3.2)
    axis.include(np.array([0.04]))
    assert axis.high == pytest.approx(0.04)


def test_the_axis_of_epochs_ends_where_the_run_will_unless_that_is_far_away() -> None:
    assert [axis_end(0, planned) for planned in (20, 1000, 1500)] == [20, 1000, 1000]
    ends = [axis_end(seen, 100_000) for seen in (0, 1000, 1001, 2001, 9999, 60_000)]
    assert ends == [1000, 1000, 2000, 5000, 10_000, 100_000]
    assert axis_end(150.5, 100) == 151, "past the epochs of the settings"


def test_the_logarithmic_axis_ends_at_round_numbers() -> None:
    axis = LossRange()
    axis.is_logarithmic = True
    axis.reset()
    axis.include(np.array([0.3, 0.7]))
    assert (10**axis.low, 10**axis.high) == pytest.approx((0.2, 1))
    assert axis.ticks(100) == pytest.approx([0.2, 0.5, 1])
    axis.include(np.array([0.003, 4.0]))
    assert (10**axis.low, 10**axis.high) == pytest.approx((0.002, 5))
    assert axis.ticks(100) == pytest.approx([0.01, 0.1, 1])
    axis.include(np.array([5.0]))
    assert axis.high == pytest.approx(np.log10(5))


def test_a_flat_curve_still_has_an_axis() -> None:
    axis = LossRange()
    axis.is_logarithmic = True
    axis.include(np.array([1.0]))
    assert axis.low < 0 < axis.high


@pytest.mark.parametrize(
    ("span", "ticks"),
    [((0.0, 1.0), [1, 2, 5, 10]), ((-1.0, 2.0), [0.1, 1, 10, 100]), ((-4.0, 4.0), [1e-4, 1e-2, 1, 100, 1e4])],
)
def test_decades_have_few_ticks(span: tuple[float, float], ticks: list[float]) -> None:
    assert decades(span, 5) == pytest.approx(ticks)


def test_a_small_part_of_a_decade_has_round_ticks() -> None:
    ticks = decades((np.log10(0.31), np.log10(0.35)), 5)
    assert 2 <= len(ticks) <= 5
    assert all(round(tick * 100, 6) == int(round(tick * 100, 6)) for tick in ticks)


def test_ticks_have_as_many_digits_as_tell_them_apart() -> None:
    assert tick_texts([0.0, 0.25, 0.5]) == ["0", "0.25", "0.5"]
    assert tick_texts([0.98761, 0.98762]) == ["0.98761", "0.98762"]
    assert tick_texts([]) == []
