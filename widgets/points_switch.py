"""A switch for a kind of points, which is their legend too: markers, words, on or off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from simulator.maps import paint_marker
from simulator.theme import Theme
from widgets.controls import CONTROL_HEIGHT
from widgets.readout import write
from widgets.style import Themed, current_theme

_WORDS_AT = 44
_TRACK = QSize(32, 18)


class PointsSwitch(Themed, QCheckBox):
    """On: the points are shown. Hollow markers stand for rows held out."""

    def __init__(self, words: str, tip: str, *, is_hollow: bool) -> None:
        super().__init__(words)
        self._is_hollow = is_hollow
        self.setChecked(True)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, middle = current_theme(), self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for class_number in (0, 1):
            at = QPointF(8 + 17 * class_number, middle)
            paint_marker(painter, at, class_number, theme, is_hollow=self._is_hollow)
        write(painter, QPointF(_WORDS_AT, middle), self.text(), self.font(), theme.ink, align=0.0)
        self._paint_switch(painter, theme)
        painter.end()

    def _paint_switch(self, painter: QPainter, theme: Theme) -> None:
        left, top = self.width() - _TRACK.width() - 2, (self.height() - _TRACK.height()) / 2
        track = QRectF(left, top, _TRACK.width(), _TRACK.height())
        radius = track.height() / 2
        is_on = self.isChecked()
        painter.setPen(QPen(QColor(theme.ink if is_on else theme.border_strong), 1))
        painter.setBrush(QColor(theme.ink if is_on else theme.sunken))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_ink if is_on else theme.text_3))
        across = track.right() - radius if is_on else track.left() + radius
        painter.drawEllipse(QPointF(across, track.center().y()), radius - 4, radius - 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(track.adjusted(-1, -2, 1, 2), radius + 2, radius + 2)
