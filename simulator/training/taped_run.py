"""A run together with its tape: what it does is written down as it is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.device import Machine
from core.edits import with_training
from core.experiment import Experiment
from core.files.archive import progress_bytes
from core.files.files import to_bytes
from core.progress import Progress
from core.runs.replay import resumed
from core.runs.run import Run
from core.runs.tape_layout import Mark
from core.runs.tape_writer import TapeWriter
from simulator.training.protocol import progress_path


class TapedRun:
    """Trains, and has every epoch on its tape, or what else is to be seen again; a leg of the tape from each edit.

    Whatever goes wrong with the disk raises OSError.
    """

    def __init__(self, run: Run, tape: TapeWriter) -> None:
        self.run = run
        self.tape = tape
        self.is_recorded = True
        """Whether the tape reaches where the run stands."""
        self._choice = run.choice
        """Of the present leg."""

    @classmethod
    def taken_up(cls, path: Path, machine: Machine, budget: int) -> TapedRun:
        """The run of a tape, standing where that ends (raises Problem)."""
        run = resumed(path, machine)
        precision = run.experiment.training.precision
        return cls(run, TapeWriter(path, run.experiment.network, precision, is_continued=True, budget=budget))

    def begin_leg(self, experiment: bytes, mark: Mark) -> None:
        """From here on the tape comes from the run as it is now; `experiment` is the content of its file."""
        self._choice = self.run.choice
        self.tape.begin_leg(experiment)
        self.tape.append(self.run.record, mark)
        self.tape.checkpoint(self.run.state, is_first_of_leg=True)
        self.is_recorded = True

    def edit(self, experiment: Experiment, content: bytes, machine: Machine) -> None:
        """Go on from an edited network, or with other settings; position and tape stay (raises Problem, Diverged).

        `content` is that of the file of the experiment.
        """
        # What was the best loss before is no measure for what the hand has changed.
        start = Progress(self.run.progress.position, self.run.progress.memory)
        run = Run(experiment, machine, start=start)
        self.tape.mark(len(self.tape) - 1, Mark.EDIT)
        self.run = run
        self.begin_leg(content, Mark.EDIT)

    def run_epoch(self, is_interrupted: Callable[[], bool]) -> bool:
        """Train to the end of the epoch; False where that was interrupted (raises Diverged)."""
        self.is_recorded = False
        if not self.run.run_epoch(is_interrupted):
            return False
        self._record()
        return True

    def run_batch(self) -> None:
        """Train on one batch, which is recorded (raises Diverged)."""
        self.run.run_batch()
        self._record()

    def run_batch_unseen(self) -> None:
        """Train on one batch, which is recorded only where an epoch ends (raises Diverged)."""
        self.is_recorded = False
        if self.run.run_batch_unseen():
            self._record()

    def catch_up(self) -> None:
        """Have the tape reach where the run stands."""
        if not self.is_recorded:
            self.run.look()
            self._record()

    def keep_state(self) -> None:
        """Let it be taken up from where it stands without working anything out again."""
        if self.is_recorded:
            self.tape.checkpoint(self.run.state)

    def write_progress(self) -> None:
        """Say beside the tape how far the run has come."""
        progress_path(self.tape.path).write_bytes(progress_bytes(self.run.progress))

    def _record(self) -> None:
        if self.run.choice is not self._choice:
            # Where a GPU's memory ran out, what follows is to be had again on the CPU alone.
            self.begin_leg(to_bytes(with_training(self.run.experiment, device="cpu")), Mark.EDIT)
            return
        self.tape.append(self.run.record)
        self.is_recorded = True
        if self.tape.wants_checkpoint:
            self.tape.checkpoint(self.run.state)
