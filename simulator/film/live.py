"""What is on the screen, as it comes: the canvas under a hand or the whole window, recorded at a steady rate."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from core.message import Failure, Message, Problem
from simulator.files.unfinished import whole_or_not_at_all
from simulator.film.encoder import Encoder
from simulator.film.format import GIF, PICTURES, check_format, format_of
from simulator.film.recorder import check_target
from simulator.film.settings import FilmSettings
from simulator.film.writer import open_writer

_SMALLEST = QSize(64, 64)


class LiveRecording(QObject):
    """Asks for a picture at every tick of a film's clock, and repeats the one before where the window was busy.

    A film has one size, that of its first picture: what is larger or smaller later is fitted into it. Exactly one of
    `finished` and `failed` follows `start`, unless it is abandoned.
    """

    progressed = Signal(float)
    """Seconds of film so far."""
    finished = Signal(str)
    """The path."""
    failed = Signal(object)
    """A Message. Nothing was left behind."""

    def __init__(
        self, grab: Callable[[], QImage], path: Path, ground: str, fps: int = 30, parent: QObject | None = None
    ) -> None:
        """`ground` is the colour around pictures of another shape (raises Problem where nothing can be written)."""
        super().__init__(parent)
        self._grab, self._path, self._ground = grab, path, ground
        first = grab()
        # Codecs want even sides.
        size = first.size().expandedTo(_SMALLEST)
        self._settings = FilmSettings(width=size.width() // 2 * 2, height=size.height() // 2 * 2, fps=fps)
        kind = format_of(path)
        if kind is GIF:
            raise Problem(
                Message("GIF has one palette, chosen from the whole film; record live as MP4 or WebM"), str(path)
            )
        check_format(kind, self._settings)
        check_target(path, self._settings)
        self._kind = kind
        self._began = 0.0
        self._files = ExitStack()
        self._encoder: Encoder | None = None
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=1000 // fps)
        self._timer.timeout.connect(self._take)

    @property
    def is_running(self) -> bool:
        return self._encoder is not None

    def start(self) -> None:
        """Begin (raises Problem where that cannot be)."""
        is_folder = self._kind is PICTURES
        partial, self._keep = self._files.enter_context(whole_or_not_at_all(self._path, is_folder=is_folder))
        try:
            writer = open_writer(self._kind, self._settings, partial, is_live=True)
        except Failure:
            self._files.close()
            raise
        self._encoder = Encoder(writer, self._blank, self._path)
        self._began = time.monotonic()
        self._count = 0
        self._timer.start()
        self._take()

    def stop(self) -> None:
        """The film ends here: make the file whole."""
        self._timer.stop()
        encoder, self._encoder = self._encoder, None
        if encoder is None:
            return
        try:
            encoder.finish()
            self._keep()
        except Failure as failure:
            self._files.close()
            self.failed.emit(failure.message)
        else:
            self._files.close()
            self.finished.emit(str(self._path))

    def abandon(self) -> None:
        """Give it up; nothing stays."""
        self._timer.stop()
        if self._encoder is not None:
            self._encoder.stop()
            self._encoder = None
        self._files.close()

    def _take(self) -> None:
        """The picture of now, for as many places of the film as have passed since the last one."""
        encoder = self._encoder
        if encoder is None:
            return
        due = 1 + int((time.monotonic() - self._began) * self._settings.fps)
        # The window does not wait for the encoder: what could not be taken is what was seen before.
        image = encoder.free_image_now() if due > self._count else None
        if image is None:
            return
        try:
            self._fit(self._grab(), image)
            encoder.add(image, due - self._count - 1)
        except Failure as failure:
            self.abandon()
            self.failed.emit(failure.message)
            return
        self._count = due
        self.progressed.emit(due / self._settings.fps)

    def _fit(self, taken: QImage, image: QImage) -> None:
        image.fill(QColor(self._ground))
        size = QSize(taken.width(), taken.height())
        if size.width() > image.width() + 1 or size.height() > image.height() + 1:
            size.scale(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((image.width() - size.width()) // 2, (image.height() - size.height()) // 2, *size.toTuple())
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, taken)
        painter.end()

    def _blank(self) -> QImage:
        return QImage(self._settings.width, self._settings.height, QImage.Format.Format_ARGB32_Premultiplied)
