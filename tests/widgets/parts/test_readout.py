"""The dark card stays within its room, whatever things are called."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from simulator.theme import theme
from widgets.parts.readout import paint_readout


def test_long_names_give_way_to_numbers(qapp: QApplication) -> None:
    look = theme("light")
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(look.panel))
    painter = QPainter(image)
    values = [("nonflavanoid phenols", "0.4512"), ("virginica", "0.0001"), ("change", "−0.339")]
    paint_readout(painter, QPointF(150, 50), values, 280, look)
    painter.end()
    assert image.pixelColor(270, 12).name() == look.ink.lower()
    assert image.pixelColor(290, 21).name() == look.panel.lower()
