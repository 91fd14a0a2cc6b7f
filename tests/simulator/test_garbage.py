"""Garbage is looked for when we say so, and then as thoroughly as Python would."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from threading import Thread

import pytest

from simulator.garbage import sweep

FEW = 50


class Circle:
    """Nothing but a search for garbage takes it away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    """Python would look early, and every second time at what is older."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(FEW, 2, 2)
    yield
    gc.set_threshold(*before)


def make(count: int) -> list[list[None]]:
    return [[] for _ in range(count)]


def test_garbage_stays_until_it_is_looked_for() -> None:
    left = weakref.ref(Circle())
    thread = Thread(target=make, args=(100 * FEW,))
    thread.start()
    thread.join()
    held = make(100 * FEW)
    assert left() is not None
    sweep()
    assert left() is None
    assert len(held) == 100 * FEW


def test_where_little_was_made_nothing_is_looked_through() -> None:
    left = weakref.ref(Circle())
    sweep()
    assert left() is not None


def test_what_is_older_is_looked_through_too() -> None:
    old = Circle()
    gc.collect(0)
    gc.collect(1)
    left = weakref.ref(old)
    del old
    held = []
    for _ in range(20):
        held.append(make(2 * FEW))
        sweep()
    assert left() is None
