"""Many small markers of rows: each look is drawn once and copied to its places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from simulator.device_space import blank, device_space, placement
from simulator.plots.maps import paint_marker
from simulator.theme import Theme

_PHASES = 2
"""Places within a pixel, both ways."""


def paint_markers(
    painter: QPainter, places: Sequence[QPointF], classes: Sequence[int], theme: Theme, scale: float
) -> None:
    """Rows as `paint_marker` draws them, filled, a quarter of a pixel off at most."""
    found = placement(painter)
    if found is None:
        for at, kind in zip(places, classes, strict=True):
            paint_marker(painter, at, kind, theme, is_hollow=False, scale=scale)
        return
    ratio, left, top = found
    half = math.ceil(6 * scale * ratio)
    with device_space(painter):
        for at, kind in zip(places, classes, strict=True):
            x = math.floor((ratio * at.x() + left) * _PHASES + 0.5)
            y = math.floor((ratio * at.y() + top) * _PHASES + 0.5)
            image = _marker(kind, theme, scale * ratio, half, x % _PHASES, y % _PHASES)
            painter.drawImage(x // _PHASES - half, y // _PHASES - half, image)


@lru_cache(maxsize=256)
def _marker(kind: int, theme: Theme, scale: float, half: int, phase_x: int, phase_y: int) -> QImage:
    image, painter = blank(2 * half + 1, 2 * half + 1)
    at = QPointF(half + phase_x / _PHASES, half + phase_y / _PHASES)
    paint_marker(painter, at, kind, theme, is_hollow=False, scale=scale)
    painter.end()
    return image
