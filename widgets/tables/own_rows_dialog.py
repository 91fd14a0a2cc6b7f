"""The rows of the data in a table: typed, pasted from a spreadsheet, added and deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.parts.controls import Button
from widgets.tables.own_rows_model import OwnRowsModel
from widgets.tables.sheet import SheetDialog, SheetTable


class OwnRowsDialog(SheetDialog):
    """Follows the experiment on show; the window stays usable beside it."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        self.model = OwnRowsModel()
        hint = Message(
            "Type a number or 1/3, or paste cells from a spreadsheet; whole rows may go on below the last."
        )
        table = SheetTable(self.model, say(Message("Rows of the data")))
        super().__init__(say(Message("Rows of the data")), table, say(hint), parent)
        self._stage = stage
        self._add = Button(say(Message("Add a row")), say(Message("A row like the present one, at the end")))
        self._delete = Button(say(Message("Delete")), say(Message("The selected rows (Del)")))
        for place, button in enumerate((self._add, self._delete)):
            button.setAutoDefault(False)
            self.buttons.insertWidget(place, button)
        self._add.clicked.connect(self._add_row)
        self._delete.clicked.connect(self._delete_rows)
        key = QShortcut(QKeySequence(Qt.Key.Key_Delete), table, self._delete_rows)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.model.edit_requested.connect(self._pass_on)
        self.model.refused.connect(self.complain)
        stage.changed.connect(self._follow)
        self._follow()
        table.fit_columns()
        table.setCurrentIndex(self.model.index(0, 0))
        table.setFocus()

    def _follow(self) -> None:
        self.model.show_experiment(self._stage.experiment)
        rows = self.model.rowCount()
        self._add.setEnabled(rows > 0)
        self._delete.setEnabled(rows > 1)

    def _add_row(self) -> None:
        self.model.add_row(max(self.table.currentIndex().row(), 0))
        last = self.model.rowCount() - 1
        self.table.setCurrentIndex(self.model.index(last, 0))
        self.table.setFocus()

    def _delete_rows(self) -> None:
        rows = [index.row() for index in self.table.selectionModel().selectedIndexes()]
        if rows:
            self.model.delete(range(min(rows), max(rows) + 1))

    def _pass_on(self, name: Message, experiment: object) -> None:
        self.complain("")
        self.edit_requested.emit(name, experiment)
