"""Results, rows and the check in the whole window: they belong to what is on show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from core.data.data import example_at, table_of
from core.edits import randomised
from core.files.examples import example
from core.message import Message
from tests.widgets.windows import bring_up, opened
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def iris(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "iris")


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
    qtbot.waitUntil(lambda: bool(results.learnt.sections))
    confusion = results.learnt.scores.confusion
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
        assert results.learnt.scores.confusion.isVisible() is has_classes


def test_panels_behind_a_tab_rest(qtbot: QtBot, iris: MainWindow) -> None:
    learnt, rows = iris.results.learnt, iris.results.rows
    qtbot.waitUntil(lambda: not learnt.isVisible() and not rows.isVisible())
    iris.document.edit(Message("Randomise"), randomised(iris.document.experiment))
    assert not iris.results._now.is_busy
    assert iris.results._evaluation is None


def test_the_badge_belongs_to_what_is_on_show(qtbot: QtBot, window: MainWindow) -> None:
    badge = window.check.badge
    assert badge.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: badge.text() == "Checked", timeout=30_000)
    assert window.check.dialog is not None
    window.check.dialog.close()
    window.edits.apply_step()
    assert badge.text() == "Not checked"


def test_every_row_of_tabs_lies_in_its_own_area(window: MainWindow) -> None:
    # Qt keeps the bar of a single tab outside of the window.
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
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
