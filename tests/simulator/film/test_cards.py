"""Cards before and after: what they say, how long they stand, and that one picture gives way to the next."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.film.cards import Card, closing_words, paint_card, title_words
from simulator.film.composed import ComposedFilm, step_film, training_film
from simulator.film.plan import Beside, plan_of
from simulator.film.program import Program
from simulator.film.scene import Scene
from simulator.film.settings import FilmSettings
from simulator.theme import theme
from simulator.words import say
from tests.simulator.film.scenes import SIZES, film_of, footage, known, pixels, settings, times_of


def film(**others: object) -> ComposedFilm:
    return step_film(known("bank"), settings(title="", closing="", **others))


def test_cards_stand_before_and_after_and_the_story_is_whole_between_them() -> None:
    told, bare = film(), step_film(known("bank"), settings())
    assert told.duration == bare.duration + 9
    assert pixels(told.image_at(Fraction(0))) == pixels(told.image_at(Fraction(3)))
    assert pixels(told.image_at(told.duration)) == pixels(told.image_at(told.duration - 4))
    for time in times_of(bare, 6):
        assert pixels(told.image_at(time + 4)) == pixels(bare.image_at(time))


def test_the_same_time_is_the_same_picture_in_any_order() -> None:
    one, other = film(), film()
    times = [Fraction(index, 5) for index in (0, 16, 17, 19, 20, 30)] + [one.duration - Fraction(9, 2)]
    first = {time: pixels(one.image_at(time)) for time in times}
    random.Random(0).shuffle(times)
    assert all(pixels(other.image_at(time)) == first[time] for time in times)
    assert len(set(first.values())) == len(times)


def test_between_two_pictures_there_is_only_the_ground() -> None:
    told = film()
    for time in (Fraction(7, 2), told.duration - Fraction(9, 2)):
        image = told.image_at(time)
        assert len(set(np.frombuffer(image.constBits(), np.uint32).tolist())) == 1
    clear = step_film(known("bank"), settings(title="", is_transparent=True)).image_at(Fraction(7, 2))
    assert not np.frombuffer(clear.constBits(), np.uint8).any()


@given(st.fractions(0, 60), st.booleans(), st.booleans(), st.none() | st.fractions(Fraction(1, 10), 100))
def test_a_program_goes_from_card_to_story_to_card(
    story: Fraction, has_title: bool, has_closing: bool, seconds: Fraction | None
) -> None:
    program = Program(story + Fraction(1, 100), has_title, has_closing, seconds)
    order = {Card.TITLE: 0, None: 1, Card.CLOSING: 2}
    seen = [program.at(program.duration * Fraction(index, 97)) for index in range(98)]
    places = [(order[shown.card], shown.story) for shown in seen]
    assert places == sorted(places)
    assert all(0 <= shown.strength <= 1 for shown in seen)
    assert (seen[0].card is Card.TITLE) == has_title
    assert (seen[-1].card is Card.CLOSING) == has_closing
    assert seen[0].strength == seen[-1].strength == 1


def test_they_say_what_the_experiment_says_or_what_is_given() -> None:
    bank = known("bank")
    own = title_words(bank, "step", "")
    assert own.headline == "Bank transactions"
    assert own.sentence == (
        "How a network gets from children and accounts to transactions, and what every weight learns from the error."
    )
    learns = title_words(known("iris"), "training", "").sentence
    assert learns == "A network learns to tell setosa, versicolor and virginica apart, from 150 rows."
    assert own.foot.startswith("2-2-1, identity")
    given_words = title_words(bank, "step", "My film\nof a bank")
    assert (given_words.headline, given_words.sentence) == ("My film", "of a bank")
    assert title_words(replace(bank, name=""), "step", "").headline == "2-2-1, identity"
    outcome = step_film(bank, settings()).story.outcome()
    assert "from 9 to " in say(outcome.sentence)
    assert closing_words(bank, "The end", outcome).headline == "The end"
    blind = replace(bank, example=replace(bank.example, targets=None))
    assert "answers 9" in say(step_film(blind, settings()).story.outcome().sentence)
    run = training_film(known("circle"), footage(known("circle"), 5), settings(what="training"))
    assert say(run.story.outcome().line) == "After 5 epochs"


@pytest.mark.parametrize("size", SIZES)
def test_every_card_stays_in_the_picture(size: tuple[int, int]) -> None:
    plan = plan_of(*size, has_caption=True, has_curve=False, beside=Beside.NOTHING)
    for words in (
        title_words(known("digits"), "training", ""),
        title_words(known("bank"), "step", "long words " * 36),
    ):
        image = QImage(round(plan.width), round(plan.height), QImage.Format.Format_RGB32)
        image.fill(QColor(theme("light").canvas))
        painter = QPainter(image)
        paint_card(painter, words, plan, theme("light"))
        painter.end()
        array = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
        for edge in (array[:30], array[-30:], array[:, :40], array[:, -40:]):
            assert (edge == array[0, 0]).all()


def test_a_length_asked_for_is_that_of_the_whole_film() -> None:
    short = film(seconds=2.0)
    assert short.duration == 2
    assert short.state_at(Fraction(0))[0] is Card.TITLE  # type: ignore[index]
    assert FilmSettings().title is None
    assert film_of("bank", "step", Scene.NETWORK).state_at(Fraction(0)) == ((0, 0.0), 1, 0.0)
