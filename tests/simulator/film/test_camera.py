"""The camera: it never jumps, shows what a beat is about, ends where all is seen, and finds units by name."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from core.message import Problem
from simulator.film.camera import Sight, unit_at
from simulator.film.composed import ComposedFilm, step_film, training_film
from simulator.film.network_part import CameraPart
from simulator.film.step_story import StepStory
from simulator.frames.elements import UnitAt
from simulator.frames.timeline import Kind
from tests.simulator.film.scenes import deep, footage, known, pixels, settings, times_of

SIZES = [(320, 180), (180, 180), (180, 320)]


def following(name: str, **others: Any) -> tuple[ComposedFilm, CameraPart, StepStory]:
    experiment = deep() if name == "deep" else known(name)
    film = step_film(experiment, settings(camera="follow", **others))
    assert isinstance(film.network, CameraPart)
    assert isinstance(film.story, StepStory)
    return film, film.network, film.story


@pytest.mark.parametrize("camera", ["follow", "node_2"])
def test_the_same_time_is_the_same_picture_in_any_order(camera: str) -> None:
    one, other = (step_film(known("circle"), settings(camera=camera, steps=2)) for _ in range(2))
    times = times_of(one, 7)
    first = {time: pixels(one.image_at(time)) for time in times}
    random.Random(2).shuffle(times)
    assert all(pixels(other.image_at(time)) == first[time] for time in times)


@pytest.mark.parametrize(
    ("name", "size"), [("bank", SIZES[0]), ("iris", SIZES[2]), ("deep", SIZES[0]), ("deep", SIZES[1])]
)
def test_it_never_jumps(name: str, size: tuple[int, int]) -> None:
    """Between two pictures of 60 a second nothing goes farther than a few hundredths of what is seen."""
    film, network, _ = following(name, size=size, fps=60)
    sights = [network.sight(film.story_state(film.time_of(frame)), 0.0) for frame in range(film.frame_count)]
    for before, after in pairwise(sights):
        way = max(abs(after.x - before.x), abs(after.y - before.y)) * after.near
        assert way < 0.03 * network.place.width()
        assert abs(np.log(after.near / before.near)) < 0.04
        ends = max(abs(after.left - before.left), abs(after.right - before.right)) * after.near
        assert ends < 0.12 * network.place.width()
    whole = sights[0]
    assert sights[-1] == whole
    assert all(sight.near >= whole.near * (1 - 1e-9) for sight in sights)


def test_what_a_beat_is_about_is_seen_and_comes_nearer_in_a_deep_network() -> None:
    _, network, story = following("deep", size=(640, 360))
    layout = network.frame((0, 0.0)).layout
    for beat in story.timeline.beats:
        sight = network.sight((0, beat.end - 1e-6), 0.0)
        if beat.kind is Kind.UPDATE:
            continue
        assert sight.near > 2 * network.sight((0, 0.0), 0.0).near
        columns = [beat.column - 1, beat.column] if beat.kind is Kind.PRODUCTS else [beat.column]
        for column in columns:
            x = (layout.columns[column].x * layout.scale - sight.x) * sight.near
            assert abs(x) < network.place.width() / 2
    # As large as all of a network is drawn where it can be.
    assert layout.scale * network.sight((0, 8.0), 0.0).near >= 1.1


@pytest.mark.parametrize("name", ["bank", "iris", "deep"])
def test_what_a_beat_is_about_is_in_focus_and_nothing_else(name: str) -> None:
    _, network, story = following(name)
    layout = network.frame((0, 0.0)).layout
    for beat in story.timeline.beats:
        sight = network.sight((0, beat.end - 1e-6), 0.0)
        focused = {
            at for at, column in enumerate(layout.columns) if sight.left < column.x * layout.scale < sight.right
        }
        match beat.kind:
            case Kind.PRODUCTS | Kind.SUM | Kind.SLOPES_OF_WEIGHTS:
                assert focused == {beat.column - 1, beat.column}
            case Kind.LOSS:
                assert focused == {beat.column}
            case Kind.UPDATE:
                assert focused == set(range(len(layout.columns)))


def test_columns_out_of_focus_stand_back_and_those_that_would_be_cut_off_leave() -> None:
    """Half a second into a beat, as far from the ground as while all is seen."""
    film, network, story = following("bank", size=(640, 360), title=None)
    unit, first = 360 / 1080, story.clock.first

    def seen(column: int, second: float) -> tuple[float, bool]:
        """The strongest difference from the ground in a column, and whether all of it is inside the picture."""
        time = first + Fraction(second)
        image = film.image_at(time)
        sight, block = network.sight(film.story_state(time), 0.0), network._views.blocks[column]
        left, right = (unit * network._across(x, sight) for x in (block.left(), block.right()))
        bits = np.frombuffer(image.constBits(), np.uint8).reshape(360, 640, 4)[..., :3].astype(int)
        # Beside the units there is room in which edges come out of the ground.
        part = bits[round(unit * 200) : round(unit * 800), max(round(left), 0) : max(round(right - unit * 40), 0)]
        return float(np.abs(part - bits[0, 0]).max()), left > unit * network._window.left()

    to_output = next(beat for beat in story.timeline.beats if beat.kind is Kind.PRODUCTS and beat.column == 2)
    to_hidden = next(beat for beat in story.timeline.beats if beat.kind is Kind.PRODUCTS)
    assert seen(2, to_hidden.end - 0.01)[0] < 0.5 * seen(2, 0.0)[0]
    difference, is_inside = seen(0, to_output.end - 0.01)
    assert not is_inside
    assert difference <= 1
    assert seen(1, to_output.end - 0.01)[0] > 150


def test_a_unit_is_looked_at_until_the_end() -> None:
    film = step_film(known("circle"), settings(camera="hidden 1.node_2"))
    network, first = film.network, film.story.clock.first
    assert isinstance(network, CameraPart)
    assert network.view.selection == UnitAt(1, 2)
    state = film.story_state(Fraction(0))

    def sight(time: Fraction) -> Sight:
        return network.sight(state, network.approach_at(time))

    assert sight(Fraction(0)) == sight(first)
    assert sight(first).near < sight(first + 1).near < sight(first + 2).near == sight(film.duration).near
    run = training_film(known("circle"), footage(known("circle"), 5), settings(what="training", camera="inside"))
    assert pixels(run.image_at(Fraction(0))) != pixels(run.image_at(run.duration))


def test_units_have_names() -> None:
    network = known("circle").network
    assert unit_at(network, "x1") == UnitAt(0, 0)
    assert unit_at(network, "output.inside") == UnitAt(3, 0)
    for wrong, said in (("node_0", "could be any of “hidden 1.node_0”"), ("moon", "moon")):
        with pytest.raises(Problem, match=said) as caught:
            unit_at(network, wrong)
        assert caught.value.place == "camera"


def test_a_run_has_no_signal_to_follow() -> None:
    circle = known("circle")
    with pytest.raises(Problem, match="no signal to follow") as caught:
        training_film(circle, footage(circle, 2), settings(what="training", camera="follow"))
    assert caught.value.place == "camera"


@pytest.mark.parametrize("size", SIZES)
def test_what_is_cut_off_ends_before_the_margins(size: tuple[int, int]) -> None:
    for transparent in (False, True):
        film = step_film(deep(), settings(size, camera="follow", is_transparent=transparent))
        image = film.image_at(film.duration / 2)
        array = np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0])
        for edge in (array[:4], array[-4:], array[:, :4], array[:, -4:]):
            assert (edge == array[0, 0]).all()


def test_a_camera_changes_nothing_else() -> None:
    bank = known("bank")
    fit, follow = (step_film(bank, settings(camera=camera)) for camera in ("fit", "follow"))
    assert fit.duration == follow.duration
    assert replace(fit.settings, camera="follow") == follow.settings
    assert [fit.story_state(time) for time in times_of(fit, 9)] == [
        follow.story_state(time) for time in times_of(fit, 9)
    ]
