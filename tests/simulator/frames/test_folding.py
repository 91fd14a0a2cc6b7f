"""Folded layers: what is asked for is shown, in the rows there are, and nothing moves without need."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.frames.folding import FEWEST_ROWS, GAP, Rows, folded_rows, followed, page

SIZES = st.integers(FEWEST_ROWS + 1, 800)
ROWS = st.integers(FEWEST_ROWS, 70)


def check(shown: Rows, size: int, rows: int) -> None:
    """Every row is used, from the first unit to the last, and a fold hides more than would fit into its place."""
    assert len(shown.units) == len(shown.slots)
    assert list(shown.units) == sorted(set(shown.units))
    assert shown.slots[0] == 0
    assert shown.slots[-1] == rows - 1
    assert (shown.units[0], shown.units[-1]) == (0, size - 1)
    for (first, last), slot in shown.folds:
        assert last - first + 1 > GAP
        above, below = shown.slots[shown.units.index(first - 1)], shown.slots[shown.units.index(last + 1)]
        assert (slot - above, below - slot) == (2, 2)
    assert len(shown.units) + sum(last - first + 1 for (first, last), _ in shown.folds) == size


@given(SIZES, ROWS, st.data())
def test_rows_are_full_and_the_first_selected_unit_is_seen(size: int, rows: int, data: st.DataObject) -> None:
    rows = min(rows, size - 1)
    around = data.draw(st.lists(st.integers(0, size - 1), max_size=12, unique=True))
    shown = folded_rows(size, rows, around)
    check(shown, size, rows)
    assert set(around[:1]) <= set(shown.units)
    # Each takes a row and a fold at most, beside the two ends.
    if rows >= 2 + GAP + len(around) * (1 + GAP):
        assert set(around) <= set(shown.units)
    # What is shown can be asked for, and is shown again.
    assert folded_rows(size, rows, (), shown.runs) == shown


@given(SIZES, ROWS, st.data())
def test_what_is_asked_for_is_shown_as_far_as_there_is_room(size: int, rows: int, data: st.DataObject) -> None:
    rows = min(rows, size - 1)
    first = data.draw(st.integers(1, size - 2))
    last = data.draw(st.integers(first, size - 2))
    shown = folded_rows(size, rows, (0,), [(first, last)])
    check(shown, size, rows)
    assert first in shown.units
    assert last in shown.units or last - first + 1 > rows - 2 * (GAP + 1)


def test_a_unit_that_is_seen_anyhow_moves_nothing() -> None:
    closed = folded_rows(128, 40)
    assert closed.runs == ((0, 18), (110, 127))
    assert folded_rows(128, 40, [3, 18, 120]) == closed


def test_a_fold_opens_around_a_unit_and_leaves_the_ends_where_they_stand() -> None:
    shown = folded_rows(128, 40, [60])
    assert shown.runs == ((0, 13), (57, 63), (115, 127))
    closed = folded_rows(128, 40)
    was = dict(zip(closed.units, closed.slots, strict=True))
    for unit, slot in zip(shown.units, shown.slots, strict=True):
        assert was.get(unit, slot) == slot


def test_several_units_open_as_much_as_there_is_room_for() -> None:
    assert folded_rows(128, 40, [60, 62]).runs == ((0, 12), (57, 65), (116, 127))
    assert folded_rows(128, 40, [60, 90]).runs[1:3] == ((57, 63), (87, 93))
    crowd = folded_rows(128, 40, range(30, 120, 5))
    assert {30, 35, 40} <= set(crowd.units)
    assert 115 not in crowd.units


@given(st.integers(60, 400), st.integers(15, 50))
@settings(max_examples=25)
def test_clicks_on_the_lower_fold_lead_through_all_units(size: int, rows: int) -> None:
    shown = folded_rows(size, rows)
    seen = set(shown.units)
    for _ in range(size):
        if len(shown.runs) == 2 and len(seen) == size:
            break
        shown = folded_rows(size, rows, (), [page(rows, shown.runs, len(shown.folds) - 1)])
        check(shown, size, rows)
        seen |= set(shown.units)
    assert len(seen) == size


def test_the_upper_fold_leads_back() -> None:
    shown = folded_rows(128, 40, (), [(47, 74)])
    back = page(40, shown.runs, 0)
    assert back == (19, 46)
    on = page(40, shown.runs, 1)
    assert on == (75, 102)


def test_a_run_moves_on_with_a_walk_and_not_with_a_jump() -> None:
    runs = ((0, 13), (57, 63), (115, 127))
    assert followed(runs, 64) == ((0, 13), (58, 64), (115, 127))
    assert followed(runs, 55) == ((0, 13), (55, 61), (115, 127))
    assert followed(runs, 90) == ()
