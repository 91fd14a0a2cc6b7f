"""The parts of a composed picture: each paints what a state of the story looks like in its own place."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.message import Message
from simulator.drawing import draw_paragraph, draw_text
from simulator.film.loss_curve import LossCurve
from simulator.film.network_part import NetworkPart
from simulator.film.part import Part
from simulator.film.plan import CaptionPlace, CurvePlace, Plan
from simulator.film.story import Story
from simulator.film.words import elided, fitting_line, fitting_size
from simulator.fonts import REGULAR, SEMIBOLD, text_width
from simulator.frames.frame import Frame
from simulator.frames.framing import loss_name
from simulator.frames.timeline import Phase
from simulator.theme import Theme
from simulator.words import say

_WORDS = {
    Phase.FORWARD: Message("forward"),
    Phase.LOSS: Message("loss"),
    Phase.BACKWARD: Message("backward"),
    Phase.UPDATE: Message("update"),
}
_PHASE_GAP = 1.3
_TITLE_GAP = 22.0
_LARGER = 1.3


class TitlePart(Part):
    """The experiment's name, something about it, and the words of the phases, the present one strong."""

    def __init__(self, story: Story[Any], network: NetworkPart, plan: Plan, about: str) -> None:
        self._story, self._network, self._plan, self._about = story, network, plan, about

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        frame, plan = self._network.frame(state), self._plan
        right = plan.width - plan.title.x()
        if self._story.phases:
            begin = self._paint_phases(painter, frame, theme)
            right = right if plan.are_phases_left else begin - 2 * _TITLE_GAP
        counted = self._story.counted(state)
        # Of a focus it would say how to leave it.
        note = "" if frame.view.only_related else frame.note
        if plan.are_phases_left and not self._story.phases:
            # Their line is free, and the first is short in a tall picture.
            draw_text(painter, plan.phases.x(), plan.phases.y(), note, plan.text, theme.text_2)
            note = ""
        about = "  ·  ".join(filter(None, ["" if counted is None else say(counted), self._about, note]))
        x, y, size, name = plan.title.x(), plan.title.y(), plan.text, self._story.experiment.name
        if name:
            shown = elided(name, 1.3 * size, SEMIBOLD, right - x)
            x += draw_text(painter, x, y, shown, 1.3 * size, theme.ink, SEMIBOLD) + _TITLE_GAP
        draw_text(painter, x, y, elided(about, size, REGULAR, right - x), size, theme.text_2)

    def _paint_phases(self, painter: QPainter, frame: Frame, theme: Theme) -> float:
        """Returns where they begin."""
        size, at, phases = self._plan.text, self._plan.phases, self._story.phases
        present = None if frame.beat is None else frame.beat.phase
        # Room for the strong word, so that none moves when its turn comes.
        widths = [text_width(say(_WORDS[phase]), size, SEMIBOLD) for phase in phases]
        begin = at.x()
        if not self._plan.are_phases_left:
            begin -= sum(widths) + _PHASE_GAP * size * (len(widths) - 1)
        x = begin
        for phase, width in zip(phases, widths, strict=True):
            color = theme.text_3
            if phase is present:
                color = theme.slope if phase is Phase.BACKWARD else theme.ink
            weight = SEMIBOLD if phase is present else REGULAR
            draw_text(painter, x + width / 2, at.y(), say(_WORDS[phase]), size, color, weight, "center")
            x += width + _PHASE_GAP * size
        return begin


class CaptionPart(Part):
    """A short line that says what happens, and a sentence that says why it matters."""

    def __init__(self, story: Story[Any], network: NetworkPart, place: CaptionPlace) -> None:
        self._story, self._network, self._place = story, network, place

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        place = self._place
        caption = self._story.caption(state, self._network.frame(state))
        line = say(caption.line)
        line_size = fitting_line(line, place.line_size, SEMIBOLD, place.width)
        line = elided(line, line_size, SEMIBOLD, place.width)
        draw_text(painter, place.x, place.y, line, line_size, theme.ink, SEMIBOLD)
        top = place.y + 0.76 * place.line_size
        words = say(caption.sentence)
        size = fitting_size(words, place.sentence_size, place.width, place.bottom - top)
        draw_paragraph(painter, QRectF(place.x, top, place.width, 0), words, size, theme.text_2)


class CurvePart(Part):
    """The losses so far, and which epoch it is."""

    def __init__(self, story: Story[Any], curve: LossCurve, place: CurvePlace, size: float) -> None:
        """`size` of the words."""
        self._story, self._curve, self._place, self._size = story, curve, place, size

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        index, place, size = self._story.record(state), self._place, self._size
        rect = place.rect
        name = say(Message("loss ({name})", name=loss_name(self._story.experiment.training.loss)))
        begin = self._paint_counter(painter, index, theme)
        if place.is_counter_left:
            draw_text(painter, rect.left(), rect.top() - 40, name, 0.9 * size, theme.text_2)
            self._curve.paint_without_readings(painter, rect, index, theme)
            x = rect.left()
            for line in self._curve.names:
                self._curve.paint_reading(painter, QPointF(x, rect.top() - 90), line, index, theme, 0.9 * size)
                x += self._curve.reading_width(line, 0.9 * size) + 0.8 * size
        else:
            name = elided(name, 0.9 * size, REGULAR, begin - rect.left() - size)
            draw_text(painter, rect.left(), place.counter.y(), name, 0.9 * size, theme.text_2)
            self._curve.paint(painter, rect, index, theme, 0.9 * size)

    def _paint_counter(self, painter: QPainter, index: int, theme: Theme) -> float:
        """`epoch 237`, with room for the last epoch's digits, so that it stands still; returns where it begins."""
        place, size, epochs = self._place, self._size, self._curve.epochs
        number, last = str(int(epochs[index])), str(int(epochs[-1]))
        word = say(self._curve.word) + " "
        room = text_width(last, _LARGER * size, SEMIBOLD)
        begin = place.counter.x()
        if not place.is_counter_left:
            begin -= text_width(word, size) + room
        x = begin + draw_text(painter, begin, place.counter.y(), word, size, theme.text_2)
        draw_text(painter, x, place.counter.y(), number, _LARGER * size, theme.ink, SEMIBOLD)
        return begin
