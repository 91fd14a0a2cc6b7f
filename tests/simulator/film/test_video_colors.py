"""Converting what changed against converting all of it, bit for bit."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from av.filter import Graph
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from simulator.film.video_colors import VideoColors

Region = tuple[int, int, int, int, int]
"""Left, top, width, height, and what is drawn there."""


def as_a_whole(image: QImage, pixels: str) -> list[NDArray[np.uint8]]:
    """By a converter of its own, as many threads as it likes."""
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    frame = av.VideoFrame.from_numpy_buffer(bits, format="bgra")
    return planes(frame.reformat(format=pixels, dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG))


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
