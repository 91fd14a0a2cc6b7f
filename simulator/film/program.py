"""The order of a film: title card, story, closing card, one fading into the next."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from simulator.film.cards import FADE, STANDS, Card
from simulator.film.settings import FilmSettings


@dataclass(frozen=True)
class Shown:
    """What is on at a time: a card, or the story after so many of its seconds. `strength` 0 … 1 is how far it has
    come out of the ground."""

    card: Card | None
    story: Fraction
    strength: Fraction = Fraction(1)


@dataclass(frozen=True)
class Program:
    """`story` seconds of it, with cards as asked for; the whole stretched to `seconds` where these are given."""

    story: Fraction
    has_title: bool = False
    has_closing: bool = False
    seconds: Fraction | None = None

    @property
    def duration(self) -> Fraction:
        return self.seconds or self._natural

    @property
    def _natural(self) -> Fraction:
        return self._begin + self.story + (2 * FADE + STANDS[Card.CLOSING] if self.has_closing else 0)

    @property
    def _begin(self) -> Fraction:
        """When the story begins."""
        return STANDS[Card.TITLE] + 2 * FADE if self.has_title else Fraction(0)

    def at(self, time: Fraction) -> Shown:
        """What is on after so many seconds of film."""
        now = time * self._natural / self.duration - self._begin
        if now < -FADE:
            return Shown(Card.TITLE, Fraction(0), min(Fraction(1), (-now - FADE) / FADE))
        if now < 0:
            return Shown(None, Fraction(0), (now + FADE) / FADE)
        if now <= self.story or not self.has_closing:
            return Shown(None, now)
        after = now - self.story
        if after < FADE:
            return Shown(None, self.story, 1 - after / FADE)
        return Shown(Card.CLOSING, self.story, min(Fraction(1), (after - FADE) / FADE))


def program_of(story: Fraction, settings: FilmSettings, seconds: Fraction | None) -> Program:
    """The program that these settings ask for."""
    return Program(story, settings.title is not None, settings.closing is not None, seconds)
