"""A session of practice: numbers of the step are asked for one by one, hidden on the canvas until they are known."""

from __future__ import annotations

import random
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.expression import number_of
from core.message import Message, Problem
from core.practice.answers import tolerance_of
from core.practice.exercise import exercise_of, skill_of
from core.practice.friendly import friendly_experiment
from core.practice.hints import asked_for, diagnose, given_beside, why
from core.practice.practice import Outcome, Round
from core.quantity import SLOPES, Kind, Quantity, value_of
from core.trace import Trace
from simulator.frames.elements import Element
from simulator.frames.frame import Frame
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind as BeatKind
from simulator.frames.timeline import Phase
from simulator.shapes import Box
from simulator.stage.explaining import element_of
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.canvas.canvas import Canvas
from widgets.document.file_desk import FileDesk
from widgets.practice.practice_field import PracticeField, number_box
from widgets.practice.practice_pages import ShowLesson
from widgets.practice.practice_panel import PracticePanel
from widgets.practice.practice_score import forget_all, remember, stored_tallies

_FORWARD = frozenset({Kind.WEIGHTED_SUM, Kind.ACTIVATION, Kind.LOSS})
_UPDATED = frozenset({Kind.NEW_WEIGHT, Kind.NEW_BIAS})
_JUST_BEFORE = 1e-3
"""Seconds: the end of a phase, not the beginning of the next."""


