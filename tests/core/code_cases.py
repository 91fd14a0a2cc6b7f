"""Experiments whose live code is run, and running it.

`python -m tests.core.code_cases FILE.npz` runs all of them in Keras, whose import is paid for once.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import replace
from typing import Any

import numpy as np

from core.data.data import split_of, table_of
from core.data.fitting import builtin_source, fitted_to_data, with_features
from core.engines.torch_engine import TorchEngine
from core.experiment import DataSource, Example, Experiment, Training
from core.files.examples import example
from core.live_code import live_code
from core.network import Layer, Network
from core.parameters import network_with
from core.results.metrics import labels_of
from tests.core.networks import random_experiment

EPOCHS = 3
RANDOM_IN_KERAS = (5, 12, 21)
"""Seeds of experiments that Keras can do exactly: each with another loss, optimizer and schedule."""
NAMED = ("bank", "bank-tanh", "bank-relu", "slopes", "gradient-descent", "iris", "circle", "xor")


def _masked() -> Experiment:
    """Biases, frozen and pruned weights, adam with a schedule, penalties and clipping; two layers deep."""
    generator = np.random.default_rng(4)
    first, second = generator.normal(size=(4, 3)), generator.normal(size=(2, 4))
    is_pruned, is_frozen = np.zeros((4, 3), bool), np.zeros((2, 4), bool)
    is_pruned[1, 2] = is_frozen[0, 1] = is_frozen[1, 3] = True
    first[is_pruned] = 0
    network = Network(
        ("a", "b", "c"),
        (
            Layer("hidden", ("h1", "h2", "h3", "h4"), "silu", first, generator.normal(size=4), is_pruned=is_pruned),
            Layer("output", ("y", "z"), "identity", second, generator.normal(size=2), is_frozen=is_frozen),
        ),
    )
    rows, targets = generator.normal(size=(23, 3)), generator.normal(size=(23, 2))
    data = DataSource("inline", tuple(map(tuple, rows.tolist())), tuple(map(tuple, targets.tolist())))
    training = Training("huber", "adam", 0.01, 5, l2=0.01, l1=0.001, seed=7)
    return Experiment(network, Example(data.inputs[0], data.targets[0]), data, training)


def _regression() -> Experiment:
    """A surface over features of two numbers; gelu and sine; momentum that looks ahead."""
    plane = fitted_to_data(example("sine"), builtin_source("plane"))
    plane = with_features(plane, ("x1", "x2", "x1^2", "x1*x2", "sin(x2)"))
    data = replace(plane.data, samples=60)
    layers = [
        replace(plane.network.layers[0], activation="gelu"),
        replace(plane.network.layers[1], activation="sine"),
    ]
    network = Network(plane.network.inputs, (*layers, *plane.network.layers[2:]))
    training = replace(
        plane.training, optimizer="sgd", momentum=0.9, nesterov=True, learning_rate=0.001, batch_size=16
    )
    return replace(plane, data=data, network=network, training=training)


def cases(precision: str) -> dict[str, Experiment]:
    """All by name, three epochs long."""
    made = {name: example(name) for name in NAMED} | {"masked": _masked(), "regression": _regression()}
    return {
        name: replace(each, training=replace(each.training, epochs=EPOCHS, precision=precision))
        for name, each in made.items()
    }


def with_rows(experiment: Experiment, seed: int, precision: str) -> Experiment:
    """An experiment without data on nine random rows of its own."""
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(9, experiment.network.sizes[0]))
    outputs = experiment.network.sizes[-1]
    targets = generator.dirichlet(np.ones(outputs), 9) if outputs > 1 else generator.uniform(size=(9, 1))
    data = DataSource("inline", tuple(map(tuple, inputs.tolist())), tuple(map(tuple, targets.tolist())))
    training = replace(experiment.training, batch_size=4, epochs=EPOCHS, precision=precision)
    return replace(experiment, data=data, training=training)


def keras_cases(precision: str) -> dict[str, Experiment]:
    """Those that are run in Keras."""
    drawn = {f"seed {seed}": random_experiment(seed, deepest=3, widest=6) for seed in RANDOM_IN_KERAS}
    return cases(precision) | {name: with_rows(each, 0, precision) for name, each in drawn.items()}


def ran(text: str) -> dict[str, Any]:
    """What the names of a program stand for once it has run."""
    names: dict[str, Any] = {"__name__": "live_code"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "<live code>", "exec"), names)
    return names


def trained(experiment: Experiment, epochs: int = EPOCHS) -> tuple[Network, float]:
    """The network after so many epochs of the program's own engine, and its training loss."""
    engine = TorchEngine("cpu", "float64")
    engine.load(experiment.network, split_of(experiment), experiment.training, labels_of(table_of(experiment)))
    for _epoch in range(epochs):
        engine.run_epoch()
    return network_with(experiment.network, engine.values()), engine.evaluate().train_loss


def main(path: str) -> None:
    numbers: dict[str, Any] = {}
    for name, experiment in keras_cases("float32").items():
        found = ran(live_code(experiment, "keras").text)
        numbers[f"{name} predictions"] = found["predictions"]
        numbers[f"{name} loss"] = found["train_loss"]
        for index, array in enumerate(found["model"].get_weights()):
            numbers[f"{name} {index}"] = array
    np.savez(path, **numbers)


if __name__ == "__main__":
    os.environ["KERAS_BACKEND"] = "torch"
    main(sys.argv[1])
