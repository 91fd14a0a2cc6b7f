"""One page of a lesson: the network up to the instant of its picture, and its text, a few sentences at a time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from PySide6.QtGui import QTextDocument

from core.edits import with_example
from core.lessons.lesson import REST, Equation, Lesson, Picture, Step, Text
from core.message import Message
from core.network import Network
from core.trace import Trace, trace_example
from simulator.film.settings import Clock, FilmSettings, fraction_of
from simulator.film.story import Story
from simulator.frames.frame import Caption, Frame
from simulator.frames.framing import frame_at
from simulator.frames.selection import element_of
from simulator.frames.timeline import Timeline, timeline_of
from simulator.frames.view import View
from simulator.telling.lesson_picture import shows_loss, time_of

_HOLD = Fraction(3, 5)
_LEAST, _A_WORD = Fraction(5, 2), Fraction(7, 20)
"""Seconds that a few sentences stand: at least, and for every word."""
_MOST_WORDS = 30
"""Of sentences that are said together."""
_SENTENCE_END = re.compile(r"(?<=[.!?:])[”’]?\s+(?=\S)")

PageState = tuple[int, float | None]
"""Which of its sayings stands (from 0), and the seconds of the step that is shown; None: at rest."""


@dataclass(frozen=True)
class Page:
    """A picture with the text before it. `began` is where the page before left the same step, if it did."""

    title: str
    sayings: tuple[str, ...]
    picture: Picture
    began: float | None = None


def pages_of(lesson: Lesson) -> tuple[Page, ...]:
    """The pages of a film about a lesson: one for every picture, and for every step without one. Tasks are for
    whoever reads it."""
    pages: list[Page] = []
    for step in lesson.steps:
        for picture, texts in _with_texts(step):
            before = pages[-1].picture if pages else None
            began = None
            if before is not None and before.experiment is picture.experiment and before.at.phase != REST:
                began = _end_of(before)
            pages.append(Page(step.title, tuple(_sayings(texts)), picture, began))
    return tuple(pages)


class PageStory(Story[PageState]):
    """It goes on while its text is read, and stands for the rest of it."""

    def __init__(self, page: Page, number: int, count: int, settings: FilmSettings) -> None:
        """Page `number` (from 1) of `count`."""
        experiment = page.picture.experiment
        has_loss = shows_loss(page.picture)
        if not has_loss:
            experiment = with_example(experiment, replace(experiment.example, targets=None))
        self._page, self._number, self._count = page, number, count
        self._trace: Trace = trace_example(experiment)
        has_target = self._trace.targets is not None
        self._timeline: Timeline = timeline_of(experiment.network, has_target, settings.detail, settings.bias)
        self._end = time_of(self._timeline, page.picture.at)
        self._begin = self._beginning()
        reading = [max(_LEAST, _A_WORD * len(saying.split())) for saying in page.sayings] or [_LEAST]
        self._turns = [Fraction(0), *accumulate(reading)][:-1]
        playing = Fraction(0) if self._end is None else fraction_of(self._end - self._begin)
        super().__init__(
            experiment, Clock(_HOLD, max(sum(reading, Fraction(0)), playing), _HOLD), has_target=has_target
        )
        if self._end is not None and has_target:
            self.phases = tuple(dict.fromkeys(beat.phase for beat in self._timeline.beats))

    def state_at(self, time: Fraction) -> PageState:
        gone = self.clock.share(time) * self.clock.action
        saying = bisect_right(self._turns, gone) - 1
        return saying, None if self._end is None else min(self._begin + float(gone), self._end)

    def network_key(self, state: PageState) -> Hashable:
        return None

    def network_of(self, key: Hashable) -> Network:
        return self._trace.network

    def networks_seen(self) -> tuple[Network, ...]:
        return (self._trace.network,)

    def frame(self, state: PageState, view: View) -> Frame:
        selected = self._page.picture.selected
        if selected is not None:
            view = replace(view, selection=element_of(self._trace, selected))
        return frame_at(self._trace, self._timeline, state[1], view)

    def caption(self, state: PageState, frame: Frame) -> Caption:
        return self._said(state[0])

    def outcome(self) -> Caption:
        return self._said(len(self._turns) - 1)

    def counted(self, state: PageState) -> Message | None:
        return Message("page {number} of {count}", number=self._number, count=self._count)

    def _said(self, turn: int) -> Caption:
        words = self._page.sayings[turn] if self._page.sayings else ""
        return Caption(Message("{title}", title=self._page.title), Message("{words}", words=words))

    def _beginning(self) -> float:
        """Where the page before left the step, else where the phase of the picture begins."""
        if self._end is None:
            return 0.0
        if self._page.began is not None and self._page.began <= self._end:
            return self._page.began
        phase = self._page.picture.at.phase
        return next((beat.start for beat in self._timeline.beats if beat.phase.value == phase), 0.0)


def _with_texts(step: Step) -> Iterator[tuple[Picture, list[str]]]:
    """Every picture with what is said before it and in it; what comes after the last belongs to that."""
    found: list[tuple[Picture, list[str]]] = []
    texts: list[str] = []
    for part in step.parts:
        if isinstance(part, Text):
            texts += _paragraphs(part)
        elif isinstance(part, Equation):
            texts.append("   ".join(part.lines))
        elif isinstance(part, Picture):
            found.append((part, texts + _paragraphs(part.caption)))
            texts = []
    if texts and found:
        found[-1][1].extend(texts)
    elif not found:
        found.append((Picture(step.experiment), texts))
    yield from found


def _paragraphs(text: Text) -> list[str]:
    """Without its marks; of a table every row, each number after what stands above it."""
    document = QTextDocument()
    document.setMarkdown("\n".join(_untabled(text.markdown.splitlines())))
    return [line for line in (" ".join(line.split()) for line in document.toPlainText().splitlines()) if line]


def _untabled(lines: list[str]) -> Iterator[str]:
    heads: list[str] | None = None
    for line in lines:
        if not line.startswith("|"):
            heads = None
            yield line
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if heads is None:
            heads = cells
        elif any(cell.strip(":- ") for cell in cells):
            pairs = zip(heads, cells, strict=False)
            yield "\n" + "  ·  ".join(f"{head}: {cell}" if head else cell for head, cell in pairs) + "\n"


def _sayings(paragraphs: list[str]) -> Iterator[str]:
    """A few sentences at a time, never of two paragraphs."""
    for paragraph in paragraphs:
        said = ""
        for sentence in _SENTENCE_END.split(paragraph):
            joined = f"{said} {sentence}".strip()
            if said and len(joined.split()) > _MOST_WORDS:
                yield said
                joined = sentence
            said = joined
        if said:
            yield said


def _end_of(picture: Picture) -> float | None:
    trace = trace_example(picture.experiment)
    return time_of(timeline_of(trace.network, trace.targets is not None), picture.at)
