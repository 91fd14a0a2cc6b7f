"""Units with maps in them as small images: while a network learns every map is new, and all around it is not."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from core.network import frozen
from simulator.device_space import blank
from simulator.drawing import draw_box, rect_of
from simulator.frames.face import Face
from simulator.frames.unit_shapes import UnitShape, UnitState
from simulator.painting.paint_faces import STRENGTH
from simulator.painting.paint_units import paint_unit
from simulator.plots.maps import map_image
from simulator.theme import Theme, standing_back

_MOST = 512
_NO_MAP = frozen(np.zeros((0, 0)))
_frame_of = attrgetter(
    "half_width",
    "half_height",
    "is_input",
    "name",
    "bias",
    "is_selected",
    "is_hovered",
    "has_focus",
    "aside",
    "picture.mark",
)
"""All that decides how a unit looks around its map."""


@dataclass(frozen=True)
class _Frame:
    """`disc` is opaque where the map goes, at `place`; `over` is the rest of the unit, with a hole there."""

    disc: QImage
    over: QImage
    place: QRectF


class MapFrames:
    """What is around the maps, of one theme and size."""

    def __init__(self, theme: Theme, scale: float) -> None:
        self._theme = theme
        self._scale = scale
        self._frames: dict[Hashable, _Frame] = {}

    def image(self, unit: UnitShape, middle: tuple[float, float], size: tuple[int, int]) -> QImage:
        """A unit that `shows_map`, with its middle at this place (pixels) of an image of this size."""
        assert unit.picture is not None
        frame = self._frame(unit, middle, size)
        made = frame.disc.copy()
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
        painter.drawImage(
            frame.place, map_image(unit.picture.values, standing_back(self._theme, unit.aside), STRENGTH)
        )
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.drawImage(0, 0, frame.over)
        painter.end()
        return made

    def _frame(self, unit: UnitShape, middle: tuple[float, float], size: tuple[int, int]) -> _Frame:
        key = (_frame_of(unit), middle, size)
        found = self._frames.get(key)
        if found is None:
            if len(self._frames) >= _MOST:
                self._frames.clear()
            found = self._frames[key] = self._made(unit, middle, size)
        return found

    def _made(self, unit: UnitShape, middle: tuple[float, float], size: tuple[int, int]) -> _Frame:
        assert unit.picture is not None
        bare = replace(unit, x=0.0, y=0.0, picture=replace(unit.picture, values=_NO_MAP))
        box = rect_of(bare.box)
        disc, painter = blank(*size)
        painter.translate(*middle)
        painter.scale(self._scale, self._scale)
        draw_box(painter, box, bare.radius, self._theme.canvas)
        place = painter.transform().mapRect(box)
        painter.end()
        over, painter = blank(*size)
        painter.translate(*middle)
        painter.scale(self._scale, self._scale)
        paint_unit(painter, bare, self._theme)
        painter.end()
        return _Frame(disc, over, place)


def shows_map(unit: UnitShape) -> bool:
    """Whether nothing but a map is in it, in full strength."""
    picture = unit.picture
    is_map = picture is not None and picture.kind is Face.MAP
    return is_map and unit.state is UnitState.KNOWN and unit.value_opacity == 1
