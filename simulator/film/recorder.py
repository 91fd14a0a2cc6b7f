"""Films into files: pictures are painted here while one thread encodes those before.

A film appears under its name when it is whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Event, Thread

from PySide6.QtGui import QImage

from core.message import Failure, Message, Problem
from simulator.film.film import Film
from simulator.film.format import PICTURES, FilmFormat, check_format, format_of
from simulator.film.settings import FilmSettings
from simulator.film.writer import Writer, writer_for
from simulator.unfinished import unwritable, whole_or_not_at_all

_WAITING = 4
"""Pictures that may wait for the encoder. More would only take memory: the slower side sets the pace."""


def record(
    film: Film,
    path: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write the film; False where it was cancelled. `progress` hears how many pictures of how many are painted, and
    holds up the painting as long as it likes.

    Needs a QGuiApplication; runs in any thread. Raises Problem where nothing can be written there, Failure where
    writing broke off. Whatever happens, no partial file stays.
    """
    kind = check_target(path, film.settings)
    with whole_or_not_at_all(path, is_folder=kind is PICTURES) as (partial, keep):
        try:
            encoder = _Encoder(film, kind, partial)
        except (OSError, ValueError) as error:
            raise Failure(unwritable(error), str(path)) from error
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


def check_target(path: Path, settings: FilmSettings) -> FilmFormat:
    """The format that the path asks for; refuses a path to which no film of these settings can be written (raises
    Problem)."""
    kind = format_of(path)
    check_format(kind, settings)
    if not path.parent.is_dir():
        raise Problem(Message("there is no folder {folder}", folder=str(path.parent)), str(path))
    if kind is not PICTURES:
        if path.is_dir():
            raise Problem(Message("this is a folder; name a file"), str(path))
    elif path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise Problem(Message("single pictures need a folder that is new or empty"), str(path))
    return kind


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
            film.paint_on(image, time)
            encoder.add(image)
            painted = state
        else:
            encoder.repeat()
        progress(index + 1, film.frame_count)
    return True


class _Encoder:
    """Writes pictures in a thread of its own. The images it works on are made once and go round."""

    def __init__(self, film: Film, kind: FilmFormat, path: Path) -> None:
        self._path = path
        self._writer = writer_for(film, kind, path)
        self._waiting: Queue[QImage | _Repeat | None] = Queue(_WAITING)
        self._free: Queue[QImage] = Queue()
        for _ in range(_WAITING + 2):
            self._free.put(film.blank_image())
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
            raise Failure(unwritable(self._failure), str(self._path.parent)) from self._failure

    def _run(self) -> None:
        try:
            self._write(self._writer)
        except BaseException as error:
            self._failure = error
            # Whoever paints must not wait for a queue that nobody empties.
            while (item := self._waiting.get()) is not None:
                self._let_go(item)

    def _write(self, writer: Writer) -> None:
        try:
            while (item := self._waiting.get()) is not None:
                if self._is_stopped.is_set():
                    self._let_go(item)
                elif isinstance(item, QImage):
                    writer.add(item)
                    self._free.put(item)
                else:
                    writer.repeat()
            if not self._is_stopped.is_set():
                writer.close()
        finally:
            # What is closed already does nothing; what failed fails once more, and says nothing new.
            with suppress(Exception):
                writer.abandon()

    def _let_go(self, item: QImage | _Repeat) -> None:
        if isinstance(item, QImage):
            self._free.put(item)


class _Repeat:
    """In the queue: the picture before once more."""
