"""`export` as it is typed: pictures beside code."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from main import main
from simulator.film.film_file import write_film
from simulator.film.settings import FilmSettings

pytestmark = pytest.mark.usefixtures("qapp")
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("kind", "begin"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_picture_is_written(tmp_path: Path, capsys: Capture, kind: str, begin: bytes) -> None:
    path = tmp_path / f"slopes.{kind}"
    assert main(["export", "slopes", "--to", kind, "--out", str(path), "--theme", "dark", "--at", "3"]) == 0
    assert path.read_bytes().startswith(begin)
    assert capsys.readouterr().out == f"wrote {path}\n"


def test_its_size_and_its_pixels_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "bank.png"
    assert main(["export", "bank", "--to", "png", "--out", str(path), "--size", "640x400", "--scale", "2"]) == 0
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1280, 800)


def test_it_can_be_composed_like_a_film(tmp_path: Path) -> None:
    options, path = tmp_path / "my.film.json", tmp_path / "bank.png"
    write_film(FilmSettings(width=320, height=180), options)
    assert main(["export", "bank", "--to", "png", "--out", str(path), "--film", str(options), "--at", "1"]) == 0
    image = QImage(str(path))
    assert (image.width(), image.height()) == (320, 180)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "numpy", "--out", "bank.py", "--theme", "dark"), "--theme: belongs to pictures; numpy is code"),
        (("--to", "png", "--out", "missing/bank.png"), "--out: there is no folder missing"),
        (("--to", "png", "--out", "bank.png", "--at", "-1"), '--at: "-1" is before the beginning'),
        (("--to", "png", "--out", "bank.png", "--scale", "99"), "--scale: 99: 0.1 to 16 are possible"),
        (("--to", "jpg", "--out", "bank.jpg"), "--to: "),
        (("--to", "svg", "--out", "bank.svg", "--film", "none.json"), "none.json: no such file"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "bank", *arguments]) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert said in error
    assert list(tmp_path.iterdir()) == []
