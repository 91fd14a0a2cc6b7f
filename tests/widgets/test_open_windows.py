"""Several windows in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.files.examples import example
from core.message import Message
from simulator.frames.face import Face
from tests.by_hand import with_weight
from widgets.main_window import MainWindow
from widgets.parts.stored import settings
from widgets.parts.style import LIGHT, Appearance
from widgets.windows import Windows

BUTTON = QMessageBox.StandardButton


@pytest.fixture
def windows(qtbot: QtBot, qapp: QApplication) -> Iterator[Windows]:
    settings().remove("window")
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    appearance = Appearance(qapp, LIGHT)
    made = Windows(appearance)
    made.open(example("bank"))
    yield made
    for window in list(made.all):
        window.close_without_asking()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setQuitOnLastWindowClosed(quits)
    appearance.deleteLater()
    settings().remove("window")


def edit(window: MainWindow) -> None:
    document = window.document
    document.edit(Message("Change weight"), with_weight(document.experiment, 1, 0, 0, 7.5))


def answering(monkeypatch: pytest.MonkeyPatch, *answers: QMessageBox.StandardButton) -> list[str]:
    """The questions that were asked; they are answered in turn."""
    asked: list[str] = []

    def question(*arguments: object) -> QMessageBox.StandardButton:
        asked.append(str(arguments[2]))
        return answers[len(asked) - 1]

    monkeypatch.setattr("widgets.document.file_desk.QMessageBox.question", question)
    return asked


def test_a_new_window_has_a_document_and_a_trainer_of_its_own(windows: Windows) -> None:
    first = windows.all[0]
    first.new_window_requested.emit()
    second = windows.all[1]
    edit(second)
    assert not first.document.is_modified
    assert second.training.trainer is not first.training.trainer
    assert second.isVisible()


def test_windows_do_not_lie_exactly_on_one_another(windows: Windows) -> None:
    for _ in range(5):
        windows.open_blank()
    places = {(window.x(), window.y()) for window in windows.all}
    assert len(places) == 6


def test_a_window_beside_a_maximised_one_is_not_maximised(windows: Windows) -> None:
    windows.all[0].showMaximized()
    second = windows.open(example("iris"))
    assert not second.isMaximized()
    assert windows.all[0].isMaximized()


def test_closing_one_leaves_the_others(qtbot: QtBot, qapp: QApplication, windows: Windows) -> None:
    first, second = windows.all[0], windows.open(example("iris"))
    assert first.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(first)
    assert windows.all == [second]
    edit(second)
    second.menus.undo.trigger()
    second.canvas.grab()
    windows._appearance.choose("dark")
    windows._appearance.choose("light")
    assert second.isVisible()


def test_a_window_takes_its_menus_along(qapp: QApplication, windows: Windows) -> None:
    def menus() -> list[QMenu]:
        return [each for each in qapp.allWidgets() if isinstance(each, QMenu)]

    before = menus()
    second = windows.open(example("iris"))
    second.menus.everything()
    own = [menu for menu in menus() if menu not in before]
    assert own
    second.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(isValid(menu) for menu in own)


def test_what_is_chosen_in_one_window_is_seen_in_all(qapp: QApplication, windows: Windows) -> None:
    first, second = windows.all[0], windows.open(example("circle"))
    second.menus.view.faces.actions[Face.MAP].trigger()
    second.menus.view.digits.actions[2].trigger()
    second.menus.view.still.trigger()
    third = windows.open(example("circle"))
    for window in (first, second, third):
        assert window.canvas.view.face is Face.MAP
        assert window.canvas.view.digits == 2
        assert window.stage.is_still
        assert window.menus.view.faces.actions[Face.MAP].isChecked()
        assert window.menus.view.digits.actions[2].isChecked()
        assert window.menus.view.still.isChecked()
    second.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first.menus.view.digits.actions[4].trigger()
    first.menus.view.still.trigger()
    assert third.canvas.view.digits == 4
    assert not third.stage.is_still


def test_quitting_closes_all(windows: Windows) -> None:
    windows.open_blank()
    assert windows.quit()
    assert windows.all == []


def test_quitting_asks_for_each_unsaved_one_and_closes_none_if_one_is_to_stay(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = windows.open(example("iris"))
    edit(windows.all[0])
    edit(second)
    asked = answering(monkeypatch, BUTTON.Discard, BUTTON.Cancel, BUTTON.Discard, BUTTON.Discard)
    assert not windows.quit()
    assert len(asked) == 2
    assert len(windows.all) == 2
    assert all(window.document.is_modified for window in windows.all)
    assert windows.quit()
    assert len(asked) == 4
    assert windows.all == []


def test_a_file_opens_in_a_new_window_and_is_remembered(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = windows.all[0]
    path = tmp_path / "mine.perceptarium"
    first.document.save(path)
    monkeypatch.setattr("widgets.windows.QFileDialog.getOpenFileName", lambda *_: (str(path), ""))
    first.open_in_new_window_requested.emit()
    second = windows.all[1]
    assert second.document.path == path
    assert second.document.experiment == first.document.experiment
    first.menus.menus[0].aboutToShow.emit()
    assert first.files.recent[0] == path.resolve()


def test_a_file_that_cannot_be_read_leaves_no_window(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("widgets.document.file_desk.QMessageBox.warning", lambda *words: told.append(str(words[2])))
    path = tmp_path / "broken.perceptarium"
    path.write_text("{")
    windows.open_file(path)
    assert len(told) == 1
    assert len(windows.all) == 1
