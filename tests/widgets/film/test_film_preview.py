"""The film is played before it is recorded, and how large it will be is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from simulator.film.format import APNG
from tests.widgets.record_dialogs import SMALL, click, opened, picture, segment


def test_the_preview_follows_slider_and_settings(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    first = picture(dialog)
    dialog.preview.slider.setValue(900)
    later = picture(dialog)
    assert later != first
    click(qtbot, segment(dialog.options.theme, 1))
    assert picture(dialog) != later
    dialog.preview.slider.setValue(450)
    click(qtbot, segment(dialog.options.theme, 0))
    assert picture(dialog) == first


def test_it_plays_at_the_films_own_speed_from_the_beginning(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("widgets.film.film_preview.time.monotonic", lambda: now[0])
    dialog = opened(qtbot, tmp_path, replace(SMALL, seconds=4.0))
    preview = dialog.preview
    click(qtbot, preview.play_button)
    assert preview.is_playing
    assert preview.picture.time == 0
    # The window was busy for a second: those thirty pictures are left out.
    now[0] += 1.0
    qtbot.waitUntil(lambda: preview.picture.time == 1)
    click(qtbot, preview.play_button)
    assert not preview.is_playing
    now[0] += 50.0
    click(qtbot, preview.play_button)
    assert preview.picture.time == 1
    now[0] += 50.0
    qtbot.waitUntil(lambda: not preview.is_playing)
    assert preview.slider.value() == 1000


def test_the_size_is_told_before_and_what_is_large_warned_of(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path)
    assert dialog.facts.text == "320 × 180, 30 frames a second, 1.0 s, size…"
    qtbot.waitUntil(lambda: not dialog.facts.is_busy)
    assert dialog.facts.text.startswith("320 × 180, 30 frames a second, 1.0 s, about ")
    assert dialog.facts.warning == ""
    dialog.facts._kind = APNG
    dialog.facts._show_size(48_000_000)
    assert dialog.facts.text.endswith("about 48.0 MB")
    assert dialog.facts.warning.startswith("48.0 MB is much to load: APNG")
