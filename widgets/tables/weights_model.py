"""The weights into one layer as a table: a line a unit, a column a source, the biases last."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from core.experiment import Experiment
from core.expression import number_of
from core.message import Message, Problem
from core.numbers import exact, short
from core.weight_edits import BiasPlace, Place, WeightPlace, with_values
from simulator.frames.elements import Element
from simulator.frames.selection import element_at_place
from simulator.stage.selection_edits import Edit, changing
from simulator.words import say
from widgets.parts.style import current_theme
from widgets.tables.sheet import SheetModel

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ROLE = Qt.ItemDataRole


class WeightsModel(SheetModel):
    """Shows one layer of the experiment; what is typed or pasted becomes one edit."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self.column = 1

    def show_layer(self, experiment: Experiment, column: int) -> None:
        """The layer in `column` of this experiment (1 is the first layer)."""
        old = self._experiment
        is_same_shape = (
            old is not None
            and column == self.column
            and old.network.inputs == experiment.network.inputs
            and [layer.units for layer in old.network.layers] == [layer.units for layer in experiment.network.layers]
        )
        if is_same_shape:
            self._experiment = experiment
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._experiment, self.column = experiment, column
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        if self._experiment is None or parent.isValid():
            return 0
        return self._experiment.network.sizes[self.column]

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        if self._experiment is None or parent.isValid():
            return 0
        return self._experiment.network.sizes[self.column - 1] + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        if role == _ROLE.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)  # as its numbers
        if self._experiment is None or role not in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return None
        network = self._experiment.network
        if orientation == Qt.Orientation.Vertical:
            return network.unit_names(self.column)[section]
        sources = network.unit_names(self.column - 1)
        return sources[section] if section < len(sources) else say(Message("bias"))

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        if self._experiment is None or not index.isValid():
            return None
        value = self.value_at(index.row(), index.column())
        if role == _ROLE.DisplayRole:
            return short(value)
        if role in (_ROLE.EditRole, _ROLE.ToolTipRole):
            return exact(value)
        if role == _ROLE.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == _ROLE.ForegroundRole:
            return QColor(current_theme().sign(value))
        return None

    def setData(self, index: Index, value: object, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.EditRole or self._experiment is None:
            return False
        return self._change([(index.row(), index.column(), str(value))])

    def value_at(self, row: int, column: int) -> float:
        """The exact number in a cell."""
        assert self._experiment is not None
        layer = self._experiment.network.layers[self.column - 1]
        is_bias = column == layer.weights.shape[1]
        return float(layer.bias[row] if is_bias else layer.weights[row, column])

    def element_at(self, index: Index) -> Element:
        """What the number of a cell is on the canvas."""
        return element_at_place(self._place(index.row(), index.column()))

    def as_text(self, rows: range, columns: range) -> str:
        """A part of the table as a spreadsheet takes it: tabs between cells, every number exact."""
        return "\n".join(
            "\t".join(repr(self.value_at(row, column)).removesuffix(".0") for column in columns) for row in rows
        )

    def paste(self, text: str, row: int, column: int) -> bool:
        """Lay what a spreadsheet copied over the table, its first cell at this place."""
        lines = text.rstrip("\r\n").splitlines()
        cells = [
            (row + down, column + across, cell)
            for down, line in enumerate(lines)
            for across, cell in enumerate(line.split("\t"))
            if cell.strip()
        ]
        too_low = max((each[0] for each in cells), default=0) >= self.rowCount()
        too_far = max((each[1] for each in cells), default=0) >= self.columnCount()
        if not cells or too_low or too_far:
            wide = max((len(line.split("\t")) for line in lines), default=0)
            message = Message("{rows} × {columns} cells do not fit here", rows=len(lines), columns=wide)
            self.refused.emit(say(message if cells else Message("There is nothing to paste")))
            return False
        return self._change(cells)

    def _change(self, cells: list[tuple[int, int, str]]) -> bool:
        assert self._experiment is not None
        values: dict[Place, float] = {}
        for row, column, text in cells:
            try:
                values[self._place(row, column)] = number_of(text)
            except Problem as problem:
                unit = self.headerData(row, Qt.Orientation.Vertical)
                source = self.headerData(column, Qt.Orientation.Horizontal)
                self.refused.emit(f"{source} → {unit}: {say(problem.message)}")
                return False
        edit: Edit = changing(self._experiment, list(values)), with_values(self._experiment, values)
        self.edit_requested.emit(*edit)
        return True

    def _place(self, row: int, column: int) -> Place:
        assert self._experiment is not None
        if column == self._experiment.network.sizes[self.column - 1]:
            return BiasPlace(self.column, row)
        return WeightPlace(self.column, row, column)
