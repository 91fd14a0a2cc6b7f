"""Pictures in the colours of videos (BT.709), each made from the one before: only rows that changed are converted.

The result is that of converting all of it, bit for bit. The colour of 2 × 2 pixels is mixed from rows above and below
too, so a band reaches a little beyond the rows that changed, and is converted with some more that are then left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_MIXING = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
"""Rounded to the nearest: swscale rounds down where it may be quick, and paper turns green."""
_STRIP = 16
"""Rows that are converted together, or left out together."""
_REACH = 4
"""How far a row may be from those that are mixed with it. It is one row, or two, in swscale's linear mixing."""


class VideoColors:
    """Frames of a pixel format of 4:2:0, `yuv420p` or `yuva420p`, for pictures of one size, both sides even."""

    def __init__(self, pixels: str) -> None:
        self._pixels = pixels
        self._reformatter = VideoReformatter()
        self._shown: NDArray[np.uint64] | None = None
        self._frame: av.VideoFrame | None = None

    def of(self, image: QImage) -> av.VideoFrame:
        """The frame for a picture of four bytes a pixel. It is the same object every time; an encoder that holds the
        last one still keeps what was in it."""
        # Two pixels at a time.
        now = np.frombuffer(image.constBits(), np.uint64).reshape(image.height(), image.width() // 2)
        frame, shown = self._frame, self._shown
        if frame is None or shown is None:
            self._shown, self._frame = now.copy(), self._converted(now)
            return self._frame
        bands = list(_changed_bands(now, shown))
        if bands:
            frame.make_writable()
        for begin, end in bands:
            shown[begin:end] = now[begin:end]
            self._convert(now, begin, end, frame)
        return frame

    def _convert(self, pixels: NDArray[np.uint64], begin: int, end: int, frame: av.VideoFrame) -> None:
        """Rows of a picture into a frame."""
        first = max(begin - _STRIP, 0)
        band = self._converted(pixels[first : end + _STRIP])
        for source, target in zip(band.planes, frame.planes, strict=True):
            rows = frame.height // target.height
            from_row, to_row, skipped = begin // rows, end // rows, (begin - first) // rows
            _lines(target)[from_row:to_row] = _lines(source)[skipped : skipped + to_row - from_row]

    def _converted(self, pixels: NDArray[np.uint64]) -> av.VideoFrame:
        # One thread: the encoder has more use for the others.
        return self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(pixels.view(np.uint8).reshape(len(pixels), -1, 4), format="bgra"),
            format=self._pixels,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=_MIXING,
            threads=1,
        )


def _changed_bands(now: NDArray[np.uint64], before: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Begin and end of the bands, in whole strips, whose rows may differ when the two pictures are converted."""
    height = len(now)
    rows = np.flatnonzero((now != before).any(axis=1))
    is_changed = np.zeros(-(-height // _STRIP), bool)
    is_changed[np.maximum(rows - _REACH, 0) // _STRIP] = True
    is_changed[np.minimum(rows + _REACH, height - 1) // _STRIP] = True
    ends = np.flatnonzero(np.diff(is_changed, prepend=False, append=False)) * _STRIP
    for begin, end in ends.reshape(-1, 2).tolist():
        yield begin, min(end, height)


def _lines(plane: VideoPlane) -> NDArray[np.uint8]:
    return np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
