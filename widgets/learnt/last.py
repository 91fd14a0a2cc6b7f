"""Remembers what was made last, so that a repaint makes nothing anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")


class Last(Generic[T]):
    """What a picture needs is made when it is painted: what nobody sees is never made, and what is superseded before
    it was seen neither."""

    def __init__(self) -> None:
        self._parts: tuple[object, ...] | None = None
        self._made: T | None = None

    def of(self, *parts: object, make: Callable[[], T]) -> T:
        """What was made of these parts, or is made of them now."""
        last = self._parts
        if last is None or len(last) != len(parts) or not all(map(_is_same, parts, last)):
            self._parts, self._made = parts, make()
        return self._made  # type: ignore[return-value]


def _is_same(one: object, other: object) -> bool:
    """Arrays are the same where they are the same object: all here are read-only."""
    return one is other or (not isinstance(one, np.ndarray) and one == other)
