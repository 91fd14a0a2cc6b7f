"""The arithmetic of an update, written out: from the slope of a weight to what the optimizer makes of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.explaining.arithmetic import Number, Role, Term, evaluate, guarded, pieces_of, squared, term
from core.explaining.terms import Equation, guarded_link, is_reached, linked, number, summed
from core.message import Message
from core.network import frozen
from core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_MEMORY,
    ADAM_SQUARE_MEMORY,
    CLIP_EPSILON,
    EPSILON,
    OPTIMIZER_TABLE,
    RMSPROP_MEMORY,
    Update,
)
from core.parameters import flat_number
from core.quantity import CLIP_SCALE, NORM, Kind, Quantity, memory_index, value_of
from core.trace import Trace

_SINGLE = 4e-7
"""So near (of a weight's size) a run in single precision comes to its update in double; of a step's size: """
_OF_STEP = 1e-3


def is_held(trace: Trace, at: Quantity) -> bool:
    """Whether training leaves this weight as it is."""
    return at.source is not None and bool(trace.network.layers[at.column - 1].is_held[at.unit, at.source])


def is_of_run(trace: Trace, at: Quantity) -> bool:
    """Whether a new weight is that of a run, which computed in single precision or with dropout."""
    if trace.update is None:
        return trace.updated is not None
    place = flat_number(trace.network, at.column, at.unit, at.source)
    return bool(trace.update.after[place] != number(trace, at).value)


def slope_used(trace: Trace, at: Quantity) -> Quantity:
    """The slope that the optimizer is given: with penalties and clipping, where there are any."""
    used = Quantity(Kind.USED_SLOPE, at.column, at.unit, at.source)
    return used if value_of(trace, used) is not None else slope_of(at)


def slope_of(at: Quantity) -> Quantity:
    """The slope of the loss at a weight or bias."""
    return Quantity(_of(at, Kind.SLOPE_OF_WEIGHT, Kind.SLOPE_OF_BIAS), at.column, at.unit, at.source)


def value_before(at: Quantity) -> Quantity:
    """The weight or bias before the step."""
    return Quantity(_of(at, Kind.WEIGHT, Kind.BIAS), at.column, at.unit, at.source)


def new_value(at: Quantity) -> Quantity:
    """The weight or bias after the step."""
    return Quantity(_of(at, Kind.NEW_WEIGHT, Kind.NEW_BIAS), at.column, at.unit, at.source)


def remembered(trace: Trace, at: Quantity, kind: Kind) -> float:
    """What the optimizer remembered of a weight or bias before the step."""
    assert trace.update is not None
    index = memory_index(trace.training, kind)
    assert index is not None
    place = flat_number(trace.network, at.column, at.unit, at.source)
    return float(trace.update.before.arrays[index][place])


def _of(at: Quantity, weight: Kind, bias: Kind) -> Kind:
    return bias if at.source is None else weight


def update(trace: Trace, at: Quantity) -> Equation:
    """old − what the optimizer makes of the slope; where that is not known, the step as a whole."""
    name = Message("bias") if at.source is None else Message("weight")
    before = linked(trace, value_before(at), name)
    if is_held(trace, at):
        return (before,)
    result = number(trace, at).value
    if trace.update is not None and (trace.training.is_plain_descent or not trace.is_veiled):
        terms = _of_optimizer(trace, trace.update, at, before)
        if is_reached(terms, result) or (is_of_run(trace, at) and _is_near(trace, at, terms)):
            return terms
    step = Number(number(trace, value_before(at)).value - result)
    name = Message("step of {optimizer}", optimizer=OPTIMIZER_TABLE[trace.training.optimizer].label)
    return (before, term("−"), term(*guarded(step), name=name))


def _is_near(trace: Trace, at: Quantity, terms: Equation) -> bool:
    before, after = number(trace, value_before(at)).value, number(trace, at).value
    room = _SINGLE * max(abs(before), abs(after)) + _OF_STEP * abs(after - before)
    return abs(evaluate(pieces_of(terms)) - after) <= room


def _of_optimizer(trace: Trace, step: Update, at: Quantity, before: Term) -> Equation:
    training = trace.training
    used = slope_used(trace, at)
    slope = guarded_link(trace, used, Message("slope") if used == slope_of(at) else Message("slope used"))
    rate = term(Number(step.rate), name=Message("learning rate"))
    minus, times, over = term("−"), term("×"), term("/")
    if training.optimizer == "sgd":
        if training.momentum == 0:
            return (before, minus, rate, times, slope)
        velocity = guarded_link(trace, _memory(at, Kind.MEAN_SLOPE), Message("velocity"))
        if not training.nesterov:
            return (before, minus, rate, times, velocity)
        momentum = term(Number(training.momentum), name=Message("momentum"))
        return (before, minus, rate, times, term("("), slope, term("+"), momentum, times, velocity, term(")"))
    squares = _memory(at, Kind.SQUARED_SLOPE)
    root = ("√(", number(trace, squares), ")")
    if training.optimizer in ("rmsprop", "adagrad"):
        small = Number(ADAGRAD_EPSILON if training.optimizer == "adagrad" else EPSILON)
        divisor = term("(", *root, "+", small, ")", name=_square_name(trace), link=squares)
        return (before, minus, rate, times, slope, over, divisor)
    # Both means began at 0: early on that is made up for.
    early, late = (Number(1 - share**step.memory.steps) for share in (ADAM_MEMORY, ADAM_SQUARE_MEMORY))
    size = term("(", Number(step.rate), "/", early, ")", name=Message("learning rate"))
    mean = guarded_link(trace, _memory(at, Kind.MEAN_SLOPE), Message("mean slope"))
    parts = ("(", *root, "/", "√(", late, ")", "+", Number(EPSILON), ")")
    spread = term(*parts, name=_square_name(trace), link=squares)
    shrunk: Equation = (before,)
    if training.optimizer == "adamw" and training.decay:
        decay = ("(", Number(1.0), "−", Number(step.rate), "×", Number(training.decay), ")")
        shrunk = (before, times, term(*decay, name=Message("weight decay")))
    return (*shrunk, minus, size, times, mean, over, spread)


def _memory(at: Quantity, kind: Kind) -> Quantity:
    return Quantity(kind, at.column, at.unit, at.source)


def _square_name(trace: Trace) -> Message:
    return Message("sum of slope²") if trace.training.optimizer == "adagrad" else Message("mean slope²")


def used_slope(trace: Trace, at: Quantity) -> Equation:
    """(slope + λ₂ × weight + λ₁ × sign) × clip scale + decay × weight, as far as they are on."""
    training = trace.training
    terms: Equation = (linked(trace, slope_of(at), Message("slope")),)
    value = guarded_link(trace, value_before(at), Message("bias") if at.source is None else Message("weight"))
    if at.source is not None and training.l2:
        terms = (*terms, term("+"), term(Number(training.l2), name=Message("l2")), term("×"), value)
    if at.source is not None and training.l1:
        sign = Number(float(np.sign(number(trace, value_before(at)).value)), Role.VALUE)
        signed = term(*guarded(sign), name=Message("sign of weight"))
        terms = (*terms, term("+"), term(Number(training.l1), name=Message("l1")), term("×"), signed)
    if training.gradient_clip is not None:
        whole = terms if len(terms) == 1 else (term("("), *terms, term(")"))
        terms = (*whole, term("×"), linked(trace, CLIP_SCALE, Message("clip scale")))
    if training.decay and training.optimizer != "adamw":
        terms = (*terms, term("+"), term(Number(training.decay), name=Message("weight decay")), term("×"), value)
    return terms


def mean_slope(trace: Trace, at: Quantity) -> Equation:
    """momentum × velocity + slope; of Adam, a tenth of the way from the mean so far to the slope."""
    before = Number(remembered(trace, at, Kind.MEAN_SLOPE), Role.SLOPE)
    slope = guarded_link(trace, slope_used(trace, at), Message("slope"))
    if trace.training.optimizer == "sgd":
        old = term(*guarded(before), name=Message("velocity before"))
        momentum = term(Number(trace.training.momentum), name=Message("momentum"))
        return (momentum, term("×"), old, term("+"), slope)
    old = term(*guarded(before), name=Message("mean before"))
    way = (term("("), slope, term("−"), old, term(")"))
    return (term(before, name=Message("mean before")), term("+"), *way, term("×"), term(Number(1 - ADAM_MEMORY)))


def squared_slope(trace: Trace, at: Quantity) -> Equation:
    """The running mean of slope², or, of Adagrad, its sum."""
    used = slope_used(trace, at)
    square = term(*squared(number(trace, used)), name=Message("slope²"), link=used)
    before = Number(remembered(trace, at, Kind.SQUARED_SLOPE))
    if trace.training.optimizer == "adagrad":
        return (term(before, name=Message("sum before")), term("+"), square)
    share = RMSPROP_MEMORY if trace.training.optimizer == "rmsprop" else ADAM_SQUARE_MEMORY
    old = (term(Number(share)), term("×"), term(before, name=Message("mean before")))
    return (*old, term("+"), term(Number(1 - share)), term("×"), square)


def norm(trace: Trace, at: Quantity) -> Equation:
    """√(sum of slope²) over all weights and biases that training may change."""
    assert trace.update is not None
    slopes = trace.update.penalised
    places = np.flatnonzero(slopes)
    if not len(places):
        return (term(Number(0.0), name=Message("every slope is 0")),)
    name_of = parameter_at(trace)

    def one(index: int) -> Term:
        name, link = name_of(int(places[index]))
        slope = Number(float(slopes[places[index]]), Role.SLOPE)
        return term(*squared(slope), name=name, link=slope_of(link), about=value_before(link))

    return (term("√("), *summed(one, frozen(slopes[places] ** 2), Role.PLAIN), term(")"))


def parameter_at(trace: Trace) -> Callable[[int], tuple[Message, Quantity]]:
    """What the number at a place of the flat arrays is called, and its address."""
    sizes = [layer.weights.size + layer.bias.size for layer in trace.network.layers]
    starts = np.cumsum([0, *sizes])

    def find(place: int) -> tuple[Message, Quantity]:
        column = int(np.searchsorted(starts, place, "right"))
        layer, within = trace.network.layers[column - 1], place - int(starts[column - 1])
        if within >= layer.weights.size:
            unit = within - layer.weights.size
            return Message("bias of {unit}", unit=layer.units[unit]), Quantity(Kind.BIAS, column, unit)
        unit, source = divmod(within, layer.weights.shape[1])
        name = Message(
            "{source} → {unit}", source=trace.network.unit_names(column - 1)[source], unit=layer.units[unit]
        )
        return name, Quantity(Kind.WEIGHT, column, unit, source)

    return find


def clip_scale(trace: Trace, at: Quantity) -> Equation:
    """What the norm may be, over what it is; 1 where it is no more than that."""
    assert trace.update is not None
    largest = trace.training.gradient_clip
    assert largest is not None
    if trace.update.scale == 1:
        return (term(Number(1.0), name=Message("the norm is small enough")),)
    limit = term(Number(largest), name=Message("largest norm"))
    divisor = (term("("), linked(trace, NORM, Message("norm")), term("+"), term(Number(CLIP_EPSILON)), term(")"))
    return (limit, term("/"), *divisor)
