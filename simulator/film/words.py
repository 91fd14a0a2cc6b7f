"""Words that keep to their room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QTextLayout

from core.network import Network
from simulator.fonts import REGULAR, font, text_width

_LINE_PITCH = 1.4


def structure_of(network: Network) -> str:
    """`2-4-2-1, tanh`."""
    kinds = dict.fromkeys(layer.activation for layer in network.layers)
    return ", ".join(["-".join(map(str, network.sizes)), *kinds])


def elided(text: str, size: float, weight: int, width: float) -> str:
    """The text, cut where it is wider than that."""
    return QFontMetricsF(font(size, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0.0))


def fitting_line(text: str, size: float, weight: int, width: float) -> float:
    """The largest of a few sizes at which a text fits on one line."""
    return next(
        (share * size for share in (1.0, 0.9, 0.8, 0.7) if text_width(text, share * size, weight) <= width),
        0.6 * size,
    )


def fitting_size(text: str, size: float, width: float, height: float, weight: int = REGULAR) -> float:
    """The largest of a few sizes at which a paragraph fits its room."""
    for share in (1.0, 0.9, 0.8, 0.7):
        if line_count(text, share * size, width, weight) * share * size * _LINE_PITCH <= height:
            return share * size
    return 0.6 * size


def balanced_width(text: str, size: float, width: float, weight: int = REGULAR) -> float:
    """The least width at which a text takes no more lines: none of them is a single word."""
    lines, low, high = line_count(text, size, width, weight), 0.0, width
    while high - low > 4:
        middle = (low + high) / 2
        low, high = (low, middle) if line_count(text, size, middle, weight) == lines else (middle, high)
    return high


def line_count(text: str, size: float, width: float, weight: int = REGULAR) -> int:
    """How many lines a text of this size needs."""
    layout = QTextLayout(text, font(size, weight))
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        count += 1
    layout.endLayout()
    return count
