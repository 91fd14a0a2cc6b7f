"""Edges as images, one for every two columns: drawn once at full strength, then only laid down.

An edge's colour is canvas + (its own − canvas) × emphasis, so one image at the opacity of its emphasis serves every
beat of a step. Where its pixels go depends on nothing but whole pixels, so panning only moves it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QImage, QPainter

from simulator.frames.edge_shapes import Edges
from simulator.painting.edge_pens import draw_lines, edge_color, steps_for
from simulator.theme import Theme

_MARGIN = 6.0
_MOST_BYTES = 160 * 2**20
_LINES_AT_A_TIME = 64
_REACH = 0.25
"""What is drawn beyond the picture's border, as a share of its size: room to pan into."""


@dataclass(frozen=True)
class Ground:
    """Where layers are drawn for: device pixels a unit of the layout, the place of its origin, what can be seen of it
    (left, top, right, bottom in the layout's coordinates), and the theme."""

    scale: float
    x: float
    y: float
    seen: tuple[float, float, float, float]
    theme: Theme

    @property
    def phase(self) -> tuple[float, float]:
        return self.x - math.floor(self.x), self.y - math.floor(self.y)


@dataclass(frozen=True, eq=False)
class Bundle:
    """Edges between two columns, weakest first, as they look at full emphasis. `pens` are steps of strength, below
    zero for negative weights; `rows` says where each stands among the drawn edges."""

    column: int
    is_raised: bool
    rows: NDArray[np.intp]
    lines: NDArray[np.float64]
    pens: NDArray[np.intp]
    widths: NDArray[np.float64]
    steps: int
    fade: float

    def is_like(self, other: Bundle) -> bool:
        """Whether the same edges are meant, if in other widths."""
        return self is other or (
            (self.column, self.is_raised, self.steps) == (other.column, other.is_raised, other.steps)
            and np.array_equal(self.pens, other.pens)
            and np.array_equal(self.lines, other.lines)
        )

    def is_equal(self, other: Bundle) -> bool:
        return self is other or (
            self.fade == other.fade and self.is_like(other) and np.array_equal(self.widths, other.widths)
        )


@dataclass(frozen=True, eq=False)
class Strip:
    """A bundle on its ground: all that the pixels of a layer depend on."""

    bundle: Bundle
    ground: Ground
    rect: QRect
    """In device pixels from the origin of the layout."""
    seen: QRect
    """The part of it that can be seen."""

    def is_like(self, other: Strip) -> bool:
        """Whether the same edges are meant, if in another size or at another place."""
        return self.ground.theme == other.ground.theme and self.bundle.is_like(other.bundle)

    def is_served_by(self, other: Strip) -> bool:
        """Whether the layer of the other has the very pixels."""
        mine, theirs = self.ground, other.ground
        return (
            mine.scale == theirs.scale
            and abs(mine.phase[0] - theirs.phase[0]) < 1e-6
            and abs(mine.phase[1] - theirs.phase[1]) < 1e-6
            and mine.theme == theirs.theme
            and self.bundle.is_equal(other.bundle)
            and (self.seen.isEmpty() or other.rect.contains(self.seen))
        )


Bundles = tuple[list[Bundle], list[Bundle]]


def bundles_of(edges: Edges) -> Bundles:
    """The crowd, the same whatever is selected, and what lies on top of it; a bundle a column."""
    steps = steps_for(len(edges))
    pens = np.rint(edges.strength * steps).astype(np.intp)
    pens = np.where(edges.weights < 0, -1 - pens, pens)
    found: Bundles = ([], [])
    for bundles, which, widths in zip(
        found, (edges.is_crowd, edges.is_raised), (edges.crowd_widths, edges.widths), strict=True
    ):
        columns = np.where(which, edges.columns, 0)
        for column in np.unique(columns[which]).tolist():
            rows = np.flatnonzero(columns == column)
            parts = rows, edges.lines[rows], pens[rows], widths[rows]
            is_raised = which is edges.is_raised
            # What is pointed at does not fade.
            bundles.append(Bundle(column, is_raised, *parts, steps, 0.0 if is_raised else edges.fade))
    return found


def _rects(lines: NDArray[np.float64], ground: Ground) -> tuple[QRect, QRect]:
    """The pixels that lines can touch: as far as a layer holds them, and as far as they are seen."""
    xs, ys = lines[:, 0::2], lines[:, 1::2]
    box = np.array([xs.min() - 1, ys.min() - _MARGIN, xs.max() + 1, ys.max() + _MARGIN])
    left, top, right, bottom = ground.seen
    reach_x, reach_y = _REACH * (right - left), _REACH * (bottom - top)
    near = (left - reach_x, top - reach_y, right + reach_x, bottom + reach_y)
    return _pixels(box, near, ground), _pixels(box, ground.seen, ground)


