"""The first rows of a table as Qt's views read them, and what its columns are for; columns are made when seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.message import Message
from simulator.tables.import_plan import ImportPlan, Role
from simulator.tables.table_preview import MISSING, ROWS, column_words, kind_words, preview_column
from simulator.words import say
from widgets.parts.plain_text import lines_tip, plain_tip
from widgets.parts.style import current_theme

Index = QModelIndex | QPersistentModelIndex
ROLE_NAMES: dict[Role, Message] = {
    "input": Message("Input"),
    "target": Message("Target"),
    "ignored": Message("Ignored"),
    "split": Message("Split"),
}
_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class ImportModel(QAbstractTableModel):
    """A plan's table: the same table with other roles leaves selection and place as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: ImportPlan | None = None
        self._texts: dict[int, tuple[str, ...]] = {}
        self._kinds: dict[int, str] = {}

    def show(self, plan: ImportPlan | None) -> None:
        old, is_same = self.plan, False
        if old is not None and plan is not None:
            is_same = old.table is plan.table
        if not is_same:
            self.beginResetModel()
            self.plan, self._texts, self._kinds = plan, {}, {}
            self.endResetModel()
            return
        self.plan, self._kinds = plan, {}
        last = self.columnCount() - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, last))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if self.plan is None or parent.isValid() else min(len(self.plan.table), ROWS)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if self.plan is None or parent.isValid() else len(self.plan.roles)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if self.plan is None:
            return None
        column = index.column()
        text = self.texts(column)[index.row()]
        if role == _ROLE.DisplayRole:
            return text
        if role == _ROLE.ToolTipRole:
            return plain_tip(text)
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.is_number(column) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.ForegroundRole and (self.plan.roles[column] == "ignored" or text == MISSING):
            return QColor(current_theme().text_3)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if self.plan is None or orientation != Qt.Orientation.Horizontal or section >= len(self.plan.roles):
            return None
        name = self.plan.table.columns[section].name
        if role == _ROLE.DisplayRole:
            return name
        spoken = f"{name}, {self.kind(section)}, {self.role_name(section)}"
        if role == _ROLE.AccessibleTextRole:
            return spoken
        if role == _ROLE.ToolTipRole:
            each = self.plan.table.columns[section]
            return lines_tip(spoken, say(column_words(each, self.plan.is_category(each))))
        return None

    def texts(self, column: int) -> tuple[str, ...]:
        """The cells of a column."""
        if column not in self._texts:
            assert self.plan is not None, "there are no indexes without a plan"
            self._texts[column] = preview_column(self.plan.table, column)
        return self._texts[column]

    def is_number(self, column: int) -> bool:
        return self.plan is not None and self.plan.table.columns[column].kind == "number"

    def kind(self, column: int) -> str:
        """What the column holds and how much of it is missing, for its heading."""
        if column not in self._kinds:
            assert self.plan is not None, "there are no sections without a plan"
            each = self.plan.table.columns[column]
            words = kind_words(each, self.plan.is_category(each))
            if each.missing:
                words = Message("{kind}, {count} missing", kind=words, count=f"{each.missing:,}")
            self._kinds[column] = say(words)
        return self._kinds[column]

    def role_name(self, column: int) -> str:
        return say(ROLE_NAMES[self.plan.roles[column]]) if self.plan is not None else ""
