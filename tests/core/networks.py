"""Random networks, examples and settings of every kind, for laws that must hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.activations import ACTIVATIONS
from core.experiment import OPTIMIZERS, Example, Experiment, Training
from core.losses import LOSSES
from core.network import Layer, Network
from core.schedule import SCHEDULES, Schedule

HIDDEN = [name for name, entry in ACTIVATIONS.items() if not entry.mixes_units]


def random_layer(generator: np.random.Generator, name: str, sources: int, units: int, activation: str) -> Layer:
    """Weights that neither die out nor explode; now and then without bias, with frozen and pruned ones."""
    weights = generator.normal(size=(units, sources)) / np.sqrt(sources)
    is_pruned = generator.random(weights.shape) < 0.2 if generator.random() < 0.3 else None
    is_frozen = generator.random(weights.shape) < 0.2 if generator.random() < 0.3 else None
    if is_pruned is not None:
        weights[is_pruned] = 0
    use_bias = bool(generator.random() < 0.7)
    bias = generator.normal(size=units) if use_bias else np.zeros(units)
    names = tuple(f"u{unit}" for unit in range(units))
    return Layer(name, names, activation, weights, bias, use_bias, None, is_frozen, is_pruned)


def random_network(
    sizes: list[int], generator: np.random.Generator, activation: str = "tanh", scale: float = 1.0
) -> Network:
    """Of these sizes, one activation throughout, plain weights."""
    layers = [
        Layer(
            f"layer {k}",
            tuple(f"unit {j}" for j in range(units)),
            activation,
            scale * generator.normal(size=(units, sources)),
            generator.normal(size=units),
        )
        for k, (sources, units) in enumerate(pairwise(sizes), start=1)
    ]
    return Network(tuple(f"x{k}" for k in range(sizes[0])), tuple(layers))


def random_training(generator: np.random.Generator, loss: str) -> Training:
    """An optimizer with any of its settings, a schedule, penalties and clipping."""
    optimizer = str(generator.choice(OPTIMIZERS))
    momentum = float(generator.choice([0.0, 0.9])) if optimizer == "sgd" else 0.0
    return Training(
        loss,
        optimizer,
        learning_rate=float(generator.uniform(0.001, 0.1)),
        momentum=momentum,
        nesterov=momentum > 0 and bool(generator.integers(2)),
        weight_decay=float(generator.uniform(0, 0.1)) if generator.integers(2) else None,
        l1=float(generator.choice([0.0, 0.01])),
        l2=float(generator.choice([0.0, 0.01])),
        schedule=Schedule(str(generator.choice(SCHEDULES))),
        gradient_clip=float(generator.uniform(0.1, 2)) if generator.integers(2) else None,
    )


def random_experiment(seed: int, deepest: int = 8, widest: int = 32) -> Experiment:
    """Depth 1 to `deepest`, width 1 to `widest`, any activation, any loss that goes with the output."""
    generator = np.random.default_rng(seed)
    loss = str(generator.choice(list(LOSSES)))
    output = LOSSES[loss].partner or str(generator.choice([*HIDDEN, "softmax"]))
    sizes = generator.integers(1, widest + 1, size=generator.integers(2, deepest + 2)).tolist()
    if output == "softmax":
        sizes[-1] = max(2, sizes[-1])
    layers = []
    for index, (sources, units) in enumerate(pairwise(sizes), start=1):
        activation = output if index == len(sizes) - 1 else str(generator.choice(HIDDEN))
        layers.append(random_layer(generator, f"layer {index}", sources, units, activation))
    network = Network(tuple(f"x{index}" for index in range(sizes[0])), tuple(layers))
    targets = generator.dirichlet(np.ones(sizes[-1])) if sizes[-1] > 1 else generator.uniform(size=1)
    example = Example(tuple(generator.normal(size=sizes[0]).tolist()), tuple(targets.tolist()))
    return Experiment(network, example, training=random_training(generator, loss))


def without_masks(network: Network) -> Network:
    """The same with every weight free."""
    free = (replace(layer, is_frozen=None, is_pruned=None) for layer in network.layers)
    return Network(network.inputs, tuple(free))
