"""Drawing the node for biases."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from simulator.drawing import draw_box, draw_text, rect_of
from simulator.fonts import MEDIUM
from simulator.frames.unit_shapes import BiasNode
from simulator.theme import Theme

_RADIUS_SHARE = 0.22


def paint_node(painter: QPainter, node: BiasNode, theme: Theme) -> None:
    """Square, since it is given; without a colour, since it never changes."""
    radius = _RADIUS_SHARE * node.box.width
    draw_box(painter, rect_of(node.box, 3.0), radius + 3.0, theme.canvas)
    line, text = (theme.ink, theme.ink) if node.is_active else (theme.border_strong, theme.text_2)
    draw_box(painter, rect_of(node.box), radius, theme.raised, line, 1.4)
    draw_text(painter, node.box.x, node.box.y, "1", node.size, text, MEDIUM, "center")
