"""One step as a row of beats: what moves when, in seconds at normal speed. Knows nothing of numbers or pixels."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from core.network import Network
from simulator.easing import share
from simulator.frames.bias_nodes import node_columns
from simulator.frames.face import BiasAs

# Seconds at normal speed.
INPUTS = 0.9
TRAVEL_TO_GATE, GATE, TRAVEL_ON = 0.42, 0.42, 0.56
SILENT_TRAVEL = 0.9
STAGGER, LONGEST_STAGGER = 0.22, 0.9
SUM, ACTIVATE = 0.5, 0.7
LOSS = 1.0
SLOPE_AT_UNITS = 0.8
SLOPE_TO_GATE, SLOPE_GATE, SLOPE_ON = 0.45, 0.8, 0.45
UPDATE = 1.3
STILL_FADE = 0.2
"""From one beat to the next where nothing is to travel."""

MOST_NUMBERED_TOKENS = 6
MOST_UNITS_ONE_BY_ONE = 8


class Phase(Enum):
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Kind(Enum):
    """What a beat shows."""

    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    INPUTS = "inputs"
    PRODUCTS = "products"
    SUM = "sum"
    LOSS = "loss"
    SLOPES_AT_UNITS = "slopes at units"
    SLOPES_OF_WEIGHTS = "slopes of weights"
    UPDATE = "update"


class Detail(Enum):
    """How finely a step is told."""

    BY_LAYER = "by layer"
    BY_UNIT = "by unit"


@dataclass(frozen=True)
class Beat:
    """One thing that happens: `kind`, in a column, to some of its units, from `start` for `duration` seconds.

    `stagger` is the delay from one edge of a unit to its next; `is_numbered` says that tokens carry numbers.
    """

    phase: Phase
    kind: Kind
    column: int
    units: tuple[int, ...]
    start: float
    duration: float
    stagger: float = 0.0
    is_numbered: bool = False
    activates: bool = False

    @property
    def end(self) -> float:
        return self.start + self.duration

    def edge_start(self, source: int) -> float:
        """When the token of the edge from `source` sets out."""
        return self.start + self.stagger * source


@dataclass(frozen=True)
class Timeline:
    """The beats of one step in their order, without gaps."""

    beats: tuple[Beat, ...]
    detail: Detail

    @property
    def duration(self) -> float:
        return self.beats[-1].end

    @cached_property
    def _starts(self) -> list[float]:
        return [beat.start for beat in self.beats]

    def still_at(self, time: float) -> float:
        """The last moment of the beat that plays at `time`, for those who want nothing to travel."""
        return math.nextafter(self.beats[self.index_at(time)].end, 0.0)

    def still_before(self, time: float) -> float:
        """The last moment of the beat before the one that plays at `time`; before the first, its beginning."""
        start = self.beats[self.index_at(time)].start
        return math.nextafter(start, 0.0) if start > 0 else 0.0

    def faded_in(self, time: float) -> float:
        """How far the picture of the one has given way to that of the other, 0 … 1."""
        return share(time - self.beats[self.index_at(time)].start, 0.0, STILL_FADE)

    def index_at(self, time: float) -> int:
        """The beat that plays at `time`; before the first the first, after the last the last."""
        return max(0, bisect_right(self._starts, time) - 1)

    @cached_property
    def _by_place(self) -> dict[tuple[Kind, int, int], Beat]:
        return {(beat.kind, beat.column, unit): beat for beat in self.beats for unit in beat.units}

    def beat(self, kind: Kind, column: int = 0, unit: int = 0) -> Beat | None:
        """The beat in which this happens to this unit, if the step has one."""
        return self._by_place.get((kind, column, unit))


def timeline_of(
    network: Network, has_target: bool, detail: Detail | None = None, bias: BiasAs = BiasAs.NUMBER
) -> Timeline:
    """The beats of one step through this network; without a target only the forward part.

    By default small networks are told unit by unit, larger ones layer by layer. From a node for biases a token sets
    out as from a unit, after all of these.
    """
    if detail is None:
        is_small = sum(network.sizes[1:]) <= MOST_UNITS_ONE_BY_ONE
        detail = Detail.BY_UNIT if is_small else Detail.BY_LAYER
    activates = tuple(layer.activation != "identity" for layer in network.layers)
    return _timeline(network.sizes, activates, has_target, detail, node_columns(network, bias))


@lru_cache(maxsize=16)
def _timeline(
    sizes: tuple[int, ...],
    activates: tuple[bool, ...],
    has_target: bool,
    detail: Detail,
    nodes: tuple[bool, ...],
) -> Timeline:
    row = _Row()
    row.add(Phase.FORWARD, Kind.INPUTS, 0, tuple(range(sizes[0])), INPUTS)
    for column in range(1, len(sizes)):
        sources = sizes[column - 1] + nodes[column - 1]
        _add_forward(row, sizes[column], sources, column, detail, activates[column - 1])
    if has_target:
        last = len(sizes) - 1
        row.add(Phase.LOSS, Kind.LOSS, last, tuple(range(sizes[last])), LOSS)
        for column in range(last, 0, -1):
            _add_backward(row, sizes[column], sizes[column - 1] + nodes[column - 1], column, detail)
        row.add(Phase.UPDATE, Kind.UPDATE, 0, tuple(range(sizes[0])), UPDATE)
    return Timeline(tuple(row.beats), detail)


class _Row:
    def __init__(self) -> None:
        self.beats: list[Beat] = []

    def add(
        self,
        phase: Phase,
        kind: Kind,
        column: int,
        units: tuple[int, ...],
        duration: float,
        stagger: float = 0.0,
        is_numbered: bool = False,
        activates: bool = False,
    ) -> None:
        start = self.beats[-1].end if self.beats else 0.0
        self.beats.append(Beat(phase, kind, column, units, start, duration, stagger, is_numbered, activates))


def _add_forward(row: _Row, size: int, sources: int, column: int, detail: Detail, activates: bool) -> None:
    for units in _groups(size, detail):
        is_numbered = sources * len(units) <= MOST_NUMBERED_TOKENS
        stagger = min(STAGGER, LONGEST_STAGGER / max(sources - 1, 1))
        travel = TRAVEL_TO_GATE + GATE + TRAVEL_ON if is_numbered else SILENT_TRAVEL
        length = travel + stagger * (sources - 1)
        row.add(Phase.FORWARD, Kind.PRODUCTS, column, units, length, stagger, is_numbered)
        row.add(Phase.FORWARD, Kind.SUM, column, units, SUM + ACTIVATE if activates else SUM, activates=activates)


def _add_backward(row: _Row, size: int, sources: int, column: int, detail: Detail) -> None:
    row.add(Phase.BACKWARD, Kind.SLOPES_AT_UNITS, column, tuple(range(size)), SLOPE_AT_UNITS)
    for units in _groups(size, detail):
        is_numbered = sources * len(units) <= MOST_NUMBERED_TOKENS
        stagger = min(STAGGER, LONGEST_STAGGER / max(sources - 1, 1))
        # Nothing travels past the first weights: inputs are given, they are not to be changed.
        on = SLOPE_ON if column > 1 else 0.0
        travel = SLOPE_TO_GATE + SLOPE_GATE + on if is_numbered else SILENT_TRAVEL
        length = travel + stagger * (sources - 1)
        row.add(Phase.BACKWARD, Kind.SLOPES_OF_WEIGHTS, column, units, length, stagger, is_numbered)


def _groups(count: int, detail: Detail) -> tuple[tuple[int, ...], ...]:
    units = tuple(range(count))
    return tuple((unit,) for unit in units) if detail is Detail.BY_UNIT else (units,)
