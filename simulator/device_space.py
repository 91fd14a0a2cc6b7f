"""Painting in whole pixels of the device: what was drawn once into an image is copied, never resampled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QImage, QPaintEngine, QPainter

STEPS = 4
"""Places within a pixel, both ways, that small images are drawn for: they stand 1/8 px off at most."""


def placement(painter: QPainter) -> tuple[float, float, float] | None:
    """Device pixels for one unit of the painter's coordinates, and where their origin is; None where the painter
    draws no pixels (vector graphics) or turns what it draws."""
    engine, transform = painter.paintEngine(), painter.deviceTransform()
    if engine is None or engine.type() is not QPaintEngine.Type.Raster:
        return None
    is_turned = transform.m12() or transform.m21() or transform.m11() != transform.m22() or not transform.isAffine()
    if is_turned or transform.m11() <= 0:
        return None
    return transform.m11(), transform.dx(), transform.dy()


@contextmanager
def device_space(painter: QPainter) -> Iterator[None]:
    """Within it the painter's coordinates are pixels of its device."""
    painter.save()
    # What stands between the painter's world and its device (a screen's scale, a widget's place) is taken out.
    inverse, _ = painter.deviceTransform().inverted()
    painter.setWorldTransform(inverse * painter.worldTransform())
    try:
        yield
    finally:
        painter.restore()


def blank(width: int, height: int) -> tuple[QImage, QPainter]:
    """A transparent image and its painter."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return image, painter
