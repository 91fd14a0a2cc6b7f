"""The picture: equal frames paint equal pixels, and what a frame says is there to be seen."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QColor, QImage, QPainter

from core.experiment import Training
from core.files.examples import NAMES, example
from core.network import Layer, Network
from core.trace import trace, trace_example
from simulator import drawing
from simulator.frames.elements import BiasAt, EdgeAt, TargetAt, UnitAt
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at, still_frame_at
from simulator.frames.timeline import Kind, timeline_of
from simulator.frames.view import View
from simulator.painting import paint as paint_all
from simulator.painting import paint_loss, paint_margins, paint_units
from simulator.painting.edge_pens import edge_color
from simulator.painting.paint import paint
from simulator.theme import theme


def pixels(frame: Frame, name: str = "light", ratio: int = 1) -> NDArray[np.uint8]:
    width, height = round(frame.view.width * ratio), round(frame.view.height * ratio)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme(name).canvas))
    painter = QPainter(image)
    paint(painter, frame, theme(name))
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(height, width, 4).copy()


def frame_of(name: str, time: float | None = None, view: View | None = None) -> Frame:
    made = trace_example(example(name))
    return frame_at(made, timeline_of(made.network, True), time, view or View(797, 408))


def has_color(picture: NDArray[np.uint8], color: str) -> bool:
    wanted = QColor(color)
    return bool((picture[..., :3] == (wanted.blue(), wanted.green(), wanted.red())).all(axis=-1).any())


def test_a_number_that_the_update_leaves_alone_stays_to_be_read() -> None:
    made = trace_example(example("bank"))  # its biases are not used
    timeline = timeline_of(made.network, True)
    update = next(beat for beat in timeline.beats if beat.kind is Kind.UPDATE)
    frame = frame_at(made, timeline, (update.start + update.end) / 2, View(797, 408))
    biases = tuple(replace(pill, blend=1.0) if pill.is_bias else pill for pill in frame.pills)
    assert biases != frame.pills, "in the middle of the update"
    assert np.array_equal(pixels(frame), pixels(replace(frame, pills=biases)))


@pytest.mark.parametrize("name", ["bank", "bank-tanh"])
def test_seeking_back_paints_the_same_pixels(name: str) -> None:
    made = trace_example(example(name))
    timeline = timeline_of(made.network, True)
    times = np.linspace(0.05, timeline.duration, 20).tolist()
    forward = {time: pixels(frame_at(made, timeline, time, View(797, 408))) for time in times}
    random.Random(7).shuffle(times)
    for time in times:
        again = pixels(frame_at(made, timeline, time, View(797, 408)))
        assert np.array_equal(again, forward[time])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mood", ["light", "dark"])
@pytest.mark.parametrize("ratio", [1, 2])
def test_every_example_paints(name: str, mood: str, ratio: int) -> None:
    picture = pixels(frame_of(name), mood, ratio)
    assert has_color(picture, theme(mood).canvas)
    assert has_color(picture, theme(mood).ink)
    assert len(np.unique(picture.view(np.uint32))) > 100


def test_slopes_have_their_own_colour_and_only_on_the_way_back() -> None:
    slope = theme("light").slope
    assert not has_color(pixels(frame_of("bank")), slope)
    timeline = timeline_of(example("bank").network, True)
    assert not has_color(pixels(frame_of("bank", 5.0)), slope)
    assert has_color(pixels(frame_of("bank", timeline.duration)), slope)


def test_painting_leaves_the_painter_as_it_was() -> None:
    image = QImage(797, 408, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    before = painter.transform()
    timeline = timeline_of(example("slopes").network, True)
    for time in np.linspace(0, timeline.duration, 30):
        paint(painter, frame_of("slopes", float(time)), theme("light"))
        assert painter.transform() == before
        assert painter.opacity() == 1
        assert not painter.hasClipping()
    painter.end()


def test_a_selection_is_ink() -> None:
    view = View(797, 408, selection=UnitAt(1, 0))
    plain, selected = pixels(frame_of("bank")), pixels(frame_of("bank", None, view))
    assert (plain != selected).any()
    focused = pixels(frame_of("bank", None, replace(view, has_focus=True)))
    assert (focused != selected).any()
    edge = pixels(frame_of("bank", None, replace(view, selection=EdgeAt(2, 0, 0))))
    assert (edge != plain).any()
    for name in ("bank", "iris"):
        for element in (BiasAt(1, 0), BiasAt(2, 0), TargetAt(0)):
            chosen = pixels(frame_of(name, None, View(978, 572, selection=element)))
            assert (chosen != pixels(frame_of(name, None, View(978, 572)))).any(), (name, element)


def test_edges_fade_into_the_canvas() -> None:
    light = theme("light")
    assert edge_color(1.0, 0.0, 0.0, light) == light.canvas.lower()
    assert edge_color(-1.0, 1.0, 1.0, light) == light.negative.lower()
    assert edge_color(1.0, 1.0, 1.0, light) == light.positive.lower()


def test_tokens_and_gates_are_painted_while_they_move() -> None:
    made = trace_example(example("bank"))
    timeline = timeline_of(made.network, True)
    beat = timeline.beat(Kind.PRODUCTS, 2, 0)
    assert beat is not None
    frame = frame_at(made, timeline, beat.start + 0.2, View(978, 572))
    (token,) = frame.tokens
    picture = pixels(frame)
    x, y = (round(value * frame.scale) for value in (token.box.x - token.box.width / 2 + 4, token.box.y))
    wanted = QColor(theme("light").positive)
    assert tuple(picture[y, x, :3]) == (wanted.blue(), wanted.green(), wanted.red())


@pytest.mark.parametrize("weight", [1e200, 1e300, 5e-324])
@pytest.mark.parametrize("activation", ["identity", "tanh", "relu"])
def test_numbers_beyond_all_bounds_are_painted_too(weight: float, activation: str) -> None:
    layers = (
        Layer("hidden", ("a", "b"), activation, np.array([[weight], [-weight]])),
        Layer("output", ("y",), "identity", np.array([[weight, weight]])),
    )
    made = trace(Network(("x",), layers), [1e100], [1.0], Training())
    timeline = timeline_of(made.network, True)
    for time in (None, *np.linspace(0, timeline.duration, 25).tolist()):
        pixels(frame_at(made, timeline, time, View(978, 572)))


def test_zoom_paints_larger() -> None:
    plain = pixels(frame_of("bank"))
    zoomed = pixels(frame_of("bank", None, View(797, 408, zoom=2.0, pan=(-100.0, -100.0))))
    assert (plain != zoomed).any()


class Shouter(QTranslator):
    """Translates every template into itself between marks."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"«{source}»" if context == "perceptarium" else ""


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is written on pictures, in another language."""
    written: list[str] = []
    for module in (drawing, paint_all, paint_loss, paint_margins, paint_units):
        for name in ("draw_text", "draw_haloed_text"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, _noting(getattr(module, name), written))
    translator = Shouter()
    QCoreApplication.installTranslator(translator)
    yield written
    QCoreApplication.removeTranslator(translator)


def _noting(draw: Callable[..., object], written: list[str]) -> Callable[..., object]:
    def noted(painter: QPainter, x: float, y: float, text: str, *rest: object, **named: object) -> object:
        written.append(text)
        return draw(painter, x, y, text, *rest, **named)

    return noted


@pytest.mark.parametrize("name", ["bank-tanh", "iris", "circle", "digits"])
def test_every_word_on_a_picture_is_translated(name: str, texts: list[str]) -> None:
    made = trace_example(example(name))
    timeline = timeline_of(made.network, True)
    for time in (None, *np.linspace(0, timeline.duration, 12).tolist()):
        pixels(frame_at(made, timeline, time, View(1200, 800)))
    network = made.network
    names = {*network.inputs, *(unit for layer in network.layers for unit in layer.units)}
    names |= {layer.name for layer in network.layers} | {layer.activation for layer in network.layers}
    names |= {"mse"} | {f"{len(layer.units)} × {layer.activation}" for layer in network.layers}
    words = {text for text in texts if re.search("[^\\W\\d_]{2}", text) and "«" not in text}
    assert any("«" in text for text in texts)
    assert {text for text in words if text not in names and not text.endswith("…")} == set()


@pytest.mark.parametrize(("name", "ratio"), [("bank-tanh", 2), ("circle", 1)])
def test_without_motion_one_picture_fades_into_the_next(name: str, ratio: int) -> None:
    made = trace_example(example(name))
    timeline, view = timeline_of(made.network, True), View(797, 408)
    start = timeline.beats[3].start

    def picture(time: float) -> NDArray[np.uint8]:
        return pixels(still_frame_at(made, timeline, time, view), ratio=ratio)

    before, middle, after = (picture(start + since).astype(int) for since in (-0.01, 0.1, 0.2))
    assert (before != after).any()
    # As a whole: every pixel is half way, whatever lies on what.
    assert np.abs(middle - (before + after) / 2).max() <= 2
    assert (picture(start) == before).all()
    assert (picture(start + 0.3) == after).all()
