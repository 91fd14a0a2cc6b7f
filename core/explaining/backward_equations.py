"""The arithmetic of the backward pass, written out: from the loss to the slopes of weights and biases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.activation_functions import SELU_ALPHA, SELU_SCALE, SOFTPLUS_LINEAR_FROM, sigmoid
from core.activations import ACTIVATIONS
from core.explaining.arithmetic import Number, Role, Term, guarded, squared, term
from core.explaining.terms import (
    Equation,
    factors,
    guarded_link,
    is_reached,
    joined,
    linked,
    number,
    summed,
    unit_name,
)
from core.losses import LOSSES, TINY
from core.message import Message
from core.numbers import is_hidden
from core.quantity import Kind, Quantity, sent_by
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
    here = Quantity(Kind.ACTIVATION, at.column, at.unit)
    a = number(trace, here)
    match trace.layers[at.column - 1].layer.activation:
        case "sigmoid" | "softmax":
            made = term(a, "×", "(", Number(1.0), "−", a, ")")
        case "tanh":
            made = term(Number(1.0), "−", *squared(a))
        case name:
            here = Quantity(Kind.WEIGHTED_SUM, at.column, at.unit)
            z = number(trace, here)
            made = _slope_of_function(name, z) or _straight(number(trace, at), z, ACTIVATIONS[name].seams)
    return (replace(made, link=here),)


def _straight(slope: Number, z: Number, seams: Sequence[float]) -> Term:
    """Where a function is straight, its slope is one number; the bracket says which piece the sum lies on."""
    if is_hidden(z.value):
        return term(slope)
    below = [seam for seam in seams if seam < z.value]
    above = [seam for seam in seams if seam >= z.value]
    if not seams:
        name = Message("the same everywhere")
    elif not above or (len(below) == 0 and z.value == above[0]):
        name = Message("z > {seam}", seam=below[-1]) if below else Message("z = {seam}", seam=above[0])
    elif not below:
        name = Message("z < {seam}", seam=above[0])
    else:
        name = Message("z from {low} to {high}", low=below[-1], high=above[0])
    return term(slope, name=name)


def _slope_of_function(name: str, z: Number) -> Term | None:
    """The slope from the weighted sum; None where it is one number for a whole piece of the function."""
    one = Number(1.0)
    match name:
        case "elu" if z.value <= 0:
            return term("e^", z)
        case "selu" if z.value <= 0:
            return term(Number(SELU_SCALE), "×", Number(SELU_ALPHA), "×", "e^", z)
        case "gelu":
            return term("Φ(", z, ")", "+", z, "×", "φ(", z, ")")
        case "softplus" if z.value <= SOFTPLUS_LINEAR_FROM:
            return term(one, "/", "(", one, "+", "e^", Number(-z.value, Role.VALUE), ")")
        case "silu":
            share = Number(float(sigmoid(np.array([z.value]))[0]))
            return term(share, "×", "(", one, "+", z, "×", "(", one, "−", share, ")", ")")
        case "softsign":
            return term(one, "/", "(", one, "+", Number(abs(z.value), Role.VALUE), ")", "²")
        case "sine":
            return term("cos(", z, ")")
        case _:
            return None


def slope_at_activation(trace: Trace, at: Quantity) -> Equation:
    if at.column == len(trace.layers):
        return _slope_at_output(trace, at)
    after = trace.layers[at.column]
    assert after.d_loss_d_z is not None
    weights, slopes = after.layer.weights[:, at.unit], after.d_loss_d_z

    def one(unit: int) -> Term:
        slope, weight = Number(float(slopes[unit]), Role.SLOPE), Number(float(weights[unit]), Role.VALUE)
        link = Quantity(Kind.SLOPE_AT_SUM, at.column + 1, unit)
        about = Quantity(Kind.WEIGHT, at.column + 1, unit, at.unit)
        pieces = factors(slope, weight, is_alone=len(slopes) == 1)
        return term(*pieces, name=after.layer.units[unit], link=link, about=about)

    return summed(one, slopes * weights, Role.SLOPE)


def _slope_at_output(trace: Trace, at: Quantity) -> Equation:
    place = Quantity(Kind.ERROR, at.column, at.unit)
    error = number(trace, place)
    answer = Quantity(Kind.ACTIVATION, at.column, at.unit)
    a, t = number(trace, answer), number(trace, Quantity(Kind.TARGET, at.column, at.unit))
    count = len(trace.network.output.units)
    shared = () if count == 1 else (term("/"), term(Number(float(count)), name=Message("number of outputs")))
    match trace.training.loss:
        case "mse":
            return (term(Number(2.0)), term("×"), linked(trace, place, Message("error")), *shared)
        case "mae":
            sign = Number(float(np.sign(error.value)))
            return (term(sign, name=Message("sign of error"), link=place), *shared)
        case "huber":
            held = min(max(error.value, -1.0), 1.0)
            return (term(Number(held), name=Message("error, held to −1 … 1"), link=place), *shared)
        case "half_squared_error":
            return (linked(trace, place, Message("error")),)
        case "binary_cross_entropy":
            variance = term("(", a, "×", "(", Number(1.0), "−", a, ")", ")", link=answer)
            if a.value * (1 - a.value) < TINY:
                variance = _stand_in()
            return (term("(", a, "−", *guarded(t), ")", link=place), term("/"), variance, *shared)
        case "categorical_cross_entropy":
            chance = linked(trace, answer) if a.value >= TINY else _stand_in()
            return (term(Number(-t.value), link=place), term("/"), chance)
        case _:
            return ()


def _stand_in() -> Term:
    """What is divided by where a probability rounded to 0 or 1."""
    return term(Number(TINY), name=Message("in place of 0"))


def slope_at_sum(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    if here.layer.function.mixes_units:
        mixed = _slope_through_softmax(trace, here, at)
        return mixed if is_reached(mixed, number(trace, at).value) else short_form(trace, at)
    if has_short_form(trace, at.column) and not splits_in_three(trace, at.column, at.unit):
        return short_form(trace, at)
    return slope_of_bias(trace, at)


def _slope_through_softmax(trace: Trace, here: LayerTrace, at: Quantity) -> Equation:
    """aⱼ × (d_aⱼ − Σₖ d_aₖ × aₖ): raising one sum lowers every other probability."""
    assert here.d_loss_d_a is not None
    slopes, a = here.d_loss_d_a, here.a

    def one(unit: int) -> Term:
        slope, value = Number(float(slopes[unit]), Role.SLOPE), Number(float(a[unit]), Role.VALUE)
        link = Quantity(Kind.SLOPE_AT_ACTIVATION, at.column, unit)
        return term("(", slope, "×", value, ")", name=here.layer.units[unit], link=link)

    own = linked(trace, Quantity(Kind.ACTIVATION, at.column, at.unit), Message("activation"))
    name = Message("slope at {unit}", unit=unit_name(trace, at))
    slope = linked(trace, Quantity(Kind.SLOPE_AT_ACTIVATION, at.column, at.unit), name)
    shared = summed(one, slopes * a, Role.SLOPE)
    return (own, term("×"), term("("), slope, term("−"), term("("), *shared, term(")"), term(")"))


def short_form(trace: Trace, at: Quantity) -> Equation:
    """activation − target, a share of it where the loss is a mean; the targets of softmax count together."""
    assert trace.targets is not None
    answer, target = (Quantity(kind, at.column, at.unit) for kind in (Kind.ACTIVATION, Kind.TARGET))
    a, t = number(trace, answer), number(trace, target)
    total, count = float(trace.targets.sum()), len(trace.targets)
    is_mean = trace.training.loss == "binary_cross_entropy" and count > 1
    if is_mean:
        error = Quantity(Kind.ERROR, at.column, at.unit)
        outputs = term(Number(float(count)), name=Message("number of outputs"))
        return (term("(", a, "−", *guarded(t), ")", link=error), term("/"), outputs)
    counted = trace.training.loss == "categorical_cross_entropy" and total != 1
    weighed = (a, "×", *guarded(Number(total))) if counted else (a,)
    first = term(*weighed, name=Message("activation"), link=answer)
    return (first, term("−"), guarded_link(trace, target, Message("target")))


def slope_of_weight(trace: Trace, at: Quantity) -> Equation:
    assert at.source is not None
    name = Message("value of {unit}", unit=trace.network.unit_names(at.column - 1)[at.source])
    value = linked(trace, sent_by(at.column - 1, at.source), name)
    return joined([value, *_slope_terms(trace, at)], "×")


def slope_of_bias(trace: Trace, at: Quantity) -> Equation:
    return joined(_slope_terms(trace, at), "×")


def _slope_terms(trace: Trace, at: Quantity) -> list[Term]:
    return [linked(trace, q, name) for name, q in slope_factors(trace, at.column, at.unit)]
