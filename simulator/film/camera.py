"""How near a film looks at the network: all of it, what a beat is about, or one unit.

The network is laid out once, in a world as wide as it needs to show its numbers; a camera only moves over it. So
nothing in it jumps, whatever the camera does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QRectF

from core.message import Message, Problem
from core.network import Network
from core.number_address import unit_of
from simulator.easing import between, in_out_sine
from simulator.film.plan import GAUGE_ROOM, Plan, height_needed
from simulator.frames.arrangement import GATE_GAP, MOST_LABELLED_EDGES, arrange
from simulator.frames.elements import UnitAt
from simulator.frames.face import BiasAs, Face
from simulator.frames.gauge import HALF_HEIGHT
from simulator.frames.layout import HALF_NAME, HEADING_HEIGHT, NAME_ABOVE, Layout
from simulator.frames.loss_shapes import LOSS_BELOW
from simulator.frames.telling_scale import telling_scale
from simulator.frames.timeline import Beat, Kind, Phase, Timeline

FIT, FOLLOW = "fit", "follow"
CAMERA_NAMES = {FIT: Message("All of the network"), FOLLOW: Message("Follow the signal")}
MOVE = 0.8
"""Seconds in which the camera goes from one beat to the next."""
_WIDER = (1.0, 1.5, 2.0, 2.5, 3.0)
"""How many times as wide as its place the world may be."""
_GAP = 200.0
"""Between columns, at 100 %."""
_NEAR_ENOUGH, _OF_UNIT = 1.15, 1.25
"""How much nearer than all of it a unit is looked at: at least, and where its neighbours are too far apart."""
_NEAREST = 1.5
"""Times nearer than all of it, where the world is no larger than its place."""
_BESIDE_GAUGE, _HALF_LOSS = 145.0, 110.0
"""Right of the gauge, for what stands beside it, and on both sides, for the loss below it (at 100 %)."""
_ASIDE, _BELOW = 46.0, 72.0
"""Left and right of units and below them, for what belongs to them (at 100 %)."""
_OUT = 60.0
"""So far beyond the ends of the network its focus ends while all of it is in focus."""


@dataclass(frozen=True)
class World:
    """`width` × `height` units in which the network is laid out at `scale`; `seen` of its width are to be seen."""

    width: float
    height: float
    scale: float
    seen: float


@dataclass(frozen=True)
class Sight:
    """The middle of what is seen, in units of the world, and how many units of the picture one of these is. What lies
    left of `left` or right of `right` is out of focus."""

    x: float
    y: float
    near: float
    left: float
    right: float

    def towards(self, other: Sight, share: float) -> Sight:
        """So much of the way to another one; nearness grows evenly to the eye."""
        near = math.exp(between(math.log(self.near), math.log(other.near), share))
        x, y, left, right = (
            between(getattr(self, name), getattr(other, name), share) for name in ("x", "y", "left", "right")
        )
        return Sight(x, y, near, left, right)


def world_of(network: Network, plan: Plan, *, has_target: bool, face: Face, bias: BiasAs) -> World:
    """As wide as it takes for columns to keep apart, if that can be; no higher than its place, so that a column is
    seen whole."""
    place = plan.network
    beyond = 0.0 if has_target else GAUGE_ROOM
    worlds = []
    for wider in _WIDER:
        width, height = place.width() * wider, place.height()
        scale = telling_scale(network, width, height, plan.scale, face=face, bias=bias, beyond=beyond)
        high = min(height, height_needed(network, bias) * scale)
        worlds.append(World(width + beyond * scale, high, scale, width))
        if _has_gaps(arrange(network, worlds[-1].width, height, scale, face, bias)):
            break
    return worlds[-1]


def _has_gaps(layout: Layout) -> bool:
    """Whether there is room for what travels, with open gates where weights have labels."""
    pairs = list(pairwise(layout.columns))
    is_labelled = sum(len(a.units) * len(b.units) for a, b in pairs) <= MOST_LABELLED_EDGES
    return all(b.x - a.x >= (GATE_GAP if is_labelled else _GAP) for a, b in pairs)


class Views:
    """What there is to look at in a world, through a `window` of the picture."""

    def __init__(self, world: World, layout: Layout, window: QRectF) -> None:
        self._world, self._layout, self._window = world, layout, window
        self.blocks = tuple(self._blocks())
        """The columns and the loss, with all that belongs to them, in units of the world."""
        left, right = min(0.0, self.blocks[0].left()), max(world.width, self.blocks[-1].right())
        self.whole = self._sight(QRectF(0, 0, world.seen, world.height), left - _OUT, right + _OUT)

    def of_beat(self, beat: Beat) -> Sight:
        """The columns between which something happens; all of the network where it is changed, and where it ends."""
        last = len(self._layout.columns) - 1
        match beat.kind:
            case Kind.UPDATE:
                return self.whole
            case Kind.INPUTS:
                return self._columns(0, min(1, last))
            case Kind.LOSS:
                return self._columns(last, last, has_loss=True)
            case Kind.SLOPES_AT_UNITS:
                is_last = beat.column == last
                sight = self._columns(beat.column, min(beat.column + 1, last), has_loss=is_last)
            case _:
                sight = self._columns(beat.column - 1, beat.column)
        # The loss, where slopes come from, is in focus with the column before it.
        is_from_loss = beat.phase is Phase.BACKWARD and sight.right >= self.blocks[last].right()
        return replace(sight, right=self.whole.right) if is_from_loss else sight

    def of_unit(self, unit: UnitAt) -> Sight:
        """A unit, and what lies left and right of it: all of these columns where that is near enough, else most of
        them."""
        columns = self._layout.columns
        first, last = max(unit.column - 1, 0), min(unit.column + 1, len(columns) - 1)
        whole = self._columns(first, last)
        if whole.near > _NEAR_ENOUGH * self.whole.near:
            return whole
        here, scale = columns[unit.column], self._layout.scale
        middle = sum(here.ys) / len(here.ys)
        y = (here.positions.get(unit.unit, middle) + middle) / 2
        high = self._window.height() / (_OF_UNIT * self.whole.near * scale) / 2
        left, right = columns[first].x - _ASIDE, columns[last].x + _ASIDE
        rect = QRectF(left * scale, (y - high) * scale, (right - left) * scale, 2 * high * scale)
        return self._sight(rect, self.whole.left, self.whole.right)

    def _columns(self, first: int, last: int, *, has_loss: bool = False) -> Sight:
        """These in focus; what a single column is fed by is seen whole, too."""
        seen = [*self.blocks[first : last + 1], *(self.blocks[-1:] if has_loss else ())]
        left, right = seen[0].left(), seen[-1].right()
        seen.append(self.blocks[max(last - 1, 0)])
        top = min(block.top() for block in seen) - HEADING_HEIGHT * self._layout.scale
        bottom = max(block.bottom() for block in seen)
        return self._sight(QRectF(left, top, right - left, bottom - top), left, right)

    def _blocks(self) -> Iterator[QRectF]:
        layout = self._layout
        for column in layout.columns:
            aside = column.half_width + _ASIDE
            top = column.ys[0] - column.half_height - NAME_ABOVE - HALF_NAME
            yield self._block(column.x - aside, top, column.x + aside, column.ys[-1] + column.half_height + _BELOW)
        answers = layout.columns[-1]
        middle = sum(answers.ys) / len(answers.ys)
        left = max(layout.gauge_x - _HALF_LOSS, answers.x + answers.half_width + _ASIDE / 2)
        right = layout.gauge_x + _BESIDE_GAUGE
        yield self._block(left, middle - HALF_HEIGHT, right, middle + HALF_HEIGHT + 2 * LOSS_BELOW)

    def _block(self, left: float, top: float, right: float, bottom: float) -> QRectF:
        """A rectangle of the layout in units of the world, nowhere beyond its ends."""
        scale, world = self._layout.scale, self._world
        x, y = max(left * scale, 0.0), top * scale
        return QRectF(x, y, min(right * scale, world.seen) - x, min(bottom * scale, world.height) - y)

    def _sight(self, rect: QRectF, left: float, right: float) -> Sight:
        """A rectangle of the world as near as it fits, never beyond the end of the world, never too near."""
        window, world = self._window, self._world
        fit = min(window.width() / world.seen, window.height() / world.height, 1.0)
        near = min(window.width() / rect.width(), window.height() / rect.height(), max(1.0, _NEAREST * fit))
        near = max(near, fit)
        x = _inside(rect.center().x(), window.width() / near, world.seen)
        y = _inside(rect.center().y(), window.height() / near, world.height)
        return Sight(x, y, near, left, right)


def sight_at(views: Views, timeline: Timeline, time: float) -> Sight:
    """Where a camera that follows the signal looks at a time of a step. It begins with all of the network."""
    index = timeline.index_at(time)
    beat = timeline.beats[index]
    before = views.of_beat(timeline.beats[index - 1]) if index else views.whole
    gone = min(max((time - beat.start) / min(MOVE, beat.duration), 0.0), 1.0)
    return before.towards(views.of_beat(beat), in_out_sine(gone))


def unit_at(network: Network, name: str) -> UnitAt:
    """The unit of this name, as `node_0` or `hidden.node_0` (raises Problem)."""
    try:
        return UnitAt(*unit_of(name, network))
    except Problem as problem:
        raise Problem(problem.message, "camera") from None


def _inside(middle: float, length: float, whole: float) -> float:
    """The middle of a stretch that does not reach beyond the whole, unless it is longer."""
    if length >= whole:
        return whole / 2
    return min(max(middle, length / 2), whole - length / 2)
