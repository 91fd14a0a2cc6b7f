"""What the window lays over the canvas stays clear of every text of the picture, and of one another."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from core.files.examples import example
from simulator.frames.elements import UnitAt
from simulator.frames.face import Face
from tests.simulator.networks import deep, wide
from tests.widgets.canvases import CanvasDesk, texts
from widgets.canvas.canvas import Canvas
from widgets.canvas.layer_controls import InsertButton, LayerControl
from widgets.canvas.minimap import Minimap
from widgets.canvas.zoom_bar import ZoomBar

SIZES = [(797, 376), (1244, 620), (1244, 692)]
"""Of the canvas in a window of 1366×768 and of 1920×1080 pixels, with the timeline and without."""


def experiment_named(name: str) -> Experiment:
    made = {"784-128-10": wide, "twelve layers": deep, "twelve layers to three": lambda: deep(3)}
    return made[name]() if name in made else example(name)


def above(canvas: Canvas, *kinds: type[QWidget]) -> list[QRectF]:
    found = [widget for kind in kinds for widget in canvas.findChildren(kind) if widget.isVisible()]
    return [QRectF(widget.geometry()) for widget in found]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["bank", "circle", "digits", "784-128-10", "twelve layers", "twelve layers to three"]
)
def test_what_lies_over_the_canvas_covers_no_text(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    desk = CanvasDesk(qtbot, experiment_named(name), *size)
    canvas, duration = desk.canvas, desk.stage.timeline.duration
    for face in (Face.AUTO, Face.WEIGHTS):
        canvas.set_face(face)
        for time in (None, 0.3 * duration, 0.97 * duration):
            desk.stage.playhead.rest() if time is None else desk.stage.playhead.seek(time)
            over = above(canvas, LayerControl, InsertButton, ZoomBar)
            assert len(over) > 1 or time is not None or "twelve" in name
            for one, other in combinations(over, 2):
                assert not one.intersects(other)
            for kind, box in texts(canvas):
                assert not any(rect.intersects(box) for rect in over), f"{kind}, {face}, at {time}"


@pytest.mark.parametrize("name", ["bank", "circle", "digits", "784-128-10", "twelve layers"])
def test_the_smallest_canvas_has_no_text_over_text(qtbot: QtBot, name: str) -> None:
    canvas = CanvasDesk(qtbot, experiment_named(name), 480, 300).canvas
    if name == "digits":
        canvas.set_digits(10)
    for (kind, one), (other_kind, other) in combinations(texts(canvas), 2):
        if "unit" not in (kind, other_kind):
            assert not one.intersects(other), f"{kind} and {other_kind}"
    for kind, box in texts(canvas):
        assert not any(rect.intersects(box) for rect in above(canvas, ZoomBar)), kind


def test_weights_of_what_is_selected_keep_clear_of_what_is_folded(qtbot: QtBot) -> None:
    canvas = CanvasDesk(qtbot, "digits", *SIZES[0]).canvas
    canvas.set_face(Face.WEIGHTS)
    canvas.select(UnitAt(0, 30))
    boxes = texts(canvas)
    folds, weights = ([box for kind, box in boxes if kind == each] for each in ("fold", "weight"))
    assert folds
    assert weights
    assert not any(weight.intersects(fold) for weight in weights for fold in folds)


def test_of_an_enlarged_picture_nothing_lies_beneath_the_controls(qtbot: QtBot) -> None:
    canvas = CanvasDesk(qtbot, "bank", *SIZES[0]).canvas
    canvas.zoom_by(2.0)
    band = canvas.frame.band
    assert band > 0
    assert all(rect.bottom() < band for rect in above(canvas, LayerControl))


def test_the_overview_is_away_while_all_of_the_network_is_on_show(qtbot: QtBot) -> None:
    canvas = CanvasDesk(qtbot, "bank", *SIZES[0]).canvas
    canvas.zoom_by(0.5)
    assert not above(canvas, Minimap)
    canvas.zoom_by(4.0)
    assert above(canvas, Minimap)
