"""Training as the window uses it: what a run can be asked to do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject

from core.experiment import Experiment
from core.message import Problem
from core.runs.goal import Goal
from core.runs.tape import TapeReader
from simulator.training.run_follower import RunFollower, TrainerState


class Trainer(RunFollower):
    """Runs one training at a time beside the window. Nothing here blocks, except for a moment `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept_tapes: frozenset[Path] = frozenset()
        """Tapes of earlier runs that stay when another one begins, thinned to make room for it."""
        self.tape_path: Path | None = None
        """Where the tape of the present or last run lies, or will."""

    def train(self, experiment: Experiment, then: str = "resume", **how: object) -> None:
        """Begin a new run, in place of one that is under way, or go on with the one the experiment was paused in.

        `then` is what to do with it: `resume` (to its end), `goal` (with the `goal`), `epoch` or `batch`.
        """
        self._begin(experiment, then, **how)

    def branch(
        self,
        experiment: Experiment,
        tape: Path,
        index: int,
        then: str = "resume",
        is_edited: bool = True,
        **how: object,
    ) -> None:
        """Begin a new run that goes on from a record of a kept tape; `then` as in `train`.

        Where it is not edited, its network is that of the record, whatever `experiment` holds.
        """
        branch = {"tape": str(tape), "index": index, "is_edited": is_edited}
        self._begin(experiment, then, branch=branch, **how)

    def one_batch(self, experiment: Experiment) -> None:
        """Train on one more batch and pause: of the run under way, of the one that has ended with this network (which
        has ended again then), or of a new one.

        A paused run goes on from `experiment` where that has been edited since, as in `update`.
        """
        self._go(experiment, "batch")

    def one_epoch(self, experiment: Experiment) -> None:
        """Train to the end of the epoch and pause; else as `one_batch`."""
        self._go(experiment, "epoch")

    def train_to(self, goal: Goal, experiment: Experiment) -> None:
        """Train until the goal is reached, also past the epochs of the settings, and pause; else as `one_batch`. Who
        is under way goes on to it."""
        self._go(experiment, "goal", goal=asdict(goal))

    def can_go_on(self, experiment: Experiment) -> bool:
        """Whether the last run has ended, and with this network: then it can be trained further."""
        if self.state is not TrainerState.IDLE or self.tape is None or not self.tape.fits(experiment.network):
            return False
        return len(self.tape) > 0 and self.network == experiment.network

    def set_pace(self, pace: float | None) -> None:
        """So many batches a second from now on, also of a run under way; None: as fast as it goes. The same bits come
        out; up to 10 a second every batch is on the tape."""
        self.pace = pace
        if self.state is not TrainerState.IDLE:
            self._tell("pace", pace=pace)

    def update(self, experiment: Experiment) -> None:
        """Go on with the paused run from an edited network or with other settings; its position stays.

        Where layers or units came or went, or nothing is under way, that is a new run.
        """
        self._update(experiment, "resume")

    def pause(self) -> None:
        """Stand still after the present batch; the state becomes PAUSED when it has."""
        if self.is_running:
            self._tell("pause")

    def resume(self) -> None:
        """Go on with a paused run: the same bits as if it had never paused. Past the epochs of the settings it goes
        on to its goal, or until it is paused."""
        if self.state is TrainerState.PAUSED:
            self._set_state(TrainerState.RUNNING)
            self._tell("resume")

    def adopt(self, tape: Path) -> None:
        """Have the tape of an earlier run as that of the last one (raises Problem): that run can be gone on with."""
        self._dismiss()
        self._forget()
        self._told.read(tape)
        self.tape, self.tape_path, self.progress = TapeReader(tape), tape, None
        self._set_state(TrainerState.IDLE)

    def go_on(self, experiment: Experiment) -> None:
        """Go on with the last run, which was left with this network, on its tape; else as `resume`."""
        if self.can_go_on(experiment):
            self._go_on(experiment, "resume")

    def stand_at_end(self) -> None:
        """Take up the adopted run where its tape ends; the state becomes PAUSED when it stands there."""
        self._set_state(TrainerState.STARTING)
        self._recover()

    def stop(self) -> None:
        """End the run here and now. The tape stays; nothing more is heard of the run."""
        if self.state is TrainerState.IDLE:
            return
        self._dismiss()
        self._set_state(TrainerState.IDLE)

    def forget_tapes(self) -> None:
        """End the run, and delete every tape that is not kept."""
        self.stop()
        self._forget_tape()

    def _go(self, experiment: Experiment, then: str, **how: object) -> None:
        if self.can_go_on(experiment):
            self._go_on(experiment, then, had_ended=True, **how)
        elif self.state is TrainerState.IDLE:
            self._begin(experiment, then, **how)
        elif self.state is TrainerState.PAUSED and self._told.is_other(experiment, self.tape):
            self._update(experiment, then, **how)
        else:
            if self.state is TrainerState.PAUSED:
                self._set_state(TrainerState.RUNNING)
            self._tell(then, **how)

    def _go_on(self, experiment: Experiment, then: str, **how: object) -> None:
        """Take up the run that has ended: the same bits as if it had been meant to go on from the start."""
        assert self.tape is not None
        self.warm_up()
        is_edited = self._told.is_other(experiment, self.tape)
        self._set_state(TrainerState.RUNNING)
        forth = {} if is_edited else {"then": then, **how}
        self._tell("recover", tape=str(self.tape.path), budget=self.budget, pace=self.pace, **forth)
        if is_edited:
            self._update(experiment, then, **how)

    def _begin(self, experiment: Experiment, then: str, **how: object) -> None:
        self._dismiss()
        self.warm_up()
        self._forget_tape()
        self._told.begin(experiment)
        self.progress = None
        self._set_state(TrainerState.STARTING)
        self.tape_path = self._folder.tape(self._run)
        beside = sorted(str(path) for path in self.kept_tapes)
        tape = str(self.tape_path)
        self._tell_experiment(
            "train", experiment, then, tape=tape, budget=self.budget, beside=beside, pace=self.pace, **how
        )

    def _update(self, experiment: Experiment, then: str, **how: object) -> None:
        is_possible = self.state in (TrainerState.PAUSED, TrainerState.RUNNING) and self.tape is not None
        if not (is_possible and self.tape is not None and self.tape.fits(experiment.network)):
            self._begin(experiment, then, **how)
            return
        self._told.go_on(experiment, self.tape.poll())
        self._set_state(TrainerState.RUNNING)
        self._tell_experiment("update", experiment, then, **how)

    def _tell_experiment(self, do: str, experiment: Experiment, then: str, **content: object) -> None:
        """Hand an experiment over as a file, and say what to do with it."""
        try:
            path = self._folder.hand_over(experiment)
        except Problem as problem:
            self._fail(problem.message)
            return
        self._tell(do, experiment=str(path), then=then, **content)

    def _dismiss(self) -> None:
        """End the present run, if there is one, and hear no more of it."""
        self.process.forget_commands()
        if self.state is not TrainerState.IDLE:
            self.process.stop(self._run)
        self._run += 1

    def _forget_tape(self) -> None:
        self._forget()
        self.tape_path = None
        self._folder.clear(self.kept_tapes)
