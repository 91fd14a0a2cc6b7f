"""Gradient descent on a slope, in its place beside the network."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simulator.film.descent_scene import DescentScene
from simulator.film.part import Part
from simulator.plots.paint_descent import paint_descent
from simulator.theme import Theme

_SCALE = 1.6


class DescentPart(Part):
    """Drawn as in the window, larger."""

    def __init__(self, scene: DescentScene, rect: QRectF) -> None:
        self._scene, self._rect = scene, rect

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        size = self._rect.width() / _SCALE, self._rect.height() / _SCALE
        painter.save()
        painter.translate(self._rect.topLeft())
        painter.scale(_SCALE, _SCALE)
        paint_descent(painter, self._scene.picture(state, *size), theme)
        painter.restore()
