"""What travels on the edges: tokens with numbers through gates, silent pulses where there is no room for them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.trace import Trace
from simulator.easing import between, in_out_cubic, in_out_sine, share
from simulator.frames.bias_nodes import layer_of
from simulator.frames.edge_shapes import Edges, Pulses, Token
from simulator.frames.frame_unit_labels import boxes_around_units
from simulator.frames.layout import Layout
from simulator.frames.moment import Leg, Moment, backward_leg, forward_leg, gate_opening
from simulator.frames.timeline import (
    GATE,
    SILENT_TRAVEL,
    SLOPE_GATE,
    SLOPE_TO_GATE,
    TRAVEL_TO_GATE,
    Beat,
    Kind,
    Timeline,
)
from simulator.frames.view import View
from simulator.frames.way_shapes import SILENT_RADIUS, Way, Ways
from simulator.frames.ways import TOKEN_HEIGHT, ways_of
from simulator.shapes import Box

MOST_PULSES = 600
_LOOKS_A_SECOND = 40
_EASING = {
    Leg.VALUE: in_out_sine,
    Leg.PRODUCT: in_out_cubic,
    Leg.SLOPE: in_out_sine,
    Leg.SLOPE_ON: in_out_cubic,
}

Traveller = tuple[int, int, int, Leg]


def tokens_at(trace: Trace, layout: Layout, edges: Edges, moment: Moment, view: View) -> tuple[Token, ...]:
    """Every number that is on its way: to a gate or on from it."""
    beat = moment.beat
    if beat is None or moment.time is None:
        return ()
    ways = ways_of(trace, layout, view.digits)
    if beat.kind not in (Kind.PRODUCTS, Kind.SLOPES_OF_WEIGHTS) or not ways.carry(beat):
        return ()
    silent = _silent(trace, layout, view.digits, moment.timeline, moment.timeline.index_at(moment.time))
    rows = {
        place: row
        for row, place in enumerate(
            zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
        )
    }
    tokens = []
    for place, way in ways.by_place.items():
        leg, at = _travelling(way, beat, moment.time)
        if leg is None or place not in rows:
            continue
        trip = way.trips[leg]
        x, y = way.point(at)
        if not trip.text or (*place, leg) in silent:
            tokens.append(Token(rows[place], at, Box(x, y, 2 * SILENT_RADIUS, 2 * SILENT_RADIUS), "", trip.ink))
        else:
            tokens.append(Token(rows[place], at, Box(x, y, trip.width, TOKEN_HEIGHT), trip.text, trip.ink))
    return tuple(tokens)


def _travelling(way: Way, beat: Beat, time: float) -> tuple[Leg | None, float]:
    """The leg that the number of this edge is on in this beat, and the share of the edge where it is."""
    if beat.column != way.place.column or way.place.unit not in beat.units:
        return None, 0.0
    since = time - beat.edge_start(way.place.source)
    leg, k = forward_leg(since) if beat.kind is Kind.PRODUCTS else backward_leg(since)
    if leg is None or leg not in way.trips:
        return None, 0.0
    trip = way.trips[leg]
    return leg, between(trip.start, trip.end, _EASING[leg](k))


@lru_cache(maxsize=64)
def _silent(trace: Trace, layout: Layout, digits: int, timeline: Timeline, index: int) -> frozenset[Traveller]:
    """The legs on which a number would meet another number, a gate or a name, found by looking ahead through the
    beat. Those travel as dots, all the way, so that nothing overlaps and nothing changes on its way."""
    beat = timeline.beats[index]
    ways = ways_of(trace, layout, digits)
    still: list[Box] = []
    for column in (beat.column - 1, beat.column):
        around = boxes_around_units(trace, layout, column, digits)
        still += around.still if beat.kind is Kind.PRODUCTS else around.still + around.slopes
    found: set[Traveller] = set()
    for look in range(int(beat.duration * _LOOKS_A_SECOND) + 1):
        time = beat.start + look / _LOOKS_A_SECOND
        taken = [box for way in ways.by_place.values() for box in _boxes_of(way, beat, time)]
        for place, way in ways.by_place.items():
            leg, at = _travelling(way, beat, time)
            if leg is None or (*place, leg) in found or not way.trips[leg].text:
                continue
            # A pixel of margin stands for what moves between two looks.
            box = Box(*way.point(at), way.trips[leg].width + 2, TOKEN_HEIGHT + 2)
            if any(box.meets(other) for other in (*still, *taken)):
                found.add((*place, leg))
            else:
                taken.append(box)
    return frozenset(found)


def _boxes_of(way: Way, beat: Beat, time: float) -> list[Box]:
    """The room that a weight, its gate and its slope take at this time of the beat."""
    is_back = beat.kind is Kind.SLOPES_OF_WEIGHTS
    gate = way.slope_gate if is_back else way.gate
    is_here = beat.column == way.place.column and way.place.unit in beat.units
    boxes = [way.pill]
    if is_here:
        since = time - beat.edge_start(way.place.source)
        to_gate, hold = (SLOPE_TO_GATE, SLOPE_GATE) if is_back else (TRAVEL_TO_GATE, GATE)
        if gate_opening(since, to_gate, hold) > 0:
            boxes = [gate.box]
    if is_back and way.place.column >= beat.column and not way.has_tight_pitch:
        boxes.append(way.tag)
    return boxes


def pulses_at(trace: Trace, layout: Layout, edges: Edges, moment: Moment, ways: Ways) -> tuple[Pulses, ...]:
    """One run from unit to unit, on edges whose tokens carry no numbers or that have no room for weights."""
    beat = moment.beat
    if beat is None or moment.time is None or beat.kind not in (Kind.PRODUCTS, Kind.SLOPES_OF_WEIGHTS):
        return ()
    if ways.carry(beat):
        return ()
    are_slopes = beat.kind is Kind.SLOPES_OF_WEIGHTS
    active = np.flatnonzero((edges.columns == beat.column) & np.isin(edges.units, beat.units))[-MOST_PULSES:]
    source, target = layout.columns[beat.column - 1], layout.columns[beat.column]
    layer = layer_of(trace, beat.column, source.has_node)
    travel = max(SILENT_TRAVEL, beat.duration - beat.stagger * (len(layer.inputs) - 1))
    since = moment.time - beat.start - beat.stagger * edges.sources[active]
    moving = (since > 0) & (since < travel)
    rows, since = active[moving], since[moving]
    if not len(rows):
        return ()
    # All that set out together are equally far.
    times, which = np.unique(since, return_inverse=True)
    run = np.array([in_out_sine(share(time, 0.0, travel)) for time in times.tolist()])[which]
    gap = target.x - source.x
    halves = np.where(edges.sources[rows] == source.node, source.half_of(source.node), source.half_width)
    start, end = (halves + 8) / gap, 1 - (target.half_width + 8) / gap
    at = end + (start - end) * run if are_slopes else start + (end - start) * run
    lines = edges.lines[rows]
    points = lines[:, :2] + (lines[:, 2:] - lines[:, :2]) * at[:, None]
    values = layer.inputs[edges.sources[rows]] * (1.0 if are_slopes else edges.weights[rows])
    return (Pulses(points, rows, at, np.asarray(values), are_slopes),)
