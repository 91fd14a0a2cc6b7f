"""The rows of the data as a table to type into: raw inputs, then the class or the targets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from core.data.data import Table, table_of
from core.data.own_rows import targets_to_draw, with_cells, with_rows_added, without_rows
from core.experiment import Experiment, Row
from core.expression import number_of
from core.message import Message, Problem
from core.numbers import exact, short
from simulator.words import say
from widgets.tables.sheet import SheetModel

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ROLE = Qt.ItemDataRole


class OwnRowsModel(SheetModel):
    """Shows the rows of an experiment; what is typed, pasted or deleted becomes one edit.

    A first edit writes any data set out as rows of the experiment's own. Classes are one column, by their names.
    """

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self._table: Table | None = None
        self._targets: dict[str, Row] = {}
        """Of each class, by its name."""

    def show_experiment(self, experiment: Experiment) -> None:
        """The rows of this experiment; none where its data cannot be read."""
        old = self._experiment
        if old is not None and old.data is experiment.data and old.network.output is experiment.network.output:
            self._experiment = experiment
            return
        try:
            table = table_of(experiment)
        except Problem:  # said where the data is chosen
            table = None
        is_same_shape = _shape(table) == _shape(self._table)
        if not is_same_shape:
            self.beginResetModel()
        self._experiment, self._table = experiment, table
        self._targets = {} if table is None else dict(targets_to_draw(experiment, table))
        if is_same_shape:
            # What is selected, and how far one has scrolled, stays.
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if self._table is None or parent.isValid() else len(self._table)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        if self._table is None or parent.isValid():
            return 0
        return self._width + (1 if self._table.classes else self._table.targets.shape[1])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        if role == _ROLE.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        if self._table is None or self._experiment is None or role not in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if section < self._width:
            return self._table.input_names[section]
        if self._table.classes:
            return say(Message("class"))
        return self._experiment.network.output.units[section - self._width]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        if self._table is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == _ROLE.TextAlignmentRole:
            return self._alignment(column)
        if role not in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
            return None
        if self._is_class(column):
            return self._class_at(row)
        return (short if role == _ROLE.DisplayRole else exact)(self._value_at(row, column))

    def _alignment(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignLeft if self._is_class(column) else Qt.AlignmentFlag.AlignRight
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def setData(self, index: Index, value: object, role: int = _ROLE.EditRole) -> bool:
        return role == _ROLE.EditRole and self._lay([[str(value)]], index.row(), index.column())

    def as_text(self, rows: range, columns: range) -> str:
        """As in `SheetModel`; classes by their names."""
        return "\n".join("\t".join(self._text_at(row, column) for column in columns) for row in rows)

    def paste(self, text: str, row: int, column: int) -> bool:
        """As in `SheetModel`. Whole rows may go on below the last one: they are added."""
        lines = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        if not any(cell.strip() for line in lines for cell in line):
            self.refused.emit(say(Message("There is nothing to paste")))
            return False
        return self._lay(lines, row, column)

    def add_row(self, like: int) -> None:
        """One more row at the end, to be typed over: the same numbers as this one."""
        if self._table is not None and self._experiment is not None:
            inputs, targets = self._table.inputs[like], self._table.targets[like]
            self._edit(Message("Add a row"), lambda: with_rows_added(self._known, [inputs], [targets]))

    def delete(self, rows: range) -> None:
        """Without these rows; at least one stays."""
        name = Message("Delete {count} rows", count=len(rows)) if len(rows) > 1 else Message("Delete a row")
        self._edit(name, lambda: without_rows(self._known, rows))

    @property
    def _known(self) -> Experiment:
        assert self._experiment is not None
        return self._experiment

    @property
    def _width(self) -> int:
        """How many columns are inputs."""
        assert self._table is not None
        return int(self._table.inputs.shape[1])

    def _is_class(self, column: int) -> bool:
        return self._table is not None and bool(self._table.classes) and column >= self._width

    def _class_at(self, row: int) -> str:
        assert self._table is not None
        target = tuple(self._table.targets[row].tolist())
        return next((name for name, known in self._targets.items() if known == target), "")

    def _value_at(self, row: int, column: int) -> float:
        assert self._table is not None
        width = self._width
        return float(self._table.inputs[row, column] if column < width else self._table.targets[row, column - width])

    def _text_at(self, row: int, column: int) -> str:
        if self._is_class(column):
            return self._class_at(row)
        return repr(self._value_at(row, column)).removesuffix(".0")

    def _lay(self, lines: list[list[str]], row: int, column: int) -> bool:
        """These cells over the table from here on; rows below the last are added."""
        widest = max(map(len, lines))
        is_whole = column == 0 and min(map(len, lines)) == self.columnCount()
        if column + widest > self.columnCount() or (row + len(lines) > self.rowCount() and not is_whole):
            message = Message("{rows} × {columns} cells do not fit here", rows=len(lines), columns=widest)
            self.refused.emit(say(message))
            return False
        name = Message("Change a value") if lines == [lines[0][:1]] else Message("Paste rows")
        return self._edit(name, lambda: self._laid(lines, row, column))

    def _laid(self, lines: list[list[str]], row: int, column: int) -> Experiment:
        within = self.rowCount() - row
        cells: dict[tuple[int, int], float] = {}
        for down, line in enumerate(lines[:within]):
            for across, text in enumerate(line):
                if text.strip():
                    cells |= {
                        (row + down, place): value
                        for place, value in self._read(text, row + down, column + across).items()
                    }
        changed = with_cells(self._known, cells)
        more = [self._whole_row(line, row + within + down) for down, line in enumerate(lines[within:])]
        if more:
            width = self._width
            changed = with_rows_added(changed, [each[:width] for each in more], [each[width:] for each in more])
        return changed

    def _whole_row(self, line: list[str], row: int) -> list[float]:
        numbers: dict[int, float] = {}
        for column, text in enumerate(line):
            numbers |= self._read(text, row, column)
        return [numbers[place] for place in sorted(numbers)]

    def _read(self, text: str, row: int, column: int) -> dict[int, float]:
        """What a cell's text means: the numbers of the columns it stands for. Raises Problem naming the cell."""
        heading = self.headerData(column, Qt.Orientation.Horizontal)
        place = say(Message("row {row}, {column}", row=row + 1, column=heading))
        try:
            if self._is_class(column):
                return self._class_numbers(text.strip())
            return {column: number_of(text)}
        except Problem as problem:
            raise Problem(problem.message, place) from None

    def _class_numbers(self, name: str) -> dict[int, float]:
        if name not in self._targets:
            raise Problem(Message('"{name}" is none of {classes}', name=name, classes=", ".join(self._targets)))
        return dict(enumerate(self._targets[name], start=self._width))

    def _edit(self, name: Message, change: Callable[[], Experiment]) -> bool:
        try:
            changed = change()
        except Problem as problem:
            words = say(problem.message)
            self.refused.emit(f"{problem.place}: {words}" if problem.place else words)
            return False
        self.edit_requested.emit(name, changed)
        return True


def _shape(table: Table | None) -> tuple[object, ...] | None:
    """What a view of the table depends on, numbers aside."""
    if table is None:
        return None
    return (table.inputs.shape, table.targets.shape, table.input_names, table.classes)
