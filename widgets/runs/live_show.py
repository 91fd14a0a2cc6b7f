"""A run on the stage while it goes on: its newest network or step, after the window had time to breathe."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from simulator.stage.stage import Stage
from simulator.training.trainer import Trainer
from widgets.runs.step_watch import StepWatch

SHOW_EVERY = 33
"""Milliseconds from one look at the tape to the next at least: a run may write thousands of epochs a second."""
BREATH = 1.25
"""A look comes no sooner than after so many times the work that the window had with the one before."""
LOSSES_EVERY = 100
"""Milliseconds from one picture of the losses to the next at least."""


class LiveShow(QObject):
    """Looks at the tape as it grows, and says when it is the turn of the losses."""

    losses_due = Signal()

    def __init__(
        self, trainer: Trainer, stage: Stage, is_wanted: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """`is_wanted` says whether the canvas is the run's at this moment."""
        super().__init__(parent)
        self.watch = StepWatch(stage)
        self._trainer = trainer
        self._stage = stage
        self._is_wanted = is_wanted
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._show_timer.timeout.connect(self._show_latest)
        self._looked = self._had_worked = 0.0
        self._losses_timer = QTimer(self)
        self._losses_timer.setSingleShot(True)
        self._losses_timer.timeout.connect(self._show_losses)
        self._losses_shown = 0.0
        trainer.progressed.connect(self._follow_tape)

    def look_away(self) -> None:
        """Nothing more of the run as it goes on is shown."""
        self._show_timer.stop()
        self._losses_timer.stop()
        self.watch.rest()

    def show_now(self) -> None:
        """One has come back to it."""
        self._show_latest()
        self._show_losses()

    def _follow_tape(self, count: int) -> None:
        if not self._show_timer.isActive():
            work = time.thread_time() - self._had_worked
            self._show_timer.start(_rest(self._looked, max(SHOW_EVERY, BREATH * 1000 * work)))

    def _show_latest(self) -> None:
        """The newest network. An edit has its own say: then the canvas is no longer the run's."""
        self._looked, self._had_worked = time.perf_counter(), time.thread_time()
        trainer, network = self._trainer, self._trainer.network
        if self._is_wanted() and network is not None:
            assert trainer.tape is not None
            assert trainer.experiment is not None
            if not self.watch.show(trainer.tape, trainer.experiment, trainer.pace):
                self._stage.show_network(network)
        # Losses have a turn of their own, so that one turn of the event loop never paints everything.
        if not self._losses_timer.isActive():
            self._losses_timer.start(_rest(self._losses_shown, LOSSES_EVERY))

    def _show_losses(self) -> None:
        self._losses_shown = time.perf_counter()
        self.losses_due.emit()


def _rest(since: float, whole: float) -> int:
    """What is left of so many milliseconds that began at a time."""
    return max(0, round(whole - 1000 * (time.perf_counter() - since)))
