"""What stands on the edges: weight pills, the gates they open into, and the slopes they keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.network import Network
from core.numbers import short
from core.trace import Trace
from simulator.easing import between, share
from simulator.frames.edge_shapes import Edges, Held, Pill, Pulses, Tag, Token
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.frames.frame_boxes import fold_box, meets_unit
from simulator.frames.frame_edges import shown_weights
from simulator.frames.frame_nodes import nodes_at
from simulator.frames.frame_tokens import pulses_at, tokens_at
from simulator.frames.frame_unit_labels import boxes_around_units
from simulator.frames.layout import LABEL_HEIGHT, Layout
from simulator.frames.moment import ASIDE, Moment, gate_opening
from simulator.frames.timeline import GATE, SLOPE_GATE, SLOPE_TO_GATE, TRAVEL_TO_GATE, Kind
from simulator.frames.unfolding import folds_of
from simulator.frames.unit_shapes import UnitShape
from simulator.frames.view import View
from simulator.frames.way_shapes import Gate, Way, Ways
from simulator.frames.ways import GATE_SIZE, PILL_SIZE, pill_width, ways_of
from simulator.shapes import Box, Ink, Run, sign_ink

NEAR_SELECTION_IN, NEAR_SELECTION_OUT = 0.56, 0.42
STRENGTH, STRENGTH_ASIDE = 0.75, 0.35
"""How strong the line around a weight is, and how strong where nothing moves."""


@dataclass(frozen=True)
class EdgeLabels:
    """Everything on the edges at one instant."""

    pills: tuple[Pill, ...]
    tags: tuple[Tag, ...]
    tokens: tuple[Token, ...]
    pulses: tuple[Pulses, ...]


def labels_at(
    trace: Trace,
    layout: Layout,
    edges: Edges,
    moment: Moment,
    view: View,
    units: tuple[UnitShape, ...],
) -> EdgeLabels:
    """Labels where they fit; tokens with numbers where gates open, silent pulses elsewhere."""
    ways = ways_of(trace, layout, view.digits)
    pills: list[Pill] = []
    tags: list[Tag] = []
    weights = shown_weights(trace, moment, layout)
    for (column, unit, source), way in ways.by_place.items():
        label = _Label(trace, moment, view, way, float(weights[column - 1][unit, source]), ways)
        pills += label.pills()
        tags += label.tags()
    pills += _labels_near(trace, layout, edges, view, ways, units)
    return EdgeLabels(
        tuple(pills),
        tuple(tags),
        tokens_at(trace, layout, edges, moment, view),
        pulses_at(trace, layout, edges, moment, ways),
    )


@dataclass(frozen=True)
class _Label:
    """One edge with room for numbers at one instant."""

    trace: Trace
    moment: Moment
    view: View
    way: Way
    weight: float
    ways: Ways

    def pills(self) -> Iterator[Pill]:
        """The weight, the gate it has opened into, or nothing where its slope stands in its place."""
        if self.way.has_tight_pitch and self._slope_shown > 0:
            return
        gate, opening = self._open_gate()
        emphasis = self.moment.emphasis(self.way.place.column, self.way.place.unit)
        strength = between(STRENGTH_ASIDE, STRENGTH, (emphasis - ASIDE) / (1 - ASIDE))
        resting = self._weight_runs(self.weight_before, self.way.digits)
        if gate is None:
            box = Box(self.way.pill.x, self.way.pill.y, self._width, LABEL_HEIGHT)
            runs, blend = self._crossing()
            ink = sign_ink(self.weight)
            held = held_at(self.trace, self.way.element)
            yield Pill(self.way.element, box, runs, ink, strength, held=held, old_runs=resting, blend=blend)
            return
        is_back = gate is self.way.slope_gate
        ink = Ink.SLOPE if is_back else sign_ink(self.weight)
        yield Pill(
            self.way.element,
            _box_between(self.way.pill, gate.box, opening),
            gate.runs,
            ink,
            between(strength, 1.0, opening),
            is_gate=True,
            held=held_at(self.trace, self.way.element),
            size=GATE_SIZE if len(gate.runs) > 1 else PILL_SIZE,
            old_runs=resting,
            blend=share(opening, 0.25, 0.6) if len(gate.runs) > 1 else 1.0,
        )

    def _open_gate(self) -> tuple[Gate | None, float]:
        place = (self.way.place.column, self.way.place.unit)
        for kind, gate, to_gate, hold in (
            (Kind.PRODUCTS, self.way.gate, TRAVEL_TO_GATE, GATE),
            (Kind.SLOPES_OF_WEIGHTS, self.way.slope_gate, SLOPE_TO_GATE, SLOPE_GATE),
        ):
            beat = self.moment.timeline.beat(kind, *place)
            if beat is None or not self.ways.carry(beat):
                continue
            opening = gate_opening(self.moment.since_edge(kind, *place, self.way.place.source), to_gate, hold)
            if opening > 0:
                return gate, opening
        return None, 0.0

    @property
    def weight_before(self) -> float:
        return _number_in(self.trace.network, self.way.element)

    def _weight_runs(self, weight: float, digits: int) -> tuple[Run, ...]:
        return (Run(short(weight, digits), sign_ink(weight)),)

    def _crossing(self) -> tuple[tuple[Run, ...], float]:
        """In the update the old number gives way to the new one: it does not count through what lies between."""
        updated = self.trace.updated
        if updated is None or self.moment.updated == 0:
            return self._weight_runs(self.weight_before, self.way.digits), 1.0
        after = _number_in(updated, self.way.element)
        return self._weight_runs(after, self.way.updated_digits), self.moment.updated

    @property
    def _width(self) -> float:
        """As wide as the widest weight of its column, before the update and, when that comes, after it."""
        return between(self.way.pill.width, self.way.updated_width, self.moment.widened)

    @property
    def _slope_shown(self) -> float:
        place = self.way.place
        opacity = self.moment.weight_slope_shown(place.column, place.unit, place.source)
        # Where slopes stand in the place of weights, the update brings the weights back.
        return 0.0 if self.way.has_tight_pitch and self.moment.since(Kind.UPDATE) >= 0 else opacity

    def tags(self) -> Iterator[Tag]:
        """The slope the weight keeps once its gate has closed."""
        element, opacity = self.way.element, self._slope_shown
        if opacity > 0 and self.way.slope:
            yield Tag(element, self.way.tag, (Run(self.way.slope, Ink.SLOPE),), opacity)


def _number_in(network: Network, element: EdgeAt | BiasAt) -> float:
    """The weight or the bias."""
    layer = network.layers[element.column - 1]
    if isinstance(element, BiasAt):
        return float(layer.bias[element.unit])
    return float(layer.weights[element.unit, element.source])


def held_at(trace: Trace, edge: EdgeAt | BiasAt) -> Held:
    """Whether training may change the weight of an edge. It may always change a bias."""
    if isinstance(edge, BiasAt):
        return Held.FREE
    layer, at = trace.network.layers[edge.column - 1], (edge.unit, edge.source)
    if layer.is_pruned is not None and layer.is_pruned[at]:
        return Held.PRUNED
    return Held.FROZEN if layer.is_frozen is not None and layer.is_frozen[at] else Held.FREE


def _box_between(shut: Box, wide: Box, opening: float) -> Box:
    return Box(
        between(shut.x, wide.x, opening),
        shut.y,
        between(shut.width, wide.width, opening),
        between(shut.height, wide.height, opening),
    )


def _labels_near(
    trace: Trace, layout: Layout, edges: Edges, view: View, ways: Ways, units: tuple[UnitShape, ...]
) -> Iterator[Pill]:
    """Where not all labels fit: those of the selected and the hovered unit or edge, as far as they are clear.

    They also keep clear of slopes that are not there yet, so that they stay where they are.
    """
    if view.selection is None and view.hovered is None:
        return
    around = [boxes_around_units(trace, layout, index, view.digits) for index in range(len(layout.columns))]
    taken = [box for boxes in around for box in (*boxes.still, *boxes.slopes)]
    taken += [box for way in ways.by_place.values() for box in (way.gate.box, way.slope_gate.box, way.tag)]
    taken += [node.box for node in nodes_at(layout)]
    taken += [fold_box(fold) for fold in folds_of(layout)]
    for element in (layout.drawn(view.selection), layout.drawn(view.hovered)):
        if element is None:
            continue
        for row in np.flatnonzero(_may_touch(edges, element))[::-1].tolist():
            place = EdgeAt(int(edges.columns[row]), int(edges.units[row]), int(edges.sources[row]))
            at = _place_near(place, element)
            if at is None or (place.column, place.unit, place.source) in ways.by_place:
                continue
            x0, y0, x1, y1 = edges.lines[row].tolist()
            weight = float(edges.weights[row])
            box = Box(
                between(x0, x1, at), between(y0, y1, at), pill_width([weight], min(view.digits, 3)), LABEL_HEIGHT
            )
            if any(box.meets(other) for other in taken) or any(meets_unit(box, unit) for unit in units):
                continue
            taken.append(box)
            number = layout.element_of(place.column, place.unit, place.source)
            yield Pill(
                number,
                box,
                (Run(short(weight, min(view.digits, 3)), sign_ink(weight)),),
                sign_ink(weight),
                held=held_at(trace, number),
            )


def _may_touch(edges: Edges, element: Element) -> NDArray[np.bool_]:
    """The edges of the element's unit: looking at thousands one by one takes too long."""
    if not isinstance(element, UnitAt | BiasAt | EdgeAt):
        return np.zeros(len(edges), dtype=bool)
    into = (edges.columns == element.column) & (edges.units == element.unit)
    out = (edges.columns == element.column + 1) & (edges.sources == element.unit)
    return np.asarray(into | out)


def _place_near(edge: EdgeAt, element: Element) -> float | None:
    if isinstance(element, EdgeAt):
        return 0.5 if element == edge else None
    if isinstance(element, UnitAt | BiasAt):
        if (edge.column, edge.unit) == (element.column, element.unit):
            return NEAR_SELECTION_IN
        if (edge.column - 1, edge.source) == (element.column, element.unit):
            return NEAR_SELECTION_OUT
    return None
