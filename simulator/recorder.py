"""Films into files: pictures are painted here while one thread encodes those before (H.264 in MP4, by PyAV).

A film appears under its name when it is whole, or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from PySide6.QtGui import QImage, QPainter

from core.message import Failure, Message, Problem
from simulator.film import Film
from simulator.film_settings import FilmSettings

SUFFIX = ".mp4"
_PARTIAL = ".part"
_WAITING = 4
"""Pictures that may wait for the encoder. More would only take memory: the slower side sets the pace."""
_BT709 = 1
"""The number of BT.709 for primaries, transfer and matrix alike (ITU-T H.273)."""
_OPTIONS = {"preset": "veryfast", "crf": "18"}
_SECONDS_BETWEEN_KEYFRAMES = 2


def record(
    film: Film,
    path: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write the film; False where it was cancelled. `progress` hears how many pictures of how many are painted.

    Needs a QGuiApplication; runs in any thread. Raises Problem where nothing can be written there, Failure where
    writing broke off. Whatever happens, no partial file stays.
    """
    check_target(path)
    with _whole_or_not_at_all(path) as (partial, keep):
        encoder = _Encoder(partial, film.settings)
        try:
            if not _paint_all(film, encoder, progress, is_cancelled):
                return False
            encoder.finish()
        finally:
            encoder.stop()
        if is_cancelled():
            return False
        keep()
    return True


def check_target(path: Path) -> None:
    """Refuse a path that no film can be written to (raises Problem)."""
    if path.suffix.lower() != SUFFIX:
        raise Problem(Message("films are MP4; name the file {stem}.mp4", stem=path.stem or "film"), str(path))
    if not path.parent.is_dir():
        raise Problem(Message("there is no folder {folder}", folder=str(path.parent)), str(path))
    if path.is_dir():
        raise Problem(Message("this is a folder; name a file"), str(path))


def _paint_all(
    film: Film, encoder: _Encoder, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]
) -> bool:
    """Hand every picture to the encoder; False where that was cancelled. A picture like the last is not painted."""
    painted: object = None
    for index in range(film.frame_count):
        if is_cancelled():
            return False
        time = film.time_of(index)
        state = film.state_at(time)
        if index == 0 or state != painted:
            image = encoder.free_image()
            painter = QPainter(image)
            try:
                film.paint_at(painter, time)
            finally:
                painter.end()
            encoder.add(image)
            painted = state
        else:
            encoder.repeat()
        progress(index + 1, film.frame_count)
    return True


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A file beside `path` to write to, and what moves it into place; left without that, it is removed."""
    partial = path.with_name(f".{secrets.token_hex(6)}{_PARTIAL}")
    try:
        try:
            partial.touch(exist_ok=False)
        except OSError as error:
            raise Problem(_unwritable(error), str(path)) from None

        def keep() -> None:
            try:
                partial.replace(path)
            except OSError as error:
                raise Failure(_unwritable(error), str(path)) from None

        yield partial, keep
    finally:
        partial.unlink(missing_ok=True)


def _unwritable(error: BaseException) -> Message:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Message("cannot be written: {reason}", reason=reason)


class _Encoder:
    """Encodes pictures in a thread of its own. The images it works on are made once and go round."""

    def __init__(self, path: Path, settings: FilmSettings) -> None:
        self._path, self._settings = path, settings
        self._waiting: Queue[QImage | _Repeat | None] = Queue(_WAITING)
        self._free: Queue[QImage] = Queue()
        for _ in range(_WAITING + 2):
            self._free.put(_image(settings))
        self._failure: BaseException | None = None
        self._is_stopped = Event()
        self._thread = Thread(target=self._run, name="film encoder")
        self._thread.start()

    def free_image(self) -> QImage:
        """An image to paint on; waits for one where the encoder is behind."""
        return self._free.get()

    def add(self, image: QImage) -> None:
        """The next picture (raises Failure where the encoder has given up)."""
        self._put(image)

    def repeat(self) -> None:
        """The picture before once more."""
        self._put(_Repeat())

    def finish(self) -> None:
        """Wait for the last picture and the end of the file (raises Failure)."""
        self._waiting.put(None)
        self._thread.join()
        self._raise_failure()

    def stop(self) -> None:
        """Give up what waits, and wait for the thread; nothing where it has finished."""
        if self._thread.is_alive():
            self._is_stopped.set()
            self._waiting.put(None)
            self._thread.join()

    def _put(self, item: QImage | _Repeat) -> None:
        self._raise_failure()
        self._waiting.put(item)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise Failure(_unwritable(self._failure), str(self._path.parent)) from self._failure

    def _run(self) -> None:
        try:
            self._encode(self._items())
        except BaseException as error:
            self._failure = error
            # Whoever paints must not wait for a queue that nobody empties.
            while (item := self._waiting.get()) is not None:
                if isinstance(item, QImage):
                    self._free.put(item)

    def _items(self) -> Iterator[QImage | _Repeat]:
        while (item := self._waiting.get()) is not None:
            if not self._is_stopped.is_set():
                yield item
            elif isinstance(item, QImage):
                self._free.put(item)

    def _encode(self, items: Iterator[QImage | _Repeat]) -> None:
        options = {"movflags": "+faststart"}
        with av.open(str(self._path), "w", format="mp4", options=options) as container:
            stream = _stream(container, self._settings)
            frame: av.VideoFrame | None = None
            for index, item in enumerate(items):
                if isinstance(item, QImage):
                    frame = _video_frame(item)
                    self._free.put(item)
                assert frame is not None
                frame.pts = index
                frame.time_base = Fraction(1, self._settings.fps)
                container.mux(stream.encode(frame))
            if not self._is_stopped.is_set():
                container.mux(stream.encode(None))


class _Repeat:
    """In the queue: the picture before once more."""


def _image(settings: FilmSettings) -> QImage:
    return QImage(settings.width, settings.height, QImage.Format.Format_ARGB32_Premultiplied)


def _stream(container: av.container.OutputContainer, settings: FilmSettings) -> av.VideoStream:
    stream = container.add_stream("libx264", rate=settings.fps, options=dict(_OPTIONS))
    stream.width, stream.height = settings.width, settings.height
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, settings.fps)
    context.gop_size = _SECONDS_BETWEEN_KEYFRAMES * settings.fps
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = ColorRange.MPEG
    return stream


def _video_frame(image: QImage) -> av.VideoFrame:
    """The opaque image as the encoder wants it, in the colours of BT.709."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return av.VideoFrame.from_numpy_buffer(pixels, format="bgra").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
