"""A lesson as a film: all its pages in order, each up to the instant of its picture, with its own words."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from core.lessons.lessons import find_lesson, shipped_lessons
from core.message import Problem
from simulator.commands.record_command import film_of_file
from simulator.film.cards import FADE
from simulator.film.lesson_film import LessonFilm, lesson_film
from simulator.film.lesson_story import pages_of
from simulator.film.scene import Scene
from simulator.words import say
from tests.simulator.film.scenes import pixels, settings


def film(**others: object) -> LessonFilm:
    return lesson_film(find_lesson("forward-propagation"), settings(what="lesson", **others))


def test_every_page_is_shown_in_its_order_and_says_its_words() -> None:
    made = film()
    count = 400
    seen = [made.page_at(made.duration * Fraction(index, count))[:2] for index in range(count + 1)]
    assert seen == sorted(seen)
    assert {page for page, _ in seen} == set(range(len(made.pages)))
    page = made.pages[0]
    ends = [(page.story.state_at(time), page.frame(time)) for time in (Fraction(0), page.duration)]
    said = [say(page.story.caption(*end).sentence) for end in ends]
    assert said[0].startswith("To get a prediction, the network is worked through from left to right")
    assert said[0] != said[1]
    assert not any(sign in "".join(said) for sign in ("](", "**", "`"))


def test_a_page_goes_on_where_the_one_before_left_the_step() -> None:
    made = film()
    first, second = (page.story for page in made.pages[:2])
    left = first.state_at(first.clock.duration)[1]
    assert left is not None
    assert second.state_at(Fraction(0))[1] == left
    assert second.state_at(second.clock.duration)[1] > left


def test_the_same_time_is_the_same_picture_in_any_order() -> None:
    one, other = film(title=""), film(title="")
    turn = one._starts[1] + 4
    times = [Fraction(0), Fraction(6), turn - FADE / 4, turn + FADE / 4, turn + 3, one.duration]
    first = {time: pixels(one.image_at(time)) for time in times}
    random.Random(0).shuffle(times)
    assert all(pixels(other.image_at(time)) == first[time] for time in times)
    assert len(set(first.values())) == len(times)


def test_every_shipped_lesson_can_be_filmed() -> None:
    for about in shipped_lessons():
        lesson = find_lesson(about.slug)
        pages = pages_of(lesson)
        assert [page.title for page in pages] == sorted(
            (page.title for page in pages), key=[step.title for step in lesson.steps].index
        )
        assert all(len(saying.split()) <= 70 for page in pages for saying in page.sayings)
        assert lesson_film(lesson, settings(what="lesson")).duration > 30


def test_a_table_is_said_row_by_row() -> None:
    pages = pages_of(find_lesson("gradient-descent"))
    said = [saying for page in pages for saying in page.sayings]
    assert "learning rate: 0.01 · factor: 0.5 · error after each step: 5, 2.5, 1.25, …" in said
    assert not any(saying.strip().replace(".", "").isdigit() for saying in said)


def test_a_lesson_has_no_other_scene_and_no_camera() -> None:
    with pytest.raises(Problem, match="show the network alone"):
        film(scene=Scene.ARITHMETIC)
    with pytest.raises(Problem, match="leave the camera at fit"):
        film(camera="follow")
    with pytest.raises(Problem):
        film_of_file("no-such-lesson", settings(what="lesson"))
