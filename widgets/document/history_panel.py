"""Everything that was done to the experiment, as a list: a click on a line goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from core.message import Message
from simulator.document.document import Document
from simulator.words import say
from widgets.parts.controls import EmptyState, column_of

if TYPE_CHECKING:
    from widgets.document.history_list import HistoryList

_MARGIN = 16


class HistoryPanel(QWidget):
    """The way back and the way forward; where one stands is marked, what was undone is paler."""

    asked_for = Signal()
    """Somebody wants to see it."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._stack = document.undo_stack
        self._is_following = False
        self.action = QAction(say(Message("&History")), self)
        """Shows the panel, from a menu."""
        self.action.setShortcut("Ctrl+Shift+H")
        self.action.triggered.connect(lambda *_: self.asked_for.emit())
        self._list: HistoryList | None = None
        self._layout = QStackedLayout(self)
        self._stack.indexChanged.connect(self._follow)
        self._stack.cleanChanged.connect(self._follow)
        document.file_changed.connect(self._follow)

    @property
    def list(self) -> HistoryList:
        """Made, with the line that stands in for it before the first edit, when somebody first looks."""
        if self._list is None:
            from widgets.document.history_list import HistoryList

            self._list = HistoryList(self._document)
            self._list.selectionModel().currentChanged.connect(self._go_to)
            self._layout.addWidget(_empty())
            self._layout.addWidget(self._list)
        return self._list

    def sizeHint(self) -> QSize:
        return QSize(280, 320)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow(is_shown=True)

    def _follow(self, *_: object, is_shown: bool = False) -> None:
        # A slider that is dragged edits a hundred times a second; nobody looks at a list that is hidden.
        if not (is_shown or self.isVisible()):
            return
        self._is_following = True
        try:
            shown = self.list
            self._layout.setCurrentIndex(1 if self._stack.count() else 0)
            shown.show_present()
        finally:
            self._is_following = False

    def _go_to(self, current: QModelIndex, _: QModelIndex) -> None:
        if not self._is_following and current.isValid():
            self._document.go_to(current.row())


def _empty() -> QWidget:
    made = QWidget()
    column = column_of(EmptyState(say(Message("What you change is listed here."))))
    column.addStretch(1)
    column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    made.setLayout(column)
    return made
