"""Edits: functions from one experiment to the next. What an edit does not touch is shared, not copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from core.experiment import DataSource, Example, Experiment
from core.initialise import INITIALISERS, draw_layer, draw_network, with_weights_drawn
from core.message import Message, Problem
from core.network import Array, Layer, Mask, Network, frozen
from core.progress import Progress

T = TypeVar("T")


def with_weight(experiment: Experiment, column: int, unit: int, source: int, value: float) -> Experiment:
    """Set the weight from `source` in column − 1 to `unit` in `column` (column 1 is the first layer)."""
    layer = experiment.network.layers[column - 1]
    return _with_layer(experiment, column, weights=_replaced(layer.weights, (unit, source), value))


def with_bias(experiment: Experiment, column: int, unit: int, value: float) -> Experiment:
    """Set the bias of a unit; a layer without bias begins to use one."""
    layer = experiment.network.layers[column - 1]
    return _with_layer(experiment, column, bias=_replaced(layer.bias, (unit,), value), use_bias=True)


def with_input(experiment: Experiment, index: int, value: float) -> Experiment:
    """Set one raw input of the example."""
    inputs = _replaced_in(experiment.example.inputs, index, value)
    return replace(experiment, example=replace(experiment.example, inputs=inputs))


def with_target(experiment: Experiment, index: int, value: float) -> Experiment:
    """Set one target of the example; the others, if there were none yet, become 0."""
    targets = experiment.example.targets or (0.0,) * experiment.network.sizes[-1]
    return replace(experiment, example=replace(experiment.example, targets=_replaced_in(targets, index, value)))


def with_example(experiment: Experiment, example: Example) -> Experiment:
    return replace(experiment, example=example)


def with_activation(experiment: Experiment, column: int, name: str) -> Experiment:
    return _with_layer(experiment, column, activation=name)


def with_bias_used(experiment: Experiment, column: int, is_used: bool) -> Experiment:
    """Let a layer add biases, or not: without them they are all 0."""
    layer = experiment.network.layers[column - 1]
    bias = layer.bias if is_used else frozen(np.zeros(len(layer.units)))
    return _with_layer(experiment, column, use_bias=is_used, bias=bias)


def with_initialiser(experiment: Experiment, column: int, name: str | None) -> Experiment:
    """How weights of a layer are drawn from now on (None: as suits its activation); the present ones stay."""
    if name is not None and name not in INITIALISERS:
        known = ", ".join(INITIALISERS)
        raise Problem(Message('"{value}" is not known; use one of {known}', value=name, known=known), "init")
    return _with_layer(experiment, column, init=name)


def with_dropout(experiment: Experiment, column: int, share: float) -> Experiment:
    """Silence this share of a hidden layer's values in each training step."""
    return _with_layer(experiment, column, dropout=share)


def with_frozen(experiment: Experiment, column: int, unit: int, source: int, is_frozen: bool) -> Experiment:
    """Keep training from changing one weight, or let it."""
    layer = experiment.network.layers[column - 1]
    mask = _with_flag(layer.is_frozen, layer, (unit, source), is_frozen)
    return _with_layer(experiment, column, is_frozen=mask)


def with_pruned(experiment: Experiment, column: int, unit: int, source: int, is_pruned: bool) -> Experiment:
    """Take one edge out: its weight is 0 and training holds it there. Brought back, it starts from 0."""
    layer = experiment.network.layers[column - 1]
    mask = _with_flag(layer.is_pruned, layer, (unit, source), is_pruned)
    weights = _replaced(layer.weights, (unit, source), 0.0) if is_pruned else layer.weights
    return _with_layer(experiment, column, weights=weights, is_pruned=mask)


def with_network(experiment: Experiment, network: Network, progress: Progress | None = None) -> Experiment:
    """Another network; `progress` where it is that of a run which can go on."""
    return replace(experiment, network=network, progress=progress)


