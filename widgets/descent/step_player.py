"""Steps that are made one by one or played: how many are made, and how far the next one is."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

STEP_TIME = 700
"""Milliseconds that a step takes."""
_FRAME = 16


class StepPlayer(QObject):
    """Goes from 0 to `last` steps. `pause` finishes a step under way at once, so that it never rests between two."""

    moved = Signal()
    """Another place, or it begins or ends to move."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last = 0
        self.is_still = False
        """Without travelling: a step is seen only when it is made."""
        self._made = 0.0
        self._goal = 0
        self._plays = False
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._advance)
        self._clock = QElapsedTimer()

    @property
    def shown(self) -> float:
        """How many steps are to be seen; a fraction is a step under way."""
        return float(self.step) if self.is_still else self._made

    @property
    def step(self) -> int:
        """How many steps are made."""
        return math.floor(self._made)

    @property
    def is_moving(self) -> bool:
        return self._timer.isActive()

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self.is_moving and self._plays

    def set_last(self, last: int) -> None:
        """How many steps there are to make."""
        self.last = last
        if self._made > last:
            self._rest_at(last)
        elif self._plays:
            self._goal = last

    def step_on(self) -> None:
        """One step; one that is under way is made at once."""
        if self.is_moving:
            self._made = math.ceil(self._made)
        self._go(min(math.floor(self._made) + 1, self.last), plays=False)

    def step_back(self) -> None:
        self._rest_at(max(math.ceil(self._made) - 1, 0))

    def play(self) -> None:
        """Step after step; from the end it begins again."""
        if self.step >= self.last:
            self._made = 0.0
        self._go(self.last, plays=True)

    def pause(self) -> None:
        if self.is_moving:
            self._rest_at(math.ceil(self._made))

    def to_start(self) -> None:
        self._rest_at(0)

    def _go(self, goal: int, *, plays: bool) -> None:
        self._goal, self._plays = goal, plays
        if self.is_still and not plays:
            self._rest_at(goal)
            return
        if goal > self._made:
            self._clock.start()
            self._timer.start()
        self.moved.emit()

    def _rest_at(self, step: int) -> None:
        self._timer.stop()
        self._plays = False
        self._made = float(min(step, self.last))
        self.moved.emit()

    def _advance(self) -> None:
        # However late the clock is, every step is seen as it is made.
        end = math.floor(self._made) + 1
        self._made = min(self._made + self._clock.restart() / STEP_TIME, end)
        if self._made >= self._goal:
            self._rest_at(self._goal)
        else:
            self.moved.emit()
