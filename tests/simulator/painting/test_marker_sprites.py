"""Copied markers look like those drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from simulator.painting.marker_sprites import paint_markers
from simulator.plots.maps import paint_marker
from simulator.theme import theme

PLACES = [QPointF(12 + 14 * k, 20.0 + 0.5 * k) for k in range(6)]
CLASSES = [0, 1, 2, 3, 4, 5]
pytestmark = pytest.mark.usefixtures("qapp")


def painted(is_copied: bool, ratio: float, scale: float) -> NDArray[np.int_]:
    image = QImage(round(100 * ratio), round(40 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_copied:
        paint_markers(painter, PLACES, CLASSES, theme("light"), scale)
    else:
        for at, kind in zip(PLACES, CLASSES, strict=True):
            paint_marker(painter, at, kind, theme("light"), is_hollow=False, scale=scale)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("scale", [0.46, 1.0])
def test_they_look_the_same(ratio: float, scale: float) -> None:
    copied, drawn = painted(True, ratio, scale), painted(False, ratio, scale)
    assert (drawn < 200).any()
    assert abs(copied - drawn).max() <= 16
