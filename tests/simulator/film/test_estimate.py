"""The size that is said before a film is recorded, held against the film."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from core.files.examples import example
from core.message import Message
from core.parameters import flat_values, network_with
from core.results.metrics import Scores
from core.runs.tape import Record
from core.tables.raw_table import Cancelled, Watch
from simulator.film import estimate
from simulator.film.composed import step_film, training_film
from simulator.film.estimate import estimated_size, is_large, said_size
from simulator.film.film import Film
from simulator.film.footage import footage_of_records
from simulator.film.format import APNG, FORMATS, GIF, MP4, FilmFormat
from simulator.film.recorder import record
from simulator.film.settings import FilmSettings

OFF_BY = 1.6


@cache
def bank() -> Film:
    return step_film(example("bank"), FilmSettings(width=240, height=136, fps=8, seconds=7.0))


@cache
def circle() -> Film:
    """A run whose weights grow: every picture of it differs everywhere, unlike those of a step."""
    experiment = example("circle")
    records = [
        Record(float(epoch), Scores(1.0 / (1 + epoch)), 0.1, flat_values(experiment.network) * (1 + epoch / 8))
        for epoch in range(40)
    ]
    footage = footage_of_records(records, lambda one: network_with(experiment.network, one.values))
    settings = FilmSettings(what="training", width=240, height=136, fps=8, seconds=6.0, theme_name="dark")
    return training_film(experiment, footage, settings)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("film", [bank, circle])
def test_it_is_near_the_truth(
    tmp_path: Path, film: Callable[[], Film], kind: FilmFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = film()
    # Fewer pictures than usual: it is the harder, and the quicker.
    monkeypatch.setattr(estimate, "_MOST_PICTURES", 30)
    path = tmp_path / f"film{kind.suffix}"
    record(made, path)
    files = path.iterdir() if path.is_dir() else (path,)
    truth = sum(each.stat().st_size for each in files)
    assert truth / OFF_BY < estimated_size(made, kind, Watch()) < truth * OFF_BY


@pytest.mark.parametrize("seconds", [1.0, 12.0])
def test_a_short_film_is_encoded_whole(tmp_path: Path, seconds: float) -> None:
    film = step_film(example("bank"), FilmSettings(width=240, height=136, fps=1, seconds=seconds))
    record(film, tmp_path / "film.mp4")
    assert estimated_size(film, MP4, Watch()) == pytest.approx((tmp_path / "film.mp4").stat().st_size, rel=0.01)


@pytest.mark.parametrize("patience", [3, 60])
def test_it_is_given_up_when_the_watch_says_so(patience: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, while it looks for what moves and while it encodes."""
    monkeypatch.setattr(estimate, "_MOST_PICTURES", 20)
    asked = 0

    def is_enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > patience

    with pytest.raises(Cancelled):
        estimated_size(bank(), GIF, Watch(is_cancelled=is_enough))
    assert asked == patience + 1


def test_what_is_large_is_what_other_formats_hold_in_less() -> None:
    assert is_large(APNG, 48e6)
    assert is_large(GIF, 48e6)
    assert not is_large(GIF, 2e6)
    assert not is_large(MP4, 48e6)


@pytest.mark.parametrize(
    ("size", "said"), [(812, "812 bytes"), (1_440, "1.4 kB"), (2_345_678, "2.3 MB"), (345e6, "345 MB")]
)
def test_sizes_are_said_as_people_say_them(size: float, said: str) -> None:
    message = said_size(size)
    assert isinstance(message, Message)
    assert str(message) == said
