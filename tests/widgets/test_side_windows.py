"""What opens beside the window begins with what the window shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.runs.tape import TapeReader
from simulator.frames.face import BiasAs, Face
from tests.widgets.record_dialogs import click, run_of, segment
from tests.widgets.windows import opened
from widgets.film.record_dialog import RecordDialog
from widgets.main_window import MainWindow
from widgets.runs.shown_run import ShownRun


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "circle")


def test_the_film_dialog_films_what_the_canvas_shows_and_the_run_there_is(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_of(window.stage.experiment, tmp_path)
    monkeypatch.setattr(ShownRun, "tape", property(lambda _: TapeReader(tmp_path / "run.tape")))
    window.canvas.set_face(Face.MAP)
    window.canvas.set_bias(BiasAs.NODE)
    window.canvas.set_spotlight(True)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(RecordDialog)
    assert dialog is not None
    settings = dialog.options.settings
    assert (settings.face, settings.bias, settings.spotlight) == (Face.MAP, BiasAs.NODE, True)
    assert (settings.theme_name, settings.width, settings.height) == ("light", 1920, 1080)
    assert settings.detail is window.stage.timeline.detail
    click(qtbot, segment(dialog.options.what, 1))
    assert dialog.bar.record_button.isEnabled()
    assert dialog.status == ""
    dialog.close()