def _pixels(box: NDArray[np.float64], clip: tuple[float, float, float, float], ground: Ground) -> QRect:
    low = np.floor(np.maximum(box[:2], clip[:2]) * ground.scale + ground.phase).astype(int)
    high = np.ceil(np.minimum(box[2:], clip[2:]) * ground.scale + ground.phase).astype(int)
    (left, top), (right, bottom) = low.tolist(), high.tolist()
    return QRect(left, top, max(0, right - left), max(0, bottom - top))


@dataclass(eq=False)
class Layer:
    """The image of a strip."""

    strip: Strip
    image: QImage = field(init=False)

    def __post_init__(self) -> None:
        size = self.strip.rect.size()
        self.image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        if not self.image.isNull():
            self.image.fill(0)

    def draw(self) -> Iterator[None]:
        """Draw it, a few lines at a time; between two steps other things may happen."""
        bundle, ground, rect = self.strip.bundle, self.strip.ground, self.strip.rect
        if self.image.isNull():
            return
        # Stable: of equal looks the stronger stays on top.
        order = np.lexsort((bundle.pens < 0, np.where(bundle.pens < 0, -1 - bundle.pens, bundle.pens)))
        for group in groups_of(bundle.pens[order], order):
            pen = int(bundle.pens[group[0]])
            sign, step = (-1.0, -1 - pen) if pen < 0 else (1.0, pen)
            color = edge_color(sign, step / bundle.steps, 1.0, ground.theme, bundle.fade)
            width = float(bundle.widths[group].max())
            for begin in range(0, len(group), _LINES_AT_A_TIME):
                lines = bundle.lines[group[begin : begin + _LINES_AT_A_TIME]].tolist()
                painter = QPainter(self.image)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.translate(ground.phase[0] - rect.x(), ground.phase[1] - rect.y())
                painter.scale(ground.scale, ground.scale)
                draw_lines(painter, [QLineF(*line) for line in lines], color, width)
                painter.end()
                yield


def groups_of(keys: NDArray[np.intp], order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """`order` cut where `keys`, which belong to it, change."""
    return np.split(order, np.flatnonzero(np.diff(keys)) + 1)


class Layers:
    """Layers once drawn, as long as there is room; where `may_be_stale`, one of another size, or a place further off,
    stands in for one that is not drawn yet."""

    def __init__(self) -> None:
        self.may_be_stale = False
        self.was_stale = False
        self.rough_seconds = 0.0
        """How long it took to do without layers, the last time."""
        self._kept: list[Layer] = []
        self._bundled: list[tuple[Edges, Bundles]] = []

    def strips(self, edges: Edges, ground: Ground) -> tuple[list[Strip], list[Strip]]:
        """The crowd, and what lies on top of it, column by column."""
        crowd, raised = (
            [Strip(bundle, ground, *_rects(bundle.lines, ground)) for bundle in bundles]
            for bundles in self._bundles(edges)
        )
        return crowd, raised

    def _bundles(self, edges: Edges) -> Bundles:
        # Edges that stand still share their arrays from frame to frame.
        for known, bundles in self._bundled:
            if known.lines is edges.lines and known.widths is edges.widths:
                return bundles
        made = bundles_of(edges)
        # Those before and those after an update are painted in turn.
        self._bundled = [*self._bundled[-1:], (edges, made)]
        return made

    def layer(self, strip: Strip) -> Layer:
        """The layer of a strip, drawn now if need be."""
        found = self._find(strip)
        if found is None and self.may_be_stale:
            found = next((layer for layer in reversed(self._kept) if strip.is_like(layer.strip)), None)
            self.was_stale |= found is not None
        if found is None:
            found = Layer(strip)
            for _ in found.draw():
                pass
            self.keep(found)
        return found

    def has(self, strip: Strip) -> bool:
        return self._find(strip) is not None

    def keep(self, layer: Layer) -> None:
        """Hold on to a layer, and let go of those that were not used for longest."""
        self._kept = [each for each in self._kept if not each.strip.is_served_by(layer.strip)] + [layer]
        while len(self._kept) > 1 and sum(each.image.sizeInBytes() for each in self._kept) > _MOST_BYTES:
            del self._kept[0]

    def _find(self, strip: Strip) -> Layer | None:
        for index in range(len(self._kept) - 1, -1, -1):
            layer = self._kept[index]
            if strip.is_served_by(layer.strip):
                # Used last: at the end.
                self._kept.append(self._kept.pop(index))
                return layer
        return None
