"""What is on the screen as a film: begun from the window, ended by its badge, its action, or the window's end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QCursor
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.message import Failure, Message
from simulator.film.encoder import Encoder
from tests.widgets.windows import opened
from widgets.film.live_desk import LiveDesk
from widgets.film.record_dialog import RecordDialog
from widgets.film.screen_picture import canvas_picture, window_picture
from widgets.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


def choosing(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "MP4 (H.264) (*.mp4)"))


def shape(path: Path) -> tuple[int, int, int]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height, sum(1 for _ in container.decode(video=0))


def has_seconds(live: LiveDesk, seconds: float) -> bool:
    """Whether so much of a film is there."""
    recording = live._recording
    return recording is not None and recording._count >= seconds * recording._settings.fps


def test_the_canvas_live_from_its_keys_to_a_click_on_the_badge(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, path = window.live, tmp_path / "lesson.mp4"
    choosing(monkeypatch, tmp_path / "lesson")
    assert not live.badge.isVisible()
    name = live.canvas_action.text()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert live.is_recording
    assert live.badge.isVisible()
    assert live.badge.text() == "0:00"
    assert live.canvas_action.text() == "&Stop the live recording"
    assert not live.window_action.isVisible()
    assert not path.exists()
    window.stage.playhead.seek(2.0)
    qtbot.waitUntil(lambda: has_seconds(live, 0.2))
    qtbot.mouseClick(live.badge, Qt.MouseButton.LeftButton)
    assert not live.is_recording
    assert not live.badge.isVisible()
    assert live.canvas_action.text() == name
    assert live.window_action.isVisible()
    width, height, count = shape(path)
    assert (width, height) == (window.canvas.width() // 2 * 2, window.canvas.height() // 2 * 2)
    assert count >= 6
    assert window.status.currentMessage().startswith(f"{path}: 0:00, ")


def test_the_window_is_whole_when_it_closes(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing(monkeypatch, tmp_path / "all.mp4")
    window.live.window_action.trigger()
    qtbot.waitUntil(lambda: has_seconds(window.live, 0.1))
    window.close()
    assert not window.live.is_recording
    assert shape(tmp_path / "all.mp4")[:2] == (1600, 1000)


def test_a_film_under_way_is_given_up_with_its_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.beside.record()
    dialog = window.findChild(RecordDialog)
    assert dialog is not None
    dialog.target.field.setText(str(tmp_path / "film.mp4"))
    qtbot.mouseClick(dialog.bar.record_button, Qt.MouseButton.LeftButton)
    recording = dialog._recording
    assert recording is not None
    window.close()
    assert not recording.is_running
    assert list(tmp_path.iterdir()) == []


def test_nothing_begins_where_nothing_was_chosen(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing(monkeypatch, "")
    window.live.canvas_action.trigger()
    assert not window.live.is_recording


@pytest.mark.parametrize(("name", "said"), [("no/film.mp4", "there is no folder"), ("film.gif", "one palette")])
def test_what_cannot_be_is_said_in_one_line(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    choosing(monkeypatch, tmp_path / name)
    window.live.canvas_action.trigger()
    assert not window.live.is_recording
    assert not window.live.badge.isVisible()
    assert said in window.status.currentMessage()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at_once", [False, True])
def test_what_breaks_on_the_way_is_said_and_leaves_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    choosing(monkeypatch, tmp_path / "film.mp4")
    name = window.live.canvas_action.text()
    if not at_once:
        window.live.canvas_action.trigger()

    def refuse(encoder: Encoder, image: object, repeats: int = 0) -> None:
        raise Failure(Message("cannot be written: {reason}", reason="the disk is full"))

    monkeypatch.setattr(Encoder, "add", refuse)
    if at_once:
        window.live.canvas_action.trigger()
    qtbot.waitUntil(lambda: not window.live.is_recording)
    assert window.live.canvas_action.text() == name
    assert window.status.currentMessage() == "Recording broke off: cannot be written: the disk is full"
    assert not window.live.badge.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_dialogs_and_the_pointer_are_in_the_picture(qtbot: QtBot) -> None:
    window = QWidget()
    window.setStyleSheet("background: #00ff00")
    window.setGeometry(50, 60, 300, 200)
    qtbot.addWidget(window)
    window.show()
    dialog = QDialog(window)
    dialog.setStyleSheet("background: #0000ff")
    dialog.setGeometry(100, 100, 80, 60)
    dialog.show()
    QCursor.setPos(window.mapToGlobal(QPoint(200, 150)))
    picture = window_picture(window)
    inside = dialog.mapToGlobal(QPoint(10, 10)) - window.mapToGlobal(QPoint(0, 0))
    assert picture.pixelColor(inside) == QColor("#0000ff")
    assert picture.pixelColor(203, 158) == QColor("black")
    assert picture.pixelColor(20, 20) == QColor("#00ff00")
    dialog.close()
    assert canvas_picture(window).pixelColor(inside) == QColor("#00ff00")
    QCursor.setPos(window.mapToGlobal(QPoint(600, 550)))
    assert canvas_picture(window).pixelColor(203, 158) == QColor("#00ff00")
