"""Edits: functions from one experiment to the next. What an edit does not touch is shared, not copied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from core.experiment import Example, Experiment
from core.initialise import INITIALISERS, draw_network
from core.message import Message, Problem
from core.network import Network, frozen
from core.presentation import Presentation
from core.progress import Progress


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
    return with_layer(experiment, column, activation=name)


def with_bias_used(experiment: Experiment, column: int, is_used: bool) -> Experiment:
    """Let a layer add biases, or not: without them they are all 0."""
    layer = experiment.network.layers[column - 1]
    bias = layer.bias if is_used else frozen(np.zeros(len(layer.units)))
    return with_layer(experiment, column, use_bias=is_used, bias=bias)


def with_initialiser(experiment: Experiment, column: int, name: str | None) -> Experiment:
    """How weights of a layer are drawn from now on (None: as suits its activation); the present ones stay."""
    if name is not None and name not in INITIALISERS:
        known = ", ".join(INITIALISERS)
        raise Problem(Message('"{value}" is not known; use one of {known}', value=name, known=known), "init")
    return with_layer(experiment, column, init=name)


def with_dropout(experiment: Experiment, column: int, share: float) -> Experiment:
    """Silence this share of a hidden layer's values in each training step."""
    return with_layer(experiment, column, dropout=share)


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


def randomised(experiment: Experiment) -> Experiment:
    """New weights drawn from the layers' initialisers and the seed; biases become 0."""
    network = draw_network(experiment.network, experiment.training.seed)
    return replace(experiment, network=network, progress=None)


def with_presentation(experiment: Experiment, presentation: Presentation) -> Experiment:
    """Put it before people in another way."""
    return replace(experiment, presentation=presentation)


def with_layer(experiment: Experiment, column: int, **changes: Any) -> Experiment:
    """Change attributes of the layer in a column (1 is the first layer)."""
    network = experiment.network
    layers = list(network.layers)
    layers[column - 1] = replace(layers[column - 1], **changes)
    return replace(experiment, network=Network(network.inputs, tuple(layers)))


def _replaced_in(row: tuple[float, ...], index: int, value: float) -> tuple[float, ...]:
    return (*row[:index], value, *row[index + 1 :])
