"""Room in a dock for a panel that is not made before somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class LateBody(QWidget):
    """Says when it is `seen`; whoever hears of it fills it."""

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def fill(self, panel: QWidget) -> None:
        self._layout.addWidget(panel)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Not at once: a panel that goes behind a tab is on show for a moment.
        QTimer.singleShot(0, self, self.seen.emit)
