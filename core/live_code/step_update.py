"""How the first update changes weights, in NumPy over dictionaries: the end of the step as live code."""

from __future__ import annotations

from collections.abc import Sequence

from core.experiment import Training
from core.live_code.text import number

_MOVES = {
    "rmsprop": [
        "square = 0.01 * slope**2",
        "return value - learning_rate * slope / (np.sqrt(square) + 1e-8)",
    ],
    "adagrad": ["return value - learning_rate * slope / (np.sqrt(slope**2) + 1e-10)"],
    "adam": [
        "mean = 0.1 * slope / (1 - 0.9)",
        "square = 0.001 * slope**2 / (1 - 0.999)",
        "return value - learning_rate * mean / (np.sqrt(square) + 1e-8)",
    ],
}


def update_lines(training: Training, *, has_biases: bool, has_masks: bool) -> list[str]:
    """From `slopes` and `bias_slopes` to `new_weights` and `new_biases`, by name."""
    rate = training.first_rate
    lines = ["", "# One update.", f"learning_rate = {number(rate)}"]
    if training.schedule.kind == "one_cycle":
        lines[-1] += f"  # the first of the cycle, 1/25 of {number(training.learning_rate)}"
    lines += _pulls(training, has_masks)
    if training.gradient_clip is not None:
        lines += _clip(training.gradient_clip, has_biases)
    decay = training.decay
    if decay and training.optimizer != "adamw":
        lines += ["# Weight decay.", *_each(f"+ {number(decay)} *", has_biases)]
    if training.optimizer == "sgd":
        move = "{value} - learning_rate * {slope}"
        if training.nesterov:
            lines += [f"# Looking ahead with a momentum of {number(training.momentum)}, at the first step."]
            move = f"{{value}} - learning_rate * (1 + {number(training.momentum)}) * {{slope}}"
    else:
        lines += _step_function(training)
        move = "step({value}, {slope})"
    weights = move.format(value="weights[name]", slope="slopes[name]")
    lines += _dictionary("new_weights", weights, "weights")
    if has_masks and decay:
        lines += [
            "for name in free:",
            "    new_weights[name] = np.where(free[name], new_weights[name], weights[name])",
        ]
    if has_biases:
        biases = move.format(value="biases[name]", slope="bias_slopes[name]")
        lines += _dictionary("new_biases", biases, "biases")
    shown: Sequence[str] = ("new_weights", "new_biases") if has_biases else ("new_weights",)
    return [*lines, *(f"print({name})" for name in shown)]


def _pulls(training: Training, has_masks: bool) -> list[str]:
    lines = []
    if training.l1 or training.l2:
        lines += ["# Penalties pull weights, not biases, towards 0.", "for name in weights:"]
        if training.l2:
            lines += [f"    slopes[name] = slopes[name] + {number(training.l2)} * weights[name]"]
        if training.l1:
            lines += [f"    slopes[name] = slopes[name] + {number(training.l1)} * np.sign(weights[name])"]
    if has_masks:
        lines += ["for name in free:", "    slopes[name] = slopes[name] * free[name]"]
    return lines


def _clip(largest: float, has_biases: bool) -> list[str]:
    every = "[*slopes.values(), *bias_slopes.values()]" if has_biases else "slopes.values()"
    lines = [
        "# All slopes are made shorter alike where their norm is too large.",
        f"norm = np.sqrt(sum((slope**2).sum() for slope in {every}))",
        f"shrink = min(1, {number(largest)} / (norm + 1e-6))",
        "for name in slopes:",
        "    slopes[name] = slopes[name] * shrink",
    ]
    if has_biases:
        lines += ["for name in bias_slopes:", "    bias_slopes[name] = bias_slopes[name] * shrink"]
    return lines


def _each(term: str, has_biases: bool) -> list[str]:
    lines = ["for name in slopes:", f"    slopes[name] = slopes[name] {term} weights[name]"]
    if has_biases:
        lines += ["for name in bias_slopes:", f"    bias_slopes[name] = bias_slopes[name] {term} biases[name]"]
    return lines


def _step_function(training: Training) -> list[str]:
    name = training.optimizer
    lines = ["", "", "def step(value, slope):", f'    """The first step of {name}: its memory is still empty."""']
    if name == "adamw" and training.decay:
        lines += [f"    value = value * (1 - learning_rate * {number(training.decay)})"]
    return [*lines, *(f"    {line}" for line in _MOVES["adam" if name == "adamw" else name]), "", ""]


def _dictionary(target: str, value: str, over: str) -> list[str]:
    return [f"{target} = {{", f"    name: {value}", f"    for name in {over}", "}"]
