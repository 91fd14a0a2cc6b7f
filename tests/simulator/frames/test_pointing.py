"""Pointing: from an element to its place and back, whatever the zoom."""

from __future__ import annotations

import math

import pytest

from core.files.examples import NAMES
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt
from simulator.frames.frame import Frame
from simulator.frames.pointing import box_of, element_at
from simulator.frames.view import View
from tests.simulator.frame_boxes import VIEWS, rest_of


def elements_of(frame: Frame) -> list[Element]:
    found: list[Element] = [unit.element for unit in frame.units]
    found += [pill.element for pill in frame.pills]
    found += [TargetAt(0)]
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("view", VIEWS)
def test_what_stands_in_a_box_is_found_there(name: str, view: View) -> None:
    frame = rest_of(name, view)
    for element in elements_of(frame):
        box = box_of(frame, element)
        assert box is not None
        # Nobody can point at what lies hidden beneath the headings.
        assert element_at(frame, box.x, box.y) == (None if box.y < frame.band else element)


def test_an_edge_is_found_within_six_pixels() -> None:
    frame = rest_of("iris", View(978, 572))
    edges = frame.edges
    found = 0
    for x0, y0, x1, y1 in edges.lines.tolist():
        # Where the edge is far from others: just before its middle, off to its side.
        length = math.hypot(x1 - x0, y1 - y0)
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        x, y = x0 + 0.5 * (x1 - x0), y0 + 0.5 * (y1 - y0)
        for off in (0.0, 5.0):
            hit = element_at(frame, x + nx * off, y + ny * off)
            assert isinstance(hit, EdgeAt)
        hit = element_at(frame, x, y)
        assert isinstance(hit, EdgeAt)
        row = (edges.columns == hit.column) & (edges.units == hit.unit) & (edges.sources == hit.source)
        found += bool((edges.lines[row] == (x0, y0, x1, y1)).all())
    assert found > 0.9 * len(edges)


def test_beside_everything_there_is_nothing() -> None:
    frame = rest_of("gradient-descent", View(978, 572))
    (x0, y0, x1, y1) = frame.edges.lines[0].tolist()
    x, y = 0.3 * x1 + 0.7 * x0, 0.3 * y1 + 0.7 * y0
    k = frame.scale
    assert isinstance(element_at(frame, x * k, y * k), EdgeAt)
    assert element_at(frame, x * k, (y - 9) * k) is None
    assert element_at(frame, 2, 2) is None


def test_an_edge_has_a_box_without_its_label() -> None:
    frame = rest_of("iris", View(978, 572))
    box = box_of(frame, EdgeAt(1, 2, 3))
    assert box is not None
    assert box_of(frame, EdgeAt(1, 99, 3)) is None
    assert box_of(frame, BiasAt(1, 2)) is None


@pytest.mark.parametrize("name", ["bank", "iris"])
def test_the_loss_can_be_pointed_at(name: str) -> None:
    frame = rest_of(name, View(978, 572))
    if frame.gauge:
        x, y = frame.gauge.loss_x, frame.gauge.loss_y
    else:
        assert frame.targets is not None
        x, y = frame.targets.x, frame.targets.loss_y
    assert element_at(frame, x * frame.scale, y * frame.scale) == LossAt()


def test_zoom_and_pan_move_every_box_alike() -> None:
    plain = rest_of("bank", View(978, 572))
    moved = rest_of("bank", View(978, 572, zoom=2.0, pan=(30.0, -40.0)))
    for element in elements_of(plain):
        before, after = box_of(plain, element), box_of(moved, element)
        assert before is not None
        assert after is not None
        assert (after.x, after.y) == pytest.approx((2 * before.x + 30, 2 * before.y - 40))
        assert (after.width, after.height) == pytest.approx((2 * before.width, 2 * before.height))
