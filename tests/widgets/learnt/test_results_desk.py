"""Reports and rows belong to what is on show: edited, scrubbed to, or trained."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.edits import randomised, with_training
from core.files.examples import example
from core.message import Message
from core.network import Network
from simulator.document.document import Document
from simulator.results import evaluator as evaluator_module
from simulator.stage.stage import Stage
from widgets.learnt.results_desk import ResultsDesk
from widgets.runs.training_desk import TrainingDesk

LONG = 60_000


class Room:
    """A desk with both of its panels on show."""

    def __init__(self, window: QWidget, name: str) -> None:
        self.document = Document(example(name))
        self.stage = Stage(self.document, window)
        self.training = TrainingDesk(self.document, self.stage, window)
        self.desk = ResultsDesk(self.stage, self.training, window)
        layout = QVBoxLayout(window)
        for panel in (self.desk.learnt, *self.desk.rows.title_widgets, self.desk.rows):
            layout.addWidget(panel)

    def shows(self, network: Network) -> bool:
        """Whether both panels are of this network."""
        panels = (self.desk.learnt._evaluation, self.desk.rows._evaluation)
        return all(evaluation is not None and evaluation.network is network for evaluation in panels)

    def heads(self) -> list[str]:
        model = self.desk.rows.table.view.model()
        return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]

    def train(self, qtbot: QtBot, epochs: int) -> None:
        trained = with_training(self.document.experiment, epochs=epochs)
        self.document.edit(Message("epochs"), trained)
        with qtbot.waitSignal(self.training.trainer.finished, timeout=LONG):
            self.training.train()


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Room(window, "iris")
    window.resize(900, 900)
    with qtbot.waitExposed(window):
        window.show()
    made.desk.follow()
    yield made
    made.desk.close()
    made.training.close()


def test_edits_and_undo_are_followed(qtbot: QtBot, room: Room) -> None:
    first = room.document.experiment
    qtbot.waitUntil(lambda: room.shows(first.network))
    room.document.edit(Message("Randomise"), randomised(first))
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    room.document.undo_stack.undo()
    qtbot.waitUntil(lambda: room.shows(first.network))


def test_a_run_and_moments_of_its_tape_are_followed(qtbot: QtBot, room: Room) -> None:
    room.train(qtbot, 20)
    last = room.document.experiment.network
    qtbot.waitUntil(lambda: room.shows(last))
    report = room.desk.learnt._evaluation.train_report
    assert report.loss == pytest.approx(room.training.shown.history.train_loss[-1], rel=1e-4)
    room.training.shown.show_epoch(3)
    moment = room.stage.experiment.network
    assert moment is not last
    qtbot.waitUntil(lambda: room.shows(moment))
    report = room.desk.learnt._evaluation.train_report
    assert report.loss == pytest.approx(room.training.shown.history.train_loss[3], rel=1e-4)


def test_numbers_come_while_a_run_goes_on(qtbot: QtBot, room: Room) -> None:
    room.document.edit(Message("epochs"), with_training(room.document.experiment, epochs=100_000))
    seen = []
    room.desk._now.evaluated.connect(seen.append)
    room.training.train()
    qtbot.waitUntil(lambda: len({id(one.network) for one in seen if one is not None}) > 2, timeout=LONG)
    assert room.training.state == "running"
    room.training.stop()
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))


def test_dear_numbers_follow_when_the_run_pauses(qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    monkeypatch.setattr(evaluator_module, "CHEAP", -1)
    room.document.edit(Message("epochs"), with_training(room.document.experiment, epochs=100_000))
    room.training.train()
    learnt, table = room.desk.learnt, room.desk.rows.table
    qtbot.waitUntil(learnt.scores.waiting.isVisible, timeout=LONG)
    assert "when the run pauses" in learnt.scores.waiting.text()
    assert "when the run pauses" in table._empty.line.text()
    assert not table.view.isVisible()
    room.training.stop()
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network), timeout=LONG)
    assert not learnt.scores.waiting.isVisible()
    assert table.view.isVisible()


def test_the_start_of_the_run_stands_beside_its_end(qtbot: QtBot, room: Room) -> None:
    compare = room.desk.rows.compare
    assert not compare.isEnabled()
    start = room.document.experiment.network
    room.train(qtbot, 5)
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("at the start" in head for head in room.heads()))
    beside = room.desk.rows._start
    assert beside is not None
    assert beside.network is start
    for _ in range(2):
        qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("at the start" in head for head in room.heads()))
    qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    assert not any("at the start" in head for head in room.heads())


def test_a_new_run_has_another_start(qtbot: QtBot, room: Room) -> None:
    room.train(qtbot, 5)
    second = room.document.experiment.network
    qtbot.mouseClick(room.desk.rows.compare, Qt.MouseButton.LeftButton)
    room.train(qtbot, 5)
    qtbot.waitUntil(lambda: room.desk.rows._start is not None and room.desk.rows._start.network is second)


def test_another_file_takes_the_comparison_away(qtbot: QtBot, room: Room) -> None:
    room.train(qtbot, 5)
    qtbot.mouseClick(room.desk.rows.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("at the start" in head for head in room.heads()))
    room.document.replace(example("sine"))
    room.training.forget_run()
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    assert not room.desk.rows.compare.isChecked()
    assert not any("at the start" in head for head in room.heads())


def test_a_paused_run_is_not_compared_with_another_experiment(qtbot: QtBot, room: Room) -> None:
    room.training.one_batch()
    qtbot.waitUntil(lambda: room.document.experiment.unfinished is not None, timeout=LONG)
    qtbot.mouseClick(room.desk.rows.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("at the start" in head for head in room.heads()))
    room.document.edit(Message("Another"), example("sine"))
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    assert not any("at the start" in head for head in room.heads())


def test_rows_and_points_become_the_example_and_cells_become_rows(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    with qtbot.waitSignal(room.desk.row_chosen) as signal:
        room.desk.learnt.row_chosen.emit(7)
    assert signal.args == [7]
    with qtbot.waitSignal(room.desk.row_chosen) as signal:
        room.desk.rows.table.row_chosen.emit(9)
    assert signal.args == [9]
    with qtbot.waitSignal(room.desk.rows_asked_for):
        room.desk.learnt.rows_chosen.emit([1, 2])
    assert room.desk.rows.table.view.model().rowCount() == 2


def test_while_nobody_looks_nothing_is_worked_out(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
    room.desk.learnt.hide()
    room.desk.rows.hide()
    room.document.edit(Message("Randomise"), randomised(room.document.experiment))
    assert not room.desk._now.is_busy
    assert room.desk.learnt._evaluation is None
    room.desk.rows.show()
    room.desk.look()
    qtbot.waitUntil(lambda: room.shows(room.document.experiment.network))
