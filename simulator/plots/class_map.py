"""The decision map in classes: everywhere the colour of the class that wins, the stronger the surer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from core.network import Array, frozen
from simulator.drawing import draw_text
from simulator.fonts import REGULAR, text_width
from simulator.plots.maps import oklab, paint_marker, srgb
from simulator.short_text import elided
from simulator.theme import Theme

_LEAST, _MOST = 0.22, 0.62
"""How far from paper to a class's colour: where another class is as good, and where there is no doubt."""
_STEPS = 64
_MARKER, _BETWEEN, _LINE, _SIZE = 14.0, 12.0, 17.0, 11.0


def class_image(winner: NDArray[np.intp], sureness: Array, theme: Theme) -> QImage:
    """Winning classes and how surely they win (0 … 1), both rows × columns, as colours."""
    table = _colors(theme)
    steps = np.clip(sureness * (_STEPS - 1), 0, _STEPS - 1).round().astype(np.intp)
    pixels = np.ascontiguousarray(table[winner % len(table), steps])
    height, width = winner.shape
    # A copy, because QImage does not keep the array alive.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=4)
def _colors(theme: Theme) -> NDArray[np.uint8]:
    """Classes × steps, as QImage stores RGB32: blue, green, red, unused."""
    paper = oklab(theme.canvas)
    share = np.linspace(_LEAST, _MOST, _STEPS)[:, None]
    table = np.full((len(theme.classes), _STEPS, 4), 255, np.uint8)
    for number, color in enumerate(theme.classes):
        table[number, :, :3] = srgb(frozen(paper + (oklab(color) - paper) * share))[:, ::-1]
    return table


def paint_class_legend(
    painter: QPainter, rect: QRectF, classes: Sequence[tuple[int, str]], theme: Theme, scale: float = 1.0
) -> None:
    """Markers and names of classes, in lines from the left as far as there is room."""
    for x, line, number, words in _entries(rect.width(), classes, scale):
        left, y = rect.left() + x, rect.top() + _LINE * scale * (line + 0.5)
        if y > rect.bottom():
            return
        paint_marker(painter, QPointF(left + 5 * scale, y), number, theme, is_hollow=False, scale=scale)
        draw_text(painter, left + _MARKER * scale, y, words, _SIZE * scale, theme.text_2)


def legend_lines(width: float, classes: Sequence[tuple[int, str]], scale: float = 1.0) -> int:
    """How many lines these classes take."""
    return max((line for _, line, _, _ in _entries(width, classes, scale)), default=-1) + 1


def _entries(width: float, classes: Sequence[tuple[int, str]], scale: float) -> Iterator[tuple[float, int, int, str]]:
    """How far from the left, in which line, number and name of every class."""
    x, line = 0.0, 0
    for number, name in classes:
        words = elided(name, 110, REGULAR)
        wide = _MARKER * scale + text_width(words, _SIZE * scale)
        if x > 0 and x + wide > width:
            x, line = 0.0, line + 1
        yield x, line, number, words
        x += wide + _BETWEEN * scale
