"""Works out gradient descent beside the window: roughly at once, finely when nothing newer is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Array
from core.results.batch_slopes import batch_of
from core.results.descent import Descent, Span, Walk, descent_over, spans_of, walk_of
from core.results.loss_landscape import Landscape, Pause
from core.tables.raw_table import Watch
from core.weight_edits import Place
from simulator.background import Background
from simulator.results.evaluation import has_same_rows

MOST_ROWS = 2000
"""Of more training rows the first so many are enough to see how the land lies."""
_ROUGH, _FINE = (33, 17), (257, 49)
"""Values of one number, and of each of two."""
_STEPS = 40


@dataclass(frozen=True, eq=False)
class _Job:
    """What is asked for."""

    experiment: Experiment
    places: tuple[Place, ...]


@dataclass(frozen=True, eq=False)
class _Done:
    job: _Job
    rows: tuple[Array, Array]
    landscape: Landscape
    descent: Descent
    is_fine: bool


class Descender(QObject):
    """Answers what was asked last: an older answer is never heard of, except while a run changes the network many
    times a second: then what is under way is finished, and of what was asked meanwhile the newest comes next.

    Call `close` before it goes away.
    """

    found = Signal(object)
    """A Descent of the experiment and the places asked for."""
    failed = Signal(object)
    """A Problem: why there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        """What is worked on, or was last."""
        self._next: _Job | None = None
        self._done: _Done | None = None
        """The last answer: its rows and ranges serve for the next one."""
        self._background = Background(self)
        self._background.done.connect(self._take)
        self._background.failed.connect(self._fail)

    @property
    def is_busy(self) -> bool:
        """Whether an answer, or a finer one, is on its way."""
        return self._background.is_busy

    def ask(self, experiment: Experiment, places: Sequence[Place], *, is_live: bool = False) -> None:
        """What does the loss look like there? `is_live`: the next network is to come in a moment."""
        job = _Job(experiment, tuple(places))
        if self._job is not None and _is_same(self._job, job) and self._next is None:
            return
        is_rough_under_way = self.is_busy and (self._done is None or self._done.job is not self._job)
        if is_live and is_rough_under_way and self._job is not None and self._job.places == job.places:
            self._next = job
            return
        self._start(job)

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._background.cancel()
        self._job = self._next = self._done = None

    def close(self) -> None:
        self.forget()
        self._background.close()

    def _start(self, job: _Job) -> None:
        self._job, self._next = job, None
        last = self._done
        rows = last.rows if last is not None and has_same_rows(last.job.experiment, job.experiment) else None
        spans = last.descent.spans if last is not None and _is_same_view(last.job, job) else ()
        self._background.start(lambda watch: _roughly(job, rows, spans, watch))

    def _take(self, done: _Done) -> None:
        self._done = done
        self.found.emit(done.descent)
        # Whoever heard of it may have asked something else meanwhile.
        if self._next is not None:
            self._start(self._next)
        elif not done.is_fine and self._job is done.job and not self._background.is_busy:
            self._background.start(lambda watch: _finely(done, watch))

    def _fail(self, problem: Problem) -> None:
        following, self._next = self._next, None
        self.failed.emit(problem)
        if following is not None:
            self._start(following)


def _roughly(job: _Job, rows: tuple[Array, Array] | None, spans: Sequence[Span], watch: Watch) -> _Done:
    experiment = job.experiment
    if rows is None:
        rows = batch_of(experiment, MOST_ROWS)
    watch.at(0)
    if not len(rows[0]):
        raise Problem(Message("Give the example a target: without one there is no loss."))
    landscape = Landscape(experiment.network, *rows, experiment.training, job.places)
    watch.at(0)
    found = spans_of(landscape, experiment.network, experiment.training.learning_rate, spans)
    walk = walk_of(landscape, experiment.training.learning_rate, _STEPS, _pause(watch))
    descent = _tried(job, landscape, walk, found, _ROUGH, watch)
    return _Done(job, rows, landscape, descent, is_fine=False)


def _finely(rough: _Done, watch: Watch) -> _Done:
    """The same steps on a finer ground."""
    found = rough.descent
    descent = _tried(rough.job, rough.landscape, found.walk, found.spans, _FINE, watch)
    return _Done(rough.job, rough.rows, rough.landscape, descent, is_fine=True)


def _tried(
    job: _Job, landscape: Landscape, walk: Walk, spans: Sequence[Span], counts: tuple[int, int], watch: Watch
) -> Descent:
    network, loss = job.experiment.network, job.experiment.training.loss
    return descent_over(landscape, walk, network, loss, spans, counts[len(spans) - 1], _pause(watch))


def _pause(watch: Watch) -> Pause:
    return lambda: watch.at(0)


def _is_same(one: _Job, other: _Job) -> bool:
    """Whether both have the same answer."""
    return (
        one.places == other.places
        and one.experiment.network is other.experiment.network
        and one.experiment.training.loss == other.experiment.training.loss
        and one.experiment.training.learning_rate == other.experiment.training.learning_rate
        and has_same_rows(one.experiment, other.experiment)
    )


def _is_same_view(one: _Job, other: _Job) -> bool:
    """Whether ranges that suit one suit the other, as far as the numbers themselves allow."""
    before, after = one.experiment, other.experiment
    return (
        one.places == other.places
        and before.network.sizes == after.network.sizes
        and before.training.loss == after.training.loss
        and before.data is after.data
        and all(
            a.activation == b.activation for a, b in zip(before.network.layers, after.network.layers, strict=True)
        )
    )
