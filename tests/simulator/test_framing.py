"""What a frame says around its network."""

from __future__ import annotations

import pytest

from core.examples import example
from core.trace import trace_example
from simulator.elements import UnitAt
from simulator.frame import Frame
from simulator.framing import frame_at
from simulator.pointing import box_of
from simulator.timeline import timeline_of
from simulator.view import View

VIEWS = [
    View(797, 408),
    View(1264, 720),
    View(978, 572, zoom=2.5, pan=(-300.0, -200.0)),
    View(978, 572, zoom=0.5, pan=(120.0, 60.0)),
]


@pytest.fixture(autouse=True, scope="module")
def application(qapp: object) -> None:
    """Fonts need one."""


def rest_of(name: str, view: View) -> Frame:
    made = trace_example(example(name))
    return frame_at(made, timeline_of(made.network, True), None, view)


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
