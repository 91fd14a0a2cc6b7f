"""The dock "Code": in step with what is on show, written when somebody looks, copied and saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import DataSource
from core.files.examples import example
from core.live_code import live_code
from core.live_code.kinds import KINDS
from core.message import Message
from core.weight_edits import WeightPlace, with_value
from simulator.document.document import Document
from simulator.frames.elements import EdgeAt, TargetAt, UnitAt
from simulator.stage.stage import Stage
from simulator.theme import theme
from tests.widgets.windows import opened
from widgets.code.code_desk import CodeDesk
from widgets.code.code_highlighter import CodeHighlighter
from widgets.code.code_panel import CodePanel
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front


class Desk:
    """The dock's body in a window of its own."""

    def __init__(self, qtbot: QtBot, name: str = "bank") -> None:
        self.document = Document(example(name))
        self.stage = Stage(self.document)
        self.code = CodeDesk(self.stage)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.code.body.setParent(self.window)
        self.window.resize(320, 500)
        self.code.body.resize(320, 500)

    def look(self, qtbot: QtBot) -> CodePanel:
        self.window.show()
        qtbot.waitUntil(lambda: "panel" in vars(self.code))
        return self.code.panel

    def set_weight(self, value: float) -> None:
        before = self.document.experiment
        self.document.edit(Message("weight"), with_value(before, [WeightPlace(1, 0, 0)], value))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_it_is_made_when_somebody_looks_and_follows_edits(desk: Desk, qtbot: QtBot) -> None:
    desk.set_weight(4)
    assert "panel" not in vars(desk.code)
    panel = desk.look(qtbot)
    assert panel.view.toPlainText() == live_code(desk.document.experiment, "numpy").text
    assert '"node_0": np.array([4, 1]),' in panel.view.toPlainText()
    desk.set_weight(5)
    qtbot.waitUntil(lambda: '"node_0": np.array([5, 1]),' in panel.view.toPlainText())


