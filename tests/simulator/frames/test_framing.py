"""What a frame says around its network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from core.experiment import Training
from core.files.examples import NAMES
from core.network import Layer, Network
from core.trace import trace
from simulator.fonts import REGULAR, SEMIBOLD, text_width
from simulator.frames.elements import UnitAt
from simulator.frames.framing import frame_at
from simulator.frames.layout import HEADING_HEIGHT
from simulator.frames.pointing import box_of
from simulator.frames.timeline import timeline_of
from simulator.frames.view import View
from tests.simulator.frame_boxes import rest_of
from tests.simulator.networks import deep


def test_a_folded_unit_is_not_drawn() -> None:
    frame = rest_of("bank", View(978, 572))
    assert box_of(frame, UnitAt(7, 0)) is None


def test_headings_name_layers_and_convention() -> None:
    headings = rest_of("iris", View(978, 572)).headings
    assert [(heading.title, heading.subtitle) for heading in headings] == [
        ("inputs", "4 values"),
        ("hidden", "tanh"),
        ("output", "softmax"),
        ("loss", "Categorical cross-entropy"),
    ]
    assert rest_of("bank", View(978, 572, has_headings=False)).headings == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("zoom", [0.5, 0.7, 1.0, 3.0])
def test_headings_keep_apart_at_any_zoom(name: str, zoom: float) -> None:
    frame = rest_of(name, View(797, 408, zoom=zoom))
    for size, texts in (
        (SEMIBOLD, [heading.title for heading in frame.headings]),
        (REGULAR, [heading.subtitle for heading in frame.headings]),
    ):
        spans = [
            (heading.x * frame.scale - text_width(text, 13, size) / 2, text_width(text, 13, size))
            for heading, text in zip(frame.headings, texts, strict=True)
            if text
        ]
        for (left, width), (after, _) in pairwise(spans):
            assert left + width + 4 <= after


def test_the_ends_of_a_deep_network_keep_their_names() -> None:
    headings = rest_of(deep(), View(1000, 500)).headings
    assert [heading.title for heading in headings] == ["inputs", *map(str, range(1, 12)), "output", "loss"]


def test_headings_have_a_band_of_their_own_once_the_picture_is_moved_beneath_them() -> None:
    assert rest_of("bank", View(978, 572)).band == 0
    assert rest_of("bank", View(978, 572, zoom=2.0, has_headings=False)).band == 0
    moved = rest_of("bank", View(978, 572, pan=(0.0, -40.0)))
    assert moved.band == HEADING_HEIGHT * moved.layout.scale


@pytest.mark.parametrize("value", [-0.0002, 0.0042, -12345.0, 99999.0])
def test_a_number_does_not_reach_over_the_border_of_a_small_unit(value: float) -> None:
    layer = Layer("output", tuple("abcdefgh"), "identity", np.zeros((8, 1)), np.full(8, value))
    made = trace(Network(("x",), (layer,)), [1.0], None, Training())
    frame = frame_at(made, timeline_of(made.network, True), None, View(900, 640))
    small = [unit for unit in frame.units if not unit.is_input]
    assert {unit.half_width for unit in small} == {20.0}, "of the size in question"
    assert all(text_width(unit.value, 11, SEMIBOLD) <= 2 * 20 - 3 for unit in small)
