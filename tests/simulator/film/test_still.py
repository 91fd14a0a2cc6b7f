"""Stills: the picture that the canvas paints, as pixels, as real text and edges, and on a page."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.files.examples import example
from core.message import Failure, Problem
from simulator.film.composed import step_film
from simulator.film.settings import FilmSettings
from simulator.film.still import Still, canvas_still, film_still, image_of, save_still, still_as
from simulator.film.still_kinds import KINDS
from simulator.frames.view import View
from simulator.theme import theme

pytestmark = pytest.mark.usefixtures("qapp")
SVG = "{http://www.w3.org/2000/svg}"


def pixels(image: QImage) -> NDArray[np.uint8]:
    shown = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.width(), 4).copy()


def svg_of(name: str, time: float | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(still_as("svg", canvas_still(example(name), View(900, 560), "light", time)))


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(found.itertext()).strip() for found in root.iter(f"{SVG}text")]


def test_a_drawing_has_real_text_and_edges() -> None:
    root = svg_of("bank")
    assert {"children", "accounts", "transactions", "9", "−1"} <= set(texts(root))
    lines = [found for found in root.iter() if found.tag in (f"{SVG}polyline", f"{SVG}path", f"{SVG}line")]
    assert len(lines) >= 6
    assert not list(root.iter(f"{SVG}image"))
    assert (root.get("viewBox"), root.findtext(f"{SVG}title")) == ("0 0 900 560", "Bank transactions")


def test_a_drawing_at_a_second_shows_that_instant() -> None:
    assert "9" not in texts(svg_of("bank", 1.0))
    assert "Σ" in texts(svg_of("bank", 6.0))


@pytest.mark.parametrize("name", ["bank", "circle", "digits"])
@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_a_drawing_looks_like_the_picture(name: str, theme_name: str) -> None:
    still = canvas_still(example(name), View(900, 560), theme_name)
    drawn = QImage(900, 560, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(0)
    painter = QPainter(drawn)
    QSvgRenderer(still_as("svg", still)).render(painter)
    painter.end()
    off = np.abs(pixels(drawn).astype(int) - pixels(image_of(still)).astype(int)).max(axis=2)
    # Edges that are smoothed differently and letters a little aside are all that may differ.
    assert (off > 60).mean() < 0.03


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_whole_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bank.{kind}"
    save_still(canvas_still(example("bank"), View(900, 560), "dark"), path, 2.0)
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    content = path.read_bytes()
    assert content.startswith(begins[kind])
    assert {"png": b"IEND", "svg": b"</svg>", "pdf": b"%%EOF"}[kind] in content[-64:]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_picture_has_as_many_pixels_as_asked_for() -> None:
    image = QImage.fromData(still_as("png", canvas_still(example("bank"), View(300, 200), "light"), 2.5))
    assert (image.width(), image.height()) == (750, 500)
    assert image.pixelColor(0, 0) == QColor(theme("light").canvas)


def test_without_its_ground_a_picture_can_be_seen_through() -> None:
    still = canvas_still(example("bank"), View(300, 200), "light", has_ground=False)
    shown = pixels(image_of(still))
    assert shown[0, 0, 3] == 0
    assert shown[..., 3].max() == 255


def test_an_instant_of_a_film_is_its_picture() -> None:
    film = step_film(example("bank-tanh"), FilmSettings(width=640, height=360))
    for number in (0, 300, film.frame_count - 1):
        time = film.time_of(number)
        assert np.array_equal(pixels(image_of(film_still(film, time))), pixels(film.image_at(time)))
    assert film_still(film, Fraction(0)).title == "Bank transactions, tanh"


def test_what_is_too_large_is_said() -> None:
    with pytest.raises(Failure, match="too many"):
        image_of(canvas_still(example("bank"), View(3000, 2000), "light"), 16)


@pytest.mark.parametrize("name", ["picture.jpg", "picture", "missing/picture.png"])
def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, name: str) -> None:
    still = Still(10, 10, lambda painter: None, "#ffffff")
    with pytest.raises(Problem):
        save_still(still, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
