"""The pens of edges: colour and width by strength, in steps, so that a few pens draw all of them."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from simulator.frames.frame_edges import MANY_EDGES
from simulator.theme import Theme, mix

STRENGTH_STEPS, FINE_STEPS = 16, 128
FAINTEST, FADED = 0.30, 0.08
"""The share of its colour that an edge of strength 0 has, and where it has faded."""


def steps_for(count: int) -> int:
    """In a crowd a few pens do; where every edge can be followed its look changes without steps."""
    return STRENGTH_STEPS if count > MANY_EDGES else FINE_STEPS


def edge_color(weight: float, strength: float, emphasis: float, theme: Theme, fade: float = 0.0) -> str:
    """Canvas colour at zero, the sign's colour at full strength: opaque, so that crossings stay clean."""
    faintest = FAINTEST + (FADED - FAINTEST) * fade
    share = faintest + (1 - faintest) * strength ** (1 + fade)
    return mix(theme.canvas, theme.sign(weight), share * emphasis)


def draw_lines(painter: QPainter, lines: list[QLineF], color: str, width: float) -> None:
    """Lines of one look."""
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLines(lines)
