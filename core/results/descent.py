"""Gradient descent where it can be seen: along one number of a network, or over two, all others held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from core.network import Array, Network, frozen
from core.results.loss_landscape import Landscape, Pause, go_on
from core.weight_edits import BiasPlace, Place

_RUNGS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SCAN = 33
_SCAN_REACH = 4.0
"""How far around its place a lowest point counts as near, in usual weights of the layer."""
_MARGIN = 1.15
_FARTHEST = 4.0
"""A step of more than so many times the way to the lowest point is not waited for: it leaves the picture."""
_LARGEST = 1e100
_NEARLY_DONE, _AT_REST = 0.05, 0.005
"""Steps of this share of the first are short; of this one nobody sees them."""


class Fate(Enum):
    """What becomes of repeated steps."""

    FLAT = auto()
    """There is no slope, so no step."""
    ARRIVES = auto()
    """Step by step down, and hardly further at the end."""
    DESCENDS = auto()
    """Step by step down, with some way to go."""
    OVERSHOOTS = auto()
    """Across the lowest point and back, nearer each time."""
    SWINGS = auto()
    """Across the lowest point and back, and no nearer."""
    DIVERGES = auto()
    """Further away."""


@dataclass(frozen=True)
class Span:
    """A range of one number."""

    low: float
    high: float

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2

    def holds(self, value: float, margin: float = 0.0) -> bool:
        """Whether it lies inside, at least this share of the range away from both ends."""
        room = margin * (self.high - self.low)
        return self.low + room <= value <= self.high - room


@dataclass(frozen=True, eq=False)
class Walk:
    """Repeated steps, number ← number − rate × slope, with all slopes taken before a step.

    `points` and `slopes` (steps + 1 × places) and `losses` (steps + 1), beginning where the network stands; the last
    loss may not be finite.
    """

    points: Array
    losses: Array
    slopes: Array
    rate: float

    def __len__(self) -> int:
        """Steps taken."""
        return len(self.points) - 1


@dataclass(frozen=True, eq=False)
class Descent:
    """All that is to be seen: the loss over one or two numbers of a network, and the steps taken there.

    `axes` are the values of each number that were tried; `losses` one a value, of two numbers (values of the second ×
    values of the first). `rows` is how many rows the loss is a mean over.
    """

    network: Network
    loss_name: str
    places: tuple[Place, ...]
    spans: tuple[Span, ...]
    axes: tuple[Array, ...]
    losses: Array
    walk: Walk
    rows: int

    @property
    def fate(self) -> Fate:
        return fate_of(self.walk)


def descent_over(
    landscape: Landscape,
    walk: Walk,
    network: Network,
    loss_name: str,
    spans: Sequence[Span],
    count: int,
    pause: Pause = go_on,
) -> Descent:
    """Try so many values of each number, evenly over its span."""
    axes = tuple(frozen(np.linspace(span.low, span.high, count)) for span in spans)
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    losses = frozen(landscape.losses(points, pause).reshape((count,) * len(axes)))
    return Descent(network, loss_name, landscape.places, tuple(spans), axes, losses, walk, landscape.rows)


def walk_of(landscape: Landscape, rate: float, steps: int, pause: Pause = go_on) -> Walk:
    """So many steps from where the network stands; fewer where they come to rest, or leave what a double can hold."""
    points, losses, slopes = [landscape.start], [], []
    while True:
        pause()
        here, there = landscape.slopes(points[-1][None])
        loss, slope = float(here[0]), there[0]
        losses.append(loss)
        slopes.append(slope)
        if len(points) > steps or not (math.isfinite(loss) and np.isfinite(slope).all()):
            break
        step = rate * slope
        following = points[-1] - step
        is_at_rest = len(points) > 1 and np.linalg.norm(step) < _AT_REST * np.linalg.norm(points[1] - points[0])
        if is_at_rest or not step.any() or np.abs(following).max() > _LARGEST:
            break
        points.append(frozen(following))
    return Walk(frozen(points), frozen(losses), frozen(slopes), rate)


def fate_of(walk: Walk) -> Fate:
    """What becomes of these steps, as far as they go."""
    losses, moves = walk.losses, np.diff(walk.points, axis=0)
    if not len(moves) or not moves[0].any():
        return Fate.FLAT if math.isfinite(losses[0]) else Fate.DIVERGES
    last, first = float(losses[-1]), float(losses[0])
    if not math.isfinite(last) or last > first * (1 + 1e-9):
        return Fate.DIVERGES
    if not walk.slopes[-1].any():
        return Fate.ARRIVES
    sizes = np.linalg.norm(moves, axis=1)
    # Only where steps still lead somewhere: close to the lowest point rounding turns them about.
    turns = (moves[1:] * moves[:-1]).sum(axis=1)[sizes[1:] > 1e-9 * sizes[0]] < 0
    if len(turns) and turns.mean() > 0.5:
        return Fate.SWINGS if sizes[-1] > 0.95 * sizes[0] else Fate.OVERSHOOTS
    return Fate.ARRIVES if sizes[-1] < _NEARLY_DONE * sizes[0] else Fate.DESCENDS


def steps_to_rest(walk: Walk) -> int:
    """After how many steps they are short beside the first; all of them where they never are."""
    sizes = np.linalg.norm(np.diff(walk.points, axis=0), axis=1)
    is_short = sizes < _NEARLY_DONE * sizes[:1]
    return int(is_short.argmax()) if is_short.any() else len(walk)


def spans_of(landscape: Landscape, network: Network, rate: float, before: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The range of each number worth looking at: where it stands, one step on, and the lowest point if that is near.

    The ranges from `before` stay as long as they show all this, so that nothing jumps at every edit. Two ranges are
    equally long where that suits both: then the steepest way down crosses the lines of equal loss at right angles.
    """
    slopes = landscape.slopes(landscape.start[None])[1][0]
    found = []
    for number, place in enumerate(landscape.places):
        step = rate * float(slopes[number]) if math.isfinite(slopes[number]) else 0.0
        found.append(_span_along(landscape, network, place, number, step, before[number] if before else None))
    if len(found) == 2 and not before:
        longest = max(found, key=lambda span: span.half).half
        if longest <= 8 * min(span.half for span in found):
            return tuple(Span(*_around((span.low + span.high) / 2, longest)) for span in found)
    return tuple(found)


