"""A step layer by layer: what live code shows of networks with too many nodes for a line each."""

from __future__ import annotations

from core.experiment import Experiment
from core.live_code.math import has_short_form
from core.live_code.nodes import VECTOR_LOSSES, Names, categorical_lines, slope_expression
from core.live_code.text import comment, one_line


def layer_lines(experiment: Experiment, names: Names) -> list[str]:
    """Forward and, where there is a target, error, loss and slopes; all values of a layer are one array."""
    lines = _forward(experiment, names)
    if experiment.example.targets is not None:
        lines += ["", *_loss(experiment, names), "", *_backward(experiment, names)]
    return lines


def _forward(experiment: Experiment, names: Names) -> list[str]:
    lines = comment("Forward: each layer multiplies what feeds in by its weights and adds up (@).")
    for index, (layer, name) in enumerate(zip(experiment.network.layers, names.layers, strict=True)):
        bias = f' + biases["{name}"]' if layer.use_bias else ""
        lines.append(f'{name}_sums = weights["{name}"] @ {names.sent_into(index)}{bias}')
        value = f"{name}_sums" if layer.activation == "identity" else f"{layer.activation}({name}_sums)"
        lines.append(f"{name}_values = {value}")
    return [*lines, f"prediction = {names.layers[-1]}_values", "print(prediction)"]


def _loss(experiment: Experiment, names: Names) -> list[str]:
    lines = ["# How far is it from the target?", "error = prediction - target"]
    kind = experiment.training.loss
    if "cross_entropy" in kind:
        lines.append(f"z = {names.layers[-1]}_sums")
    lines += categorical_lines() if kind == "categorical_cross_entropy" else [f"loss = {VECTOR_LOSSES[kind]}"]
    return [*lines, "print(loss)"]


def _backward(experiment: Experiment, names: Names) -> list[str]:
    network = experiment.network
    lines = [
        *comment(
            "Backward. The slope of a weight has three factors: the value that feeds in, the slope of the loss at "
            "the node it feeds into, and the slope of the activation there. The last two are the slope at its sum."
        ),
        "slopes = {}",
    ]
    if any(layer.use_bias for layer in network.layers):
        lines.append("bias_slopes = {}")
    last = len(network.layers) - 1
    for index in range(last, -1, -1):
        layer, name = network.layers[index], names.layers[index]
        lines += ["", f"# {one_line(layer.name)}"]
        if index == last:
            slope = slope_expression(experiment)
        else:
            slope = f'weights["{names.layers[index + 1]}"].T @ {names.layers[index + 1]}_sum_slopes'
        if index == last and has_short_form(network, experiment.training.loss):
            lines += [*comment(f"With {layer.activation} this loss has a short slope at the sums.")]
            lines += [f"{name}_sum_slopes = {slope}"]
        elif layer.function.mixes_units:
            lines += [
                *comment("Softmax mixes its units."),
                f"{name}_slopes = {slope}",
                f"shared = ({name}_slopes * prediction).sum()",
                f"{name}_sum_slopes = prediction * ({name}_slopes - shared)",
            ]
        else:
            steep = "" if layer.activation == "identity" else f" * {layer.activation}_slope({name}_sums)"
            lines += [f"{name}_slopes = {slope}", f"{name}_sum_slopes = {name}_slopes{steep}"]
        lines.append(f'slopes["{name}"] = np.outer({name}_sum_slopes, {names.sent_into(index)})')
        if layer.use_bias:
            lines.append(f'bias_slopes["{name}"] = {name}_sum_slopes')
    return lines
