"""What a name asks for, and what files of each kind refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.message import Problem
from simulator.film.format import FORMATS, GIF, MP4, PICTURES, WEBM, FilmFormat, check_format, format_of
from simulator.film.settings import FilmSettings


@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_asks_for_a_format(kind: FilmFormat) -> None:
    assert format_of(Path(f"film{kind.suffix}")) is kind
    assert format_of(Path(f"film{kind.suffix.upper()}")) is kind


@pytest.mark.parametrize("name", ["film.mov", "film.mp4.txt", "film.m4v"])
def test_another_name_is_told_what_there_is(name: str) -> None:
    with pytest.raises(Problem) as caught:
        format_of(Path(name))
    assert all(kind.suffix in str(caught.value) for kind in FORMATS)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "settings", "place", "words"),
    [
        (MP4, FilmSettings(width=321), "size", "needs even sides"),
        (WEBM, FilmSettings(height=181), "size", "needs even sides"),
        (GIF, FilmSettings(fps=60), "fps", "holds 50 at most"),
        (MP4, FilmSettings(is_transparent=True), "transparent", "no transparency; choose one of WebM"),
        (GIF, FilmSettings(is_transparent=True, fps=25), "transparent", "no transparency"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(kind: FilmFormat, settings: FilmSettings, place: str, words: str) -> None:
    with pytest.raises(Problem, match=words) as caught:
        check_format(kind, settings)
    assert caught.value.place == place


def test_pictures_may_have_any_size() -> None:
    check_format(PICTURES, FilmSettings(width=321, height=17, is_transparent=True))
