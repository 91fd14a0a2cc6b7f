"""Work beside the window: one thing at a time in a thread of its own, and the window hears how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from core.message import Message, Problem
from core.tables.raw_table import Cancelled, Watch

Work = Callable[[Watch], object]
"""What is to be done. It asks its watch now and then whether to go on (raises Problem, and Cancelled)."""

_BETWEEN_REPORTS = 0.05


class Background(QObject):
    """Does what was asked for last: older work is given up, and nothing of it is heard any more.

    Of each work that is not given up comes either `done` or `failed`, once. Call `close` before it goes away.
    """

    progressed = Signal(float)
    """How much is done, 0 … 1."""
    done = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """A Problem."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: _Thread | None = None
        self._next: Work | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something will still be heard of."""
        return self._next is not None or (self._thread is not None and not self._thread.is_cancelled.is_set())

    def start(self, work: Work) -> None:
        """Give up what is under way, and do this once that has ended."""
        self.cancel()
        self._next = work
        if self._thread is None:
            self._begin()

    def cancel(self) -> None:
        """Give up what is under way. From now on nothing is heard of it."""
        self._next = None
        if self._thread is not None:
            self._thread.is_cancelled.set()

    def close(self) -> None:
        """Give it up and wait until the thread has ended."""
        self.cancel()
        if self._thread is not None:
            self._thread.wait()
            self._thread = None

    def _begin(self) -> None:
        assert self._next is not None
        thread = _Thread(self._next, self)
        self._thread, self._next = thread, None
        # Sent from the thread; as these are methods of an object that lives in the window's, they are called there.
        thread.progressed.connect(self._report)
        thread.ended.connect(self._end)
        thread.start()

    def _report(self, thread: object, share: float) -> None:
        if thread is self._thread and self.is_busy and self._next is None:
            self.progressed.emit(share)

    def _end(self, ended: object) -> None:
        thread = self._thread
        if thread is None or thread is not ended:
            return
        thread.wait()
        thread.deleteLater()
        self._thread = None
        result, thread.result = thread.result, None
        if self._next is not None:
            self._begin()
        elif thread.is_cancelled.is_set():
            return
        elif isinstance(result, Problem):
            self.failed.emit(result)
        else:
            self.done.emit(result)


class _Thread(QThread):
    """Its signals name it, so that those of an earlier one are told apart."""

    progressed = Signal(object, float)
    ended = Signal(object)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.is_cancelled = Event()
        self.result: object = None
        """What the work returned, or the Problem that it ended with."""
        self._work: Work | None = work
        self._reported = 0.0

    def run(self) -> None:
        work, self._work = self._work, None
        assert work is not None
        try:
            self.result = work(Watch(self._report, self.is_cancelled.is_set))
        except Cancelled:
            self.is_cancelled.set()
        except Problem as problem:
            self.result = problem.with_traceback(None)
        except MemoryError:
            self.result = Problem(Message("needs more memory than is free"))
        except Exception as error:  # a thread has nobody above it: the window must hear of everything
            self.result = Problem(Message("broke off: {reason}", reason=str(error) or type(error).__name__))
        self.ended.emit(self)

    def _report(self, share: float) -> None:
        now = time.monotonic()
        if now - self._reported >= _BETWEEN_REPORTS:
            self._reported = now
            self.progressed.emit(self, share)