def test_it_is_written_at_most_twice_a_second(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = desk.look(qtbot)
    written: list[str] = []
    monkeypatch.setattr(panel, "show_experiment", lambda experiment: written.append(experiment.name))
    for value in range(20):
        desk.set_weight(value)
    assert len(written) <= 1
    qtbot.waitUntil(lambda: len(written) >= 1)
    assert len(written) == 1


def test_nothing_is_written_while_nobody_looks(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.look(qtbot)
    desk.window.hide()
    before = panel.view.toPlainText()
    desk.set_weight(6)
    desk.code.select(UnitAt(1, 0))
    assert panel.view.toPlainText() == before
    desk.window.show()
    qtbot.waitUntil(lambda: "np.array([6, 1])" in panel.view.toPlainText())
    assert panel.view.marked


def test_every_kind_can_be_chosen(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.look(qtbot)
    for button, kind in zip(panel.kinds.buttons, KINDS, strict=True):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert panel.view.toPlainText() == live_code(desk.document.experiment, kind).text
        assert button.toolTip()
    assert panel.kinds.accessibleName()
    assert panel.view.accessibleName()
    assert panel.view.isReadOnly()


def test_place_and_selection_stay_as_numbers_change(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.look(qtbot)
    bar = panel.view.verticalScrollBar()
    bar.setValue(7)
    desk.set_weight(3)
    panel.show_experiment(desk.document.experiment)
    assert bar.value() == 7


def test_the_lines_of_what_is_selected_are_tinted(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.look(qtbot)
    lines = panel.view.toPlainText().splitlines()
    for element in (UnitAt(2, 0), EdgeAt(2, 0, 1)):
        desk.code.select(element)
        assert panel.view.marked
        assert all("transactions" in lines[number] for number in panel.view.marked)
    for nothing in (None, TargetAt(0), UnitAt(0, 0), UnitAt(5, 9)):
        desk.code.select(nothing)
        assert not panel.view.marked


class TestInTheWindow:
    @pytest.fixture
    def window(self, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
        yield from opened(qtbot, qapp, "bank")

    def test_it_is_not_made_at_the_start_and_stays_in_front_of_what_is_selected(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        assert "panel" not in vars(window.code)
        bring_to_front(next(dock for dock in window.docks.all if dock.objectName() == "Code"))
        qtbot.waitUntil(lambda: "panel" in vars(window.code))
        window.canvas.select(UnitAt(1, 0))
        qtbot.wait_until(lambda: bool(window.code.panel.view.marked))
        assert window.code.body.isVisible()
        window.code.panel.copy_button.click()
        assert window.status.currentMessage() == "Code copied"


def test_copy_takes_all_and_says_what_it_cannot_take(qtbot: QtBot) -> None:
    few, digits = Desk(qtbot), Desk(qtbot, "digits")
    panel, many = few.look(qtbot), digits.look(qtbot)
    said: list[str] = []
    panel.said.connect(said.append)
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == panel.view.toPlainText()
    assert said.pop() == "Code copied"
    assert not panel.note.isVisible()
    many.said.connect(said.append)
    many.copy_button.click()
    assert said.pop() == "Code copied; it needs numbers.npz, which only Save writes"
    assert "numbers.npz" in many.note.text()


def test_save_writes_and_says_so(desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = desk.look(qtbot)
    asked: list[str] = []

    def answer(_: QWidget, title: str, proposal: str, kind: str) -> tuple[str, str]:
        asked.append(Path(proposal).name)
        return str(tmp_path / "mine"), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    with qtbot.waitSignal(panel.said) as said:
        panel.save_button.click()
    assert asked == ["bank-transactions-numpy.py"]
    assert said.args == ["Code written to mine.py"]
    assert (tmp_path / "mine.py").read_text("utf-8") == panel.view.toPlainText()


def test_what_cannot_be_saved_is_one_line(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = desk.look(qtbot)
    lines: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _, title, line: lines.append(line))
    panel.save(tmp_path / "nowhere" / "bank.py")
    assert len(lines) == 1
    assert "cannot be saved" in lines[0]
    assert "\n" not in lines[0]


def test_data_that_cannot_be_read_is_said_and_nothing_is_offered(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.look(qtbot)
    panel.show_kind("keras")
    lost = DataSource("file", path="/nowhere.csv", input_columns=("a", "b"), target_columns=("c",))
    panel.show_experiment(replace(desk.document.experiment, data=lost))
    assert panel.view.toPlainText() == ""
    assert "/nowhere.csv" in panel.note.text()
    assert not panel.copy_button.isEnabled()
    assert not panel.save_button.isEnabled()
    panel.show_experiment(with_training(desk.document.experiment, epochs=7))
    assert "epochs = 7" in panel.view.toPlainText()
    assert panel.copy_button.isEnabled()


def test_another_theme_colours_it_anew(desk: Desk, qtbot: QtBot) -> None:
    view = desk.look(qtbot).view
    dark = theme("dark")
    view.apply_theme(dark)
    colors = {
        part.format.foreground().color().name().upper() for part in view.document().firstBlock().layout().formats()
    }
    assert colors == {dark.text_3}


def test_numbers_wear_the_colours_of_the_canvas(qtbot: QtBot) -> None:
    document = QTextDocument('x = [1, -0.5e-3]  # 7\nfor i in a - 2, "3":\n    """Ten 10s."""')
    light = theme("light")
    CodeHighlighter(document, light)
    found = {}
    block = document.firstBlock()
    while block.isValid():
        for part in block.layout().formats():
            found[block.text()[part.start : part.start + part.length]] = (
                part.format.foreground().color().name().upper()
            )
        block = block.next()
    assert found == {
        "1": light.positive,
        "-0.5e-3": light.negative,
        "# 7": light.text_3,
        "for": light.ink,
        "in": light.ink,
        "2": light.positive,
        '"3"': light.text_2,
        '    """Ten 10s."""': light.text_3,
    }
