"""How long the event loop of a window is ever kept waiting."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer


class Beat:
    """How late the event loop comes back to a timer, whose own turns cost next to nothing."""

    def __init__(self, interval: int = 4) -> None:
        """Milliseconds."""
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=interval, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _note(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, now - self._last - self._timer.interval() / 1000))
        self._last = now
