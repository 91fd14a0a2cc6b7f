"""Making a network fit its data: as many inputs as features, an output that can name the classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.data.data import Table, example_at, first_training_row, fit_scaling, raw_names, table_of
from core.data.datasets import Draw, builtin
from core.experiment import DataSource, Experiment, Scaling, Training
from core.features import POINT_FEATURES, labels_of_features
from core.initialise import draw_layer, draw_network
from core.losses import LOSSES
from core.message import Message, Problem
from core.network import Array, Layer, Mask, Network, frozen


def builtin_source(name: str) -> DataSource:
    """A built-in data set with the scaling it needs: standard where features lie far from 0 or differ in spread."""
    source, here = DataSource("builtin", name=name), builtin(name)
    if here.image_shape is not None:
        # Pixels that are hardly ever on would be blown up by their spread.
        return replace(source, scaling=Scaling("minmax"), stratify=True)
    inputs, _ = here.make(Draw())
    spread = inputs.std(axis=0)
    is_even = spread.max() < 2 * spread.min() and (np.abs(inputs.mean(axis=0)) < spread).all()
    return source if is_even or here.group == "logic" else replace(source, scaling=Scaling("standard"))


def fitted_to_data(experiment: Experiment, source: DataSource) -> Experiment:
    """The experiment on other data.

    Where the network does not fit, its inputs, outputs, output activation and loss are made to, and all weights are
    drawn. The scaling is fitted, and the first training row becomes the example.
    """
    if source.source == "none":
        return replace(_refeatured(experiment, ()), data=DataSource())
    network = _fitted_network(experiment.network, source, experiment.training)
    training = replace(experiment.training, loss=_fitted_loss(network.output, experiment.training))
    if source.source == "builtin" and builtin(source.name).group == "logic":
        # Of four rows none can be spared.
        training = replace(training, test_fraction=0.0)
    data = replace(source, scaling=Scaling(source.scaling.kind))
    example = first_training_row(network, data, training)
    changed = replace(experiment, network=network, example=example, data=data, training=training, progress=None)
    return fit_scaling(changed)


def with_data_settings(experiment: Experiment, **changes: Any) -> Experiment:
    """The same data set drawn, split or scaled otherwise: the network stays, the scaling is fitted anew.

    Where the rows become others, the first training row becomes the example.
    """
    data = replace(experiment.data, **changes)
    data = replace(data, scaling=Scaling(data.scaling.kind))
    example = experiment.example
    if not {"samples", "noise", "seed"}.isdisjoint(changes):
        example = first_training_row(experiment.network, data, experiment.training)
    return fit_scaling(replace(experiment, data=data, example=example))


def with_features(experiment: Experiment, features: Sequence[str]) -> Experiment:
    """The experiment with other features of the same raw columns as inputs; at least one.

    Weights of inputs that stay are kept, with whether they are frozen or pruned; those of new ones are drawn.
    """
    if not features:
        raise Problem(Message("at least one feature stays: a network needs an input"))
    return fit_scaling(_refeatured(experiment, tuple(features)))


def features_in_use(experiment: Experiment) -> tuple[str, ...]:
    """What each input of the network is made of; without features, the raw columns themselves."""
    return experiment.data.features or _raw_features(experiment)


def with_feature_toggled(features: tuple[str, ...], feature: str) -> tuple[str, ...]:
    """The features without this one, or with it, at its usual place."""
    if feature in features:
        return tuple(each for each in features if each != feature)
    usual = {each: place for place, each in enumerate(POINT_FEATURES)}
    place = sum(usual.get(each, len(usual)) < usual[feature] for each in features)
    return (*features[:place], feature, *features[place:])


def row_of_example(experiment: Experiment, table: Table, hint: int | None = None) -> int | None:
    """The row of the data the example is, or None where it is not one of them. Of equal rows, `hint` goes first."""
    example = experiment.example
    sides = [(table.inputs, example.inputs), (table.targets, example.targets)]
    columns = [(array[:, at], value) for array, row in sides if row for at, value in enumerate(row)]
    if hint is not None and 0 <= hint < len(table) and all(column[hint] == value for column, value in columns):
        return hint
    matches = np.arange(len(table))
    # Column by column: after the first few, hardly a row is left to compare.
    for column, value in columns:
        matches = matches[column[matches] == value]
    return int(matches[0]) if len(matches) else None


def example_kept_on_row(before: Experiment, after: Experiment) -> Experiment:
    """`after`, its example the same row of the data as in `before`: other activations write classes differently."""
    if before.data.source == "none":
        return after
    row = row_of_example(before, table_of(before))
    return after if row is None else replace(after, example=example_at(table_of(after), row))


def _raw_features(experiment: Experiment) -> tuple[str, ...]:
    return tuple(f"x{index + 1}" for index in range(len(experiment.example.inputs)))


def _refeatured(experiment: Experiment, features: tuple[str, ...]) -> Experiment:
    """With other features, their scaling not fitted yet. None at all, and all raw columns in order, are the same."""
    raw, before = _raw_features(experiment), features_in_use(experiment)
    after = features or raw
    if after == before:
        return experiment
    data, network = experiment.data, experiment.network
    first = network.layers[0]
    fresh = draw_layer(first, len(after), len(first.units), experiment.training.seed)
    column_of = {feature: index for index, feature in enumerate(before)}
    kept = [column_of.get(feature) for feature in after]
    first = replace(
        first,
        weights=frozen(_columns(first.weights, kept, fresh)),
        is_frozen=_mask_columns(first.is_frozen, kept),
        is_pruned=_mask_columns(first.is_pruned, kept),
    )
    width = len(experiment.example.inputs)
    names = raw_names(network, data, width) if after == raw else labels_of_features(after)
    features = () if after == raw else after
    return replace(
        experiment,
        network=Network(names, (first, *network.layers[1:])),
        progress=None,
        data=replace(data, features=features, scaling=Scaling(data.scaling.kind)),
    )


def _columns(old: Array, kept: list[int | None], fresh: Array) -> Array:
    """The old columns that are kept, and fresh ones at the places of None."""
    columns = [fresh[:, place] if column is None else old[:, column] for place, column in enumerate(kept)]
    return np.stack(columns, axis=1)


def _mask_columns(mask: Mask | None, kept: list[int | None]) -> Mask | None:
    if mask is None:
        return None
    free = np.zeros(len(mask), np.bool_)
    return np.stack([free if column is None else mask[:, column] for column in kept], axis=1)


def _fitted_network(network: Network, source: DataSource, training: Training) -> Network:
    if source.source == "builtin":
        here = builtin(source.name)
        inputs = labels_of_features(source.features) or here.input_names
        output = (
            _naming(network.output, here.classes) if here.classes else _measuring(network.output, here.output_names)
        )
    elif source.source == "file":
        from core.data.table_data import file_rows

        rows = file_rows(source, training)
        inputs = labels_of_features(source.features) or rows.input_names
        names = rows.target_names
        output = _naming(network.output, rows.classes) if rows.classes else _measuring(network.output, names)
    else:
        features = len(source.inputs[0])
        numbered = tuple(f"x{index + 1}" for index in range(features))
        plain = network.inputs if len(network.inputs) == features else numbered
        inputs = labels_of_features(source.features) or plain
        output = _giving(network.output, len(source.targets[0]), source.classes)
    if inputs == network.inputs and output is network.output:
        return network
    layers = [*network.layers[:-1], output]
    first = layers[0]
    if len(inputs) != len(network.inputs):
        layers[0] = replace(first, weights=_blank(len(first.units), len(inputs)), is_frozen=None, is_pruned=None)
    return draw_network(Network(inputs, tuple(layers)), training.seed)


def _naming(output: Layer, classes: tuple[str, ...]) -> Layer:
    """An output layer that can tell the classes apart: two by one unit's sign or share, more by softmax."""
    size = len(output.units)
    if len(classes) == 2 and size == 1:
        return _shaped(output, classes[1:], output.activation if output.activation in ("tanh", "sigmoid") else "tanh")
    if len(classes) > 2 or size == 2:
        return _shaped(output, classes, "softmax")
    return _shaped(output, classes[1:], "tanh")


