"""The small bar in the canvas's corner: out, how large, in, fit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import ToolButton, row_of, text_label


class ZoomBar(QWidget):
    """Tells the zoom and asks for another."""

    zoomed_in = Signal()
    zoomed_out = Signal()
    fitted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        out = ToolButton("minus", say(Message("Zoom out")), 24, 14)
        into = ToolButton("plus", say(Message("Zoom in")), 24, 14)
        fit = ToolButton("fit", say(Message("Fit the network (F)")), 24, 16)
        self._zoom = text_label("100 %", "small")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._zoom.setFixedWidth(46)
        layout = row_of(out, self._zoom, into, fit, spacing=0)
        layout.setContentsMargins(2, 2, 2, 2)
        self.setLayout(layout)
        out.clicked.connect(self.zoomed_out)
        into.clicked.connect(self.zoomed_in)
        fit.clicked.connect(self.fitted)
        self.adjustSize()

    def show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{round(zoom * 100)} %")
