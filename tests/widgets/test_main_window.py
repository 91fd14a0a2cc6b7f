"""The window as a person uses it: mouse and keyboard, nothing called behind its back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.files.files import read
from core.message import Message
from core.quantity import Kind
from simulator.frames.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.frames.pointing import box_of
from simulator.training.worker_process import WorkerProcess
from tests.by_hand import with_weight
from tests.widgets.windows import opened
from widgets.main_window import MainWindow
from widgets.parts.combo_box import ComboBox

CHILDREN_TO_NODE_0 = EdgeAt(1, 0, 0)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def iris(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "iris")


def middle_of(window: MainWindow, element: Element) -> QPoint:
    box = box_of(window.canvas.frame, element)
    assert box is not None
    return QPoint(round(box.x), round(box.y))


def double_click(qtbot: QtBot, window: MainWindow, element: Element) -> None:
    at = middle_of(window, element)
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(window.canvas, Qt.MouseButton.LeftButton, pos=at)


def type_into_editor(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClicks(window.canvas.editor, text)
    qtbot.keyClick(window.canvas.editor, Qt.Key.Key_Return)


def unit_text(window: MainWindow, column: int, unit: int) -> str:
    return next(shape.value for shape in window.canvas.frame.units if shape.element == UnitAt(column, unit))


def explained(window: MainWindow, element: Element) -> str:
    """Select an element and copy what the explanation says of it."""
    window.canvas.select(element)
    window.explanation.copy_text()
    return QApplication.clipboard().text()


def test_a_weight_is_edited_where_it_stands(qtbot: QtBot, window: MainWindow) -> None:
    double_click(qtbot, window, CHILDREN_TO_NODE_0)
    type_into_editor(qtbot, window, "3")
    assert window.stage.trace.layers[0].a[0] == 9
    assert window.stage.trace.prediction[0] == 17
    assert (unit_text(window, 1, 0), unit_text(window, 2, 0)) == ("9", "17")
    assert "(9 × 2) + (1 × −1) = 17" in explained(window, UnitAt(2, 0))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.trace.prediction[0] == 9
    assert (unit_text(window, 1, 0), unit_text(window, 2, 0)) == ("5", "9")


def test_enter_edits_what_the_arrow_keys_have_reached(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Down)
    assert window.canvas.selection == UnitAt(0, 0)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Down)
    assert window.canvas.selection == UnitAt(0, 1)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    type_into_editor(qtbot, window, "4")
    assert window.document.experiment.example.inputs == (2.0, 4.0)


@pytest.mark.parametrize("element", [BiasAt(2, 0), TargetAt(0), UnitAt(0, 0)])
def test_bias_target_and_input_are_edited_where_they_stand(
    qtbot: QtBot, window: MainWindow, element: Element
) -> None:
    double_click(qtbot, window, element)
    type_into_editor(qtbot, window, "-0,5")
    experiment = window.document.experiment
    found = {
        BiasAt(2, 0): float(experiment.network.output.bias[0]),
        TargetAt(0): (experiment.example.targets or (0.0,))[0],
        UnitAt(0, 0): experiment.example.inputs[0],
    }
    assert found[element] == -0.5


def test_the_editor_says_why_abc_is_refused(qtbot: QtBot, window: MainWindow) -> None:
    before = window.document.experiment
    double_click(qtbot, window, CHILDREN_TO_NODE_0)
    type_into_editor(qtbot, window, "abc")
    assert window.canvas.editor.isVisible()
    assert "abc" in window.canvas.editor.complaint.text()
    assert window.canvas.editor.complaint.isVisible()
    qtbot.keyClick(window.canvas.editor, Qt.Key.Key_Escape)
    assert not window.canvas.editor.isVisible()
    assert window.document.experiment is before


def test_choosing_tanh_for_the_hidden_layer(qtbot: QtBot, window: MainWindow) -> None:
    combo = next(each for each in window.network_panel.findChildren(ComboBox) if each.currentData() == "identity")
    combo.setFocus()
    qtbot.keyClicks(combo, "t")
    combo.activated.emit(combo.currentIndex())
    assert window.document.experiment.network.layers[0].activation == "tanh"
    assert round(float(window.stage.trace.prediction[0]), 4) == 1.2382
    assert unit_text(window, 2, 0) == "1.238"


def test_playing_through_the_update_changes_nothing_and_apply_step_does(qtbot: QtBot, window: MainWindow) -> None:
    before = window.document.experiment
    playhead = window.stage.playhead
    playhead.speed = 8.0
    playhead.seek(playhead.timeline.duration - 1.5)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not playhead.is_playing)
    assert playhead.time == playhead.timeline.duration
    assert window.document.experiment is before
    assert window.document.undo_stack.count() == 0
    qtbot.keyClick(window.canvas, Qt.Key.Key_A)
    assert window.document.undo_stack.count() == 1
    assert window.document.experiment.network.layers[0].weights.tolist() == [[0.76, 0.64], [-0.88, 1.18]]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.experiment == before


def test_the_explanation_follows_the_phase(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle_of(window, CHILDREN_TO_NODE_0))
    assert window.explanation.current is not None
    assert window.explanation.current.kind is Kind.PRODUCT
    window.stage.playhead.seek(window.stage.timeline.duration - 3)
    assert window.explanation.current.kind is Kind.SLOPE_OF_WEIGHT


def test_training_is_one_undo_entry_and_can_be_scrubbed(qtbot: QtBot, iris: MainWindow) -> None:
    before = iris.document.experiment
    iris.training.train()
    with qtbot.waitSignal(iris.training.trainer.finished, timeout=60_000):
        pass
    after = iris.document.experiment
    assert iris.document.undo_stack.count() == 1
    assert after.network is not before.network
    tape = iris.training.shown.tape
    assert tape is not None
    assert len(tape) == before.training.epochs + 1
    iris.losses.epoch_chosen.emit(10)
    assert iris.stage.trace.network == tape.network_at(10, before.network)
    assert iris.document.experiment is after
    edited = with_weight(iris.stage.experiment, 1, 0, 0, 2.5)
    iris.canvas.edit_requested.emit(Message("Change weight"), edited, None)
    assert iris.menus.undo.text() == "&Undo Change weight at epoch 10"
    iris.menus.undo.trigger()
    iris.losses.epoch_chosen.emit(len(tape) - 1)
    assert iris.stage.trace.network is after.network
    qtbot.keyClick(iris, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert iris.document.experiment == before


def test_stop_ends_the_run_at_once(qtbot: QtBot, iris: MainWindow) -> None:
    iris.training.train()
    qtbot.waitUntil(lambda: iris.training.shown.history is not None, timeout=60_000)
    iris.training.stop()
    assert iris.training.state == "idle"


def test_an_edit_pauses_the_run_and_continuing_starts_from_it(qtbot: QtBot, iris: MainWindow) -> None:
    long = with_training(iris.document.experiment, epochs=5000)
    iris.document.replace(long)
    iris.training.train()
    qtbot.waitUntil(lambda: iris.training.shown.history is not None, timeout=60_000)
    edited = with_weight(iris.stage.experiment, 1, 0, 0, 2.5)
    iris.canvas.edit_requested.emit(Message("Change weight"), edited, None)
    qtbot.waitUntil(lambda: iris.training.state == "paused", timeout=10_000)
    assert iris.document.experiment.network.layers[0].weights[0, 0] == 2.5
    assert iris.document.undo_stack.count() == 2
    iris.training.one_batch()
    qtbot.waitUntil(lambda: iris.training.state == "paused", timeout=10_000)
    after = iris.document.experiment.network.layers[0].weights[0, 0]
    assert after != 2.5
    assert abs(after - 2.5) < 0.1
    iris.training.stop()


def test_the_training_process_starts_soon_after_the_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.main_window.WARM_UP_AFTER", 0)
    for window in opened(qtbot, qapp, "bank"):
        qtbot.waitUntil(lambda window=window: window.findChild(WorkerProcess) is not None)


def test_the_whole_batch_is_chosen_where_there_is_one(qtbot: QtBot, iris: MainWindow) -> None:
    assert iris.menus.train.whole_batch.isEnabled()
    iris.canvas.setFocus()
    qtbot.keyClick(iris.canvas, Qt.Key.Key_W)
    assert iris.stage.trace.batch_rows == 120
    iris.document.replace(example("bank"))
    assert not iris.menus.train.whole_batch.isEnabled()
    assert iris.stage.trace.batch_rows == 0


def test_saved_and_opened_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double_click(qtbot, window, CHILDREN_TO_NODE_0)
    type_into_editor(qtbot, window, "3")
    path = tmp_path / "mine.perceptarium"
    monkeypatch.setattr("widgets.document.file_desk.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert read(path) == window.document.experiment
    assert not window.document.is_modified
    assert window.files.recent[0] == path.resolve()


def test_unsaved_changes_are_asked_for(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    double_click(qtbot, window, CHILDREN_TO_NODE_0)
    type_into_editor(qtbot, window, "3")
    asked: list[str] = []

    def cancel(*arguments: object) -> QMessageBox.StandardButton:
        asked.append(str(arguments[2]))
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr("widgets.document.file_desk.QMessageBox.question", cancel)
    before = window.document.experiment
    window.files.open_example("slopes")
    assert window.document.experiment is before
    assert not window.close()
    assert len(asked) == 2


def test_the_devices_of_the_machine_can_be_chosen_once_they_are_known(window: MainWindow) -> None:
    combo = next(each for each in window.network_panel.findChildren(ComboBox) if each.accessibleName() == "Device")
    assert [combo.itemData(i) for i in range(combo.count())] == ["auto", "cpu"]
    window.training.trainer.devices_found.emit(("cpu", "cuda"))
    assert [combo.itemData(i) for i in range(combo.count())] == ["auto", "cpu", "cuda"]
