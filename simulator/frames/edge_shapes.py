"""What is drawn of weights and biases at one instant, and of the numbers on their way along edges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulator.frames.elements import Element
from simulator.shapes import Box, HoldsArrays, Ink, Run


class Held(Enum):
    """What training may do with a weight."""

    FREE = "free"
    FROZEN = "frozen"
    """It stays as it is."""
    PRUNED = "pruned"
    """It is out of the network: 0, and held there."""


@dataclass(frozen=True)
class Pill:
    """A weight, a bias, or a gate: a weight opened to show the product it makes."""

    element: Element
    box: Box
    runs: tuple[Run, ...]
    ink: Ink
    strength: float = 0.75
    is_gate: bool = False
    is_bias: bool = False
    held: Held = Held.FREE
    size: float = 13.0
    old_runs: tuple[Run, ...] = ()
    old_size: float = 13.0
    blend: float = 1.0
    """How far `old_runs` have given way to `runs`, 0 … 1."""
    aside: float = 0.0
    """How far it stands back, 0 … 1."""


@dataclass(frozen=True)
class Tag:
    """A slope at rest: a label whose left end points where slopes travel."""

    element: Element
    box: Box
    runs: tuple[Run, ...]
    opacity: float = 1.0
    is_tinted: bool = False
    aside: float = 0.0


@dataclass(frozen=True, eq=False)
class Edges(HoldsArrays):
    """The drawn edges, one row each: `lines` (n × 4: x, y of source, x, y of unit), `weights`, drawn `strength`
    u in 0 … 1, `widths` in pixels, `emphasis` e, and whether selected. `elements[k]` says which edge row k is."""

    lines: NDArray[np.float64]
    weights: NDArray[np.float64]
    strength: NDArray[np.float64]
    widths: NDArray[np.float64]
    emphasis: NDArray[np.float64]
    is_selected: NDArray[np.bool_]
    columns: NDArray[np.intp]
    units: NDArray[np.intp]
    sources: NDArray[np.intp]
    total: int
    """How many edges the network has, drawn or not."""
    visible: int
    """How many of these lie between units that are not folded away, and are not left out beside a focus."""
    rows: NDArray[np.intp]
    """Which of the visible edges each is, in the order of `visible_places`."""
    is_crowd: NDArray[np.bool_]
    """Which are among the strongest, whatever is selected."""
    is_raised: NDArray[np.bool_]
    """Which belong to what is selected or hovered: they lie on top."""
    crowd_widths: NDArray[np.float64]
    """The widths that all have where they are of the crowd, selected or not."""
    is_thin: bool
    """Whether the crowd stands back behind a selection."""
    fade: float
    """How far weak edges have faded into the canvas, 0 … 1: the more, the more edges there are."""
    is_related: NDArray[np.bool_] | None = None
    """Which belong to the focus; None without one."""
    is_pointed: NDArray[np.bool_] | None = None
    """Which is under the pointer, or stands for what is; None: none."""
    turning: tuple[Edges, Edges, float] | None = None
    """In a crowd whose weights change: how it looks before and after, and how far it has come."""

    def __len__(self) -> int:
        return len(self.weights)


@dataclass(frozen=True)
class Token:
    """A number on its way. A forward token is a capsule, a slope a tag that points backward."""

    edge: int
    at: float
    box: Box
    text: str
    ink: Ink

    @property
    def is_slope(self) -> bool:
        return self.ink is Ink.SLOPE


@dataclass(frozen=True, eq=False)
class Pulses(HoldsArrays):
    """Tokens without numbers: positions (n × 2), the edge each rides on, and the number whose colour it takes."""

    points: NDArray[np.float64]
    edges: NDArray[np.intp]
    at: NDArray[np.float64]
    values: NDArray[np.float64]
    are_slopes: bool = False
