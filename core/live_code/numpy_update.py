"""The optimizer of a training loop in NumPy: what it remembers, and what it does with the slopes of a batch."""

from __future__ import annotations

from core.experiment import Experiment, Training
from core.live_code.store import is_masked
from core.live_code.text import WIDTH, listed, number
from core.network import Network

_WIDTH = WIDTH - 8
"""In the loop over batches, in the loop over epochs."""


def _values(network: Network) -> list[tuple[str, str]]:
    """Everything that learns, and what training may change of it."""
    pairs = []
    for index, layer in enumerate(network.layers, start=1):
        pairs.append((f"W{index}", f"free{index}" if is_masked(layer) else ""))
        if layer.use_bias:
            pairs.append((f"b{index}", ""))
    return pairs


def memory_lines(experiment: Experiment) -> list[str]:
    """What the optimizer remembers from step to step."""
    training = experiment.training
    values = [name for name, _ in _values(experiment.network)]
    all_values = listed("values = [", values, "]", _WIDTH)
    empty = "[np.zeros_like(value) for value in values]"
    match training.optimizer:
        case "sgd" if not training.momentum:
            lines = []
        case "sgd":
            lines = [*all_values, f"velocities = {empty}"]
        case "rmsprop" | "adagrad":
            lines = [*all_values, f"squares = {empty}"]
        case _:
            lines = [*all_values, f"means = {empty}", f"squares = {empty}"]
    if training.optimizer in ("adam", "adamw") or training.schedule.kind == "one_cycle":
        lines.append("step = 0")
    return lines


def update_lines(experiment: Experiment) -> list[str]:
    """One step of the optimizer, from the slopes `dW1`, `db1`, … of a batch."""
    training = experiment.training
    values = _values(experiment.network)
    lines = _pulls(training, values)
    if training.gradient_clip is not None or training.optimizer != "sgd" or training.momentum:
        lines += listed("slopes = [", [f"d{name}" for name, _ in values], "]", _WIDTH)
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
    lines += _decay(training, values, rate)
    if is_stepwise or training.optimizer in ("adam", "adamw"):
        lines.append("step += 1")
    return [*lines, *_moves(training, values, rate)]


def _pulls(training: Training, values: list[tuple[str, str]]) -> list[str]:
    """Penalties pull weights, not biases; held weights are pulled by nothing."""
    lines = []
    for name, free in values:
        is_weight = name.startswith("W")
        if training.l2 and is_weight:
            lines.append(f"d{name} += {number(training.l2)} * {name}")
        if training.l1 and is_weight:
            lines.append(f"d{name} += {number(training.l1)} * np.sign({name})")
        if free:
            lines.append(f"d{name} *= {free}")
    return lines


def _decay(training: Training, values: list[tuple[str, str]], rate: str) -> list[str]:
    if not training.decay:
        return []
    masked = [(name, f" * {free}" if free else "") for name, free in values]
    decay = number(training.decay)
    if training.optimizer == "adamw":
        return [f"{name} -= {rate} * {decay} * {name}{mask}" for name, mask in masked]
    return [f"d{name} += {decay} * {name}{mask}" for name, mask in masked]


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
