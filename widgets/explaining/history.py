"""Where one has been: back, forward, and a new way on from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Place = TypeVar("Place")

_LONGEST = 200


class History(Generic[Place]):
    """Places in the order they were visited. Going back and then elsewhere forgets what lay ahead."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._index = -1

    @property
    def can_go_back(self) -> bool:
        return self._index > 0

    @property
    def can_go_forward(self) -> bool:
        return self._index < len(self._places) - 1

    def visit(self, place: Place) -> None:
        """Note a place; staying where one is changes nothing."""
        if self._index >= 0 and self._places[self._index] == place:
            return
        self._places = [*self._places[: self._index + 1], place][-_LONGEST:]
        self._index = len(self._places) - 1

    def back(self, is_there: Callable[[Place], bool]) -> Place | None:
        """The nearest place before that still exists, or None."""
        return self._step(-1, is_there)

    def forward(self, is_there: Callable[[Place], bool]) -> Place | None:
        """The nearest place after that still exists, or None."""
        return self._step(1, is_there)

    def _step(self, direction: int, is_there: Callable[[Place], bool]) -> Place | None:
        index = self._index + direction
        while 0 <= index < len(self._places):
            if is_there(self._places[index]):
                self._index = index
                return self._places[index]
            index += direction
        return None
