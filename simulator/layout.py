"""Where everything stands: a pure function from a network and the room for it to positions.

Lengths are logical pixels at 100 %. Gaps shrink first when room is scarce; then units show less; text never shrinks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise

from core.network import Network
from simulator.bias_nodes import FOOT, node_columns, node_drop, node_half, pitch_above_node
from simulator.elements import BiasAt, EdgeAt, Element
from simulator.face import BiasAs, Face, picture_shape
from simulator.folding import FEWEST_ROWS, GAP, Hidden, Rows, folded_rows

HEADING_HEIGHT = 64.0
BOTTOM_MARGIN = 8.0
NAME_ABOVE = 19.0
BIAS_BELOW = 22.0
HALF_NAME, HALF_BIAS = 8.0, 11.0
TAG_BELOW_BIAS = 29.0
LARGEST_PITCH = 204.0
SMALLEST_FITTED_PITCH = 140.0
LARGEST_GAP = 420.0
GATE_GAP, WIDE_GATE_GAP = 270.0, 326.0
"""A column gap in which an open gate fits beside a unit that shows its curve."""
BIAS_GAP = 100.0
LABEL_HEIGHT, SMALLEST_LABEL_PITCH, LABEL_CLEARANCE = 24.0, 28.0, 8.0
SMALLEST_LABEL = 36.0
EXPECTED_LABEL = 56.0
"""The width of a weight that places are kept for: four digits and a sign. Wider ones show fewer digits."""
MOST_LABELLED_EDGES = 12
ASIDES, SMALLEST_GAP_BESIDE = (262.0, 156.0), 130.0
"""Room left of the inputs for large pictures: the first that leaves the columns so far apart."""
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


@lru_cache(maxsize=64)
def _arrange(
    sizes: tuple[int, ...],
    curved: tuple[bool, ...],
    width: float,
    height: float,
    scale: float | None,
    are_pictures: bool,
    has_aside: bool,
    nodes: tuple[bool, ...],
) -> Layout:
    aside = _aside(len(sizes), width / (scale or 1.0)) if has_aside else 0.0
    if scale is None:
        scale = _fitting_scale(sizes, curved, width, height, aside, nodes)
    room_x, room_y = width / scale, height / scale
    xs, gauge_x = _column_xs(len(sizes), room_x, aside)
    gap = xs[1] - xs[0]
    middle = _middle(sizes, nodes, room_y)
    carries = sum(a * b for a, b in pairwise(sizes)) <= MOST_LABELLED_EDGES
    columns: list[Column] = []
    for index, (x, size) in enumerate(zip(xs, sizes, strict=True)):
        needed = WIDE_GATE_GAP if carries and columns and columns[-1].shape is Shape.CELLS else GATE_GAP
        may_curve = index > 0 and curved[index - 1] and gap >= needed
        is_end = index in (0, len(sizes) - 1)
        choices = _pictured(is_end) if are_pictures else _shapes(index == 0, may_curve, is_end)
        column = _column(x, size, room_y, gap, middle, index == 0, choices, nodes[index])
        if nodes[index]:
            node_y = column.ys[-1] + node_drop(column.half_height, column.pitch)
            column = replace(column, node_y=node_y)
        columns.append(column)
    labels = tuple(_label_position(a, b) for a, b in pairwise(columns))
    drawn = sum(len(a.units) * len(b.units) for a, b in pairwise(columns))
    if drawn > MOST_LABELLED_EDGES:
        labels = (None,) * len(labels)
    columns = _with_level_nodes(columns, labels)
    return Layout(room_x, room_y, scale, tuple(columns), gauge_x, labels, aside)


def _with_level_nodes(columns: list[Column], labels: tuple[float | None, ...]) -> list[Column]:
    """Nodes stand on one line where no label on the edges depends on their place."""
    lowest = max((column.node_y for column in columns if column.node_y is not None), default=0.0)
    if any(at is not None for at in labels):
        return columns
    return [replace(column, node_y=lowest) if column.has_node else column for column in columns]


def arrange(
    network: Network,
    width: float,
    height: float,
    scale: float | None = None,
    face: Face = Face.AUTO,
    bias: BiasAs = BiasAs.NUMBER,
) -> Layout:
    """Lay a network out in a picture of `width` × `height`; without a `scale` the largest of 100–160 % that fits."""
    curved = tuple(_has_curve(layer.activation, face) for layer in network.layers)
    has_aside = face is Face.WEIGHTS and picture_shape(network.inputs) is not None
    nodes = node_columns(network, bias)
    return _arrange(network.sizes, curved, width, height, scale, face.is_picture, has_aside, nodes)


def _has_curve(activation: str, face: Face) -> bool:
    """Whether a unit shows its curve between z and a where there is room."""
    return face is Face.CURVE or (face is Face.AUTO and activation != "identity")


def _fitting_scale(
    sizes: tuple[int, ...],
    curved: tuple[bool, ...],
    width: float,
    height: float,
    aside: float,
    nodes: tuple[bool, ...],
) -> float:
    """Pitch grows to its largest first, then everything grows, up to 160 %, while columns keep their distance."""
    shape = Shape.LARGE
    # Units stand in the middle, however much there is above and below them.
    needed = height_of(sizes, nodes) + max(shape.above, shape.below) - min(shape.above, shape.below)
    gap = WIDE_GATE_GAP if any(a and b for a, b in pairwise(curved)) else GATE_GAP
    across = aside + 80 + 295 + (len(sizes) - 1) * gap
    return max(1.0, min(1.6, height / needed, width / across))


def height_of(sizes: tuple[int, ...], nodes: tuple[bool, ...]) -> float:
    """The height at 100 % in which columns, of which some have a node below, stand at their largest pitch."""
    shape = Shape.LARGE
    heights = [shape.below + (size - 1) * LARGEST_PITCH for size in sizes]
    foot = node_half(shape.half_height) + FOOT
    heights += [foot + size * LARGEST_PITCH for size, has_node in zip(sizes, nodes, strict=True) if has_node]
    return HEADING_HEIGHT + BOTTOM_MARGIN + shape.above + max(heights)


def _aside(count: int, room: float) -> float:
    """How much there is for pictures left of the inputs; 0 where the columns need all of it."""
    needed = 80 + 295 + SMALLEST_GAP_BESIDE * (count - 1)
    return next((aside for aside in ASIDES if room - aside >= needed), 0.0)


def _column_xs(count: int, room: float, aside: float) -> tuple[list[float], float]:
    left, gauge_from_right, gauge_gap = aside + 80.0, 145.0, 150.0
    free = room - left - gauge_from_right - gauge_gap
    gap = min(LARGEST_GAP, free / max(count - 1, 1))
    start = left + (free - gap * (count - 1)) / 2
    xs = [start + gap * index for index in range(count)]
    return xs, xs[-1] + gauge_gap


def _middle(sizes: tuple[int, ...], nodes: tuple[bool, ...], room: float) -> float:
    """All columns share one middle, so that a single unit stands level with the gap of two. It is higher where the
    tallest of them has a node below its units."""
    middle = (HEADING_HEIGHT + Shape.LARGE.above + room - BOTTOM_MARGIN - Shape.LARGE.below) / 2
    size = max(sizes)
    if (size, True) not in zip(sizes, nodes, strict=True):
        return middle
    foot = room - BOTTOM_MARGIN - node_half(Shape.LARGE.half_height) - FOOT
    pitch = min(LARGEST_PITCH, (foot - HEADING_HEIGHT - Shape.LARGE.above) / size)
    return min(middle, foot - pitch * (size + 1) / 2)


def _column(
    x: float,
    size: int,
    room: float,
    gap: float,
    middle: float,
    is_input: bool,
    choices: Iterator[tuple[Shape, bool]],
    has_node: bool,
) -> Column:
    span = 0.0
    for shape, has_names in choices:
        above = shape.above if has_names else shape.half_height + 2
        span = 2 * min(middle - HEADING_HEIGHT - above, room - BOTTOM_MARGIN - shape.below - middle)
        pitch = min(LARGEST_PITCH, span / (size - 1)) if size > 1 else LARGEST_PITCH
        if has_node:
            pitch = min(pitch, pitch_above_node(shape.half_height, size, room - BOTTOM_MARGIN - middle))
            span = min(span, pitch * (size - 1))
        if gap < _needed_gap(shape):
            continue
        if span >= 0 and pitch >= _needed_pitch(shape, has_names, is_input):
            ys = tuple(middle + pitch * (index - (size - 1) / 2) for index in range(size))
            return Column(x, tuple(range(size)), ys, pitch, shape, is_input, has_names)
    return _folded_column(x, size, middle, max(span, 0.0), is_input)


def _shapes(is_input: bool, may_curve: bool, is_end: bool) -> Iterator[tuple[Shape, bool]]:
    """Shapes with and without names, most telling first. Inputs and outputs mean something, so they keep their names
    and grow smaller; `node_3` does without."""
    for shape in Shape:
        if shape in (Shape.PORTRAIT, Shape.PORTHOLE) or (shape is Shape.CELLS and (is_input or not may_curve)):
            continue
        if shape.shows_bias or (shape is Shape.SMALL and is_end):
            yield shape, True
        if not shape.shows_bias or (shape is Shape.MEDIUM and not is_end):
            yield shape, False


def _pictured(is_end: bool) -> Iterator[tuple[Shape, bool]]:
    """The same for pictures, which are worth more than the names of hidden units."""
    yield Shape.LARGE, True
    for shape in (Shape.PORTRAIT, Shape.PORTHOLE, Shape.SMALL, Shape.DISC, Shape.DOT, Shape.POINT):
        if is_end and shape.shows_value:
            yield shape, True
        if not is_end or shape.half_height <= Shape.SMALL.half_height:
            yield shape, False


def _needed_gap(shape: Shape) -> float:
    """From column to column: a bias and a slope need more room than the unit they belong to."""
    return BIAS_GAP if shape.shows_bias else 2.4 * shape.half_width


def _needed_pitch(shape: Shape, has_names: bool, is_input: bool) -> float:
    """From one unit to the next: with names, what stands below the one and above the other, and a little air."""
    if not has_names or shape.pitch >= Shape.LARGE.pitch:
        return shape.pitch
    has_bias = shape.shows_bias and not is_input
    below = BIAS_BELOW + HALF_BIAS if has_bias else 0.0
    half = SQUARE * shape.half_height if is_input else shape.half_height
    return max(shape.pitch, 2 * half + below + NAME_ABOVE + HALF_NAME + 4)


def _folded_column(x: float, size: int, middle: float, span: float, is_input: bool) -> Column:
    """As many units as fit from the top and the bottom, and a gap that says how many are missing."""
    shape = Shape.POINT
    rows = min(size, max(FEWEST_ROWS, int(span / shape.pitch) + 1))
    empty = Column(x, (), (), shape.pitch, shape, is_input)
    return with_rows(empty, Rows(((0, size - 1),)) if rows == size else folded_rows(size, rows), middle)


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


def _label_position(source: Column, target: Column) -> float | None:
    """Where along its edges a layer pair carries its weights, so that they interleave in one even column."""
    gap = target.x - source.x
    n, m = len(source.feeds), len(target.units)
    if n == 1 or m == 1:
        candidates = [(gap + source.half_width - target.half_width) / (2 * gap)]
    else:
        early = source.pitch / (source.pitch + m * target.pitch)
        late = 1 - target.pitch / (target.pitch + n * source.pitch)
        candidates = [early, late]
        if (1 - late) * source.pitch > early * target.pitch * (1 + 1e-9):
            candidates.reverse()
    clear = EXPECTED_LABEL / 2 + LABEL_CLEARANCE
    first, last = (source.half_width + clear) / gap, 1 - (target.half_width + clear) / gap
    if first > last:
        return None
    # A place too close to a unit moves away from it; the column of labels is then a little less even.
    candidates += [min(max(at, first), last) for at in candidates]
    for at in candidates:
        if first <= at <= last and label_pitch(source, target, at) >= SMALLEST_LABEL_PITCH:
            return at
    return None


def label_pitch(source: Column, target: Column, at: float) -> float:
    """The smallest vertical distance of two weights standing at `at`."""
    ys = sorted(a + (b - a) * at for a in source.feeds.values() for b in target.ys)
    return min((b - a for a, b in pairwise(ys)), default=LARGEST_PITCH)
