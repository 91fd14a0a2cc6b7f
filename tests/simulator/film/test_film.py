"""Films are pure functions of time, and nothing in a picture leaves it or lies on something else."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from core.files.examples import NAMES, example
from core.initialise import draw_network
from core.message import Problem
from core.network import Network
from core.results.metrics import Scores
from core.runs.tape import Record
from simulator.film.composed import step_film, training_film
from simulator.film.footage import footage_of_records
from simulator.film.plan import Beside, Plan, place_network, plan_of
from simulator.film.settings import FilmSettings, fraction_of
from simulator.frames.face import BiasAs, Face
from simulator.frames.faces import face_data
from simulator.frames.timeline import Phase
from tests.simulator.film.scenes import SIZES, deep, footage, pixels, settings


def test_the_same_time_is_the_same_picture_in_any_order() -> None:
    times = [Fraction(index, 7) for index in range(0, 100, 9)]
    film = step_film(example("bank"), settings())
    first = {time: pixels(film.image_at(time)) for time in times}
    random.Random(0).shuffle(times)
    other = step_film(example("bank"), settings())
    assert all(pixels(other.image_at(time)) == first[time] for time in times)
    assert len(set(first.values())) > 8


def test_first_and_last_picture_stand() -> None:
    film = step_film(example("bank"), settings())
    begin, end = pixels(film.image_at(Fraction(0))), pixels(film.image_at(film.duration))
    assert pixels(film.image_at(Fraction(79, 100))) == begin
    assert pixels(film.image_at(film.duration - Fraction(119, 100))) == end
    assert pixels(film.image_at(Fraction(3))) not in (begin, end)
    assert film.story_state(film.duration) == (0, film.frame(film.duration).beat.end)  # type: ignore[union-attr]


@pytest.mark.parametrize(("seconds", "fps", "frames"), [(1, 60, 60), (2.5, 24, 60), (0.001, 1, 1), (30, 30, 900)])
def test_a_length_asked_for_is_the_length_of_the_whole_film(seconds: float, fps: int, frames: int) -> None:
    film = step_film(example("bank"), settings(seconds=seconds, fps=fps))
    assert film.duration == fraction_of(seconds)
    assert film.frame_count == frames
    assert film.story_state(Fraction(0)) == (0, 0)
    assert film.story_state(film.duration) == step_film(example("bank"), settings()).story_state(Fraction(10**6))


def test_without_a_target_only_the_forward_part_is_filmed() -> None:
    bank = example("bank")
    film = step_film(replace(bank, example=replace(bank.example, targets=None)), settings())
    beat = film.frame(film.duration).beat
    assert beat is not None
    assert beat.phase is Phase.FORWARD


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"width": 14}, "size"),
        ({"height": 14}, "size"),
        ({"width": 7682}, "size"),
        ({"fps": 0}, "fps"),
        ({"fps": 121}, "fps"),
        ({"seconds": 0.0}, "seconds"),
        ({"seconds": float("nan")}, "seconds"),
        ({"seconds": 1e9}, "seconds"),
    ],
)
def test_impossible_settings_are_refused_by_name(wrong: dict[str, float], place: str) -> None:
    with pytest.raises(Problem) as caught:
        FilmSettings(**wrong)  # type: ignore[arg-type]
    assert caught.value.place == place


def test_a_training_film_shows_the_last_whole_epoch_and_nothing_between() -> None:
    circle = example("circle")
    film = training_film(circle, footage(circle), settings(fps=10))
    seen = [film.story_state(film.time_of(frame))[0] for frame in range(film.frame_count)]
    assert seen == sorted(seen)
    assert set(seen) == set(range(21))
    assert seen[0] == seen[14] == 0
    assert seen[-1] == seen[-24] == 20
    during = film.story_state(Fraction(3, 2) + Fraction(10, 20) * Fraction(19, 2))
    assert during == (9, 1)


def test_moments_inside_an_epoch_are_left_out() -> None:
    circle = example("circle")
    epochs = [0.0, 0.25, 1.0, 1.5, 2.0]
    networks = [draw_network(circle.network, seed) for seed in range(len(epochs))]
    records = [Record(epoch, Scores(1.0), 0.0, np.zeros(0)) for epoch in epochs]
    shown: list[float] = []

    def network_of(record: Record) -> Network:
        shown.append(record.epoch)
        return networks[epochs.index(record.epoch)]

    film = training_film(circle, footage_of_records(records, network_of), settings(fps=5))
    for frame in range(film.frame_count):
        film.frame(film.time_of(frame))
    assert sorted(set(shown)) == [0, 1, 2]


def test_a_run_of_one_record_can_be_filmed_and_none_cannot() -> None:
    circle = example("circle")
    film = training_film(circle, footage(circle, 0), settings())
    assert pixels(film.image_at(Fraction(0)))
    with pytest.raises(Problem):
        training_film(circle, footage_of_records([], lambda record: circle.network), settings())


def rectangles(plan: Plan, place: QRectF) -> dict[str, QRectF]:
    """What must keep apart: the network as far as the plan lets it, caption, what is beside, curve, title."""
    network = place.intersected(
        QRectF(place.left(), place.top(), plan.network.right() - place.left(), place.height())
    )
    found = {"network": network, "title": QRectF(plan.title.x(), plan.title.y() - 24, plan.width / 2, 48)}
    if plan.caption:
        caption = plan.caption
        top = caption.y - caption.line_size / 2
        found["caption"] = QRectF(caption.x, top, caption.width, caption.bottom - top)
    if plan.beside:
        found["beside"] = plan.beside
    if plan.curve:
        found["curve"] = plan.curve.rect.united(
            QRectF(plan.curve.counter.x() - 1, plan.curve.counter.y() - 18, 1, 36)
        )
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("has_caption", [True, False])
@pytest.mark.parametrize("name", [*NAMES, "deep"])
def test_parts_stay_inside_and_apart(size: tuple[int, int], has_caption: bool, name: str) -> None:
    network = (deep() if name == "deep" else example(name)).network
    for beside, has_curve in product(Beside, (False, True)):
        if has_curve and beside in (Beside.WORDS, Beside.PLOT):
            continue
        plan = plan_of(*size, has_caption=has_caption, has_curve=has_curve, beside=beside)
        place, _ = place_network(network, plan, has_target=not has_curve)
        found = rectangles(plan, place)
        picture = QRectF(0, 0, plan.width, plan.height)
        for label, rect in found.items():
            assert rect.width() > 0, label
            assert rect.height() > 0, label
            assert picture.contains(rect), (label, rect)
        names = list(found)
        for index, one in enumerate(names):
            for other in names[index + 1 :]:
                assert not found[one].intersects(found[other]), (one, other, size, beside)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*NAMES, "deep"])
def test_the_network_is_never_clipped(size: tuple[int, int], name: str) -> None:
    """Every unit, label and reading lies in the picture, and left of a map; columns do not touch."""
    experiment = deep() if name == "deep" else example(name)
    film = step_film(experiment, settings(size))
    for share in (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)):
        frame = film.frame(film.duration * share)
        boxes = [unit.box for unit in frame.units] + [label.box for label in (*frame.pills, *frame.tags)]
        for box in boxes:
            x = film.network.place.left() + box.x * frame.scale
            y = film.network.place.top() + box.y * frame.scale
            half_width, half_height = box.width / 2 * frame.scale, box.height / 2 * frame.scale
            assert 0 <= x - half_width <= x + half_width <= film.plan.width
            assert film.network.place.top() <= y - half_height <= y + half_height <= film.network.place.bottom()
    columns = film.frame(Fraction(0)).layout.columns
    for left, right in pairwise(columns):
        assert right.x - left.x > left.half_width + right.half_width


@pytest.mark.parametrize("size", SIZES)
def test_beside_a_map_the_network_keeps_to_its_part(size: tuple[int, int]) -> None:
    circle = example("circle")
    film = training_film(circle, footage(circle), settings(size))
    frame = film.frame(film.duration)
    assert film.plan.beside is not None
    assert frame.gauge is None
    for box in [unit.box for unit in frame.units] + [pill.box for pill in frame.pills]:
        assert film.network.place.left() + (box.x + box.width / 2) * frame.scale <= film.plan.network.right()


@pytest.mark.parametrize("size", [(640, 360), (360, 360), (360, 640)])
@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("what", ["step", "training"])
def test_the_margins_of_every_picture_are_paper(size: tuple[int, int], theme_name: str, what: str) -> None:
    circle = example("circle")
    chosen = settings(size, theme_name=theme_name)
    film = step_film(circle, chosen) if what == "step" else training_film(circle, footage(circle), chosen)
    for share in (Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)):
        image = film.image_at(film.duration * share)
        array = np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0])
        paper = array[0, 0]
        assert f"#{int(paper) & 0xFFFFFF:06x}" == film.theme.canvas.lower()
        for edge in (array[:6], array[-6:], array[:, :4], array[:, -4:]):
            assert (edge == paper).all()


def test_without_captions_the_words_go_and_the_network_has_the_room() -> None:
    told, silent = (step_film(example("bank"), settings(has_captions=words)) for words in (True, False))
    assert silent.plan.caption is None
    assert silent.plan.network.height() > told.plan.network.height()
    assert pixels(told.image_at(Fraction(2))) != pixels(silent.image_at(Fraction(2)))


@pytest.mark.parametrize(
    ("name", "face"), [("circle", Face.MAP), ("circle", Face.HISTOGRAM), ("digits", Face.WEIGHTS)]
)
def test_units_of_a_film_show_what_was_chosen(name: str, face: Face) -> None:
    film = step_film(example(name), settings(face=face))
    frame = film.frame(film.duration)
    assert frame.view.face is face
    if face is Face.WEIGHTS:
        assert frame.portraits
    else:
        assert {unit.picture.kind for unit in frame.units if unit.picture} == {face}
    plain = step_film(example(name), settings())
    assert pixels(film.image_at(film.duration)) != pixels(plain.image_at(film.duration))
    again = step_film(example(name), settings(face=face))
    assert pixels(film.image_at(Fraction(9))) == pixels(again.image_at(Fraction(9)))


def test_faces_of_a_training_film_are_those_of_each_moment() -> None:
    circle = example("circle")
    made = footage(circle, 5)
    film = training_film(circle, made, settings(face=Face.MAP))
    for time, epoch in ((Fraction(0), 0), (film.duration, 5)):
        shown = replace(circle, network=made.network_at(epoch))
        assert film.frame(time).view.faces == face_data(shown, Face.MAP)
    assert film.frame(Fraction(0)).view.faces != film.frame(film.duration).view.faces


def test_a_face_that_the_experiment_cannot_have_is_left_out() -> None:
    film = step_film(example("bank"), settings(face=Face.HISTOGRAM))
    plain = step_film(example("bank"), settings())
    assert film.network.view == plain.network.view


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["circle", "iris"])
def test_nodes_for_biases_stay_inside(size: tuple[int, int], name: str) -> None:
    film = step_film(example(name), settings(size, bias=BiasAs.NODE))
    frame = film.frame(Fraction(0))
    assert len(frame.nodes) == len(film.experiment.network.layers)
    for node in frame.nodes:
        assert (node.box.y + node.box.height / 2) * frame.scale <= film.network.place.height()
    # The bias of every unit has its turn.
    assert film.duration > step_film(example(name), settings(size)).duration
