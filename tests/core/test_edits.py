from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import edits
from core.examples import example
from core.experiment import DataSource, Example, Experiment
from core.file_dump import dump
from core.initialise import draw_network
from core.message import Problem
from core.network import Layer, Network

BANK = example("bank")
IRIS = example("iris")


def experiment_of(sizes: tuple[int, ...]) -> Experiment:
    """A network of these sizes with drawn weights and distinct biases, and no data."""
    layers = tuple(
        Layer(f"layer {k}", tuple(f"u{k}_{j}" for j in range(units)), "tanh", np.zeros((units, sources)))
        for k, (sources, units) in enumerate(pairwise(sizes))
    )
    network = draw_network(Network(tuple(f"in{i}" for i in range(sizes[0])), layers), 7)
    network = network.with_arrays([array + 0.5 for array in network.arrays()])
    return Experiment(network, Example(tuple(map(float, range(sizes[0]))), (0.5,) * sizes[-1]))


sizes = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: edits.with_weight(e, 1, 0, 1, 7.0),
        lambda e: edits.with_bias(e, 2, 0, 7.0),
        lambda e: edits.with_input(e, 1, 7.0),
        lambda e: edits.with_target(e, 0, 7.0),
        lambda e: edits.with_example(e, Example((0.0, 0.0))),
        lambda e: edits.with_activation(e, 1, "tanh"),
        lambda e: edits.with_bias_used(e, 1, True),
        lambda e: edits.with_initialiser(e, 1, "he_normal"),
        lambda e: edits.with_dropout(e, 1, 0.5),
        lambda e: edits.with_frozen(e, 1, 0, 1, True),
        lambda e: edits.with_pruned(e, 1, 0, 1, True),
        lambda e: edits.with_training(e, epochs=7),
        lambda e: edits.with_unit_added(e, 1),
        lambda e: edits.with_unit_removed(e, 1),
        lambda e: edits.with_layer_added(e, 1),
        lambda e: edits.with_layer_removed(e, 1),
        lambda e: edits.randomised(e),
        lambda e: edits.with_data(e, DataSource("inline", ((1.0, 2.0),), ((3.0,),))),
    ],
)
def test_an_edit_makes_another_value_and_leaves_the_first(edit: Callable[[Experiment], Experiment]) -> None:
    before = dump(BANK)
    edited = edit(BANK)
    assert edited != BANK
    assert dump(BANK) == before
    for array in edited.network.arrays():
        assert not array.flags.writeable


def test_one_weight_changes_and_everything_else_is_shared() -> None:
    edited = edits.with_weight(IRIS, 1, 2, 3, 1.25)
    old, new = IRIS.network.layers, edited.network.layers
    assert new[0].weights[2, 3] == 1.25
    assert (new[0].weights != old[0].weights).sum() == 1
    assert all(new[k] is old[k] for k in range(1, len(old)))
    assert edited.data is IRIS.data
    assert edited.training is IRIS.training
    assert edited.example is IRIS.example


def test_an_example_is_edited_without_touching_the_network() -> None:
    edited = edits.with_target(edits.with_input(BANK, 1, -4.0), 0, 2.0)
    assert edited.example == Example((2.0, -4.0), (2.0,))
    assert edited.network is BANK.network
    forward_only = replace(BANK, example=Example((1.0, 1.0)))
    assert edits.with_target(forward_only, 0, 5.0).example.targets == (5.0,)


def test_a_bias_begins_to_be_used() -> None:
    assert not BANK.network.layers[0].use_bias
    edited = edits.with_bias(BANK, 1, 1, 0.5)
    assert edited.network.layers[0].use_bias
    assert edited.network.layers[0].bias.tolist() == [0, 0.5]


def test_without_a_bias_all_biases_are_0() -> None:
    biased = edits.with_bias(IRIS, 1, 2, 0.5)
    bare = edits.with_bias_used(biased, 1, False)
    assert not bare.network.layers[0].bias.any()
    assert not bare.network.layers[0].use_bias
    assert edits.with_bias_used(bare, 1, True).network.layers[0].use_bias
    assert edits.with_bias_used(biased, 1, True) == biased


def test_an_initialiser_changes_what_is_drawn_next_not_what_is_there() -> None:
    zeros = edits.with_initialiser(IRIS, 1, "zeros")
    np.testing.assert_array_equal(zeros.network.layers[0].weights, IRIS.network.layers[0].weights)
    assert not edits.randomised(zeros).network.layers[0].weights.any()
    assert edits.with_initialiser(zeros, 1, None) == IRIS
    with pytest.raises(Problem, match="glorot"):
        edits.with_initialiser(IRIS, 1, "glorot")


def test_dropout_is_for_hidden_layers() -> None:
    assert edits.with_dropout(IRIS, 1, 0.25).network.layers[0].dropout == 0.25
    for column, share, why in ((2, 0.25, "hidden layers"), (1, 1.0, "below 1")):
        with pytest.raises(Problem, match=why):
            edits.with_dropout(IRIS, column, share)


def test_a_pruned_edge_weighs_nothing_and_cannot_be_given_a_weight() -> None:
    pruned = edits.with_pruned(IRIS, 1, 2, 3, True)
    layer = pruned.network.layers[0]
    assert layer.weights[2, 3] == 0
    assert layer.is_pruned is not None
    assert np.argwhere(layer.is_pruned).tolist() == [[2, 3]]
    with pytest.raises(Problem, match="pruned"):
        edits.with_weight(pruned, 1, 2, 3, 0.5)
    back = edits.with_pruned(pruned, 1, 2, 3, False)
    assert back == edits.with_weight(IRIS, 1, 2, 3, 0.0)


