"""A step node by node: every sum, value and slope a line of its own, in the words of a first course."""

from __future__ import annotations

from dataclasses import dataclass

from core.experiment import Experiment
from core.live_code.math import has_short_form
from core.live_code.text import comment, one_line, terms
from core.network import Layer, Network


@dataclass(frozen=True)
class Names:
    """What layers and units are called in the code; `units` a tuple a layer."""

    layers: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]

    @staticmethod
    def of(network: Network, layers: tuple[str, ...], units: tuple[str, ...]) -> Names:
        """Units of all layers, one after the other, parted."""
        parted, start = [], 0
        for layer in network.layers:
            parted.append(units[start : start + len(layer.units)])
            start += len(layer.units)
        return Names(layers, tuple(parted))

    def sent_into(self, index: int) -> str:
        """The array that layer `index` receives."""
        return "input_data" if index == 0 else f"{self.layers[index - 1]}_values"


def node_lines(experiment: Experiment, names: Names) -> list[str]:
    """Forward and, where there is a target, error, loss and slopes."""
    lines = _forward(experiment.network, names)
    if experiment.example.targets is not None:
        lines += ["", *_loss(experiment, names), "", *_backward(experiment, names)]
    return lines


def _forward(network: Network, names: Names) -> list[str]:
    lines = comment("Forward: each node multiplies what feeds in by its weights and adds up.")
    last = len(network.layers) - 1
    for index, (layer, units) in enumerate(zip(network.layers, names.units, strict=True)):
        for unit in units:
            bias = f' + biases["{unit}"]' if layer.use_bias else ""
            total = f'({names.sent_into(index)} * weights["{unit}"]).sum(){bias}'
            if layer.activation == "identity":
                lines.append(f"{unit}_value = {total}")
                continue
            lines.append(f"{unit}_sum = {total}")
            if not layer.function.mixes_units:
                lines.append(f"{unit}_value = {layer.activation}({unit}_sum)")
        if index < last:
            lines += [*_array(f"{names.layers[index]}_values", [f"{unit}_value" for unit in units]), ""]
        elif layer.function.mixes_units:
            lines += _array("output_sums", [f"{unit}_sum" for unit in units])
            lines.append(f"prediction = {layer.activation}(output_sums)")
        elif len(units) == 1:
            lines.append(f"prediction = {units[0]}_value")
        else:
            lines += _array("prediction", [f"{unit}_value" for unit in units])
    return [*lines, "print(prediction)"]


def _array(name: str, items: list[str]) -> list[str]:
    short = f"{name} = np.array([{', '.join(items)}])"
    if len(short) <= 76:
        return [short]
    return [f"{name} = np.array(", "    [", *(f"        {item}," for item in items), "    ]", ")"]


def _loss(experiment: Experiment, names: Names) -> list[str]:
    output, units = experiment.network.output, names.units[-1]
    is_single = len(units) == 1
    lines = ["# How far is it from the target?", "error = prediction - target"]
    sums = _sums(output, units)
    kind = experiment.training.loss
    if kind == "binary_cross_entropy" and is_single:
        lines += [f"z = {sums[0]}", *_BINARY_ABOUT, "loss = max(z, 0) - z * target + np.log1p(np.exp(-abs(z)))"]
    elif kind == "binary_cross_entropy":
        lines += [*_array("z", sums), *_BINARY_ABOUT, f"loss = {_BINARY}.mean()"]
    elif kind == "categorical_cross_entropy":
        lines += [*_array("z", sums), *categorical_lines()]
    else:
        lines.append(f"loss = {SINGLE_LOSSES[kind] if is_single else VECTOR_LOSSES[kind]}")
    return [*lines, "print(loss)"]


def _sums(output: Layer, units: tuple[str, ...]) -> list[str]:
    end = "value" if output.activation == "identity" else "sum"
    return [f"{unit}_{end}" for unit in units]


