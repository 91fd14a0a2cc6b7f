"""What the numbers of an update come from and go to: rows of their explanations."""

from __future__ import annotations

import numpy as np

from core.explaining.arithmetic import Number, Role, squared
from core.explaining.explanation_row import LABELS, Entry, Row, many_rows, present
from core.explaining.update_equations import (
    is_held,
    new_value,
    parameter_at,
    remembered,
    slope_of,
    slope_used,
    value_before,
)
from core.message import Message
from core.network import frozen
from core.quantity import (
    CLIP_SCALE,
    NORM,
    Kind,
    Quantity,
)
from core.trace import Trace


def new_value_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    old = present(trace, [(LABELS[value_before(at).kind], value_before(at))])
    if is_held(trace, at):
        return old
    training = trace.training
    rate = training.first_rate if trace.update is None else trace.update.rate
    is_scheduled = rate != training.learning_rate
    label = (
        Message("learning rate ({kind})", kind=training.schedule.kind) if is_scheduled else Message("learning rate")
    )
    memory = [Quantity(kind, at.column, at.unit, at.source) for kind in (Kind.MEAN_SLOPE, Kind.SQUARED_SLOPE)]
    slope = slope_used(trace, at)
    places = [(_label(trace, place), place) for place in (slope, *memory)]
    return (*old, Row(label, (), Number(rate)), *present(trace, places))


def used_slope_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    slope, value = slope_of(at), value_before(at)
    places = [(LABELS[slope.kind], slope), (LABELS[value.kind], value), (LABELS[Kind.CLIP_SCALE], CLIP_SCALE)]
    training = trace.training
    settings = (
        (Message("l2"), training.l2 if at.source is not None else 0.0),
        (Message("l1"), training.l1 if at.source is not None else 0.0),
        (Message("weight decay"), 0.0 if training.optimizer == "adamw" else training.decay),
    )
    rows = [Row(label, (), Number(setting)) for label, setting in settings if setting]
    return (*present(trace, places), *rows)


def memory_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    slope = slope_used(trace, at)
    role = Role.SLOPE if at.kind is Kind.MEAN_SLOPE else Role.PLAIN
    before = Row(Message("before this step"), (), Number(remembered(trace, at, at.kind), role))
    return (before, *present(trace, [(_label(trace, slope), slope)]))


def norm_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """The slopes that training may follow, by the size of their squares."""
    assert trace.update is not None
    slopes = trace.update.penalised
    places = np.flatnonzero(slopes)
    name_of = parameter_at(trace)

    def entry(index: int) -> Entry:
        name, place = name_of(int(places[index]))
        squares = squared(Number(float(slopes[places[index]]), Role.SLOPE))
        return name, squares, slope_of(place), value_before(place)

    return many_rows(frozen(slopes[places] ** 2), entry) if len(places) else ()


def clip_scale_from(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    assert trace.training.gradient_clip is not None
    return (
        Row(Message("largest norm"), (), Number(trace.training.gradient_clip)),
        *present(trace, [(Message("norm"), NORM)]),
    )


def slope_goes(trace: Trace, at: Quantity) -> tuple[Row, ...]:
    """What the optimizer makes of the slope it is given: what it remembers, and the new weight."""
    kinds = (Kind.MEAN_SLOPE, Kind.SQUARED_SLOPE) if at.kind is Kind.USED_SLOPE else ()
    memory = [Quantity(kind, at.column, at.unit, at.source) for kind in kinds]
    return present(trace, [(_label(trace, place), place) for place in (*memory, new_value(at))])


def _label(trace: Trace, place: Quantity) -> Message:
    if place.kind is Kind.MEAN_SLOPE and trace.training.optimizer == "sgd":
        return Message("velocity")
    if place.kind is Kind.SQUARED_SLOPE and trace.training.optimizer == "adagrad":
        return Message("sum of slope²")
    return LABELS[place.kind]
