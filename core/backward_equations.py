"""The arithmetic of the backward pass, written out: from the loss to the new weights."""

from __future__ import annotations

import math

import numpy as np

from core.activation_functions import SELU_ALPHA, SELU_SCALE, sigmoid
from core.arithmetic import Number, Role, Term, guarded, squared, term
from core.losses import LOSSES
from core.message import Message
from core.numbers import is_hidden
from core.optimizers import OPTIMIZER_TABLE
from core.quantity import Kind, Quantity, sent_by
from core.terms import Equation, is_reached, joined, number, summed, unit_name
from core.trace import LayerTrace, Trace


def has_short_form(trace: Trace, column: int) -> bool:
    """Whether loss and activation together make the slope at the sum short: activation − target."""
    loss = LOSSES[trace.training.loss]
    is_partner = trace.layers[column - 1].layer.activation == loss.partner
    return column == len(trace.layers) and loss.slope_at_z is not None and is_partner


def splits_in_three(trace: Trace, column: int, unit: int) -> bool:
    """Whether the slope of a weight here is value × slope at the unit × slope of the activation."""
    here = trace.layers[column - 1]
    if here.layer.function.mixes_units or here.d_loss_d_a is None or here.d_loss_d_z is None:
        return False
    product = float(here.d_loss_d_a[unit] * here.activation_slope[unit])
    if is_hidden(product) or is_hidden(float(here.d_loss_d_z[unit])):
        return not has_short_form(trace, column)
    return math.isclose(product, here.d_loss_d_z[unit], rel_tol=1e-12)


def slope_factors(trace: Trace, column: int, unit: int) -> tuple[tuple[Message, Quantity], ...]:
    """What the slope at a weighted sum is made of: slope at the unit and slope of the activation, or itself."""
    name = trace.network.unit_names(column)[unit]
    if not splits_in_three(trace, column, unit):
        label = Message("slope at the sum of {unit}", unit=name)
        return ((label, Quantity(Kind.SLOPE_AT_SUM, column, unit)),)
    activation = trace.layers[column - 1].layer.activation
    return (
        (Message("slope at {unit}", unit=name), Quantity(Kind.SLOPE_AT_ACTIVATION, column, unit)),
        (Message("slope of {activation}", activation=activation), Quantity(Kind.ACTIVATION_SLOPE, column, unit)),
    )


def activation_slope(trace: Trace, at: Quantity) -> Equation:
    a = number(trace, Quantity(Kind.ACTIVATION, at.column, at.unit))
    match trace.layers[at.column - 1].layer.activation:
        case "sigmoid" | "softmax":
            return (term(a, "×", "(", Number(1.0), "−", a, ")"),)
        case "tanh":
            return (term(Number(1.0), "−", *squared(a)),)
        case name:
            z = number(trace, Quantity(Kind.WEIGHTED_SUM, at.column, at.unit))
            return _slope_of_function(name, z)


def _slope_of_function(name: str, z: Number) -> Equation:
    """The slope from the weighted sum; empty where it is a constant or needs more than a pocket calculator."""
    one = Number(1.0)
    match name:
        case "elu" if z.value <= 0:
            return (term("e^", z),)
        case "selu" if z.value <= 0:
            return (term(Number(SELU_SCALE), "×", Number(SELU_ALPHA), "×", "e^", z),)
        case "softplus":
            return (term(one, "/", "(", one, "+", "e^", Number(-z.value, Role.VALUE), ")"),)
        case "silu":
            share = Number(float(sigmoid(np.array([z.value]))[0]))
            return (term(share, "×", "(", one, "+", z, "×", "(", one, "−", share, ")", ")"),)
        case "softsign":
            return (term(one, "/", "(", one, "+", Number(abs(z.value), Role.VALUE), ")", "²"),)
        case "sine":
            return (term("cos(", z, ")"),)
        case _:
            return ()


def slope_at_activation(trace: Trace, at: Quantity) -> Equation:
    if at.column == len(trace.layers):
        return _slope_at_output(trace, at)
    after = trace.layers[at.column]
    assert after.d_loss_d_z is not None
    weights = after.layer.weights[:, at.unit]
    terms = [
        term("(", Number(slope, Role.SLOPE), "×", Number(weight, Role.VALUE), ")", name=name)
        for name, slope, weight in zip(after.layer.units, after.d_loss_d_z.tolist(), weights.tolist(), strict=True)
    ]
    return summed(terms, after.d_loss_d_z * weights, Role.SLOPE)


