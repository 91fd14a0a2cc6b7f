"""Activations and losses as a first course writes them in NumPy: source text for live code."""

from __future__ import annotations

from core.activation_functions import SELU_ALPHA, SELU_SCALE
from core.experiment import Training
from core.losses import LOSSES
from core.network import Network

_SHARE = "share = (1 + np.vectorize(erf)(z / np.sqrt(2))) / 2"
FUNCTIONS = {
    "sigmoid": ("return 1 / (1 + np.exp(-z))", "return sigmoid(z) * (1 - sigmoid(z))"),
    "tanh": ("return np.tanh(z)", "return 1 - np.tanh(z) ** 2"),
    "relu": ("return np.maximum(0, z)", "return np.where(z > 0, 1, 0)"),
    "leaky_relu": ("return np.where(z > 0, z, 0.01 * z)", "return np.where(z > 0, 1, 0.01)"),
    "elu": (
        "return np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)",
        "return np.where(z > 0, 1, np.exp(np.minimum(z, 0)))",
    ),
    "selu": (
        f"left = {SELU_ALPHA} * (np.exp(np.minimum(z, 0)) - 1)\nreturn {SELU_SCALE} * np.where(z > 0, z, left)",
        f"left = {SELU_ALPHA} * np.exp(np.minimum(z, 0))\nreturn {SELU_SCALE} * np.where(z > 0, 1, left)",
    ),
    "gelu": (
        f"{_SHARE}\nreturn z * share",
        f"{_SHARE}\nreturn share + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)",
    ),
    "silu": (
        "return z / (1 + np.exp(-z))",
        "share = 1 / (1 + np.exp(-z))\nreturn share * (1 + z * (1 - share))",
    ),
    "softplus": ("return np.logaddexp(0, z)", "return 1 / (1 + np.exp(-z))"),
    "softsign": ("return z / (1 + np.abs(z))", "return 1 / (1 + np.abs(z)) ** 2"),
    "hard_tanh": ("return np.clip(z, -1, 1)", "return np.where((z > -1) & (z < 1), 1, 0)"),
    "sine": ("return np.sin(z)", "return np.cos(z)"),
    "softmax": (
        "powers = np.exp(z - z.max(axis=-1, keepdims=True))\nreturn powers / powers.sum(axis=-1, keepdims=True)",
        "",
    ),
}
"""What stands in `def name(z)` and in `def name_slope(z)`. Identity needs neither; softmax mixes its units."""


def imports(network: Network, *more: str) -> list[str]:
    """The import lines of code in NumPy."""
    used = {layer.activation for layer in network.layers}
    standard = ["from math import erf", ""] if "gelu" in used else []
    return [*standard, "import numpy as np", *more]


def functions_of(network: Network, loss: str | None) -> list[str]:
    """Definitions of the activations that the network uses; with a loss, also of the slopes that going back needs."""
    back = {layer.activation for layer in network.layers[:-1]}
    if loss is not None and not has_short_form(network, loss):
        back.add(network.output.activation)
    lines: list[str] = []
    for name in dict.fromkeys(layer.activation for layer in network.layers):
        if name == "identity":
            continue
        value, slope = FUNCTIONS[name]
        lines += _defined(name, value)
        if loss is not None and slope and name in back:
            lines += _defined(f"{name}_slope", slope)
    return [*lines, "", ""] if lines else [""]


def _defined(name: str, body: str) -> list[str]:
    return ["", "", f"def {name}(z):", *(f"    {line}" for line in body.split("\n"))]


def has_short_form(network: Network, loss: str) -> bool:
    """Whether loss and output activation together give a slope at the sums at once."""
    return LOSSES[loss].partner == network.output.activation


def convention(training: Training) -> str:
    """What is called loss here: a sentence for a comment."""
    loss = LOSSES[training.loss]
    return f"Loss: {training.loss}, the {loss.convention}. Its slope at the prediction: {loss.slope_formula}."
