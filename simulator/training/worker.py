"""The training process: `python -m simulator.training.worker`. It obeys the lines on its standard input and reports
on its standard output (protocol.py says which); every epoch goes to the tape, every step where the experiment asks
for that.

A thread reads the commands, so that one that arrives takes effect between two batches. When standard input
closes, the window is gone and the process ends.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from core.device import DeviceChoice, Machine, describe_machine
from core.edits import with_training
from core.engines.engine import Diverged
from core.experiment import Experiment
from core.files.archive import progress_bytes
from core.files.examples import example
from core.files.files import read, to_bytes
from core.message import Message, Problem
from core.progress import Progress
from core.runs.branching import branched
from core.runs.goal import Goal, GoalWatch
from core.runs.replay import resumed
from core.runs.run import Run
from core.runs.tape_layout import Mark
from core.runs.tape_room import room_beside
from core.runs.tape_writer import BUDGET, TapeWriter, affordable
from simulator.training.pace import Pace
from simulator.training.protocol import Line, choice_to_line, decode, encode, message_to_line, progress_path
from simulator.training.replay_duty import ReplayDuty

REPORTS_PER_SECOND = 60

NICENESS = 5
"""How far this process stands back where processors are scarce: the window comes first."""

Given = TypeVar("Given")
Commands = queue.SimpleQueue[Line | None]


class Worker:
    """Carries out commands, one run at a time. `None` among the commands ends it."""

    def __init__(self, machine: Machine, commands: Commands, report: Callable[[Line], None]) -> None:
        self._machine = machine
        self._commands = commands
        self._report = report
        self._number = 0
        self._run: Run | None = None
        self._tape: TapeWriter | None = None
        self._work: Callable[[Run], None] | None = None
        self._choice: DeviceChoice | None = None
        self._last_report = 0.0
        self._is_recorded = True
        self._replay = ReplayDuty(machine, report)
        self._pace = Pace()
        self._goal: GoalWatch | None = None
        self._follows_settings = True
        """Whether the run ends with the epochs of its settings: who asks for a goal, an epoch or a batch goes on."""

    def serve(self) -> None:
        while True:
            if self._replay.is_wanted and self._commands.empty():
                self._replay.work(lambda: not self._commands.empty())
                continue
            rest = self._pace.rest if self._work is not None else 0.0
            if self._run is not None and self._work is not None and self._commands.empty() and not rest:
                self._guarded(self._work, self._run)
                continue
            try:
                command = self._commands.get(timeout=rest or None)
            except queue.Empty:
                continue
            if command is None:
                break
            self._guarded(self._obey, command)
        self._end_run()

    def _obey(self, command: Line) -> None:
        if "pace" in command:
            self._pace.set(command["pace"])
        does = command["do"]
        if does == "train":
            self._end_run()
            self._number = command["run"]
            self._replay.forget()
            self._begin(command)
        elif does == "recover":
            self._end_run()
            self._number = command["run"]
            self._recover(command)
        elif does == "replay":
            self._replay.want(command)
        elif does == "stop":
            if command["run"] == self._number:
                self._end_run()
            self._report({"say": "stopped", "run": command["run"]})
        elif self._run is not None and command["run"] == self._number:
            if does == "pause":
                # Said twice, or while a single batch ends by itself: one answer, or the second one would look like
                # that to whatever was asked next.
                if self._work is not None:
                    self._pause(self._run)
            elif does != "pace":
                if does == "update":
                    self._continue_from(command, self._run)
                self._set_out(self._run, command)

    def _begin(self, command: Line) -> None:
        content = Path(command["experiment"]).read_bytes()
        experiment = read(Path(command["experiment"]))
        if command.get("branch") is not None:
            experiment = self._branched(experiment, **command["branch"])
            content = to_bytes(experiment)
        run = Run(experiment, self._machine)
        path = Path(command["tape"])
        budget = affordable(path.parent, command.get("budget", BUDGET))
        budget = room_beside([Path(tape) for tape in command.get("beside", ())], budget)
        self._tape = TapeWriter(path, experiment.network, experiment.training.precision, budget=budget)
        self._begin_leg(run, content, Mark.FIRST)
        self._set_out(run, command)

    def _branched(self, experiment: Experiment, tape: str, index: int, is_edited: bool) -> Experiment:
        """What goes on from a record of another run's tape, where that record stays for ever."""
        path = Path(tape)
        branch, values = branched(path, index, experiment, self._machine, is_edited)
        precision = str(values.dtype)
        parent = TapeWriter(path, experiment.network, precision, is_continued=True)
        parent.mark(index, Mark.BRANCH, values)
        parent.close()
        return branch

    def _continue_from(self, command: Line, old: Run) -> None:
        """The same run from an edited network, or with other settings: position and tape stay."""
        assert self._tape is not None
        content = Path(command["experiment"]).read_bytes()
        experiment = read(Path(command["experiment"]))
        # What was the best loss before is no measure for what the hand has changed.
        start = Progress(old.progress.position, old.progress.memory)
        run = Run(experiment, self._machine, start=start)
        self._tape.mark(len(self._tape) - 1, Mark.EDIT)
        self._begin_leg(run, content, Mark.EDIT)

    def _begin_leg(self, run: Run, experiment: bytes, mark: Mark) -> None:
        """From here on the tape comes from this run; `experiment` is the content of its file."""
        assert self._tape is not None
        self._run = run
        self._report_choice(run)
        self._tape.begin_leg(experiment)
        self._tape.append(run.record, mark)
        self._tape.checkpoint(run.state, is_first_of_leg=True)
        self._is_recorded = True
        self._report_progress(run)

    def _recover(self, command: Line) -> None:
        """Take up a run where its tape ends: one whose process has died stands still, one that was done goes on."""
        path = Path(command["tape"])
        run = resumed(path, self._machine)
        budget = affordable(path.parent, command.get("budget", BUDGET))
        training = run.experiment.training
        self._tape = TapeWriter(path, run.experiment.network, training.precision, is_continued=True, budget=budget)
        self._run = run
        self._is_recorded = True
        self._report_choice(run)
        self._stand_still(run, "recovered")
        if "then" in command:
            self._set_out(run, command)

    def _set_out(self, run: Run, command: Line) -> None:
        """What the run does from now on, and how far it is to go."""
        works = {
            "resume": self._run_on,
            "goal": self._run_on,
            "epoch": self._run_one_epoch,
            "batch": self._run_one_batch,
        }
        then = command["then"] if "then" in command else command["do"]
        self._work = works[then]
        if then == "goal":
            self._goal = GoalWatch(Goal(**command["goal"]), run.position.epoch)
        elif then != "resume":
            self._goal = None  # who goes on by hand has given it up
        self._follows_settings = then == "resume" and self._goal is None

    def _run_on(self, run: Run) -> None:
        if self._is_at_end(run):
            pass
        elif self._pace.is_set or run.experiment.training.record == "step":
            self._run_batch(run)
        else:
            self._is_recorded = False
            if not run.run_epoch(lambda: not self._commands.empty()):
                return
            self._record(run)
        self._report_reached(run)

    def _run_batch(self, run: Run) -> None:
        self._pace.begin_batch()
        if self._pace.is_watched or run.experiment.training.record == "step":
            run.run_batch()
            self._record(run)
            return
        self._is_recorded = False
        if run.run_batch_unseen():
            self._record(run)

    def _is_at_end(self, run: Run) -> bool:
        return self._follows_settings and run.is_done

    def _report_reached(self, run: Run) -> None:
        reached = None
        if self._goal is not None and self._is_recorded and not run.position.batch:
            reached = self._goal.see(run.position.epoch, run.record.scores)
        if reached is not None and not run.is_done:
            self._pause(run, reached)
        elif reached is not None or self._is_at_end(run):
            self._finish(run, reached)
        elif self._pace.is_watched or time.perf_counter() - self._last_report >= 1 / REPORTS_PER_SECOND:
            self._report_progress(run)

    def _run_one_epoch(self, run: Run) -> None:
        epoch, was_done = run.position.epoch, run.is_done
        self._run_on(run)
        if run.position.epoch > epoch:
            self._pause_or_finish(run, was_done)

    def _run_one_batch(self, run: Run) -> None:
        was_done = run.is_done
        run.run_batch()
        self._record(run)
        self._pause_or_finish(run, was_done)

    def _pause_or_finish(self, run: Run, was_done: bool) -> None:
        if run.is_done and not was_done:
            self._finish(run)
        else:
            self._pause(run)

    def _record(self, run: Run) -> None:
        assert self._tape is not None
        if run.choice is not self._choice:
            # Where a GPU's memory ran out, what follows is to be had again on the CPU alone.
            self._begin_leg(run, to_bytes(with_training(run.experiment, device="cpu")), Mark.EDIT)
            return
        self._tape.append(run.record)
        self._is_recorded = True
        if self._tape.wants_checkpoint:
            self._tape.checkpoint(run.state)

    def _pause(self, run: Run, why: Message | None = None) -> None:
        if not self._is_recorded:
            run.look()
            self._record(run)
        self._stand_still(run, "paused", why)

    def _stand_still(self, run: Run, say: str, why: Message | None = None) -> None:
        self._work = None
        if why is not None:
            self._goal = None
        assert self._tape is not None
        progress_path(self._tape.path).write_bytes(progress_bytes(run.progress))
        self._report(self._reach(say, run, why))

    def _finish(self, run: Run, why: Message | None = None) -> None:
        reach = self._reach("done", run, why)
        self._end_run()
        self._report(reach)

    def _end_run(self) -> None:
        tape = self._tape
        self._run = self._tape = self._work = self._choice = self._goal = None
        if tape is not None:
            tape.close()

    def _report_choice(self, run: Run) -> None:
        self._choice = run.choice
        self._report({"say": "device", "run": self._number, "choice": choice_to_line(run.choice)})

    def _report_progress(self, run: Run) -> None:
        self._report(self._reach("progressed", run))
        self._last_report = time.perf_counter()

    def _reach(self, say: str, run: Run, why: Message | None = None) -> Line:
        """A report of how far the tape reaches, and perhaps why no further; what it names is on the disk before it
        is said."""
        assert self._tape is not None
        self._tape.flush()
        speed = self._pace.epochs_per_second(run.epochs_per_second, run.batches)
        about = {} if why is None else {"message": message_to_line(why)}
        return {"say": say, "run": self._number, "records": len(self._tape), "epochs_per_second": speed, **about}

    def _guarded(self, do: Callable[[Given], None], given: Given) -> None:
        """Whatever goes wrong ends the run, not the process; the tape keeps what was good."""
        try:
            do(given)
            return
        except (Problem, Diverged) as error:
            message = error.message
        except OSError as error:
            message = Message("the tape cannot be written: {reason}", reason=error.strerror or type(error).__name__)
        except Exception as error:
            message = Message("training failed: {reason}", reason=f"{type(error).__name__}: {error}")
        number = self._number
        records = len(self._tape) if self._tape is not None else 0
        with contextlib.suppress(OSError):
            self._end_run()
        self._report({"say": "failed", "run": number, "records": records, "message": message_to_line(message)})


def main() -> None:
    """Serve until standard input closes."""
    # Ctrl-C in a terminal reaches the whole process group; the window decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    # Reports have a pipe of their own: what a library prints must not end up among them.
    reports = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)

    def report(content: Line) -> None:
        reports.write(encode(content))

    commands: Commands = queue.SimpleQueue()
    try:
        machine = describe_machine()
        # What the first run of a process pays for, imports and first calls, is paid before anyone waits for it.
        Run(example("iris"), machine).run_epoch()
        report({"say": "ready"})
        # Only now: on Windows an import may wait for ever while another thread reads standard input.
        threading.Thread(target=_listen, args=(sys.stdin.buffer, commands), daemon=True).start()
        Worker(machine, commands, report).serve()
    except BrokenPipeError:
        pass  # the window is gone


def _listen(lines: BinaryIO, commands: Commands) -> None:
    for line in lines:
        commands.put(decode(line))
    commands.put(None)


if __name__ == "__main__":
    main()
