"""Weights in a table: typed, copied and pasted, each as one edit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.edits import randomised
from core.message import Message
from core.structure import with_layer_removed
from tests.widgets.table_dialogs import DialogDesk
from widgets.tables.weights_dialog import WeightsDialog

CTRL = Qt.KeyboardModifier.ControlModifier


class Desk(DialogDesk[WeightsDialog]):
    def __init__(self, qtbot: QtBot, name: str) -> None:
        super().__init__(qtbot, name, WeightsDialog)

    @property
    def weights(self) -> list[list[float]]:
        return self.document.experiment.network.layers[0].weights.tolist()

    def shown(self) -> list[list[str]]:
        model = self.dialog.model
        return [
            [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, "bank")


def test_a_line_holds_the_weights_into_one_unit(desk: Desk) -> None:
    assert desk.shown() == [["1", "1", "0"], ["−1", "1", "0"]]
    model = desk.dialog.model
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert [model.headerData(k, across) for k in range(3)] == ["children", "accounts", "bias"]
    assert [model.headerData(k, down) for k in range(2)] == ["node_0", "node_1"]
    desk.dialog.show_layer(2)
    assert desk.shown() == [["2", "−1", "0"]]


def test_a_cell_is_typed_into(desk: Desk, qtbot: QtBot) -> None:
    table = desk.dialog.table
    table.setCurrentIndex(desk.dialog.model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    field = table.findChild(QLineEdit)
    qtbot.keyClicks(field, "1/4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.weights == [[1, 1], [0.25, 1]])
    assert desk.document.undo_stack.undoText() == "Change weight children → node_1"
    assert desk.shown()[1][0] == "0.25"


def test_what_is_no_number_is_refused_with_a_reason(desk: Desk) -> None:
    model = desk.dialog.model
    assert not model.setData(model.index(0, 1), "1/0")
    assert desk.dialog.complaint.text() == "accounts → node_0: Division by zero has no result"
    assert desk.weights == [[1, 1], [-1, 1]]
    assert model.setData(model.index(0, 1), "2")
    assert desk.dialog.complaint.text() == ""


def test_cells_are_pasted_from_a_spreadsheet_as_one_edit(desk: Desk, qtbot: QtBot) -> None:
    desk.dialog.table.setCurrentIndex(desk.dialog.model.index(0, 1))
    QApplication.clipboard().setText("0,5\t7\r\n1e-3\t8\r\n")
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_V, CTRL)
    assert desk.weights == [[1, 0.5], [-1, 0.001]]
    assert desk.document.experiment.network.layers[0].bias.tolist() == [7, 8]
    assert desk.document.undo_stack.count() == 1
    assert desk.document.undo_stack.undoText() == "Change 4 numbers"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1\t2\t3\t4", "1 × 4 cells do not fit"),
        ("1\n2\n3", "3 × 1 cells"),
        ("", "nothing to paste"),
        ("1\tx", "not known"),
    ],
)
def test_what_cannot_be_pasted_changes_nothing(desk: Desk, qtbot: QtBot, text: str, why: str) -> None:
    desk.dialog.table.setCurrentIndex(desk.dialog.model.index(0, 0))
    QApplication.clipboard().setText(text)
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_V, CTRL)
    assert why in desk.dialog.complaint.text()
    assert desk.document.undo_stack.count() == 0


def test_what_is_copied_and_pasted_is_the_same_to_the_last_digit(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    before = desk.document.experiment
    desk.dialog.table.selectAll()
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_C, CTRL)
    copied = QApplication.clipboard().text()
    assert len(copied.splitlines()) == before.network.sizes[1]
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_V, CTRL)
    assert desk.document.experiment == before
    assert desk.document.undo_stack.count() == 0


def test_it_follows_the_network(desk: Desk) -> None:
    desk.dialog.show_layer(2)
    desk.document.edit(Message("Remove a layer"), with_layer_removed(desk.document.experiment, 1))
    assert desk.dialog.model.column == 1
    assert len(desk.shown()) == 1
    desk.document.undo_stack.undo()
    assert desk.dialog.layers.count() == 2


def test_what_is_being_typed_stays_while_the_network_changes(desk: Desk, qtbot: QtBot) -> None:
    table = desk.dialog.table
    table.setCurrentIndex(desk.dialog.model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    field = table.findChild(QLineEdit)
    qtbot.keyClicks(field, "3.14159")
    desk.stage.show_network(randomised(desk.document.experiment).network)
    assert field.text() == "3.14159"
    assert desk.shown()[0][0] != "1"


def test_the_keyboard_stays_in_the_table_when_another_layer_is_shown(desk: Desk, qtbot: QtBot) -> None:
    table = desk.dialog.table
    table.setCurrentIndex(desk.dialog.model.index(1, 1))
    desk.dialog.show_layer(2)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    field = table.findChild(QLineEdit)
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.shown() == [["2", "5", "0"]])


def test_tab_goes_on_to_the_next_cell_while_one_types(desk: Desk, qtbot: QtBot) -> None:
    table = desk.dialog.table
    table.setCurrentIndex(desk.dialog.model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    for text in ("7", "8"):
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: desk.weights == [[7, 8], [-1, 1]])