class PracticeSession(QObject):
    """Runs the exercise. While it does, the stage hides what is not known; looking and playing reveal nothing."""

    running_changed = Signal(bool)
    wanted = Signal()
    """The panel is to be seen."""

    def __init__(
        self, stage: Stage, files: FileDesk, canvas: Canvas, parent: QObject, show_lesson: ShowLesson | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._files, self._canvas = stage, files, canvas
        self._show_lesson = show_lesson
        self._round: Round | None = None
        self._trace: Trace | None = None
        self._question: Quantity | None = None
        self._difficulty = 1
        self._is_leading = False
        self.panel = PracticePanel(show_lesson is not None)
        self.field = PracticeField(canvas, self._check_or_complain)
        self._connect()
        self.panel.start.show_score(stored_tallies())
        stage.changed.connect(self._follow)
        canvas.marked = self._asked_box

    def _connect(self) -> None:
        start, question, end = self.panel.start, self.panel.question, self.panel.end
        start.here_chosen.connect(self.start_here)
        start.new_chosen.connect(self.start_new)
        start.reset_chosen.connect(self._forget_score)
        question.answered.connect(self._answer)
        question.show_chosen.connect(self.show_number)
        question.next_chosen.connect(lambda: self._lead_to(self._next))
        question.left.connect(self.leave)
        end.again_chosen.connect(self.start_here)
        end.new_chosen.connect(lambda: self.start_new(self._difficulty))
        end.done.connect(self.leave)
        if self._show_lesson is not None:
            end.lesson_chosen.connect(self._show_lesson)
        self.field.clicked.connect(self._answer_here)
        self.field.editor.committed.connect(lambda question, _: self._accept(question))
        self.field.editor.walked.connect(lambda _: self._answer_on())

    @property
    def is_running(self) -> bool:
        """Whether something is hidden."""
        return self._round is not None

    @property
    def question(self) -> Quantity | None:
        """What is asked for."""
        return self._question

    @property
    def round(self) -> Round | None:
        return self._round

    # --- beginning and end

    def show_panel(self) -> None:
        """Let the panel be seen, as it is."""
        self.wanted.emit()
        (self.panel.question.field if self.is_running else self.panel.start.here).setFocus()

    def start_here(self) -> None:
        """Ask for the numbers of the step on show."""
        # Seen first: what is not cannot have the keyboard.
        self.wanted.emit()
        self._begin(None)

    def start_new(self, difficulty: int) -> None:
        """Begin anew with a random network; unsaved work is asked about first."""
        self._difficulty = difficulty
        self.leave()
        name = say(Message("Practice {difficulty}", difficulty=difficulty))
        if self._files.replace_by(
            lambda: replace(friendly_experiment(difficulty, random.randrange(2**32)), name=name)
        ):
            self.start_here()

    def leave(self) -> None:
        """Show all numbers again."""
        self._stop(None)

    def _begin(self, note: Message | None) -> None:
        trace = self._stage.whole_trace
        exercise = exercise_of(trace)
        if not exercise.questions:
            self._stop(Message("There is nothing to ask here: some numbers of the step are too large to be written."))
            return
        was_running = self.is_running
        self._trace, self._round = trace, Round(exercise)
        self._hide()
        if not was_running:
            self.field.watch(True)
            self.running_changed.emit(True)
        self.panel.turn_to(self.panel.question)
        self.panel.question.tell(None, None)
        self.panel.question.note_that(note)
        first = self._round.after(None)
        assert first is not None
        if note is None:
            self._lead_to(first)
        else:
            # A hand is at work on the network: nothing is taken from it.
            self._ask(first)

    def _stop(self, reason: Message | None) -> None:
        was_running = self.is_running
        self._round = self._trace = self._question = None
        if was_running:
            self.field.watch(False)
            self._stage.set_hidden(frozenset())
            self.running_changed.emit(False)
        self.panel.start.say(reason)
        self.panel.start.show_score(stored_tallies())
        self.panel.turn_to(self.panel.start)

    def _follow(self) -> None:
        """Something else is on show: the exercise is about that now, or over where a run is watched."""
        if not self.is_running or self._stage.whole_trace is self._trace:
            return
        if not self._stage.is_showing_document:
            self._stop(Message("Practice is over: a training run is on show."))
            return
        self.field.editor.cancel()
        self._begin(Message("The network changed, and with it the numbers: the exercise begins again."))

    def _forget_score(self) -> None:
        forget_all()
        self.panel.start.show_score({})

    # --- questions

    def select(self, element: Element | None) -> bool:
        """An element was selected on the canvas: ask for what is hidden there. Whether practice has to do with it."""
        if self.is_running and not self._is_leading and element is not None:
            question = self.question_at(element)
            if question is not None:
                self._ask(question)
        return self.is_running

    def question_at(self, element: Element, is_slope: bool = False) -> Quantity | None:
        """The open question whose “?” stands at this element at the moment; of several the one of its slope, where
        that is meant or under way."""
        if self._round is None or self._trace is None:
            return None
        beat = Moment(self._stage.timeline, self._stage.time).beat
        phase = beat.phase if beat is not None else Phase.FORWARD
        trace = self._trace
        here = [each for each in self._round.open if element_of(trace, each) == element]
        seen = [each for each in here if _is_seen(each, phase)]
        means_slope = is_slope or phase is Phase.BACKWARD
        meant = [each for each in seen if (each.kind in SLOPES) is means_slope]
        return next(iter(meant or seen), None)

    def _asked_box(self, frame: Frame) -> Box | None:
        """What is asked for on the canvas, where the selection does not say so by itself."""
        if self._question is None or self._trace is None:
            return None
        return number_box(frame, self._question, _place_of(self._trace, self._question))

    def _lead_to(self, question: Quantity | None) -> None:
        """Ask for this number, and go where it stands; None: all are known."""
        if question is None or self._trace is None:
            self._finish()
            return
        self._ask(question)
        self._is_leading = True
        try:
            self._stage.playhead.pause()
            self._go_to_phase_of(question)
            self._canvas.show_element(_place_of(self._trace, question))
        finally:
            self._is_leading = False
        if self.panel.isVisible():
            self.panel.question.field.setFocus()

    def _go_to_phase_of(self, question: Quantity) -> None:
        """Where the number stands on the canvas with all others of its kind."""
        playhead, timeline = self._stage.playhead, self._stage.timeline
        if question.kind in _FORWARD:
            playhead.rest()
        elif question.kind in _UPDATED:
            playhead.seek(timeline.duration)
        else:
            update = timeline.beat(BeatKind.UPDATE)
            playhead.seek((update.start if update is not None else timeline.duration) - _JUST_BEFORE)

    def _ask(self, question: Quantity) -> None:
        assert self._round is not None
        assert self._trace is not None
        self._question = question
        self._canvas.update()
        still = len(self._round.open)
        count = len(self._round.exercise.questions)
        progress = Message(
            "{skill} · {known} of {n} known", skill=skill_of(question).label, known=count - still, n=count
        )
        tolerance = tolerance_of(self._trace, question).words
        given = given_beside(self._stage.trace, question)
        self.panel.question.ask(self._name_of(question), progress, tolerance, given, is_last=still == 1)

    def _name_of(self, question: Quantity) -> str:
        assert self._trace is not None
        words = say(asked_for(self._trace, question))
        return words[:1].upper() + words[1:]

    @property
    def _next(self) -> Quantity | None:
        return self._round.after(self._question) if self._round is not None else None

    def _finish(self) -> None:
        assert self._round is not None
        tallies = self._round.tallies
        self._stop(None)
        self.panel.end.show_round(tallies)
        self.panel.turn_to(self.panel.end)

    # --- answers

    def _answer_here(self, element: Element, is_slope: bool) -> None:
        """Something was clicked: its number can be typed there."""
        question = self.question_at(element, is_slope)
        if question is not None:
            self._ask(question)
            self.field.open(question, element, self._name_of(question))

    def _answer_on(self) -> None:
        """Tab took an answer on the canvas: the next one is typed there too."""
        if self._question is not None and self._trace is not None:
            element = _place_of(self._trace, self._question)
            self.field.open(self._question, element, self._name_of(self._question))

    def _answer(self, text: str) -> None:
        """Check what was typed in the panel."""
        question = self._question
        if question is None:
            return
        try:
            self._check_or_complain(question, text)
        except Problem:
            return
        self._accept(question)

    def _check_or_complain(self, question: Quantity, text: str) -> float:
        """The answer as a number, if it is right (raises Problem with the hint if not)."""
        assert self._round is not None
        assert self._trace is not None
        page = self.panel.question
        try:
            answer = number_of(text)
        except Problem as problem:
            page.tell(Message("Not read"), problem.message, is_refused=True)
            raise
        right = value_of(self._trace, question)
        if right is not None and tolerance_of(self._trace, question).accepts(right, answer):
            return answer
        self._round = self._round.with_wrong(question)
        hint = diagnose(self._trace, question, answer).hint
        page.tell(Message("Not yet"), hint, is_refused=True)
        raise Problem(hint)

    def _accept(self, question: Quantity) -> None:
        assert self._round is not None
        self._reveal(question, self._round.with_right(question), Message("Right"))

    def show_number(self) -> None:
        """Give up on the number asked for: it is shown, and counts as not known."""
        if self._round is not None and self._question is not None:
            self._reveal(self._question, self._round.with_shown(self._question), Message("Shown"))

    def _reveal(self, question: Quantity, after: Round, mark: Message) -> None:
        assert self._trace is not None
        self._round = after
        outcome: Outcome = after.outcomes[question]
        remember(skill_of(question), outcome)
        line = Message("{name}: {why}", name=self._name_of(question), why=why(self._trace, question))
        self._hide()
        self.panel.question.note_that(None)
        self.panel.question.tell(mark, line)
        self._lead_to(self._next)

    def _hide(self) -> None:
        if self._round is not None and self._trace is not None:
            self._stage.set_hidden(self._round.exercise.hidden(self._trace, self._round.open))


def _place_of(trace: Trace, question: Quantity) -> Element:
    """Where on the canvas a number stands."""
    element = element_of(trace, question)
    assert element is not None, "only numbers of units and edges are asked for"
    return element


def _is_seen(question: Quantity, phase: Phase) -> bool:
    """Whether its “?” stands in the picture in this phase of the step."""
    if question.kind in _FORWARD:
        return True
    if question.kind in _UPDATED:
        return phase is Phase.UPDATE
    return phase in (Phase.BACKWARD, Phase.UPDATE)
