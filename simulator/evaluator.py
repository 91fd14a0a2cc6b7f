"""Keeps the evaluation of what is on show up to date, and the event loop free: some milliseconds of work a turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from core.experiment import Experiment
from core.message import Problem
from simulator.evaluation import DataRows, Evaluation, data_rows_of, evaluation_in_steps, has_same_rows

EVERY = 200
"""Milliseconds between two evaluations while a run goes on."""
CHEAP = 15
"""Milliseconds that one may cost then; dearer ones wait for the run to pause."""


class Evaluator(QObject):
    """Evaluates the experiment on show, if somebody looks: at rest at once, during a run some times a second.

    At rest nothing but the experiment on show is ever reported; during a run the numbers may be `EVERY` old.
    """

    evaluated = Signal(object)
    """The Evaluation; None where there is none: the rows do not fit, or it waits for the run to pause."""

    def __init__(self, is_wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_wanted = is_wanted
        self._experiment: Experiment | None = None
        self._rows: DataRows | None = None
        self._steps: Iterator[Evaluation | None] | None = None
        self._is_current = self._has_reported = False
        self._is_running = False
        self._cost = self._spent = 0.0
        self._ended = -1.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)

    @property
    def is_waiting(self) -> bool:
        """Whether numbers are too dear to be worked out before the run pauses."""
        return self._is_running and self._cost > CHEAP

    def show(self, experiment: Experiment) -> None:
        """Another experiment or network is on show."""
        old, self._experiment = self._experiment, experiment
        is_same_data = old is not None and has_same_rows(old, experiment)
        if not is_same_data:
            self._rows = None
        if old is None or old.network.sizes != experiment.network.sizes or not is_same_data:
            self._cost = 0.0
        elif old.network is experiment.network and old.training.loss == experiment.training.loss:
            return
        self._is_current = False
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
        is_idle = self._is_current and self._steps is None
        if self._experiment is None or is_idle or not self._is_wanted():
            return
        if self.is_waiting:
            self._steps = None
            self._timer.stop()
            self._report(None)
            return
        is_new = self._is_running and self._steps is None
        rest = EVERY - 1000 * (time.perf_counter() - self._ended) if is_new else 0.0
        if not self._timer.isActive() or self._timer.remainingTime() > rest:
            # In a turn of its own, so that one turn never does everything.
            self._timer.start(max(0, round(rest)))

    def close(self) -> None:
        """Nothing more is worked out."""
        self._timer.stop()
        self._experiment = self._steps = None

    def _work(self) -> None:
        """One piece of work."""
        if self._experiment is None:
            return
        if self._rows is None:
            self._read_rows(self._experiment)
            return
        if self._steps is None:
            self._is_current, self._spent = True, 0.0
            self._steps = evaluation_in_steps(self._experiment.network, self._experiment.training.loss, self._rows)
        # Not by the clock on the wall: what others do on this machine makes no evaluation dear.
        begin = time.thread_time()
        result = next(self._steps)
        self._spent += 1000 * (time.thread_time() - begin)
        if result is None:
            self._timer.start(0)
            return
        self._steps = None
        self._cost, self._ended = self._spent, time.perf_counter()
        if not self.is_waiting:
            self._report(result)
        self.look()

    def _read_rows(self, experiment: Experiment) -> None:
        try:
            self._rows = data_rows_of(experiment)
        except Problem:  # said where the data is chosen
            self._is_current = True
            self._report(None)
            return
        self._timer.start(0)

    def _report(self, result: Evaluation | None) -> None:
        if result is not None or self._has_reported:
            self._has_reported = result is not None
            self.evaluated.emit(result)
