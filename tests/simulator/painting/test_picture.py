"""What is kept from one paint to the next never shows: pictures are the same without it, and whole soon after."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPicture
from pytestqt.qtbot import QtBot

from core.experiment import Example, Experiment, Training
from core.files.examples import NAMES, example
from core.network import Layer, Network
from core.trace import Trace, trace, trace_example
from simulator.document.document import Document
from simulator.frames.elements import EdgeAt, Element, UnitAt
from simulator.frames.frame import Frame
from simulator.frames.frame_edges import visible_count
from simulator.frames.frame_units import units_at
from simulator.frames.framing import frame_at, layout_for
from simulator.frames.moment import Moment
from simulator.frames.timeline import Detail, Timeline, timeline_of
from simulator.frames.view import View
from simulator.painting.edge_layers import Layers
from simulator.painting.paint import paint
from simulator.painting.picture import ROUGH_EDGES, TURN, CanvasPicture
from simulator.stage.stage import Stage
from simulator.theme import theme

SIZE = 797, 408
LIGHT = theme("light")


def network_of(sizes: list[int], seed: int) -> Network:
    generator = np.random.default_rng(seed)
    layers = [
        Layer(f"layer {k}", tuple(f"unit {j}" for j in range(n)), "tanh", generator.normal(size=(n, m)) / m)
        for k, (m, n) in enumerate(pairwise(sizes), start=1)
    ]
    return Network(tuple(f"x{k}" for k in range(sizes[0])), tuple(layers))


def step_of(sizes: list[int], detail: Detail | None = None) -> tuple[Trace, Timeline]:
    generator = np.random.default_rng(3)
    inputs, targets = generator.normal(size=sizes[0]), generator.uniform(size=sizes[-1])
    made = trace(network_of(sizes, 1), inputs, targets, Training(learning_rate=0.5))
    return made, timeline_of(made.network, True, detail)


def experiment_of(sizes: list[int], seed: int = 1) -> Experiment:
    base = example("bank")
    return replace(base, network=network_of(sizes, seed), example=Example((0.5,) * sizes[0], (0.0,) * sizes[-1]))


def blank() -> QImage:
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(LIGHT.canvas))
    return image


def pixels(frame: Frame, layers: Layers | None = None) -> NDArray[np.uint32]:
    image = blank()
    painter = QPainter(image)
    paint(painter, frame, LIGHT, layers)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint32).copy()


@pytest.mark.parametrize("selection", [None, UnitAt(1, 0), EdgeAt(1, 2, 1)])
@pytest.mark.parametrize(
    ("sizes", "detail"), [([5, 9, 8, 3], None), ([6, 8], Detail.BY_UNIT), ([30, 20, 10], Detail.BY_LAYER)]
)
def test_layers_that_are_kept_never_show(sizes: list[int], detail: Detail | None, selection: Element | None) -> None:
    made, timeline = step_of(sizes, detail)
    view = View(*SIZE, edge_budget=100_000, selection=selection)
    # The update, where weights are on their way, is among them.
    times: list[float | None] = [None, *np.linspace(0, timeline.duration - 0.3, 19).tolist(), timeline.duration - 0.8]
    random.Random(5).shuffle(times)
    layers = Layers()
    for time in times:
        frame = frame_at(made, timeline, time, view)
        assert np.array_equal(pixels(frame, layers), pixels(frame)), f"at {time} s"
    assert visible_count(frame.layout) > 40


@pytest.mark.parametrize("pan", [(0.0, 0.0), (37.0, -12.0), (-300.0, 90.0), (0.5, 0.25)])
@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_layers_only_move_when_the_picture_is_panned(pan: tuple[float, float], zoom: float) -> None:
    made, timeline = step_of([20, 16, 4])
    layers = Layers()
    pixels(frame_at(made, timeline, None, View(*SIZE, zoom=zoom)), layers)
    frame = frame_at(made, timeline, None, View(*SIZE, zoom=zoom, pan=pan))
    kept, anew = (pixels(frame, each).view(np.uint8).astype(int) for each in (layers, None))
    # Where a line leaves the image it is drawn on, Qt's rounding moves it by a hair.
    assert (kept != anew).mean() < (0.01 if zoom > 1 else 1e-12)
    assert np.abs(kept - anew).max(initial=0) <= (4 if zoom > 1 else 0)


def test_another_theme_or_other_weights_are_drawn_anew() -> None:
    made, timeline = step_of([20, 16, 4])
    layers = Layers()
    frame = frame_at(made, timeline, None, View(*SIZE))
    before = pixels(frame, layers)
    other = trace(network_of([20, 16, 4], 2), made.inputs, made.targets, made.training)
    changed = frame_at(other, timeline, None, View(*SIZE))
    assert np.array_equal(pixels(changed, layers), pixels(changed))
    assert not np.array_equal(pixels(changed), before)
    dark = QImage(blank())
    painter = QPainter(dark)
    paint(painter, frame, theme("dark"), layers)
    painter.end()
    assert not np.array_equal(np.frombuffer(dark.constBits(), dtype=np.uint32), before)


def test_vector_graphics_get_lines() -> None:
    made, timeline = step_of([20, 16, 4])
    picture = QPicture()
    painter = QPainter(picture)
    paint(painter, frame_at(made, timeline, None, View(*SIZE)), LIGHT)
    painter.end()
    image = blank()
    painter = QPainter(image)
    picture.play(painter)
    painter.end()
    drawn = np.frombuffer(image.constBits(), dtype=np.uint8).astype(int)
    plain = pixels(frame_at(made, timeline, None, View(*SIZE))).view(np.uint8).astype(int)
    assert np.abs(drawn - plain).mean() < 2


@pytest.mark.parametrize("name", NAMES)
def test_units_in_which_nothing_happens_are_as_if_worked_out_anew(name: str) -> None:
    made = trace_example(example(name))
    for detail in Detail:
        timeline = timeline_of(made.network, True, detail)
        pace = 0.17 if made.network.weight_count < 100 else 2.3
        for time in (None, *np.arange(0.01, timeline.duration, pace).tolist()):
            view = View(*SIZE, selection=UnitAt(1, 0))
            units = frame_at(made, timeline, time, view).units
            moment = Moment(timeline, time)
            assert units == units_at(made, layout_for(made, view), moment, view), f"{detail}, {time} s"


def test_edges_of_what_is_selected_do_not_change_the_crowd() -> None:
    made, timeline = step_of([30, 20, 10])
    plain = frame_at(made, timeline, None, View(*SIZE, edge_budget=300))
    hovered = frame_at(made, timeline, None, View(*SIZE, edge_budget=300, hovered=UnitAt(1, 3)))
    assert len(plain.edges) == 300
    assert len(hovered.edges) > 300
    crowd = hovered.edges.is_crowd
    assert np.array_equal(hovered.edges.rows[crowd], plain.edges.rows)
    assert np.array_equal(hovered.edges.crowd_widths[crowd], plain.edges.widths)


def shown(sizes: list[int]) -> tuple[CanvasPicture, Stage]:
    document = Document(experiment_of(sizes))
    stage = Stage(document)
    document.setParent(stage)
    picture = CanvasPicture(stage, stage)
    return picture, stage


def painted(picture: CanvasPicture, stage: Stage, view: View | None = None) -> tuple[Frame, QImage]:
    frame = stage.frame(picture.detailed(view or View(*SIZE), LIGHT))
    image = blank()
    painter = QPainter(image)
    picture.paint(painter, frame, LIGHT)
    painter.end()
    return frame, image


def test_rough_first_and_whole_when_nothing_moves(qtbot: QtBot) -> None:
    picture, stage = shown([30, 20, 10])
    picture.watch(True)
    frame, rough = painted(picture, stage)
    assert frame.view.smooth_budget is not None
    with qtbot.waitSignal(picture.refined):
        pass
    frame, whole = painted(picture, stage)
    assert frame.view.smooth_budget is None
    assert len(frame.edges) == frame.edges.visible
    assert picture.is_complete
    assert whole != rough
    image = blank()
    painter = QPainter(image)
    paint(painter, frame, LIGHT)
    painter.end()
    assert whole == image


def test_a_step_that_plays_stays_whole_through_its_update() -> None:
    picture, stage = shown([30, 20, 10])
    painted(picture, stage)
    picture.complete()
    stage.playhead.seek(1.0)
    painted(picture, stage)
    picture.complete()
    for time in np.linspace(0, stage.timeline.duration, 30):
        stage.playhead.seek(float(time))
        frame, _ = painted(picture, stage)
        assert frame.view.smooth_budget is None
    assert frame.edges.turning is None


def test_the_note_says_how_many_edges_there_are_to_be_seen() -> None:
    picture, stage = shown([400, 40, 10])
    frame, _ = painted(picture, stage, View(1264, 720))
    assert frame.note.startswith(f"{len(frame.edges):,} of 16,400 edges")
    picture.complete()
    frame, _ = painted(picture, stage, View(1264, 720))
    assert frame.note == f"{frame.edges.visible:,} of 16,400 edges: all between the units shown"


def test_other_weights_are_rough_until_they_stay() -> None:
    picture, stage = shown([30, 20, 10])
    painted(picture, stage)
    picture.complete()
    stage.show_network(network_of([30, 20, 10], 9))
    assert painted(picture, stage)[0].view.smooth_budget is not None
    stage.show_network(None)
    assert painted(picture, stage)[0].view.smooth_budget is None


def test_while_it_is_zoomed_what_was_there_stands_in() -> None:
    picture, stage = shown([30, 20, 10])
    painted(picture, stage)
    picture.complete()
    frame, stretched = painted(picture, stage, View(*SIZE, zoom=1.3))
    assert frame.view.smooth_budget is None
    assert not picture.is_complete
    picture.complete()
    _, sharp = painted(picture, stage, View(*SIZE, zoom=1.3))
    assert picture.is_complete
    assert sharp != stretched


def test_nothing_is_refined_that_nobody_sees(qtbot: QtBot) -> None:
    picture, stage = shown([30, 20, 10])
    with qtbot.assertNotEmitted(picture.refined, wait=300):
        painted(picture, stage)


def test_a_small_network_is_whole_at_once() -> None:
    picture, stage = shown([2, 3, 1])
    frame, _ = painted(picture, stage)
    assert frame.view.smooth_budget is None
    assert picture.is_complete


def test_drawing_takes_short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, stage = shown([40, 40, 40])
    painted(picture, stage)
    picture._begin()
    looks = itertools.count()
    monkeypatch.setattr("simulator.painting.picture.time.perf_counter", lambda: next(looks) * TURN / 3)
    turns = 0
    while picture._work is not None:
        picture._go_on()
        turns += 1
    assert turns > 5


def test_slow_paints_lower_the_number_of_edges() -> None:
    picture, stage = shown([80, 60, 4])
    for _ in range(3):
        picture._adapt(0.1)
    frame, _ = painted(picture, stage, View(1600, 1080))
    assert len(frame.edges) == ROUGH_EDGES[-2]
    for _ in range(3):
        picture._adapt(0.001)
    frame, _ = painted(picture, stage, View(1600, 1080))
    assert len(frame.edges) == ROUGH_EDGES[-1]


def test_as_many_edges_as_there_is_time_for_come_back() -> None:
    picture, _ = shown([80, 60, 4])
    for _ in range(20):
        picture._adapt(0.1)
    assert ROUGH_EDGES[picture._level] == ROUGH_EDGES[0]
    for _ in range(20):
        # 4 µs an edge: time for all of them, if not for twice as many.
        picture._adapt(4e-6 * ROUGH_EDGES[picture._level])
    assert ROUGH_EDGES[picture._level] == ROUGH_EDGES[-1]


def test_the_number_of_edges_settles_where_lines_are_slow() -> None:
    picture, _ = shown([80, 60, 4])
    levels = []
    for _ in range(40):
        picture._adapt(9e-6 * ROUGH_EDGES[picture._level])
        levels.append(picture._level)
    assert len(set(levels[10:])) == 1
    assert 9e-6 * ROUGH_EDGES[levels[-1]] < 0.026
