"""The rows of the data in a table: typed, pasted, added and deleted, each as one edit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.data.data import table_of
from core.files.examples import example
from tests.widgets.table_dialogs import DialogDesk
from widgets.tables.own_rows_dialog import OwnRowsDialog


class Desk(DialogDesk[OwnRowsDialog]):
    def __init__(self, qtbot: QtBot, name: str) -> None:
        super().__init__(qtbot, name, OwnRowsDialog)

    @property
    def inputs(self) -> list[list[float]]:
        return table_of(self.document.experiment).inputs.tolist()

    def paste(self, text: str, row: int, column: int) -> str:
        """The text pasted at a cell, and what was said of it."""
        QApplication.clipboard().setText(text)
        self.dialog.table.setCurrentIndex(self.dialog.model.index(row, column))
        self.dialog.table.paste()
        return self.dialog.complaint.text()


@pytest.fixture
def iris(qtbot: QtBot) -> Desk:
    return Desk(qtbot, "iris")


def test_typing_makes_the_rows_the_experiments_own(qtbot: QtBot, iris: Desk) -> None:
    table = iris.dialog.table
    qtbot.keyClick(table, Qt.Key.Key_Return)
    field = table.findChild(QLineEdit)
    qtbot.keyClicks(field, "1/4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: iris.document.experiment.data.source == "inline")
    assert iris.inputs[0] == [0.25, *table_of(example("iris")).inputs[0, 1:].tolist()]
    assert iris.document.undo_stack.undoText() == "Change a value"
    iris.document.undo_stack.undo()
    assert iris.document.experiment == example("iris")


def test_a_class_is_called_by_its_name(iris: Desk) -> None:
    model = iris.dialog.model
    assert model.headerData(4, Qt.Orientation.Horizontal) == "class"
    assert model.data(model.index(0, 4)) == "setosa"
    assert iris.paste("virginica", 0, 4) == ""
    assert table_of(iris.document.experiment).targets[0].tolist() == [0, 0, 1]
    assert iris.paste("rose", 0, 4) == 'row 1, class: "rose" is none of setosa, versicolor, virginica'
    assert iris.document.undo_stack.count() == 1


@pytest.mark.parametrize("name", ["circle", "iris", "bank"])
def test_what_is_copied_can_be_pasted_back(qtbot: QtBot, name: str) -> None:
    desk = Desk(qtbot, name)
    model = desk.dialog.model
    rows = min(model.rowCount(), 20)
    text = model.as_text(range(rows), range(model.columnCount()))
    before = table_of(desk.document.experiment)
    assert desk.paste(text, 0, 0) == ""
    after = table_of(desk.document.experiment)
    assert after.inputs.tolist() == before.inputs.tolist()
    assert after.targets.tolist() == before.targets.tolist()


def test_whole_rows_may_go_on_below(iris: Desk) -> None:
    assert iris.paste("1\t2\t3\t4\tsetosa\n5\t6\t7\t8\tvirginica", 149, 0) == ""
    assert iris.inputs[149:] == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert iris.dialog.model.rowCount() == 151
    assert iris.document.undo_stack.count() == 1


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("1\t2", 149, 4, "1 × 2 cells do not fit here"),
        ("1\n2", 149, 0, "2 × 1 cells do not fit here"),
        ("1\n1/0", 3, 1, "row 5, sepal width: "),
        ("1\t2\t3\t4\tsetosa\n5\t\t7\t8\tvirginica", 149, 0, "row 151, sepal width: "),
        ("\n", 0, 0, "There is nothing to paste"),
    ],
)
def test_what_does_not_fit_is_refused_whole(iris: Desk, text: str, row: int, column: int, words: str) -> None:
    assert iris.paste(text, row, column).startswith(words)
    assert iris.document.experiment is iris.stage.experiment
    assert iris.document.undo_stack.count() == 0


def test_rows_are_added_and_deleted(qtbot: QtBot, iris: Desk) -> None:
    dialog = iris.dialog
    dialog.table.setCurrentIndex(dialog.model.index(2, 1))
    dialog._add.click()
    assert iris.inputs[150] == iris.inputs[2]
    assert dialog.table.currentIndex().row() == 150
    dialog.table.selectRow(149)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert len(iris.inputs) == 150
    assert iris.document.undo_stack.undoText() == "Delete a row"


def test_the_last_row_stays(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    assert not desk.dialog._delete.isEnabled()
    desk.dialog.table.selectRow(0)
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_Delete)
    assert desk.dialog.complaint.text().startswith("one row stays")
    assert desk.document.undo_stack.count() == 0


def test_scrolled_and_selected_stays_while_one_edits(iris: Desk) -> None:
    table = iris.dialog.table
    table.scrollToBottom()
    before = table.verticalScrollBar().value()
    assert iris.paste("9", 140, 2) == ""
    assert table.verticalScrollBar().value() == before
    assert table.currentIndex().row() == 140
