"""Works out advice beside the window: of what is asked, the newest; what was asked before is never heard of."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.runs.tape import History
from core.tables.raw_table import Watch
from simulator.background import Background
from simulator.results.evaluation import has_same_rows

if TYPE_CHECKING:
    from core.advice import Advice, Rows


@dataclass(frozen=True, eq=False)
class Question:
    """What is on show, and how its training went: `history` where that is its own, and whether it broke off."""

    experiment: Experiment
    history: History | None = None
    is_broken_off: bool = False


@dataclass(frozen=True, eq=False)
class _Answer:
    question: Question
    rows: Rows
    advice: tuple[Advice, ...]
    seconds: float


class Adviser(QObject):
    """Call `close` before it goes away."""

    found = Signal(object, object)
    """The Question, and the advice there is (a tuple); none where the data cannot be had."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.work = 0.0
        """The seconds of processor time that the last answer took."""
        self._asked: Question | None = None
        self._next: Question | None = None
        self._last: _Answer | None = None
        self._background = Background(self)
        self._background.done.connect(self._take)
        self._background.failed.connect(lambda _: self._conclude(()))

    def ask(self, question: Question, *, is_live: bool = False) -> None:
        """`is_live`: a run changes the network all the time: what is under way is finished, the newest comes next."""
        if is_live and self._background.is_busy:
            self._next = question
            return
        self._begin(question)

    def close(self) -> None:
        self._next = None
        self._background.close()

    def _begin(self, question: Question) -> None:
        self._asked, self._next = question, None
        last = self._last
        is_same = last is not None and _has_same_rows(last.question.experiment, question.experiment)
        rows = last.rows if last is not None and is_same else None
        self._background.start(lambda watch: _answer(question, rows, watch))

    def _take(self, answer: _Answer) -> None:
        self._last, self.work = answer, answer.seconds
        self._conclude(answer.advice)

    def _conclude(self, advice: tuple[Advice, ...]) -> None:
        self.found.emit(self._asked, advice)
        if self._next is not None:
            self._begin(self._next)


def _answer(question: Question, rows: Rows | None, watch: Watch) -> _Answer:
    # In this thread, which nobody waits for.
    from core.advice import advise, rows_for_advice

    since = time.thread_time()
    rows = rows or rows_for_advice(question.experiment)
    watch.at(0)
    advice = advise(question.experiment, rows, question.history, is_broken_off=question.is_broken_off)
    return _Answer(question, rows, advice, time.thread_time() - since)


def _has_same_rows(old: Experiment, new: Experiment) -> bool:
    return has_same_rows(old, new) and old.training.loss == new.training.loss
