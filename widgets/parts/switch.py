"""A switch: on or off, at the right end of its row."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from simulator.theme import Theme
from widgets.parts.controls import CONTROL_HEIGHT
from widgets.parts.style import Themed, current_theme

_TRACK = QSize(32, 18)


class Switch(Themed, QCheckBox):
    """On or off, for a hand or the space bar. `clicked` tells what a person did, not `setChecked`."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_TRACK.width() + 4)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_legend(painter, theme)
        self._paint_track(painter, theme)
        painter.end()

    def paint_legend(self, painter: QPainter, theme: Theme) -> None:
        """What stands left of the track: nothing, where the row has a label."""

    def _paint_track(self, painter: QPainter, theme: Theme) -> None:
        left, top = self.width() - _TRACK.width() - 2, (self.height() - _TRACK.height()) / 2
        track = QRectF(left, top, _TRACK.width(), _TRACK.height())
        radius = track.height() / 2
        is_on = self.isChecked()
        edge, fill = (theme.ink, theme.ink) if is_on else (theme.border_strong, theme.sunken)
        knob = theme.on_ink if is_on else theme.text_3
        if not self.isEnabled():
            edge, fill, knob = theme.hairline, theme.panel, theme.border
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(knob))
        across = track.right() - radius if is_on else track.left() + radius
        painter.drawEllipse(QPointF(across, track.center().y()), radius - 4, radius - 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(track.adjusted(-1, -2, 1, 2), radius + 2, radius + 2)