def _measuring(output: Layer, names: tuple[str, ...]) -> Layer:
    """An output layer of numbers that may have any size."""
    return output if names == output.units else _shaped(output, names, "identity")


def _giving(output: Layer, size: int, classes: tuple[str, ...]) -> Layer:
    """An output layer of so many numbers; with classes in one-hot, softmax over them."""
    if len(classes) == size > 1:
        return _shaped(output, classes, "softmax")
    if size == len(output.units):
        return output
    return _shaped(output, tuple(f"y{index + 1}" for index in range(size)), "identity")


def _shaped(output: Layer, units: tuple[str, ...], activation: str) -> Layer:
    if units == output.units and activation == output.activation:
        return output
    weights = _blank(len(units), output.weights.shape[1])
    changes: dict[str, Any] = {"weights": weights, "bias": frozen([]), "is_frozen": None, "is_pruned": None}
    return replace(output, units=units, activation=activation, **changes)


def _blank(units: int, sources: int) -> Array:
    return frozen(np.zeros((units, sources)))


def _fitted_loss(output: Layer, training: Training) -> str:
    """The present loss if it goes with the output activation, else the one that belongs to it."""
    if output.activation == "softmax":
        return "categorical_cross_entropy"
    partner = LOSSES[training.loss].partner
    if partner in (None, output.activation):
        return training.loss
    return "binary_cross_entropy" if output.activation == "sigmoid" else "mse"
