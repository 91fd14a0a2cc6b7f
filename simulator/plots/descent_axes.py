"""The plane that gradient descent is drawn on: what it shows, where a point of it stands, and its ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.expression import number_of
from core.network import Array, frozen
from core.numbers import short
from core.results.descent import Descent, Span
from simulator.fonts import text_width
from simulator.plots.maps import nice_ticks
from simulator.shapes import Box

TICK_SIZE = 11
_TOP, _RIGHT, _LEAST_LEFT = 34.0, 14.0, 40.0
_NAME_ABOVE = 20.0
"""The name of the axis that goes up, where there is one."""
BELOW = 42.0
"""Ticks and the name of the axis."""
EQUATION_HEIGHT = 54.0
"""Two lines, where there are two numbers: among lines of equal loss they would cover too much."""
SENTENCE_HEIGHT = 66.0
"""Three lines of words at the bottom."""
_FAR = 1e6
"""Pixels that anything is away at most, so that it can be painted."""
_ZOOM_FROM = 0.35
"""From which share of the highest loss on the lowest one leaves 0 out of the picture."""
_ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Tick:
    """A round number on an axis, and how far along it is in pixels."""

    at: float
    text: str


@dataclass(frozen=True, eq=False)
class Axes:
    """A rectangle on screen and the two ranges it shows."""

    plane: Box
    across: Span
    up: Span
    across_ticks: tuple[Tick, ...]
    up_ticks: tuple[Tick, ...]

    def at(self, x: Array | float, y: Array | float) -> Array:
        """Where points stand (points × 2); what is not finite stands far above."""
        plane = self.plane
        left, bottom = plane.x - plane.width / 2, plane.y + plane.height / 2
        with np.errstate(over="ignore", invalid="ignore"):
            xs = left + plane.width * ((np.atleast_1d(x) - self.across.low) / (2 * self.across.half))
            ys = bottom - plane.height * ((np.atleast_1d(y) - self.up.low) / (2 * self.up.half))
        return frozen(np.clip(np.stack([np.nan_to_num(xs), np.nan_to_num(ys, nan=-_FAR)], axis=1), -_FAR, _FAR))

    def under(self, x: float, y: float) -> tuple[float, float]:
        """What stands at a place on screen."""
        plane = self.plane
        across = (x - plane.x) / plane.width + 0.5
        up = 0.5 - (y - plane.y) / plane.height
        return self.across.low + across * 2 * self.across.half, self.up.low + up * 2 * self.up.half


def axes_of(descent: Descent, width: float, height: float) -> Axes:
    """The plane in a picture of this size: of one number against the loss, of two against each other (a square)."""
    across = descent.spans[0]
    up = descent.spans[1] if len(descent.spans) > 1 else loss_span(descent)
    left = room_left_of(up)
    is_square = len(descent.spans) > 1
    top = _TOP + (_NAME_ABOVE if is_square else 0.0)
    below = BELOW + SENTENCE_HEIGHT + (EQUATION_HEIGHT if is_square else 0.0)
    across_room, up_room = width - left - _RIGHT, height - top - below
    if is_square:
        # A square, so that steps of the same length look so.
        side = min(across_room, up_room)
        left += (across_room - side) / 2
        across_room = up_room = side
    return axes_in(Box(left + across_room / 2, top + up_room / 2, across_room, up_room), across, up)


def axes_in(plane: Box, across: Span, up: Span) -> Axes:
    """Both ranges in a rectangle, with round numbers on them."""
    up_values = nice_ticks(up.low, up.high, 5)
    bare = Axes(plane, across, up, (), ())
    across_values = nice_ticks(across.low, across.high, 5)
    across_at = bare.at(np.array(across_values), 0.0 * np.array(across_values))[:, 0].tolist()
    up_at = bare.at(0.0 * np.array(up_values), np.array(up_values))[:, 1].tolist()
    return Axes(
        plane,
        across,
        up,
        tuple(Tick(at, text) for at, text in zip(across_at, tick_texts(across_values), strict=True)),
        tuple(Tick(at, text) for at, text in zip(up_at, tick_texts(up_values), strict=True)),
    )


def room_left_of(up: Span) -> float:
    """For the numbers of the axis that goes up."""
    texts = tick_texts(nice_ticks(up.low, up.high, 5))
    return max(_LEAST_LEFT, *(text_width(text, TICK_SIZE) + 16 for text in texts))


def highest_shown(descent: Descent) -> float:
    """A loss that holds what is to be seen: the place and the next one, and most of what is around them."""
    losses = descent.losses[np.isfinite(descent.losses)]
    walked = descent.walk.losses[:2]
    needed = [1.25 * loss for loss in walked[np.isfinite(walked)].tolist()]
    if not len(losses):
        return float(max([*needed, 1.0]))
    highest: float = min(float(losses.max()), max([*needed, 1.5 * float(np.median(losses))]))
    return highest or 1.0


def tick_texts(values: list[float]) -> list[str]:
    """Round numbers in as few digits as tell them apart."""
    if len(values) < 2:
        return [short(value) for value in values]
    apart = abs(values[1] - values[0])
    for digits in range(1, 15):
        texts = [short(value, digits) for value in values]
        if all(abs(number_of(text) - value) < 0.01 * apart for text, value in zip(texts, values, strict=True)):
            break
    return texts


def loss_span(descent: Descent) -> Span:
    """From 0, where that leaves the curve its room; up to a round number, so that it holds still."""
    losses = descent.losses[np.isfinite(descent.losses)]
    low, high = float(losses.min()) if len(losses) else 0.0, highest_shown(descent)
    if low <= _ZOOM_FROM * high:
        return Span(0.0, rounded_up(high))
    # As far as the numbers can tell it from a straight line.
    reach = max(high - low, 1e-9 * abs(high))
    step = rounded_up(reach * 1.2) / 10
    bottom = math.floor((low - 0.08 * reach) / step) * step
    return Span(bottom, bottom + math.ceil((high - bottom) / step) * step)


def rounded_up(value: float) -> float:
    """The next round number from a positive one on."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ROUND if step * power >= value * (1 - 1e-9))
