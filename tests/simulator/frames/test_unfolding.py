"""Large layers open around what is selected, and otherwise stay as they are."""

from __future__ import annotations

import pytest

from core.experiment import Training
from core.trace import Trace, trace
from simulator.frames.arrangement import arrange
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.folding import Stretch
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at, layout_for
from simulator.frames.layout import Layout
from simulator.frames.pointing import box_of, element_at, fold_at
from simulator.frames.selection import Selection
from simulator.frames.timeline import timeline_of
from simulator.frames.unfolding import hides, kept_open, with_opened
from simulator.frames.view import View
from tests.simulator.networks import network_of

ROOM = (1264, 720)


@pytest.fixture(scope="module")
def large() -> Trace:
    network = network_of([300, 128, 90, 3])
    return trace(network, [0.1] * 300, [0.0] * 3, Training())


def frame_of(made: Trace, **looks: object) -> Frame:
    view = View(*ROOM, **looks)  # type: ignore[arg-type]
    return frame_at(made, timeline_of(made.network, True), None, view)


def layout_of(made: Trace, **looks: object) -> Layout:
    return layout_for(made, View(*ROOM, **looks))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selection", "units"),
    [
        (UnitAt(1, 64), [(1, 64)]),
        (BiasAt(2, 45), [(2, 45)]),
        (EdgeAt(2, 45, 70), [(2, 45), (1, 70)]),
        (TargetAt(2), [(3, 2)]),
    ],
)
def test_what_is_selected_is_drawn_with_its_neighbours(
    large: Trace, selection: Element, units: list[tuple[int, int]]
) -> None:
    assert frame_of(large, edge_budget=0).layout == arrange(large.network, *ROOM)
    frame = frame_of(large, selection=selection, edge_budget=0)
    for column, unit in units:
        shown = frame.layout.columns[column]
        assert {unit - 1, unit, min(unit + 1, large.network.sizes[column] - 1)} <= set(shown.units)
        assert box_of(frame, UnitAt(column, unit)) is not None


def test_other_columns_and_both_ends_stay_where_they_are(large: Trace) -> None:
    closed, opened = layout_of(large), layout_of(large, selection=UnitAt(1, 64))
    for index in (0, 2, 3):
        assert closed.columns[index] == opened.columns[index]
    before, after = closed.columns[1], opened.columns[1]
    both = set(before.units) & set(after.units)
    assert {0, 12, 120, 127} <= both
    assert all(before.y_of(unit) == after.y_of(unit) for unit in both)
    assert len(after.folds) == 2
    assert after.folded == 128 - len(after.units)


def test_where_nothing_is_folded_the_layout_is_the_very_same() -> None:
    network = network_of([2, 5, 1])
    made = trace(network, [1.0, 2.0], [0.0], Training())
    assert layout_for(made, View(*ROOM, selection=UnitAt(1, 3))) is arrange(network, *ROOM)


def test_all_that_are_selected_are_shown(large: Trace) -> None:
    also = frozenset[Element]({UnitAt(1, 90), UnitAt(0, 150), LossAt()})
    layout = layout_of(large, selection=UnitAt(1, 40), also=also)
    assert {40, 90} <= set(layout.columns[1].units)
    assert 150 in layout.columns[0].units
    assert not hides(layout, EdgeAt(1, 90, 150))
    assert hides(layout, EdgeAt(1, 90, 151 + 30))


def test_a_fold_says_how_many_and_opens_what_it_says(large: Trace) -> None:
    frame = frame_of(large)
    fold = frame.folds[1]
    assert fold.text == f"… {frame.layout.columns[1].folded} more"
    x, y = fold.x * frame.scale, fold.y * frame.scale
    assert fold_at(frame, x, y) == fold
    # The edges that run beneath it are not meant.
    assert element_at(frame, x + 20, y) is None
    opened = frame_of(large, opened=(fold.opens,))
    shown = opened.layout.columns[1]
    assert set(range(fold.opens.first, fold.opens.last + 1)) <= set(shown.units)
    assert [each.text for each in opened.folds[1:3]] == [f"… {each.count} more" for each in shown.folds]


def test_what_is_shown_stays_until_something_hidden_is_selected(large: Trace) -> None:
    layout = layout_of(large, selection=UnitAt(1, 64))
    kept = layout_of(large, opened=kept_open(Selection(UnitAt(1, 66)), layout))
    assert kept == layout
    assert layout_of(large, opened=kept_open(Selection(UnitAt(3, 0)), layout)) == layout
    # One step beyond: everything moves on by one.
    stepped = kept_open(Selection(UnitAt(1, 68)), layout)
    assert Stretch(1, 62, 68) in stepped
    # Far off: the fold opens there.
    far = kept_open(Selection(UnitAt(1, 100)), layout)
    assert all(each.column != 1 for each in far)
    assert not hides(layout_of(large, selection=UnitAt(1, 100), opened=far), UnitAt(1, 100))


def test_a_walk_sees_every_unit_and_never_leaps(large: Trace) -> None:
    for units in (range(128), range(127, -1, -1)):
        opened: tuple[Stretch, ...] = ()
        layout, last = layout_of(large), None
        for unit in units:
            at = UnitAt(1, unit)
            opened = kept_open(Selection(at), layout)
            layout = layout_of(large, selection=at, opened=opened)
            column = layout.columns[1]
            y = column.y_of(unit)
            assert y is not None
            assert last is None or abs(y - last) <= 6 * column.pitch
            last = y


def test_a_smaller_room_keeps_what_was_opened(large: Trace) -> None:
    opened = with_opened((Stretch(1, 3, 9),), Stretch(1, 40, 60))
    assert opened == (Stretch(1, 40, 60),)
    small = layout_for(large, View(600, 340, opened=opened)).columns[1]
    assert 40 in small.units
    assert small.ys[-1] < 340
