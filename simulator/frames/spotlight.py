"""The spotlight: what a beat is about stands out, and the rest of the frame stands back, softly from beat to beat."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from core.network import Array
from simulator.easing import between, share
from simulator.frames.edge_shapes import Pill, Tag
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt
from simulator.frames.frame import Frame
from simulator.frames.moment import ASIDE, CROSSFADE, Moment
from simulator.frames.timeline import Beat, Kind
from simulator.frames.unit_shapes import UnitShape

EDGES_ASIDE = 0.16
"""How strong edges are that a beat is not about: pale, so that the network keeps its shape."""
Thing = TypeVar("Thing", UnitShape, Pill, Tag)
_STEPS = 4
"""From beat to beat in so many steps: what is drawn once is kept as an image."""


def is_lit(beat: Beat, element: Element, last: int) -> bool:
    """Whether a beat is about an element; `last` is the column of the output."""
    if beat.kind is Kind.UPDATE:
        return True
    if isinstance(element, TargetAt | LossAt):
        return beat.kind is Kind.LOSS or (beat.kind is Kind.SLOPES_AT_UNITS and beat.column == last)
    if isinstance(element, EdgeAt):
        return _is_edge_lit(beat, element)
    is_here = element.column == beat.column and element.unit in beat.units
    if isinstance(element, BiasAt):
        return is_here and beat.kind in (Kind.SUM, Kind.PRODUCTS, Kind.SLOPES_OF_WEIGHTS)
    if beat.kind is Kind.SLOPES_AT_UNITS:
        # A slope is made of those that come back from the units it feeds.
        return element.column in (beat.column, beat.column + 1)
    is_source = element.column == beat.column - 1 and beat.kind is not Kind.LOSS
    return is_here or is_source


def _is_edge_lit(beat: Beat, edge: EdgeAt) -> bool:
    if beat.kind is Kind.SLOPES_AT_UNITS:
        return edge.column == beat.column + 1
    return edge.column == beat.column and edge.unit in beat.units and beat.kind is not Kind.LOSS


def edge_emphasis(emphasis: Array) -> Array:
    """How much edges stand out, of how much they do without a spotlight."""
    return np.asarray(EDGES_ASIDE + (1 - EDGES_ASIDE) * (emphasis - ASIDE) / (1 - ASIDE))


def spotlit(frame: Frame, moment: Moment) -> Frame:
    """The frame with all that the present beat is not about standing back."""
    if moment.beat is None or moment.time is None:
        return frame
    index = moment.timeline.index_at(moment.time)
    light = _Light(
        moment.timeline.beats[index - 1] if index else None,
        moment.beat,
        share(moment.time, moment.beat.start, CROSSFADE),
        len(frame.layout.columns) - 1,
    )
    return replace(
        frame,
        units=tuple(light.on(unit) for unit in frame.units),
        pills=tuple(light.on(pill) for pill in frame.pills),
        tags=tuple(light.on(tag) for tag in frame.tags),
        loss_aside=light.aside(LossAt()),
    )


class _Light:
    """Where the light is, on its way from one beat to the next."""

    def __init__(self, before: Beat | None, now: Beat, come: float, last: int) -> None:
        self._before, self._now, self._come, self._last = before, now, come, last

    def on(self, thing: Thing) -> Thing:
        """A unit or a label in this light."""
        aside = max(thing.aside, self.aside(thing.element))
        return thing if aside == thing.aside else replace(thing, aside=aside)

    def aside(self, element: Element) -> float:
        """How far an element stands back, 0 … 1, in steps."""
        was = self._before is not None and not is_lit(self._before, element, self._last)
        is_aside = not is_lit(self._now, element, self._last)
        return round(between(float(was), float(is_aside), self._come) * _STEPS) / _STEPS