def test_momentum_belongs_to_plain_descent() -> None:
    rolling = edits.with_training(edits.with_momentum(BANK, 0.9), nesterov=True)
    adam = edits.with_optimizer(rolling, "adam").training
    assert (adam.optimizer, adam.momentum, adam.nesterov) == ("adam", 0.0, False)
    assert edits.with_optimizer(rolling, "sgd") is rolling
    still = edits.with_momentum(rolling, 0.0).training
    assert (still.momentum, still.nesterov) == (0.0, False)
    assert edits.with_momentum(rolling, 0.5).training.nesterov


def test_features_decide_how_many_inputs_there_are() -> None:
    made = replace(BANK, data=DataSource(features=("x1", "x2^2")))
    for edit in (edits.with_unit_added, edits.with_unit_removed):
        with pytest.raises(Problem, match="features decide"):
            edit(made, 0)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(Problem):
        edits.with_training(BANK, learning_rate=-1.0)
    with pytest.raises(Problem):
        edits.with_activation(BANK, 1, "softmax")
    with pytest.raises(Problem):
        edits.with_weight(BANK, 1, 0, 0, float("nan"))


@settings(deadline=None, max_examples=80)
@given(sizes, st.data())
def test_adding_a_unit_keeps_every_other_number(sizes: tuple[int, ...], data: st.DataObject) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(0, len(sizes) - 1))
    grown = edits.with_unit_added(experiment, column)
    assert grown.network.sizes == tuple(size + (k == column) for k, size in enumerate(sizes))
    assert len(set(grown.network.unit_names(column))) == sizes[column] + 1
    for before, after in zip(experiment.network.layers, grown.network.layers, strict=True):
        rows, columns = before.weights.shape
        np.testing.assert_array_equal(after.weights[:rows, :columns], before.weights)
        np.testing.assert_array_equal(after.bias[:rows], before.bias)
        assert after.weights.all(), "a new weight is drawn, not 0"
    for k, (before, after) in enumerate(zip(experiment.network.layers, grown.network.layers, strict=True)):
        assert (after is before) == (k not in (column - 1, column))
    assert edits.with_unit_removed(grown, column) == experiment


@settings(deadline=None, max_examples=80)
@given(sizes, st.data())
def test_removing_a_unit_keeps_every_other_number(sizes: tuple[int, ...], data: st.DataObject) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(0, len(sizes) - 1))
    gone = data.draw(st.integers(0, sizes[column] - 1))
    if sizes[column] == 1:
        with pytest.raises(Problem):
            edits.with_unit_removed(experiment, column, gone)
        return
    shrunk = edits.with_unit_removed(experiment, column, gone)
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


@settings(deadline=None, max_examples=80)
@given(sizes, st.data())
def test_masks_stay_with_their_weights(sizes: tuple[int, ...], data: st.DataObject) -> None:
    """Whatever unit comes or goes, frozen and pruned are the edges they were."""
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(1, len(sizes) - 1))
    unit = data.draw(st.integers(0, sizes[column] - 1))
    source = data.draw(st.integers(0, sizes[column - 1] - 1))
    held = edits.with_pruned(experiment, column, unit, source, True)
    held = edits.with_frozen(held, column, unit, source, True)
    assert edits.with_frozen(held, column, unit, source, False) == edits.with_pruned(
        experiment, column, unit, source, True
    )
    where = data.draw(st.integers(0, len(sizes) - 1))
    grown = edits.with_unit_added(held, where)
    assert _held_edges(grown) == [(column, unit, source)]
    if sizes[where] == 1:
        return
    gone = data.draw(st.integers(0, sizes[where] - 1))
    shrunk = edits.with_unit_removed(held, where, gone)
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


@settings(deadline=None, max_examples=60)
@given(sizes, st.data())
def test_a_layer_added_and_removed_leaves_the_others_as_they_were(
    sizes: tuple[int, ...], data: st.DataObject
) -> None:
    experiment = experiment_of(sizes)
    column = data.draw(st.integers(1, len(sizes) - 1))
    grown = edits.with_layer_added(experiment, column, 3)
    assert grown.network.sizes == (*sizes[:column], 3, *sizes[column:])
    old, new = experiment.network.layers, grown.network.layers
    assert all(new[k] is old[k] for k in range(column - 1))
    assert all(new[k + 1] is old[k] for k in range(column, len(old)))
    assert len({layer.name for layer in new}) == len(new)
    np.testing.assert_array_equal(new[column].bias, old[column - 1].bias)
    back = edits.with_layer_removed(grown, column)
    assert back.network.sizes == sizes
    assert all(back.network.layers[k] is old[k] for k in range(len(old)) if k != column - 1)


def test_the_output_layer_cannot_be_removed() -> None:
    for column in (0, 2):
        with pytest.raises(Problem, match="hidden"):
            edits.with_layer_removed(BANK, column)


@pytest.mark.parametrize("column", [0, 3])
def test_data_decides_how_many_inputs_and_outputs_there_are(column: int) -> None:
    last = len(IRIS.network.layers)
    place = 0 if column == 0 else last
    for edit in (edits.with_unit_added, edits.with_unit_removed):
        with pytest.raises(Problem, match="data decides"):
            edit(IRIS, place)


def test_randomising_follows_the_seed() -> None:
    assert edits.randomised(IRIS) == edits.randomised(IRIS)
    assert edits.randomised(IRIS) != edits.randomised(edits.with_training(IRIS, seed=99))
    assert edits.randomised(IRIS).data is IRIS.data