_BINARY = "(np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z))))"
_BINARY_ABOUT = comment("-(t * ln(p) + (1 - t) * ln(1 - p)), worked out from the sum: this stays finite.")
SINGLE_LOSSES = {
    "mse": "error**2",
    "mae": "abs(error)",
    "huber": "0.5 * error**2 if abs(error) <= 1 else abs(error) - 0.5",
    "half_squared_error": "0.5 * error**2",
}
VECTOR_LOSSES = {
    "mse": "(error**2).mean()",
    "mae": "np.abs(error).mean()",
    "huber": "np.where(abs(error) <= 1, 0.5 * error**2, abs(error) - 0.5).mean()",
    "half_squared_error": "0.5 * (error**2).sum()",
    "binary_cross_entropy": f"{_BINARY}.mean()",
}
SLOPES = {
    "mse": "2 * error",
    "mae": "np.sign(error)",
    "huber": "np.clip(error, -1, 1)",
    "half_squared_error": "error",
    "binary_cross_entropy": "error / np.maximum(prediction * (1 - prediction), np.finfo(np.float32).tiny)",
    "categorical_cross_entropy": "-target / np.maximum(prediction, np.finfo(np.float32).tiny)",
}
"""The slope of the loss at the prediction; where the loss is a mean, still to be divided by the outputs."""


def categorical_lines() -> list[str]:
    """The loss from the vector of sums `z`."""
    return [
        *comment("-(t * ln(p)).sum(), worked out from the sums: this stays finite."),
        "log_p = z - z.max() - np.log(np.exp(z - z.max()).sum())",
        "loss = -(target * log_p).sum()",
    ]


def slope_expression(experiment: Experiment) -> str:
    """The slope of the loss at the prediction, or with its partner at the sums."""
    kind, outputs = experiment.training.loss, len(experiment.network.output.units)
    if kind == "categorical_cross_entropy" and has_short_form(experiment.network, kind):
        targets = experiment.example.targets
        is_one = targets is not None and sum(targets) == 1
        return "error" if is_one else "prediction * target.sum() - target"
    expression = "error" if has_short_form(experiment.network, kind) else SLOPES[kind]
    is_mean = kind not in ("half_squared_error", "categorical_cross_entropy")
    return f"{expression} / {outputs}" if is_mean and outputs > 1 else expression


def _backward(experiment: Experiment, names: Names) -> list[str]:
    network = experiment.network
    lines = [
        *comment(
            "Backward. The slope of a weight has three factors: the value that feeds in, the slope of the loss at "
            "the node it feeds into, and how steep the activation is there (1 without one)."
        ),
        "slopes = {}",
    ]
    if any(layer.use_bias for layer in network.layers):
        lines.append("bias_slopes = {}")
    # The factors that lead from a unit's sum to the loss, as they are known on the way back.
    factors: dict[str, str] = {}
    last = len(network.layers) - 1
    for index in range(last, -1, -1):
        layer = network.layers[index]
        at_sums = index == last and (has_short_form(network, experiment.training.loss) or layer.function.mixes_units)
        if index == last:
            lines += _output_slopes(experiment, names.units[last])
        lines += ["", f"# {one_line(layer.name)}"]
        for place, unit in enumerate(names.units[index]):
            if index < last:
                back = [f'{factors[after]} * weights["{after}"][{place}]' for after in names.units[index + 1]]
                lines += terms(f"{unit}_slope = ", back)
            elif len(names.units[last]) == 1:
                lines.append(f"{unit}_slope = prediction_slope")
            else:
                lines.append(f"{unit}_slope = prediction_slope[{place}]")
            factors[unit] = f"{unit}_slope"
            third = " * 1"
            if at_sums:
                third = ""
            elif layer.activation != "identity":
                lines.append(f"{unit}_steepness = {layer.activation}_slope({unit}_sum)")
                third = f" * {unit}_steepness"
                factors[unit] += third
            lines.append(f'slopes["{unit}"] = {names.sent_into(index)} * {unit}_slope{third}')
            if layer.use_bias:
                lines.append(f'bias_slopes["{unit}"] = {factors[unit]}')
    return lines


def _output_slopes(experiment: Experiment, units: tuple[str, ...]) -> list[str]:
    network, expression = experiment.network, slope_expression(experiment)
    if has_short_form(network, experiment.training.loss):
        about = f"With {network.output.activation} this loss has a short slope at the sums: the steepness is in it."
        return [*comment(about), f"prediction_slope = {expression}"]
    if network.output.function.mixes_units:
        return [
            *comment("Softmax mixes its units: from the slopes at the values to those at the sums."),
            f"value_slope = {expression}",
            "shared = (value_slope * prediction).sum()",
            "prediction_slope = prediction * (value_slope - shared)",
        ]
    return [f"prediction_slope = {expression}"]
