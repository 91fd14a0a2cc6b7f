"""A part of an axis is magnified around a place and never leaves the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.plot_span import moved, zoomed

WHOLE = (-2.0, 8.0)
shares = st.floats(0, 1)


@given(shares, shares, st.floats(0.01, 100), shares, st.floats(-20, 20))
def test_the_part_stays_within_the_whole(begin: float, length: float, factor: float, at: float, by: float) -> None:
    size = 0.01 + 9.9 * length
    low = WHOLE[0] + begin * (10 - size)
    place = low + at * size
    made = zoomed((low, low + size), place, factor, WHOLE, most=1000)
    if made is None:
        assert size / factor >= 10 * (1 - 1e-6)
        return
    for span in (made, moved(made, by, WHOLE)):
        assert WHOLE[0] - 1e-9 <= span[0] < span[1] <= WHOLE[1] + 1e-9
        assert span[1] - span[0] == pytest.approx(max(size / factor, 0.01))
    if factor >= 1:
        assert (place - made[0]) / (made[1] - made[0]) == pytest.approx(at, abs=1e-6)


def test_it_moves_as_far_as_asked_where_there_is_room() -> None:
    assert moved((0.0, 1.0), 2.5, WHOLE) == (2.5, 3.5)
    assert moved((0.0, 1.0), 25, WHOLE) == (7.0, 8.0)
