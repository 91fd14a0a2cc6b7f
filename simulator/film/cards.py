"""Cards before and after what a film tells: what it is about, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.experiment import Experiment
from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE
from simulator.drawing import draw_paragraph, draw_text
from simulator.film.plan import Plan
from simulator.film.words import elided, fitting_size, line_count, structure_of
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.frame import Caption
from simulator.theme import Theme
from simulator.words import say

FADE = Fraction(1, 2)
"""One picture fades into the ground, then the next one out of it: what shines through each other nobody can read."""
_HEADLINE, _SENTENCE, _FOOT = 84.0, 38.0, 26.0
_NARROW = 0.8
_SENTENCE_PITCH = 1.4
_MOST_HEADLINES = 3


class Card(Enum):
    TITLE = "title"
    CLOSING = "closing"


STANDS = {Card.TITLE: Fraction(3), Card.CLOSING: Fraction(4)}
"""Seconds."""


@dataclass(frozen=True)
class CardWords:
    """A headline, a paragraph below it and a small last line; all but the headline may be empty."""

    headline: str
    sentence: str
    foot: str


def title_words(experiment: Experiment, given: str) -> CardWords:
    """Of an experiment, or of a text: its first line is the headline, the rest stands for the notes."""
    headline, _, rest = given.strip().partition("\n")
    structure = structure_of(experiment.network)
    notes = experiment.notes.strip().split("\n\n")[0]
    name = headline or experiment.name or structure
    return CardWords(name, " ".join((rest or notes).split()), say(_setting(experiment)))


def closing_words(experiment: Experiment, given: str, outcome: Caption) -> CardWords:
    """What came out, or what is given in its place."""
    headline, _, rest = given.strip().partition("\n")
    sentence = rest or say(outcome.sentence)
    return CardWords(headline or say(outcome.line), " ".join(sentence.split()), experiment.name)


def _setting(experiment: Experiment) -> Message:
    training = experiment.training
    return Message(
        "{structure}  ·  {loss}  ·  {optimizer}, learning rate {rate}",
        structure=structure_of(experiment.network),
        loss=LOSSES[training.loss].label,
        optimizer=OPTIMIZER_TABLE[training.optimizer].label,
        rate=training.learning_rate,
    )


def paint_card(painter: QPainter, words: CardWords, plan: Plan, theme: Theme) -> None:
    """In units, alone in the picture: left, around the middle, with as much air below as above."""
    scale = 1.0 if plan.width > 1.2 * plan.height else _NARROW
    left, width = plan.title.x(), plan.width - 2 * plan.title.x()
    width = min(width, 1400.0)
    room = plan.height - 2 * plan.title.y() - 200
    size = fitting_size(words.headline, scale * _HEADLINE, width, _MOST_HEADLINES * scale * _HEADLINE * 1.4)
    high = line_count(words.headline, size, width) * size * _SENTENCE_PITCH
    small = fitting_size(words.sentence, scale * _SENTENCE, width, room - high) if words.sentence else 0.0
    low = line_count(words.sentence, small, width) * small * _SENTENCE_PITCH if words.sentence else 0.0
    foot = scale * _FOOT
    y = (plan.height - high - low - 3 * foot) / 2
    draw_paragraph(painter, QRectF(left, y, width, high), words.headline, size, theme.ink, SEMIBOLD)
    y += high + 0.1 * size
    if words.sentence:
        draw_paragraph(painter, QRectF(left, y, width, low), words.sentence, small, theme.text_2)
    if words.foot:
        shown = elided(words.foot, foot, REGULAR, plan.width - left - plan.title.x())
        draw_text(painter, left, y + low + 2 * foot, shown, foot, theme.text_3)
