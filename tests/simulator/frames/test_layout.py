"""Where everything stands: inside the picture, apart from each other, in as much detail as there is room for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.examples import NAMES, example
from simulator.frames.arrangement import arrange
from simulator.frames.layout import LABEL_CLEARANCE, SMALLEST_LABEL_PITCH, Layout, Shape, label_pitch
from simulator.frames.telling_scale import telling_scale
from tests.by_hand import with_arrays
from tests.simulator.networks import network_of

SIZES = [(797, 408), (978, 572), (1264, 720), (1624, 776)]


@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=6),
    st.sampled_from(SIZES),
    st.sampled_from(["identity", "tanh"]),
)
def test_units_stand_inside_the_picture_and_apart(sizes: list[int], room: tuple[int, int], activation: str) -> None:
    layout = arrange(network_of(sizes, activation), *room)
    assert 1 <= layout.scale <= 1.6
    for column in layout.columns:
        assert column.half_width <= column.x <= layout.width - column.half_width
        assert column.ys[0] - column.half_height >= 64 - 1e-9
        assert column.ys[-1] + column.half_height <= layout.height
        for above, below in pairwise(column.ys):
            assert below - above >= 2 * column.half_height
    for left, right in pairwise(layout.columns):
        assert right.x - left.x >= left.half_width + right.half_width


@given(st.integers(1, 1000), st.sampled_from(SIZES))
def test_every_unit_stands_somewhere_or_is_counted_as_folded(size: int, room: tuple[int, int]) -> None:
    column = arrange(network_of([size, 2]), *room).columns[0]
    assert len(column.units) + column.folded == size
    assert list(column.units) == sorted(set(column.units))
    if column.folded:
        assert column.units[0] == 0
        assert column.units[-1] == size - 1
        assert column.y_of(column.units[-1]) == column.ys[-1]
        assert column.y_of(size // 2) is None


@pytest.mark.parametrize(
    ("units", "shape"),
    [(1, Shape.LARGE), (3, Shape.LARGE), (6, Shape.MEDIUM), (10, Shape.SMALL), (14, Shape.DISC), (24, Shape.DOT)],
)
def test_units_show_less_the_more_there_are(units: int, shape: Shape) -> None:
    assert arrange(network_of([2, units, 1], "identity"), 1264, 800, 1.0).columns[1].shape is shape


def test_a_curve_is_shown_where_an_open_gate_fits_beside_it() -> None:
    network = example("bank-tanh").network
    assert arrange(network, 978, 572).columns[1].shape is Shape.CELLS
    assert arrange(network, 797, 408).columns[1].shape is Shape.LARGE


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(SIZES))
def test_weights_stand_in_one_even_column_or_not_at_all(sources: int, units: int, room: tuple[int, int]) -> None:
    layout = arrange(network_of([sources, units], "identity"), *room)
    (at,) = layout.label_at
    if at is None:
        return
    source, target = layout.columns
    assert label_pitch(source, target, at) >= SMALLEST_LABEL_PITCH - 1e-9
    gap = target.x - source.x
    assert at * gap - source.half_width >= 18 + LABEL_CLEARANCE
    assert (1 - at) * gap - target.half_width >= 18 + LABEL_CLEARANCE


def test_more_than_twelve_edges_carry_no_weights() -> None:
    assert set(arrange(example("iris").network, 1624, 776).label_at) == {None}


def test_one_unit_stands_level_with_the_middle_of_two() -> None:
    layout = arrange(example("bank").network, 978, 572)
    assert layout.columns[2].ys[0] == pytest.approx(sum(layout.columns[1].ys) / 2)


def test_the_layout_does_not_know_the_weights() -> None:
    network = example("bank").network
    other = with_arrays(network, [array * 7 for array in network.arrays()])
    assert arrange(network, 978, 572) is arrange(other, 978, 572)


def test_inputs_and_outputs_keep_their_names_longest() -> None:
    layout: Layout = arrange(example("iris").network, 797, 408)
    assert [column.has_names for column in layout.columns] == [True, False, True]


@pytest.mark.parametrize("name", NAMES)
def test_a_scale_is_found_for_any_room(name: str) -> None:
    network = example(name).network
    for width, height in ((1920, 858), (480, 300), (480, 60), (100, 20)):
        assert 0.3 <= telling_scale(network, width, height, 2.4) <= 2.4
