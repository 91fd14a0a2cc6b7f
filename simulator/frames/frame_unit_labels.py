"""What stands around units: names above, biases and slopes below."""

from __future__ import annotations

from dataclasses import dataclass

from core.message import Message
from core.trace import Trace
from simulator.easing import between
from simulator.fonts import MEDIUM, SEMIBOLD, text_width
from simulator.frames.edge_shapes import Pill, Tag
from simulator.frames.elements import BiasAt, UnitAt
from simulator.frames.layout import BIAS_BELOW, HALF_BIAS, HALF_NAME, NAME_ABOVE, TAG_BELOW_BIAS, Column, Layout
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind
from simulator.frames.view import View
from simulator.shapes import Box, Ink, Run, sign_ink
from simulator.short_text import NAME_SIZE, elided, shortened
from simulator.words import say

_BIAS, _SLOPE = Message("bias"), Message("slope")
LEGEND_REACH, LEGEND_HEIGHT = 292.0, 38.0
"""How far the legend comes into the picture from its left and its bottom edge, in the picture's pixels."""
WIDEST_TAG = 152.0
"""A slope of four digits with an exponent."""
_EDGE_OF_PICTURE = 8.0
_HALF_WEIGHT = 46.0
"""Of a weight of a few digits, and the distance to it."""
_SHARE_OF_GAP = 0.7


def name_of(trace: Trace, layout: Layout, index: int, unit: int) -> str:
    """The unit's name where its column has room for names, as much of it as the gaps on both sides allow."""
    column = layout.columns[index]
    if not column.has_names:
        return ""
    room = min(_SHARE_OF_GAP * column_gap(layout), _SHARE_OF_GAP * (layout.gauge_x - layout.columns[-1].x))
    if index == 0:
        room = min(2 * (column.x - _EDGE_OF_PICTURE), room)
    return elided(trace.network.unit_names(index)[unit], max(2 * column.half_width, room))


def unit_labels_at(
    trace: Trace, layout: Layout, moment: Moment, view: View
) -> tuple[tuple[Pill, ...], tuple[Tag, ...]]:
    """Bias pills under their units and slope tags under those; a tag takes the pill's place where both don't fit."""
    pills: list[Pill] = []
    tags: list[Tag] = []
    for index, column in enumerate(layout.columns):
        if index == 0 or not column.shape.shows_bias:
            continue
        has_room = has_room_for_both(layout, index)
        room, beside = column_gap(layout) - 10, _room_beside_weights(layout, index)
        for unit, y in zip(column.units, column.ys, strict=True):
            opacity = moment.slope_shown(index, unit)
            # A slope that stands in the place of its bias gives it back for the update.
            if not has_room and not layout.has_node_for(index) and moment.since(Kind.UPDATE) >= 0:
                opacity = 0.0
            tag = _slope_tag(trace, UnitAt(index, unit), column, y, has_room, opacity, view.digits, beside)
            if tag is not None:
                tags.append(tag)
            if not layout.has_node_for(index) and (tag is None or has_room):
                pills.append(_bias_pill(trace, index, unit, column, y, moment, view.digits, room))
    return tuple(pills), tuple(tags)


def bias_at(trace: Trace, index: int, unit: int, updated: float) -> float:
    """A unit's bias on its way from old to new."""
    bias = float(trace.network.layers[index - 1].bias[unit])
    if trace.updated is None or updated == 0:
        return bias
    return between(bias, float(trace.updated.layers[index - 1].bias[unit]), updated)


def column_gap(layout: Layout) -> float:
    """From one column to the next."""
    return layout.columns[1].x - layout.columns[0].x


def _room_beside_weights(layout: Layout, index: int) -> float:
    """How wide a slope may be between the weights that stand before and after its column."""
    gap = column_gap(layout)
    room = gap - 10
    into, out = layout.label_at[index - 1], layout.label_at[index] if index < len(layout.label_at) else None
    if into is not None:
        room = min(room, 2 * ((1 - into) * gap - _HALF_WEIGHT))
    if out is not None:
        room = min(room, 2 * (out * gap - _HALF_WEIGHT))
    return room


def has_room_for_both(layout: Layout, index: int) -> bool:
    """Whether a bias and a slope below it fit between two units, and above the foot of the picture. A bias that leads
    out of a node takes no room."""
    column = layout.columns[index]
    if layout.has_node_for(index):
        return False
    below = column.half_height + BIAS_BELOW + TAG_BELOW_BIAS + 12
    above = column.shape.above if column.has_names else column.half_height + 2
    is_above_legend = column.x < LEGEND_REACH / layout.scale + WIDEST_TAG / 2
    foot = layout.height - (LEGEND_HEIGHT / layout.scale if is_above_legend else 4)
    is_alone = len(column.units) == 1 and not column.has_node
    is_above_foot = column.ys[-1] + below <= foot
    return is_above_foot and (is_alone or column.pitch >= below + above)


