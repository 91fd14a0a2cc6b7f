"""How fast a run goes on: as fast as it can, or so many batches a second."""

from __future__ import annotations

import time

from simulator.training.protocol import WATCHED_PACE


class Pace:
    """Says when the next batch is due. The same bits come out at any pace."""

    def __init__(self) -> None:
        self._batches: float | None = None
        """A second; None: as fast as it goes."""
        self._due = 0.0
        """When the next batch may begin."""

    def set(self, batches: float | None) -> None:
        """So many batches a second from now on; one that was far off comes at the new pace."""
        self._batches = batches
        self._due = min(self._due, time.perf_counter() + (1 / batches if batches else 0.0))

    @property
    def is_set(self) -> bool:
        return self._batches is not None

    @property
    def is_watched(self) -> bool:
        """Whether it is so slow that every batch is to be seen."""
        return self._batches is not None and self._batches <= WATCHED_PACE

    @property
    def rest(self) -> float:
        """Seconds to wait before the next batch."""
        return 0.0 if self._batches is None else max(0.0, self._due - time.perf_counter())

    def begin_batch(self) -> None:
        """One begins now."""
        if self._batches is not None:
            self._due = max(self._due, time.perf_counter()) + 1 / self._batches

    def epochs_per_second(self, possible: float | None, batches: int) -> float | None:
        """What comes of the speed that is possible, with so many batches in an epoch."""
        if self._batches is None:
            return possible
        paced = self._batches / batches
        return paced if possible is None else min(possible, paced)
