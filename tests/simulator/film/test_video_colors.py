"""Converting what changed against converting all of it, bit for bit."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from av.filter import Graph
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from simulator.film.video_colors import VideoColors
from simulator.theme import theme

Region = tuple[int, int, int, int, int]
"""Left, top, width, height, and what is drawn there."""


def as_a_whole(image: QImage, pixels: str) -> list[NDArray[np.uint8]]:
    """By a converter of its own, as many threads as it likes."""
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    frame = av.VideoFrame.from_numpy_buffer(bits, format="bgra")
    how = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
    colors, numbers = Colorspace.ITU709, ColorRange.MPEG
    return planes(frame.reformat(format=pixels, dst_colorspace=colors, dst_color_range=numbers, interpolation=how))


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width].copy()
        for plane in frame.planes
    ]


def painted(image: QImage, region: Region) -> QImage:
    """The picture with noise in a region of it."""
    left, top, width, height, seed = region
    made = image.copy()
    bits = np.frombuffer(made.bits(), np.uint32).reshape(made.height(), made.width())
    there = bits[top : top + height, left : left + width]
    there[:] = np.random.default_rng(seed).integers(0, 2**32, there.shape, dtype=np.uint32)
    return made


@st.composite
def changes(draw: st.DrawFn) -> tuple[QImage, list[list[Region]]]:
    """A picture, and what is drawn over it, picture after picture."""
    width, height = 2 * draw(st.integers(1, 60)), 2 * draw(st.integers(1, 100))
    image = painted(QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied), (0, 0, width, height, 0))
    region = st.tuples(
        st.integers(0, width - 1),
        st.integers(0, height - 1),
        st.integers(1, width),
        st.integers(1, 40),
        st.integers(0, 2**32 - 1),
    )
    return image, draw(st.lists(st.lists(region, max_size=3), min_size=1, max_size=4))


@pytest.mark.parametrize("pixels", ["yuv420p", "yuva420p"])
@settings(max_examples=60, deadline=None)
@given(drawn=changes())
def test_converting_what_changed_gives_what_converting_all_of_it_gives(
    pixels: str, drawn: tuple[QImage, list[list[Region]]]
) -> None:
    image, pictures = drawn
    colors = VideoColors(pixels)
    colors.of(image)
    for regions in pictures:
        for region in regions:
            image = painted(image, region)
        for ours, whole in zip(planes(colors.of(image)), as_a_whole(image, pixels), strict=True):
            assert np.array_equal(ours, whole)


@pytest.mark.parametrize("color", [theme(name).canvas for name in ("light", "dark")] + ["#1666B8", "#AD4A06"])
def test_colours_are_rounded_to_the_nearest(color: str) -> None:
    """By the numbers of BT.709: 219 steps of brightness from 16, 224 of both differences around 128."""
    image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(color))
    red, green, blue = QColor(color).getRgbF()[:3]
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    wanted = 16 + 219 * bright, 128 + 224 * (blue - bright) / 1.8556, 128 + 224 * (red - bright) / 1.5748
    for plane, number in zip(planes(VideoColors("yuv420p").of(image)), wanted, strict=True):
        assert np.abs(plane - number).max() < 0.6


def test_an_encoder_keeps_what_it_holds() -> None:
    """A filter with one frame in it stands for an encoder that is behind."""
    graph = Graph()
    begin = graph.add_buffer(width=32, height=64, format=av.VideoFormat("yuv420p"), time_base=Fraction(1))
    end = graph.add("buffersink")
    begin.link_to(end)
    graph.configure()
    colors = VideoColors("yuv420p")
    first = painted(QImage(32, 64, QImage.Format.Format_ARGB32_Premultiplied), (0, 0, 32, 64, 1))
    held = colors.of(first)
    held.pts = 0
    begin.push(held)
    second = painted(first, (0, 0, 32, 64, 2))
    assert np.array_equal(planes(colors.of(second))[0], as_a_whole(second, "yuv420p")[0])
    pulled = end.pull()
    assert isinstance(pulled, av.VideoFrame)
    assert np.array_equal(planes(pulled)[0], as_a_whole(first, "yuv420p")[0])
