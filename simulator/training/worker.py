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
from core.engines.engine import Diverged
from core.files.examples import example
from core.files.files import read, to_bytes
from core.message import Message, Problem
from core.runs.branching import branch_off
from core.runs.goal import Goal, GoalWatch
from core.runs.run import Run
from core.runs.tape_layout import Mark
from core.runs.tape_room import room_beside
from core.runs.tape_writer import BUDGET, TapeWriter, affordable
from simulator.training.pace import Pace
from simulator.training.protocol import Line, choice_to_line, decode, encode, message_to_line
from simulator.training.replay_duty import ReplayDuty
from simulator.training.taped_run import TapedRun

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
        self._run: TapedRun | None = None
        self._work: Callable[[TapedRun], None] | None = None
        self._told_choice: DeviceChoice | None = None
        self._last_report = 0.0
        self._replay = ReplayDuty(machine, report)
        self._pace = Pace()
        self._goal: GoalWatch | None = None
        self._follows_settings = True
        """Whether the run ends with the epochs of its settings: who asks for a goal, an epoch or a batch goes on, and
        so does who continues past them."""
        self._had_ended = False
        """Whether it was at its end already before it was asked to go on: a single step leaves it there."""

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
                was_done = self._run.run.is_done
                if does == "update":
                    path = Path(command["experiment"])
                    self._run.edit(read(path), path.read_bytes(), self._machine)
                    self._report_progress(self._run)
                self._set_out(self._run, command, was_done)

    def _begin(self, command: Line) -> None:
        path = Path(command["experiment"])
        experiment, content = read(path), path.read_bytes()
        if command.get("branch") is not None:
            branch = command["branch"]
            experiment = branch_off(
                Path(branch["tape"]), branch["index"], experiment, self._machine, branch["is_edited"]
            )
            content = to_bytes(experiment)
        run = Run(experiment, self._machine, start=experiment.progress)  # past its epochs too
        budget = room_beside([Path(tape) for tape in command.get("beside", ())], _budget(command))
        tape = TapeWriter(Path(command["tape"]), experiment.network, experiment.training.precision, budget=budget)
        self._run = TapedRun(run, tape)
        self._run.begin_leg(content, Mark.FIRST)
        self._report_progress(self._run)
        self._set_out(self._run, command, run.is_done)

    def _recover(self, command: Line) -> None:
        """Take up a run where its tape ends: one whose process has died stands still, one that was done goes on."""
        self._run = TapedRun.taken_up(Path(command["tape"]), self._machine, _budget(command))
        self._stand_still(self._run, "recovered")
        if "then" in command:
            self._set_out(self._run, command, self._run.run.is_done)

    def _set_out(self, taped: TapedRun, command: Line, was_done: bool) -> None:
        """What the run does from now on, and how far it is to go. One that `was_done` does not end with its settings;
        one that was given fewer epochs a moment ago does."""
        works = {
            "resume": self._run_on,
            "goal": self._run_on,
            "epoch": self._run_one_epoch,
            "batch": self._run_one_batch,
        }
        then = command["then"] if "then" in command else command["do"]
        self._work = works[then]
        if then == "goal":
            self._goal = GoalWatch(Goal(**command["goal"]), taped.run.position.epoch)
        elif then != "resume":
            self._goal = None  # who goes on by hand has given it up
        self._follows_settings = then == "resume" and self._goal is None and not was_done
        self._had_ended = command.get("had_ended", False)

    def _run_on(self, taped: TapedRun) -> None:
        if self._is_at_end(taped.run):
            pass
        elif self._pace.is_set or taped.run.experiment.training.record == "step":
            self._run_batch(taped)
        elif not taped.run_epoch(lambda: not self._commands.empty()):
            return
        self._report_reached(taped)

    def _run_batch(self, taped: TapedRun) -> None:
        self._pace.begin_batch()
        if self._pace.is_watched or taped.run.experiment.training.record == "step":
            taped.run_batch()
        else:
            taped.run_batch_unseen()

    def _is_at_end(self, run: Run) -> bool:
        return self._follows_settings and run.is_done

    def _report_reached(self, taped: TapedRun) -> None:
        reached, run = None, taped.run
        if self._goal is not None and taped.is_recorded and not run.position.batch:
            reached = self._goal.see(run.position.epoch, run.record.scores)
        if reached is not None and not run.is_done:
            self._pause(taped, reached)
        elif reached is not None or self._is_at_end(run):
            self._finish(taped, reached)
        elif self._is_report_due(run):
            self._report_progress(taped)

    def _is_report_due(self, run: Run) -> bool:
        if self._pace.is_watched or run.choice is not self._told_choice:
            return True
        return time.perf_counter() - self._last_report >= 1 / REPORTS_PER_SECOND

    def _run_one_epoch(self, taped: TapedRun) -> None:
        epoch, was_done = taped.run.position.epoch, taped.run.is_done
        self._run_on(taped)
        if taped.run.position.epoch > epoch:
            self._pause_or_finish(taped, was_done)

    def _run_one_batch(self, taped: TapedRun) -> None:
        was_done = taped.run.is_done
        taped.run_batch()
        self._pause_or_finish(taped, was_done)

    def _pause_or_finish(self, taped: TapedRun, was_done: bool) -> None:
        if taped.run.is_done and (self._had_ended or not was_done):
            self._finish(taped)
        else:
            self._pause(taped)

    def _pause(self, taped: TapedRun, why: Message | None = None) -> None:
        taped.catch_up()
        self._stand_still(taped, "paused", why)

    def _stand_still(self, taped: TapedRun, say: str, why: Message | None = None) -> None:
        self._work = None
        if why is not None:
            self._goal = None
        taped.write_progress()
        self._report(self._reach(say, taped, why))

    def _finish(self, taped: TapedRun, why: Message | None = None) -> None:
        taped.keep_state()
        reach = self._reach("done", taped, why)
        self._end_run()
        self._report(reach)

    def _end_run(self) -> None:
        ended = self._run
        self._run = self._work = self._told_choice = self._goal = None
        if ended is not None:
            ended.tape.close()

    def _report_progress(self, taped: TapedRun) -> None:
        self._report(self._reach("progressed", taped))
        self._last_report = time.perf_counter()

    def _reach(self, say: str, taped: TapedRun, why: Message | None = None) -> Line:
        """A report of how far the tape reaches, and perhaps why no further; what it names is on the disk before it
        is said, and the device has been told."""
        run = taped.run
        if run.choice is not self._told_choice:
            self._told_choice = run.choice
            self._report({"say": "device", "run": self._number, "choice": choice_to_line(run.choice)})
        taped.tape.flush()
        speed = self._pace.epochs_per_second(run.epochs_per_second, run.batches)
        about = {} if why is None else {"message": message_to_line(why)}
        return {"say": say, "run": self._number, "records": len(taped.tape), "epochs_per_second": speed, **about}

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
        records = len(self._run.tape) if self._run is not None else 0
        with contextlib.suppress(OSError):
            self._end_run()
        self._report({"say": "failed", "run": number, "records": records, "message": message_to_line(message)})


def _budget(command: Line) -> int:
    """Bytes that the tape of a run may take on the disk, as it is now."""
    return affordable(Path(command["tape"]).parent, command.get("budget", BUDGET))


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
        report({"say": "ready", "devices": ["cpu", *machine.gpus]})
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
