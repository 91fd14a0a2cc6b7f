from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import structure
from core.experiment import DataSource, Example, Experiment
from core.files.examples import example
from core.initialise import draw_network
from core.message import Problem
from core.network import Layer, Network
from core.trace import trace_example
from core.weight_edits import WeightPlace, with_frozen, with_pruned
from tests.by_hand import with_arrays

BANK = example("bank")
IRIS = example("iris")


def experiment_of(sizes: tuple[int, ...]) -> Experiment:
    """A network of these sizes with drawn weights and distinct biases, and no data."""
    layers = tuple(
        Layer(f"layer {k}", tuple(f"u{k}_{j}" for j in range(units)), "tanh", np.zeros((units, sources)))
        for k, (sources, units) in enumerate(pairwise(sizes))
    )
    network = draw_network(Network(tuple(f"in{i}" for i in range(sizes[0])), layers), 7)
    network = with_arrays(network, [array + 0.5 for array in network.arrays()])
    return Experiment(network, Example(tuple(map(float, range(sizes[0]))), (0.5,) * sizes[-1]))


sizes = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)


def test_features_decide_how_many_inputs_there_are() -> None:
    made = replace(BANK, data=DataSource(features=("x1", "x2^2")))
    for edit in (structure.with_unit_added, structure.with_unit_removed):
        with pytest.raises(Problem, match="features decide"):
            edit(made, 0)


@settings(max_examples=80)
@given(sizes, st.data())
def test_adding_a_unit_keeps_every_other_number(sizes: tuple[int, ...], data: st.DataObject) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(0, len(sizes) - 1))
    grown = structure.with_unit_added(experiment, column)
    assert grown.network.sizes == tuple(size + (k == column) for k, size in enumerate(sizes))
    assert len(set(grown.network.unit_names(column))) == sizes[column] + 1
    for before, after in zip(experiment.network.layers, grown.network.layers, strict=True):
        rows, columns = before.weights.shape
        np.testing.assert_array_equal(after.weights[:rows, :columns], before.weights)
        np.testing.assert_array_equal(after.bias[:rows], before.bias)
        assert after.weights.all(), "a new weight is drawn, not 0"
    for k, (before, after) in enumerate(zip(experiment.network.layers, grown.network.layers, strict=True)):
        assert (after is before) == (k not in (column - 1, column))
    assert structure.with_unit_removed(grown, column) == experiment


@settings(max_examples=80)
@given(sizes, st.data())
def test_removing_a_unit_keeps_every_other_number(sizes: tuple[int, ...], data: st.DataObject) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(0, len(sizes) - 1))
    gone = data.draw(st.integers(0, sizes[column] - 1))
    if sizes[column] == 1:
        with pytest.raises(Problem):
            structure.with_unit_removed(experiment, column, gone)
        return
    shrunk = structure.with_unit_removed(experiment, column, gone)
    for k, (before, after) in enumerate(zip(experiment.network.layers, shrunk.network.layers, strict=True)):
        weights, bias = before.weights, before.bias
        if k == column - 1:
            weights, bias = np.delete(weights, gone, 0), np.delete(bias, gone)
        if k == column:
            weights = np.delete(weights, gone, 1)
        np.testing.assert_array_equal(after.weights, weights)
        np.testing.assert_array_equal(after.bias, bias)
    names = list(experiment.network.unit_names(column))
    del names[gone]
    assert list(shrunk.network.unit_names(column)) == names


@settings(max_examples=80)
@given(sizes, st.data())
def test_masks_stay_with_their_weights(sizes: tuple[int, ...], data: st.DataObject) -> None:
    """Whatever unit comes or goes, frozen and pruned are the edges they were."""
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(1, len(sizes) - 1))
    unit = data.draw(st.integers(0, sizes[column] - 1))
    source = data.draw(st.integers(0, sizes[column - 1] - 1))
    place = WeightPlace(column, unit, source)
    held = with_pruned(experiment, [place], True)
    held = with_frozen(held, [place], True)
    assert with_frozen(held, [place], False) == with_pruned(experiment, [place], True)
    where = data.draw(st.integers(0, len(sizes) - 1))
    grown = structure.with_unit_added(held, where)
    assert _held_edges(grown) == [(column, unit, source)]
    if sizes[where] == 1:
        return
    gone = data.draw(st.integers(0, sizes[where] - 1))
    shrunk = structure.with_unit_removed(held, where, gone)
    is_gone = (where, gone) in ((column, unit), (column - 1, source))
    left_of = {where: gone}
    moved = (
        column,
        unit - (left_of.get(column, unit) < unit),
        source - (left_of.get(column - 1, source) < source),
    )
    assert _held_edges(shrunk) == ([] if is_gone else [moved])


