"""The film dialog, by hand: choose, look, record, pause, cancel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.film.film_file import read_film
from simulator.film.format import APNG, GIF, MP4, PICTURES, WEBM, FilmFormat
from simulator.film.presets import PHONE, README, SLIDES
from simulator.film.settings import FilmSettings, Quality
from simulator.frames.face import BiasAs, Face
from simulator.frames.timeline import Detail
from tests.widgets.record_dialogs import SMALL, choose, click, opened, picture, run_of, segment, type_into
from widgets.film.record_dialog import RecordDialog

LONG = replace(SMALL, seconds=600.0)


def record(qtbot: QtBot, dialog: RecordDialog) -> None:
    click(qtbot, dialog.bar.record_button)
    assert dialog.is_recording
    qtbot.waitUntil(lambda: not dialog.is_recording)


# --- recording


def test_a_film_is_recorded_as_chosen_and_its_size_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    click(qtbot, dialog.bar.record_button)
    assert dialog.is_recording
    assert not dialog.options.isEnabled()
    assert dialog.bar.close_button.text() == "Cancel"
    qtbot.waitUntil(lambda: not dialog.is_recording)
    film = tmp_path / "film.mp4"
    assert dialog.status == f"{film}: 1.0 s, {film.stat().st_size / 1e3:.1f} kB"
    assert dialog.options.isEnabled()
    assert dialog.bar.close_button.text() == "Close"
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (320, 180, 30)


def test_three_clicks_make_a_film(qtbot: QtBot, tmp_path: Path) -> None:
    """The first opened the dialog."""
    dialog = opened(qtbot, tmp_path, FilmSettings(theme_name="dark"))
    click(qtbot, dialog.options.presets.tiles[1])
    assert dialog.target.field.text() == str(tmp_path / "film.gif")
    click(qtbot, dialog.bar.record_button)
    assert dialog.is_recording
    qtbot.waitUntil(lambda: not dialog.is_recording, timeout=20_000)
    assert 10_000 < (tmp_path / "film.gif").stat().st_size < 3_000_000


def test_one_film_follows_the_other_under_names_of_their_own(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    record(qtbot, dialog)
    assert dialog.target.field.text() == str(tmp_path / "film 2.mp4")
    record(qtbot, dialog)
    assert dialog.target.field.text() == str(tmp_path / "film 3.mp4")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["film 2.mp4", "film.mp4"]


def test_what_was_recorded_can_be_played_and_found(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr("widgets.film.recording_bar.sys.platform", "linux")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(Path(QUrl(url).toLocalFile())) or True)
    dialog = opened(qtbot, tmp_path)
    assert not dialog.bar.play_button.isVisible()
    record(qtbot, dialog)
    click(qtbot, dialog.bar.play_button)
    click(qtbot, dialog.bar.folder_button)
    assert asked == [tmp_path / "film.mp4", tmp_path]
    (tmp_path / "film.mp4").unlink()
    click(qtbot, dialog.bar.play_button)
    assert dialog.status.endswith("is not there any more")


def test_cancel_leaves_nothing_and_the_dialog_open(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, LONG)
    click(qtbot, dialog.bar.record_button)
    click(qtbot, dialog.bar.close_button)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert dialog.status == "Cancelled; no file was written."
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_pause_holds_it_and_continue_ends_in_the_same_film(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, replace(SMALL, seconds=6.0))
    click(qtbot, dialog.bar.record_button)
    qtbot.waitUntil(lambda: " of 180 pictures" in dialog.status)
    click(qtbot, dialog.bar.pause_button)
    assert dialog.status.startswith("Paused at ")
    assert dialog.bar.pause_button.text() == "Continue"
    assert dialog.is_recording
    assert not (tmp_path / "film.mp4").exists()
    click(qtbot, dialog.bar.pause_button)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.streams.video[0].frames == 180


def test_escape_ends_the_recording_before_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, LONG)
    click(qtbot, dialog.bar.record_button)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_it_while_it_records_leaves_no_file_and_no_thread(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, LONG)
    click(qtbot, dialog.bar.record_button)
    recording = dialog._recording
    dialog.close()
    assert recording is not None
    assert not recording.is_running
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_the_window_stays_usable(qtbot: QtBot, tmp_path: Path) -> None:
    assert not opened(qtbot, tmp_path).isModal()


# --- the file


@pytest.mark.parametrize(
    ("kind", "name"), [(WEBM, "film.webm"), (GIF, "film.gif"), (APNG, "film.apng"), (PICTURES, "film")]
)
def test_the_ending_follows_the_format_and_the_format_the_ending(
    qtbot: QtBot, tmp_path: Path, kind: FilmFormat, name: str
) -> None:
    dialog = opened(qtbot, tmp_path)
    choose(dialog.options.format, kind)
    assert dialog.target.field.text() == str(tmp_path / name)
    choose(dialog.options.format, MP4)
    assert dialog.target.field.text() == str(tmp_path / "film.mp4")
    type_into(qtbot, dialog.target.field, str(tmp_path / name))
    assert dialog.options.format.currentData() is kind


def test_an_ending_that_is_none_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    for text, said in ((str(tmp_path / "film.mov"), "films end in .mp4"), (" ", "name the file")):
        type_into(qtbot, dialog.target.field, text)
        assert said in dialog.status
        assert not dialog.bar.record_button.isEnabled()


def test_what_is_there_is_replaced_only_when_somebody_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"precious")
    dialog = opened(qtbot, tmp_path)
    click(qtbot, dialog.bar.record_button)
    assert not dialog.is_recording
    assert dialog.status == "film.mp4 is there already. Replace it?"
    assert dialog.bar.record_button.text() == "Replace"
    # Another name, and the question is past; the first name again, and it is asked again.
    type_into(qtbot, dialog.target.field, str(tmp_path / "other.mp4"))
    assert dialog.bar.record_button.text() == "Record"
    type_into(qtbot, dialog.target.field, str(film))
    click(qtbot, dialog.bar.record_button)
    assert film.read_bytes() == b"precious"
    record(qtbot, dialog)
    assert film.read_bytes() != b"precious"


def test_a_name_chosen_without_an_ending_gets_that_of_the_pattern(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = (str(tmp_path / "other"), "WebM (VP9) (*.webm)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
    dialog = opened(qtbot, tmp_path)
    click(qtbot, dialog.target.choose_button)
    assert dialog.target.field.text() == str(tmp_path / "other.webm")
    assert dialog.options.format.currentData() is WEBM


def test_a_folder_that_is_not_there_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, name="missing/film.mp4")
    assert "there is no folder" in dialog.status
    click(qtbot, dialog.bar.record_button)
    qtbot.waitUntil(lambda: not dialog.is_recording)
    assert "there is no folder" in dialog.status
    (tmp_path / "missing").mkdir()
    record(qtbot, dialog)
    assert (tmp_path / "missing" / "film.mp4").is_file()


# --- settings


def test_presets_say_how_it_is_written_and_leave_what_it_shows(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, replace(SMALL, theme_name="dark", bias=BiasAs.NODE))
    tiles = dialog.options.presets.tiles
    assert not any(tile.isChecked() for tile in tiles)
    for at, preset in ((0, SLIDES), (3, PHONE), (1, README)):
        click(qtbot, tiles[at])
        settings = dialog.options.settings
        assert settings == preset.applied(settings)
        assert (settings.theme_name, settings.bias) == ("dark", BiasAs.NODE)
        assert dialog.target.kind is preset.kind
        assert [tile.isChecked() for tile in tiles] == [tile is tiles[at] for tile in tiles]
    type_into(qtbot, dialog.options.fps, "12")
    assert not any(tile.isChecked() for tile in tiles)


def test_sizes_by_shape_and_height_or_of_ones_own(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, FilmSettings())
    options = dialog.options
    choose(options.lines, 2160)
    assert (options.settings.width, options.settings.height) == (3840, 2160)
    choose(options.shape, "9:16")
    assert (options.settings.width, options.settings.height) == (2160, 3840)
    choose(options.lines, 480)
    assert (options.settings.width, options.settings.height) == (480, 854)
    assert not options.width_field.isVisible()
    choose(options.shape, "own")
    assert options.width_field.isVisible()
    assert not options.lines.isVisible()
    type_into(qtbot, options.width_field, "1000")
    assert (options.settings.width, options.settings.height) == (1000, 854)


def test_every_setting_reaches_the_film(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, name="film.webm", experiment=example("circle"))
    options = dialog.options
    for control in (options.theme, options.ground, options.story.captions, options.bias):
        click(qtbot, segment(control, 1))
    click(qtbot, segment(options.story.spotlight, 0))
    choose(options.quality, Quality.BEST)
    choose(options.story.detail, Detail.BY_UNIT)
    choose(options.face, Face.MAP)
    type_into(qtbot, options.fps, "24")
    type_into(qtbot, options.seconds, "2.5")
    wanted = FilmSettings(
        width=320,
        height=180,
        fps=24,
        seconds=2.5,
        theme_name="dark",
        has_captions=False,
        detail=Detail.BY_UNIT,
        face=Face.MAP,
        bias=BiasAs.NODE,
        is_transparent=True,
        quality=Quality.BEST,
        spotlight=True,
    )
    assert options.settings == wanted
    film = dialog.preview.picture.film
    assert film is not None
    assert film.settings == wanted
    type_into(qtbot, options.seconds, "")
    assert options.settings.seconds is None


@pytest.mark.parametrize(
    ("settings", "name", "said"),
    [
        (replace(SMALL, is_transparent=True), "film.mp4", "has no transparency"),
        (replace(SMALL, fps=60), "film.gif", "holds 50 at most"),
        (replace(SMALL, width=321), "film.mp4", "even sides"),
    ],
)
def test_what_the_format_cannot_hold_is_said_not_changed(
    qtbot: QtBot, tmp_path: Path, settings: FilmSettings, name: str, said: str
) -> None:
    dialog = opened(qtbot, tmp_path, settings, name=name)
    assert said in dialog.status
    assert dialog.options.settings == settings
    assert not dialog.bar.record_button.isEnabled()
    assert not dialog.preview.play_button.isEnabled()


def test_quality_is_offered_where_something_is_lost(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    assert dialog.options.quality.isEnabled()
    choose(dialog.options.format, APNG)
    assert not dialog.options.quality.isEnabled()


def test_without_a_run_the_reason_stands_beside_the_choice(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    training = segment(dialog.options.what, 1)
    assert not training.isEnabled()
    assert training.toolTip() == "Train first; then the run can be filmed."


def test_a_run_is_filmed_from_its_tape(qtbot: QtBot, tmp_path: Path) -> None:
    circle = example("circle")
    dialog = opened(qtbot, tmp_path, experiment=circle, footage=run_of(circle, tmp_path))
    first = picture(dialog)
    click(qtbot, segment(dialog.options.what, 1))
    assert picture(dialog) != first
    assert not dialog.options.story.detail.isEnabled()
    record(qtbot, dialog)
    assert (tmp_path / "film.mp4").stat().st_size > 0


def test_a_loss_that_does_not_fit_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    bank = example("bank")
    wrong = replace(bank, training=replace(bank.training, loss="binary_cross_entropy"))
    dialog = opened(qtbot, tmp_path, experiment=wrong)
    assert "needs sigmoid" in dialog.status
    assert not dialog.bar.record_button.isEnabled()


def test_a_face_that_there_cannot_be_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, replace(SMALL, face=Face.HISTOGRAM), example("digits"))
    assert dialog.options.face.currentData() is Face.HISTOGRAM
    offered = [dialog.options.face.itemData(index) for index in range(dialog.options.face.count())]
    assert Face.MAP not in offered


# --- options in a file


def test_options_are_saved_and_loaded(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = replace(SMALL, theme_name="dark", has_captions=False, seconds=3.0)
    path = tmp_path / "mine.film.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog = opened(qtbot, tmp_path, wanted)
    click(qtbot, dialog.options.save_button)
    assert read_film(path) == wanted
    click(qtbot, dialog.options.presets.tiles[0])
    assert dialog.options.settings != wanted
    click(qtbot, dialog.options.load_button)
    assert dialog.options.settings == wanted
    assert dialog.options.theme.value == "dark"
    assert dialog.options.width_field.value == 320


@pytest.mark.parametrize(("option", "said"), [('"fps": "many"', "fps"), ('"what": "lesson"', "command line")])
def test_a_film_file_that_does_not_do_is_said_in_one_line_and_nothing_changes(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, said: str
) -> None:
    path = tmp_path / "wrong.film.json"
    path.write_text(f'{{"format": "perceptarium film", "version": 1, {option}}}')
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog = opened(qtbot, tmp_path)
    click(qtbot, dialog.options.load_button)
    assert "wrong.film.json" in dialog.status
    assert said in dialog.status
    assert "\n" not in dialog.status
    assert dialog.options.settings == SMALL
