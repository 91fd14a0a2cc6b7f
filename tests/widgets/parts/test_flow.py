"""Lines that are filled one after the other, and evenly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from widgets.parts.flow import even_lines, flow_lines

WIDTHS = st.lists(st.integers(1, 120), max_size=8)


def longest(lines: list[list[int]], widths: list[int]) -> int:
    return max(sum(widths[index] for index in line) for line in lines)


@given(WIDTHS, st.integers(1, 400))
def test_even_lines_are_no_more_and_no_longer_than_full_ones(widths: list[int], room: int) -> None:
    full, even = flow_lines(widths, room), even_lines(widths, room)
    assert [index for line in even for index in line] == list(range(len(widths)))
    assert len(even) == len(full)
    assert longest(even, widths) <= longest(full, widths)


def test_the_last_choice_is_not_left_alone() -> None:
    widths = [50, 70, 70, 50, 60]
    assert flow_lines(widths, 280) == [[0, 1, 2, 3], [4]]
    assert even_lines(widths, 280) == [[0, 1], [2, 3, 4]]
