"""The picture of a lesson's step is a pure function: what the canvas would show at that instant, at any size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from core.files.examples import example
from core.lessons.lesson import At, Picture
from core.lessons.lesson_file import parse_lesson, read_lesson
from core.lessons.lessons import shipped_lessons
from core.quantity import LOSS, Kind, Quantity
from core.trace import trace_example
from simulator.fonts import load_fonts
from simulator.frames.elements import EdgeAt, UnitAt
from simulator.frames.timeline import Phase, timeline_of
from simulator.telling.lesson_picture import lesson_frame, picture_image, picture_size, time_of
from simulator.theme import theme
from tests.core.lesson_texts import SMALL


@pytest.fixture(autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    load_fonts()


BANK = example("bank")
TIMELINE = timeline_of(BANK.network, has_target=True)


def phase_at(at: At) -> Phase:
    time = time_of(TIMELINE, at)
    assert time is not None
    return TIMELINE.beats[TIMELINE.index_at(time)].phase


def colours_of(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def test_an_instant_is_rest_start_end_or_a_share_of_a_phase() -> None:
    assert time_of(TIMELINE, At("rest")) is None
    assert time_of(TIMELINE, At("start")) == 0
    assert time_of(TIMELINE, At("end")) == TIMELINE.duration
    for phase in Phase:
        assert phase_at(At(phase.value, 0.0)) is phase
        assert phase_at(At(phase.value, 0.5)) is phase
        assert phase_at(At(phase.value)) is phase
    forward_only = timeline_of(BANK.network, has_target=False)
    assert time_of(forward_only, At("backward")) == forward_only.duration


def test_what_is_selected_is_so_in_the_picture() -> None:
    picture = Picture(BANK, selected=Quantity(Kind.WEIGHT, 1, 0, 1))
    assert lesson_frame(picture).view.selection == EdgeAt(1, 0, 1)
    assert lesson_frame(Picture(BANK, selected=Quantity(Kind.ACTIVATION, 1, 0))).view.selection == UnitAt(1, 0)


def test_the_loss_is_shown_where_the_picture_is_about_it() -> None:
    plain = picture_size(Picture(BANK))
    for picture in (Picture(BANK, At("loss")), Picture(BANK, At("end")), Picture(BANK, selected=LOSS)):
        assert lesson_frame(picture).gauge is not None
        assert picture_size(picture)[0] > plain[0]
    assert lesson_frame(Picture(BANK)).gauge is None
    assert lesson_frame(Picture(BANK, At("forward", 0.5))).gauge is None


def test_the_same_picture_is_the_same_twice_and_differs_between_themes() -> None:
    picture = Picture(example("slopes"), At("backward", 0.5))
    once, again = (picture_image(picture, 400, theme("light")) for _ in range(2))
    assert once == again
    assert once != picture_image(picture, 400, theme("dark"))


@pytest.mark.parametrize(("width", "ratio"), [(240, 1.0), (400, 1.5), (400, 2.0)])
def test_a_picture_has_the_size_asked_for(width: int, ratio: float) -> None:
    image = picture_image(Picture(BANK), width, theme("light"), ratio)
    assert image.width() == round(width * ratio)
    assert image.devicePixelRatio() == ratio
    natural = picture_size(Picture(BANK))
    assert image.height() / image.width() == pytest.approx(natural[1] / natural[0], rel=0.01)
    assert colours_of(image) > 20


def test_a_picture_can_be_of_a_change_that_was_never_made() -> None:
    (picture,) = parse_lesson(SMALL.encode(), "01-small.md").steps[0].pictures
    assert lesson_frame(picture).view.selection == UnitAt(1, 0)
    assert trace_example(picture.experiment).layers[0].layer.activation == "tanh"


@pytest.mark.parametrize("path", [about.path for about in shipped_lessons()], ids=lambda path: path.stem)
def test_every_picture_of_a_lesson_shows_something(path: Path) -> None:
    for step in read_lesson(path).steps:
        for picture in step.pictures:
            assert colours_of(picture_image(picture, 300, theme("light"))) > 12, f"{path.name}, line {picture.line}"
