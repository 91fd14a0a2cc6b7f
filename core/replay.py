"""Any record of a tape, also one whose weights were thinned: bit for bit, from the nearest checkpoint before it.

What comes out is held against the losses on the tape. Where the data have changed since, or another device rounds
otherwise, that is said, and no other network is handed out in place of the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.checkpoints import checkpoint_before, leg_path, legs, read_checkpoint
from core.device import Machine
from core.edits import with_network
from core.engine import EngineState
from core.files import read
from core.message import Message, Problem
from core.metrics import Scores
from core.numbers import short
from core.parameters import Values
from core.progress import Position
from core.run import MakeEngine, Run, torch_engine
from core.tape import TapeReader


def never() -> bool:
    """For work that is not interrupted."""
    return False


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
        run = self.run_at(index, is_interrupted)
        return None if run is None else run.record.values

    def run_at(self, index: int, is_interrupted: Callable[[], bool] = never) -> Run | None:
        """The run as it stood at a record, ready to go on; else as `values_at`."""
        reader = self._reader
        reader.poll()
        found = checkpoint_before(self.path, index, len(reader))
        if found is None:
            raise Problem(Message("nothing is left from which record {index} could be had", index=index))
        start, path = found
        run = self._run_from(start, index, read_checkpoint(path, reader.shapes, reader.dtype))
        if not run.repeat(self._position(index, run.batches), self._whole_epochs(start, index), is_interrupted):
            return None
        is_same = run.record.scores == reader.scores(index)
        if is_same and reader.is_kept(index):
            is_same = run.record.values.tobytes() == reader.values(index).tobytes()
        if not is_same:
            self._run = None
            message = "epoch {epoch} cannot be worked out again: data or device are not those it was trained with"
            raise Problem(Message(message, epoch=short(float(reader.losses().epoch[index]), 7)))
        return run

    def _run_from(self, start: int, index: int, state: EngineState) -> Run:
        """A run of the record's leg, not after the record and not before the checkpoint."""
        leg = max(first for first in legs(self.path) if first <= start)
        run = self._run
        if run is None or leg != self._leg:
            experiment = read(leg_path(self.path, leg))
            network = self._reader.network_of(state.values, experiment.network)
            experiment = with_network(experiment, network)
            self._run = run = Run(experiment, self._machine, self._make_engine, state.progress)
            self._leg = leg
        begin, end = state.progress.position, self._position(index, run.batches)
        if not _order(begin) <= _order(run.position) <= _order(end):
            run.restore(state)
        return run

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
    run = Replayer(path, machine).run_at(len(TapeReader(path)) - 1)
    assert run is not None  # nothing interrupts it
    return run
