"""The film dialog, by hand: choose, look, record, cancel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from core.examples import example
from core.experiment import Experiment
from core.metrics import Scores
from core.parameters import flat_values
from core.tape import Record, TapeReader
from core.tape_writer import TapeWriter
from simulator.face import BiasAs, Face
from simulator.film.footage import Footage, footage_of_tape
from widgets.record_dialog import RecordDialog


def opened(
    qtbot: QtBot, folder: Path, experiment: Experiment | None = None, footage: Footage | None = None
) -> RecordDialog:
    made = None if footage is None else lambda: footage
    dialog = RecordDialog(experiment or example("bank"), None, made, "light")
    # It deletes itself when closed; the test must not delete it again.
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.path_field.setText(str(folder / "film.mp4"))
    dialog.show()
    return dialog


def make_small(dialog: RecordDialog, qtbot: QtBot, seconds: str = "1") -> None:
    """320 × 180 at 30 frames a second, typed in."""
    options = dialog.options
    options.size_choice.setCurrentIndex(options.size_choice.count() - 1)
    options.size_choice.activated.emit(options.size_choice.count() - 1)
    qtbot.mouseClick(options.length.findChildren(QToolButton)[1], Qt.MouseButton.LeftButton)
    fields = ((options.width_field, "320"), (options.height_field, "180"), (options.fps, "30"))
    for field, text in (*fields, (options.seconds, seconds)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)


def run_of(experiment: Experiment, folder: Path) -> Footage:
    writer = TapeWriter(folder / "run.tape", experiment.network, "float64")
    for epoch in range(6):
        values = flat_values(experiment.network) * (1 + epoch)
        writer.append(Record(float(epoch), Scores(1.0 / (1 + epoch)), 0.1, values))
    writer.close()
    return footage_of_tape(TapeReader(folder / "run.tape"), experiment.network)


def picture(dialog: RecordDialog) -> bytes:
    image = dialog.preview.picture.grab().toImage()  # the bits are its own, and go with it
    return bytes(image.constBits())


def test_a_film_is_recorded_as_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot)
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    assert dialog.is_recording
    assert not dialog.options.isEnabled()
    assert dialog.close_button.text() == "Cancel"
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert dialog.status.startswith(f"{tmp_path / 'film.mp4'}: 1.0 s, ")
    assert dialog.options.isEnabled()
    assert dialog.close_button.text() == "Close"
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (320, 180, 30)


def test_the_preview_follows_slider_and_settings(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    first = picture(dialog)
    dialog.preview.slider.setValue(900)
    later = picture(dialog)
    assert later != first
    qtbot.mouseClick(dialog.options.theme.findChildren(QToolButton)[1], Qt.MouseButton.LeftButton)
    assert picture(dialog) != later
    dialog.preview.slider.setValue(450)
    qtbot.mouseClick(dialog.options.theme.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert picture(dialog) == first


def test_cancel_leaves_nothing_and_the_dialog_open(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot, "600")
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert dialog.status == "Cancelled; no file was written."
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_escape_ends_the_recording_before_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot, "600")
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_it_while_it_records_leaves_no_file_and_no_thread(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot, "600")
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    recording = dialog._recording
    dialog.close()
    assert recording is not None
    assert not recording.is_running
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot)
    dialog.path_field.setText(str(tmp_path / "missing" / "film.mp4"))
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert "there is no folder" in dialog.status
    assert dialog.record_button.isEnabled()


def test_an_odd_size_is_said_and_cannot_be_recorded(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    make_small(dialog, qtbot)
    field = dialog.options.width_field
    for text, can_record in (("321", False), ("322", True)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert dialog.record_button.isEnabled() is can_record
        assert ("even" in dialog.status) is not can_record


def test_without_a_run_the_reason_stands_beside_the_choice(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    segment = dialog.options.what.findChildren(QToolButton)[1]
    assert not segment.isEnabled()
    assert segment.toolTip() == "Train first; then the run can be filmed."


def test_a_run_is_filmed_from_its_tape(qtbot: QtBot, tmp_path: Path) -> None:
    circle = example("circle")
    dialog = opened(qtbot, tmp_path, circle, run_of(circle, tmp_path))
    first = picture(dialog)
    qtbot.mouseClick(dialog.options.what.findChildren(QToolButton)[1], Qt.MouseButton.LeftButton)
    assert picture(dialog) != first
    make_small(dialog, qtbot)
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert (tmp_path / "film.mp4").stat().st_size > 0


def test_a_loss_that_does_not_fit_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    bank = example("bank")
    wrong = replace(bank, training=replace(bank.training, loss="binary_cross_entropy"))
    dialog = opened(qtbot, tmp_path, wrong)
    assert "needs sigmoid" in dialog.status
    assert not dialog.record_button.isEnabled()


def test_a_chosen_name_becomes_a_film(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "other"), ""))
    dialog = opened(qtbot, tmp_path)
    qtbot.mouseClick(dialog._choose, Qt.MouseButton.LeftButton)
    assert dialog.path_field.text() == str(tmp_path / "other.mp4")


def test_the_window_stays_usable(qtbot: QtBot, tmp_path: Path) -> None:
    assert not opened(qtbot, tmp_path).isModal()


def test_it_films_what_the_canvas_shows(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, example("circle"))
    options = dialog.options
    assert (options.settings.face, options.settings.bias) == (Face.AUTO, BiasAs.NUMBER)
    assert (options.settings.width, options.settings.height) == (1920, 1080)
    before = picture(dialog)
    options.face.choose(Face.MAP)
    options.face.chosen.emit(Face.MAP)
    assert picture(dialog) != before

    other = RecordDialog(example("circle"), None, None, "light", face=Face.MAP, bias=BiasAs.NODE)
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(other)
    assert (other.options.settings.face, other.options.settings.bias) == (Face.MAP, BiasAs.NODE)


def test_a_face_that_there_cannot_be_is_not_offered(qtbot: QtBot) -> None:
    dialog = RecordDialog(example("digits"), None, None, "light", face=Face.MAP)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert dialog.options.settings.face is Face.AUTO
    offered = [dialog.options.face.itemData(index) for index in range(dialog.options.face.count())]
    assert Face.MAP not in offered
    assert Face.HISTOGRAM in offered
