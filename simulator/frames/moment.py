"""Where a step stands at one time: what has happened, what is happening, what is still to come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.easing import between, in_out_sine, out_cubic, share
from simulator.frames.timeline import (
    ACTIVATE,
    GATE,
    SILENT_TRAVEL,
    SLOPE_GATE,
    SLOPE_ON,
    SLOPE_TO_GATE,
    SUM,
    TRAVEL_ON,
    TRAVEL_TO_GATE,
    Beat,
    Kind,
    Phase,
    Timeline,
)

SEGMENT_FILL = 0.12
CROSSFADE = 0.16
GATE_OPENS, GATE_CLOSES = 0.16, 0.12
ASIDE = 0.5
"""How strong edges are where nothing moves during a beat."""


class Leg(Enum):
    """The ways of a number along an edge: to the weight and on from it, forward and back."""

    VALUE = "value"
    PRODUCT = "product"
    SLOPE = "slope"
    SLOPE_ON = "slope on"

    @property
    def is_slope(self) -> bool:
        return self in (Leg.SLOPE, Leg.SLOPE_ON)


@dataclass(frozen=True)
class Moment:
    """A time on a timeline; time None is rest: everything forward is known, nothing moves, no slope is shown."""

    timeline: Timeline
    time: float | None

    @cached_property
    def beat(self) -> Beat | None:
        return None if self.time is None else self.timeline.beats[self.timeline.index_at(self.time)]

    def since(self, kind: Kind, column: int = 0, unit: int = 0) -> float:
        """Seconds since this began for this unit: negative before, infinite where it is over and done with."""
        beat = self.timeline.beat(kind, column, unit)
        if beat is None:
            return -math.inf
        if self.time is None:
            return math.inf if beat.phase in (Phase.FORWARD, Phase.LOSS) else -math.inf
        return self.time - beat.start

    def since_edge(self, kind: Kind, column: int, unit: int, source: int) -> float:
        """The same for the token of one edge, which may set out later than its beat begins."""
        beat = self.timeline.beat(kind, column, unit)
        since = self.since(kind, column, unit)
        return since if beat is None else since - beat.stagger * source

    def is_numbered(self, kind: Kind, column: int, unit: int) -> bool:
        beat = self.timeline.beat(kind, column, unit)
        return beat is not None and beat.is_numbered

    def input_opacity(self, index: int) -> float:
        """Inputs fade in one after the other, 120 ms apart at most."""
        if self.time is None:
            return 1.0
        apart = min(0.12, 0.5 / max(len(self._inputs), 1))
        return share(self.since(Kind.INPUTS, 0, index), apart * index, 0.3)

    @cached_property
    def _inputs(self) -> tuple[int, ...]:
        return self.timeline.beats[0].units

    def arrivals(self, column: int, unit: int, count: int) -> NDArray[np.float64]:
        """How far the ring segments of all `count` products of a unit are filled, each 0 … 1."""
        beat = self.timeline.beat(Kind.PRODUCTS, column, unit)
        if beat is None:
            return np.zeros(count)
        travel = TRAVEL_TO_GATE + GATE + TRAVEL_ON if beat.is_numbered else SILENT_TRAVEL
        since = self.since(Kind.PRODUCTS, column, unit) - beat.stagger * np.arange(count)
        return np.clip((since - travel + SEGMENT_FILL) / SEGMENT_FILL, 0.0, 1.0)

    def summed(self, column: int, unit: int) -> float:
        """Crossfade from Σ to the weighted sum, 0 … 1."""
        return share(self.since(Kind.SUM, column, unit), 0.0, CROSSFADE)

    def activated(self, column: int, unit: int) -> float:
        """How far the point has run along the activation curve, 0 … 1."""
        return share(self.since(Kind.SUM, column, unit), SUM, ACTIVATE - 0.2)

    def answered(self, column: int, unit: int) -> float:
        """Crossfade of the activation's value, 0 … 1."""
        return share(self.since(Kind.SUM, column, unit), SUM + ACTIVATE - 0.2, 0.2)

    def slope_shown(self, column: int, unit: int) -> float:
        """Opacity of a unit's slope tag."""
        return share(self.since(Kind.SLOPES_AT_UNITS, column, unit), 0.1, 0.24)

    def weight_slope_shown(self, column: int, unit: int, source: int) -> float:
        """Opacity of a weight's slope tag: it appears as its gate closes."""
        is_numbered = self.is_numbered(Kind.SLOPES_OF_WEIGHTS, column, unit)
        at = SLOPE_TO_GATE + SLOPE_GATE - GATE_CLOSES if is_numbered else SILENT_TRAVEL
        return share(self.since_edge(Kind.SLOPES_OF_WEIGHTS, column, unit, source), at, GATE_CLOSES)

    @property
    def widened(self) -> float:
        """How far weights have made room for their new numbers, 0 … 1: before these appear."""
        return share(self.since(Kind.UPDATE), 0.0, 0.2)

    @property
    def updated(self) -> float:
        """How far the weights have gone from old to new, 0 … 1."""
        return share(self.since(Kind.UPDATE), 0.2, 0.9)

    def emphasis(self, column: int, unit: int) -> float:
        """How much the edges into this unit stand out: 1 where something moves, less elsewhere, with soft changes."""
        if self.time is None:
            return 1.0
        index = self.timeline.index_at(self.time)
        before = self._emphasis_in(self.timeline.beats[index - 1], column, unit) if index else 1.0
        beat = self.timeline.beats[index]
        return between(before, self._emphasis_in(beat, column, unit), share(self.time, beat.start, CROSSFADE))

    @staticmethod
    def _emphasis_in(beat: Beat, column: int, unit: int) -> float:
        if beat.kind is Kind.UPDATE:
            return 1.0
        if beat.kind is Kind.SLOPES_AT_UNITS:
            return 1.0 if beat.column == column - 1 else ASIDE
        is_here = beat.column == column and unit in beat.units and beat.kind is not Kind.LOSS
        return 1.0 if is_here else ASIDE


def gate_opening(since: float, to_gate: float, hold: float) -> float:
    """How far a gate is open, 0 … 1, `since` its token set out: it opens on arrival, holds, and closes."""
    inside = since - to_gate
    if inside <= 0 or inside >= hold:
        return 0.0
    opens = out_cubic(share(inside, 0.0, GATE_OPENS))
    return min(opens, in_out_sine(share(hold - inside, 0.0, GATE_CLOSES)))


def forward_leg(since: float) -> tuple[Leg | None, float]:
    """Which leg of its way a numbered forward token is on, if any, and how far."""
    return _leg(since, (Leg.VALUE, Leg.PRODUCT), TRAVEL_TO_GATE, GATE, TRAVEL_ON)


def backward_leg(since: float) -> tuple[Leg | None, float]:
    """The same for a slope on its way back."""
    return _leg(since, (Leg.SLOPE, Leg.SLOPE_ON), SLOPE_TO_GATE, SLOPE_GATE, SLOPE_ON)


def _leg(since: float, legs: tuple[Leg, Leg], to_gate: float, gate: float, on: float) -> tuple[Leg | None, float]:
    if 0 < since < to_gate:
        return legs[0], since / to_gate
    if to_gate + gate <= since < to_gate + gate + on:
        return legs[1], (since - to_gate - gate) / on
    return None, 0.0
