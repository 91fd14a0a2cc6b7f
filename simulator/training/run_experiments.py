"""With what a run was told to train: what it started from, and what it went on with after each edit."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from core.experiment import Experiment
from core.files.files import read
from core.message import Problem
from core.network import Network
from core.runs.checkpoints import leg_path, legs
from core.runs.run_tree import TrainedRun
from core.runs.tape import TapeReader


class RunExperiments:
    """Each experiment with the first record that comes from it."""

    def __init__(self) -> None:
        self._legs: list[tuple[int, Experiment]] = []

    def begin(self, experiment: Experiment) -> None:
        """A new run."""
        self._legs = [(0, experiment)]

    def go_on(self, experiment: Experiment, first: int) -> None:
        """The run goes on with another one, from a record on."""
        self._legs.append((first, experiment))

    def read(self, tape: Path) -> None:
        """The run that is on a tape (raises Problem)."""
        self._legs = [(first, read(leg_path(tape, first))) for first in legs(tape)]

    @property
    def legs(self) -> tuple[tuple[int, Experiment], ...]:
        """The first record of each, and what it was trained with."""
        return tuple(self._legs)

    @property
    def latest(self) -> Experiment | None:
        return self._legs[-1][1] if self._legs else None

    def at(self, index: int) -> Experiment | None:
        """What the records from there on were trained with: that of the start, or of the latest edit before."""
        return next((experiment for first, experiment in reversed(self._legs) if first <= index), None)

    def network(self, tape: TapeReader | None) -> Network | None:
        """The latest network on the tape, or one edited since; None where there is no tape."""
        if tape is None or not self._legs:
            return None
        first, experiment = self._legs[-1]
        count = tape.poll()
        # Where nothing was trained on it so far, what is on the tape was before the edit.
        return experiment.network if count == first else tape.network_at(count - 1, experiment.network)

    def is_other(self, experiment: Experiment, tape: TapeReader | None) -> bool:
        """Whether this is neither what the run was told last nor what it has made of it."""
        told = self.latest
        if told is None or experiment is told:
            return False
        if replace(experiment, network=told.network, progress=told.progress) != told:
            return True
        return experiment.network != told.network and experiment.network != self.network(tape)


def legs_of(run: TrainedRun) -> tuple[tuple[int, Experiment], ...]:
    """What a run was told, from its tape; nothing where that cannot be read."""
    told = RunExperiments()
    if run.tape is not None:
        with contextlib.suppress(Problem, OSError):
            told.read(run.tape)
    return told.legs
