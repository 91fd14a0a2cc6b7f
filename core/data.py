"""Rows to train on: where they come from, how they are split, and how they are scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from core.experiment import DataSource, Example, Experiment, Scaling, Training, fed
from core.features import featured
from core.message import Message, Problem
from core.network import Array, Network, frozen


@dataclass(frozen=True, eq=False)
class Table:
    """Raw rows: `inputs` (rows × features), `targets` (rows × outputs; labels as one-hot or as one column)."""

    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Builtin:
    """A data set that comes with the program."""

    name: str
    label: Message
    input_names: tuple[str, ...]
    classes: tuple[str, ...]
    make: Callable[[DataSource], tuple[Array, Array]]
    """Raw inputs and the class index of every row."""
    samples: int


@dataclass(frozen=True, eq=False)
class Split:
    """What training sees: inputs as fed (features and scaling applied), and the rows they are in the table."""

    train_inputs: Array
    train_targets: Array
    test_inputs: Array
    test_targets: Array
    train_rows: tuple[int, ...]
    test_rows: tuple[int, ...]


def _iris(source: DataSource) -> tuple[Array, Array]:
    import pandas

    with (files("assets") / "data" / "iris.csv").open("rb") as file:
        table = pandas.read_csv(file, comment="#")
    names = ["setosa", "versicolor", "virginica"]
    labels = [names.index(species) for species in table.pop("species")]
    return frozen(table.to_numpy(np.float64)), frozen(labels)


def _circle(source: DataSource) -> tuple[Array, Array]:
    """Points inside radius 2.5 and between 3.5 and 5, as in TensorFlow Playground's "circle".

    Noise moves the point the label is read from, so that labels near the rim become wrong.
    """
    samples = BUILTIN["circle"].samples if source.samples is None else source.samples
    noise = 0.0 if source.noise is None else source.noise
    generator = np.random.default_rng(source.seed)
    inside = np.arange(samples) < samples // 2
    radius = np.where(inside, generator.uniform(0, 2.5, samples), generator.uniform(3.5, 5.0, samples))
    angle = generator.uniform(0, 2 * np.pi, samples)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    seen = points + generator.uniform(-5, 5, (samples, 2)) * noise
    is_inside = np.hypot(seen[:, 0], seen[:, 1]) < 2.5
    return frozen(points), frozen(is_inside)


BUILTIN: dict[str, Builtin] = {
    entry.name: entry
    for entry in (
        Builtin(
            "iris",
            Message("Iris flowers"),
            ("sepal length", "sepal width", "petal length", "petal width"),
            ("setosa", "versicolor", "virginica"),
            _iris,
            150,
        ),
        Builtin("circle", Message("Circle"), ("x₁", "x₂"), ("outside", "inside"), _circle, 200),
    )
}


def table_of(experiment: Experiment) -> Table:
    """The raw rows of the experiment's data; without data, its example is the only row (if it has targets)."""
    return _table(experiment.network, experiment.data, experiment.example)


def split_of(experiment: Experiment) -> Split:
    """Training and test rows, drawn from the seed, inputs as the first layer receives them."""
    table = table_of(experiment)
    train, test = split_rows(len(table), experiment.data, experiment.training)
    inputs = fed(table.inputs, experiment.data)
    return Split(
        frozen(inputs[train]),
        frozen(table.targets[train]),
        frozen(inputs[test]),
        frozen(table.targets[test]),
        tuple(train.tolist()),
        tuple(test.tolist()),
    )


def split_rows(
    count: int, data: DataSource, training: Training
) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Row numbers for training and for testing, each in table order. At least one row stays for training."""
    fraction = training.test_fraction
    if fraction is None:
        fraction = 0.0 if data.source == "none" else 0.2
    held_out = min(round(count * fraction), max(count - 1, 0))
    order = np.random.default_rng([training.seed, 1]).permutation(count)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def fit_scaling(experiment: Experiment) -> Experiment:
    """The experiment with center and scale fitted on its training rows alone; unchanged where nothing is scaled.

    standard: mean and standard deviation (population); minmax: to 0 … 1. A constant feature keeps scale 1.
    """
    data = experiment.data
    if data.scaling.kind == "none" or data.source == "none":
        return experiment
    table = table_of(experiment)
    rows = featured(table.inputs[split_rows(len(table), data, experiment.training)[0]], data.features)
    lowest = rows.min(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        reach = np.ptp(rows, axis=0)
        if data.scaling.kind == "standard":
            center, scale = rows.mean(axis=0), rows.std(axis=0)
        else:
            center, scale = lowest, reach
    if not (np.isfinite(center).all() and np.isfinite(scale).all()):
        raise Problem(Message("numbers too large to be scaled"), "data.inputs")
    # Asked of the reach: the mean of equal numbers rounds, so their standard deviation need not be 0.
    center = np.where(reach > 0, center, lowest)
    scale = np.where((reach > 0) & (scale > 0), scale, 1.0)
    scaling = replace(data.scaling, center=tuple(center.tolist()), scale=tuple(scale.tolist()))
    return replace(experiment, data=replace(data, scaling=scaling))


def first_training_row(network: Network, data: DataSource, training: Training) -> Example:
    """What an experiment traces when its file names no example."""
    if data.source == "none":
        raise Problem(Message("needed where there is no data"), "example")
    table = _table(network, data, Example(()))
    row = int(split_rows(len(table), data, training)[0][0])
    return example_at(table, row)


def example_at(table: Table, row: int) -> Example:
    return Example(tuple(table.inputs[row].tolist()), tuple(table.targets[row].tolist()))


def _table(network: Network, data: DataSource, example: Example) -> Table:
    outputs = network.sizes[-1]
    if data.source == "none":
        targets = [] if example.targets is None else [example.targets]
        inputs = [example.inputs] if targets else []
        return Table(
            frozen(np.reshape(inputs, (len(inputs), network.sizes[0]))),
            frozen(np.reshape(targets, (len(targets), outputs))),
            network.inputs,
        )
    if data.source == "inline":
        return Table(frozen(data.inputs), frozen(data.targets), network.inputs, data.classes)
    table = _builtin_table(replace(data, scaling=Scaling()), outputs, network.output.activation)
    if not data.features and table.inputs.shape[1] != network.sizes[0]:
        raise Problem(
            Message(
                "{name} has {features} inputs, the network has {inputs}",
                name=data.name,
                features=table.inputs.shape[1],
                inputs=network.sizes[0],
            ),
            "data.name",
        )
    return table


@lru_cache(maxsize=16)
def _builtin_table(data: DataSource, outputs: int, output_activation: str) -> Table:
    if data.name not in BUILTIN:
        known = ", ".join(BUILTIN)
        message = Message('no built-in data "{name}"; use one of {known}', name=data.name, known=known)
        raise Problem(message, "data.name")
    builtin = BUILTIN[data.name]
    inputs, labels = builtin.make(data)
    targets = encode(labels, len(builtin.classes), outputs, output_activation)
    return Table(inputs, targets, builtin.input_names, builtin.classes)


def encode(labels: Array, classes: int, outputs: int, output_activation: str) -> Array:
    """Class numbers as targets: one-hot, or for two classes and one output 0/1 (−1/1 under tanh)."""
    if classes == 2 and outputs == 1:
        low = -1.0 if output_activation == "tanh" else 0.0
        return frozen(np.where(labels > 0, 1.0, low)[:, None])
    if classes != outputs:
        raise Problem(
            Message("{classes} classes need as many output units, not {outputs}", classes=classes, outputs=outputs),
            "network.layers",
        )
    return frozen(np.eye(classes)[labels.astype(int)])
