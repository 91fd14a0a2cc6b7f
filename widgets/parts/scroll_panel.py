"""A panel that is higher than its dock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_PADDING, _ABOVE = 16, 12
_SCROLL_BAR = 8


class ScrollPanel(QScrollArea):
    """A column of widgets with the padding of a panel. The scroll bar takes its room from that, so nothing jumps."""

    def __init__(self, column: QVBoxLayout | None = None) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout()
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        if column is not None:
            self.show_column(column)

    def show_column(self, column: QVBoxLayout) -> None:
        """Scroll through this column from now on."""
        self._column = column
        column.addStretch(1)
        body = QWidget()
        body.setProperty("role", "panel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body.setLayout(column)
        self.setWidget(body)
        self._make_room(0, self.verticalScrollBar().maximum())

    def _make_room(self, _: int, furthest: int) -> None:
        right = _PADDING - (_SCROLL_BAR if furthest > 0 else 0)
        self._column.setContentsMargins(_PADDING, _ABOVE, right, _PADDING)
