"""What looks the same from picture to picture: painted once into an image, then copied to its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from threading import Lock

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from simulator.device_space import STEPS, blank, device_space, placement

_MOST_IMAGES, _MOST_BYTES = 64, 16 * 2**20
_kept: dict[Hashable, QImage] = {}
"""The one used last stands last."""
_keeping = Lock()
"""Films are painted beside the window, in threads of their own."""


def paint_kept(painter: QPainter, look: Hashable, box: QRectF, draw: Callable[[QPainter], object]) -> None:
    """Paint what `draw` paints inside `box`, both in the painter's coordinates; `look` is all that it depends on.

    An opacity of the painter holds for the whole: parts that lie over each other do not shine through.
    """
    place = placement(painter)
    if place is None:
        draw(painter)
        return
    scale, dx, dy = place
    x, y = (math.floor(start * STEPS + 0.5) for start in (dx, dy))
    left, top = math.floor(box.left() * scale) - 1, math.floor(box.top() * scale) - 1
    width, height = (math.ceil(side * scale) + 3 for side in (box.width(), box.height()))
    key = look, scale, x % STEPS, y % STEPS, left, top, width, height
    with _keeping:
        image = _kept.pop(key, None)
    if image is None:
        image, inner = blank(width, height)
        inner.translate(x % STEPS / STEPS - left, y % STEPS / STEPS - top)
        inner.scale(scale, scale)
        draw(inner)
        inner.end()
    with _keeping:
        _make_room(image.sizeInBytes())
        _kept[key] = image
    with device_space(painter):
        painter.drawImage(x // STEPS + left, y // STEPS + top, image)


def _make_room(size: int) -> None:
    """Let go of those that were not used for longest."""
    sizes = [image.sizeInBytes() for image in _kept.values()]
    total = sum(sizes) + size
    for key, each in zip(list(_kept), sizes, strict=True):
        if total <= _MOST_BYTES and len(_kept) < _MOST_IMAGES:
            return
        del _kept[key]
        total -= each
