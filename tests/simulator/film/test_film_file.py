"""Film files: what is written is read again; what is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import Problem
from simulator.film.film_file import FORMAT, film_from, film_text, read_film, write_film
from simulator.film.scene import Scene
from simulator.film.settings import FilmSettings, Pace, Quality
from simulator.frames.face import BiasAs, Face
from simulator.frames.timeline import Detail

EXTENTS = st.one_of(
    st.builds(lambda steps: {"what": "step", "steps": steps}, st.integers(1, 100)),
    st.builds(
        lambda epochs: {"what": "training", "first_epoch": min(epochs), "last_epoch": max(epochs)},
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
    ),
)
SCENES = st.one_of(
    st.builds(lambda scene: {"scene": scene}, st.sampled_from(Scene)),
    st.just({"scene": Scene.DESCENT, "weight": "a to b"}),
)
SETTINGS = st.builds(
    lambda extent, scene, **others: FilmSettings(**extent, **scene, **others),
    EXTENTS,
    SCENES,
    width=st.integers(16, 7680),
    height=st.integers(16, 7680),
    fps=st.integers(1, 120),
    seconds=st.none() | st.floats(0.01, 3600),
    theme_name=st.sampled_from(["light", "dark"]),
    has_captions=st.booleans(),
    detail=st.none() | st.sampled_from(Detail),
    face=st.sampled_from(Face),
    bias=st.sampled_from(BiasAs),
    is_transparent=st.booleans(),
    quality=st.sampled_from(Quality),
    pace=st.sampled_from(Pace),
    title=st.none() | st.text(max_size=40),
    closing=st.none() | st.text(max_size=40),
    camera=st.sampled_from(["fit", "follow", "hidden.node_1"]),
)


@given(SETTINGS)
def test_what_is_written_is_read_again(settings: FilmSettings) -> None:
    assert film_from(film_text(settings).encode()) == settings


def test_what_is_not_said_is_as_usual() -> None:
    assert film_from(f'{{"format": "{FORMAT}", "version": 1}}'.encode()) == FilmSettings()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"colour": "red"}, "colour: unknown key"),
        ({"size": [1920]}, "size"),
        ({"size": [1920, 10]}, "size: 10 pixels"),
        ({"size": "1920x1080"}, "size"),
        ({"fps": 1.5}, "fps: a whole number expected"),
        ({"fps": 500}, "fps: 500 frames"),
        ({"theme": "pink"}, "theme"),
        ({"scene": "opera"}, "scene"),
        ({"steps": 0}, "steps: 0 steps"),
        ({"what": "training", "steps": 2}, "steps: only a film of steps"),
        ({"from": 2}, "from: only a film of a training run"),
        ({"what": "training", "from": 5, "to": 4}, "to: 4: epochs count"),
        ({"first": 1}, "first: unknown key"),
        ({"title": "x" * 500}, "title: 500 letters"),
        ({"camera": 5}, "camera"),
        ({"weight": "a to b"}, "weight: only a descent"),
        ({"version": 2}, "version"),
        ({"format": "perceptarium"}, "is not a film file"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    path = tmp_path / "my.film.json"
    path.write_text(json.dumps({"format": FORMAT, "version": 1, **wrong}), "utf-8")
    with pytest.raises(Problem) as caught:
        read_film(path)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'"film"', b'{"format": NaN}'])
def test_what_is_no_film_file_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "my.film.json"
    path.write_bytes(content)
    with pytest.raises(Problem):
        read_film(path)


def test_it_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "my.film.json"
    write_film(FilmSettings(fps=24), path)
    assert read_film(path).fps == 24
    with pytest.raises(Problem):
        write_film(FilmSettings(), tmp_path / "missing" / "my.film.json")