def with_training(experiment: Experiment, **changes: Any) -> Experiment:
    """Change training settings by name (raises Problem where one is out of range)."""
    return replace(experiment, training=replace(experiment.training, **changes))


def with_optimizer(experiment: Experiment, name: str) -> Experiment:
    """Another optimizer; momentum is plain gradient descent's alone and goes with it."""
    if name == experiment.training.optimizer:
        return experiment
    return with_training(experiment, optimizer=name, momentum=0.0, nesterov=False)


def with_momentum(experiment: Experiment, momentum: float) -> Experiment:
    """Another momentum; without any there is nothing to look ahead along."""
    nesterov = experiment.training.nesterov and momentum > 0
    return with_training(experiment, momentum=momentum, nesterov=nesterov)


def with_unit_added(experiment: Experiment, column: int) -> Experiment:
    """One more unit at the end of a column; its weights are drawn, all others stay."""
    network = experiment.network
    _refuse_data_bound(experiment, column)
    if column == 0:
        inputs = (*network.inputs, _free_name("x{n}", network.inputs, start=1))
        first = _with_source_added(network.layers[0], experiment.training.seed)
        grown = Network(inputs, (first, *network.layers[1:]))
        example = replace(experiment.example, inputs=(*experiment.example.inputs, 0.0))
        return _with_structure(experiment, grown, example)
    layers = list(network.layers)
    layer = layers[column - 1]
    fresh = draw_layer(layer, network.sizes[column - 1], len(layer.units) + 1, experiment.training.seed)
    layers[column - 1] = replace(
        layer,
        units=(*layer.units, _free_name("node_{n}", layer.units)),
        weights=frozen(np.vstack([layer.weights, fresh[-1:]])),
        bias=frozen([*layer.bias, 0.0]),
        **_masks(layer, lambda mask: np.pad(mask, ((0, 1), (0, 0)))),
    )
    example = experiment.example
    if column < len(layers):
        layers[column] = _with_source_added(layers[column], experiment.training.seed)
    elif example.targets is not None:
        example = replace(example, targets=(*example.targets, 0.0))
    return _with_structure(experiment, Network(network.inputs, tuple(layers)), example)


def with_unit_removed(experiment: Experiment, column: int, unit: int | None = None) -> Experiment:
    """Take one unit (default: the last) out of a column; every other weight stays."""
    network = experiment.network
    _refuse_data_bound(experiment, column)
    size = network.sizes[column]
    if size == 1:
        raise Problem(Message("the last unit of a layer cannot go; remove the layer instead"))
    gone = size - 1 if unit is None else unit
    example = experiment.example
    layers = list(network.layers)
    inputs = network.inputs
    if column == 0:
        inputs = _without(inputs, gone)
        example = replace(example, inputs=_without(example.inputs, gone))
    else:
        layer = layers[column - 1]
        layers[column - 1] = replace(
            layer,
            units=_without(layer.units, gone),
            weights=frozen(np.delete(layer.weights, gone, axis=0)),
            bias=frozen(np.delete(layer.bias, gone)),
            **_masks(layer, lambda mask: np.delete(mask, gone, axis=0)),
        )
    if column < len(layers):
        fed = layers[column]
        masks = _masks(fed, lambda mask: np.delete(mask, gone, axis=1))
        layers[column] = replace(fed, weights=frozen(np.delete(fed.weights, gone, axis=1)), **masks)
    elif example.targets is not None:
        example = replace(example, targets=_without(example.targets, gone))
    return _with_structure(experiment, Network(inputs, tuple(layers)), example)


