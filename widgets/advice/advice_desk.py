"""Advice in the window: a quiet count in the status bar, and a card that opens where somebody wants to read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.experiment import Experiment, Training
from core.message import Message, Problem
from core.runs.stopping import is_divergence
from simulator.frames.elements import UnitAt
from simulator.frames.selection import selected
from simulator.results.adviser import Adviser, Question
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.advice.advice_badge import AdviceBadge
from widgets.canvas.canvas import Canvas
from widgets.runs.training_desk import TrainingDesk

if TYPE_CHECKING:
    from core.advice import Advice
    from widgets.advice.advice_card import AdviceCard

QUIET = 250
"""Milliseconds after the last change until advice is asked for: a hand that drags wants none."""
LIVE_EVERY = 500
"""Milliseconds from one question to the next at least while a run goes on."""
SHARE = 150
"""And so many times the work that the last one took: below 1 % of a processor."""
SHOW_MOST = 64
"""Of more units the first so many are selected."""


class AdviceDesk(QObject):
    """Owns adviser, badge and card. What is said belongs to the experiment on show."""

    edit_requested = Signal(object, object)
    """The name of an edit (a Message), and the experiment it leads to."""
    said = Signal(str)

    def __init__(self, stage: Stage, training: TrainingDesk, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._stage, self._training, self._canvas, self._window = stage, training, canvas, window
        self._show_lesson: Callable[[str], object] | None = None
        self._advice: tuple[Advice, ...] = ()
        self._put_off: set[str] = set()
        self._broken: Experiment | None = None
        """What a run started from whose numbers grew beyond all bounds."""
        self.card: AdviceCard | None = None
        self._had_focus: QWidget | None = None
        """What the keyboard was in before the card was opened."""
        self.adviser = Adviser(self)
        self.badge = AdviceBadge()
        self.action = QAction(say(Message("Advice")), window)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+A"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self.action.triggered.connect(self.toggle)
        self.badge.clicked.connect(self.toggle)
        self.adviser.found.connect(self._take)
        stage.changed.connect(self._wait)
        training.shown.history_changed.connect(self._wait)
        training.state_changed.connect(self._follow_state)
        training.trainer.failed.connect(self._note_failure)
        self._wait()

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What is said at the moment: nothing that was put off."""
        return tuple(each for each in self._advice if each.key not in self._put_off)

    def set_lessons(self, show_lesson: Callable[[str], object]) -> None:
        """How the lesson with a slug is shown; without, advice has no link to one."""
        self._show_lesson = show_lesson
        self._refresh_card()

    def toggle(self) -> None:
        """Open the card, or close it."""
        if self.card is not None and self.card.isVisible():
            self.card.leave()
            return
        if self.card is None:
            self.card = self._make_card()
        self._refresh_card()
        self._had_focus = self._window.focusWidget()
        bar = self.badge.parentWidget()
        self.card.open_above(bar.height() if bar is not None and bar.isVisible() else 0)

    def fold(self) -> None:
        """Close the card, if somebody was reading it."""
        if self.card is not None and self.card.isVisible():
            self.card.leave()

    def begin_anew(self) -> None:
        """Another experiment: what was put off belonged to the last one."""
        self._put_off.clear()
        self._broken = None
        self._show(())
        if self.card is not None:
            self.card.hide()
        self._wait()

    def close(self) -> None:
        self._timer.stop()
        self.adviser.close()

    def _wait(self) -> None:
        if self._training.state == "running":
            if not self._timer.isActive():
                self._timer.start(max(LIVE_EVERY, round(1000 * SHARE * self.adviser.work)))
        else:
            self._timer.start(QUIET)

    def _ask(self) -> None:
        experiment = self._stage.experiment
        question = Question(
            experiment,
            self._training.shown.history if self._is_of_run(experiment) else None,
            self._broken is not None and _is_same_training(self._broken, experiment),
        )
        self.adviser.ask(question, is_live=self._training.state == "running")

    def _is_of_run(self, experiment: Experiment) -> bool:
        """Whether the losses on show are those of this network, data and way of training."""
        runs = self._training.runs
        if runs.shown is None or self._training.shown.history is None:
            return False
        start = runs.tree[runs.shown].start
        if not _is_same_training(start, experiment):
            return False
        if self._training.state == "running" or not self._stage.is_showing_document:
            return True
        network = experiment.network
        return network == start.network or network == runs.newest(runs.shown)

    def _take(self, question: Question, advice: tuple[Advice, ...]) -> None:
        now = self._stage.experiment
        is_live = self._training.state == "running" and question.experiment.network.sizes == now.network.sizes
        if question.experiment is now or is_live:
            self._show(advice)

    def _show(self, advice: tuple[Advice, ...]) -> None:
        self._advice = advice
        self.badge.show_count(len(self.advice))
        self._refresh_card()

    def _refresh_card(self) -> None:
        if self.card is not None:
            self.card.has_lessons = self._show_lesson is not None
            self.card.show_advice(self.advice, len(self._advice) - len(self.advice))

    def _make_card(self) -> AdviceCard:
        from widgets.advice.advice_card import AdviceCard

        card = AdviceCard(self._window)
        card.remedy_chosen.connect(self._apply)
        card.units_chosen.connect(self._select)
        card.lesson_chosen.connect(self._open_lesson)
        card.put_off.connect(self._put_off_one)
        card.all_wanted.connect(self._bring_back)
        card.closed.connect(self._give_focus_back)
        return card

    def _give_focus_back(self) -> None:
        before, self._had_focus = self._had_focus, None
        if before is None or not isValid(before) or not before.isVisible():
            before = self._canvas
        before.setFocus()

    def _apply(self, advice: Advice) -> None:
        assert advice.remedy is not None
        try:
            edited = advice.remedy.edit(self._stage.experiment)
        except Problem as problem:
            self.said.emit(say(problem.message))
            return
        self.edit_requested.emit(advice.remedy.name, edited)

    def _select(self, advice: Advice) -> None:
        sizes = self._stage.experiment.network.sizes
        units = [
            UnitAt(place.column, unit)
            for place in advice.places
            if place.column < len(sizes)
            for unit in place.units
            if unit < sizes[place.column]
        ][:SHOW_MOST]
        if units:
            self._canvas.choose(selected(units))
            self._canvas.bring_into_view(units[0])

    def _open_lesson(self, advice: Advice) -> None:
        if self._show_lesson is not None:
            self._show_lesson(advice.lesson)

    def _put_off_one(self, advice: Advice) -> None:
        self._put_off.add(advice.key)
        self._show(self._advice)

    def _bring_back(self) -> None:
        self._put_off.clear()
        self._show(self._advice)

    def _follow_state(self, state: str) -> None:
        if state == "running":
            self._broken = None
        self._wait()

    def _note_failure(self, message: Message) -> None:
        runs = self._training.runs
        start = runs.tree[runs.shown].start if runs.shown is not None else self._stage.experiment
        self._broken = start if is_divergence(message) else None
        self._wait()


def _is_same_training(start: Experiment, now: Experiment) -> bool:
    """Whether losses of a run that began with `start` say something of `now`: the same data, layers and settings."""
    return (
        (start.data is now.data or start.data == now.data)
        and start.network.sizes == now.network.sizes
        and [layer.activation for layer in start.network.layers] == [layer.activation for layer in now.network.layers]
        and _rules(start.training) == _rules(now.training)
    )


def _rules(training: Training) -> Training:
    """What decides how losses go; how long and where one trains does not."""
    return replace(training, epochs=1, device="auto", record="epoch")
