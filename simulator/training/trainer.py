"""Training as the window uses it: a run in another process, followed through its tape."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import asdict
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Network
from core.progress import Progress
from core.runs.goal import Goal
from core.runs.tape import TapeReader
from core.runs.tape_writer import BUDGET
from simulator.training.protocol import Line, choice_from_line, message_from_line, read_progress
from simulator.training.replays import Replays
from simulator.training.run_experiments import RunExperiments
from simulator.training.run_folder import RunFolder
from simulator.training.training_process import TrainingProcess


class TrainerState(Enum):
    IDLE = auto()
    STARTING = auto()
    """Asked to train; nothing is on the tape yet."""
    RUNNING = auto()
    PAUSED = auto()


class Trainer(QObject):
    """Runs one training at a time beside the window. Nothing here blocks, except for a moment `close`.

    `state` says what is going on; while it is RUNNING or PAUSED, and after a run, `tape` holds at least the network
    before training. `progress` is how far a paused run has come. Where the process dies, another one takes up the run
    at the end of its tape and waits: the state becomes PAUSED. Call `close` before the program ends.
    """

    state_changed = Signal()
    progressed = Signal(int)
    """Records on the tape, which has been polled."""
    finished = Signal(object)
    """The trained network, after the last epoch. The state is IDLE already."""
    failed = Signal(object)
    """A Message. The state is IDLE already; the tape holds what was good."""
    interrupted = Signal(object)
    """A Message: the process died. The run is taken up by another one."""
    goal_reached = Signal(object)
    """A Message: how far the run has come. The state is PAUSED already; IDLE beyond the epochs of the settings."""
    replayed = Signal(int, object)
    """The index that `replay` was asked for, and its network; or a Message why there is none."""
    step_replayed = Signal(int, int, object)
    """The index and the batches that `replay` was asked for, and `(before, after, rows, memory)`: the networks around
    that step, its rows of the data and what the optimizer remembered; or a Message why there is none."""
    device_chosen = Signal(object)
    """The DeviceChoice of the run; again where the run had to move to the CPU."""
    speed_changed = Signal(float)
    """Epochs a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = TrainerState.IDLE
        self.tape: TapeReader | None = None
        self.progress: Progress | None = None
        self.budget = BUDGET
        """Bytes that the tape of the next run may take on the disk."""
        self.kept_tapes: frozenset[Path] = frozenset()
        """Tapes of earlier runs that stay when another one begins, thinned to make room for it."""
        self.tape_path: Path | None = None
        """Where the tape of the present or last run lies, or will."""
        self.pace: float | None = None
        """Batches a second; None: as fast as it goes."""
        self._folder = RunFolder()
        self._told = RunExperiments()
        self._run = 0
        self._is_recovering = False
        """Whether a process is to take up the run of one that died: should it die too, no third one is tried."""
        self._pauses_when_recovered = False
        self.process = TrainingProcess(self)
        self.process.reported.connect(self._hear)
        self._replays = Replays(self.process, self)
        self._replays.answered.connect(self.replayed)
        self._replays.step_answered.connect(self.step_replayed)
        self.process.lost.connect(self._lose_process)

    @property
    def is_running(self) -> bool:
        """Whether it trains, or is about to."""
        return self.state in (TrainerState.STARTING, TrainerState.RUNNING)

    @property
    def folder(self) -> Path:
        """Where tapes lie; those of other runs may be put beside them."""
        return self._folder.path

    def lie_in(self, make: Callable[[], Path | None]) -> None:
        """Have tapes lie in the folder that this gives (None: among the temporary files) when one is needed; nothing
        is under way, and what lay in the old one is gone."""
        self._folder.lie_in(make)

    @property
    def network(self) -> Network | None:
        """The latest network on the tape, or one edited since; None where there is no tape."""
        return self._told.network(self.tape)

    def experiment_at(self, index: int) -> Experiment | None:
        """What the records from there on were trained with: that of the start, or of the latest edit before."""
        return self._told.at(index)

    @property
    def experiment(self) -> Experiment | None:
        """What the present or last run started from, or was last updated to."""
        return self._told.latest

    def warm_up(self) -> None:
        """Start the process and its import of torch, so that the first training begins at once."""
        self.process.warm_up()

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
        """Train on one more batch and pause: of the run under way, or of a new one.

        A paused run goes on from `experiment` where that has been edited since, as in `update`.
        """
        self._go(experiment, "batch")

    def one_epoch(self, experiment: Experiment) -> None:
        """Train to the end of the epoch and pause; else as `one_batch`."""
        self._go(experiment, "epoch")

    def train_to(self, goal: Goal, experiment: Experiment) -> None:
        """Train until the goal is reached, also past the epochs of the settings, and pause; else as `one_batch`. Who
        is under way goes on to it, and so does a run that has ended with this network."""
        if self.can_go_on(experiment):
            self._go_on(experiment, "goal", goal=asdict(goal))
        else:
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
        """Go on with a paused run: the same bits as if it had never paused."""
        if self.state is TrainerState.PAUSED:
            self._set_state(TrainerState.RUNNING)
            self._tell("resume")

    def replay(
        self,
        index: int,
        batches: int | None = None,
        *,
        tape: TapeReader | None = None,
        base: Network | None = None,
    ) -> None:
        """Work out a record whose weights were thinned, or the step so many batches after a record; `replayed` or
        `step_replayed` says when that is done. Of several asked for at once only the last one is answered. The
        `tape` is that of the present or last run, or the one given with the network it belongs to."""
        tape = tape or self.tape
        if base is None and self.experiment is not None:
            base = self.experiment.network
        if tape is not None and base is not None:
            self.warm_up()
            self._replays.want(tape, index, base, batches)

    def stop(self) -> None:
        """End the run here and now. The tape stays; nothing more is heard of the run."""
        if self.state is TrainerState.IDLE:
            return
        self._dismiss()
        self._set_state(TrainerState.IDLE)

    def close(self) -> None:
        """End the run and the process and remove the tapes; the trainer cannot be used any more."""
        self._run += 1
        self.tape = None
        self.process.close()
        self._folder.remove()
        self._set_state(TrainerState.IDLE)

    def _go(self, experiment: Experiment, then: str, **how: object) -> None:
        if self.state is TrainerState.IDLE:
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

    def forget_tapes(self) -> None:
        """End the run, and delete every tape that is not kept."""
        self.stop()
        self._forget_tape()

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

    def _tell(self, do: str, **content: object) -> None:
        self.process.tell({"do": do, "run": self._run, **content})

    def _dismiss(self) -> None:
        """End the present run, if there is one, and hear no more of it."""
        self.process.forget_commands()
        if self.state is not TrainerState.IDLE:
            self.process.stop(self._run)
        self._run += 1

    def _hear(self, report: Line) -> None:
        say, run = report["say"], report.get("run")
        if say in ("replayed", "not replayed"):
            self._replays.hear(report)
            return
        if run != self._run or self.state is TrainerState.IDLE:
            return
        if say == "device":
            self.device_chosen.emit(choice_from_line(report["choice"]))
        elif say == "failed":
            self._fail(message_from_line(report["message"]))
        elif say == "recovered":
            self._take_up(report)
        elif say in ("progressed", "paused", "done"):
            self._follow(report)

    def _take_up(self, report: Line) -> None:
        """Another process stands where the one that died had come to."""
        assert self.tape is not None
        self.tape.poll()
        self.progress = read_progress(self.tape.path)
        self._is_recovering = False
        if self._pauses_when_recovered:
            self._pauses_when_recovered = False
            self.progressed.emit(len(self.tape))
            self._set_state(TrainerState.PAUSED)

    def _follow(self, report: Line) -> None:
        """The tape reaches further; perhaps the run paused or is done. A slot may have ended the run meanwhile."""
        run, say = report["run"], report["say"]
        if self.tape is None:
            self.tape = TapeReader(self._folder.tape(run))
        self.tape.poll()
        if self.state is TrainerState.STARTING:
            self._set_state(TrainerState.RUNNING)
        if say == "paused":
            self.progress = read_progress(self.tape.path)
        if run == self._run:
            self.progressed.emit(len(self.tape))
        if run == self._run and report["epochs_per_second"] is not None:
            self.speed_changed.emit(report["epochs_per_second"])
        if run != self._run:
            return
        if say == "paused":
            self._set_state(TrainerState.PAUSED)
            if "message" in report:
                self.goal_reached.emit(message_from_line(report["message"]))
        elif say == "done":
            network = self.network
            self._end_run()
            self.finished.emit(network)
            if "message" in report:
                self.goal_reached.emit(message_from_line(report["message"]))

    def _fail(self, message: Message) -> None:
        self._look_at_tape()
        self._end_run()
        self.failed.emit(message)

    def _end_run(self) -> None:
        self._run += 1
        self.process.forget_commands()
        self._set_state(TrainerState.IDLE)

    def _look_at_tape(self) -> None:
        """Take what reached the tape before the run broke off."""
        if self.tape is None:
            # Where the process died early there is none.
            with contextlib.suppress(Problem):
                self.tape = TapeReader(self._folder.tape(self._run))
        if self.tape is not None and self.tape.poll():
            self.progressed.emit(len(self.tape))

    def _lose_process(self, last_words: str) -> None:
        if self.state is TrainerState.IDLE:
            self._replays.lose_process()
            return
        reason = last_words or Message("it was ended from outside")
        if self._recover():
            self.interrupted.emit(
                Message(
                    "the training process ended unexpectedly ({reason}); the run stands at its latest epoch and can "
                    "go on from there",
                    reason=reason,
                )
            )
            return
        self._fail(
            Message("the training process ended unexpectedly ({reason}); what it had learnt is kept", reason=reason)
        )

    def _recover(self) -> bool:
        """Have another process take up the run at the end of its tape; False where there is nothing to take up."""
        self._look_at_tape()
        if self._is_recovering or self.tape is None or not len(self.tape):
            return False
        self._is_recovering = True
        self._pauses_when_recovered |= self.state is not TrainerState.PAUSED
        if self.state is TrainerState.STARTING:
            self._set_state(TrainerState.RUNNING)
        self.process.forget_commands()
        self.warm_up()
        self._tell("recover", tape=str(self.tape.path), budget=self.budget, pace=self.pace)
        self._replays.ask()
        return True

    def _forget_tape(self) -> None:
        self.tape = self.tape_path = None
        self._replays.forget()
        self._is_recovering = self._pauses_when_recovered = False
        self._folder.clear(self.kept_tapes)

    def _set_state(self, state: TrainerState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
