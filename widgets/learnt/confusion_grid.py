"""Where the cells of a confusion matrix lie, for so many classes in so much width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from simulator.fonts import text_width

GAP = 2
MARKER = 16
"""Room for a marker at the side."""
BEFORE_MARKER = 4
_CAPTION = 108
_WIDEST_CELL = 52
_LEAST_HEAD = 12
"""The least width and height of a cell beside which a marker has room."""
_FEW = 2

Cell = tuple[int, int]
"""Row and column on screen."""


@dataclass(frozen=True)
class Grid:
    """Where the cells are, in px. `names` is the room for names at the side, 0 for none; heads are the markers."""

    count: int
    left: float
    top: float
    width: float
    height: float
    names: float
    has_names_above: bool
    has_heads: bool

    @property
    def has_caption_beside(self) -> bool:
        """Else the caption stands above."""
        return self.count <= _FEW

    @property
    def bottom(self) -> float:
        return self.top + self.count * self.height

    def cell(self, row: int, column: int) -> QRectF:
        left, top = self.left + column * self.width, self.top + row * self.height
        return QRectF(left, top, self.width - GAP, self.height - GAP)

    def at(self, point: QPointF) -> Cell | None:
        column, row = (point.x() - self.left) // self.width, (point.y() - self.top) // self.height
        inside = 0 <= row < self.count and 0 <= column < self.count
        return (int(row), int(column)) if inside else None


def grid_for(names: list[str], count: int, width: float) -> Grid:
    """Cells as wide as there is room for, at the right, where a panel has its numbers; names get what is left."""
    is_beside = count <= _FEW
    tallest, least = (32, 40) if count <= 3 else (28, 34) if count <= 6 else (24, 26)
    widest = max((text_width(name, 12) for name in names), default=0.0)
    room = width - MARKER - (_CAPTION if is_beside else 0)
    for_names = min(widest + 1, room - BEFORE_MARKER - count * least)
    if for_names < min(widest, 20):
        for_names = 0.0
    cell = max(min(_WIDEST_CELL, (room - (for_names and for_names + BEFORE_MARKER)) // count), 4)
    height = min(tallest, max(cell, 10))
    has_heads = min(cell, height) >= _LEAST_HEAD
    has_names_above = has_heads and bool(names) and not for_names and widest <= cell - GAP
    heads = 34 if has_names_above else 20 if has_heads else 0
    return Grid(
        count=count,
        left=width - count * cell + GAP,
        top=heads + (0 if is_beside else 22),
        width=cell,
        height=height,
        names=for_names,
        has_names_above=has_names_above,
        has_heads=has_heads,
    )
