from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.edits import with_input
from core.files.examples import example
from core.message import Message
from simulator.document.document import Document
from tests.widgets.conftest import Show
from widgets.document.history_list import SAVED
from widgets.document.history_panel import HistoryPanel
from widgets.parts.controls import EmptyState

BANK = example("bank")
NAMES = ("One", "Two", "Three")


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(BANK)


@pytest.fixture
def panel(document: Document, show: Show) -> HistoryPanel:
    made = HistoryPanel(document)
    show(made).resize(300, 400)
    return made


def do(document: Document, *names: str) -> None:
    for name in names:
        document.edit(Message(name), with_input(document.experiment, 0, document.experiment.example.inputs[0] + 1))


def names_in(panel: HistoryPanel) -> list[str]:
    model = panel.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def click(qtbot: QtBot, panel: HistoryPanel, row: int) -> None:
    at = panel.list.visualRect(panel.list.model().index(row, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def test_before_the_first_edit_one_line_says_what_will_be_there(document: Document, panel: HistoryPanel) -> None:
    empty = panel.findChild(EmptyState)
    assert empty.isVisible()
    assert " ".join(empty.line.text().split()) == "What you change is listed here.", "the last words stay together"
    do(document, "One")
    assert not empty.isVisible()
    assert panel.list.isVisible()


def test_a_click_goes_there(document: Document, panel: HistoryPanel, qtbot: QtBot) -> None:
    do(document, *NAMES)
    assert names_in(panel) == ["As it was at first", *NAMES]
    assert panel.list.currentIndex().row() == 3
    click(qtbot, panel, 0)
    assert document.experiment is BANK
    click(qtbot, panel, 2)
    assert document.experiment.example.inputs[0] == 4
    assert document.undo_stack.redoText() == "Three"
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert document.experiment.example.inputs[0] == 5


def test_views_hear_once_of_a_jump(document: Document, panel: HistoryPanel, qtbot: QtBot) -> None:
    do(document, *NAMES)
    latest = document.experiment
    heard: list[tuple[object, object]] = []
    document.changed.connect(lambda old, new: heard.append((old, new)))
    click(qtbot, panel, 0)
    assert heard == [(latest, BANK)]
    assert heard[0][1] is BANK


def test_it_follows_undo_and_what_comes_after_it(document: Document, panel: HistoryPanel) -> None:
    do(document, *NAMES)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert panel.list.currentIndex().row() == 1
    do(document, "Another")
    assert names_in(panel)[1:] == ["One", "Another"]
    assert panel.list.currentIndex().row() == 2
    document.replace(example("slopes"))
    assert not panel.list.isVisible()


def test_what_the_file_holds_is_marked(document: Document, panel: HistoryPanel, tmp_path: Path) -> None:
    def saved() -> list[int]:
        model = panel.list.model()
        return [row for row in range(model.rowCount()) if model.index(row, 0).data(SAVED)]

    do(document, "One")
    assert saved() == []
    document.save(tmp_path / "mine.perceptarium")
    do(document, "Two")
    assert saved() == [1]
    document.set_apart(True)
    assert saved() == []


def test_hidden_it_catches_up_when_it_is_shown(document: Document, panel: HistoryPanel) -> None:
    do(document, "One")
    panel.hide()
    do(document, "Two")
    assert len(names_in(panel)) == 2
    panel.show()
    assert names_in(panel)[1:] == ["One", "Two"]
    assert panel.list.currentIndex().row() == 2


def test_its_action_asks_for_it(panel: HistoryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.asked_for, timeout=1000):
        panel.action.trigger()
