"""Loss functions: one number for how far a prediction is from its target.

`of_row` gives the loss of one example (or of each row of a batch): the reduction over outputs is part
of the loss and is declared in `convention`; over the rows of a batch every loss is the mean.
The cross-entropies are computed from z, not from a, and so stay finite when a rounds to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.activations import FloatArray
from core.message import Message

ArrayFunction = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Loss:
    """One loss with everything that is said about it.

    The functions take (z, a, target) of the output layer, outputs along the last axis.
    `of_row` returns one loss a row; `slope_at_a` is d_loss/d_a; `slope_at_z`, where present, is the
    short form of d_loss/d_z together with the activation named in `partner`.
    """

    name: str
    label: Message
    of_row: ArrayFunction
    slope_at_a: ArrayFunction
    formula: str
    slope_formula: str
    convention: Message
    range: str
    partner: str | None = None
    slope_at_z: ArrayFunction | None = None
    seams: tuple[float, ...] = ()
    """The errors at which its formula changes, and its slope may jump."""

    @property
    def called(self) -> str | Message:
        """In a heading or a sentence: the short name where it is a word, the same in every language."""
        return self.label if "_" in self.name else self.name


TINY = float(np.finfo(np.float32).tiny)
"""A probability that rounded to 0 would make the slope infinite: the smallest normal float32 stands in."""


def _binary_cross_entropy(z: FloatArray, a: FloatArray, target: FloatArray) -> FloatArray:
    # max(z, 0) − z·t + log(1 + e^−|z|): the form torch's binary_cross_entropy_with_logits uses.
    rows: FloatArray = (np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z)))).mean(axis=-1)
    return rows


def _categorical_cross_entropy(z: FloatArray, a: FloatArray, target: FloatArray) -> FloatArray:
    shifted = z - z.max(axis=-1, keepdims=True)
    log_a = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    rows: FloatArray = -(target * log_a).sum(axis=-1)
    return rows


def _binary_slope_at_a(z: FloatArray, a: FloatArray, target: FloatArray) -> FloatArray:
    slopes: FloatArray = (a - target) / np.maximum(a * (1 - a), TINY) / a.shape[-1]
    return slopes


def _huber(z: FloatArray, a: FloatArray, target: FloatArray) -> FloatArray:
    size = np.abs(a - target)
    rows: FloatArray = np.where(size <= 1, 0.5 * size**2, size - 0.5).mean(axis=-1)
    return rows


LOSSES: dict[str, Loss] = {
    entry.name: entry
    for entry in (
        Loss(
            "mse",
            Message("Mean squared error"),
            lambda z, a, t: ((a - t) ** 2).mean(axis=-1),
            lambda z, a, t: 2 * (a - t) / a.shape[-1],
            "mean of error²",
            "2 × error / number of outputs",
            Message("mean of the squared errors of all outputs"),
            "[0, ∞)",
        ),
        Loss(
            "mae",
            Message("Mean absolute error"),
            lambda z, a, t: np.abs(a - t).mean(axis=-1),
            lambda z, a, t: np.sign(a - t) / a.shape[-1],
            "mean of |error|",
            "sign of error / number of outputs",
            Message("mean of the sizes of the errors of all outputs"),
            "[0, ∞)",
            seams=(0.0,),
        ),
        Loss(
            "huber",
            Message("Huber loss"),
            _huber,
            lambda z, a, t: np.clip(a - t, -1, 1) / a.shape[-1],
            "mean of ½ × error² if |error| ≤ 1, else |error| − ½",
            "error, held to −1 … 1 / number of outputs",
            Message("mean over the outputs; squared up to an error of 1, straight beyond"),
            "[0, ∞)",
            seams=(-1.0, 1.0),
        ),
        Loss(
            "half_squared_error",
            Message("Half squared error"),
            lambda z, a, t: 0.5 * ((a - t) ** 2).sum(axis=-1),
            lambda z, a, t: a - t,
            "sum of ½ × error²",
            "error",
            Message("sum of half the squared errors of all outputs"),
            "[0, ∞)",
        ),
        Loss(
            "binary_cross_entropy",
            Message("Binary cross-entropy"),
            _binary_cross_entropy,
            _binary_slope_at_a,
            "mean of −(t × ln a + (1 − t) × ln(1 − a))",
            "(a − t) / (a × (1 − a)) / number of outputs",
            Message("mean over the outputs, natural logarithm"),
            "[0, ∞)",
            partner="sigmoid",
            slope_at_z=lambda z, a, t: (a - t) / a.shape[-1],
        ),
        Loss(
            "categorical_cross_entropy",
            Message("Categorical cross-entropy"),
            _categorical_cross_entropy,
            lambda z, a, t: -t / np.maximum(a, TINY),
            "−Σ t × ln a",
            "−t / a",
            Message("sum over the outputs, natural logarithm"),
            "[0, ∞)",
            partner="softmax",
            # Holds for targets that sum to s: the slope of Σ t·ln a is s·a − t.
            slope_at_z=lambda z, a, t: a * t.sum(axis=-1, keepdims=True) - t,
        ),
    )
}
