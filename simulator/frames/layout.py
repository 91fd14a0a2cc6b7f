"""Where everything stands, as a value: columns of units, and the labels on the edges between them.

Lengths are logical pixels at 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise

from simulator.frames.bias_nodes import node_half
from simulator.frames.elements import BiasAt, EdgeAt, Element
from simulator.frames.folding import GAP, Hidden, Rows

HEADING_HEIGHT = 64.0
BOTTOM_MARGIN = 8.0
NAME_ABOVE = 19.0
BIAS_BELOW = 22.0
HALF_NAME, HALF_BIAS = 8.0, 11.0
TAG_BELOW_BIAS = 29.0
LARGEST_PITCH = 204.0
LABEL_HEIGHT, SMALLEST_LABEL_PITCH, LABEL_CLEARANCE = 24.0, 28.0, 8.0
SMALLEST_LABEL = 36.0
SQUARE = 0.9
"""The side of an input over the diameter of a unit: so both look the same size."""


class Shape(Enum):
    """What a unit can show, from the most to the least: half width and half height, room below, and the pitch it
    needs. Room below includes a bias pill and a slope tag where the shape carries them, else the legend. A portrait
    and a porthole are for pictures: a slope takes the place of the one's bias, the other has its bias as a dot."""

    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    CELLS = (84.0, 34.0, 97.0, 132.0)
    LARGE = (36.0, 36.0, 99.0, 132.0)
    PORTRAIT = (36.0, 36.0, 99.0, 108.0)
    MEDIUM = (28.0, 28.0, 89.0, 96.0)
    PORTHOLE = (28.0, 28.0, 66.0, 68.0)
    SMALL = (20.0, 20.0, 56.0, 60.0)
    DISC = (14.0, 14.0, 50.0, 36.0)
    DOT = (9.0, 9.0, 45.0, 22.0)
    POINT = (5.0, 5.0, 41.0, 12.0)

    def __init__(self, half_width: float, half_height: float, below: float, pitch: float) -> None:
        self.half_width = half_width
        self.half_height = half_height
        self.below = below
        self.pitch = pitch

    @property
    def above(self) -> float:
        """Room for a name."""
        return self.half_height + NAME_ABOVE + HALF_NAME

    @property
    def shows_value(self) -> bool:
        return self.half_height >= Shape.SMALL.half_height

    @property
    def shows_bias(self) -> bool:
        return self.half_height >= Shape.MEDIUM.half_height and self is not Shape.PORTHOLE

    @property
    def dots_bias(self) -> bool:
        """Whether its bias is a dot in the colour of its sign."""
        return self in (Shape.PORTHOLE, Shape.SMALL)


@dataclass(frozen=True)
class Column:
    """One column: its x, the units that stand in it (the rest is folded away), and how they look."""

    x: float
    units: tuple[int, ...]
    ys: tuple[float, ...]
    pitch: float
    shape: Shape
    is_input: bool
    has_names: bool = False
    folds: tuple[Hidden, ...] = ()
    node_y: float | None = None
    """Where the node stands that the biases of the next layer lead out of, if it has one."""

    @property
    def folded(self) -> int:
        """How many of its units are folded away."""
        return sum(fold.count for fold in self.folds)

    @property
    def has_node(self) -> bool:
        return self.node_y is not None

    @property
    def node(self) -> int:
        """The number of that node as a source."""
        return len(self.units) + self.folded

    @cached_property
    def feeds(self) -> dict[int, float]:
        """All that edges lead out of, and where it stands: the units, then the node."""
        return self.positions if self.node_y is None else self.positions | {self.node: self.node_y}

    def half_of(self, source: int) -> float:
        """Half the width of a unit, or of the node."""
        return node_half(self.half_height) if self.has_node and source == self.node else self.half_width

    @property
    def half_width(self) -> float:
        if not self.is_input:
            return self.shape.half_width
        return 32.0 if self.shape in (Shape.LARGE, Shape.PORTRAIT) else SQUARE * self.shape.half_height

    @property
    def half_height(self) -> float:
        return self.half_width if self.is_input else self.shape.half_height

    def y_of(self, unit: int) -> float | None:
        """Where a unit stands, or None when it is folded away."""
        return self.positions.get(unit)

    @cached_property
    def positions(self) -> dict[int, float]:
        return dict(zip(self.units, self.ys, strict=True))


@dataclass(frozen=True)
class Layout:
    """A network in a room of `width` × `height` at `scale`; `label_at[k − 1]` is where on an edge into column k
    the weight stands (0 at its source, 1 at its unit), or None where labels do not all fit."""

    width: float
    height: float
    scale: float
    columns: tuple[Column, ...]
    gauge_x: float
    label_at: tuple[float | None, ...]
    aside: float = 0.0
    """How wide the room for pictures left of the inputs is."""

    def element_of(self, column: int, unit: int, source: int) -> EdgeAt | BiasAt:
        """What an edge stands for: a weight, or a bias."""
        before = self.columns[column - 1]
        is_bias = before.has_node and source == before.node
        return BiasAt(column, unit) if is_bias else EdgeAt(column, unit, source)

    def meant(self, element: Element | None) -> Element | None:
        """Of what `drawn` gives, what it was asked for."""
        return (
            self.element_of(element.column, element.unit, element.source) if isinstance(element, EdgeAt) else element
        )

    def has_node_for(self, column: int) -> bool:
        """Whether the biases of this column lead out of a node."""
        return column > 0 and self.columns[column - 1].has_node

    def drawn(self, element: Element | None) -> Element | None:
        """The element, or the edge that it is drawn as: a bias that leads out of a node."""
        if not isinstance(element, BiasAt) or not 0 < element.column < len(self.columns):
            return element
        before = self.columns[element.column - 1]
        return EdgeAt(element.column, element.unit, before.node) if before.has_node else element


def with_rows(column: Column, shown: Rows, middle: float) -> Column:
    """A column with these of its units, around `middle`."""
    units, folds = shown.units, shown.folds
    top = middle - column.pitch * (len(units) + GAP * len(folds) - 1) / 2
    return replace(
        column,
        units=units,
        ys=tuple(top + column.pitch * slot for slot in shown.slots),
        folds=tuple(Hidden(*run, top + column.pitch * slot) for run, slot in folds),
    )


def label_pitch(source: Column, target: Column, at: float) -> float:
    """The smallest vertical distance of two weights standing at `at`."""
    ys = sorted(a + (b - a) * at for a in source.feeds.values() for b in target.ys)
    return min((b - a for a, b in pairwise(ys)), default=LARGEST_PITCH)
