"""Edits of what there is: units and layers added, removed, moved and named. Every weight that can stay stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from core.edits import with_layer
from core.experiment import Example, Experiment
from core.initialise import draw_layer, with_weights_drawn
from core.message import Message, Problem
from core.network import Layer, Mask, Network, frozen

T = TypeVar("T")
LONGEST_NAME = 60


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
    return _with_units(experiment, column, [index for index in range(size) if index != gone])


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


def with_unit_moved(experiment: Experiment, column: int, unit: int, to: int) -> Experiment:
    """Move a unit to place `to` of its column, with all its weights: the network computes what it did."""
    network = experiment.network
    _refuse_data_bound(experiment, column)
    size = network.sizes[column]
    order = [index for index in range(size) if index != unit]
    order.insert(min(max(to, 0), size - 1), unit)
    return experiment if order == list(range(size)) else _with_units(experiment, column, order)


def with_unit_renamed(experiment: Experiment, column: int, unit: int, name: str) -> Experiment:
    """Give a unit or an input another name (raises Problem for an empty one, or one that is taken)."""
    network = experiment.network
    names = network.unit_names(column)
    fresh = _checked_name(name, (*names[:unit], *names[unit + 1 :]))
    renamed = (*names[:unit], fresh, *names[unit + 1 :])
    if column:
        return with_layer(experiment, column, units=renamed)
    return replace(experiment, network=Network(renamed, network.layers))


def with_layer_renamed(experiment: Experiment, column: int, name: str) -> Experiment:
    """Give a layer another name (raises Problem for an empty one, or one that is taken)."""
    others = [layer.name for index, layer in enumerate(experiment.network.layers, start=1) if index != column]
    return with_layer(experiment, column, name=_checked_name(name, others))


def _checked_name(name: str, taken: Sequence[str]) -> str:
    fresh = " ".join(name.split())
    if not fresh:
        raise Problem(Message("type a name"))
    if len(fresh) > LONGEST_NAME:
        raise Problem(Message("a name has {most} letters at most", most=LONGEST_NAME))
    if fresh in taken:
        raise Problem(Message("“{name}” is taken; names tell units apart", name=fresh))
    return fresh


def _with_units(experiment: Experiment, column: int, chosen: list[int]) -> Experiment:
    """These units of a column in this order, with their weights; the example goes along."""
    example, layers, inputs = experiment.example, list(experiment.network.layers), experiment.network.inputs
    if column == 0:
        inputs = _picked(inputs, chosen)
        example = replace(example, inputs=_picked(example.inputs, chosen))
    else:
        layer = layers[column - 1]
        layers[column - 1] = replace(
            layer,
            units=_picked(layer.units, chosen),
            weights=frozen(layer.weights[chosen]),
            bias=frozen(layer.bias[chosen]),
            **_masks(layer, lambda mask: mask[chosen]),
        )
    if column < len(layers):
        fed = layers[column]
        masks = _masks(fed, lambda mask: mask[:, chosen])
        layers[column] = replace(fed, weights=frozen(fed.weights[:, chosen]), **masks)
    elif example.targets is not None:
        example = replace(example, targets=_picked(example.targets, chosen))
    return _with_structure(experiment, Network(inputs, tuple(layers)), example)


def _picked(row: tuple[T, ...], places: list[int]) -> tuple[T, ...]:
    return tuple(row[place] for place in places)


def _with_structure(experiment: Experiment, network: Network, example: Example) -> Experiment:
    """Other layers or units: what the optimizer remembers is no longer theirs."""
    return replace(experiment, network=network, example=example, progress=None)


def _with_source_added(layer: Layer, seed: int) -> Layer:
    fresh = draw_layer(layer, layer.weights.shape[1] + 1, len(layer.units), seed)
    masks = _masks(layer, lambda mask: np.pad(mask, ((0, 0), (0, 1))))
    return replace(layer, weights=frozen(np.hstack([layer.weights, fresh[:, -1:]])), **masks)


def _masks(layer: Layer, change: Callable[[Mask], Mask]) -> dict[str, Any]:
    """The masks of a layer that grows or shrinks, for `replace`."""
    masks = {"is_frozen": layer.is_frozen, "is_pruned": layer.is_pruned}
    return {name: None if mask is None else change(mask) for name, mask in masks.items()}


def binding(experiment: Experiment, column: int) -> Message | None:
    """What decides how many units a column has, where it is not the hand."""
    if experiment.data.features and column == 0:
        return Message("the features decide how many inputs there are")
    if experiment.data.source != "none" and column in (0, len(experiment.network.layers)):
        return Message("the data decides how many inputs and outputs there are")
    return None


def _refuse_data_bound(experiment: Experiment, column: int) -> None:
    bound = binding(experiment, column)
    if bound is not None:
        raise Problem(bound)


def _free_name(pattern: str, taken: tuple[str, ...] | list[str], start: int = 0) -> str:
    number = start
    while pattern.format(n=number) in taken:
        number += 1
    return pattern.format(n=number)