def _slope_at_output(trace: Trace, at: Quantity) -> Equation:
    error = number(trace, Quantity(Kind.ERROR, at.column, at.unit))
    a = number(trace, Quantity(Kind.ACTIVATION, at.column, at.unit))
    t = number(trace, Quantity(Kind.TARGET, at.column, at.unit))
    count = len(trace.network.output.units)
    shared = () if count == 1 else (term("/"), term(Number(float(count)), name=Message("number of outputs")))
    match trace.training.loss:
        case "mse":
            return (term(Number(2.0)), term("×"), term(error, name=Message("error")), *shared)
        case "mae":
            return (term(Number(float(np.sign(error.value))), name=Message("sign of error")), *shared)
        case "huber":
            held = min(max(error.value, -1.0), 1.0)
            return (term(Number(held), name=Message("error, held to −1 … 1")), *shared)
        case "half_squared_error":
            return (term(error, name=Message("error")),)
        case "binary_cross_entropy":
            variance = term("(", a, "×", "(", Number(1.0), "−", a, ")", ")")
            return (term("(", a, "−", *guarded(t), ")"), term("/"), variance, *shared)
        case "categorical_cross_entropy":
            return (term(Number(-t.value), "/", a),)
        case _:
            return ()


def slope_at_sum(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    if here.layer.function.mixes_units:
        mixed = _slope_through_softmax(trace, here, at)
        return mixed if is_reached(mixed, number(trace, at).value) else short_form(trace, at)
    if has_short_form(trace, at.column) and not splits_in_three(trace, at.column, at.unit):
        return short_form(trace, at)
    return joined([term(number(trace, q), name=name) for name, q in slope_factors(trace, at.column, at.unit)], "×")


def _slope_through_softmax(trace: Trace, here: LayerTrace, at: Quantity) -> Equation:
    """aⱼ × (d_aⱼ − Σₖ d_aₖ × aₖ): raising one sum lowers every other probability."""
    assert here.d_loss_d_a is not None
    slopes, a = here.d_loss_d_a, here.a
    terms = [
        term("(", Number(d, Role.SLOPE), "×", Number(value, Role.VALUE), ")", name=name)
        for name, d, value in zip(here.layer.units, slopes.tolist(), a.tolist(), strict=True)
    ]
    own = term(Number(float(a[at.unit]), Role.VALUE), name=Message("activation"))
    slope = term(
        Number(float(slopes[at.unit]), Role.SLOPE), name=Message("slope at {unit}", unit=unit_name(trace, at))
    )
    shared = summed(terms, slopes * a, Role.SLOPE)
    return (own, term("×"), term("("), slope, term("−"), term("("), *shared, term(")"), term(")"))


def short_form(trace: Trace, at: Quantity) -> Equation:
    """activation − target, a share of it where the loss is a mean; the targets of softmax count together."""
    assert trace.targets is not None
    a = number(trace, Quantity(Kind.ACTIVATION, at.column, at.unit))
    t = number(trace, Quantity(Kind.TARGET, at.column, at.unit))
    total, count = float(trace.targets.sum()), len(trace.targets)
    is_mean = trace.training.loss == "binary_cross_entropy" and count > 1
    if is_mean:
        return (term("(", a, "−", *guarded(t), ")"), term("/"), term(Number(float(count))))
    counted = trace.training.loss == "categorical_cross_entropy" and total != 1
    weighed = (a, "×", *guarded(Number(total))) if counted else (a,)
    return (term(*weighed, name=Message("activation")), term("−"), term(*guarded(t), name=Message("target")))


def slope_of_weight(trace: Trace, at: Quantity) -> Equation:
    assert at.source is not None
    name = Message("value of {unit}", unit=trace.network.unit_names(at.column - 1)[at.source])
    value = term(number(trace, sent_by(at.column - 1, at.source)), name=name)
    return joined([value, *_slope_terms(trace, at)], "×")


def slope_of_bias(trace: Trace, at: Quantity) -> Equation:
    return joined(_slope_terms(trace, at), "×")


def _slope_terms(trace: Trace, at: Quantity) -> list[Term]:
    return [term(number(trace, q), name=name) for name, q in slope_factors(trace, at.column, at.unit)]


def is_held(trace: Trace, at: Quantity) -> bool:
    """Whether training leaves this weight as it is."""
    is_weight = at.kind is Kind.NEW_WEIGHT
    return is_weight and bool(trace.network.layers[at.column - 1].is_held[at.unit, at.source])


def update(trace: Trace, at: Quantity) -> Equation:
    """old − learning rate × slope; of other optimizers, and with penalties, the step as a whole."""
    is_weight = at.kind is Kind.NEW_WEIGHT
    if is_held(trace, at):
        return (term(number(trace, Quantity(Kind.WEIGHT, at.column, at.unit, at.source)), name=Message("weight")),)
    old = Quantity(Kind.WEIGHT if is_weight else Kind.BIAS, at.column, at.unit, at.source)
    slope = Quantity(Kind.SLOPE_OF_WEIGHT if is_weight else Kind.SLOPE_OF_BIAS, at.column, at.unit, at.source)
    before = term(number(trace, old), name=Message("weight") if is_weight else Message("bias"))
    if not trace.training.is_plain_descent:
        step = Number(number(trace, old).value - number(trace, at).value)
        name = Message("step of {optimizer}", optimizer=OPTIMIZER_TABLE[trace.training.optimizer].label)
        return (before, term("−"), term(*guarded(step), name=name))
    return (
        before,
        term("−"),
        term(Number(trace.training.first_rate), name=Message("learning rate")),
        term("×"),
        term(number(trace, slope), name=Message("slope")),
    )
