"""The arithmetic of the forward pass, written out: from the inputs to the loss."""

from __future__ import annotations

import math

import numpy as np

from core.activation_functions import LEAK, SELU_ALPHA, SELU_SCALE
from core.arithmetic import Number, Role, Term, guarded, squared, term
from core.message import Message
from core.quantity import Kind, Quantity, sent_by
from core.terms import Equation, mean_of, number, summed
from core.trace import LayerTrace, Trace

# e to a higher power leaves the range of a double.
_LARGEST_POWER = 700.0


def input_as_fed(trace: Trace, at: Quantity) -> Equation:
    """fed = (raw − center) / scale, where the data is scaled."""
    if not trace.scaling.scale:
        return ()
    raw = Number(float(trace.features[at.unit]), Role.VALUE)
    center, scale = Number(trace.scaling.center[at.unit]), Number(trace.scaling.scale[at.unit])
    return (
        term("("),
        term(raw, name=Message("raw value")),
        term("−"),
        term(*guarded(center), name=Message("center")),
        term(")"),
        term("/"),
        term(scale, name=Message("scale")),
    )


def product(trace: Trace, at: Quantity) -> Equation:
    assert at.source is not None
    source = number(trace, sent_by(at.column - 1, at.source))
    weight = number(trace, Quantity(Kind.WEIGHT, at.column, at.unit, at.source))
    name = trace.network.unit_names(at.column - 1)[at.source]
    return (term(source, name=name), term("×"), term(weight, name=Message("weight")))


def weighted_sum(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    names = trace.network.unit_names(at.column - 1)
    weights = here.layer.weights[at.unit]
    terms = [
        term("(", Number(value, Role.VALUE), "×", Number(weight, Role.VALUE), ")", name=name)
        for name, value, weight in zip(names, here.inputs.tolist(), weights.tolist(), strict=True)
    ]
    total = summed(terms, weights * here.inputs, Role.VALUE)
    bias = float(here.layer.bias[at.unit])
    return total if bias == 0 else (*total, term("+"), term(*guarded(Number(bias, Role.VALUE)), name=Message("bias")))


def activation(trace: Trace, at: Quantity) -> Equation:
    here = trace.layers[at.column - 1]
    z = number(trace, Quantity(Kind.WEIGHTED_SUM, at.column, at.unit))
    match here.layer.activation:
        case "identity":
            return (term(z, name=Message("weighted sum")),)
        case "relu":
            return (term("max(0,", z, ")"),)
        case "softmax":
            return _softmax(trace, here, at)
        case name:
            return _function(name, z)


def _function(name: str, z: Number) -> Equation:
    """What a function of one number does with it, as far as it can be written with what is on a pocket calculator."""
    one, back = Number(1.0), Number(-z.value, Role.VALUE)
    is_positive = z.value > 0
    match name:
        case "sigmoid":
            return (term(one, "/", "(", one, "+", "e^", back, ")"),)
        case "leaky_relu" | "elu" if is_positive:
            return (term(z, name=Message("weighted sum")),)
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
    powers = [term("e^", Number(one, Role.VALUE), name=name) for one, name in zip(z.tolist(), names, strict=True)]
    total = summed(powers, np.exp(z), Role.PLAIN)
    return (powers[at.unit], term("/"), term("("), *total, term(")"))


def error(trace: Trace, at: Quantity) -> Equation:
    prediction = number(trace, Quantity(Kind.ACTIVATION, at.column, at.unit))
    target = number(trace, Quantity(Kind.TARGET, at.column, at.unit))
    return (
        term(prediction, name=Message("prediction")),
        term("−"),
        term(*guarded(target), name=Message("target")),
    )


def loss(trace: Trace, at: Quantity) -> Equation:
    assert trace.targets is not None
    assert trace.error is not None
    names = trace.network.output.units
    count = len(names)
    squares = [
        term(*squared(Number(e)), name=Message("error of {unit}", unit=name))
        for e, name in zip(trace.error.tolist(), names, strict=True)
    ]
    match trace.training.loss:
        case "mse":
            return mean_of(summed(squares, trace.error**2, Role.PLAIN), count)
        case "mae":
            sizes = [
                term(Number(abs(e)), name=Message("size of the error of {unit}", unit=name))
                for e, name in zip(trace.error.tolist(), names, strict=True)
            ]
            return mean_of(summed(sizes, np.abs(trace.error), Role.PLAIN), count)
        case "huber":
            return _huber(trace)
        case "half_squared_error":
            total = summed(squares, trace.error**2, Role.PLAIN)
            whole = total if count == 1 else (term("("), *total, term(")"))
            return (term(Number(0.5)), term("×"), *whole)
        case "binary_cross_entropy":
            return mean_of(_surprises(trace, is_binary=True), count)
        case "categorical_cross_entropy":
            return _surprises(trace, is_binary=False)
        case _:
            return ()


def _huber(trace: Trace) -> Equation:
    """½ × error² for an error of at most 1, |error| − ½ for a larger one."""
    assert trace.error is not None
    half = Number(0.5)
    terms: list[Term] = []
    for e, unit in zip(trace.error.tolist(), trace.network.output.units, strict=True):
        pieces = (half, "×", *squared(Number(e))) if abs(e) <= 1 else ("(", Number(abs(e)), "−", half, ")")
        terms.append(term(*pieces, name=Message("error of {unit}", unit=unit)))
    sizes = np.abs(trace.error)
    values = np.where(sizes <= 1, 0.5 * sizes**2, sizes - 0.5)
    return mean_of(summed(terms, values, Role.PLAIN), len(terms))


def _surprises(trace: Trace, is_binary: bool) -> Equation:
    """target × −ln(prediction) of every output; with two outcomes to an output, those of the other one too."""
    assert trace.targets is not None
    terms: list[Term] = []
    values: list[float] = []
    for name, a, target in zip(
        trace.network.output.units, trace.prediction.tolist(), trace.targets.tolist(), strict=True
    ):
        likely = (Number(a, Role.VALUE),)
        unlikely = (Number(1.0), "−", Number(a, Role.VALUE))
        for share, chance, value in ((target, likely, a), (1 - target, unlikely, 1 - a)):
            if share != 0:
                surprise = ("−ln(", *chance, ")")
                terms.append(term(*(surprise if share == 1 else (Number(share), "×", *surprise)), name=name))
                values.append(-share * math.log(value) if value > 0 else math.nan)
            if not is_binary:
                break
    return summed(terms, np.array(values), Role.PLAIN) if terms else ()
