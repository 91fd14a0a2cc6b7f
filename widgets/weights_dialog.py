"""The weights of one layer in a table: typed, copied to a spreadsheet, pasted from one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.message import Message
from simulator.elements import UnitAt
from simulator.stage import Stage
from simulator.theme import Theme
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import Button, column_of, row_of, text_label
from widgets.style import Themed, current_theme
from widgets.table_style import dress_table
from widgets.weights_model import WeightsModel

_ROW = 28
_NARROWEST, _WIDEST = 72, 160


class WeightsDialog(QDialog):
    """Follows the network on show; the window stays usable beside it."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    element_chosen = Signal(object)
    """A cell or the name of its line was clicked: the edge, bias or unit that it stands for."""

    def __init__(self, stage: Stage, column: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Weights")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        self._stage = stage
        self.model = WeightsModel()
        self.table = WeightsTable(self.model)
        self.layers = ComboBox(say(Message("Layer")))
        self.complaint = text_label("", "problem")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.complaint.setAccessibleName(say(Message("Why it was refused")))
        hint = Message(
            "A line holds the weights into one unit. Type a number or 1/3, or paste cells from a spreadsheet."
        )
        words = text_label(say(hint), "small")
        words.setWordWrap(True)
        copy = Button(say(Message("Copy")), say(Message("Copy the selected cells (Ctrl+C)")))
        paste = Button(say(Message("Paste")), say(Message("Paste at the current cell (Ctrl+V)")))
        close = Button(say(Message("Close")), say(Message("Close")), "primary")
        for button in (copy, paste, close):
            button.setAutoDefault(False)
        copy.clicked.connect(self.table.copy)
        paste.clicked.connect(self.table.paste)
        close.clicked.connect(self.reject)
        layout = column_of(spacing=12)
        layout.addLayout(row_of(text_label(say(Message("Into layer")), "label"), self.layers, None))
        layout.addWidget(self.table, 1)
        layout.addWidget(words)
        layout.addWidget(self.complaint)
        layout.addLayout(row_of(None, copy, paste, close))
        layout.setContentsMargins(20, 16, 20, 16)
        self.setLayout(layout)
        self.layers.setMinimumWidth(200)
        self.layers.chosen.connect(self.show_layer)
        self.model.edit_requested.connect(self._pass_on)
        self.model.refused.connect(self._complain)
        self.table.clicked.connect(lambda cell: self.element_chosen.emit(self.model.element_at(cell)))
        self.table.verticalHeader().sectionClicked.connect(
            lambda row: self.element_chosen.emit(UnitAt(self.model.column, row))
        )
        stage.changed.connect(self._follow)
        self.model.column = column
        self._follow()
        self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def show_layer(self, column: object) -> None:
        """The layer in this column (1 is the first layer)."""
        assert isinstance(column, int)
        self._complain("")
        self.model.show_layer(self._stage.experiment, column)
        self.layers.choose(column)
        self.table.fit_columns()

    def _complain(self, why: str) -> None:
        self.complaint.setText(why)
        self.complaint.setVisible(bool(why))

    def _follow(self) -> None:
        """Another network may be on show, with fewer layers."""
        network = self._stage.experiment.network
        self.layers.set_choices([(column, layer.name) for column, layer in enumerate(network.layers, start=1)])
        self.show_layer(min(self.model.column, len(network.layers)))

    def _pass_on(self, name: Message, experiment: object) -> None:
        self._complain("")
        self.edit_requested.emit(name, experiment)


class WeightsTable(Themed, QTableView):
    """Cells are edited by typing into them; Ctrl+C and Ctrl+V are those of a spreadsheet."""

    def __init__(self, model: WeightsModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_CellEditor(self))
        self.setAccessibleName(say(Message("Weights")))
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

    def _select(self, first: QModelIndex, last: QModelIndex) -> None:
        self.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)


class _CellEditor(QStyledItemDelegate):
    """A plain field: expressions are numbers too, so that no spin box will do."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        made = QLineEdit(parent)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setAccessibleName(say(Message("Weight")))
        return made
