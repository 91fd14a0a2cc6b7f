"""Any record of a tape, also one whose weights were thinned: bit for bit, from the nearest checkpoint before it.

What comes out is held against the losses on the tape. Where the data have changed since, or another device rounds
otherwise, that is said, and no other network is handed out in place of the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.device import Machine
from core.edits import with_network
from core.engines.engine import EngineState
from core.files.files import read
from core.message import Message, Problem
from core.numbers import short
from core.optimizers import memory_count
from core.parameters import Values
from core.progress import Memory, Position, Progress
from core.results.metrics import Scores
from core.runs.checkpoints import checkpoint_before, leg_path, legs, read_checkpoint
from core.runs.run import MakeEngine, Run, torch_engine
from core.runs.tape import TapeReader


def never() -> bool:
    """For work that is not interrupted."""
    return False


@dataclass(frozen=True, eq=False)
class ReplayedStep:
    """Weights and biases (flat) before and after the update with one batch, the rows of the data in it, and what the
    optimizer remembered before."""

    before: Values
    after: Values
    rows: tuple[int, ...]
    memory: Memory


class Replayer:
    """Works out records of one tape. What it has loaded it keeps: going forward costs only the way between."""

    def __init__(self, path: Path, machine: Machine, make_engine: MakeEngine = torch_engine) -> None:
        """Raises Problem where there is no tape."""
        self.path = path
        self._reader = TapeReader(path)
        self._machine = machine
        self._make_engine = make_engine
        self._run: Run | None = None
        self._leg = -1

    def values_at(self, index: int, is_interrupted: Callable[[], bool] = never) -> Values | None:
        """Weights and biases of a record, flat; None where interrupted: asked again, it goes on from there.

        Raises Problem where that record cannot be had again.
        """
        self._reader.poll()
        if self._reader.is_kept(index):
            return self._reader.values(index)
        run = self._run_before(index)
        if not run.repeat(self._position(index, run.batches), (), is_interrupted):
            return None
        self._compare(run, index)
        return run.record.values

    def step_at(self, index: int, batches: int, is_interrupted: Callable[[], bool] = never) -> ReplayedStep | None:
        """The step that comes so many batches after a record, exactly as training makes it (else as `values_at`)."""
        self._reader.poll()
        run = self._run_before(index)
        end = self._position(index, run.batches)
        if not run.repeat(end, (), is_interrupted):
            return None
        self._compare(run, index)
        whole = end.epoch * run.batches + end.batch + batches
        if not run.repeat(Position(*divmod(whole, run.batches)), (), is_interrupted):
            return None
        before, rows, memory = run.record.values, run.rows_of_next_batch(), run.state.progress.memory
        run.run_batch()
        return ReplayedStep(before, run.record.values, rows, memory)

    def _run_before(self, index: int) -> Run:
        """The run, somewhere on its way to a record."""
        start, state = self._checkpoint_before(index)
        run = self._run_of(start, state)
        end = self._position(index, run.batches)
        if not _order(state.progress.position) <= _order(run.position) <= _order(end):
            run.restore(state)
        self._come_nearer(run, start, index)
        return run

    def run_at(self, index: int) -> Run:
        """The run as it stood at a record, with all that it knew, ready to go on (raises as `values_at`)."""
        self._reader.poll()
        start, state = self._checkpoint_before(index)
        run = self._run_of(start, state)
        run.restore(state)
        run.repeat(self._position(index, run.batches), self._whole_epochs(start, index))
        self._compare(run, index)
        return run

    def _checkpoint_before(self, index: int) -> tuple[int, EngineState]:
        found = checkpoint_before(self.path, index, len(self._reader))
        if found is None:
            raise Problem(Message("nothing is left from which record {index} could be had", index=index))
        return found[0], read_checkpoint(found[1], self._reader.shapes, self._reader.dtype)

    def _run_of(self, start: int, state: EngineState) -> Run:
        """The run of a checkpoint's leg, wherever it stands."""
        leg = max(first for first in legs(self.path) if first <= start)
        if self._run is None or leg != self._leg:
            experiment = read(leg_path(self.path, leg))
            experiment = with_network(experiment, self._reader.network_of(state.values, experiment.network))
            self._run = Run(experiment, self._machine, self._make_engine, state.progress)
            self._leg = leg
        return self._run

    def _come_nearer(self, run: Run, start: int, index: int) -> None:
        """Where the optimizer remembers nothing, weights that are kept do for a checkpoint."""
        kept = self._reader.kept
        nearest = int(kept[np.searchsorted(kept, index, "right") - 1])
        if nearest <= start or memory_count(run.experiment.training):
            return
        position = self._position(nearest, run.batches)
        if _order(run.position) < _order(position):
            run.restore(EngineState(self._reader.values(nearest), Progress(position)))

    def _compare(self, run: Run, index: int) -> None:
        """Raises Problem where the record that was come to is not the one on the tape."""
        reader = self._reader
        is_same = run.record.scores == reader.scores(index)
        if is_same and reader.is_kept(index):
            is_same = run.record.values.tobytes() == reader.values(index).tobytes()
        if not is_same:
            self._run = None
            message = "epoch {epoch} cannot be worked out again: data or device are not those it was trained with"
            raise Problem(Message(message, epoch=short(float(reader.losses().epoch[index]), 7)))

    def _position(self, index: int, batches: int) -> Position:
        """Where the run stood at a record: its epoch is a whole number of batches."""
        return Position(*divmod(round(float(self._reader.losses().epoch[index]) * batches), batches))

    def _whole_epochs(self, start: int, index: int) -> Iterator[tuple[int, Scores]]:
        """The losses after each whole epoch behind one record, up to another."""
        epochs = self._reader.losses().epoch
        for at in range(start + 1, index + 1):
            if epochs[at] == np.floor(epochs[at]):
                yield int(epochs[at]), self._reader.scores(at)


def _order(position: Position) -> tuple[int, int]:
    return position.epoch, position.batch


def resumed(path: Path, machine: Machine) -> Run:
    """The run of a tape whose process has died, standing at its newest record (raises Problem)."""
    return Replayer(path, machine).run_at(len(TapeReader(path)) - 1)