def _span_along(
    landscape: Landscape, network: Network, place: Place, number: int, step: float, before: Span | None
) -> Span:
    start = float(landscape.start[number])
    usual = max(_usual_size(network, place), abs(start))
    if before is not None and _is_good(before, start, step, usual):
        return before
    reach = _SCAN_REACH * usual
    values = np.linspace(start - reach, start + reach, _SCAN)
    points = np.repeat(landscape.start[None], _SCAN, axis=0)
    points[:, number] = values
    lowest = lowest_near(frozen(values), landscape.losses(points))
    base = max(abs(start - lowest) if lowest is not None else 0.0, usual / 2)
    wanted = [start] if abs(step) > _FARTHEST * base else [start, start - step]
    middle = start if lowest is None else lowest
    half = max(base, *(abs(value - middle) for value in wanted)) * _MARGIN
    while True:
        half = _rung(half)
        # On a coarse grid, so that a small edit leaves the range as it is.
        centre = round(middle / (half / 4)) * half / 4
        span = Span(*_around(centre, half))
        if all(span.holds(value, 0.03) for value in wanted):
            return span
        half *= 1.01


def _is_good(span: Span, start: float, step: float, usual: float) -> bool:
    """Whether a range still shows where the number stands and where it goes, and is not far too wide for either."""
    is_seen = span.holds(start, 0.02) and (abs(step) > _FARTHEST * usual or span.holds(start - step))
    return is_seen and span.half <= 8 * max(abs(step), usual)


def lowest_near(values: Array, losses: Array) -> float | None:
    """Downhill from the middle of evenly spaced values: the first lowest point; None where it goes on to the end."""
    at = len(values) // 2
    if not np.isfinite(losses).all():
        losses = frozen(np.where(np.isfinite(losses), losses, np.inf))
    while 0 < at < len(values) - 1:
        lower = min(at - 1, at + 1, key=lambda place: float(losses[place]))
        if losses[lower] >= losses[at]:
            break
        at = lower
    else:
        return None
    left, here, right = (float(loss) for loss in losses[at - 1 : at + 2])
    bend = left - 2 * here + right
    if not (math.isfinite(bend) and bend > 0):
        return float(values[at])
    return float(values[at] + (left - right) / (2 * bend) * (values[1] - values[0]))


def _usual_size(network: Network, place: Place) -> float:
    """How large weights of this layer are; a bias is looked at on the same scale."""
    layer = network.layers[place.column - 1]
    numbers = np.concatenate([layer.weights.ravel(), layer.bias]) if isinstance(place, BiasPlace) else layer.weights
    size = float(np.sqrt(np.mean(np.square(numbers))))
    return size if size > 0 and math.isfinite(size) else 1.0


def _rung(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(rung * power for rung in _RUNGS if rung * power >= least * (1 - 1e-9))


def _around(middle: float, half: float) -> tuple[float, float]:
    return middle - half, middle + half
