"""A table of numbers to type into, to copy to a spreadsheet and to paste from one; and the dialog around it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.message import Message
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.controls import Button, column_of, row_of, text_label
from widgets.parts.style import Themed, current_theme
from widgets.parts.table_style import dress_table

_ROW = 28
_NARROWEST, _WIDEST = 88, 160


class SheetModel(QAbstractTableModel):
    """A table that can be copied from and pasted into."""

    def as_text(self, rows: range, columns: range) -> str:
        """A part of the table as a spreadsheet takes it: tabs between cells, every number exact."""
        raise NotImplementedError

    def paste(self, text: str, row: int, column: int) -> bool:
        """Lay what a spreadsheet copied over the table, its first cell at this place; whether that was done."""
        raise NotImplementedError


class SheetDialog(QDialog):
    """Stays open beside the window. What was refused is said below the table."""

    def __init__(self, title: str, table: SheetTable, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        self.table = table
        self.complaint = text_label("", "problem")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.complaint.setAccessibleName(say(Message("Why it was refused")))
        words = text_label(hint, "small")
        words.setWordWrap(True)
        copy = Button(say(Message("Copy")), say(Message("Copy the selected cells (Ctrl+C)")))
        paste = Button(say(Message("Paste")), say(Message("Paste at the current cell (Ctrl+V)")))
        close = Button(say(Message("Close")), say(Message("Close")), "primary")
        self.buttons = row_of(None, copy, paste, close)
        for button in (copy, paste, close):
            button.setAutoDefault(False)
        copy.clicked.connect(table.copy)
        paste.clicked.connect(table.paste)
        close.clicked.connect(self.reject)
        self.column: QVBoxLayout = column_of(spacing=12)
        self.column.addWidget(table, 1)
        self.column.addWidget(words)
        self.column.addWidget(self.complaint)
        self.column.addLayout(self.buttons)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.setLayout(self.column)

    def complain(self, why: str) -> None:
        """Say why something was refused; "" takes it back."""
        self.complaint.setText(why)
        self.complaint.setVisible(bool(why))


class SheetTable(Themed, QTableView):
    """Cells are edited by typing into them; Ctrl+C and Ctrl+V are those of a spreadsheet."""

    def __init__(self, model: SheetModel, name: str) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self._here = 0, 0
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._return)
        self.setItemDelegate(_CellEditor(self))
        self.setAccessibleName(name)
        # Arrow keys walk from cell to cell, and so does Tab while one types; else it leads on to the buttons.
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMaximumWidth(_WIDEST)
        self.setWordWrap(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        dress_table(self, theme)

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """While someone types, training may change the numbers: what is being typed stays."""
        if self.state() == QAbstractItemView.State.EditingState:
            self.viewport().update()
        else:
            super().dataChanged(first, last, list(roles))

    def fit_columns(self) -> None:
        """As wide as their names; of many, all as narrow as a number."""
        header = self.horizontalHeader()
        if self._model.columnCount() > 40:
            header.setDefaultSectionSize(_NARROWEST)
            return
        for column in range(self._model.columnCount()):
            width = self.horizontalHeader().sectionSizeHint(column) + 8
            self.setColumnWidth(column, min(max(width, _NARROWEST), _WIDEST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The field passes on the Enter that it is closed with.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The selected cells, all digits, with tabs between them."""
        cells = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        rows, columns = [cell.row() for cell in cells], [cell.column() for cell in cells]
        text = self._model.as_text(range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1))
        QApplication.clipboard().setText(text)

    def paste(self) -> None:
        """The clipboard's cells, the first one over the first selected cell."""
        cells = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        row, column = min(cell.row() for cell in cells), min(cell.column() for cell in cells)
        text = QApplication.clipboard().text()
        if self._model.paste(text, row, column):
            lines = text.rstrip("\r\n").splitlines()
            width = max(len(line.split("\t")) for line in lines)
            last = self._model.index(row + len(lines) - 1, column + width - 1)
            self._select(self._model.index(row, column), last)

    def _remember(self) -> None:
        here = self.currentIndex()
        self._here = max(here.row(), 0), max(here.column(), 0)

    def _return(self) -> None:
        """Another table: the hand stays where it was, or at the nearest cell there is."""
        rows, columns = self._model.rowCount(), self._model.columnCount()
        if rows and columns:
            row, column = self._here
            self.setCurrentIndex(self._model.index(min(row, rows - 1), min(column, columns - 1)))

    def _select(self, first: QModelIndex, last: QModelIndex) -> None:
        self.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)


class _CellEditor(QStyledItemDelegate):
    """A plain field: expressions are numbers too, so that no spin box will do."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        made = QLineEdit(parent)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setAccessibleName(say(Message("Value")))
        return made
