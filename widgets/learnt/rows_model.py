"""The rows of a split as Qt's views read them: sorted and filtered in NumPy, put into words only where seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.results.rows import RowResults
from widgets.learnt.rows_columns import Column, columns_of
from widgets.parts.plain_text import plain_tip
from widgets.parts.style import current_theme

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """`order` holds positions in the results, from the top: what is filtered out is not in it."""

    def __init__(self) -> None:
        super().__init__()
        self.results: RowResults | None = None
        self.columns: list[Column] = []
        self.order = np.zeros(0, np.intp)
        self._only: np.ndarray | None = None
        self._sorting: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    # --- what is shown

    def show(self, results: RowResults, names: Sequence[str]) -> None:
        """Other rows start anew; other numbers of the same rows leave selection, sorting and filter as they are."""
        old, columns = self.results, columns_of(results, names)
        is_same_table = (
            old is not None
            and len(columns) == len(self.columns)
            and old.table.input_names == results.table.input_names
            and np.array_equal(old.rows, results.rows)
        )
        if is_same_table:
            self.results, self.columns = results, columns
            self._reorder()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
            return
        self.beginResetModel()
        self.results, self.columns, self._only = results, columns, None
        if self._sorting[0] >= len(columns):
            self._sorting = (-1, Qt.SortOrder.AscendingOrder)
        self.order = self._ordered()
        self.endResetModel()

    def show_only(self, rows: Sequence[int] | None) -> None:
        """Only these rows of the data; None shows all."""
        self.beginResetModel()
        self._only = None if rows is None else np.array(rows, np.intp)
        self.order = self._ordered()
        self.endResetModel()

    @property
    def is_filtered(self) -> bool:
        return self._only is not None

    def row_at(self, index: Index) -> int:
        """The row of the data that an index is in."""
        assert self.results is not None, "there are no indexes without rows"
        return int(self.results.rows[self.order[index.row()]])

    def means(self) -> list[float | None]:
        """A mean over the rows shown for every column that has one."""
        if not len(self.order):
            return [None] * len(self.columns)
        with np.errstate(over="ignore", invalid="ignore"):
            return [float(column.values[self.order].mean()) if column.has_mean else None for column in self.columns]

    # --- order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column's key, rows of equal key in the order of the data; by column −1 all as in the data."""
        self._sorting = (column, order)
        self._reorder()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.columns) - 1, 0))

    def _reorder(self) -> None:
        """The same rows in their new order; what was selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        positions = [self.order[index.row()] for index in kept]
        self.order = self._ordered()
        place = {int(position): row for row, position in enumerate(self.order)} if kept else {}
        moved = [
            self.index(place[int(position)], index.column()) for position, index in zip(positions, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _ordered(self) -> np.ndarray:
        if self.results is None:
            return np.zeros(0, np.intp)
        shown = np.arange(len(self.results))
        if self._only is not None:
            shown = shown[np.isin(self.results.rows, self._only)]
        column, order = self._sorting
        if column < 0:
            return shown
        key = self.columns[column].key[shown]
        is_falling = order == Qt.SortOrder.DescendingOrder
        return shown[np.argsort(-key if is_falling else key, kind="stable")]

    # --- what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, at = self.columns[index.column()], int(self.order[index.row()])
        if role == _ROLE.DisplayRole:
            return column.text(at)
        if role == _ROLE.ToolTipRole:
            return plain_tip(column.tip(at))
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT
        if role == _ROLE.ForegroundRole:
            return self._color(column, at)
        return None

    def _color(self, column: Column, at: int) -> QColor:
        theme = current_theme()
        if column.is_wrong is not None and column.is_wrong[at]:
            return QColor(theme.danger)
        return QColor(theme.text_2 if column.is_input else theme.ink)

    def _arrow(self, section: int) -> str:
        """Before the heading of the sorted column, so that the heading stays over its numbers."""
        sorted_column, order = self._sorting
        if section != sorted_column:
            return ""
        return "↓ " if order == Qt.SortOrder.DescendingOrder else "↑ "

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _ROLE.DisplayRole:
            return self._arrow(section) + column.head
        if role == _ROLE.ToolTipRole:
            return plain_tip(column.meaning)
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT
        if role == _ROLE.InitialSortOrderRole:
            return Qt.SortOrder.DescendingOrder if column.is_worst_first else Qt.SortOrder.AscendingOrder
        return None
