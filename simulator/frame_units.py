"""Units of a frame: what each shows while values arrive, are summed, activated and sent back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.network import Array
from core.trace import Trace
from simulator.bias_nodes import layer_of
from simulator.curve_face import face_at
from simulator.elements import UnitAt
from simulator.face import Face, picture_shape
from simulator.frame import Ink, UnitShape, UnitState, sign_ink
from simulator.frame_edges import shown_weights
from simulator.frame_pictures import picture_at
from simulator.frame_unit_labels import bias_at, name_of
from simulator.layout import Column, Layout, Shape
from simulator.moment import Moment
from simulator.short_text import shortened
from simulator.timeline import Kind
from simulator.view import View

MOST_SEGMENTS = 12
AIR_IN_UNIT = 9.0
SMALLEST_VALUE = {
    Shape.CELLS: 14,
    Shape.LARGE: 14,
    Shape.PORTRAIT: 14,
    Shape.MEDIUM: 12,
    Shape.PORTHOLE: 12,
    Shape.SMALL: 11,
}


def units_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> tuple[UnitShape, ...]:
    """Every unit that is not folded away."""
    weights = shown_weights(trace, moment) if view.face is Face.WEIGHTS else ()
    largest = [float(np.abs(trace.values(index)).max()) for index in range(len(layout.columns))]
    return tuple(
        _unit(trace, layout, index, unit, y, moment, view, weights, largest[index])
        for index, column in enumerate(layout.columns)
        for unit, y in zip(column.units, column.ys, strict=True)
    )


def _unit(
    trace: Trace,
    layout: Layout,
    index: int,
    unit: int,
    y: float,
    moment: Moment,
    view: View,
    weights: Sequence[Array],
    largest: float,
) -> UnitShape:
    element, column = UnitAt(index, unit), layout.columns[index]
    values = trace.values(index)
    value = float(values[unit])
    digits = _digits(column, view)
    state, opacity, partial, arrived = _progress(trace, layout, index, unit, moment, digits)
    is_known = state is UnitState.KNOWN
    face = face_at(trace, index, unit, moment, view) if is_known and _has_curve(column, view) else None
    picture = picture_at(trace, layout, index, unit, view, weights) if is_known else None
    old, blend = _activating(trace, index, unit, moment)
    is_selected = view.selection == element or element in view.also
    return UnitShape(
        element,
        column.x,
        y,
        column.shape,
        column.half_width,
        column.half_height,
        column.is_input,
        state,
        _value_ink(trace, index, unit, moment, value),
        _strength(value, largest),
        _fitted(value, digits, column),
        opacity,
        partial,
        arrived,
        face,
        name_of(trace, layout, index, unit),
        _fitted(old, digits, column),
        blend,
        _bias_ink(trace, index, unit, moment) if column.shape.dots_bias and not layout.has_node_for(index) else None,
        is_selected,
        view.hovered == element,
        is_selected and view.has_focus,
        picture,
    )


def _has_curve(column: Column, view: View) -> bool:
    """Whether its units show their curve: between z and a, or alone where that is wanted."""
    is_wanted = view.face is Face.CURVE and column.shape.shows_value and not column.is_input
    return column.shape is Shape.CELLS or is_wanted


def _digits(column: Column, view: View) -> int:
    """Fewer in smaller units."""
    if column.shape is Shape.SMALL:
        return 2
    is_large = column.shape.half_height >= Shape.CELLS.half_height
    return view.digits if is_large else min(view.digits, 3)


def _strength(value: float, largest: float) -> float:
    """How large a value is among its layer's, 0 … 1; what is not a number or infinite is as strong as can be."""
    if not math.isfinite(value) or not math.isfinite(largest):
        return 0.0 if math.isfinite(value) else 1.0
    return abs(value) / largest if largest > 0 else 0.0


def _fitted(value: float, digits: int, column: Column) -> str:
    """A number in as many digits as stay inside a unit in the smallest size that its shape allows."""
    if not column.shape.shows_value:
        return ""
    room, size = 2 * column.half_width - AIR_IN_UNIT, SMALLEST_VALUE[column.shape]
    return shortened(value, digits, room, size)


def _progress(
    trace: Trace, layout: Layout, index: int, unit: int, moment: Moment, digits: int
) -> tuple[UnitState, float, str, tuple[float, ...]]:
    """State, opacity of the value, partial sum, and the filled share of every ring segment."""
    if index == 0:
        opacity = moment.input_opacity(unit)
        return (UnitState.KNOWN if opacity > 0 else UnitState.WAITING), opacity, "", ()
    summed = moment.summed(index, unit)
    if summed == 1:
        return UnitState.KNOWN, 1.0, "", ()
    if moment.since(Kind.PRODUCTS, index, unit) <= 0:
        return UnitState.WAITING, 0.0, "", ()
    layer = layer_of(trace, index, layout.has_node_for(index))
    arrived = moment.arrivals(index, unit, len(layer.inputs))
    is_there = arrived > 0
    partial = ""
    if is_there.any():
        so_far = float((layer.layer.weights[unit] * layer.inputs)[is_there].sum())
        partial = _fitted(so_far, digits, layout.columns[index])
    # Too many segments to tell apart become one arc.
    shares = arrived.tolist() if len(arrived) <= MOST_SEGMENTS else [float(arrived.mean())]
    return (UnitState.KNOWN if summed > 0 else UnitState.COLLECTING), summed, partial, tuple(shares)


def _activating(trace: Trace, index: int, unit: int, moment: Moment) -> tuple[float, float]:
    """The weighted sum that a unit without room for both shows first, and how far it has become the answer."""
    if index == 0:
        return float(trace.inputs[unit]), 1.0
    layer = trace.layers[index - 1]
    return float(layer.z[unit]), 1.0 if layer.layer.activation == "identity" else moment.answered(index, unit)


def _value_ink(trace: Trace, index: int, unit: int, moment: Moment, value: float) -> Ink:
    # A unit that ReLU has silenced sends nothing: paper, and a neutral ring.
    if index > 0 and value == 0 and trace.layers[index - 1].layer.activation == "relu":
        return Ink.NEUTRAL
    # The pixels of a picture are ink on paper.
    if index == 0 and picture_shape(trace.network.inputs) is not None:
        return Ink.INK
    old, blend = _activating(trace, index, unit, moment)
    return sign_ink(value if blend > 0.5 else old)


def _bias_ink(trace: Trace, index: int, unit: int, moment: Moment) -> Ink | None:
    bias = 0.0 if index == 0 else bias_at(trace, index, unit, moment.updated)
    return sign_ink(bias) if bias else None
