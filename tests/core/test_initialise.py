from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.initialise import draw_layer, draw_network, initialiser_of
from core.network import Layer, Network


def layer_of(activation: str = "tanh", units: int = 40, sources: int = 60, init: str | None = None) -> Layer:
    names = tuple(map(str, range(units)))
    return Layer("hidden", names, activation, np.ones((units, sources)), np.ones(units), init=init)


@pytest.mark.parametrize(
    ("activation", "init", "expected"),
    [
        ("relu", None, "he_uniform"),
        ("tanh", None, "xavier_uniform"),
        ("relu", "xavier_uniform", "xavier_uniform"),
        ("identity", "he_uniform", "he_uniform"),
    ],
)
def test_the_initialiser_suits_the_activation(activation: str, init: str | None, expected: str) -> None:
    assert initialiser_of(layer_of(activation, init=init)) == expected


@pytest.mark.parametrize(("activation", "bound"), [("tanh", np.sqrt(6 / 100)), ("relu", np.sqrt(6 / 60))])
def test_weights_fill_the_interval_of_the_paper(activation: str, bound: float) -> None:
    weights = draw_layer(layer_of(activation), 60, 40, seed=3)
    assert weights.shape == (40, 60)
    assert np.abs(weights).max() <= bound
    assert np.abs(weights).max() > 0.98 * bound
    assert weights.var() == pytest.approx(bound**2 / 3, rel=0.1)


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    layer = layer_of()
    np.testing.assert_array_equal(draw_layer(layer, 60, 40, 1), draw_layer(layer, 60, 40, 1))
    assert (draw_layer(layer, 60, 40, 1) != draw_layer(layer, 60, 40, 2)).all()


def test_a_network_is_drawn_whole_with_biases_of_zero() -> None:
    first = layer_of(units=60)
    network = Network(tuple(map(str, range(60))), (first, replace(first, name="second")))
    drawn = draw_network(network, 0)
    assert drawn.sizes == network.sizes
    assert not any(layer.bias.any() for layer in drawn.layers)
    # Equal layers still draw from streams of their own.
    assert (drawn.layers[0].weights != drawn.layers[1].weights).all()
    assert drawn == draw_network(network, 0)
    assert drawn != draw_network(network, 1)
