"""Units show what is asked for where there is room and reason, and still nothing overlaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from core.experiment import Experiment
from core.files.examples import example
from core.trace import trace_example
from simulator.frames.elements import UnitAt
from simulator.frames.face import Face
from simulator.frames.faces import face_data
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at, layout_for
from simulator.frames.layout import Shape
from simulator.frames.pointing import element_at
from simulator.frames.timeline import timeline_of
from simulator.frames.unit_shapes import UnitShape, UnitState
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.shapes import Ink
from simulator.theme import theme
from tests.simulator.frame_boxes import SIZES, overlaps
from tests.simulator.networks import experiment_with_rows


def framed(
    shown: Experiment, face: Face, size: tuple[int, int] = (978, 572), time: float | None = None, **view: object
) -> Frame:
    looked = replace(View(*size, face=face, faces=face_data(shown, face)), **view)  # type: ignore[arg-type]
    return frame_at(trace_example(shown), timeline_of(shown.network, True), time, looked)


def unit_of(frame: Frame, column: int, unit: int = 0) -> UnitShape:
    return next(shape for shape in frame.units if shape.element == UnitAt(column, unit))


@pytest.mark.parametrize("face", [face for face in Face if face is not Face.AUTO])
@pytest.mark.parametrize("name", ["bank", "bank-tanh", "circle", "iris", "digits", "spiral"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_whatever_units_show(name: str, face: Face, size: tuple[int, int]) -> None:
    shown = example(name)
    duration = timeline_of(shown.network, True).duration
    for share in (None, 0.21, 0.55, 0.83, 1.0):
        time = None if share is None else share * duration
        for selection in (None, UnitAt(1, 0)):
            assert overlaps(framed(shown, face, size, time, selection=selection)) == []


@given(
    st.lists(st.integers(1, 7), min_size=1, max_size=4),
    st.integers(0, 1000),
    st.sampled_from(SIZES),
    st.sampled_from(Face),
    st.floats(0, 1),
)
@settings(max_examples=40)
def test_nothing_overlaps_in_any_network_whatever_units_show(
    units: list[int], seed: int, size: tuple[int, int], face: Face, share: float
) -> None:
    shown = experiment_with_rows([2, *units], seed)
    for time in (None, share * timeline_of(shown.network, True).duration):
        assert overlaps(framed(shown, face, size, time, selection=UnitAt(1, 0))) == []


@pytest.mark.parametrize("face", Face)
def test_equal_looks_give_equal_frames(face: Face) -> None:
    for name in ("circle", "digits"):
        assert framed(example(name), face, time=7.7) == framed(example(name), face, time=7.7)


def test_a_map_shows_where_the_example_is() -> None:
    shown = example("circle")
    made = face_data(shown, Face.MAP)
    assert made is not None
    assert made.domain is not None
    frame = framed(shown, Face.MAP)
    for column, unit in ((0, 1), (1, 3), (2, 0), (3, 0)):
        picture = unit_of(frame, column, unit).picture
        assert picture is not None
        assert picture.mark is not None
        maps = made.columns[column]
        assert maps is not None
        assert np.array_equal(picture.values, maps[unit])
        x, y = picture.mark
        assert made.domain.left + x * (made.domain.right - made.domain.left) == pytest.approx(shown.example.inputs[0])
        assert made.domain.bottom + y * (made.domain.top - made.domain.bottom) == pytest.approx(
            shown.example.inputs[1]
        )


def test_portholes_are_large_from_a_pitch_of_108() -> None:
    shown = example("circle")
    layout = layout_for(trace_example(shown), View(978, 572, face=Face.MAP))
    assert layout.columns[1].shape is Shape.PORTRAIT
    assert layout.columns[1].pitch >= 108
    assert layout_for(trace_example(shown), View(978, 572)).columns[1].shape is Shape.MEDIUM
    assert layout_for(trace_example(shown), View(797, 408, face=Face.MAP)).columns[1].shape is Shape.PORTHOLE


def test_a_picture_comes_when_the_unit_has_its_sum() -> None:
    shown = example("circle")
    waiting = unit_of(framed(shown, Face.MAP, time=0.5), 1)
    assert waiting.state is UnitState.WAITING
    assert waiting.picture is None
    assert unit_of(framed(shown, Face.MAP), 1).picture is not None


@pytest.mark.parametrize(("name", "face"), [("iris", Face.MAP), ("bank", Face.HISTOGRAM)])
def test_where_a_face_has_no_meaning_units_show_their_values(name: str, face: Face) -> None:
    frame = framed(example(name), face)
    assert all(unit.picture is None for unit in frame.units)
    assert unit_of(frame, 0).value


def test_pictures_of_another_network_are_not_shown() -> None:
    frame = framed(example("circle"), Face.MAP, faces=face_data(example("xor"), Face.MAP))
    assert all(unit.picture is None for unit in frame.units)
    frame = framed(example("circle"), Face.HISTOGRAM, faces=face_data(example("circle"), Face.MAP))
    assert all(unit.picture is None for unit in frame.units)


def test_a_unit_that_is_too_small_shows_what_it_always_does() -> None:
    frame = framed(example("digits"), Face.HISTOGRAM)
    assert unit_of(frame, 1).picture is None


def test_weights_of_pixels_are_an_image_and_others_are_bars() -> None:
    frame = framed(example("digits"), Face.WEIGHTS, (1264, 720))
    picture = unit_of(frame, 2).picture
    assert picture is not None
    assert picture.values.shape == (32,)
    bars = unit_of(framed(example("bank"), Face.WEIGHTS), 2).picture
    assert bars is not None
    assert bars.values.tolist() == [1.0, -0.5]
    assert unit_of(framed(example("bank"), Face.WEIGHTS), 0).picture is None


def test_weights_in_units_follow_the_update() -> None:
    shown = example("bank")
    made = trace_example(shown)
    assert made.updated is not None
    end = timeline_of(shown.network, True).duration
    picture = unit_of(framed(shown, Face.WEIGHTS, time=end), 1).picture
    assert picture is not None
    assert picture.values == pytest.approx(np.clip(made.updated.layers[0].weights[0], -1, 1))


def test_a_unit_shows_its_curve_alone_where_cells_do_not_fit() -> None:
    frame = framed(example("circle"), Face.CURVE)
    assert unit_of(frame, 1).face is not None
    assert unit_of(frame, 1).shape is not Shape.CELLS
    assert unit_of(frame, 0).face is None
    assert unit_of(framed(example("bank-tanh"), Face.CURVE), 1).shape is Shape.CELLS
    assert unit_of(framed(example("bank-tanh"), Face.VALUE), 1).shape is Shape.LARGE


def test_a_network_of_images_shows_the_example_and_all_first_weights_beside_it() -> None:
    shown = example("digits")
    given, weights = framed(shown, Face.WEIGHTS, (1264, 720)).portraits
    assert given.title == "example"
    assert given.tiles[0].picture.values.shape == (8, 8)
    assert given.tiles[0].picture.values.max() == 1
    assert len(weights.tiles) == 32
    assert weights.subtitle == "weights of 32 units"
    assert framed(shown, Face.AUTO, (1264, 720)).portraits == ()
    assert framed(shown, Face.WEIGHTS, (797, 408)).portraits[1].subtitle == "weights"
    assert framed(shown, Face.WEIGHTS, (640, 408)).portraits == (), "there the columns need the room"
    assert framed(example("iris"), Face.WEIGHTS, (1264, 720)).portraits == ()


def test_a_selected_unit_has_its_weights_large() -> None:
    shown = example("digits")
    _, weights = framed(shown, Face.WEIGHTS, (1264, 720), selection=UnitAt(1, 5)).portraits
    (tile,) = weights.tiles
    assert tile.element == UnitAt(1, 5)
    assert tile.picture.values.shape == (8, 8)
    assert weights.title == shown.network.layers[0].units[5]
    _, weights = framed(shown, Face.WEIGHTS, (1264, 720), selection=UnitAt(2, 3)).portraits
    assert weights.tiles[0].picture.values.shape == (32,)


def test_a_tile_points_to_its_unit() -> None:
    frame = framed(example("digits"), Face.WEIGHTS, (1264, 720))
    tile = frame.portraits[1].tiles[7]
    x, y = (place * frame.scale + shift for place, shift in zip((tile.box.x, tile.box.y), frame.offset, strict=True))
    assert element_at(frame, x, y) == UnitAt(1, 7)
    example_box = frame.portraits[0].tiles[0].box
    assert element_at(frame, example_box.x * frame.scale, example_box.y * frame.scale) is None


def test_pixels_are_ink_on_paper() -> None:
    assert unit_of(framed(example("digits"), Face.AUTO), 0).ink is Ink.INK
    assert unit_of(framed(example("circle"), Face.AUTO), 0).ink is not Ink.INK


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("face", Face)
def test_every_face_can_be_painted(face: Face, theme_name: str) -> None:
    for name in ("circle", "iris", "digits"):
        frame = framed(example(name), face, (1264, 720))
        image = QImage(1264, 720, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(theme(theme_name).canvas))
        painter = QPainter(image)
        paint(painter, frame, theme(theme_name))
        painter.end()
        unit = unit_of(frame, 2)
        if name == "circle" and face is Face.MAP:
            colors = {
                image.pixelColor(round(unit.x * frame.scale) + dx, round(unit.y * frame.scale)).name()
                for dx in range(-30, 30)
            }
            assert len(colors) > 10
