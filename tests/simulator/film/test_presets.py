"""What films are made for, and the sizes there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtGui import QGuiApplication

from core.files.examples import example
from core.tables.raw_table import Watch
from simulator.film import estimate
from simulator.film.composed import step_film
from simulator.film.estimate import estimated_size
from simulator.film.format import MP4, check_format
from simulator.film.presets import PHONE, PRESETS, README, preset_of
from simulator.film.settings import FilmSettings
from simulator.film.sizes import LINES, SHAPES, shape_of, size_of


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name.template)
def test_every_preset_can_be_recorded_and_is_known_again(preset: object) -> None:
    mine = FilmSettings(theme_name="dark", is_transparent=True)
    made = preset.applied(mine)  # type: ignore[attr-defined]
    kind = preset.kind  # type: ignore[attr-defined]
    check_format(kind, made)
    assert made.theme_name == "dark"
    assert preset_of(made, kind) is preset
    assert preset_of(replace(made, fps=7), kind) is None


def test_a_preset_in_another_kind_of_file_is_another() -> None:
    assert preset_of(README.applied(FilmSettings()), MP4) is None
    assert preset_of(PHONE.applied(FilmSettings()), MP4) is PHONE


def test_what_is_for_a_readme_stays_under_three_megabytes(
    qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "_MOST_PICTURES", 40)
    film = step_film(example("digits"), README.applied(FilmSettings()))
    assert film.frame_count == 100
    assert estimated_size(film, README.kind, Watch()) < 3e6 / 1.6


def test_sizes_are_even_and_known_again() -> None:
    for shape, lines in product(SHAPES, LINES):
        width, height = size_of(shape, lines)
        across, down = SHAPES[shape]
        assert width % 2 == height % 2 == 0
        assert min(width, height) == lines
        assert width / height == pytest.approx(across / down, rel=0.003)
        assert shape_of(width, height) == (shape, lines)
    assert shape_of(1000, 720) is None
    assert shape_of(333, 333) is None
    FilmSettings(width=size_of("16:9", 2160)[0], height=2160)
