"""What a network without activations comes to: one matrix and one row of biases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.network import Array, Network, frozen


@dataclass(frozen=True, eq=False)
class LinearModel:
    """sums of the outputs = `matrix` × inputs + `bias`; matrix outputs × inputs as fed, bias one number an output."""

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    matrix: Array
    bias: Array


def is_linear(network: Network) -> bool:
    """Whether no hidden layer, of one or more, does anything but pass its sums on."""
    hidden = network.layers[:-1]
    return bool(hidden) and all(layer.activation == "identity" for layer in hidden)


@np.errstate(over="ignore", invalid="ignore")
def linear_model(network: Network) -> LinearModel | None:
    """The single layer that gives the same sums at the output; None where a hidden layer has an activation.

    (W₂ (W₁ x + b₁) + b₂) = (W₂ W₁) x + (W₂ b₁ + b₂), layer after layer.
    """
    if not is_linear(network):
        return None
    matrix, bias = np.eye(network.sizes[0]), np.zeros(network.sizes[0])
    for layer in network.layers:
        matrix, bias = layer.weights @ matrix, layer.weights @ bias + layer.bias
    return LinearModel(network.output.units, network.inputs, frozen(matrix), frozen(bias))
