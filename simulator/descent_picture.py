"""Gradient descent as a picture: a curve and a ball on it, or a landscape seen from above. No clock, no theme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.descent import Descent
from core.message import Message
from core.network import Array, frozen
from core.numbers import short
from simulator.contours import contour
from simulator.descent_axes import Axes, axes_of, highest_shown, loss_span
from simulator.descent_labels import (
    Label,
    Lines,
    along,
    around,
    inside,
    placed,
    size_of,
    slope_reading,
    step_equation,
    tag_size,
)
from simulator.descent_words import fate_in_words, name_of
from simulator.drawing import runs_width
from simulator.easing import between, in_out_cubic
from simulator.frame import Box, Ink, Run, sign_ink
from simulator.words import say

BALL = 8.0
_DIGITS = ((4, 4), (4, 3), (4, 2), (3, 3), (3, 2), (2, 2))
"""Of the numbers and of the slope in an equation, as far as there is room."""
_LEVELS = 11
_HIGH = 0.9
"""This share of a landscape is told apart; what is higher is all the same."""
_TANGENT = 62.0
"""Half its length in pixels."""
_SHORTEST_ARROW = BALL + 13.0

Line = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Exit:
    """The way from the last step inside to the edge of the plane, and the step that lands outside."""

    way: Line
    label: Label


@dataclass(frozen=True, eq=False)
class DescentPicture:
    """Everything that is drawn, in logical pixels.

    `curve` (points × 2) is the loss along one number, in pieces where it has gaps; `shade` (0 lowest … 1, the top row
    first) and `contours` (segments × 4) the loss over two. `trail` (points × 2) are the steps that land inside, of
    which the ball has made `made`; `run` is the way that training took.
    """

    width: float
    height: float
    axes: Axes
    heading: str
    reading: str
    names: tuple[str, ...]
    curve: tuple[Array, ...]
    shade: Array | None
    contours: Array
    trail: Array
    made: int
    run: Array
    ball: Point
    ball_ink: Ink
    tangent: Line | None
    arrow: Line | None
    drop: Line | None
    tag: Label | None
    equation: Label | None
    exit: Exit | None
    sentence: str


def last_step(descent: Descent) -> int:
    """How many steps there are to make: up to the first that lands outside the picture."""
    outside = _first_outside(descent)
    return len(descent.walk) if outside is None else outside


def picture_of(
    descent: Descent, made: float, width: float, height: float, run: Array | None = None
) -> DescentPicture:
    """The picture when so many steps are made; a fraction is a step on its way. `run` (moments × 2) is where training
    has been, for two numbers."""
    axes = axes_of(descent, width, height)
    last = last_step(descent)
    step = min(int(made), last)
    share = in_out_cubic(min(made - step, 1.0)) if step < last else 0.0
    trail = _trail(descent, axes)
    ball, numbers = _ball(descent, axes, step, share)
    is_curve = len(descent.places) == 1
    curve = _curve(descent, axes) if is_curve else ()
    shade, contours = (None, frozen(np.empty((0, 4)))) if is_curve else _relief(descent, axes)
    inner = trail[: last + 1] if _first_outside(descent) is None else trail[:last]
    at = trail[step]
    tangent = _tangent(descent, axes, step, at) if is_curve and step < len(inner) else None
    arrow = _arrow(descent, axes, trail, step)
    drop = _drop(axes, trail, step) if is_curve and arrow is not None else None
    way_out = _exit(descent, trail, axes)
    room = Box(width / 2, axes.plane.y, width - 8, axes.plane.height)
    taken = [*curve, inner, around(*ball, BALL + 2)]
    taken += [inside(Box(axes.plane.x - axes.plane.width / 2 - 20, tick.at, 24, 12)) for tick in axes.up_ticks]
    taken += [along(line) for line in (tangent, arrow, drop) if line is not None]
    if not is_curve:
        taken.append(np.concatenate([along(each) for each in np.hstack([inner[:-1], inner[1:]]).tolist()] or [inner]))
    if way_out is not None:
        taken += [inside(way_out.label.box), along(way_out.way), around(*way_out.way[2:], 12)]
    tag = _tag(descent, axes, step, at, np.concatenate(taken)) if tangent is not None else None
    if tag is not None:
        taken.append(inside(tag.box))
    return DescentPicture(
        width,
        height,
        axes,
        say(Message("loss / {name}", name=descent.loss_name)),
        _reading(descent, step, share),
        tuple(say(name_of(descent.network, place)) for place in descent.places),
        curve,
        shade,
        contours,
        inner,
        step,
        axes.at(run[:, 0], run[:, 1]) if run is not None else frozen(np.empty((0, 2))),
        ball,
        sign_ink(numbers[0]) if is_curve else Ink.INK,
        tangent,
        arrow,
        drop,
        tag,
        _equation(descent, room, step, arrow, np.concatenate(taken)) if arrow is not None else None,
        way_out,
        say(fate_in_words(descent, _first_outside(descent))),
    )


def _first_outside(descent: Descent) -> int | None:
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


def _trail(descent: Descent, axes: Axes) -> Array:
    """Where every step lands."""
    walk = descent.walk
    return axes.at(walk.points[:, 0], walk.losses if len(descent.places) == 1 else walk.points[:, 1])


def _ball(descent: Descent, axes: Axes, step: int, share: float) -> tuple[Point, list[float]]:
    """Where the ball is, and the numbers there. On its way it rolls along the curve."""
    walk = descent.walk
    here = walk.points[step]
    numbers = here if share == 0 else here + (walk.points[step + 1] - here) * share
    if len(descent.places) > 1:
        x, y = axes.at(float(numbers[0]), float(numbers[1]))[0].tolist()
    else:
        loss = float(walk.losses[step])
        if share > 0:
            loss = float(np.interp(numbers[0], descent.axes[0], np.nan_to_num(descent.losses, nan=np.inf)))
        x, y = axes.at(float(numbers[0]), loss)[0].tolist()
    return (x, y), numbers.tolist()


def _curve(descent: Descent, axes: Axes) -> tuple[Array, ...]:
    """The curve in pieces that are finite throughout."""
    is_there = np.isfinite(descent.losses)
    breaks = np.flatnonzero(np.diff(is_there.astype(int))) + 1
    points = axes.at(descent.axes[0], descent.losses)
    pieces = zip(np.split(points, breaks), np.split(is_there, breaks), strict=True)
    return tuple(frozen(piece) for piece, there in pieces if there.all() and len(piece) > 1)


def _relief(descent: Descent, axes: Axes) -> tuple[Array, Array]:
    """Shade and lines of equal loss. Levels lie closer near the lowest, as in a bowl seen from above they should."""
    losses = descent.losses
    finite = losses[np.isfinite(losses)]
    low, high = (float(finite.min()), float(np.quantile(finite, _HIGH))) if len(finite) else (0.0, 1.0)
    reach = max(high, highest_shown(descent)) - low or 1.0
    shade = np.sqrt(np.clip((np.nan_to_num(losses, nan=np.inf) - low) / reach, 0, 1))
    columns, rows = descent.axes
    parts = []
    for level in low + reach * (np.arange(1, _LEVELS + 1) / (_LEVELS + 0.5)) ** 2:
        cells = contour(losses, float(level))
        xs = columns[0] + (columns[1] - columns[0]) * cells[:, ::2]
        ys = rows[0] + (rows[1] - rows[0]) * cells[:, 1::2]
        parts.append(np.hstack([axes.at(xs[:, 0], ys[:, 0]), axes.at(xs[:, 1], ys[:, 1])]))
    return frozen(shade[::-1]), frozen(np.concatenate(parts))


def _tangent(descent: Descent, axes: Axes, step: int, at: Array) -> Line | None:
    slope = float(descent.walk.slopes[step, 0])
    if not math.isfinite(slope):
        return None
    rise = -slope * (axes.plane.height / axes.up.half) / (axes.plane.width / axes.across.half)
    length = math.hypot(1.0, rise)
    dx, dy = _TANGENT / length, _TANGENT * rise / length
    x, y = at.tolist()
    return x - dx, y - dy, x + dx, y + dy


def _arrow(descent: Descent, axes: Axes, trail: Array, step: int) -> Line | None:
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


def _drop(axes: Axes, trail: Array, step: int) -> Line | None:
    """From the head of the arrow to the curve."""
    (_, y), (to_x, to_y) = trail[step].tolist(), trail[step + 1].tolist()
    return (to_x, y, to_x, to_y) if axes.plane.contains(to_x, to_y) else None


def _tag(descent: Descent, axes: Axes, step: int, at: Array, taken: Array) -> Label:
    line = slope_reading(float(descent.walk.slopes[step, 0]))
    x, y = at.tolist()
    return Label(placed(tag_size(line), (x, y), axes.plane, taken), (line,))


def _equation(descent: Descent, room: Box, step: int, arrow: Line, taken: Array) -> Label:
    """In as many digits as there is room for, and with the names of two numbers where there is room."""
    ways = [(is_named, digits) for is_named in (True, False) for digits in _DIGITS if not is_named or min(digits) > 2]
    for is_named, digits in ways:
        lines = _equations(descent, step, digits, is_named)
        size = size_of(lines)
        if size[0] <= room.width - 8:
            break
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


def _exit(descent: Descent, trail: Array, axes: Axes) -> Exit | None:
    outside = _first_outside(descent)
    if outside is None:
        return None
    line = (*trail[outside - 1].tolist(), *trail[outside].tolist())
    x, y = _clipped(line, axes.plane)[2:]
    numbers = ", ".join(short(value) for value in descent.walk.points[outside].tolist())
    words = say(Message("step {step}: ", step=outside))
    runs = (Run(words, Ink.TEXT_2, is_bold=False), Run(numbers, Ink.INK))
    size = runs_width(runs, 12) + 12, 20.0
    taken = [*(_curve(descent, axes) if len(descent.places) == 1 else ()), along((*line[:2], x, y)), around(x, y, 12)]
    return Exit((*line[:2], x, y), Label(placed(size, (x, y), axes.plane, np.concatenate(taken)), (runs,)))


def _reading(descent: Descent, step: int, share: float) -> str:
    made = step if share < 1 else step + 1
    loss = float(descent.walk.losses[made])
    if made == 0:
        return say(Message("loss {loss}", loss=loss))
    if made == 1:
        return say(Message("after 1 step: loss {loss}", loss=loss))
    return say(Message("after {steps} steps: loss {loss}", steps=made, loss=loss))


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
