"""Beats: what happens when, without gaps, the same for the same network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.examples import NAMES, example
from core.network import Layer, Network
from simulator.frames.timeline import Detail, Kind, Phase, Timeline, timeline_of


def network_of(sizes: list[int], activation: str = "tanh") -> Network:
    layers = [
        Layer(f"layer {k}", tuple(f"u{j}" for j in range(units)), activation, np.ones((units, sources)))
        for k, (sources, units) in enumerate(pairwise(sizes), start=1)
    ]
    return Network(tuple(f"x{k}" for k in range(sizes[0])), tuple(layers))


@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.sampled_from(Detail), st.booleans())
def test_beats_follow_each_other_without_gaps(sizes: list[int], detail: Detail, has_target: bool) -> None:
    timeline = timeline_of(network_of(sizes), has_target, detail)
    assert timeline.beats[0].start == 0
    for before, after in pairwise(timeline.beats):
        assert after.start == before.end
    assert timeline.duration == timeline.beats[-1].end


@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.sampled_from(Detail))
def test_every_unit_is_summed_once_and_gets_its_slope_once(sizes: list[int], detail: Detail) -> None:
    timeline = timeline_of(network_of(sizes), True, detail)
    everyone = sorted((k, unit) for k in range(1, len(sizes)) for unit in range(sizes[k]))
    for kind in (Kind.PRODUCTS, Kind.SUM, Kind.SLOPES_AT_UNITS, Kind.SLOPES_OF_WEIGHTS):
        told = sorted((beat.column, unit) for beat in timeline.beats if beat.kind is kind for unit in beat.units)
        assert told == everyone


def test_phases_come_in_their_order() -> None:
    phases = [beat.phase for beat in timeline_of(example("bank").network, True).beats]
    order = list(Phase)
    assert phases == sorted(phases, key=order.index)
    assert set(phases) == set(order)


def test_without_a_target_nothing_goes_back() -> None:
    timeline = timeline_of(example("bank").network, False)
    assert {beat.phase for beat in timeline.beats} == {Phase.FORWARD}


def test_the_bank_is_told_unit_by_unit_in_the_documented_times() -> None:
    timeline = timeline_of(example("bank").network, True)
    assert timeline.detail is Detail.BY_UNIT
    kinds = [(beat.kind, beat.column, beat.units) for beat in timeline.beats[:5]]
    assert kinds == [
        (Kind.INPUTS, 0, (0, 1)),
        (Kind.PRODUCTS, 1, (0,)),
        (Kind.SUM, 1, (0,)),
        (Kind.PRODUCTS, 1, (1,)),
        (Kind.SUM, 1, (1,)),
    ]
    inputs, products, summed = timeline.beats[:3]
    assert inputs.duration == pytest.approx(0.9)
    assert products.duration == pytest.approx(1.4 + 0.22)
    assert products.is_numbered
    assert summed.duration == pytest.approx(0.5)


def test_an_activation_takes_its_time() -> None:
    beat = timeline_of(example("bank-tanh").network, True).beat(Kind.SUM, 1, 0)
    assert beat is not None
    assert beat.activates
    assert beat.duration == pytest.approx(1.2)


def test_larger_networks_are_told_layer_by_layer_without_numbers() -> None:
    timeline = timeline_of(example("iris").network, True)
    assert timeline.detail is Detail.BY_LAYER
    assert not any(beat.is_numbered for beat in timeline.beats)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("detail", Detail)
def test_index_at_finds_the_beat_that_plays(name: str, detail: Detail) -> None:
    timeline = timeline_of(example(name).network, True, detail)
    assert timeline.index_at(-1) == 0
    assert timeline.index_at(timeline.duration + 1) == len(timeline.beats) - 1
    for index, beat in enumerate(timeline.beats):
        assert timeline.index_at(beat.start) == index
        assert timeline.index_at(beat.start + beat.duration / 2) == index


def test_tokens_set_out_one_after_the_other_within_limits() -> None:
    timeline: Timeline = timeline_of(network_of([30, 1]), True)
    beat = timeline.beat(Kind.PRODUCTS, 1, 0)
    assert beat is not None
    assert beat.edge_start(0) == beat.start
    assert beat.edge_start(29) - beat.start <= 0.9 + 1e-9
    assert beat.edge_start(29) + 0.9 <= beat.end + 1e-9
