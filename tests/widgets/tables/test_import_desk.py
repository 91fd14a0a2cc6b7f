"""Tables into the window and out of it, as a person does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QThread, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from core.data.data import rows_of, table_of
from core.data.datasets import BUILTIN, Draw
from core.edits import with_training
from core.files.examples import example
from core.message import Message
from widgets.main_window import MainWindow
from widgets.parts.style import LIGHT, Appearance
from widgets.tables.import_dialog import ImportDialog


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(example("bank"), None, Appearance(qapp, LIGHT))
    # A test ends with unsaved changes; nobody is there to answer what to do with them.
    qtbot.addWidget(made, before_close_func=lambda _: made.document.undo_stack.setClean())
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.tables.close()


@pytest.fixture
def iris(tmp_path: Path) -> Path:
    flowers = BUILTIN["iris"]
    inputs, classes = flowers.make(Draw())
    path = tmp_path / "flowers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(flowers.input_names) + ",species\n")
        for row, kind in zip(inputs.tolist(), classes.ravel().astype(int).tolist(), strict=True):
            file.write(",".join(map(repr, row)) + f",{flowers.classes[kind]}\n")
    return path


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))


def dialog_of(qtbot: QtBot, window: MainWindow) -> ImportDialog:
    """The dialog, once it has something to say."""
    dialog = window.tables.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=30_000)
    return dialog


def press_import(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(dialog_of(qtbot, window).import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.tables.dialog is None, timeout=30_000)


def test_a_table_dropped_on_the_window_becomes_the_data(qtbot: QtBot, window: MainWindow, iris: Path) -> None:
    drop(window, iris)
    assert dialog_of(qtbot, window).status == "150 rows: 4 inputs → 3 classes; 30 held out."
    before = window.document.experiment
    press_import(qtbot, window)
    experiment = window.document.experiment
    assert window.document.undo_stack.undoText() == "Import flowers.csv"
    assert window.document.undo_stack.count() == 1
    assert (experiment.data.source, experiment.data.path) == ("file", str(iris))
    assert experiment.data.classes == ("setosa", "versicolor", "virginica")
    assert (experiment.network.sizes[0], experiment.network.sizes[-1]) == (4, 3)
    assert experiment.network.inputs == BUILTIN["iris"].input_names
    train_rows, test_rows = rows_of(table_of(experiment), experiment.data, experiment.training)
    assert (len(train_rows), len(test_rows)) == (120, 30)
    fitted = table_of(experiment).inputs[train_rows].mean(axis=0)
    np.testing.assert_allclose(experiment.data.scaling.center, fitted)
    window.menus.undo.trigger()
    assert window.document.experiment is before
    window.menus.redo.trigger()
    assert window.document.experiment is experiment


def test_what_was_imported_can_be_trained(qtbot: QtBot, window: MainWindow, iris: Path) -> None:
    drop(window, iris)
    press_import(qtbot, window)
    train = next(button for button in window.network_panel.findChildren(QPushButton) if button.text() == "Train")
    qtbot.mouseClick(train, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.training.trainer.finished, timeout=120_000):
        pass
    history = window.training.shown.history
    assert history is not None
    assert history.test_loss[-1] < history.test_loss[0]


def test_cancelling_leaves_everything_as_it_was(qtbot: QtBot, window: MainWindow, iris: Path) -> None:
    before = window.document.experiment
    drop(window, iris)
    dialog = dialog_of(qtbot, window)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.tables.dialog is None)
    assert window.document.experiment is before
    assert window.document.undo_stack.count() == 0


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"a,b\n1\n", bytes(range(256)) * 10, b"a,a\n1,2\n"])
def test_a_hostile_file_leaves_the_experiment_as_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes
) -> None:
    before = window.document.experiment
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    drop(window, path)
    dialog = dialog_of(qtbot, window)
    assert dialog.status.startswith("hostile.csv: ")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert window.tables.dialog is dialog
    assert window.document.experiment is before


def test_a_file_that_vanishes_before_the_import_gives_one_line(qtbot: QtBot, window: MainWindow, iris: Path) -> None:
    before = window.document.experiment
    drop(window, iris)
    dialog = dialog_of(qtbot, window)
    iris.unlink()
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert dialog_of(qtbot, window).status == "flowers.csv: no such file"
    assert window.document.experiment is before


def test_an_experiment_dropped_on_the_window_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.document.save(tmp_path / "mine.perceptarium")
    drop(window, tmp_path / "mine.perceptarium")
    assert window.tables.dialog is None
    assert window.document.path == tmp_path / "mine.perceptarium"


def test_an_edit_made_meanwhile_is_not_lost(qtbot: QtBot, window: MainWindow, iris: Path) -> None:
    drop(window, iris)
    dialog = dialog_of(qtbot, window)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    window.document.edit(Message("Later"), with_training(window.document.experiment, epochs=7))
    qtbot.waitUntil(lambda: window.tables.dialog is None, timeout=30_000)
    assert window.document.experiment.training.epochs == 7
    assert window.document.experiment.data.source == "file"


def test_menu_and_button_ask_for_a_file(
    qtbot: QtBot, window: MainWindow, iris: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(iris), ""))
    button = next(b for b in window.network_panel.findChildren(QPushButton) if b.text() == "Import…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog_of(qtbot, window).reject()
    qtbot.waitUntil(lambda: window.tables.dialog is None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert dialog_of(qtbot, window).status.startswith("150 rows")


def test_closing_the_window_ends_a_reading(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"1.5,2.5,3.5,4.5\n" * 2_000_000)
    drop(window, path)
    dialog = window.tables.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.progress > 0.02, timeout=30_000)
    threads = window.tables.findChildren(QThread)
    assert threads
    window.close()
    assert all(thread.isFinished() for thread in threads)


def test_rows_are_exported(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window.document.replace(example("iris"))
    path = tmp_path / "rows.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window.tables.said) as said:
        window.tables.choose_and_export()
    assert said.args == ["120 training rows and 30 test rows written to rows.csv"]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 151


def test_without_data_exporting_says_why_not(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "rows.csv"), ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda *parts: told.append(parts[-1]))
    window.tables.choose_and_export()
    qtbot.waitUntil(lambda: told != [])
    assert told == ["there is no data yet, only the one example; choose data first"]
