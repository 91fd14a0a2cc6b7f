"""Where on the tape of a run one stands, and the playing of it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from core.runs.peaks import nearest

_SHORTEST, _LONGEST = 3.0, 12.0
"""How long playing a tape takes by itself, in seconds, and in between 20 epochs a second."""
_NOTHING = np.zeros(0)


class TapePlayer(QObject):
    """Knows the epochs of a tape and their losses; moves through them by hand or by the clock."""

    index_chosen = Signal(int)
    """The place on the tape someone went to, by hand or by playing."""
    changed = Signal()
    """Another place, or another tape."""
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.epochs = self.train = self.test = _NOTHING
        self.planned = 0
        self.index = 0
        self.stand_in: float | None = None
        """The epoch whose network is on show in place of this one's, which is being worked out again."""
        self.is_looping = False
        self.speed: float | None = None
        """Epochs a second; None: as suits the length of the tape."""
        self.plays_unseen = False
        """Whether playing goes on where the tape itself is hidden."""
        self._timer = QTimer(self)
        self._timer.setInterval(33)
        self._timer.timeout.connect(self._advance)
        self._clock = QElapsedTimer()
        self._played_from = 0
        self.is_backward = False
        """Whether it is, or was last, played backward."""

    @property
    def has_tape(self) -> bool:
        """Whether there is anything to go through."""
        return len(self.epochs) > 1

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def last(self) -> int:
        return max(len(self.epochs) - 1, 0)

    @property
    def epoch(self) -> float:
        """The epoch one stands at; a fraction where single batches were trained."""
        return float(self.epochs[self.index]) if len(self.epochs) else 0.0

    def show_tape(
        self, epochs: np.ndarray, planned: int, train: np.ndarray | None = None, test: np.ndarray | None = None
    ) -> None:
        """The epoch numbers on the tape and their losses; a place beyond its end becomes its end."""
        self.epochs = epochs
        self.train = _NOTHING if train is None else train
        self.test = _NOTHING if test is None else test
        self.planned = max(planned, math.ceil(epochs[-1]) if len(epochs) else 0)
        self.index = min(self.index, self.last)
        self.changed.emit()

    def set_index(self, index: int | None) -> None:
        """Stand somewhere without anyone having chosen it; None: at the newest epoch."""
        self.index = self.last if index is None else min(index, self.last)
        self.changed.emit()

    def set_stand_in(self, epoch: float | None) -> None:
        """Which other epoch's network is on show here; None: none."""
        self.stand_in = epoch
        self.changed.emit()

    def go_to(self, index: int) -> None:
        index = min(max(index, 0), self.last)
        if index != self.index:
            self.index = index
            self.changed.emit()
            self.index_chosen.emit(index)

    def go_to_epoch(self, epoch: float) -> None:
        """To the record nearest to an epoch; that ends the playing."""
        self.stop()
        if len(self.epochs):
            self.go_to(nearest(self.epochs, epoch))

    def step(self, by: int) -> None:
        """So many places on or back; that ends the playing."""
        self.stop()
        self.go_to(self.index + by)

    def toggle(self, is_backward: bool = False) -> None:
        """Play from here, forward or backward; where there is nothing more, from the other end. Or stand still; what
        plays the other way turns round."""
        was_playing = self.is_playing
        self.stop()
        if not self.has_tape or (was_playing and is_backward is self.is_backward):
            return
        self.is_backward = is_backward
        if self.index == self._goal:
            self.go_to(self.last - self._goal)
        self._play_from_here()
        self._timer.start()
        self.playing_changed.emit(True)

    def set_speed(self, speed: float | None) -> None:
        """From here on so many epochs a second."""
        self.speed = speed
        self._play_from_here()

    def stop(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def clear(self) -> None:
        self.stop()
        self.show_tape(_NOTHING, self.planned)

    @property
    def _goal(self) -> int:
        """The end that is played towards."""
        return 0 if self.is_backward else self.last

    def _play_from_here(self) -> None:
        self._played_from = self.index
        self._clock.start()

    def _advance(self) -> None:
        speed = self.speed or self.last / min(max(self.last / 20, _SHORTEST), _LONGEST)
        way = round(self._clock.elapsed() / 1000 * speed)
        self.go_to(self._played_from + (-way if self.is_backward else way))
        if self.index != self._goal:
            return
        if self.is_looping:
            self.go_to(self.last - self._goal)
            self._play_from_here()
        else:
            self.stop()
