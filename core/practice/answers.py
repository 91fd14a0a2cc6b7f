"""When an answer counts as right: exactly, where the numbers are friendly, else within a tolerance that is stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.message import Message
from core.network import Array
from core.quantity import Kind, Quantity, value_of
from core.trace import Trace

DECIMALS = 2
_ROUNDING = 1e-9
"""Of numbers of a few digits, computed in doubles."""


@dataclass(frozen=True)
class Tolerance:
    """How far an answer may be from a number: by a share of it, or by so much where that is more."""

    share: float
    at_least: float
    words: Message

    def accepts(self, value: float, answer: float) -> bool:
        return abs(answer - value) <= max(self.share * abs(value), self.at_least)


EXACT = Tolerance(_ROUNDING, _ROUNDING, Message("Every number here has at most two decimals: answers are exact."))
_SHARE, _AT_LEAST = 0.01, 0.0005
ROUNDED = Tolerance(
    _SHARE, _AT_LEAST, Message("Three digits are enough: an answer may be off by 1 %, near zero by 0.0005.")
)
_OLD = {Kind.NEW_WEIGHT: Kind.WEIGHT, Kind.NEW_BIAS: Kind.BIAS}


def tolerance_of(trace: Trace, at: Quantity) -> Tolerance:
    """The one that holds for answers about the number at an address."""
    if is_friendly(trace):
        return EXACT
    if at.kind not in _OLD:
        return ROUNDED
    # A step is small beside its weight: of 1 % of the weight the old one would be right.
    new, old = (value_of(trace, replace(at, kind=kind)) for kind in (at.kind, _OLD[at.kind]))
    step = 0.0 if new is None or old is None else abs(new - old)
    words = Message("Three decimals are enough: an answer may be off by 0.0005, or by 1 % of the step.")
    return Tolerance(0.0, max(_AT_LEAST, _SHARE * step), words)


@lru_cache(maxsize=4)
def is_friendly(trace: Trace) -> bool:
    """Whether every number of the step, on the way to a sum too, has at most two decimals."""
    return all(_has_few_decimals(array) for array in numbers_of(trace))


def numbers_of(trace: Trace) -> Iterator[Array]:
    """Every number of a step: what is given, products and sums, activations, error, loss, slopes, new weights."""
    yield trace.raw_inputs
    yield trace.inputs
    for at, here in enumerate(trace.layers):
        yield from (here.layer.weights, here.layer.bias, here.products, here.z, here.a, here.activation_slope)
        for slopes in (here.d_loss_d_a, here.d_loss_d_z, here.d_loss_d_weights, here.d_loss_d_bias):
            if slopes is not None:
                yield slopes
                yield trace.training.first_rate * slopes
        if at and here.d_loss_d_z is not None:
            yield here.layer.weights * here.d_loss_d_z[:, None]
    if trace.targets is not None and trace.error is not None and trace.loss is not None:
        yield from (trace.targets, trace.error, trace.error**2, np.array([trace.loss]))
    if trace.updated is not None:
        yield from trace.updated.arrays()


def _has_few_decimals(array: Array) -> bool:
    return bool(np.isfinite(array).all() and (np.abs(array - np.round(array, DECIMALS)) < _ROUNDING).all())
