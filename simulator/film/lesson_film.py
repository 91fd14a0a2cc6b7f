"""A film of a lesson, page after page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from PySide6.QtGui import QPainter

from core.lessons.lesson import Lesson
from core.message import Message, Problem
from simulator.film.camera import FIT
from simulator.film.cards import FADE, Card, CardWords, paint_card
from simulator.film.composed import ComposedFilm, page_film
from simulator.film.film import Film
from simulator.film.lesson_story import PageStory, pages_of
from simulator.film.program import program_of
from simulator.film.settings import FilmSettings, film_seconds
from simulator.words import say

_TURN = FADE / 2
"""Seconds in which a page fades, and in which the next one comes."""


class LessonFilm(Film):
    """Every page is a film of its own, with its network in its place; one fades before the next comes."""

    def __init__(self, lesson: Lesson, pages: Sequence[ComposedFilm], settings: FilmSettings) -> None:
        self.pages = pages
        self._starts = [Fraction(0), *accumulate(page.duration for page in pages)]
        self._program = program_of(self._starts[-1], settings, film_seconds(settings))
        super().__init__(pages[0].experiment, settings, self._program.duration)
        count = Message("{count} pages", count=len(lesson.steps))
        self._cards = {
            Card.TITLE: _card(settings.title, lesson.title, lesson.about, say(count)),
            Card.CLOSING: _card(settings.closing, lesson.title, lesson.about, ""),
        }

    def page_at(self, time: Fraction) -> tuple[int, Fraction, Fraction]:
        """Which page is open at a time of the film, for how many of its seconds, and how far it has come out."""
        now = self._program.at(time).story
        index = min(bisect_right(self._starts, now) - 1, len(self.pages) - 1)
        inside = now - self._starts[index]
        left = self._starts[index + 1] - now
        strength = Fraction(1)
        if index > 0:
            strength = min(strength, inside / _TURN)
        if index < len(self.pages) - 1:
            strength = min(strength, left / _TURN)
        return index, inside, strength

    def state_at(self, time: Fraction) -> Hashable:
        shown = self._program.at(time)
        if shown.card is not None:
            return shown.card, shown.strength
        index, inside, strength = self.page_at(time)
        return index, self.pages[index].state_at(inside), shown.strength * strength

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        shown = self._program.at(time)
        strength = shown.strength
        if shown.card is not None:
            paint_card(painter, self._cards[shown.card], self.pages[0].plan, self.theme)
        else:
            index, inside, own = self.page_at(time)
            self.pages[index].paint_in_units(painter, inside)
            strength *= own
        self.fade(painter, float(strength))


def lesson_film(lesson: Lesson, settings: FilmSettings) -> LessonFilm:
    """The film of a lesson (raises Problem where it has other options than a lesson can have)."""
    if settings.camera != FIT:
        raise Problem(Message("the pages of a lesson show what they are about; leave the camera at fit"), "camera")
    pages = pages_of(lesson)
    bare = replace(settings, title=None, closing=None, seconds=None)
    films = [
        page_film(PageStory(page, number, len(pages), bare), lesson.title, bare)
        for number, page in enumerate(pages, start=1)
    ]
    return LessonFilm(lesson, films, settings)


def _card(given: str | None, headline: str, sentence: str, foot: str) -> CardWords:
    """What is given, a headline and the rest, in place of the lesson's own."""
    first, _, rest = (given or "").strip().partition("\n")
    return CardWords(first or headline, " ".join(rest.split()) or sentence, foot)
