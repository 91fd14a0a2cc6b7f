"""The whole training loop in NumPy: batches, epochs, slopes by hand, the experiment's optimizer."""

from __future__ import annotations

from core.experiment import Experiment
from core.live_code.loop import indented, order_line, rate_functions, rate_of_epoch
from core.live_code.math import functions_of, has_short_form, imports
from core.live_code.numpy_update import memory_lines, update_lines
from core.live_code.program import Library
from core.live_code.text import number, one_line
from core.network import Network

_LOSSES = {
    "mse": ["return ((a - t) ** 2).mean()"],
    "mae": ["return np.abs(a - t).mean()"],
    "huber": ["size = np.abs(a - t)", "return np.where(size <= 1, 0.5 * size**2, size - 0.5).mean()"],
    "half_squared_error": ["return 0.5 * ((a - t) ** 2).sum(axis=1).mean()"],
    "binary_cross_entropy": [
        "# From the sums z, so that it stays finite.",
        "return (np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))).mean()",
    ],
    "categorical_cross_entropy": [
        "# From the sums z, so that it stays finite.",
        "z = z - z.max(axis=1, keepdims=True)",
        "log_a = z - np.log(np.exp(z).sum(axis=1, keepdims=True))",
        "return -(t * log_a).sum(axis=1).mean()",
    ],
}
_SLOPES = {
    "mse": "2 * ({a} - t) / t.size",
    "mae": "np.sign({a} - t) / t.size",
    "huber": "np.clip({a} - t, -1, 1) / t.size",
    "half_squared_error": "({a} - t) / len(t)",
    "binary_cross_entropy": "({a} - t) / t.size",
    "categorical_cross_entropy": "({a} * t.sum(axis=1, keepdims=True) - t) / len(t)",
}
"""Slopes of the mean over the rows of a batch."""


def _model(experiment: Experiment) -> list[str]:
    network, training = experiment.network, experiment.training
    return [
        *functions_of(network, training.loss),
        *_forward_function(network),
        *_loss_function(experiment),
        *rate_functions(training),
    ]


def _forward_function(network: Network) -> list[str]:
    lines = ["def forward(x):", '    """Sums z and values a of every layer, a row an example."""']
    names = []
    before = "x"
    for index in range(1, len(network.layers) + 1):
        lines += indented(_layer_forward(network, index, before))
        names += [f"z{index}", f"a{index}"]
        before = f"a{index}"
    short = f"    return {', '.join(names)}"
    if len(short) > 76:
        return [
            *lines,
            "    return (",
            *(f"        {z}, {a}," for z, a in zip(names[::2], names[1::2], strict=True)),
            "    )",
        ]
    return [*lines, short]


def _layer_forward(network: Network, index: int, before: str) -> list[str]:
    layer = network.layers[index - 1]
    bias = f" + b{index}" if layer.use_bias else ""
    value = f"z{index}" if layer.activation == "identity" else f"{layer.activation}(z{index})"
    return [f"z{index} = {before} @ W{index}.T{bias}", f"a{index} = {value}"]


def _loss_function(experiment: Experiment) -> list[str]:
    return [
        "",
        "",
        "def loss_of(x, t):",
        f'    """{experiment.training.loss}, the mean over the rows."""',
        "    *_, z, a = forward(x)",
        *indented(_LOSSES[experiment.training.loss]),
    ]


def _epoch(experiment: Experiment) -> list[str]:
    training = experiment.training
    lines = [order_line(training)]
    rate = rate_of_epoch(training)
    if rate is not None:
        lines.append(f"rate = {rate}")
    lines += ["for start in range(0, len(order), batch_size):"]
    batch = ["rows = order[start : start + batch_size]", "x, t = x_train[rows], t_train[rows]"]
    batch += ["", "# Forward.", *_forward(experiment)]
    batch += ["", "# Backward: slopes of the loss, the last layer first.", *_backward(experiment)]
    batch += ["", "# Update.", *update_lines(experiment), ""]
    return [*lines, *indented(batch)[:-1]]


def _forward(experiment: Experiment) -> list[str]:
    network = experiment.network
    if not any(layer.dropout for layer in network.layers):
        names = [f"{letter}{index}" for index in range(1, len(network.layers) + 1) for letter in "za"]
        short = f"{', '.join(names)} = forward(x)"
        if len(short) <= 68:
            return [short]
        return ["(", *(f"    {z}, {a}," for z, a in zip(names[::2], names[1::2], strict=True)), ") = forward(x)"]
    lines = [
        "# Dropout silences some values, and lets the others grow to make up for it.",
        f"draw = np.random.default_rng([{experiment.training.seed}, 3, epoch, start // batch_size])",
    ]
    before = "x"
    for index, layer in enumerate(network.layers, start=1):
        lines += _layer_forward(network, index, before)
        before = f"a{index}"
        if layer.dropout:
            share = number(layer.dropout)
            lines += [
                f"kept{index} = (draw.random(a{index}.shape) >= {share}) / (1 - {share})",
                f"sent{index} = a{index} * kept{index}",
            ]
            before = f"sent{index}"
    return lines


def _backward(experiment: Experiment) -> list[str]:
    network = experiment.network
    count = len(network.layers)
    lines = []
    for index in range(count, 0, -1):
        layer = network.layers[index - 1]
        name = f"  # {one_line(layer.name)}"
        if index == count:
            slope = _SLOPES[experiment.training.loss].format(a=f"a{count}")
            if has_short_form(network, experiment.training.loss):
                lines += [f"dz{count} = {slope}"]
            elif layer.function.mixes_units:
                shared = f"(da{count} * a{count}).sum(axis=1, keepdims=True)"
                lines += [f"da{count} = {slope}", f"dz{count} = a{count} * (da{count} - {shared})"]
            else:
                lines += [f"da{count} = {slope}", _through(layer.activation, count)]
        else:
            dropped = f" * kept{index}" if layer.dropout else ""
            lines += [f"da{index} = dz{index + 1} @ W{index + 1}{dropped}", _through(layer.activation, index)]
        lines[-1] += name if len(lines[-1] + name) <= 68 else ""
        before = "x" if index == 1 else f"{'sent' if network.layers[index - 2].dropout else 'a'}{index - 1}"
        lines.append(f"dW{index} = dz{index}.T @ {before}")
        if layer.use_bias:
            lines.append(f"db{index} = dz{index}.sum(axis=0)")
    return lines


def _through(activation: str, index: int) -> str:
    steep = "" if activation == "identity" else f" * {activation}_slope(z{index})"
    return f"dz{index} = da{index}{steep}"


NUMPY = Library(
    "the whole training in NumPy.",
    notes=lambda experiment: [],
    imports=lambda experiment, more: imports(experiment.network, *more),
    model=_model,
    preparation=memory_lines,
    epoch=_epoch,
    predictions=lambda experiment: ["*_, predictions = forward(inputs)", "print(predictions[:5])"],
)
