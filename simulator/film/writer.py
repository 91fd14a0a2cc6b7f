"""Pictures into the files of each format: by PyAV where it is one file, as numbered PNGs in a folder.

A writer is used by one thread. It works on the picture at hand only: neither time nor memory grows with a film.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import numpy as np
from av.filter import Graph
from av.video.reformatter import ColorRange
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from core.message import Failure
from simulator.files.unfinished import unwritable
from simulator.film.film import Film
from simulator.film.format import APNG, GIF, MP4, PICTURES, WEBM, WEBP, FilmFormat
from simulator.film.settings import FilmSettings, Quality
from simulator.film.video_colors import VideoColors

_BT709 = 1
"""The number of BT.709 for primaries, transfer and matrix alike (ITU-T H.273)."""
SECONDS_BETWEEN_KEYFRAMES = 2
_PALETTE_PICTURES = 40
"""From so many pictures, spread over all of a film, GIF's one palette is chosen."""
_HUNDREDTH = Fraction(1, 100)
_BGRA = av.VideoFormat("bgra")
"""How Qt keeps the colours of a pixel."""
_CRF = {
    MP4.key: {Quality.SMALL: 26, Quality.GOOD: 18, Quality.BEST: 10},
    WEBM.key: {Quality.SMALL: 42, Quality.GOOD: 30, Quality.BEST: 16},
    WEBP.key: {Quality.SMALL: 45, Quality.GOOD: 75, Quality.BEST: 95},
}


class Writer(Protocol):
    """Takes a film's pictures in their order. `close` alone makes the file whole."""

    def add(self, image: QImage) -> None:
        """The next picture; it may be painted over afterwards."""

    def repeat(self) -> None:
        """The picture before once more."""

    def close(self) -> None:
        """Write what is left."""

    def abandon(self) -> None:
        """Let go of the file, whole or not."""


def writer_for(film: Film, kind: FilmFormat, path: Path) -> Writer:
    """What writes this film to `path`, which is there already and empty (raises Failure where that cannot be)."""
    palette = palette_of(film) if kind is GIF else None
    return open_writer(kind, film.settings, path, film.frame_count, palette)


def open_writer(
    kind: FilmFormat,
    settings: FilmSettings,
    path: Path,
    count: int = 0,
    palette: av.VideoFrame | None = None,
    *,
    is_live: bool = False,
) -> Writer:
    """The same for pictures that come from anywhere; `count` is how many, as far as that is known, and GIF needs a
    palette. Pictures that come live are written a third larger rather than too late."""
    if kind is PICTURES:
        return PictureWriter(path, count, is_transparent=settings.is_transparent)
    try:
        return ContainerWriter(path, settings, kind, palette, is_live=is_live)
    except (OSError, ValueError) as error:
        raise Failure(unwritable(error), str(path.parent)) from error


