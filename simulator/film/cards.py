"""Cards before and after what a film tells: what it is about, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.data.data import raw_names, table_of
from core.experiment import Experiment
from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE
from simulator.drawing import draw_paragraph, draw_text
from simulator.film.plan import Plan
from simulator.film.words import balanced_width, elided, fitting_line, fitting_size, line_count, structure_of
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.frames.face import picture_shape
from simulator.frames.frame import Caption
from simulator.theme import Theme
from simulator.words import say

FADE = Fraction(1, 2)
"""One picture fades into the ground, then the next one out of it: what shines through each other nobody can read."""
_HEADLINE, _SENTENCE, _FOOT = 84.0, 38.0, 26.0
_SQUARE = 0.8
_WIDEST = 1300.0
_LINE_PITCH = 1.4
_MOST_NAMED = 4
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


def title_words(experiment: Experiment, what: str, given: str) -> CardWords:
    """Of a film of `what`; of a given text the first line is the headline, and the rest what it is about."""
    headline, _, rest = given.strip().partition("\n")
    name = headline or experiment.name or structure_of(experiment.network)
    return CardWords(name, " ".join(rest.split()) or say(_about(experiment, what)), say(_setting(experiment)))


def closing_words(experiment: Experiment, given: str, outcome: Caption) -> CardWords:
    """What came out, or what is given in its place."""
    headline, _, rest = given.strip().partition("\n")
    sentence = " ".join(rest.split()) or say(outcome.sentence)
    return CardWords(headline or say(outcome.line), sentence, experiment.name)


def _about(experiment: Experiment, what: str) -> Message:
    """What is done to what, in one sentence."""
    network, table = experiment.network, table_of(experiment)
    names = raw_names(network, experiment.data, len(experiment.example.inputs))
    is_image = picture_shape(network.inputs) is not None and not experiment.data.features
    inputs = Message("an image") if is_image else _listed(names, Message("{count} numbers", count=len(names)))
    units = network.output.units
    outputs = _listed(units, Message("{count} answers", count=len(units)))
    if what == "training":
        rows = f"{len(table):,}"
        if table.classes:
            classes = _listed(table.classes, Message("{count} classes", count=len(table.classes)))
            return Message("A network learns to tell {classes} apart, from {rows} rows.", classes=classes, rows=rows)
        words = "A network learns to predict {outputs} from {inputs}."
        return Message(words, outputs=outputs, inputs=inputs)
    if experiment.example.targets is None:
        return Message("How a network gets from {inputs} to {outputs}.", inputs=inputs, outputs=outputs)
    words = "How a network gets from {inputs} to {outputs}, and what every weight learns from the error."
    return Message(words, inputs=inputs, outputs=outputs)


def _listed(names: Sequence[str], many: Message) -> Message | str:
    """`a, b and c`; of more than can be remembered, how many."""
    if len(names) > _MOST_NAMED:
        return many
    if len(names) == 1:
        return names[0]
    return Message("{some} and {last}", some=", ".join(names[:-1]), last=names[-1])


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
    """In units, alone in the picture: from the left, around the middle."""
    scale = _SQUARE if abs(plan.width / plan.height - 1) < 0.25 else 1.0
    left = plan.title.x()
    widest = min(plan.width - 2 * left, _WIDEST)
    room = plan.height - 2 * plan.title.y() - 200
    most = _MOST_HEADLINES * scale * _HEADLINE * _LINE_PITCH
    size = fitting_size(words.headline, scale * _HEADLINE, widest, most, SEMIBOLD)
    high = line_count(words.headline, size, widest, SEMIBOLD) * size * _LINE_PITCH
    small = fitting_size(words.sentence, scale * _SENTENCE, widest, room - high)
    low = line_count(words.sentence, small, widest) * small * _LINE_PITCH if words.sentence else 0.0
    foot = scale * _FOOT
    y = (plan.height - high - low - 3 * foot) / 2
    place = QRectF(left, y, balanced_width(words.headline, size, widest, SEMIBOLD), high)
    draw_paragraph(painter, place, words.headline, size, theme.ink, SEMIBOLD)
    y += high + 0.1 * size
    if words.sentence:
        place = QRectF(left, y, balanced_width(words.sentence, small, widest), low)
        draw_paragraph(painter, place, words.sentence, small, theme.text_2)
    if words.foot:
        size = fitting_line(words.foot, foot, REGULAR, plan.width - 2 * left)
        shown = elided(words.foot, size, REGULAR, plan.width - 2 * left)
        draw_text(painter, left, y + low + 2 * foot, shown, size, theme.text_3)
