"""From where and at what somebody looks on a canvas, as it can be taken up again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from simulator.frames.folding import Stretch
from simulator.frames.selection import Selection


@dataclass(frozen=True)
class Look:
    """Zoom, place, open folds, what is selected, and whether the focus mode is on."""

    zoom: float
    pan: QPointF
    opened: tuple[Stretch, ...]
    chosen: Selection
    only_related: bool
