"""Every format by the real encoder, read again by another program: Pillow, and ffmpeg's decoders for videos."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QColor, QImage, QPainter

from core.files.examples import example
from simulator.film.film import Film
from simulator.film.format import APNG, FORMATS, GIF, MP4, PICTURES, WEBM, WEBP, FilmFormat
from simulator.film.recorder import record
from simulator.film.settings import FilmSettings, Quality
from simulator.film.writer import palette_of

pytestmark = pytest.mark.usefixtures("qapp")
SIDE = 64
COUNT = 12
FPS = 10


class Growing(Film):
    """A bar that grows by one part with every picture, half of it see-through where the ground is left out."""

    def __init__(self, settings: FilmSettings) -> None:
        super().__init__(example("bank"), settings, Fraction(COUNT, settings.fps))

    def state_at(self, time: Fraction) -> object:
        return time

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        width, height = self.settings.width / self._unit, self.settings.height / self._unit
        across, half = round(width * (round(time * self.settings.fps) + 1) / COUNT), round(height / 2)
        painter.fillRect(0, 0, across, half, QColor("#1666B8"))
        painter.fillRect(0, half, across, half, QColor(22, 102, 184, 128))


def written(folder: Path, kind: FilmFormat, **settings: object) -> tuple[Film, Path]:
    film = Growing(FilmSettings(width=SIDE, height=SIDE, fps=FPS, **settings))  # type: ignore[arg-type]
    path = folder / f"film{kind.suffix}"
    record(film, path)
    return film, path


def by_pillow(path: Path) -> list[NDArray[np.uint8]]:
    """The pictures (height × width × RGBA)."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    pictures = []
    for each in paths:
        with Image.open(each) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                pictures.append(np.asarray(image.convert("RGBA"), np.uint8))
    return pictures


def by_ffmpeg(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]


def painted(film: Film) -> list[NDArray[np.uint8]]:
    pictures = []
    for index in range(film.frame_count):
        image = film.image_at(film.time_of(index)).convertToFormat(QImage.Format.Format_RGBA8888)
        pictures.append(np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4).copy())
    return pictures


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("quality", list(Quality))
def test_every_picture_is_in_the_file(tmp_path: Path, kind: FilmFormat, quality: Quality) -> None:
    film, path = written(tmp_path, kind, quality=quality)
    shown = by_ffmpeg(path) if kind in (MP4, WEBM) else by_pillow(path)
    assert len(shown) == film.frame_count == COUNT
    for picture, wanted in zip(shown, painted(film), strict=True):
        assert picture.shape == wanted.shape
        off = np.abs(picture[..., :3].astype(int) - wanted[..., :3].astype(int))
        if kind.is_lossless:
            assert not off.any()
        assert np.median(off) <= 6
        assert (off.max(axis=2) > 40).mean() < 0.06
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", [WEBP, APNG, PICTURES], ids=lambda kind: kind.key)
def test_a_film_without_a_ground_can_be_seen_through(tmp_path: Path, kind: FilmFormat) -> None:
    film, path = written(tmp_path, kind, is_transparent=True, quality=Quality.BEST)
    for picture, wanted in zip(by_pillow(path), painted(film), strict=True):
        assert np.array_equal(picture[..., 3], wanted[..., 3])
        assert set(np.unique(picture[..., 3])) >= {128, 255}
        solid = wanted[..., 3] == 255
        off = np.abs(picture[solid][:, :3].astype(int) - wanted[solid][:, :3].astype(int))
        assert np.median(off) <= 3
    assert (picture[:, -1, 3] != 0).any()


def test_a_video_can_be_seen_through(tmp_path: Path) -> None:
    """VP9 keeps that beside its pictures; ffmpeg's own decoder leaves it away, that of libvpx does not."""
    film, path = written(tmp_path, WEBM, is_transparent=True, quality=Quality.BEST)
    decoder = av.CodecContext.create("libvpx-vp9", "r")
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    alphas = [
        frame.to_ndarray(format="rgba")[..., 3]
        for packet in packets
        for frame in decoder.decode(packet)  # type: ignore[attr-defined]
    ]
    assert len(alphas) == COUNT
    for alpha, wanted in zip(alphas, painted(film), strict=True):
        assert np.median(np.abs(alpha.astype(int) - wanted[..., 3].astype(int))) <= 2


@pytest.mark.parametrize("kind", [GIF, WEBP, APNG], ids=lambda kind: kind.key)
@pytest.mark.parametrize("fps", [7, 30])
def test_animations_last_as_long_as_the_film_and_go_on_for_ever(tmp_path: Path, kind: FilmFormat, fps: int) -> None:
    film = Growing(FilmSettings(width=SIDE, height=SIDE, fps=fps))
    record(film, tmp_path / f"film{kind.suffix}")
    with Image.open(tmp_path / f"film{kind.suffix}") as image:
        assert image.info["loop"] == 0
        lasted = 0.0
        for number in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(number)
            image.load()
            lasted += image.info["duration"]
    assert lasted == pytest.approx(1000 * COUNT / fps, abs=10)


def test_a_gif_has_one_palette(tmp_path: Path) -> None:
    _, path = written(tmp_path, GIF)
    content = path.read_bytes()
    # Bit 7 of the screen's flags: there is a palette for all (GIF89a, 18).
    assert content[10] & 0x80
    with Image.open(path) as image:
        assert image.n_frames == COUNT  # type: ignore[attr-defined]


def test_worse_is_smaller(tmp_path: Path) -> None:
    for kind in (MP4, WEBM, WEBP):
        sizes = []
        for quality in Quality:
            folder = tmp_path / f"{kind.key}-{quality.value}"
            folder.mkdir()
            sizes.append(written(folder, kind, quality=quality)[1].stat().st_size)
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[-1]


def test_pictures_are_numbered_in_order(tmp_path: Path) -> None:
    _, path = written(tmp_path, PICTURES)
    assert [each.name for each in sorted(path.iterdir())] == [f"{number:05}.png" for number in range(1, COUNT + 1)]


class Changing(Growing):
    """Every picture has a colour of its own."""

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        painter.fillRect(0, 0, 4000, 4000, QColor.fromHsvF(float(time / self.duration), 1.0, 1.0))


def test_the_palette_holds_the_colours_of_every_picture() -> None:
    # Of a size for which memory is asked anew with every picture, and given back.
    film = Changing(FilmSettings(width=640, height=360, fps=FPS))
    colors = palette_of(film).to_ndarray(format="bgra").reshape(-1, 4)[:, 2::-1].astype(int)
    for index in range(COUNT):
        shown = film.image_at(film.time_of(index)).pixelColor(0, 0)
        wanted = (shown.red(), shown.green(), shown.blue())
        assert np.abs(colors - wanted).max(axis=1).min() <= 1