def _bias_pill(
    trace: Trace, index: int, unit: int, column: Column, y: float, moment: Moment, digits: int, room: float
) -> Pill:
    updated = moment.updated
    old, bias, new = (bias_at(trace, index, unit, k) for k in (0.0, updated, 1.0))
    old_runs, new_runs = _bias_runs(old, digits, room), _bias_runs(new, digits, room)
    width = between(_bias_width(old_runs), max(_bias_width(old_runs), _bias_width(new_runs)), moment.widened)
    box = Box(column.x, y + column.half_height + BIAS_BELOW, width, 2 * HALF_BIAS)
    ink, runs = sign_ink(bias), new_runs if updated else old_runs
    blend = updated if updated else 1.0
    return Pill(
        BiasAt(index, unit), box, runs, ink, is_bias=True, size=12, old_runs=old_runs, old_size=12, blend=blend
    )


def _bias_runs(bias: float, digits: int, room: float) -> tuple[Run, ...]:
    ink = Ink.TEXT_2 if bias == 0 else sign_ink(bias)
    label = say(_BIAS) + " "
    text = shortened(bias, digits, room - 18 - text_width(label, 12, MEDIUM), 12)
    return Run(label, Ink.TEXT_2, is_bold=False), Run(text, ink)


def _bias_width(runs: tuple[Run, ...]) -> float:
    return sum(text_width(run.text, 12, SEMIBOLD if run.is_bold else MEDIUM) for run in runs) + 18


def _slope_tag(
    trace: Trace, at: UnitAt, column: Column, y: float, has_room: bool, opacity: float, digits: int, room: float
) -> Tag | None:
    slopes = trace.layers[at.column - 1].d_loss_d_a
    if opacity == 0 or slopes is None:
        return None
    # Its shape says what it is: the word goes where there is room for it.
    for label in (say(_SLOPE) + " ", ""):
        taken = text_width(label, 12, MEDIUM) + 26
        text = shortened(float(slopes[at.unit]), digits, room - taken, 13)
        if taken + text_width(text, 13, SEMIBOLD) <= room:
            break
    runs = (Run(label, Ink.SLOPE, is_bold=False), Run(text, Ink.SLOPE))
    # A tag is two pixels taller than the bias whose place it takes.
    middle = y + column.half_height + BIAS_BELOW + (TAG_BELOW_BIAS if has_room else -1)
    box = Box(column.x, middle, taken + text_width(text, 13, SEMIBOLD), 24)
    return Tag(at, box, runs, opacity, is_tinted=True)


@dataclass(frozen=True)
class BoxesAround:
    """The room that names and biases of a column take, and that its slopes take on the way back."""

    still: tuple[Box, ...]
    slopes: tuple[Box, ...]
    instead: tuple[Box, ...]
    """The slopes that will stand where a bias would: weights keep clear of them as they do of biases."""


def boxes_around_units(trace: Trace, layout: Layout, index: int, digits: int) -> BoxesAround:
    """What must stay clear of everything on the edges beside this column."""
    column = layout.columns[index]
    room = column_gap(layout) - 10
    still: list[Box] = []
    slopes: list[Box] = []
    instead: list[Box] = []
    shows_bias = index > 0 and column.shape.shows_bias
    has_room = shows_bias and has_room_for_both(layout, index)
    beside = _room_beside_weights(layout, index) if shows_bias else 0.0
    for unit, y in zip(column.units, column.ys, strict=True):
        name = name_of(trace, layout, index, unit)
        if name:
            above = y - column.half_height - NAME_ABOVE
            still.append(Box(column.x, above, text_width(name, NAME_SIZE, MEDIUM), 2 * HALF_NAME))
        if shows_bias:
            if not layout.has_node_for(index):
                biases = (bias_at(trace, index, unit, updated) for updated in (0.0, 1.0))
                width = max(_bias_width(_bias_runs(bias, digits, room)) for bias in biases)
                still.append(Box(column.x, y + column.half_height + BIAS_BELOW, width, 2 * HALF_BIAS))
            tag = _slope_tag(trace, UnitAt(index, unit), column, y, has_room, 1.0, digits, beside)
            if tag is not None:
                slopes.append(tag.box)
                if not has_room:
                    instead.append(tag.box)
    return BoxesAround(tuple(still), tuple(slopes), tuple(instead))
