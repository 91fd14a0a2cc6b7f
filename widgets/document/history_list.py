"""The list of a document's edits: what was done, where one stands, and what the file holds."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.message import Message
from simulator.document.document import Document
from simulator.theme import mix
from simulator.words import say
from widgets.parts.plain_text import plain_tip
from widgets.parts.style import current_theme

SAVED = Qt.ItemDataRole.UserRole
"""Whether an entry is what the file holds."""
_ROW, _MARGIN, _PADDING = 30, 16, 8
_CENTRE = Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class HistoryList(QListView):
    """`show_present` follows the document."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._stack = document.undo_stack
        self._model = _Entries(document)
        self.setModel(self._model)
        self.setItemDelegate(_Row(document, self))
        self.setUniformItemSizes(True)
        self.setViewportMargins(0, _PADDING, 0, _PADDING)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say(Message("History")))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)

    def show_present(self) -> None:
        """All entries, and the one at which the document stands."""
        self._model.refresh()
        self.setCurrentIndex(self._model.index(self._stack.index(), 0))


class _Entries(QAbstractListModel):
    """Row 0 is how it all began; row k is what stood there after k entries."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._stack = document.undo_stack
        self._count = 0

    def refresh(self) -> None:
        count = self._stack.count() + 1
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self.dataChanged.emit(self.index(0, 0), self.index(count - 1, 0))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = index.row()
        name = self._stack.text(row - 1) if row else say(Message("As it was at first"))
        is_saved = row == self._document.saved_index
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == SAVED:
            return is_saved
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return say(Message("{name}, saved", name=name)) if is_saved else name
        return None


class _Row(QStyledItemDelegate):
    """The name, and at the right whether this is what the file holds. What was undone is paler."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = document.undo_stack

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = current_theme()
        is_here = index.row() == self._stack.index()
        room = QRectF(option.rect).adjusted(_MARGIN - _PADDING, 1, _PADDING - _MARGIN, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_here or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mix(theme.panel, theme.ink, 0.13 if is_here else 0.07)))
            painter.drawRoundedRect(room, 6, 6)
        if is_here and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 6, 6)
        room.adjust(_PADDING, 0, -_PADDING, 0)
        if index.data(SAVED):
            small = QFont(option.font)
            small.setPixelSize(12)
            saved = say(Message("saved"))
            painter.setFont(small)
            painter.setPen(QColor(theme.text_3))
            painter.drawText(room, _CENTRE | Qt.AlignmentFlag.AlignRight, saved)
            room.setRight(room.right() - QFontMetricsF(small).horizontalAdvance(saved) - _PADDING)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if is_here else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(theme.text_3 if index.row() > self._stack.index() else theme.ink))
        name = QFontMetricsF(font).elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, _CENTRE, name)
        painter.restore()
