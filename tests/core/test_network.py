from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from core.files.examples import example
from core.message import Problem
from core.network import Layer, Network, frozen
from tests.by_hand import with_arrays


def layer(**changes: Any) -> Layer:
    fields: dict[str, Any] = {"name": "hidden", "units": ("a", "b"), "activation": "tanh", "weights": np.ones((2, 3))}
    return Layer(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"units": ()}, "units", "at least one unit"),
        ({"activation": "swish"}, "activation", "swish"),
        ({"units": ("a",), "activation": "softmax", "weights": np.ones((1, 3))}, "activation", "two or more"),
        ({"weights": np.ones((3, 2))}, "weights", "2 rows expected (one a unit), shape 3 × 2"),
        ({"weights": np.ones(2)}, "weights", "shape 2 found"),
        ({"weights": [[np.nan, 0, 0], [0, 0, 0]]}, "weights", "finite"),
        ({"bias": [0.0, np.inf]}, "bias", "finite"),
        ({"bias": [0.0]}, "bias", "2 numbers expected (one a unit), 1 found"),
        ({"bias": [0.0, 1.0], "use_bias": False}, "bias", "use_bias"),
    ],
)
def test_what_cannot_be_a_layer_is_refused(changes: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        layer(**changes)
    assert caught.value.place == place
    assert words in str(caught.value)


def test_a_layer_keeps_a_read_only_copy() -> None:
    weights = np.ones((2, 3))
    made = layer(weights=weights)
    weights[0, 0] = 5
    assert made.weights[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        made.weights[0, 0] = 5
    with pytest.raises(FrozenInstanceError):
        made.name = "other"  # type: ignore[misc]


def test_bias_is_zero_where_none_is_given() -> None:
    np.testing.assert_array_equal(layer().bias, [0, 0])


def test_layers_are_equal_by_value() -> None:
    assert layer() == layer()
    assert layer() != layer(bias=[0.0, 1.0])
    assert layer() != layer(name="other")
    assert layer() != "layer"


@pytest.mark.parametrize(
    ("inputs", "layers", "place", "words"),
    [
        ((), (layer(),), "inputs", "at least one input"),
        (("x",) * 3, (), "layers", "at least one layer"),
        (("x",) * 2, (layer(),), "layers[0].weights", "2 rows of 2 numbers expected, 2 of 3 found"),
        (("x",) * 3, (layer(), layer()), "layers[1].weights", "2 rows of 2 numbers expected"),
        (
            ("x",) * 3,
            (layer(activation="softmax"), layer(weights=np.ones((2, 2)))),
            "layers[0].activation",
            "output layer alone",
        ),
    ],
)
def test_layers_that_do_not_fit_together_are_refused(
    inputs: tuple[str, ...], layers: tuple[Layer, ...], place: str, words: str
) -> None:
    with pytest.raises(Problem) as caught:
        Network(inputs, layers)
    assert caught.value.place == place
    assert words in str(caught.value)


def test_a_network_knows_its_sizes_and_names() -> None:
    network = example("bank").network
    assert network.sizes == (2, 2, 1)
    assert network.weight_count == 6
    assert network.unit_names(0) == ("children", "accounts")
    assert network.unit_names(2) == ("transactions",)
    assert network.output is network.layers[-1]


def test_arrays_go_out_and_come_back() -> None:
    network = example("iris").network
    arrays = [frozen(array + 1) for array in network.arrays()]
    moved = with_arrays(network, arrays)
    for expected, found in zip(arrays, moved.arrays(), strict=True):
        np.testing.assert_array_equal(expected, found)
    assert [replace(layer, weights=layer.weights - 1, bias=layer.bias - 1).units for layer in moved.layers] == [
        layer.units for layer in network.layers
    ]
