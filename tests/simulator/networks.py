"""Networks to draw: random ones, and harder ones than the examples, with many pixels or many layers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.experiment import DataSource, Example, Experiment, Training
from core.network import Layer, Network
from core.trace import Trace, trace
from tests.core.networks import random_network


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


def random_trace(sizes: list[int], seed: int, activation: str = "tanh", scale: float = 1.0) -> Trace:
    """The step of a random network for a random example."""
    generator = np.random.default_rng(seed)
    network = random_network(sizes, generator, activation, scale)
    return trace(network, generator.normal(size=sizes[0]), generator.uniform(size=sizes[-1]), Training())


def network_of(sizes: list[int], activation: str = "tanh") -> Network:
    """Every weight 1."""
    layers = [
        Layer(f"layer {k}", tuple(f"u{j}" for j in range(units)), activation, np.ones((units, sources)))
        for k, (sources, units) in enumerate(pairwise(sizes), start=1)
    ]
    return Network(tuple(f"x{k}" for k in range(sizes[0])), tuple(layers))


def experiment_with_rows(sizes: list[int], seed: int, activation: str = "tanh", rows: int = 30) -> Experiment:
    """A random network and random data."""
    generator = np.random.default_rng(seed)
    network = random_network(sizes, generator, activation)
    inputs = tuple(map(tuple, generator.normal(size=(rows, sizes[0])).tolist()))
    targets = tuple(map(tuple, generator.uniform(size=(rows, sizes[-1])).tolist()))
    data = DataSource("inline", inputs=inputs, targets=targets)
    return Experiment(network, Example(inputs[0], targets[0]), data)
