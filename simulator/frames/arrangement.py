"""A network and the room for it become a layout: a pure function.

Gaps shrink first when room is scarce; then units show less; text never shrinks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from core.network import Network
from simulator.frames.bias_nodes import FOOT, node_columns, node_drop, node_half, pitch_above_node
from simulator.frames.face import BiasAs, Face, picture_shape
from simulator.frames.folding import FEWEST_ROWS, Rows, folded_rows
from simulator.frames.layout import (
    BIAS_BELOW,
    BOTTOM_MARGIN,
    HALF_BIAS,
    HALF_NAME,
    HEADING_HEIGHT,
    LABEL_CLEARANCE,
    LARGEST_PITCH,
    NAME_ABOVE,
    SMALLEST_LABEL_PITCH,
    SQUARE,
    Column,
    Layout,
    Shape,
    label_pitch,
    with_rows,
)

SIDES = 80.0 + 295.0
"""Left of the inputs, and from the output to the right: the loss has its place there."""
LARGEST_GAP = 420.0
GATE_GAP, WIDE_GATE_GAP = 270.0, 326.0
"""A column gap in which an open gate fits beside a unit that shows its curve."""
BIAS_GAP = 100.0
EXPECTED_LABEL = 56.0
"""The width of a weight that places are kept for: four digits and a sign. Wider ones show fewer digits."""
MOST_LABELLED_EDGES = 12
ASIDES, SMALLEST_GAP_BESIDE = (262.0, 156.0), 130.0
"""Room left of the inputs for large pictures: the first that leaves the columns so far apart."""


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
    across = aside + SIDES + (len(sizes) - 1) * gap
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
    needed = SIDES + SMALLEST_GAP_BESIDE * (count - 1)
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
