"""A run so slow that it can be watched step by step: the batch that is trained on is on show, row and all."""

from __future__ import annotations

import numpy as np

from core.data.data import rows_of, table_of
from core.engines.engine import batches_per_epoch, epoch_order
from core.experiment import Experiment
from core.message import Problem
from core.network import Network
from core.runs.tape import TapeReader
from simulator.stage.batch_step import BatchStep
from simulator.stage.stage import Stage
from simulator.training.protocol import WATCHED_PACE

PLAYED_PACE = 1.0
"""Batches a second up to which their steps can be played."""


class StepWatch:
    """Shows the newest step on a tape: the batch that comes next at rest, or the latest one as it is made."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.plays = False
        """Whether the steps of a slow run are played, each in the time that it has."""
        self._is_playing = False

    def show(self, tape: TapeReader, experiment: Experiment, pace: float | None) -> bool:
        """Show what training with this experiment at this pace does; False where it is too fast to be watched."""
        if pace is None or pace > WATCHED_PACE or not len(tape):
            self.rest()
            return False
        is_played = self.plays and pace <= PLAYED_PACE
        try:
            step = step_at(tape, experiment, is_latest=is_played and len(tape) > 1)
            self._stage.show_step(step)
        except Problem:  # said where the data is chosen
            return False
        if step.after is not None:
            self._is_playing = True
            playhead = self._stage.playhead
            playhead.rest()
            playhead.hurry = max(1.0, playhead.timeline.duration * pace / playhead.speed)
            playhead.play()
        else:
            self.rest()
        return True

    def rest(self) -> None:
        """What was played here is no longer."""
        if self._is_playing:
            self._is_playing = False
            self._stage.playhead.hurry = 1.0
            self._stage.playhead.rest()


def step_at(tape: TapeReader, experiment: Experiment, *, is_latest: bool) -> BatchStep:
    """The step that the newest record came from, or the one that comes next, whose outcome is not known yet (raises
    Problem where the data does not fit)."""
    last = len(tape) - 1
    training = experiment.training
    train = rows_of(table_of(experiment), experiment.data, training)[0]
    batches = batches_per_epoch(len(train), training)
    epochs = tape.losses().epoch
    after: Network | None = None
    before = _network(tape, last, experiment)
    if is_latest and tape.is_kept(last - 1):
        last, before, after = last - 1, _network(tape, last - 1, experiment), before
    epoch, batch = divmod(round(float(epochs[last]) * batches), batches)
    order = epoch_order(len(train), training, epoch)
    rows = train[order[batch * training.batch_size : (batch + 1) * training.batch_size]]
    return BatchStep(before, after, tuple(np.asarray(rows).tolist()), epoch, batch, batches)


def _network(tape: TapeReader, index: int, experiment: Experiment) -> Network:
    return tape.network_at(index, experiment.network)
