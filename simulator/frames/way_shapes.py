"""The way of a number along an edge that has room for it, as a value: its weight, its gate, its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.easing import between
from simulator.frames.elements import BiasAt, EdgeAt
from simulator.frames.moment import Leg
from simulator.frames.timeline import Beat
from simulator.shapes import Box, Ink, Run

SILENT_RADIUS = 5.5
"""Of a token that has no room for its number."""

Place = tuple[int, int, int]


@dataclass(frozen=True)
class Gate:
    """A weight opened: all of its arithmetic, and the room this takes."""

    box: Box
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Trip:
    """One leg of a number: from share `start` of the edge to share `end`, in a token `width` wide."""

    text: str
    ink: Ink
    width: float
    start: float
    end: float


@dataclass(frozen=True)
class Way:
    """Everything about one labelled edge that does not depend on time."""

    place: EdgeAt
    element: EdgeAt | BiasAt
    """What the edge at that place stands for."""
    line: tuple[float, float, float, float]
    at: float
    pill: Box
    updated_width: float
    digits: int
    updated_digits: int
    has_tight_pitch: bool
    gate: Gate
    slope_gate: Gate
    slope: str
    tag: Box
    """Where the slope stands once the gate has closed: below the weight; in its place where that would be tight."""
    trips: dict[Leg, Trip]

    def point(self, at: float) -> tuple[float, float]:
        x0, y0, x1, y1 = self.line
        return between(x0, x1, at), between(y0, y1, at)


@dataclass(frozen=True, eq=False)
class Ways:
    """The labelled edges of a network by column, unit and source."""

    by_place: dict[Place, Way]

    def carry(self, beat: Beat) -> bool:
        """Whether numbers travel in this beat: there are few enough of them, and room for them."""
        return beat.is_numbered and any(column == beat.column for column, _, _ in self.by_place)
