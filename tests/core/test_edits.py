from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core import edits, structure
from core.experiment import Example, Experiment
from core.files.examples import example
from core.files.file_dump import dump
from core.message import Problem
from core.weight_edits import WeightPlace, with_frozen, with_pruned
from tests.by_hand import with_bias, with_weight

BANK = example("bank")
IRIS = example("iris")


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: with_weight(e, 1, 0, 1, 7.0),
        lambda e: with_bias(e, 2, 0, 7.0),
        lambda e: edits.with_input(e, 1, 7.0),
        lambda e: edits.with_target(e, 0, 7.0),
        lambda e: edits.with_example(e, Example((0.0, 0.0))),
        lambda e: edits.with_activation(e, 1, "tanh"),
        lambda e: edits.with_bias_used(e, 1, True),
        lambda e: edits.with_initialiser(e, 1, "he_normal"),
        lambda e: edits.with_dropout(e, 1, 0.5),
        lambda e: with_frozen(e, [WeightPlace(1, 0, 1)], True),
        lambda e: with_pruned(e, [WeightPlace(1, 0, 1)], True),
        lambda e: edits.with_training(e, epochs=7),
        lambda e: structure.with_unit_added(e, 1),
        lambda e: structure.with_unit_removed(e, 1),
        lambda e: structure.with_layer_added(e, 1),
        lambda e: structure.with_layer_removed(e, 1),
        lambda e: structure.with_unit_moved(e, 1, 0, 1),
        lambda e: structure.with_unit_renamed(e, 1, 0, "top"),
        lambda e: structure.with_layer_renamed(e, 1, "middle"),
        lambda e: edits.randomised(e),
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
    edited = with_weight(IRIS, 1, 2, 3, 1.25)
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
    edited = with_bias(BANK, 1, 1, 0.5)
    assert edited.network.layers[0].use_bias
    assert edited.network.layers[0].bias.tolist() == [0, 0.5]


def test_without_a_bias_all_biases_are_0() -> None:
    biased = with_bias(IRIS, 1, 2, 0.5)
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


def test_momentum_belongs_to_plain_descent() -> None:
    rolling = edits.with_training(edits.with_momentum(BANK, 0.9), nesterov=True)
    adam = edits.with_optimizer(rolling, "adam").training
    assert (adam.optimizer, adam.momentum, adam.nesterov) == ("adam", 0.0, False)
    assert edits.with_optimizer(rolling, "sgd") is rolling
    still = edits.with_momentum(rolling, 0.0).training
    assert (still.momentum, still.nesterov) == (0.0, False)
    assert edits.with_momentum(rolling, 0.5).training.nesterov


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(Problem):
        edits.with_training(BANK, learning_rate=-1.0)
    with pytest.raises(Problem):
        edits.with_activation(BANK, 1, "softmax")
    with pytest.raises(Problem):
        with_weight(BANK, 1, 0, 0, float("nan"))


def test_randomising_follows_the_seed() -> None:
    assert edits.randomised(IRIS) == edits.randomised(IRIS)
    assert edits.randomised(IRIS) != edits.randomised(edits.with_training(IRIS, seed=99))
    assert edits.randomised(IRIS).data is IRIS.data
