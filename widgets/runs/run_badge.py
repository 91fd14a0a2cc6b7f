"""The sign of a run: a disc in its colour with its number, so that it is never told by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from core.runs.run_tree import TrainedRun
from simulator.fonts import SEMIBOLD, font
from simulator.theme import Theme

SIZE = 18


def run_color(run: TrainedRun, theme: Theme) -> str:
    """Of the colours for classes."""
    return theme.classes[run.color % len(theme.classes)]


def badge(run: TrainedRun, theme: Theme, ratio: float) -> QIcon:
    """For a screen of this pixel ratio."""
    made = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = QColor(run_color(run, theme))
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(SIZE / 2, SIZE / 2), SIZE / 2, SIZE / 2)
    number = str(run.id)
    painter.setFont(font(11 if len(number) < 3 else 9, SEMIBOLD))
    painter.setPen(QColor("#FFFFFF" if _is_dim(color) else "#16130F"))
    painter.drawText(QRectF(0, 0, SIZE, SIZE), Qt.AlignmentFlag.AlignCenter, number)
    painter.end()
    shown = QIcon(made)
    shown.addPixmap(made, QIcon.Mode.Selected)  # Qt would make its colour another one
    return shown


def _is_dim(color: QColor) -> bool:
    """Whether white stands out better than black: by relative luminance, as WCAG has it."""
    parts = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 0.1791
