"""Units of a frame: what each shows while values arrive, are summed, activated and sent back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.network import Array
from core.numbers import is_hidden, powered
from core.trace import Trace
from simulator.fonts import SEMIBOLD, text_width
from simulator.frames.bias_nodes import layer_of
from simulator.frames.curve_face import face_at
from simulator.frames.elements import UnitAt
from simulator.frames.face import Face, picture_shape
from simulator.frames.frame_edges import shown_weights
from simulator.frames.frame_pictures import picture_at
from simulator.frames.frame_unit_labels import bias_at, name_of
from simulator.frames.layout import Column, Layout, Shape
from simulator.frames.moment import Moment
from simulator.frames.timeline import Detail, Kind
from simulator.frames.unit_shapes import UnitShape, UnitState
from simulator.frames.view import View
from simulator.shapes import Ink, sign_ink
from simulator.short_text import shortened

MOST_SEGMENTS = 12
AIR_IN_UNIT = 9.0
_BORDERS = 4.0
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
    return tuple(
        shape
        for index, column in enumerate(layout.columns)
        if column.units
        for shape in _Units(trace, layout, index, moment, view, weights).shapes()
    )


class _Progress(NamedTuple):
    """How far a unit of a layer has come."""

    has_begun: bool
    arrived: NDArray[np.float64]
    summed: float
    answered: float


class _Units:
    """The units of one column. What they have in common is worked out once: there may be hundreds of them."""

    def __init__(
        self, trace: Trace, layout: Layout, index: int, moment: Moment, view: View, weights: Sequence[Array]
    ) -> None:
        self.trace, self.layout, self.index, self.moment, self.view = trace, layout, index, moment, view
        self.weights = weights
        self.column = column = layout.columns[index]
        self.layer = trace.layers[index - 1] if index else None
        values = trace.values(index)
        self.values: list[float] = values.tolist()
        self.sums: list[float] = self.layer.z.tolist() if self.layer else self.values
        told = values[~np.isnan(values)] if is_hidden(float(values.sum())) else values
        self.largest = float(np.abs(told).max(initial=0.0))
        self.digits = _digits(column, view)
        self.has_curve, self.has_picture = _has_curve(column, view), view.face.is_picture
        self.shows_value, self.dots_bias = column.shape.shows_value, column.shape.dots_bias
        self.size = column.half_width, column.half_height
        self.is_paper = index == 0 and picture_shape(trace.network.inputs) is not None
        self.activation = self.layer.layer.activation if self.layer else "identity"
        self.has_node = layout.has_node_for(index)
        # At rest, and told layer by layer, all are equally far.
        is_even = moment.time is None or moment.timeline.detail is Detail.BY_LAYER
        self.progress_of_all = self._progress_of(column.units[0]) if index and is_even else None

    def shapes(self) -> Iterator[UnitShape]:
        for unit, y in zip(self.column.units, self.column.ys, strict=True):
            yield self._shape(unit, y)

    def _shape(self, unit: int, y: float) -> UnitShape:
        trace, moment, view, column, index = self.trace, self.moment, self.view, self.column, self.index
        element = UnitAt(index, unit)
        value, old = self.values[unit], self.sums[unit]
        progress = None if index == 0 else self.progress_of_all or self._progress_of(unit)
        state, opacity, partial, arrived = self._input(unit) if progress is None else self._stage(unit, progress)
        is_known = state is UnitState.KNOWN
        blend = 1.0 if progress is None or self.activation == "identity" else progress.answered
        is_selected = view.selection == element or (bool(view.also) and element in view.also)
        picture = None
        if is_known and self.has_picture:
            picture = picture_at(trace, self.layout, index, unit, view, self.weights)
        # Numbers are written, which takes a while, where they are seen.
        shows_value = self.shows_value and picture is None
        return UnitShape(
            element,
            column.x,
            y,
            column.shape,
            *self.size,
            column.is_input,
            state,
            self._ink(value, old, blend),
            _strength(value, self.largest),
            _fitted(value, self.digits, column) if shows_value else "",
            opacity,
            partial,
            arrived,
            face_at(trace, index, unit, moment, view) if is_known and self.has_curve else None,
            name_of(trace, self.layout, index, unit) if column.has_names else "",
            _fitted(old, self.digits, column) if shows_value and blend < 1 else "",
            blend,
            _bias_ink(trace, index, unit, moment) if self.dots_bias and not self.has_node else None,
            is_selected,
            view.hovered == element,
            is_selected and view.has_focus,
            picture,
        )

    def _progress_of(self, unit: int) -> _Progress:
        """Of a unit of a layer, which collects, sums and answers."""
        moment, index = self.moment, self.index
        count = self.trace.network.sizes[index - 1] + self.has_node
        return _Progress(
            moment.since(Kind.PRODUCTS, index, unit) > 0,
            moment.arrivals(index, unit, count),
            moment.summed(index, unit),
            moment.answered(index, unit),
        )

    def _input(self, unit: int) -> tuple[UnitState, float, str, tuple[float, ...]]:
        opacity = self.moment.input_opacity(unit)
        return (UnitState.KNOWN if opacity > 0 else UnitState.WAITING), opacity, "", ()

    def _stage(self, unit: int, progress: _Progress) -> tuple[UnitState, float, str, tuple[float, ...]]:
        """State, opacity of the value, partial sum, and the filled share of every ring segment."""
        summed, arrived = progress.summed, progress.arrived
        if summed == 1:
            return UnitState.KNOWN, 1.0, "", ()
        if not progress.has_begun:
            return UnitState.WAITING, 0.0, "", ()
        partial = ""
        is_there = arrived > 0
        if self.shows_value and is_there.any():
            fed = layer_of(self.trace, self.index, self.has_node)
            so_far = float((fed.layer.weights[unit] * fed.inputs)[is_there].sum())
            # What has come so far is soon all of it.
            whole = self.sums[unit]
            partial = _fitted(whole if is_hidden(whole) else so_far, self.digits, self.column)
        # Too many segments to tell apart become one arc.
        shares = arrived.tolist() if len(arrived) <= MOST_SEGMENTS else [float(arrived.mean())]
        return (UnitState.KNOWN if summed > 0 else UnitState.COLLECTING), summed, partial, tuple(shares)

    def _ink(self, value: float, old: float, blend: float) -> Ink:
        # A unit that ReLU has silenced sends nothing: paper, and a neutral ring.
        if value == 0 and self.activation == "relu":
            return Ink.NEUTRAL
        # The pixels of a picture are ink on paper.
        if self.is_paper:
            return Ink.INK
        return sign_ink(value if blend > 0.5 else old)


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
    if is_hidden(value):
        return 0.0
    if not math.isfinite(value) or not math.isfinite(largest):
        return 0.0 if math.isfinite(value) else 1.0
    return abs(value) / largest if largest > 0 else 0.0


def _fitted(value: float, digits: int, column: Column) -> str:
    """A number in as many digits as stay inside a unit in the smallest size that its shape allows; as a power of ten
    where even one digit would lie on its border."""
    width, size = 2 * column.half_width, SMALLEST_VALUE[column.shape]
    text = shortened(value, digits, width - AIR_IN_UNIT, size)
    return text if text_width(text, size, SEMIBOLD) <= width - _BORDERS else powered(value)


def _bias_ink(trace: Trace, index: int, unit: int, moment: Moment) -> Ink | None:
    bias = 0.0 if index == 0 else bias_at(trace, index, unit, moment.updated)
    return sign_ink(bias) if bias else None
