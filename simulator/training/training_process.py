"""Training as a process that is always there: of `WorkerProcess`es the present one, and a new one where it hangs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.training.protocol import Line
from simulator.training.worker_process import WorkerProcess

PATIENCE = 80
"""Milliseconds in which the process must answer a stop; after that it is replaced."""


class TrainingProcess(QObject):
    """Always at most one process that is spoken to. One that does not answer a stop in time is killed, and a new one
    is told what the present run was told so far."""

    reported = Signal(object)
    """One report (a `Line`), of whatever run."""
    replaced = Signal()
    """Another process has begun anew."""
    lost = Signal(str)
    """It died by itself; its last words, or nothing. There is none now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker: WorkerProcess | None = None
        """The process spoken to at present."""
        self._commands: list[Line] = []
        """What the present run was told so far."""
        self.awaited_stop: int | None = None
        """The run whose end was asked for and is not confirmed yet."""
        self._is_closed = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._replace)

    def warm_up(self) -> None:
        """Start it, and its import of torch."""
        if self.worker is None and not self._is_closed:
            self.worker = self._started()

    def tell(self, command: Line) -> None:
        """A command of the present run."""
        self._commands.append(command)
        self.ask(command)

    def ask(self, command: Line) -> None:
        """A command that belongs to no run."""
        if self.worker is not None:
            self.worker.send(command)

    def forget_commands(self) -> None:
        """The run they belonged to is over."""
        self._commands.clear()

    def stop(self, run: int) -> None:
        """End a run that is under way."""
        if self.worker is None:
            return
        if self.worker.is_ready:
            self.worker.send({"do": "stop", "run": run})
            self.awaited_stop = run
            self._patience.start()
        else:
            self.worker.take_back()

    def close(self) -> None:
        """End it, and all that were replaced."""
        self._is_closed = True
        self._patience.stop()
        self.worker = None
        for worker in self.findChildren(WorkerProcess):
            worker.close()

    def _replace(self) -> None:
        """It did not answer in time: kill it, and have a new one do what it had not begun."""
        self.awaited_stop = None
        if self.worker is not None:
            self.worker.abandon()
        self.worker = worker = self._started()
        for command in self._commands:
            worker.send(command)
        self.replaced.emit()

    def _started(self) -> WorkerProcess:
        worker = WorkerProcess(self)
        worker.reported.connect(self._hear)
        worker.ended.connect(self._lose)
        return worker

    def _hear(self, report: Line) -> None:
        if report["say"] == "stopped" and report["run"] == self.awaited_stop:
            self._answered()
        self.reported.emit(report)

    def _lose(self, last_words: str) -> None:
        self.worker = None
        self._answered()
        self.lost.emit(last_words)

    def _answered(self) -> None:
        self.awaited_stop = None
        self._patience.stop()
