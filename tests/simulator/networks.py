"""Networks that are harder to draw than the examples: many pixels, and many layers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.experiment import Example, Experiment, Training
from core.network import Layer, Network


def experiment_of(sizes: list[int], activation: str, last: str, loss: str) -> Experiment:
    """With random weights and, as its example, random inputs of the first class."""
    generator = np.random.default_rng(3)
    layers = []
    for k, (sources, units) in enumerate(pairwise(sizes), start=1):
        is_last = k == len(sizes) - 1
        layers.append(
            Layer(
                "output" if is_last else f"hidden {k}",
                tuple(f"class {j}" if is_last else f"node_{j}" for j in range(units)),
                last if is_last else activation,
                generator.normal(size=(units, sources)) * (2 / sources) ** 0.5,
                generator.normal(size=units) * 0.1,
            )
        )
    network = Network(tuple(f"x{k}" for k in range(sizes[0])), tuple(layers))
    targets = (1.0, *[0.0] * (sizes[-1] - 1))
    inputs = tuple(generator.uniform(size=sizes[0]).tolist())
    return Experiment(network, Example(inputs, targets), training=Training(loss=loss))


def wide() -> Experiment:
    """784-128-10."""
    return experiment_of([784, 128, 10], "relu", "softmax", "categorical_cross_entropy")


def deep(outputs: int = 1) -> Experiment:
    """Twelve layers."""
    if outputs == 1:
        return experiment_of([3, *[4] * 11, 1], "tanh", "identity", "mse")
    return experiment_of([4, *[6] * 11, outputs], "tanh", "softmax", "categorical_cross_entropy")
