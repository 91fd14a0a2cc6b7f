"""Advice from how a network is built: what its layers do with their sums, and the loss at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.advice.advice import (
    LOSS_MISMATCH,
    ONLY_LINEAR,
    RELU_AT_OUTPUT,
    SOFTMAX_ON_ONE_UNIT,
    Advice,
    Remedy,
    Units,
)
from core.advice.linear import linear_model
from core.advice.rows import Rows
from core.data.fitting import example_kept_on_row
from core.edits import randomised, with_activation, with_training
from core.experiment import Experiment, partner_problem
from core.losses import LOSSES
from core.message import Message
from core.network import Array, Network
from core.numbers import short


def structure_advice(experiment: Experiment, rows: Rows, sums: Array) -> Iterator[Advice]:
    """`sums` are those of the output layer for the rows (rows × outputs)."""
    mismatch = _mismatch(experiment)
    if mismatch is not None:
        yield mismatch
    if not rows.are_several:
        return
    if experiment.network.output.activation == "relu":
        yield _relu_at_output(experiment, rows, sums)
    model = linear_model(experiment.network)
    if model is not None:
        yield _only_linear(experiment)


def _mismatch(experiment: Experiment) -> Advice | None:
    network, training = experiment.network, experiment.training
    if partner_problem(network, training) is None:
        return None
    loss, output = LOSSES[training.loss], network.output
    if loss.partner == "softmax" and len(output.units) == 1:
        return Advice(
            SOFTMAX_ON_ONE_UNIT,
            Message("Softmax on one unit would always give 1."),
            Message(
                "Categorical cross-entropy belongs to softmax, which shares 1 out among the units of a layer. "
                "“{unit}” is alone and would get all of it, whatever its sum: e^z / e^z = 1, with slope 0.",
                unit=output.units[0],
            ),
            Message("For two classes use one sigmoid unit with binary cross-entropy."),
            "activations",
            _output_of(network),
            Remedy(
                Message("Use sigmoid and binary cross-entropy"),
                lambda now: _with_pair(now, "sigmoid", "binary_cross_entropy"),
            ),
        )
    activation, partner = output.activation, loss.partner or ""
    fits = _loss_for(activation)
    return Advice(
        LOSS_MISMATCH,
        Message("{loss} does not go with {activation} at the output.", loss=loss.label, activation=activation),
        Message(
            "It reads an output as a probability, as {partner} gives it. The values of {activation} lie elsewhere, "
            "and the logarithm of some does not exist; so training refuses the pair.",
            partner=partner,
            activation=activation,
        ),
        Message("Use {partner} at the output, or another loss.", partner=partner),
        "loss",
        _output_of(network),
        Remedy(Message("Use {partner} at the output", partner=partner), lambda now: _with_output(now, partner))
        if partner != "softmax" or len(output.units) > 1
        else Remedy(Message("Use {loss}", loss=fits), lambda now: with_training(now, loss=fits)),
    )


def _relu_at_output(experiment: Experiment, rows: Rows, sums: Array) -> Advice:
    negative = int((rows.targets < 0).any(axis=1).sum())
    silent = int((sums <= 0).all(axis=1).sum())
    seen = len(rows.inputs)
    is_class = bool(rows.class_counts)
    fit = "identity" if not is_class else "sigmoid" if len(experiment.network.output.units) == 1 else "softmax"
    why = Message(
        "ReLU gives no number below 0, and where its sum is negative its slope is 0: nothing is learnt from such a "
        "row. Of {rows} training rows {silent} give 0 now.",
        rows=seen,
        silent=silent,
    )
    if negative:
        why = Message(
            "{negative} of {rows} training rows have a target below 0, which ReLU can never give; and where its sum "
            "is negative its slope is 0: nothing is learnt from such a row ({silent} of them now).",
            negative=negative,
            rows=seen,
            silent=silent,
        )
    return Advice(
        RELU_AT_OUTPUT,
        Message("ReLU stands at the output."),
        why,
        Message("Keep ReLU for hidden layers; at the output use {fit}.", fit=fit),
        "activations",
        _output_of(experiment.network),
        Remedy(Message("Use {fit} at the output", fit=fit), lambda now: _with_output(now, fit)),
    )


def _only_linear(experiment: Experiment) -> Advice:
    network = experiment.network
    layers, hidden = len(network.layers), len(network.layers) - 1
    return Advice(
        ONLY_LINEAR,
        Message("Without an activation this is only a linear model."),
        Message(
            "No hidden layer bends its sums, so {layers} layers with {weights} weights come to a single matrix with "
            "{few}: no more than one layer can do.",
            layers=layers,
            weights=short(float(network.weight_count), 6),
            few=short(float(network.sizes[0] * network.sizes[-1]), 6),
        ),
        Message("Give the hidden layers an activation: tanh, or ReLU."),
        "why-activations",
        tuple(_whole(network, column) for column in range(1, hidden + 1)),
        Remedy(Message("Use tanh in the hidden layers"), lambda now: with_hidden_activation(now, "tanh")),
        linear_model(network),
    )


def with_hidden_activation(experiment: Experiment, name: str, *, is_redrawn: bool = False) -> Experiment:
    """All hidden layers with this activation, their weights drawn anew for it if wished."""
    changed = experiment
    for column in range(1, len(experiment.network.layers)):
        changed = with_activation(changed, column, name)
    if not is_redrawn:
        return changed
    return with_default_weights(changed)


def with_default_weights(experiment: Experiment) -> Experiment:
    """New weights, drawn everywhere as suits the activations."""
    network = experiment.network
    layers = tuple(replace(layer, init=None) for layer in network.layers)
    return randomised(replace(experiment, network=Network(network.inputs, layers)))


def _with_output(experiment: Experiment, name: str) -> Experiment:
    """Another activation at the output, the loss following where it belongs to another."""
    loss = experiment.training.loss
    partner = LOSSES[loss].partner
    return _with_pair(experiment, name, loss if partner in (None, name) else _loss_for(name))


def _with_pair(experiment: Experiment, activation: str, loss: str) -> Experiment:
    changed = with_activation(experiment, len(experiment.network.layers), activation)
    return with_training(example_kept_on_row(experiment, changed), loss=loss)


def _loss_for(activation: str) -> str:
    return next((name for name, loss in LOSSES.items() if loss.partner == activation), "mse")


def _output_of(network: Network) -> tuple[Units, ...]:
    return (_whole(network, len(network.layers)),)


def _whole(network: Network, column: int) -> Units:
    return Units(column, tuple(range(network.sizes[column])))
