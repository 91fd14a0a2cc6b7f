"""A switch for a kind of points, which is their legend too: markers, words, on or off."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from simulator.plots.maps import paint_marker
from simulator.theme import Theme
from widgets.parts.readout import write
from widgets.parts.switch import Switch

_WORDS_AT = 44


class PointsSwitch(Switch):
    """On: the points are shown. Hollow markers stand for rows held out."""

    def __init__(self, words: str, tip: str, *, is_hollow: bool, kinds: int = 2) -> None:
        super().__init__(words, tip)
        self._kinds = kinds
        self._is_hollow = is_hollow
        self.setText(words)
        self.setChecked(True)

    def paint_legend(self, painter: QPainter, theme: Theme) -> None:
        middle = self.height() / 2
        for class_number in range(self._kinds):
            at = QPointF(8 + 17 * class_number, middle)
            paint_marker(painter, at, class_number, theme, is_hollow=self._is_hollow)
        words_at = _WORDS_AT - 17 * (2 - self._kinds)
        write(painter, QPointF(words_at, middle), self.text(), self.font(), theme.ink, align=0.0)
