"""A frame in focus mode: what neither feeds nor follows the selection stands back, and nothing travels there.

Its units keep their places, pale, so that the network keeps its shape and the focus can move on to any of them. Its
edges go the same way where they are few; a crowd of pale lines would be a veil over the paper, so it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.message import Message
from core.network import Network
from core.trace import Trace
from simulator.fonts import MEDIUM, text_width
from simulator.frames.edge_shapes import Pulses
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.frames.focus import Focus, focus_in
from simulator.frames.frame import Frame
from simulator.frames.layout import Layout
from simulator.frames.unit_shapes import UnitShape
from simulator.frames.view import View
from simulator.words import say

NOTE_SIDE = 260.0


def focus_for(trace: Trace, view: View) -> Focus | None:
    """The focus that is on; None without one, and where nothing is selected."""
    return focus_in(trace, view.selection, view.also) if view.only_related else None


def units_in_focus(units: tuple[UnitShape, ...], trace: Trace, view: View) -> tuple[UnitShape, ...]:
    """Those beside the focus as they stand back."""
    focus = focus_for(trace, view)
    if focus is None:
        return units
    return tuple(unit if focus.has(unit.element) else replace(unit, aside=1.0) for unit in units)


def focused(frame: Frame, trace: Trace) -> Frame:
    """Without what stands on edges and beside units that are not in the focus, and saying that there is one."""
    focus = focus_for(trace, frame.view)
    if focus is None:
        return frame
    related, targets = frame.edges.is_related, frame.targets
    assert related is not None, "edges know of the focus of their view"
    return replace(
        frame,
        pulses=tuple(_related_pulses(pulses, related[pulses.edges]) for pulses in frame.pulses),
        pills=tuple(pill for pill in frame.pills if _is_in(focus, frame.layout, pill.element)),
        tags=tuple(tag for tag in frame.tags if _is_in(focus, frame.layout, tag.element)),
        tokens=tuple(token for token in frame.tokens if related[token.edge]),
        targets=targets and replace(targets, rows=tuple(row for row in targets.rows if focus.has(row.element))),
        note=_note(frame, trace, int(related.sum())),
    )


def _is_in(focus: Focus, layout: Layout, element: Element) -> bool:
    """Whether a label stays: that of a bias with its edge, where it has one."""
    if isinstance(element, BiasAt) and layout.has_node_for(element.column):
        return bool(focus.feeding[element.column][element.unit])
    return focus.has(element)


def _related_pulses(pulses: Pulses, related: np.typing.NDArray[np.bool_]) -> Pulses:
    return replace(
        pulses,
        points=pulses.points[related],
        edges=pulses.edges[related],
        at=pulses.at[related],
        values=pulses.values[related],
    )


def _note(frame: Frame, trace: Trace, drawn: int) -> str:
    """What is left out, and how to have it back."""
    view = frame.view
    name = _name_of(trace.network, view.selection, len(view.also))
    counts = {"drawn": f"{drawn:,}", "total": f"{frame.edges.total:,}"}
    words = [
        Message("{drawn} of {total} edges: what feeds or follows {name} · Esc leaves", **counts, name=name),
        Message("what feeds or follows {name} · Esc leaves", name=name),
        Message("{drawn} of {total} edges · Esc leaves the focus", **counts),
        Message("Esc leaves the focus"),
    ]
    # How to leave is said even where it lies over the legend.
    return fitting_note(words, view, otherwise=say(words[-1]))


def _name_of(network: Network, element: Element | None, others: int) -> str:
    if others:
        return say(Message("{n} selected", n=others + (element is not None)))
    if isinstance(element, EdgeAt):
        source = network.unit_names(element.column - 1)[element.source]
        return f"{source} → {network.unit_names(element.column)[element.unit]}"
    if isinstance(element, UnitAt | BiasAt):
        return network.unit_names(element.column)[element.unit]
    return say(Message("the loss"))


def fitting_note(words: Sequence[Message], view: View, otherwise: str = "") -> str:
    """The first that fits into the middle of the bottom line, between the legend and what the window puts into the
    other corner."""
    room = view.width - 2 * NOTE_SIDE
    return next((text for text in map(say, words) if text_width(text, 12, MEDIUM) <= room), otherwise)
