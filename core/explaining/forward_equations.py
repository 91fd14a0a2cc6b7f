"""The arithmetic of the forward pass, written out: from the inputs to the loss."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.activation_functions import LEAK, SELU_ALPHA, SELU_SCALE, SOFTPLUS_LINEAR_FROM
from core.explaining.arithmetic import Number, Role, Term, guarded, squared, term
from core.explaining.terms import Equation, factors, guarded_link, is_reached, linked, mean_of, number, summed
from core.features import Feature, feature_of
from core.message import Message
from core.network import Array
from core.quantity import Kind, Quantity, sent_by
from core.trace import LayerTrace, Trace

# e to a higher power leaves the range of a double.
_LARGEST_POWER = 700.0


def input_as_fed(trace: Trace, at: Quantity) -> Equation:
    """fed = (raw − center) / scale, where the data is scaled; a feature is made of the raw columns first."""
    made = feature_made(trace, at.unit)
    pieces = (Number(float(trace.features[at.unit]), Role.VALUE),) if made is None else _feature(trace, made)
    name = Message("raw value") if made is None else made.label
    if not trace.scaling.scale:
        return () if made is None else (term(*pieces, name=name),)
    center, scale = Number(trace.scaling.center[at.unit]), Number(trace.scaling.scale[at.unit])
    return (
        term("("),
        term(*pieces, name=name),
        term("−"),
        term(*guarded(center), name=Message("center")),
        term(")"),
        term("/"),
        term(scale, name=Message("scale")),
    )


def feature_made(trace: Trace, index: int) -> Feature | None:
    """The feature that an input is, where it is more than a raw column."""
    features = trace.data.features
    found = feature_of(features[index]) if features else None
    return None if found is None or not found.kind else found


def _feature(trace: Trace, made: Feature) -> tuple[Number | str, ...]:
    raw = [Number(float(trace.raw_inputs[column]), Role.VALUE) for column in made.columns]
    match made.kind:
        case "^2":
            return squared(raw[0])
        case "*":
            return (raw[0], "×", *guarded(raw[1]))
        case function:
            return (f"{function}(", raw[0], ")")


def product(trace: Trace, at: Quantity) -> Equation:
    assert at.source is not None
    weight = Quantity(Kind.WEIGHT, at.column, at.unit, at.source)
    name = trace.network.unit_names(at.column - 1)[at.source]
    source = linked(trace, sent_by(at.column - 1, at.source), name)
    return (source, term("×"), linked(trace, weight, Message("weight")))


def weighted_sum(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    names = trace.network.unit_names(at.column - 1)
    weights = here.layer.weights[at.unit]

    def one(source: int) -> Term:
        value, weight = Number(float(here.inputs[source]), Role.VALUE), Number(float(weights[source]), Role.VALUE)
        link = Quantity(Kind.PRODUCT, at.column, at.unit, source)
        return term(*factors(value, weight, is_alone=is_alone), name=names[source], link=link)

    has_bias = here.layer.bias[at.unit] != 0
    is_alone = len(names) == 1 and not has_bias
    total = summed(one, weights * here.inputs, Role.VALUE)
    bias = Quantity(Kind.BIAS, at.column, at.unit)
    return (*total, term("+"), guarded_link(trace, bias, Message("bias"))) if has_bias else total


def activation(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    if here.layer.activation == "softmax":
        return _softmax(trace, here, at)
    link = Quantity(Kind.WEIGHTED_SUM, at.column, at.unit)
    return tuple(replace(one, link=link) for one in _function(here.layer.activation, number(trace, link)))


def _function(name: str, z: Number) -> Equation:
    """What a function of one number does with it, as far as it can be written with what is on a pocket calculator."""
    one, back = Number(1.0), Number(-z.value, Role.VALUE)
    is_positive = z.value > 0
    match name:
        case "identity":
            return (term(z, name=Message("weighted sum")),)
        case "relu":
            return (term("max(0,", z, ")"),)
        case "sigmoid" if z.value < -_LARGEST_POWER:
            return (term("e^", z, "/", "(", one, "+", "e^", z, ")"),)
        case "sigmoid":
            return (term(one, "/", "(", one, "+", "e^", back, ")"),)
        case "leaky_relu" | "elu" if is_positive:
            return (term(z, name=Message("weighted sum")),)
        case "softplus" if z.value > SOFTPLUS_LINEAR_FROM:
            return (term(z, name=Message("weighted sum")),)
        case "gelu":
            return (term(z, "×", "Φ(", z, ")"),)
        case "silu" if z.value < -_LARGEST_POWER:
            return (term(z, "×", "e^", z, "/", "(", one, "+", "e^", z, ")"),)
        case "leaky_relu":
            return (term(Number(LEAK), "×", z),)
        case "elu":
            return (term("e^", z, "−", one),)
        case "selu" if is_positive:
            return (term(Number(SELU_SCALE), "×", z),)
        case "selu":
            return (term(Number(SELU_SCALE), "×", Number(SELU_ALPHA), "×", "(", "e^", z, "−", one, ")"),)
        case "silu":
            return (term(z, "/", "(", one, "+", "e^", back, ")"),)
        case "softplus":
            return (term("ln(", one, "+", "e^", z, ")"),)
        case "softsign":
            return (term(z, "/", "(", one, "+", Number(abs(z.value), Role.VALUE), ")"),)
        case "sine":
            return (term("sin(", z, ")"),)
        case _:
            return (term(f"{name}(", z, ")"),)


def _softmax(trace: Trace, here: LayerTrace, at: Quantity) -> Equation:
    # Subtracting one number from every sum changes no share, and keeps e^z within a double.
    largest = float(here.z.max())
    z = here.z - largest if abs(largest) > _LARGEST_POWER else here.z
    names = trace.network.unit_names(at.column)

    def power(unit: int) -> Term:
        link = Quantity(Kind.WEIGHTED_SUM, at.column, unit)
        return term("e^", Number(float(z[unit]), Role.VALUE), name=names[unit], link=link)

    total = summed(power, np.exp(z), Role.PLAIN)
    return (power(at.unit), term("/"), term("("), *total, term(")"))


def error(trace: Trace, at: Quantity) -> Equation:
    prediction = Quantity(Kind.ACTIVATION, at.column, at.unit)
    target = Quantity(Kind.TARGET, at.column, at.unit)
    return (
        linked(trace, prediction, Message("prediction")),
        term("−"),
        guarded_link(trace, target, Message("target")),
    )


def loss(trace: Trace, at: Quantity) -> Equation:
    assert trace.targets is not None
    assert trace.error is not None
    count = len(trace.error)
    square, size = (lambda e: squared(Number(e))), (lambda e: (Number(abs(e)),))
    match trace.training.loss:
        case "mse":
            return mean_of(_of_errors(trace, square, trace.error**2), count)
        case "mae":
            return mean_of(_of_errors(trace, size, np.abs(trace.error), "size of the error of {unit}"), count)
        case "huber":
            sizes = np.abs(trace.error)
            return mean_of(_of_errors(trace, _huber, np.where(sizes <= 1, 0.5 * sizes**2, sizes - 0.5)), count)
        case "half_squared_error":
            total = _of_errors(trace, square, trace.error**2)
            whole = total if count == 1 else (term("("), *total, term(")"))
            return (term(Number(0.5)), term("×"), *whole)
        case "binary_cross_entropy":
            by_chances = mean_of(_surprises(trace, is_binary=True), count)
            return by_chances if _is_loss(trace, by_chances) else mean_of(_binary_from_sums(trace), count)
        case "categorical_cross_entropy":
            by_chances = _surprises(trace, is_binary=False)
            return by_chances if _is_loss(trace, by_chances) else _categorical_from_sums(trace)
        case _:
            return ()


def _is_loss(trace: Trace, terms: Equation) -> bool:
    """Whether the logarithms of the probabilities come to the loss: near 0 and 1 they have lost their digits."""
    return trace.loss is not None and is_reached(terms, trace.loss)


def _of_errors(
    trace: Trace, pieces: Callable[[float], Sequence[Number | str]], values: Array, name: str = "error of {unit}"
) -> Equation:
    """A sum with a term an output, made of its error."""
    assert trace.error is not None
    errors, last = trace.error, len(trace.layers)

    def one(unit: int) -> Term:
        named = Message(name, unit=trace.network.output.units[unit])
        return term(*pieces(float(errors[unit])), name=named, link=Quantity(Kind.ERROR, last, unit))

    return summed(one, values, Role.PLAIN)


def _huber(e: float) -> tuple[Number | str, ...]:
    """½ × error² for an error of at most 1, |error| − ½ for a larger one."""
    half = Number(0.5)
    return (half, "×", *squared(Number(e))) if abs(e) <= 1 else ("(", Number(abs(e)), "−", half, ")")


def _binary_from_sums(trace: Trace) -> Equation:
    """max(0, z) − z × t + ln(1 + e^−|z|) of every output: the same surprise, with all its digits."""
    assert trace.targets is not None
    here, targets, last = trace.layers[-1], trace.targets, len(trace.layers)
    values = np.maximum(here.z, 0) - here.z * targets + np.log1p(np.exp(-np.abs(here.z)))

    def one(unit: int) -> Term:
        z, t = Number(float(here.z[unit]), Role.VALUE), Number(float(targets[unit]))
        power = ("ln(", Number(1.0), "+", "e^", Number(-abs(z.value), Role.VALUE), ")")
        pieces = ("(", "max(0,", z, ")", "−", *guarded(z), "×", *guarded(t), "+", *power, ")")
        return term(*pieces, name=here.layer.units[unit], link=Quantity(Kind.WEIGHTED_SUM, last, unit))

    return summed(one, values, Role.PLAIN)


def _categorical_from_sums(trace: Trace) -> Equation:
    """t × (ln Σ e^z − z) of every output with a target: the same surprise, with all its digits."""
    assert trace.targets is not None
    here, last = trace.layers[-1], len(trace.layers)
    # All sums lowered alike, which changes no share and keeps e^z within a double.
    z = here.z - here.z.max()
    whole = float(np.log(np.exp(z).sum()))
    units = np.flatnonzero(trace.targets)
    targets = trace.targets[units]

    def one(index: int) -> Term:
        unit, t = int(units[index]), Number(float(targets[index]))
        surprise = ("(", Number(whole), "−", *guarded(Number(float(z[unit]), Role.VALUE)), ")")
        pieces = surprise if t.value == 1 else (*guarded(t), "×", *surprise)
        return term(*pieces, name=here.layer.units[unit], link=Quantity(Kind.WEIGHTED_SUM, last, unit))

    return summed(one, targets * (whole - z[units]), Role.PLAIN) if len(units) else (term(Number(0.0)),)


def _surprises(trace: Trace, is_binary: bool) -> Equation:
    """target × −ln(prediction) of every output; with two outcomes to an output, those of the other one too."""
    assert trace.targets is not None
    terms: list[Term] = []
    values: list[float] = []
    last = len(trace.layers)
    for unit, (name, a, target) in enumerate(
        zip(trace.network.output.units, trace.prediction.tolist(), trace.targets.tolist(), strict=True)
    ):
        likely = (Number(a, Role.VALUE),)
        unlikely = (Number(1.0), "−", Number(a, Role.VALUE))
        for share, chance, value in ((target, likely, a), (1 - target, unlikely, 1 - a)):
            if share != 0:
                surprise = ("−ln(", *chance, ")")
                link = Quantity(Kind.ACTIVATION, last, unit)
                parts = surprise if share == 1 else (*guarded(Number(share)), "×", *surprise)
                terms.append(term(*parts, name=name, link=link))
                values.append(-share * math.log(value) if value > 0 else math.nan)
            if not is_binary:
                break
    return summed(lambda index: terms[index], np.array(values), Role.PLAIN) if terms else (term(Number(0.0)),)
