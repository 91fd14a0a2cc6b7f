"""Keeps the evaluation of what is on show up to date, and the event loop free: some milliseconds of work a turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from core.experiment import Experiment
from simulator.background import Background
from simulator.results.evaluation import DataRows, Evaluation, data_rows_of, evaluation_in_steps, has_same_rows

EVERY = 200
"""Milliseconds between two evaluations while a run goes on."""
CHEAP = 15
"""Milliseconds of work that one may cost then; dearer ones wait for the run to pause."""
PATIENCE = 100
"""Milliseconds that numbers of another network may stay at rest until those of the present one are there."""


class Evaluator(QObject):
    """Evaluates the experiment on show, if somebody looks: at rest at once, during a run some times a second.

    What was reported last is of the experiment on show, or replaced within `PATIENCE`, during a run within `EVERY`.
    Call `clear` before it goes away.
    """

    evaluated = Signal(object)
    """The Evaluation; None while there is none: it takes its time, waits for the run to pause, or nobody looks."""

    def __init__(self, is_wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_wanted = is_wanted
        self._experiment: Experiment | None = None
        self._rows: DataRows | None = None
        self._steps: Iterator[Evaluation | None] | None = None
        self._is_current = self._has_reported = False
        self._is_running = False
        self._cost = self._spent = 0.0
        self._ended = 0.0
        self._outdated: float | None = None
        """Since when what was reported last is not of the experiment on show."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)
        self._reader = Background(self)
        self._reader.done.connect(self._begin)
        self._reader.failed.connect(self._give_up)

    @property
    def is_waiting(self) -> bool:
        """Whether numbers are too dear to be worked out before the run pauses."""
        return self._is_running and self._cost > CHEAP

    @property
    def is_busy(self) -> bool:
        """Whether numbers are on their way."""
        return self._has_work and self._is_wanted() and not self.is_waiting

    @property
    def _has_work(self) -> bool:
        is_done = self._is_current and self._steps is None
        return self._experiment is not None and not is_done

    def show(self, experiment: Experiment, rows: DataRows | None = None) -> None:
        """Another experiment or network is on show. Its `rows` are read here unless they are given."""
        old, self._experiment = self._experiment, experiment
        if rows is not None:
            is_same_data, self._rows = rows is self._rows, rows
        elif not (is_same_data := old is not None and has_same_rows(old, experiment)):
            self._reader.cancel()
            self._rows = None
        if old is None or old.network.sizes != experiment.network.sizes or not is_same_data:
            self._cost = 0.0
        elif old.network is experiment.network and old.training.loss == experiment.training.loss:
            return
        self._is_current = False
        if self._outdated is None:
            self._outdated = time.perf_counter()
        if not (self._is_running and is_same_data):
            self._steps = None
        self.look()

    def set_running(self, is_running: bool) -> None:
        """Whether a run goes on, which changes the network many times a second."""
        self._is_running = is_running
        if not (is_running or self._is_current):
            self._steps = None
        self.look()

    def look(self) -> None:
        """See whether there is something to do, for instance because somebody looks again."""
        if not self._has_work:
            return
        if not self.is_busy:
            self._forget_work()
            self._report(None)
            return
        is_new = self._is_running and self._steps is None
        rest = EVERY - _since(self._ended) if is_new else 0.0
        if not self._timer.isActive() or self._timer.remainingTime() > rest:
            # In a turn of its own, so that one turn never does everything.
            self._timer.start(max(0, round(rest)))

    def clear(self) -> None:
        """Nothing is on show, and nothing is worked out."""
        self._forget_work()
        self._reader.close()
        self._experiment = self._rows = None
        self._report(None)

    def _work(self) -> None:
        """One piece of work."""
        experiment = self._experiment
        if experiment is None:
            return
        is_late = self._outdated is not None and _since(self._outdated) > PATIENCE
        if is_late and not self._is_running:
            self._report(None)
        if self._rows is None:
            if not self._reader.is_busy:
                self._reader.start(lambda _: data_rows_of(experiment))
                # To see then whether it has taken too long for the old numbers.
                self._timer.start(PATIENCE)
            return
        if self._steps is None:
            self._is_current, self._spent = True, 0.0
            self._steps = evaluation_in_steps(experiment.network, experiment.training.loss, self._rows)
        # Not by the clock on the wall: what others do on this machine makes no evaluation dear.
        begin = time.thread_time()
        result = next(self._steps)
        self._spent += 1000 * (time.thread_time() - begin)
        if result is None:
            self._timer.start(0)
            return
        self._steps = None
        self._cost, self._ended = self._spent, time.perf_counter()
        if self.is_waiting:
            self._is_current = False
        else:
            self._report(result)
        self.look()

    def _begin(self, rows: DataRows) -> None:
        """The rows have been read."""
        self._rows = rows
        self.look()

    def _give_up(self, _: object) -> None:
        """The rows do not fit; that is said where the data is chosen."""
        self._timer.stop()
        self._is_current = True
        self._report(None)

    def _forget_work(self) -> None:
        self._timer.stop()
        self._steps = None
        self._is_current = False

    def _report(self, result: Evaluation | None) -> None:
        if result is not None:
            self._outdated = None if self._is_current else time.perf_counter()
        if result is not None or self._has_reported:
            self._has_reported = result is not None
            self.evaluated.emit(result)


def _since(moment: float) -> float:
    """Milliseconds that have passed."""
    return 1000 * (time.perf_counter() - moment)
