from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.stage.dragging import Pace, moved, step_of, turned


def test_a_hundred_pixels_are_two() -> None:
    assert moved(1.0, 100) == 3.0
    assert moved(1.0, -100) == -1.0
    assert moved(1.0, 100, Pace.FINE) == 1.2
    assert moved(1.0, 10, Pace.COARSE) == 3.0
    assert moved(250.0, 5) == 260.0


def test_a_notch_is_a_tenth() -> None:
    assert turned(0.1, 2) == 0.3
    assert turned(1.0, -1) == 0.9
    assert turned(1.0, 1, Pace.FINE) == 1.01
    assert turned(1.0, 1, Pace.COARSE) == 2.0
    assert turned(0.3, -3) == 0.0
    assert str(turned(0.3, -3)) == "0.0"


@given(st.floats(-1e6, 1e6), st.integers(-400, 400), st.sampled_from(Pace))
def test_a_drag_stays_within_a_step_of_where_the_hand_is(start: float, pixels: int, pace: Pace) -> None:
    step = step_of(start, pace)
    assert moved(start, pixels, pace) == pytest.approx(start + pixels * step, abs=step * 0.51)


@given(st.floats(-1e6, 1e6), st.sampled_from(Pace))
def test_a_hand_that_does_not_move_changes_nothing(start: float, pace: Pace) -> None:
    assert moved(start, 0, pace) == start
    assert turned(start, 0, pace) == start
