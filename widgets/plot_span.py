"""The part of an axis that is on show: zoomed around a place, moved, and never beyond the whole axis."""

from __future__ import annotations

Span = tuple[float, float]
"""From … to, as places on the axis."""

MOST_ZOOM = {"x": 1e5, "y": 1e3}
"""How often the part fits into the whole at the most: beyond that ticks would need more digits than have room."""


def zoomed(span: Span, at: float, factor: float, whole: Span, most: float) -> Span | None:
    """The span magnified by `factor`, with `at` where it was; None where that is the whole axis."""
    low, high = span
    length = max((high - low) / factor, (whole[1] - whole[0]) / most)
    if length >= (whole[1] - whole[0]) * (1 - 1e-9):
        return None
    share = (at - low) / (high - low)
    return _inside((at - share * length, at + (1 - share) * length), whole)


def moved(span: Span, by: float, whole: Span) -> Span:
    """The span moved along, as far as the axis goes."""
    return _inside((span[0] + by, span[1] + by), whole)


def _inside(span: Span, whole: Span) -> Span:
    low, high = span
    shift = max(whole[0] - low, 0.0) or min(whole[1] - high, 0.0)
    return low + shift, high + shift
