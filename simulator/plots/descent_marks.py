"""What is drawn of one step of gradient descent: tangent, arrow and equation; and where the steps leave the plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.message import Message
from core.network import Array
from core.numbers import short
from core.results.descent import Descent
from simulator.drawing import runs_width
from simulator.easing import between
from simulator.plots.descent_axes import Axes, loss_span
from simulator.plots.descent_labels import (
    Label,
    Lines,
    along,
    around,
    placed,
    size_of,
    slope_reading,
    step_equation,
    tag_size,
)
from simulator.plots.descent_words import name_of
from simulator.shapes import Box, Ink, Run
from simulator.words import say

BALL = 8.0
_TANGENT = 62.0
"""Half its length in pixels."""
_SHORTEST_ARROW = BALL + 13.0
_DIGITS = ((4, 4), (4, 3), (4, 2), (3, 3), (3, 2), (2, 2))
"""Of the numbers and of the slope in an equation, as far as there is room."""

Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class Exit:
    """The way from the last step inside to the edge of the plane, and the step that lands outside."""

    way: Line
    label: Label


def last_step(descent: Descent) -> int:
    """How many steps there are to make: up to the first that lands outside the picture."""
    outside = first_outside(descent)
    return len(descent.walk) if outside is None else outside


def first_outside(descent: Descent) -> int | None:
    """The first step that lands where the picture does not reach."""
    walk = descent.walk
    ranges = [*descent.spans]
    numbers = [*walk.points.T]
    if len(ranges) == 1:
        ranges.append(loss_span(descent))
        numbers.append(walk.losses)
    pairs = zip(ranges, numbers, strict=True)
    is_inside = np.all([(span.low <= each) & (each <= span.high) for span, each in pairs], axis=0)
    outside = np.flatnonzero(~is_inside[1:])
    return int(outside[0]) + 1 if len(outside) else None


def trail_of(descent: Descent, axes: Axes) -> Array:
    """Where every step lands."""
    walk = descent.walk
    return axes.at(walk.points[:, 0], walk.losses if len(descent.places) == 1 else walk.points[:, 1])


def tangent_at(descent: Descent, axes: Axes, step: int, at: Array) -> Line | None:
    x, y = at.tolist()
    return tangent_through(axes, x, y, float(descent.walk.slopes[step, 0]))


def tangent_through(axes: Axes, x: float, y: float, slope: float) -> Line | None:
    """A line of one length through a point of the picture, as steep as the slope is on these axes."""
    if not math.isfinite(slope):
        return None
    rise = -slope * (axes.plane.height / axes.up.half) / (axes.plane.width / axes.across.half)
    length = math.hypot(1.0, rise)
    dx, dy = _TANGENT / length, _TANGENT * rise / length
    return x - dx, y - dy, x + dx, y + dy


def arrow_of(descent: Descent, axes: Axes, trail: Array, step: int) -> Line | None:
    """From the ball to where the step leads, at the ball's height; over two numbers straight there."""
    if step >= last_step(descent):
        return None
    (x, y), (to_x, to_y) = trail[step].tolist(), trail[step + 1].tolist()
    if len(descent.places) == 1:
        to_y = y
    length = math.hypot(to_x - x, to_y - y)
    if length == 0:
        return None
    # Behind the ball nobody would see it.
    share = max(1.0, _SHORTEST_ARROW / length)
    return _clipped((x, y, x + (to_x - x) * share, y + (to_y - y) * share), axes.plane)


def drop_of(axes: Axes, trail: Array, step: int) -> Line | None:
    """From the head of the arrow to the curve."""
    (_, y), (to_x, to_y) = trail[step].tolist(), trail[step + 1].tolist()
    return (to_x, y, to_x, to_y) if axes.plane.contains(to_x, to_y) else None


def tag_of(descent: Descent, axes: Axes, step: int, at: Array, taken: Array) -> Label:
    line = slope_reading(float(descent.walk.slopes[step, 0]))
    x, y = at.tolist()
    return Label(placed(tag_size(line), (x, y), axes.plane, taken), (line,))


def equation_of(descent: Descent, room: Box, step: int, arrow: Line, taken: Array) -> Label:
    """In as many digits as there is room for, and with the names of two numbers where there is room."""
    ways = [(is_named, digits) for is_named in (True, False) for digits in _DIGITS if not is_named or min(digits) > 2]
    for is_named, digits in ways:
        lines = _equations(descent, step, digits, is_named)
        size = size_of(lines)
        if size[0] <= room.width - 8:
            break
    if len(lines) > 1:
        return Label(Box(room.x, room.y, *size), lines)
    middle = (arrow[0] + arrow[2]) / 2, (arrow[1] + arrow[3]) / 2
    return Label(placed(size, middle, room, taken), lines)


def _equations(descent: Descent, step: int, digits: tuple[int, int], is_named: bool) -> Lines:
    walk = descent.walk
    numbers = zip(walk.points[step].tolist(), walk.slopes[step].tolist(), strict=True)
    lines = [step_equation(value, walk.rate, slope, digits) for value, slope in numbers]
    if len(lines) == 1 or not is_named:
        return tuple(lines)
    return tuple(_named(descent, number, line) for number, line in enumerate(lines))


def _named(descent: Descent, number: int, line: tuple[Run, ...]) -> tuple[Run, ...]:
    """Of two numbers each says which it is."""
    return Run(say(name_of(descent.network, descent.places[number])) + "  ", Ink.TEXT_2, is_bold=False), *line


def way_out_of(descent: Descent, trail: Array, axes: Axes, curve: Sequence[Array]) -> Exit | None:
    """Where the steps leave the plane, if they do; its label keeps off the curve."""
    outside = first_outside(descent)
    if outside is None:
        return None
    line = (*trail[outside - 1].tolist(), *trail[outside].tolist())
    x, y = _clipped(line, axes.plane)[2:]
    numbers = ", ".join(short(value) for value in descent.walk.points[outside].tolist())
    words = say(Message("step {step}: ", step=outside))
    runs = (Run(words, Ink.TEXT_2, is_bold=False), Run(numbers, Ink.INK))
    size = runs_width(runs, 12) + 12, 20.0
    taken = [*curve, along((*line[:2], x, y)), around(x, y, 12)]
    return Exit((*line[:2], x, y), Label(placed(size, (x, y), axes.plane, np.concatenate(taken)), (runs,)))


def _clipped(line: Sequence[float], plane: Box) -> Line:
    """A line that begins inside, as far as the edge of the plane."""
    x0, y0, x1, y1 = line
    share = 1.0
    for start, end, middle, half in (
        (x0, x1, plane.x, plane.width / 2),
        (y0, y1, plane.y, plane.height / 2),
    ):
        for edge in (middle - half, middle + half):
            if (start - edge) * (end - edge) < 0:
                share = min(share, (edge - start) / (end - start))
    return x0, y0, between(x0, x1, share), between(y0, y1, share)
