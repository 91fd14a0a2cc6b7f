"""`frame_at`: the picture of one instant as a pure function."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import chain

import numpy as np

from core.losses import LOSSES
from core.message import Message
from core.numbers import short
from core.trace import Trace
from simulator.fonts import REGULAR, SEMIBOLD, text_width
from simulator.frames.arrangement import arrange
from simulator.frames.captions import caption_of
from simulator.frames.edge_shapes import Edges
from simulator.frames.elements import UnitAt
from simulator.frames.frame import Frame, Heading, Legend
from simulator.frames.frame_edges import FEW_EDGES, bound_of, edges_at
from simulator.frames.frame_focus import fitting_note, focused, units_in_focus
from simulator.frames.frame_labels import labels_at
from simulator.frames.frame_nodes import nodes_at
from simulator.frames.frame_pictures import portraits_at
from simulator.frames.frame_unit_labels import column_gap, unit_labels_at
from simulator.frames.frame_units import units_at
from simulator.frames.gauge import gauge_at, targets_at
from simulator.frames.layout import Layout
from simulator.frames.moment import Moment
from simulator.frames.spotlight import spotlit
from simulator.frames.timeline import Beat, Kind, Timeline
from simulator.frames.unfolding import folds_of, unfolded
from simulator.frames.unit_shapes import UnitShape
from simulator.frames.view import View
from simulator.short_text import told
from simulator.words import say

_ROOM_FOR_WORDS = 560.0
_AFTER = 1e-6
"""Seconds into a beat: what the one before has finished is done, whatever the rounding."""


@np.errstate(over="ignore", invalid="ignore")
def frame_at(trace: Trace, timeline: Timeline, time: float | None, view: View) -> Frame:
    """What is drawn at `time` seconds of the step; at rest (None) everything forward is known and nothing moves."""
    layout = layout_for(trace, view)
    moment = Moment(timeline, time)
    edges = edges_at(trace, layout, moment, view)
    units = _units(trace, layout, moment, view)
    pills, tags = unit_labels_at(trace, layout, moment, view)
    on_edges = labels_at(trace, layout, edges, moment, view, units)
    frame = Frame(
        view,
        layout,
        layout.scale * view.zoom,
        view.pan,
        headings_at(trace, layout, view) if view.has_headings else (),
        edges,
        on_edges.pulses,
        on_edges.pills + pills,
        on_edges.tags + tags,
        units,
        on_edges.tokens,
        folds_of(layout),
        gauge_at(trace, layout, moment, view),
        targets_at(trace, layout, moment, view),
        Legend(short(bound_of(trace)), _legend_word(trace, view)) if view.has_legend else None,
        _note(trace, edges, view),
        caption_of(trace, moment.beat),
        moment.beat,
        portraits_at(trace, layout, moment, view),
        nodes_at(layout, view),
    )
    frame = focused(frame, trace)
    return spotlit(frame, moment) if view.spotlight else frame


def still_frame_at(trace: Trace, timeline: Timeline, time: float, view: View) -> Frame:
    """The same for those who want nothing to travel: how the beat at `time` ends; while that beat is young, the end
    of the one before gives way to it."""
    frame = frame_at(trace, timeline, timeline.still_at(time), view)
    blend = timeline.faded_in(time)
    if blend == 1:
        return frame
    return replace(frame, before=frame_at(trace, timeline, timeline.still_before(time), view), blend=blend)


def _units(trace: Trace, layout: Layout, moment: Moment, view: View) -> tuple[UnitShape, ...]:
    """Every unit. Those of a column in which nothing happens in this beat are the same all through it."""
    # Units do not depend on any of this.
    fitted = replace(view, zoom=1.0, pan=(0.0, 0.0), edge_budget=0, smooth_budget=None, controlled=frozenset())
    beat = moment.beat
    parts = []
    for index in range(len(layout.columns)):
        only = _only(layout, index)
        if beat is None:
            part = _standing_units(trace, only, Moment(moment.timeline, None), fitted)
        elif _is_moved_by(beat, index):
            part = units_in_focus(units_at(trace, only, moment, view), trace, view)
        else:
            part = _standing_units(trace, only, Moment(moment.timeline, beat.start + _AFTER), fitted)
        parts.append(part)
    return tuple(chain.from_iterable(parts))


@lru_cache(maxsize=64)
def _standing_units(trace: Trace, layout: Layout, moment: Moment, view: View) -> tuple[UnitShape, ...]:
    return units_in_focus(units_at(trace, layout, moment, view), trace, view)


@lru_cache(maxsize=32)
def _only(layout: Layout, index: int) -> Layout:
    """The layout with the units of one column."""
    columns = (column if k == index else replace(column, units=(), ys=()) for k, column in enumerate(layout.columns))
    return replace(layout, columns=tuple(columns))


def _is_moved_by(beat: Beat, index: int) -> bool:
    """Whether a beat changes how units of a column look while it goes on."""
    if beat.kind is Kind.UPDATE:
        return True
    return beat.column == index


def layout_for(trace: Trace, view: View) -> Layout:
    """Where everything stands for one who looks so."""
    layout = arrange(trace.network, view.width, view.height, view.scale, view.face, view.bias)
    return unfolded(layout, view)


def headings_at(trace: Trace, layout: Layout, view: View) -> tuple[Heading, ...]:
    """What stands above every column, and above the loss."""
    network = trace.network
    count = len(network.inputs)
    inputs = Message("{n} value", n=count) if count == 1 else Message("{n} values", n=count)
    gap = column_gap(layout) * view.zoom
    titles = [say(Message("inputs")), *(layer.name for layer in network.layers)]
    kinds = [
        say(inputs),
        *(
            layer.activation if len(layer.units) <= FEW_EDGES else f"{len(layer.units)} × {layer.activation}"
            for layer in network.layers
        ),
    ]
    headings = [
        Heading(
            column.x, told(title, room, SEMIBOLD), "" if index in view.controlled else told(kind, gap - 10, REGULAR)
        )
        for index, (column, title, kind, room) in enumerate(
            zip(layout.columns, titles, kinds, _title_rooms(titles, gap), strict=True)
        )
    ]
    if trace.targets is not None:
        apart = (layout.gauge_x - layout.columns[-1].x) * view.zoom
        room = 2 * apart - text_width(headings[-1].subtitle, 13) - 20
        loss = told(loss_name(trace.training.loss), room, REGULAR)
        headings.append(Heading(layout.gauge_x, say(Message("loss")), loss))
    return tuple(headings)


def _title_rooms(titles: list[str], gap: float) -> list[float]:
    """As much as leaves the neighbours theirs. The first and the last have a neighbour on one side alone, and take
    what that one leaves them."""
    rooms = [gap - 10] * len(titles)
    if len(titles) > 2:
        for end, neighbour in ((0, 1), (-1, -2)):
            taken = text_width(told(titles[neighbour], gap - 10, SEMIBOLD), 13, SEMIBOLD)
            rooms[end] = 2 * gap - taken - 14
    return rooms


def loss_name(name: str) -> str:
    """What a picture calls a loss."""
    return say(LOSSES[name].called)


def _legend_word(trace: Trace, view: View) -> str:
    """What the scale is of; in a small picture the loss needs the room, and the colours speak for themselves."""
    if view.width < _ROOM_FOR_WORDS:
        return ""
    if not trace.batch_rows:
        return say(Message("weight"))
    return say(Message("weight; slopes are means over {n} training rows", n=f"{trace.batch_rows:,}"))


def _note(trace: Trace, edges: Edges, view: View) -> str:
    drawn, total = len(edges), edges.total
    if drawn >= total:
        return ""
    counts = {"drawn": f"{drawn:,}", "total": f"{total:,}"}
    words = [
        Message("{drawn} of {total} edges: the strongest", **counts),
        Message("{drawn} of {total} edges", **counts),
    ]
    if drawn == edges.visible:
        words.insert(0, Message("{drawn} of {total} edges: all between the units shown", **counts))
    elif isinstance(view.selection, UnitAt):
        name = trace.network.unit_names(view.selection.column)[view.selection.unit]
        words.insert(0, Message("{drawn} of {total} edges: the strongest, and all of {unit}", unit=name, **counts))
    return fitting_note(words, view)
