"""Gradient descent as a picture: a curve and a ball on it, or a landscape seen from above. No clock, no theme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.message import Message
from core.network import Array, frozen
from core.results.descent import Descent
from simulator.easing import in_out_cubic
from simulator.plots.contours import contour
from simulator.plots.descent_axes import BELOW, EQUATION_HEIGHT, Axes, axes_of, highest_shown
from simulator.plots.descent_labels import Label, along, around, inside
from simulator.plots.descent_marks import (
    BALL,
    Exit,
    Line,
    arrow_of,
    drop_of,
    equation_of,
    first_outside,
    last_step,
    tag_of,
    tangent_at,
    trail_of,
    way_out_of,
)
from simulator.plots.descent_words import fate_in_words, name_of
from simulator.shapes import Box, Ink, sign_ink
from simulator.words import say

_LEVELS = 11
_HIGH = 0.9
"""This share of a landscape is told apart; what is higher is all the same."""
_NO_POINTS, _NO_LINES = frozen(np.empty((0, 2))), frozen(np.empty((0, 4)))

Point = tuple[float, float]


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


def picture_of(
    descent: Descent, made: float, width: float, height: float, run: Array | None = None
) -> DescentPicture:
    """The picture when so many steps are made; a fraction is a step on its way. `run` (moments × 2) is where training
    has been, for two numbers."""
    last = last_step(descent)
    step = min(int(made), last)
    share = in_out_cubic(min(made - step, 1.0)) if step < last else 0.0
    still = _still(descent, step, width, height)
    ball, number = _ball(descent, still.axes, step, share)
    return replace(
        still,
        reading=_reading(descent, step, share),
        ball=ball,
        ball_ink=sign_ink(number) if len(descent.places) == 1 else Ink.INK,
        run=still.axes.at(run[:, 0], run[:, 1]) if run is not None else still.run,
    )


@lru_cache(maxsize=8)
def _still(descent: Descent, step: int, width: float, height: float) -> DescentPicture:
    """What stays while the ball is on its way from one step to the next."""
    axes = axes_of(descent, width, height)
    trail = trail_of(descent, axes)
    outside = first_outside(descent)
    inner = trail if outside is None else trail[:outside]
    is_curve = len(descent.places) == 1
    curve = _curve(descent, axes) if is_curve else ()
    shade, contours = (None, _NO_LINES) if is_curve else _relief(descent, axes)
    tangent = tangent_at(descent, axes, step, trail[step]) if is_curve and step < len(inner) else None
    arrow = arrow_of(descent, axes, trail, step)
    drop = drop_of(axes, trail, step) if is_curve and arrow is not None else None
    way_out = way_out_of(descent, trail, axes, curve)
    taken = [*curve, inner, around(float(trail[step, 0]), float(trail[step, 1]), BALL + 2)]
    taken += _taken_by_lines(axes, tangent, arrow, drop, way_out)
    tag = tag_of(descent, axes, step, trail[step], np.concatenate(taken)) if tangent is not None else None
    if tag is not None:
        taken.append(inside(tag.box))
    room = _room_for_equation(axes, width, is_curve)
    return DescentPicture(
        width,
        height,
        axes,
        say(Message("loss / {name}", name=descent.loss_name)),
        "",
        tuple(say(name_of(descent.network, place)) for place in descent.places),
        curve,
        shade,
        contours,
        inner,
        step,
        _NO_POINTS,
        (0.0, 0.0),
        Ink.INK,
        tangent,
        arrow,
        drop,
        tag,
        equation_of(descent, room, step, arrow, np.concatenate(taken)) if arrow is not None else None,
        way_out,
        say(fate_in_words(descent, outside)),
    )


def _taken_by_lines(
    axes: Axes, tangent: Line | None, arrow: Line | None, drop: Line | None, way_out: Exit | None
) -> list[Array]:
    """Points that no words may lie on."""
    taken = [inside(Box(axes.plane.x - axes.plane.width / 2 - 20, tick.at, 24, 12)) for tick in axes.up_ticks]
    taken += [along(line) for line in (tangent, arrow, drop) if line is not None]
    taken += [] if arrow is None else [around(*arrow[2:], 6)]
    if way_out is not None:
        taken += [inside(way_out.label.box), along(way_out.way), around(*way_out.way[2:], 12)]
    return taken


def _room_for_equation(axes: Axes, width: float, is_curve: bool) -> Box:
    """In the plane of a curve; below a map, which is full."""
    plane = axes.plane
    if is_curve:
        return Box(width / 2, plane.y, width - 8, plane.height)
    bottom = plane.y + plane.height / 2
    return Box(width / 2, bottom + BELOW + EQUATION_HEIGHT / 2, width - 8, EQUATION_HEIGHT)


def _ball(descent: Descent, axes: Axes, step: int, share: float) -> tuple[Point, float]:
    """Where the ball is, and the first number there. On its way it rolls along the curve."""
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
    return (x, y), float(numbers[0])


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


def _reading(descent: Descent, step: int, share: float) -> str:
    made = step if share < 1 else step + 1
    loss = float(descent.walk.losses[made])
    if made == 0:
        return say(Message("loss {loss}", loss=loss))
    if made == 1:
        return say(Message("after 1 step: loss {loss}", loss=loss))
    return say(Message("after {steps} steps: loss {loss}", steps=made, loss=loss))