class ContainerWriter:
    """One file with one stream of pictures."""

    def __init__(
        self, path: Path, settings: FilmSettings, kind: FilmFormat, palette: av.VideoFrame | None, *, is_live: bool
    ) -> None:
        self._settings, self._kind = settings, kind
        self._conversion = _conversion(settings, kind, palette)
        self._count = 0
        self._frame: av.VideoFrame | None = None
        name, options = _CONTAINERS[kind.key]
        self._container = av.open(str(path), "w", format=name, options=options)
        self._stream = self._make_stream(is_live)

    def add(self, image: QImage) -> None:
        self._frame = self._conversion.of(_straight(image) if self._settings.is_transparent else image)
        self.repeat()

    def repeat(self) -> None:
        frame = self._frame
        assert frame is not None
        base = self._time_base
        frame.pts = round(Fraction(self._count, self._settings.fps) / base)
        frame.time_base = base
        self._container.mux(self._stream.encode(frame))
        self._count += 1

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def abandon(self) -> None:
        self._container.close()

    @property
    def _time_base(self) -> Fraction:
        return _HUNDREDTH if self._kind is GIF else Fraction(1, self._settings.fps)

    def _make_stream(self, is_live: bool) -> av.VideoStream:
        settings, kind = self._settings, self._kind
        codec, options = _codec(kind, settings)
        if kind is WEBM and is_live:
            options["deadline"] = "realtime"  # a quarter of the time; else stopping waits for what is behind
        stream = self._container.add_stream(codec, rate=settings.fps, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = settings.width, settings.height
        stream.pix_fmt = _pixels(kind, settings)
        context = stream.codec_context
        context.time_base = self._time_base
        if kind in (MP4, WEBM):
            context.gop_size = SECONDS_BETWEEN_KEYFRAMES * settings.fps
            context.color_primaries = context.color_trc = context.colorspace = _BT709
            context.color_range = ColorRange.MPEG
        return stream


_CONTAINERS = {
    MP4.key: ("mp4", {"movflags": "+faststart"}),
    WEBM.key: ("webm", {}),
    GIF.key: ("gif", {"loop": "0"}),
    WEBP.key: ("webp", {"loop": "0"}),
    APNG.key: ("apng", {"plays": "0"}),
}


def _codec(kind: FilmFormat, settings: FilmSettings) -> tuple[str, dict[str, str]]:
    if kind is MP4:
        return "libx264", {"preset": "veryfast", "crf": str(_CRF[kind.key][settings.quality])}
    if kind is WEBM:
        level = str(_CRF[kind.key][settings.quality])
        # A bit rate of 0 means that the level alone decides; alt-ref frames cannot be had with transparency.
        return "libvpx-vp9", {"b": "0", "crf": level, "cpu-used": "6", "row-mt": "1", "auto-alt-ref": "0"}
    if kind is WEBP:
        return "libwebp_anim", {"quality": str(_CRF[kind.key][settings.quality]), "compression_level": "2"}
    return ("gif", {}) if kind is GIF else ("apng", {"pred": "mixed"})


def _pixels(kind: FilmFormat, settings: FilmSettings) -> str:
    if kind in (MP4, WEBM):
        return "yuva420p" if settings.is_transparent else "yuv420p"
    if kind is APNG:
        return "rgba" if settings.is_transparent else "rgb24"
    return "pal8" if kind is GIF else "bgra"


class _AsPainted:
    """Pictures in the colours they have."""

    def __init__(self, pixels: str) -> None:
        self._pixels = pixels

    def of(self, image: QImage) -> av.VideoFrame:
        return _copy_of(image) if self._pixels == "bgra" else _frame_of(image).reformat(format=self._pixels)


class _ByPalette:
    """Pictures in the colours of one palette, each in the nearest."""

    def __init__(self, settings: FilmSettings, palette: av.VideoFrame) -> None:
        self._graph = Graph()
        self._pictures = self._graph.add_buffer(
            width=settings.width, height=settings.height, format=_BGRA, time_base=_HUNDREDTH
        )
        colors = self._graph.add_buffer(
            width=palette.width, height=palette.height, format=palette.format, time_base=_HUNDREDTH
        )
        # Dithering would make noise that moves, and files of many times the size.
        chosen = self._graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        self._end = self._graph.add("buffersink")
        self._pictures.link_to(chosen, 0, 0)
        colors.link_to(chosen, 0, 1)
        chosen.link_to(self._end)
        self._graph.configure()
        palette.pts, palette.time_base = 0, _HUNDREDTH
        colors.push(palette)
        colors.push(None)
        self._count = 0

    def of(self, image: QImage) -> av.VideoFrame:
        # A copy: each picture is compared with the one before, which has been painted over by then.
        frame = _copy_of(image)
        frame.pts, frame.time_base = self._count, _HUNDREDTH
        self._count += 1
        self._pictures.push(frame)
        found = self._end.pull()
        assert isinstance(found, av.VideoFrame)
        return found


def _conversion(
    settings: FilmSettings, kind: FilmFormat, palette: av.VideoFrame | None
) -> _AsPainted | _ByPalette | VideoColors:
    """What makes of pictures what the encoder wants."""
    if palette is not None:
        return _ByPalette(settings, palette)
    pixels = _pixels(kind, settings)
    return VideoColors(pixels) if kind in (MP4, WEBM) else _AsPainted(pixels)


def palette_of(film: Film, most: int = _PALETTE_PICTURES) -> av.VideoFrame:
    """The 256 colours that suit all of a film, by `most` of its pictures, as a picture of 16 × 16."""
    graph = Graph()
    settings = film.settings
    pictures = graph.add_buffer(
        width=settings.width, height=settings.height, format=_BGRA, time_base=Fraction(1, settings.fps)
    )
    chosen = graph.add("palettegen", "reserve_transparent=1:stats_mode=full")
    end = graph.add("buffersink")
    pictures.link_to(chosen)
    chosen.link_to(end)
    graph.configure()
    for index in _spread(film.frame_count, most):
        # A copy: the graph holds on to what it is given until it is asked.
        frame = _copy_of(film.image_at(film.time_of(index)))
        frame.pts, frame.time_base = index, Fraction(1, settings.fps)
        pictures.push(frame)
        with suppress(BlockingIOError):
            end.pull()  # there is nothing yet, but it looks through what was given
    pictures.push(None)
    palette = end.pull()
    assert isinstance(palette, av.VideoFrame)
    return palette


def _spread(count: int, most: int) -> Iterator[int]:
    """At most so many of `count` indices, evenly, the first and the last with them."""
    last = count - 1
    steps = min(last, most - 1)
    yield from (round(step * last / steps) for step in range(steps + 1)) if steps else (0,)


class PictureWriter:
    """A folder of PNG pictures, numbered from 1 with digits enough for the last."""

    def __init__(self, folder: Path, count: int, *, is_transparent: bool) -> None:
        """`count` is how many there will be, as far as that is known."""
        self._folder = folder
        self._digits = max(5, len(str(count)))
        self._is_transparent = is_transparent
        self._count = 0

    def add(self, image: QImage) -> None:
        self._count += 1
        kind = QImage.Format.Format_ARGB32 if self._is_transparent else QImage.Format.Format_RGB32
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.convertToFormat(kind).save(buffer, "PNG")  # type: ignore[call-overload]  # bytes are refused
        # Written by Python, because Qt does not say why it could not.
        self._path(self._count).write_bytes(buffer.data().data())

    def repeat(self) -> None:
        self._count += 1
        shutil.copyfile(self._path(self._count - 1), self._path(self._count))

    def close(self) -> None:
        """All pictures are written already."""

    def abandon(self) -> None:
        """Nothing is open."""

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:0{self._digits}}.png"


def _straight(image: QImage) -> QImage:
    """A picture whose colours are not multiplied by how much of them is there."""
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def _frame_of(image: QImage) -> av.VideoFrame:
    """The picture's own memory as a frame."""
    return av.VideoFrame.from_numpy_buffer(_pixels_of(image), format="bgra")


def _copy_of(image: QImage) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(_pixels_of(image), format="bgra")


def _pixels_of(image: QImage) -> NDArray[np.uint8]:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
