"""The arithmetic behind each number of a trace, written out with the numbers themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.explaining import backward_equations as backward
from core.explaining import forward_equations as forward
from core.explaining import update_equations as updating
from core.explaining.batch_equations import is_mean, mean_over_rows
from core.explaining.terms import Equation, is_reached, number
from core.numbers import is_hidden
from core.quantity import Kind, Quantity
from core.trace import Trace


def equation(trace: Trace, quantity: Quantity) -> Equation:
    """The expression that makes this number; empty for a given number and where only the rule can be said.

    Where the trace takes a numerically safer way (cross-entropies far out), the expression that does not reach the
    number is left away. Raises LookupError where the trace has no such number.
    """
    result = number(trace, quantity).value
    make = mean_over_rows if is_mean(trace, quantity) else _EQUATIONS.get(quantity.kind)
    with np.errstate(over="ignore", invalid="ignore"):
        terms = () if make is None else make(trace, quantity)
    if is_hidden(result):
        return ()
    return terms if is_reached(terms, result) or quantity.kind in _NEW else ()


# What a run made in single precision is near its update, which is all that can be said.
_NEW = (Kind.NEW_WEIGHT, Kind.NEW_BIAS)
_EQUATIONS: dict[Kind, Callable[[Trace, Quantity], Equation]] = {
    Kind.INPUT: forward.input_as_fed,
    Kind.PRODUCT: forward.product,
    Kind.WEIGHTED_SUM: forward.weighted_sum,
    Kind.ACTIVATION: forward.activation,
    Kind.ACTIVATION_SLOPE: backward.activation_slope,
    Kind.ERROR: forward.error,
    Kind.LOSS: forward.loss,
    Kind.SLOPE_AT_ACTIVATION: backward.slope_at_activation,
    Kind.SLOPE_AT_SUM: backward.slope_at_sum,
    Kind.SLOPE_OF_WEIGHT: backward.slope_of_weight,
    Kind.SLOPE_OF_BIAS: backward.slope_of_bias,
    Kind.USED_SLOPE: updating.used_slope,
    Kind.MEAN_SLOPE: updating.mean_slope,
    Kind.SQUARED_SLOPE: updating.squared_slope,
    Kind.NORM: updating.norm,
    Kind.CLIP_SCALE: updating.clip_scale,
    Kind.NEW_WEIGHT: updating.update,
    Kind.NEW_BIAS: updating.update,
}
