"""Activation functions: what a unit does with its weighted sum z.

Every entry works on float64 arrays of any shape, the units along the last axis.
Derivatives are with respect to z; at the kink of relu we follow torch and take 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.message import Message

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """One function with everything that is said about it.

    `slope(z, a)` is da/dz unit by unit. Softmax mixes its units, so its slope is the diagonal only
    and `mixes_units` tells the backward pass to use `slope_through` instead.
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]
    formula: str
    slope_formula: str
    range: str
    sentence: Message
    curve_reach: float
    """The z at the edge of the little curve drawn in a unit."""
    mixes_units: bool = False

    def slope_through(self, z: FloatArray, a: FloatArray, d_a: FloatArray) -> FloatArray:
        """d_loss/d_z from d_loss/d_a, the last axis running over the units of the layer."""
        if self.mixes_units:
            shared: FloatArray = (d_a * a).sum(axis=-1, keepdims=True)
            return a * (d_a - shared)
        return d_a * self.slope(z, a)


def _sigmoid(z: FloatArray) -> FloatArray:
    # Both branches only ever raise e to a negative power, so nothing overflows.
    smaller = np.exp(-np.abs(z))
    values: FloatArray = np.where(z >= 0, 1 / (1 + smaller), smaller / (1 + smaller)).astype(z.dtype, copy=False)
    return values


def _softmax(z: FloatArray) -> FloatArray:
    powers: FloatArray = np.exp(z - z.max(axis=-1, keepdims=True))
    whole: FloatArray = powers.sum(axis=-1, keepdims=True)
    return powers / whole


ACTIVATIONS: dict[str, Activation] = {
    entry.name: entry
    for entry in (
        Activation(
            "identity",
            lambda z: z,
            lambda z, a: np.ones_like(z),
            "a = z",
            "1",
            "(−∞, ∞)",
            Message("Passes the weighted sum on unchanged: right for the output of a regression."),
            1.0,
        ),
        Activation(
            "sigmoid",
            _sigmoid,
            lambda z, a: a * (1 - a),
            "a = 1 / (1 + e^−z)",
            "a × (1 − a)",
            "(0, 1)",
            Message("Squeezes any number into 0 to 1: a probability for two classes."),
            5.0,
        ),
        Activation(
            "tanh",
            np.tanh,
            lambda z, a: 1 - a * a,
            "a = tanh(z)",
            "1 − a²",
            "(−1, 1)",
            Message("Squeezes any number into −1 to 1, and keeps zero at zero."),
            3.0,
        ),
        Activation(
            "relu",
            lambda z: np.maximum(z, 0),
            lambda z, a: (z > 0).astype(z.dtype),
            "a = max(0, z)",
            "1 if z > 0, else 0",
            "[0, ∞)",
            Message("Lets positive sums through and stops negative ones."),
            1.0,
        ),
        Activation(
            "softmax",
            _softmax,
            lambda z, a: a * (1 - a),
            "aⱼ = e^zⱼ / Σₖ e^zₖ",
            "aⱼ × (1 − aⱼ), and −aⱼ × aₖ for another unit k",
            "(0, 1), the units together 1",
            Message("Turns the sums of a layer into probabilities that add up to 1."),
            5.0,
            mixes_units=True,
        ),
    )
}
