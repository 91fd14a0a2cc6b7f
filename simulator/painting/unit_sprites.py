"""Units as small images: each look is drawn once and copied to its places."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter

import numpy as np
from PySide6.QtGui import QImage, QPainter

from simulator.device_space import STEPS, blank, device_space, placement
from simulator.drawing import HALO
from simulator.fonts import MEDIUM, text_width
from simulator.frames.layout import HALF_NAME
from simulator.frames.unit_shapes import UnitShape
from simulator.painting.map_sprites import MapFrames, shows_map
from simulator.painting.paint_units import paint_unit
from simulator.theme import Theme

_AIR = 10.0
"""Around a unit: its halo, the ring of a selection, the corners of the keyboard, the dot of its bias."""
_MOST_BYTES = 48 * 2**20
_MOST_KNOWN = 2048
_ELSEWHERE = ("element", "x", "y", "face", "picture")
_STEPPED = ("strength", "value_opacity", "arrived", "blend")
_LOOKS = [field.name for field in fields(UnitShape) if field.name not in _ELSEWHERE]
_look_of = attrgetter(*_LOOKS)
_kind_of = attrgetter(*(name for name in _LOOKS if name not in _STEPPED))
_SHADES = 32
"""Steps of strength, of fading in and of what has arrived, in units too small for a number."""


def paint_units(painter: QPainter, units: Iterable[UnitShape], theme: Theme) -> None:
    """All units, those that are selected on top."""
    place = placement(painter)
    ordered = sorted(units, key=attrgetter("is_selected"))
    if place is None:
        for unit in ordered:
            paint_unit(painter, unit, theme)
        return
    scale, *origin = place
    placed = _shelf(theme, scale).placed
    with device_space(painter):
        for unit in ordered:
            painter.drawImage(*placed(unit, origin))


@dataclass(frozen=True)
class _Sprite:
    """An image, and where its corner is from the pixel that the middle of the unit is in."""

    image: QImage
    left: int
    top: int
    unit: UnitShape
    """Keeps the arrays that its look is known by."""


class _Shelf:
    """The sprites of one theme and size."""

    def __init__(self, theme: Theme, scale: float) -> None:
        self._theme = theme
        self._scale = scale
        self._maps = MapFrames(theme, scale)
        self._sprites: dict[Hashable, _Sprite] = {}
        self._bytes = 0
        self._known: dict[int, tuple[UnitShape, list[float], tuple[int, int, QImage]]] = {}

    def placed(self, unit: UnitShape, origin: list[float]) -> tuple[int, int, QImage]:
        """Where the corner of a unit's image is on the device, and the image."""
        # Units that stand still are the very same values from frame to frame.
        known = self._known.get(id(unit))
        if known is not None and known[0] is unit and known[1] == origin:
            return known[2]
        x = math.floor((self._scale * unit.x + origin[0]) * STEPS + 0.5)
        y = math.floor((self._scale * unit.y + origin[1]) * STEPS + 0.5)
        sprite = self._of_look(unit, x % STEPS, y % STEPS)
        found = x // STEPS + sprite.left, y // STEPS + sprite.top, sprite.image
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[id(unit)] = unit, origin, found
        return found

    def _of_look(self, unit: UnitShape, phase_x: int, phase_y: int) -> _Sprite:
        is_small = not unit.shape.shows_value and unit.face is None and unit.picture is None
        look = (_kind_of(unit), _shades(unit)) if is_small else (_look_of(unit), _content(unit))
        key = (look, phase_x, phase_y)
        found = self._sprites.get(key)
        if found is None:
            found = self._made(_shaded(unit) if is_small else unit, phase_x / STEPS, phase_y / STEPS)
            if is_small or not _is_passing(unit):
                self._keep(key, found)
        return found

    def _keep(self, key: Hashable, sprite: _Sprite) -> None:
        self._bytes += sprite.image.sizeInBytes()
        if self._bytes > _MOST_BYTES:
            self._sprites.clear()
            self._bytes = sprite.image.sizeInBytes()
        self._sprites[key] = sprite

    def _made(self, unit: UnitShape, phase_x: float, phase_y: float) -> _Sprite:
        left, top, width, height = self._bounds(unit)
        if shows_map(unit):
            return _Sprite(self._maps.image(unit, (phase_x - left, phase_y - top), (width, height)), left, top, unit)
        image, painter = blank(width, height)
        painter.translate(phase_x - left, phase_y - top)
        painter.scale(self._scale, self._scale)
        paint_unit(painter, replace(unit, x=0.0, y=0.0), self._theme)
        painter.end()
        return _Sprite(image, left, top, unit)

    def _bounds(self, unit: UnitShape) -> tuple[int, int, int, int]:
        """Left, top, width and height in pixels, from the middle of the unit."""
        across, above = unit.half_width + _AIR, unit.half_height + _AIR
        if unit.name:
            across = max(across, text_width(unit.name, 13, MEDIUM) / 2 + HALO + 2)
            above = max(above, unit.y - unit.name_y + HALF_NAME + HALO + 2)
        right, up = (math.ceil(length * self._scale) + 1 for length in (across, above))
        down = math.ceil((unit.half_height + _AIR) * self._scale) + 1
        return -right, -up, 2 * right + 1, up + down + 1


@lru_cache(maxsize=6)
def _shelf(theme: Theme, scale: float) -> _Shelf:
    return _Shelf(theme, scale)


def _shades(unit: UnitShape) -> tuple[int, ...]:
    """Strength, opacity and what has arrived, in steps."""
    return tuple([int(share * _SHADES + 0.5) for share in (unit.strength, unit.value_opacity, *unit.arrived)])


def _shaded(unit: UnitShape) -> UnitShape:
    strength, opacity, *arrived = (step / _SHADES for step in _shades(unit))
    return replace(unit, strength=strength, value_opacity=opacity, arrived=tuple(arrived), blend=1.0)


def _content(unit: UnitShape) -> Hashable:
    """What its parts with arrays look like. A map is known by where its numbers are: they are many, and the very same
    as long as the network is."""
    if shows_map(unit):
        assert unit.picture is not None
        values, mark = unit.picture.values, unit.picture.mark
        return values.__array_interface__["data"], values.shape, mark
    return tuple(
        (value.shape, value.tobytes()) if isinstance(value, np.ndarray) else value
        for part in (unit.face, unit.picture)
        if part is not None
        for value in vars(part).values()
    )


def _is_passing(unit: UnitShape) -> bool:
    """Whether the look lasts for an instant only."""
    return any(0 < each < 1 for each in (unit.value_opacity, unit.blend))
