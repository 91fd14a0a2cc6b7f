"""The focus and folded units in the whole window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.quantity import Kind, Quantity
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.frames.pointing import box_of
from simulator.frames.unfolding import hides
from tests.widgets.canvases import LEFT
from tests.widgets.windows import opened
from widgets.commands.commands import Command
from widgets.main_window import MainWindow
from widgets.tables.weights_dialog import WeightsDialog


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "digits")


def command(window: MainWindow, name: str) -> Command:
    return next(each for each in window.beside.commands() if each.name == name)


def test_every_hidden_unit_is_found_by_its_name_or_in_the_table(window: MainWindow, qtbot: QtBot) -> None:
    canvas = window.canvas
    network = window.stage.trace.network
    fold = canvas.frame.layout.columns[0].folds[0]
    hidden = (fold.first + fold.last) // 2
    command(window, network.inputs[hidden]).run()
    assert canvas.selection == UnitAt(0, hidden)
    assert not hides(canvas.frame.layout, UnitAt(0, hidden))
    canvas.select(None)
    canvas.fit()
    assert hides(canvas.frame.layout, UnitAt(0, hidden))

    window.beside.show_weights(1)
    dialog = window.findChild(WeightsDialog)
    assert isinstance(dialog, WeightsDialog)
    table = dialog.table
    cell = dialog.model.index(3, hidden)
    table.scrollTo(cell)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(cell).center())
    assert canvas.selection == EdgeAt(1, 3, hidden)
    assert not hides(canvas.frame.layout, EdgeAt(1, 3, hidden))
    table.clicked.emit(dialog.model.index(2, network.sizes[0]))
    assert canvas.selection == BiasAt(1, 2)
    table.verticalHeader().sectionClicked.emit(5)
    assert canvas.selection == UnitAt(1, 5)
    dialog.reject()


def test_the_focus_is_a_command_and_is_left_before_the_full_screen(window: MainWindow, qtbot: QtBot) -> None:
    canvas, focus = window.canvas, window.canvas.actions_on_selection.focus
    found = command(window, "Focus on the selection")
    assert found.place == "View"
    assert found.keys == ("Shift", "F")
    assert found.is_on is False
    canvas.select(UnitAt(1, 5))
    found.run()
    assert focus.isChecked()
    assert command(window, "Focus on the selection").is_on
    window.menus.full_screen.trigger()
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not focus.isChecked()
    assert window.menus.full_screen.isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.menus.full_screen.isChecked()
    assert canvas.selection == UnitAt(1, 5)


def test_another_experiment_is_seen_whole(window: MainWindow) -> None:
    canvas, focus = window.canvas, window.canvas.actions_on_selection.focus
    canvas.select(UnitAt(1, 5))
    command(window, "Focus on the selection").run()
    window.files.new()
    assert not focus.isChecked()
    assert not canvas.view.only_related


def test_a_link_of_the_explanation_leads_to_where_its_number_stands(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.select(UnitAt(1, 0))
    canvas.zoom_by(4.0)
    hidden = EdgeAt(1, 0, 40)
    assert hides(canvas.frame.layout, hidden)
    window.explanation.quantity_chosen.emit(Quantity(Kind.WEIGHT, 1, 0, 40))
    assert canvas.selection == hidden
    box = box_of(canvas.frame, hidden)
    assert box is not None
    assert canvas.rect().contains(round(box.x), round(box.y))
