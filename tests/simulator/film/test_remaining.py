"""How long a recording will still take."""

from __future__ import annotations

import pytest

from simulator.film.remaining import Remaining


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_at_an_even_pace_it_is_exact() -> None:
    clock = Clock()
    remaining = Remaining(clock)
    for done in range(1, 50):
        clock.now += 0.1
        left = remaining.after(done, 100)
        if done >= 5:
            assert left == pytest.approx(0.1 * (100 - done))


def test_at_first_it_says_nothing() -> None:
    clock = Clock()
    remaining = Remaining(clock)
    assert remaining.after(0, 100) is None
    clock.now += 0.1
    assert remaining.after(1, 100) is None


def test_a_slow_picture_moves_it_little_and_a_slow_stretch_all_the_way() -> None:
    clock = Clock()
    remaining = Remaining(clock)
    for done in range(1, 101):
        clock.now += 0.1
        remaining.after(done, 1000)
    clock.now += 0.4
    left = remaining.after(101, 1000)
    assert left is not None
    assert 0.1 < left / 899 < 0.15
    for done in range(102, 180):
        clock.now += 0.4
        left = remaining.after(done, 1000)
    assert left == pytest.approx(0.4 * (1000 - 179), rel=0.01)


def test_a_pause_does_not_count() -> None:
    clock = Clock()
    remaining = Remaining(clock)
    for done in range(1, 11):
        clock.now += 0.1
        remaining.after(done, 100)
    remaining.pause()
    clock.now += 1000
    remaining.after(10, 100)
    remaining.resume()
    clock.now += 0.1
    assert remaining.after(11, 100) == pytest.approx(8.9)