def with_layer_added(experiment: Experiment, column: int, units: int = 2) -> Experiment:
    """Put a new hidden layer at `column` (1 is right after the inputs); it and the layer after it are drawn."""
    network = experiment.network
    names = [layer.name for layer in network.layers]
    neighbour = network.layers[max(0, column - 2)] if len(network.layers) > 1 else None
    activation = neighbour.activation if neighbour is not None else "relu"
    blank = Layer(
        _free_name("hidden {n}", names, start=1) if "hidden" in names else "hidden",
        tuple(f"node_{index}" for index in range(units)),
        activation,
        frozen(np.zeros((units, network.sizes[column - 1]))),
    )
    seed = experiment.training.seed
    new = replace(blank, weights=draw_layer(blank, network.sizes[column - 1], units, seed + column))
    after = network.layers[column - 1]
    after = with_weights_drawn(after, units, seed + column + 1)
    layers = (*network.layers[: column - 1], new, after, *network.layers[column:])
    return _with_structure(experiment, Network(network.inputs, layers), experiment.example)


def with_layer_removed(experiment: Experiment, column: int) -> Experiment:
    """Take a hidden layer out; the layer after it is drawn anew for its new sources."""
    network = experiment.network
    if not 1 <= column < len(network.layers):
        raise Problem(Message("only a hidden layer can be removed"))
    after = network.layers[column]
    sources = network.sizes[column - 1]
    after = with_weights_drawn(after, sources, experiment.training.seed + column)
    layers = (*network.layers[: column - 1], after, *network.layers[column + 1 :])
    return _with_structure(experiment, Network(network.inputs, layers), experiment.example)


def randomised(experiment: Experiment) -> Experiment:
    """New weights drawn from the layers' initialisers and the seed; biases become 0."""
    network = draw_network(experiment.network, experiment.training.seed)
    return replace(experiment, network=network, progress=None)


def with_data(experiment: Experiment, data: DataSource) -> Experiment:
    return replace(experiment, data=data, progress=None)


def _with_structure(experiment: Experiment, network: Network, example: Example) -> Experiment:
    """Other layers or units: what the optimizer remembers is no longer theirs."""
    return replace(experiment, network=network, example=example, progress=None)


def _with_layer(experiment: Experiment, column: int, **changes: Any) -> Experiment:
    network = experiment.network
    layers = list(network.layers)
    layers[column - 1] = replace(layers[column - 1], **changes)
    return replace(experiment, network=Network(network.inputs, tuple(layers)))


def _with_source_added(layer: Layer, seed: int) -> Layer:
    fresh = draw_layer(layer, layer.weights.shape[1] + 1, len(layer.units), seed)
    masks = _masks(layer, lambda mask: np.pad(mask, ((0, 0), (0, 1))))
    return replace(layer, weights=frozen(np.hstack([layer.weights, fresh[:, -1:]])), **masks)


def _masks(layer: Layer, change: Callable[[Mask], Mask]) -> dict[str, Any]:
    """The masks of a layer that grows or shrinks, for `replace`."""
    masks = {"is_frozen": layer.is_frozen, "is_pruned": layer.is_pruned}
    return {name: None if mask is None else change(mask) for name, mask in masks.items()}


def _with_flag(mask: Mask | None, layer: Layer, place: tuple[int, int], flag: bool) -> Mask:
    changed = np.zeros(layer.weights.shape, np.bool_) if mask is None else mask.copy()
    changed[place] = flag
    return changed


def _refuse_data_bound(experiment: Experiment, column: int) -> None:
    if experiment.data.features and column == 0:
        raise Problem(Message("the features decide how many inputs there are"))
    if experiment.data.source != "none" and column in (0, len(experiment.network.layers)):
        raise Problem(Message("the data decides how many inputs and outputs there are"))


def _replaced(array: Array, index: tuple[int, ...], value: float) -> Array:
    changed = array.copy()
    changed[index] = value
    return frozen(changed)


def _replaced_in(row: tuple[float, ...], index: int, value: float) -> tuple[float, ...]:
    return (*row[:index], value, *row[index + 1 :])


def _without(row: tuple[T, ...], index: int) -> tuple[T, ...]:
    return (*row[:index], *row[index + 1 :])


def _free_name(pattern: str, taken: tuple[str, ...] | list[str], start: int = 0) -> str:
    number = start
    while pattern.format(n=number) in taken:
        number += 1
    return pattern.format(n=number)
