"""How long a recording will still take, said so that it does not jump about."""

from __future__ import annotations

import time
from collections.abc import Callable

_SETTLING = 3.0
"""Seconds after which an older pace has hardly a say any more."""
_FIRST_AFTER = 0.4
"""Seconds before which there is nothing to go by."""


class Remaining:
    """Told how far a work is, it says how many seconds are left; a pause does not count."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._at = now()
        self._spent = 0.0
        self._done = 0
        self._pace: float | None = None
        """Seconds a picture."""
        self._is_paused = False

    def pause(self) -> None:
        self._is_paused = True

    def resume(self) -> None:
        self._is_paused = False
        self._at = self._now()

    def after(self, done: int, total: int) -> float | None:
        """Seconds left when so many of so many pictures are done; None while that cannot be said."""
        now = self._now()
        spent, new = now - self._at, done - self._done
        self._at = now
        if not self._is_paused and new > 0 and spent > 0:
            self._spent += spent
            self._done = done
            weight = 1.0 if self._pace is None else max(spent / (spent + _SETTLING), spent / self._spent)
            old = 0.0 if self._pace is None else self._pace
            self._pace = old + weight * (spent / new - old)
        if self._pace is None or self._spent < _FIRST_AFTER:
            return None
        return self._pace * (total - done)
