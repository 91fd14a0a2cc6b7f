"""What is drawn of units at one instant: their shapes and pictures, and what stands for those folded away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from simulator.frames.elements import Element
from simulator.frames.face import Face
from simulator.frames.folding import Stretch
from simulator.frames.layout import NAME_ABOVE, Shape
from simulator.shapes import Box, HoldsArrays, Ink, Run


class UnitState(Enum):
    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    WAITING = "waiting"
    COLLECTING = "collecting"
    KNOWN = "known"


@dataclass(frozen=True, eq=False)
class CurveFace(HoldsArrays):
    """The activation curve in a unit: samples in −1 … 1 both ways, the point on it, and its tangent where shown."""

    curve: NDArray[np.float64]
    point: tuple[float, float]
    tangent: float | None
    z: Run
    a: Run
    a_opacity: float
    tangent_opacity: float


@dataclass(frozen=True, eq=False)
class Picture(HoldsArrays):
    """The picture in a unit. `values` within −1 … 1: a map or an image of weights (rows × columns), weights as bars
    (one each), or within 0 … 1 the heights of a histogram. `mark` is the place of the example (0 … 1 from the left,
    0 … 1 from the bottom), `zero` that of the number 0 on the histogram's axis; `is_paper`: ink on paper."""

    kind: Face
    values: NDArray[np.float64]
    mark: tuple[float, float] | None = None
    zero: float = 0.0
    is_paper: bool = False


@dataclass(frozen=True)
class UnitShape:
    """A unit at one instant. `arrived` holds the share (0 … 1) of every segment of its collecting ring."""

    element: Element
    x: float
    y: float
    shape: Shape
    half_width: float
    half_height: float
    is_input: bool
    state: UnitState
    ink: Ink
    strength: float
    value: str = ""
    """Its number; empty where a picture stands in for it, and where there is no room."""
    value_opacity: float = 1.0
    partial: str = ""
    arrived: tuple[float, ...] = ()
    face: CurveFace | None = None
    name: str = ""
    old_value: str = ""
    blend: float = 1.0
    """How far `old_value`, empty afterwards, has given way to `value`, 0 … 1."""
    bias: Ink | None = None
    """The sign of a bias that has no room for its number."""
    is_selected: bool = False
    is_hovered: bool = False
    has_focus: bool = False
    picture: Picture | None = None
    aside: float = 0.0
    """How far it stands back, 0 … 1: it is beside the focus, or the spotlight is elsewhere."""

    @property
    def radius(self) -> float:
        """Of the corners: squares are given, round shapes compute."""
        return 0.22 * 2 * self.half_height if self.is_input else self.half_height

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, 2 * self.half_width, 2 * self.half_height)

    @property
    def name_y(self) -> float:
        """The middle of the name above the unit."""
        return self.y - self.half_height - NAME_ABOVE


@dataclass(frozen=True)
class BiasNode:
    """The node that is always 1, from which the biases of `column` lead out."""

    column: int
    box: Box
    size: float
    """Of its figure."""
    is_active: bool
    """Whether a bias of its own is selected or hovered."""


@dataclass(frozen=True)
class Tile:
    """One large picture; `element` is the unit it belongs to."""

    element: Element | None
    box: Box
    picture: Picture


@dataclass(frozen=True)
class Portrait:
    """Large pictures left of the inputs under one heading, which begins at (x, y)."""

    x: float
    y: float
    title: str
    subtitle: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Fold:
    """What stands for units that are folded away, and what a click on it opens."""

    x: float
    y: float
    text: str
    opens: Stretch
    width: float = 84.0

    @property
    def box(self) -> Box:
        """As large as a finger finds it, and as its neighbours leave room for."""
        return Box(self.x, self.y, self.width, 28)
