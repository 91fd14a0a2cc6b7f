"""`check` as the window uses it: asked of a process of its own, about the experiment on show and no other."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, Signal

from core.experiment import DataSource, Experiment, Scaling
from core.files.files import to_bytes
from core.message import Message, Problem
from simulator.python_process import start_module
from simulator.training.protocol import decode

if TYPE_CHECKING:
    from core.engines.check import Comparison

_MODULE = "simulator.commands.check_command"


class CheckState(Enum):
    NOT_CHECKED = auto()
    CHECKING = auto()
    EQUAL = auto()
    """All comparisons are within their tolerance."""
    DIFFERENT = auto()


class Checker(QObject):
    """One check at a time. What is known belongs to the experiment on show. Only `close` blocks, for a moment."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = CheckState.NOT_CHECKED
        self.comparisons: tuple[Comparison, ...] = ()
        self.problem: Message | None = None
        """Why the experiment on show could not be checked, after an attempt."""
        self._experiment: Experiment | None = None
        self._process: QProcess | None = None
        self._is_closed = False

    def show(self, experiment: Experiment) -> None:
        """Another experiment may be on show: then what was found of the last one is forgotten."""
        if experiment is self._experiment:
            return
        self._experiment = experiment
        if self.state is not CheckState.NOT_CHECKED or self.problem is not None:
            self._abandon()
            self._conclude(CheckState.NOT_CHECKED)

    def check(self) -> None:
        """Check the experiment on show, anew where that has been done."""
        if self._experiment is None or self._is_closed:
            return
        self._abandon()
        self._process = process = QProcess(self)
        # Methods, not closures: those would keep this object alive until its process, its own child, is deleted.
        process.finished.connect(self._hear)
        process.errorOccurred.connect(self._notice)
        start_module(process, _MODULE)
        process.write(to_bytes(_what_is_checked(self._experiment)))
        process.closeWriteChannel()
        self._conclude(CheckState.CHECKING)

    def close(self) -> None:
        """End what is under way; on return its processes are gone."""
        self._is_closed = True
        self._process = None
        for process in self.findChildren(QProcess):
            process.kill()
            process.waitForFinished(2000)

    def _abandon(self) -> None:
        """Hear no more of the check under way; its process deletes itself when it is gone."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()

    def _hear(self) -> None:
        from simulator.commands.check_command import comparisons_from_line

        process = self.sender()
        assert isinstance(process, QProcess)
        is_awaited = process is self._process
        process.deleteLater()
        if not is_awaited:
            return
        self._process = None
        try:
            comparisons = comparisons_from_line(decode(bytes(process.readAllStandardOutput().data())))
        except Problem as problem:
            self._conclude(CheckState.NOT_CHECKED, problem=problem.message)
        except (ValueError, KeyError, TypeError):
            self._give_up(_last_line(process))
        else:
            is_equal = all(one.is_equal for one in comparisons)
            self._conclude(CheckState.EQUAL if is_equal else CheckState.DIFFERENT, comparisons)

    def _notice(self, error: QProcess.ProcessError) -> None:
        """A process that could not start never finishes."""
        process = self.sender()
        if isinstance(process, QProcess) and error == QProcess.ProcessError.FailedToStart:
            process.deleteLater()
            if process is self._process:
                self._process = None
                self._give_up(process.errorString())

    def _give_up(self, reason: str) -> None:
        problem = Message("the check ended unexpectedly ({reason})", reason=reason or Message("no reason given"))
        self._conclude(CheckState.NOT_CHECKED, problem=problem)

    def _conclude(
        self, state: CheckState, comparisons: tuple[Comparison, ...] = (), problem: Message | None = None
    ) -> None:
        self.state, self.comparisons, self.problem = state, comparisons, problem
        self.changed.emit()


def _what_is_checked(experiment: Experiment) -> Experiment:
    """The experiment without its rows and its unfinished run, which a check does not need and which may be large."""
    scaling = experiment.data.scaling
    # Read again, a scaling that is not fitted yet would be fitted to the example alone.
    data = DataSource(features=experiment.data.features, scaling=scaling if scaling.scale else Scaling())
    return Experiment(experiment.network, experiment.example, data, experiment.training)


def _last_line(process: QProcess) -> str:
    lines = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
