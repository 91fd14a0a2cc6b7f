"""A run in another process, followed through its tape; where its process dies, it is taken up by another one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Network
from core.progress import Progress
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


class RunFollower(QObject):
    """Hears what the training process reports of the present run, and says so. `Trainer` begins runs.

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
    devices_found = Signal(object)
    """The names of the devices that this machine has, from the process when it is ready."""
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
        self.pace: float | None = None
        """Batches a second; None: as fast as it goes."""
        self._folder = RunFolder()
        self._told = RunExperiments()
        self._run = 0
        """The number of the present run; what is reported of others is not heard."""
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
    def legs(self) -> tuple[tuple[int, Experiment], ...]:
        """What the run was told to train with, and the first record of each."""
        return self._told.legs

    @property
    def experiment(self) -> Experiment | None:
        """What the present or last run started from, or was last updated to."""
        return self._told.latest

    def warm_up(self) -> None:
        """Start the process and its import of torch, so that the first training begins at once."""
        self.process.warm_up()

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

    def close(self) -> None:
        """End the run and the process and remove the tapes; the trainer cannot be used any more."""
        self._run += 1
        self.tape = None
        self.process.close()
        self._folder.remove()
        self._set_state(TrainerState.IDLE)

    def _tell(self, do: str, **content: object) -> None:
        self.process.tell({"do": do, "run": self._run, **content})

    def _hear(self, report: Line) -> None:
        say, run = report["say"], report.get("run")
        if say in ("replayed", "not replayed"):
            self._replays.hear(report)
            return
        if say == "ready":
            self.devices_found.emit(tuple(report["devices"]))
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

    def _forget(self) -> None:
        """Nothing is followed any more."""
        self.tape = None
        self._replays.forget()
        self._is_recovering = self._pauses_when_recovered = False

    def _set_state(self, state: TrainerState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
