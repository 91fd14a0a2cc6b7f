"""The focus mode in a frame: what neither feeds nor follows the selection stands back, and nothing travels there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.files.examples import example
from core.trace import Trace, trace_example
from simulator.frames.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.frames.focus import focus_of
from simulator.frames.frame import Frame
from simulator.frames.frame_edges import ASIDE_OF_FOCUS
from simulator.frames.framing import frame_at
from simulator.frames.timeline import Kind, timeline_of
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.theme import theme


def step(name: str) -> Trace:
    return trace_example(example(name))


def frame_of(made: Trace, time: float | None, *selection: Element, width: int = 1264) -> Frame:
    first = selection[0] if selection else None
    view = View(width, 720, selection=first, also=frozenset(selection[1:]), only_related=True)
    return frame_at(made, timeline_of(made.network, True), time, view)


def test_with_nothing_selected_everything_is_shown_and_nothing_said() -> None:
    made = step("digits")
    frame = frame_of(made, None)
    everything = replace(frame.view, only_related=False)
    assert replace(frame, view=everything) == frame_at(made, timeline_of(made.network, True), None, everything)


def test_a_few_edges_beside_the_focus_are_pale() -> None:
    frame = frame_of(step("bank"), None, UnitAt(1, 0))
    assert [unit.element for unit in frame.units if unit.aside] == [UnitAt(1, 1)]
    edges = frame.edges
    assert len(edges) == 6
    places = zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
    emphasis = dict(zip(places, edges.emphasis.tolist(), strict=True))
    assert {place for place, share in emphasis.items() if share == 1} == {(1, 0, 0), (1, 0, 1), (2, 0, 0)}
    assert set(emphasis.values()) == {1.0, ASIDE_OF_FOCUS}
    # Neither its weights nor its bias are told.
    assert {pill.element for pill in frame.pills} == {
        EdgeAt(1, 0, 0),
        EdgeAt(1, 0, 1),
        EdgeAt(2, 0, 0),
        BiasAt(1, 0),
        BiasAt(2, 0),
    }
    assert frame.note == "3 of 6 edges: what feeds or follows node_0 · Esc leaves"


def test_many_edges_beside_the_focus_are_left_out() -> None:
    made = step("digits")
    frame = frame_of(made, None, UnitAt(1, 5))
    focus = focus_of(made.network, [UnitAt(1, 5)])
    assert focus is not None
    edges = frame.edges
    places = zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
    assert all(focus.has_edge(*place) for place in places)
    inputs, _, outputs = frame.layout.columns
    assert len(edges) == edges.visible == len(inputs.units) + len(outputs.units)
    # Its units stay, so that the focus can move on to them.
    assert sum(unit.aside for unit in frame.units) == 31
    assert frame.note.startswith(f"{len(edges)} of 2,368 edges: what feeds or follows ")
    assert frame.note.endswith("Esc leaves")


def test_the_note_says_how_to_leave_wherever_there_is_room_for_a_word() -> None:
    made = step("digits")
    for width in (1264, 900, 760, 480):
        assert "Esc leaves" in frame_of(made, None, UnitAt(1, 5), width=width).note
    assert "sepal width → node_2" in frame_of(step("iris"), None, EdgeAt(1, 2, 1)).note
    assert "2 selected" in frame_of(step("iris"), None, UnitAt(1, 2), UnitAt(1, 3)).note


@pytest.mark.parametrize("name", ["bank", "iris", "digits"])
def test_nothing_travels_beside_the_focus(name: str) -> None:
    made = step(name)
    focus = focus_of(made.network, [UnitAt(1, 0)])
    assert focus is not None
    timeline = timeline_of(made.network, True)
    travelled = 0
    for beat in (beat for beat in timeline.beats if beat.kind in (Kind.PRODUCTS, Kind.SLOPES_OF_WEIGHTS)):
        frame = frame_of(made, beat.start + beat.duration * 0.3, UnitAt(1, 0))
        edges = frame.edges
        rows = [token.edge for token in frame.tokens] + [
            row for pulses in frame.pulses for row in pulses.edges.tolist()
        ]
        travelled += len(rows)
        for row in rows:
            place = int(edges.columns[row]), int(edges.units[row]), int(edges.sources[row])
            assert focus.has_edge(*place)
        assert all(len(pulses.points) == len(pulses.at) == len(pulses.values) for pulses in frame.pulses)
        assert all(focus.has(each.element) for each in (*frame.pills, *frame.tags))
    assert travelled


def test_targets_beside_the_focus_are_not_told() -> None:
    frame = frame_of(step("iris"), None, TargetAt(1))
    assert frame.targets is not None
    assert [row.element for row in frame.targets.rows] == [TargetAt(1)]


def picture_of(frame: Frame) -> QImage:
    image = QImage(int(frame.view.width), int(frame.view.height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(theme("light").canvas))
    painter = QPainter(image)
    paint(painter, frame, theme("light"))
    painter.end()
    return image


def test_a_unit_beside_the_focus_is_painted_near_the_paper() -> None:
    made = step("bank")
    plain, focused = (
        picture_of(frame_at(made, timeline_of(made.network, True), None, view))
        for view in (View(978, 572, selection=UnitAt(1, 0), only_related=only) for only in (False, True))
    )
    frame = frame_at(made, timeline_of(made.network, True), None, View(978, 572))
    unit = next(unit for unit in frame.units if unit.element == UnitAt(1, 1))
    at = round((unit.x + unit.half_width) * frame.scale) - 1, round(unit.y * frame.scale)
    paper = np.array(QColor(theme("light").canvas).getRgb()[:3])
    away = [np.abs(np.array(image.pixelColor(*at).getRgb()[:3]) - paper).sum() for image in (plain, focused)]
    assert 0 < away[1] < 0.4 * away[0]
