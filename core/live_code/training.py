"""The whole training loop in NumPy: batches, epochs, slopes by hand, the experiment's optimizer."""

from __future__ import annotations

from core.experiment import Experiment, Training
from core.live_code.data import rows_lines, split_lines, uses_pandas
from core.live_code.loop import (
    before_loop,
    epoch_end,
    general_notes,
    indented,
    order_line,
    rate_functions,
    rate_of_epoch,
    refusal,
    settings_lines,
)
from core.live_code.math import functions_of, has_short_form, imports
from core.live_code.store import Store, heading, is_masked, masks_by_number, weights_by_number
from core.live_code.text import number, one_line
from core.network import Network

_WHAT = "the whole training in NumPy."

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


def training_code(experiment: Experiment, store: Store) -> list[str]:
    """From the weights on show through all epochs, with the batches and shuffles of the program."""
    stop = refusal(experiment)
    if stop:
        return [*heading(experiment, _WHAT), *stop]
    network, training = experiment.network, experiment.training
    body = [
        *weights_by_number(experiment, store),
        *masks_by_number(experiment, store),
        "",
        *settings_lines(experiment),
        *functions_of(network, training.loss),
        *_forward_function(network),
        *_loss_function(experiment),
        *rate_functions(training),
        "",
        "",
        *rows_lines(experiment, store),
        "",
        *split_lines(experiment, store),
        "",
        *_memory(experiment),
        *before_loop(experiment),
        "for epoch in range(epochs):",
        *indented(_epoch(experiment)),
        *indented(epoch_end(experiment)),
        "",
        "*_, predictions = forward(inputs)",
        "print(predictions[:5])",
    ]
    more = ["import pandas as pd"] if uses_pandas(experiment) else []
    head = heading(experiment, _WHAT, general_notes(experiment))
    return [*head, *imports(network, *more), "", *store.loading(), *body]


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
    batch += ["", "# Update.", *_update(experiment), ""]
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


def _values(network: Network) -> list[tuple[str, str]]:
    """Everything that learns, and what training may change of it."""
    pairs = []
    for index, layer in enumerate(network.layers, start=1):
        pairs.append((f"W{index}", f"free{index}" if is_masked(layer) else ""))
        if layer.use_bias:
            pairs.append((f"b{index}", ""))
    return pairs


def _memory(experiment: Experiment) -> list[str]:
    """What the optimizer remembers from step to step."""
    training = experiment.training
    values = [name for name, _ in _values(experiment.network)]
    listed = _list("values", values)
    empty = "[np.zeros_like(value) for value in values]"
    match training.optimizer:
        case "sgd" if not training.momentum:
            lines = []
        case "sgd":
            lines = [*listed, f"velocities = {empty}"]
        case "rmsprop" | "adagrad":
            lines = [*listed, f"squares = {empty}"]
        case _:
            lines = [*listed, f"means = {empty}", f"squares = {empty}"]
    if training.optimizer in ("adam", "adamw") or training.schedule.kind == "one_cycle":
        lines.append("step = 0")
    return lines


def _list(name: str, items: list[str]) -> list[str]:
    short = f"{name} = [{', '.join(items)}]"
    return [short] if len(short) <= 68 else [f"{name} = [", *(f"    {item}," for item in items), "]"]


def _update(experiment: Experiment) -> list[str]:
    network, training = experiment.network, experiment.training
    values = _values(network)
    lines: list[str] = []
    for name, free in values:
        is_weight = name.startswith("W")
        if training.l2 and is_weight:
            lines.append(f"d{name} += {number(training.l2)} * {name}")
        if training.l1 and is_weight:
            lines.append(f"d{name} += {number(training.l1)} * np.sign({name})")
        if free:
            lines.append(f"d{name} *= {free}")
    slopes = [f"d{name}" for name, _ in values]
    needs_list = training.gradient_clip is not None or training.optimizer != "sgd" or training.momentum
    if needs_list:
        lines += _list("slopes", slopes)
    if training.gradient_clip is not None:
        lines += [
            "norm = np.sqrt(sum((slope**2).sum() for slope in slopes))",
            "for slope in slopes:",
            f"    slope *= min(1, {number(training.gradient_clip)} / (norm + 1e-6))",
        ]
    is_stepwise = training.schedule.kind == "one_cycle"
    if is_stepwise:
        lines.append("rate = rate_at(step)")
    rate = "learning_rate" if training.schedule.kind == "constant" else "rate"
    if training.decay:
        for name, free in values:
            masked = f" * {free}" if free else ""
            if training.optimizer == "adamw":
                lines.append(f"{name} -= {rate} * {number(training.decay)} * {name}{masked}")
            else:
                lines.append(f"d{name} += {number(training.decay)} * {name}{masked}")
    if is_stepwise or training.optimizer in ("adam", "adamw"):
        lines.append("step += 1")
    return [*lines, *_moves(training, values, rate)]


def _moves(training: Training, values: list[tuple[str, str]], rate: str) -> list[str]:
    match training.optimizer:
        case "sgd" if not training.momentum:
            return [f"{name} -= {rate} * d{name}" for name, _ in values]
        case "sgd":
            momentum = number(training.momentum)
            ahead = f"(slope + {momentum} * velocity)" if training.nesterov else "velocity"
            return [
                "for value, slope, velocity in zip(values, slopes, velocities):",
                f"    velocity[...] = {momentum} * velocity + slope",
                f"    value -= {rate} * {ahead}",
            ]
        case "rmsprop":
            return [
                "for value, slope, square in zip(values, slopes, squares):",
                "    square[...] = 0.99 * square + 0.01 * slope**2",
                f"    value -= {rate} * slope / (np.sqrt(square) + 1e-8)",
            ]
        case "adagrad":
            return [
                "for value, slope, square in zip(values, slopes, squares):",
                "    square += slope**2",
                f"    value -= {rate} * slope / (np.sqrt(square) + 1e-10)",
            ]
        case _:
            return [
                "for value, slope, mean, square in zip(values, slopes, means, squares):",
                "    mean[...] = 0.9 * mean + 0.1 * slope",
                "    square[...] = 0.999 * square + 0.001 * slope**2",
                "    spread = np.sqrt(square / (1 - 0.999**step)) + 1e-8",
                f"    value -= {rate} * mean / (1 - 0.9**step) / spread",
            ]
