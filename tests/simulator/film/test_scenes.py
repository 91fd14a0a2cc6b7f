"""What stands beside the network: the same at every time in any order, in its place, and true."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.message import Problem
from core.results.rows import predict
from simulator.film.arithmetic_part import ArithmeticPart
from simulator.film.composed import step_film
from simulator.film.descent_scene import RunDescent, StepDescent, weight_named
from simulator.film.images_part import ImagesPart, hardest_rows
from simulator.film.scene import SCENE_NAMES, Scene, reason_against, scene_of
from simulator.film.step_story import StepStory
from simulator.film.training_story import TrainingStory
from simulator.theme import theme
from tests.simulator.film.scenes import FILMS, film_of, footage, known, pixels, settings, times_of


@pytest.mark.parametrize(("name", "what", "scene"), FILMS)
def test_the_same_time_is_the_same_picture_in_any_order(name: str, what: str, scene: Scene) -> None:
    film, other = (film_of(name, what, scene) for _ in range(2))
    times = times_of(film, 5)
    first = {time: pixels(film.image_at(time)) for time in times}
    random.Random(0).shuffle(times)
    assert all(pixels(other.image_at(time)) == first[time] for time in times)
    assert len(set(first.values())) > 3


@pytest.mark.parametrize("size", [(320, 180), (180, 180), (180, 320), (240, 180)])
@pytest.mark.parametrize(("name", "what", "scene"), [film for film in FILMS if film[2] is not Scene.NETWORK])
def test_what_is_beside_keeps_to_its_room(name: str, what: str, scene: Scene, size: tuple[int, int]) -> None:
    film = film_of(name, what, scene, size)
    if film.plan.beside is None:
        assert scene is Scene.CURVE
        return
    part = film.part_beside
    assert part is not None
    image = QImage(round(film.plan.width), round(film.plan.height), QImage.Format.Format_ARGB32_Premultiplied)
    for share in (Fraction(1, 2), Fraction(1)):
        image.fill(0)
        painter = QPainter(image)
        part.paint(painter, film.story_state(film.duration * share), film.theme)
        painter.end()
        found = painted(image)
        assert film.plan.beside.adjusted(-8, -8, 8, 8).contains(found), (found, film.plan.beside)


def painted(image: QImage) -> QRectF:
    """What is not transparent."""
    alpha = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 3] > 0
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    return QRectF(columns[0], rows[0], columns[-1] - columns[0], rows[-1] - rows[0])


@pytest.mark.parametrize(
    ("name", "what", "scene", "words"),
    [
        ("bank", "step", Scene.CURVE, "no loss curve"),
        ("digits", "step", Scene.MAP, "hardly anything"),
        ("bank", "step", Scene.IMAGES, "rows that are images"),
        ("circle", "training", Scene.ARITHMETIC, "that of a step"),
    ],
)
def test_a_scene_that_does_not_fit_says_why(name: str, what: str, scene: Scene, words: str) -> None:
    with pytest.raises(Problem, match=words) as caught:
        film_of(name, what, scene)
    assert caught.value.place == "scene"
    assert reason_against(scene, known(name), what) == caught.value.message


def test_by_itself_a_film_shows_what_says_most() -> None:
    chosen = {
        (name, what): scene_of(Scene.AUTO, known(name), what)
        for name, what in (("bank", "step"), ("circle", "training"), ("digits", "training"), ("wine", "training"))
    }
    assert list(chosen.values()) == [Scene.NETWORK, Scene.MAP, Scene.IMAGES, Scene.CURVE]
    assert set(SCENE_NAMES) == set(Scene)


@pytest.mark.parametrize(
    ("name", "size", "has_arithmetic"),
    [
        ("bank", (180, 320), True),
        ("bank", (180, 180), False),
        ("iris", (180, 320), True),
        ("digits", (180, 320), False),
    ],
)
def test_in_a_tall_picture_a_small_network_has_its_arithmetic_below_it(
    name: str, size: tuple[int, int], has_arithmetic: bool
) -> None:
    film = step_film(known(name), settings(size))
    assert isinstance(film.part_beside, ArithmeticPart) is has_arithmetic


def test_the_images_are_the_same_all_through_and_wrong_ones_come_first() -> None:
    film = film_of("digits", "training", Scene.IMAGES)
    part, story = film.part_beside, film.story
    assert isinstance(part, ImagesPart)
    assert isinstance(story, TrainingStory)
    inputs, truths = part.inputs, part.truths
    wrong = np.sum(
        [predict(network, inputs)[1].argmax(axis=1) != truths for network in story.networks_seen()], axis=0
    )
    order = hardest_rows(story.networks_seen(), inputs, truths)
    assert (np.diff(wrong[order]) <= 0).all()
    assert part.shown.tolist() == order[: len(part.shown)].tolist()
    assert len(part.shown) >= 8


def test_the_ball_is_on_the_curve_and_rolls_while_the_weights_change() -> None:
    film = film_of("gradient-descent", "step", Scene.DESCENT)
    story = film.story
    assert isinstance(story, StepStory)
    scene = StepDescent(story)
    update = story.timeline.beats[-1]
    before, rolling, after = (
        scene.picture((0, time), 400, 300) for time in (update.start - 0.1, update.start + 0.6, update.end)
    )
    assert before.tangent is not None
    assert before.arrow is None
    assert after.arrow is not None
    assert after.equation is not None
    assert before.ball[0] > rolling.ball[0] > after.ball[0]
    assert (before.reading, after.reading) == ("loss 25.00", "loss 6.250")
    for shown in (before, rolling, after):
        (curve,) = shown.curve
        nearest = np.abs(curve - np.array(shown.ball)).sum(axis=1).min()
        assert nearest < 1e-6


def test_a_descent_goes_along_the_weight_that_is_named() -> None:
    steep, named = (
        film_of("gradient-descent", "step", Scene.DESCENT, (640, 360), weight=weight) for weight in (None, "a to y")
    )
    assert pixels(steep.image_at(steep.duration)) != pixels(named.image_at(named.duration))
    network = known("gradient-descent").network
    assert weight_named(network, "a to y") == (1, 0, 0)
    with pytest.raises(Problem) as caught:
        film_of("gradient-descent", "step", Scene.DESCENT, weight="a to moon")
    assert caught.value.place == "weight"


def test_without_a_target_there_is_nothing_to_go_down() -> None:
    bank = known("bank")
    blind = replace(bank, example=replace(bank.example, targets=None))
    assert reason_against(Scene.DESCENT, blind, "step") is not None
    assert reason_against(Scene.DESCENT, bank, "step") is None


def test_a_run_goes_down_a_slope_that_stands_still() -> None:
    circle = known("circle")
    story = TrainingStory(circle, footage(circle, 5), settings(), has_target=False)
    scene = RunDescent(story)
    pictures = [scene.picture((at, 1), 400, 300) for at in range(6)]
    assert len({(shown.axes.across, shown.axes.up) for shown in pictures}) == 1
    assert [len(shown.trail) for shown in pictures] == [2, 3, 4, 5, 6, 7]
    assert len({shown.ball for shown in pictures}) == 6


def test_the_arithmetic_says_only_what_is_known() -> None:
    """Of a weighted sum the terms come first, the result when they are added."""
    film = film_of("bank", "step", Scene.ARITHMETIC, (960, 540))
    story = film.story
    assert isinstance(story, StepStory)
    beat = story.timeline.beats[1]
    rect = film.plan.beside
    assert rect is not None

    def ink(time: float) -> int:
        image = film.blank_image()
        image.fill(0)
        painter = QPainter(image)
        painter.scale(0.5, 0.5)
        assert film.part_beside is not None
        film.part_beside.paint(painter, (0, time), theme("light"))
        painter.end()
        return int((np.frombuffer(image.constBits(), np.uint8) > 0).sum())

    assert ink(beat.end - 0.01) < ink(beat.end + 0.4)
