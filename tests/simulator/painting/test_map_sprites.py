"""A unit with a map looks the same whether it is put together from kept parts or painted whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.experiment import Experiment
from core.files.examples import example
from core.trace import trace_example
from simulator.device_space import blank
from simulator.frames.face import Face
from simulator.frames.faces import face_data
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.frames.unit_shapes import UnitShape
from simulator.frames.view import View
from simulator.painting.map_sprites import MapFrames, shows_map
from simulator.painting.paint_units import paint_unit
from simulator.shapes import Ink
from simulator.theme import Theme, theme
from tests.by_hand import with_weight

SIZE, MIDDLE = (160, 150), (80.25, 90.5)
pytestmark = pytest.mark.usefixtures("qapp")


def units_of(experiment: Experiment) -> Sequence[UnitShape]:
    view = View(1000, 700, face=Face.MAP, faces=face_data(experiment, Face.MAP))
    frame = frame_at(trace_example(experiment), timeline_of(experiment.network, True), None, view)
    return [unit for unit in frame.units if shows_map(unit)]


def pixels(image: QImage) -> NDArray[np.int_]:
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape).astype(int)


def painted_whole(unit: UnitShape, colors: Theme, scale: float) -> QImage:
    image, painter = blank(*SIZE)
    painter.translate(*MIDDLE)
    painter.scale(scale, scale)
    paint_unit(painter, replace(unit, x=0.0, y=0.0), colors)
    painter.end()
    return image


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(
    "look",
    [
        {},
        {"is_selected": True, "name": ""},
        {"is_hovered": True},
        {"has_focus": True},
        {"aside": 0.6},
        {"bias": Ink.NEGATIVE},
    ],
)
def test_it_looks_as_if_painted_whole(look: dict[str, object], scale: float) -> None:
    colors = theme("light")
    frames = MapFrames(colors, scale)
    for unit in units_of(example("circle")):
        seen = replace(unit, **look)
        difference = pixels(frames.image(seen, MIDDLE, SIZE)) - pixels(painted_whole(seen, colors, scale))
        assert abs(difference).max() <= 6, (unit.element, look)


def test_another_map_in_the_same_unit_is_another_image() -> None:
    circle = example("circle")
    frames = MapFrames(theme("light"), 1.0)
    images = [
        pixels(frames.image(units_of(each)[-1], MIDDLE, SIZE))
        for each in (circle, with_weight(circle, 1, 0, 0, -3.0))
    ]
    assert (images[0] != images[1]).any()
