"""Measuring the ways of numbers along edges: where weights stand, how far their gates open, where tokens may be. All
of a step is measured at once, so that what fits is known before anything moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from core.numbers import is_hidden, short
from core.trace import LayerTrace, Trace
from simulator.easing import between
from simulator.fonts import BOLD, MEDIUM, SEMIBOLD, text_width
from simulator.frames.bias_nodes import layer_of, weights_of
from simulator.frames.elements import EdgeAt
from simulator.frames.frame_unit_labels import boxes_around_units
from simulator.frames.layout import (
    BIAS_BELOW,
    LABEL_CLEARANCE,
    LABEL_HEIGHT,
    SMALLEST_LABEL,
    SMALLEST_LABEL_PITCH,
    Layout,
    label_pitch,
)
from simulator.frames.moment import Leg
from simulator.frames.way_shapes import SILENT_RADIUS, Gate, Place, Trip, Way, Ways
from simulator.shapes import Box, Ink, Run, sign_ink

PILL_SIZE, TOKEN_SIZE, GATE_SIZE, TAG_SIZE = 13, 14, 14, 12
GATE_HEIGHT, TOKEN_HEIGHT, TAG_HEIGHT = 30.0, 26.0, 22.0
TAG_BELOW = 29.0
TIGHT_PITCH = 56.0
"""From this distance of weights on, a slope tag fits between an open gate and the next."""
SIGN_SPACE, TIGHT_SIGN_SPACE = 5.0, 3.0


@lru_cache(maxsize=4)
def ways_of(trace: Trace, layout: Layout, digits: int) -> Ways:
    """The edges whose weights stand on them: of every two columns all, or none where they would touch anything."""
    found: dict[Place, Way] = {}
    for column, at in enumerate(layout.label_at, start=1):
        if at is not None:
            found.update(_Pair(trace, layout, column, at, digits).ways())
    return Ways(found)


class _Pair:
    """The edges between two columns."""

    def __init__(self, trace: Trace, layout: Layout, column: int, at: float, digits: int) -> None:
        self.trace = trace
        self.column = column
        self.at = at
        self.digits = digits
        self.source, self.target = layout.columns[column - 1], layout.columns[column]
        self.pitch = label_pitch(self.source, self.target, at)
        self.layer: LayerTrace = layer_of(trace, column, self.source.has_node)
        self.layout = layout
        around = [boxes_around_units(trace, layout, k, digits) for k in (column - 1, column)]
        self.still = [box for boxes in around for box in (*boxes.still, *boxes.instead)]
        self.slopes = [box for boxes in around for box in boxes.slopes]

    @property
    def gap(self) -> float:
        return self.target.x - self.source.x

    def ways(self) -> dict[Place, Way]:
        """Weights with as many digits as fit; none at all where even two digits would touch a unit or its labels."""
        updated = self.trace.updated
        before = self._fitting(self.layer.layer.weights.ravel().tolist())
        after = (
            before
            if updated is None
            else self._fitting(weights_of(updated.layers[self.column - 1], self.source.has_node).ravel().tolist())
        )
        if before is None or after is None:
            return {}
        (digits, width), (updated_digits, updated_width) = before, after
        return {
            (self.column, unit, source): self._way(
                unit, source, width, max(width, updated_width), digits, updated_digits
            )
            for unit in self.target.units
            for source in self.source.feeds
        }

    def _fitting(self, weights: list[float]) -> tuple[int, float] | None:
        """How many digits of these weights fit, and the width of the widest of them."""
        for digits in (self.digits, *range(self.digits - 1, 1, -1)):
            for step in (8, 1):
                width = pill_width(weights, digits, step)
                if self._has_room(width):
                    return digits, width
        return None

    def _slope_label(self, unit: int, source: int, x: float, y: float) -> tuple[str, Box]:
        """What the weight's slope tag says and where, around (x, y): in as many digits as fit between the units and
        clear of their slopes; nothing where not even one does."""
        slopes = self.layer.d_loss_d_weights
        taken = self.still + self.slopes
        for digits in (self.digits, *range(self.digits - 1, 0, -1)):
            if slopes is None:
                break
            text = short(float(slopes[unit, source]), digits)
            box = Box(x, y, text_width(text, TAG_SIZE, SEMIBOLD) + 22, TAG_HEIGHT)
            is_clear = not any(box.meets(other) for other in taken)
            if box.width / 2 + 4 <= self.near and is_clear:
                return text, box
        return "", Box(x, y, 0.0, TAG_HEIGHT)

    @property
    def near(self) -> float:
        """From the middle of the weights to the nearer unit."""
        return min(self.at * self.gap - self.source.half_width, (1 - self.at) * self.gap - self.target.half_width)

    def _has_room(self, width: float) -> bool:
        if self.near < width / 2 + LABEL_CLEARANCE - 1e-6 or self.pitch < SMALLEST_LABEL_PITCH:
            return False
        x = between(self.source.x, self.target.x, self.at)
        ys = (between(a, b, self.at) for a in self.source.feeds.values() for b in self.target.ys)
        taken = self.still + self.slopes
        return not any(Box(x, y, width + 4, LABEL_HEIGHT + 4).meets(box) for y in ys for box in taken)

    def _way(
        self, unit: int, source: int, width: float, updated_width: float, digits: int, updated_digits: int
    ) -> Way:
        y0, y1 = self.source.feeds[source], self.target.positions[unit]
        x = between(self.source.x, self.target.x, self.at)
        y = between(y0, y1, self.at)
        pill = Box(x, y, width, LABEL_HEIGHT)
        weight = float(self.layer.layer.weights[unit, source])
        resting = Run(short(weight, digits), sign_ink(weight))
        is_tight = self.pitch < TIGHT_PITCH
        slope, tag = self._slope_label(unit, source, x, y if is_tight else y + TAG_BELOW)
        return Way(
            EdgeAt(self.column, unit, source),
            self.layout.element_of(self.column, unit, source),
            (self.source.x, y0, self.target.x, y1),
            self.at,
            pill,
            updated_width,
            digits,
            updated_digits,
            is_tight,
            self._gate(pill, resting, self._product(unit, source), self.still),
            self._gate(pill, resting, self._slope(unit, source), self.still + self.slopes),
            slope,
            tag,
            self._trips(unit, source, width, self._clear_of_source(unit, source)),
        )

    def _product(self, unit: int, source: int) -> list[tuple[float, Ink | None]]:
        value, weight = float(self.layer.inputs[source]), float(self.layer.layer.weights[unit, source])
        return [(value, None), (weight, None), (self._delivered(unit, source), None)]

    def _delivered(self, unit: int, source: int) -> float:
        """What the edge delivers: part of a sum, and not to be told where that is not."""
        whole = float(self.layer.z[unit])
        if is_hidden(whole):
            return whole
        return float(self.layer.inputs[source]) * float(self.layer.layer.weights[unit, source])

    def _slope(self, unit: int, source: int) -> list[tuple[float, Ink | None]]:
        """value × slope × activation slope = slope of the weight; softmax mixes its units: it has no third factor."""
        layer = self.layer
        if layer.d_loss_d_a is None or layer.d_loss_d_z is None or layer.d_loss_d_weights is None:
            return []
        if self.trace.batch_rows:
            # A mean of products is not the product of the numbers on show.
            return [(float(layer.d_loss_d_weights[unit, source]), Ink.SLOPE)]
        mixes = layer.layer.function.mixes_units
        slope = float((layer.d_loss_d_z if mixes else layer.d_loss_d_a)[unit])
        factors: list[tuple[float, Ink | None]] = [(float(layer.inputs[source]), None), (slope, Ink.SLOPE)]
        if not mixes:
            factors.append((float(layer.activation_slope[unit]), Ink.INK))
        return [*factors, (float(layer.d_loss_d_weights[unit, source]), Ink.SLOPE)]

    def _gate(self, pill: Box, resting: Run, numbers: list[tuple[float, Ink | None]], taken: Sequence[Box]) -> Gate:
        """All of it on one line between the units and clear of what stands there, in fewer digits if need be.

        Where even these have no room, the weight stays shut: numbers still pass through it.
        """
        height = min(GATE_HEIGHT, self.pitch - 1)
        left, right = self._free_row(pill, height, taken)
        for digits, space in ((4, SIGN_SPACE), (4, TIGHT_SIGN_SPACE), (3, TIGHT_SIGN_SPACE)):
            runs = _equation(numbers, min(self.digits, digits), space)
            full = max(_runs_width(runs) + (24 if space == SIGN_SPACE else 18), pill.width)
            if full <= right - left:
                x = min(max(pill.x, left + full / 2), right - full / 2)
                return Gate(Box(x, pill.y, full, height), runs)
        return Gate(pill, (resting,))

    def _free_row(self, pill: Box, height: float, taken: Sequence[Box]) -> tuple[float, float]:
        left = self.source.x + self.source.half_width + LABEL_CLEARANCE
        right = self.target.x - self.target.half_width - LABEL_CLEARANCE
        for box in taken:
            if abs(box.y - pill.y) < (box.height + height) / 2 + 3:
                if box.x < pill.x:
                    left = max(left, box.x + box.width / 2 + 4)
                else:
                    right = min(right, box.x - box.width / 2 - 4)
        return left, right

    def _clear_of_source(self, unit: int, source: int) -> float:
        """How far from the middle of its column a token sets out. The node is narrow: a token from it must be clear
        of the unit above and of what stands below that."""
        column = self.source
        if source in column.positions:
            return column.half_width
        rise = (column.feeds[source] - self.target.positions[unit]) * column.half_width / self.gap
        below = column.half_height if column.is_input else column.half_height + BIAS_BELOW + TAG_HEIGHT / 2
        is_clear = column.feeds[source] - max(rise, 0.0) - TOKEN_HEIGHT / 2 - 4 > column.ys[-1] + below
        return column.half_of(source) if is_clear else column.half_width

    def _trips(self, unit: int, source: int, width: float, left: float) -> dict[Leg, Trip]:
        layer = self.layer
        value, weight = float(layer.inputs[source]), float(layer.layer.weights[unit, source])
        product = self._delivered(unit, source)
        trips = {
            Leg.VALUE: self._trip(value, sign_ink(value), width, left),
            Leg.PRODUCT: self._trip(product, sign_ink(product), width),
        }
        if layer.d_loss_d_a is not None and layer.d_loss_d_z is not None:
            trips[Leg.SLOPE] = self._trip(float(layer.d_loss_d_a[unit]), Ink.SLOPE, width)
            if self.column > 1 and source in self.source.positions:
                back = float(layer.d_loss_d_z[unit]) * weight
                trips[Leg.SLOPE_ON] = self._trip(back, Ink.SLOPE, width, left)
        return trips

    def _trip(self, value: float, ink: Ink, pill_width: float, left: float | None = None) -> Trip:
        """Between source (whose half is `left`) and weight, or weight and unit, clear of both; where that is too
        short, a silent token."""
        middle = self.at * self.gap
        right = middle - pill_width / 2
        if left is None:
            left, right = middle + pill_width / 2, self.gap - self.target.half_width
        text = short(value, min(self.digits, 4))
        width = token_width(text, ink is Ink.SLOPE)
        if right - left < width + 8:
            text, width = "", 2 * SILENT_RADIUS
        start, end = (left + width / 2 + 3) / self.gap, (right - width / 2 - 3) / self.gap
        return Trip(text, ink, width, end, start) if ink is Ink.SLOPE else Trip(text, ink, width, start, end)


def pill_width(weights: Sequence[float], digits: int, step: int = 8) -> float:
    """The room that the widest of these weights needs, in steps of 8 px, so that it seldom changes."""
    widest = max(text_width(short(weight, digits), PILL_SIZE, SEMIBOLD) for weight in weights) + 18
    return float(max(SMALLEST_LABEL, math.ceil(widest / step) * step))


def token_width(text: str, is_slope: bool) -> float:
    """A capsule has 8 px beside its text; a slope has room for its point besides."""
    width = text_width(text, TOKEN_SIZE, BOLD)
    return max(TOKEN_HEIGHT + 6, width + 24) if is_slope else max(TOKEN_HEIGHT, width + 16)


def _equation(numbers: list[tuple[float, Ink | None]], digits: int, space: float) -> tuple[Run, ...]:
    """`a × b = c`: every number in the colour of what it is."""
    runs: list[Run] = []
    for index, (number, ink) in enumerate(numbers):
        if index:
            runs.append(Run("=" if index == len(numbers) - 1 else "×", Ink.TEXT_2, is_bold=False, lead=space))
        runs.append(Run(short(number, digits), ink or sign_ink(number)))
    return tuple(runs)


def _runs_width(runs: tuple[Run, ...]) -> float:
    # A sign has its lead on both sides.
    return sum(text_width(run.text, GATE_SIZE, SEMIBOLD if run.is_bold else MEDIUM) + 2 * run.lead for run in runs)
