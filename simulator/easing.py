"""How things move: pure functions of a share from 0 to 1 (Robert Penner's names). Nothing bounces or overshoots."""

from __future__ import annotations

import math


def share(time: float, start: float, duration: float) -> float:
    """How much of [start, start + duration] has passed at `time`, held to 0 … 1."""
    return min(1.0, max(0.0, (time - start) / duration))


def in_out_sine(t: float) -> float:
    return 0.5 - 0.5 * math.cos(math.pi * t)


def in_out_cubic(t: float) -> float:
    return 4 * t**3 if t < 0.5 else 1 - (2 - 2 * t) ** 3 / 2


def out_cubic(t: float) -> float:
    return 1 - (1 - t) ** 3


def between(start: float, end: float, t: float) -> float:
    return start + (end - start) * t