def _held_edges(experiment: Experiment) -> list[tuple[int, int, int]]:
    """Where an edge is frozen; the same must be pruned and 0."""
    found = []
    for column, layer in enumerate(experiment.network.layers, start=1):
        frozen, pruned = layer.is_frozen, layer.is_pruned
        assert (frozen is None) == (pruned is None)
        if frozen is not None and pruned is not None:
            np.testing.assert_array_equal(frozen, pruned)
            assert not layer.weights[pruned].any()
            found += [(column, int(unit), int(source)) for unit, source in np.argwhere(frozen)]
    return found


@settings(max_examples=60)
@given(sizes, st.data())
def test_a_layer_added_and_removed_leaves_the_others_as_they_were(
    sizes: tuple[int, ...], data: st.DataObject
) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(1, len(sizes) - 1))
    grown = structure.with_layer_added(experiment, column, 3)
    assert grown.network.sizes == (*sizes[:column], 3, *sizes[column:])
    old, new = experiment.network.layers, grown.network.layers
    assert all(new[k] is old[k] for k in range(column - 1))
    assert all(new[k + 1] is old[k] for k in range(column, len(old)))
    assert len({layer.name for layer in new}) == len(new)
    np.testing.assert_array_equal(new[column].bias, old[column - 1].bias)
    back = structure.with_layer_removed(grown, column)
    assert back.network.sizes == sizes
    assert all(back.network.layers[k] is old[k] for k in range(len(old)) if k != column - 1)


def test_the_output_layer_cannot_be_removed() -> None:
    for column in (0, 2):
        with pytest.raises(Problem, match="hidden"):
            structure.with_layer_removed(BANK, column)


@pytest.mark.parametrize("column", [0, 3])
def test_data_decides_how_many_inputs_and_outputs_there_are(column: int) -> None:
    last = len(IRIS.network.layers)
    place = 0 if column == 0 else last
    for edit in (structure.with_unit_added, structure.with_unit_removed):
        with pytest.raises(Problem, match="data decides"):
            edit(IRIS, place)


@settings(max_examples=80)
@given(sizes, st.data())
def test_a_unit_that_moves_takes_its_weights_along(sizes: tuple[int, ...], data: st.DataObject) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(0, len(sizes) - 1))
    unit, to = (data.draw(st.integers(0, sizes[column] - 1)) for _ in "ab")
    moved = structure.with_unit_moved(experiment, column, unit, to)
    assert moved.network.unit_names(column)[to] == experiment.network.unit_names(column)[unit]
    assert structure.with_unit_moved(moved, column, to, unit) == experiment
    before, after = trace_example(experiment), trace_example(moved)
    assert after.loss == pytest.approx(before.loss)
    others = [index for index in range(sizes[column]) if index != unit]
    assert [
        name for name in moved.network.unit_names(column) if name != experiment.network.unit_names(column)[unit]
    ] == [experiment.network.unit_names(column)[index] for index in others]


def test_what_the_data_decides_keeps_its_order() -> None:
    for column in (0, 2):
        with pytest.raises(Problem, match="data decides"):
            structure.with_unit_moved(IRIS, column, 0, 1)
    assert structure.with_unit_moved(IRIS, 1, 0, 0) is IRIS


def test_units_and_layers_are_renamed() -> None:
    named = structure.with_unit_renamed(BANK, 1, 0, "  top  node ")
    named = structure.with_unit_renamed(named, 0, 1, "savings")
    named = structure.with_layer_renamed(named, 1, "families")
    assert named.network.layers[0].units == ("top node", "node_1")
    assert named.network.inputs == ("children", "savings")
    assert named.network.layers[0].name == "families"
    np.testing.assert_array_equal(named.network.layers[0].weights, BANK.network.layers[0].weights)


@pytest.mark.parametrize(
    ("name", "why"), [("", "type a name"), (" ", "type a name"), ("node_1", "taken"), ("x" * 61, "60")]
)
def test_a_name_that_is_none_is_refused(name: str, why: str) -> None:
    with pytest.raises(Problem, match=why):
        structure.with_unit_renamed(BANK, 1, 0, name)
    taken = "output" if name == "node_1" else name
    with pytest.raises(Problem, match=why):
        structure.with_layer_renamed(BANK, 1, taken)


def test_a_name_may_stay_as_it_is() -> None:
    assert structure.with_unit_renamed(BANK, 1, 0, "node_0") == BANK
    assert structure.with_layer_renamed(BANK, 1, "hidden") == BANK
