from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment import Experiment
from core.files.examples import example
from core.message import Problem
from core.weight_edits import (
    BiasPlace,
    Place,
    WeightPlace,
    all_into,
    all_out_of,
    negated,
    redrawn,
    with_frozen,
    with_pruned,
    with_value,
    with_values,
)

BANK = example("bank")
IRIS = example("iris")


def value_at(experiment: Experiment, place: Place) -> float:
    layer = experiment.network.layers[place.column - 1]
    if isinstance(place, BiasPlace):
        return float(layer.bias[place.unit])
    return float(layer.weights[place.unit, place.source])


def every_place(experiment: Experiment) -> list[Place]:
    places: list[Place] = []
    for column, layer in enumerate(experiment.network.layers, start=1):
        places += [BiasPlace(column, unit) for unit in range(len(layer.units))]
        places += [WeightPlace(column, *map(int, at)) for at in np.ndindex(layer.weights.shape)]
    return places


places_of_iris = st.lists(st.sampled_from(every_place(IRIS)), unique=True, max_size=12)


@settings(max_examples=60)
@given(places_of_iris, st.floats(-1e6, 1e6))
def test_what_is_chosen_is_set_and_nothing_else(places: list[Place], value: float) -> None:
    changed = with_value(IRIS, places, value)
    for place in every_place(IRIS):
        assert value_at(changed, place) == (value if place in places else value_at(IRIS, place))
    assert with_values(changed, {place: value_at(IRIS, place) for place in places}) == IRIS


@settings(max_examples=60)
@given(places_of_iris)
def test_twice_negated_is_as_before(places: list[Place]) -> None:
    once = negated(IRIS, places)
    assert all(value_at(once, place) == -value_at(IRIS, place) for place in places)
    assert negated(once, places) == IRIS


def test_a_zero_that_is_negated_stays_plain() -> None:
    zero = with_value(BANK, [WeightPlace(1, 0, 0)], 0.0)
    assert str(value_at(negated(zero, [WeightPlace(1, 0, 0)]), WeightPlace(1, 0, 0))) == "0.0"


def test_a_draw_touches_what_is_chosen_and_is_another_each_time() -> None:
    places = all_into(IRIS.network.sizes, 1, 2)
    first = redrawn(IRIS, places)
    second = redrawn(first, places)
    assert redrawn(IRIS, places) == first
    for place in places:
        assert len({value_at(each, place) for each in (IRIS, first, second)}) == 3
    untouched = [place for place in every_place(IRIS) if place not in places]
    assert all(value_at(second, place) == value_at(IRIS, place) for place in untouched)
    biased = with_value(IRIS, [BiasPlace(1, 0)], 3.0)
    assert value_at(redrawn(biased, [BiasPlace(1, 0)]), BiasPlace(1, 0)) == 0


def test_all_into_and_out_of_a_unit() -> None:
    assert all_into(BANK.network.sizes, 2, 0) == [WeightPlace(2, 0, 0), WeightPlace(2, 0, 1)]
    assert all_out_of(BANK.network.sizes, 0, 1) == [WeightPlace(1, 0, 1), WeightPlace(1, 1, 1)]
    assert all_into(BANK.network.sizes, 0, 0) == []
    assert all_out_of(BANK.network.sizes, 2, 0) == []


def test_a_bias_that_is_set_begins_to_be_used() -> None:
    assert not BANK.network.layers[0].use_bias
    assert with_value(BANK, [BiasPlace(1, 1)], 0.5).network.layers[0].use_bias
    assert not with_value(BANK, [BiasPlace(1, 1)], 0.0).network.layers[0].use_bias


def test_a_pruned_edge_weighs_nothing_until_it_is_given_a_weight() -> None:
    place = WeightPlace(1, 2, 3)
    pruned = with_pruned(IRIS, [place], True)
    layer = pruned.network.layers[0]
    assert layer.weights[2, 3] == 0
    assert layer.is_pruned is not None
    assert np.argwhere(layer.is_pruned).tolist() == [[2, 3]]
    assert redrawn(pruned, [place]) == pruned
    assert negated(pruned, [place]) == pruned
    assert with_pruned(pruned, [place], False) == with_value(IRIS, [place], 0.0)
    assert with_value(pruned, [place], 0.5) == with_value(IRIS, [place], 0.5)


def test_frozen_weights_are_marked_and_let_go() -> None:
    places = all_into(IRIS.network.sizes, 1, 0)
    held = with_frozen(IRIS, places, True)
    mask = held.network.layers[0].is_frozen
    assert mask is not None
    assert np.argwhere(mask).tolist() == [[0, source] for source in range(4)]
    assert with_frozen(held, places, False) == IRIS
    np.testing.assert_array_equal(held.network.layers[0].weights, IRIS.network.layers[0].weights)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(Problem):
        with_value(BANK, [WeightPlace(1, 0, 0)], float("inf"))


def test_what_an_edit_does_not_touch_is_shared() -> None:
    changed = with_value(IRIS, [WeightPlace(1, 0, 0)], 9.0)
    assert changed.network.layers[1] is IRIS.network.layers[1]
    assert changed.data is IRIS.data
    assert replace(changed, network=IRIS.network) == IRIS
