"""The window as a person uses it: mouse and keyboard, nothing called behind its back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from core.data import example_at, table_of
from core.edits import randomised, with_training, with_weight
from core.examples import example
from core.files import read
from core.message import Message
from core.quantity import Kind
from simulator.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.framing import box_of
from widgets.combo_box import ComboBox
from widgets.docks import bring_to_front
from widgets.file_desk import settings
from widgets.main_window import MainWindow
from widgets.style import LIGHT, Appearance

CHILDREN_TO_NODE_0 = EdgeAt(1, 0, 0)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from _window(qtbot, qapp, "bank")


@pytest.fixture
def iris(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from _window(qtbot, qapp, "iris")


def _window(qtbot: QtBot, app: QApplication, name: str) -> Iterator[MainWindow]:
    settings().remove("window")  # where an earlier test left its docks
    made = MainWindow(example(name), None, Appearance(app, LIGHT))
    # A test ends with unsaved changes; nobody is there to answer what to do with them.
    qtbot.addWidget(made, before_close_func=lambda _: made.document.undo_stack.setClean())
    made.resize(1600, 1000)
    with qtbot.waitExposed(made):
        made.show()
    yield made


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
    tape = iris.training.tape
    assert tape is not None
    assert len(tape) == before.training.epochs + 1
    iris.losses.epoch_chosen.emit(10)
    assert iris.stage.trace.network == tape.network_at(10, before.network)
    assert iris.document.experiment is after
    iris.losses.epoch_chosen.emit(len(tape) - 1)
    assert iris.stage.trace.network is after.network
    qtbot.keyClick(iris, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert iris.document.experiment == before


def test_stop_ends_the_run_at_once(qtbot: QtBot, iris: MainWindow) -> None:
    iris.training.train()
    qtbot.waitUntil(lambda: iris.training.history is not None, timeout=60_000)
    iris.training.stop()
    assert iris.training.state == "idle"


def test_an_edit_pauses_the_run_and_continuing_starts_from_it(qtbot: QtBot, iris: MainWindow) -> None:
    long = with_training(iris.document.experiment, epochs=5000)
    iris.document.replace(long)
    iris.training.train()
    qtbot.waitUntil(lambda: iris.training.history is not None, timeout=60_000)
    edited = with_weight(iris.stage.experiment, 1, 0, 0, 2.5)
    iris.canvas.edit_requested.emit(Message("Change weight"), edited)
    qtbot.waitUntil(lambda: iris.training.state == "paused", timeout=10_000)
    assert iris.document.experiment.network.layers[0].weights[0, 0] == 2.5
    assert iris.document.undo_stack.count() == 2
    iris.training.one_batch()
    qtbot.waitUntil(lambda: iris.training.state == "paused", timeout=10_000)
    after = iris.document.experiment.network.layers[0].weights[0, 0]
    assert after != 2.5
    assert abs(after - 2.5) < 0.1
    iris.training.stop()


def test_saved_and_opened_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double_click(qtbot, window, CHILDREN_TO_NODE_0)
    type_into_editor(qtbot, window, "3")
    path = tmp_path / "mine.perceptarium"
    monkeypatch.setattr("widgets.file_desk.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
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

    monkeypatch.setattr("widgets.file_desk.QMessageBox.question", cancel)
    before = window.document.experiment
    window.files.open_example("slopes")
    assert window.document.experiment is before
    assert not window.close()
    assert len(asked) == 2


def bring_up(qtbot: QtBot, window: MainWindow, panel: QWidget) -> None:
    """Choose the tab of a panel."""
    title = next(dock.windowTitle() for dock in window.docks.all if dock.widget() is panel)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    bar, at = next((bar, at) for bar in bars for at in range(bar.count()) if bar.tabText(at) == title)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
    qtbot.waitUntil(panel.isVisible)


def test_a_row_of_the_table_becomes_the_traced_example(qtbot: QtBot, iris: MainWindow) -> None:
    rows = iris.results.rows
    bring_up(qtbot, iris, rows)
    model, view = rows.table.view.model(), rows.table.view
    qtbot.waitUntil(lambda: model.rowCount() == 150)
    view.sortByColumn(7, Qt.SortOrder.DescendingOrder)
    worst = int(model.data(model.index(0, 0)))
    at = view.visualRect(model.index(0, 2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    chosen = example_at(table_of(iris.document.experiment), worst - 1)
    assert iris.document.experiment.example == chosen
    assert iris.stage.trace.raw_inputs.tolist() == list(chosen.inputs)
    qtbot.keyClick(iris, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert iris.document.experiment == example("iris")


def test_a_cell_of_the_confusion_matrix_brings_its_rows_up(qtbot: QtBot, iris: MainWindow) -> None:
    results = iris.results
    bring_up(qtbot, iris, results.learnt)
    confusion = results.learnt.confusion
    qtbot.waitUntil(confusion.isVisible)
    cells = [(truth, answer) for truth in range(3) for answer in range(3)]
    cell = max(cells, key=confusion.count_at)
    assert not results.rows.isVisible()
    qtbot.mouseClick(confusion, Qt.MouseButton.LeftButton, pos=confusion.rect_of(cell).center().toPoint())
    qtbot.waitUntil(results.rows.isVisible)
    assert results.rows.table.view.model().rowCount() == confusion.count_at(cell)
    qtbot.waitUntil(results.rows.table.view.hasFocus)


def test_results_of_one_experiment_never_stay_beside_another(qtbot: QtBot, iris: MainWindow) -> None:
    results = iris.results
    bring_up(qtbot, iris, results.learnt)
    bring_up(qtbot, iris, results.rows)
    qtbot.waitUntil(lambda: results.rows.table.view.model().rowCount() == 150)
    for name, rows, has_classes in (("sine", 200, False), ("circle", 200, True), ("bank", 1, False)):
        iris.document.undo_stack.setClean()
        iris.files.open_example(name)
        network = iris.document.experiment.network
        qtbot.waitUntil(lambda n=network: results._evaluation is not None and results._evaluation.network is n)
        assert results.rows.table.view.model().rowCount() == rows
        assert results.learnt.confusion.isVisible() is has_classes


def test_panels_behind_a_tab_rest(qtbot: QtBot, iris: MainWindow) -> None:
    learnt, rows = iris.results.learnt, iris.results.rows
    qtbot.waitUntil(lambda: not learnt.isVisible() and not rows.isVisible())
    iris.document.edit(Message("Randomise"), randomised(iris.document.experiment))
    assert not iris.results._now.is_busy
    assert iris.results._evaluation is None


@pytest.mark.qt_log_ignore("does not support")  # a dialog is raised, which the offscreen platform cannot
def test_the_badge_belongs_to_what_is_on_show(qtbot: QtBot, window: MainWindow) -> None:
    badge = window.check.badge
    assert badge.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: badge.text() == "Checked", timeout=30_000)
    assert window.check.dialog is not None
    window.check.dialog.close()
    window.apply_step()
    assert badge.text() == "Not checked"


def test_every_row_of_tabs_lies_in_its_own_area(window: MainWindow) -> None:
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert sorted(bar.tabText(0) for bar in bars) == ["Explanation", "Loss per epoch"]
    left = next(dock for dock in window.docks.all if dock.widget() is window.network_panel)
    assert not any(bar.geometry().intersects(left.geometry()) for bar in bars)


def test_it_fits_a_small_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1366, 700)  # 768 less what a desktop takes
    for dock in window.docks.all:
        bring_to_front(dock)
        qtbot.waitUntil(dock.widget().isVisible)
    qtbot.waitUntil(lambda: window.results._evaluation is not None)
    assert (window.width(), window.height()) == (1366, 700)
