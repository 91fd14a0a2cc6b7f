"""Recording beside the window: a film goes into its file in a thread, and the window hears how far it is."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from core.message import Message, Problem
from simulator.film.film import Film
from simulator.film.recorder import record

_BETWEEN_REPORTS = 0.05


class Recording(QObject):
    """One film on its way into a file. `start` begins; then one of `finished`, `failed` and `cancelled` comes, once.

    Call `close` before it goes away."""

    progressed = Signal(int, int)
    """Pictures done, and how many there will be."""
    finished = Signal(str)
    """The path."""
    failed = Signal(object)
    """A Message. Nothing was left behind."""
    cancelled = Signal()

    def __init__(self, film: Film, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _Worker(film, path, self)
        # The worker's signals are sent from its thread; ours leave in the thread of the window.
        self._worker.progressed.connect(self.progressed)
        self._worker.ended.connect(self._end)
        self._path = path

    @property
    def is_running(self) -> bool:
        return self._worker.isRunning()

    def start(self) -> None:
        self._worker.start()

    @property
    def is_paused(self) -> bool:
        return not self._worker.may_go_on.is_set()

    def pause(self) -> None:
        """Paint no further picture until `resume`."""
        self._worker.may_go_on.clear()

    def resume(self) -> None:
        self._worker.may_go_on.set()

    def cancel(self) -> None:
        """Give it up; `cancelled` follows, unless the film was whole already."""
        self._worker.is_cancelled.set()
        self._worker.may_go_on.set()

    def close(self) -> None:
        """Give it up and wait until its thread has ended."""
        self.cancel()
        self._worker.wait()

    def _end(self, result: object) -> None:
        self._worker.wait()
        if isinstance(result, Message):
            self.failed.emit(result)
        elif result:
            self.finished.emit(str(self._path))
        else:
            self.cancelled.emit()


class _Worker(QThread):
    progressed = Signal(int, int)
    ended = Signal(object)
    """True where the film is whole, False where it was cancelled, else the Message that says why it failed."""

    def __init__(self, film: Film, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.is_cancelled = Event()
        self.may_go_on = Event()
        self.may_go_on.set()
        self._film, self._path = film, path
        self._reported = 0.0

    def run(self) -> None:
        try:
            self.ended.emit(record(self._film, self._path, self._report, self.is_cancelled.is_set))
        except Problem as problem:
            self.ended.emit(Message("{place}: {what}", place=problem.place, what=problem.message))
        except Exception as error:  # a thread has nobody above it: the window must hear of everything
            self.ended.emit(Message("recording broke off: {reason}", reason=str(error) or type(error).__name__))

    def _report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._reported >= _BETWEEN_REPORTS:
            self._reported = now
            self.progressed.emit(done, total)
        self.may_go_on.wait()
