"""Pictures to a writer in a thread of its own, through a queue that is bounded both ways."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

from PySide6.QtGui import QImage

from core.message import Failure
from simulator.files.unfinished import unwritable
from simulator.film.writer import Writer

_WAITING = 4
"""Pictures that may wait for the encoder. More would only take memory: the slower side sets the pace."""


@dataclass(frozen=True, eq=False)
class _Item:
    """The picture before so many times more, then the next one (None: none)."""

    repeats: int
    image: QImage | None


class Encoder:
    """Writes pictures in a thread of its own. The images it works on are made once and go round."""

    def __init__(self, writer: Writer, blank: Callable[[], QImage], path: Path) -> None:
        """`blank` makes an image of the film's size; `path` is where the film goes, for what is said."""
        self._path = path
        self._writer = writer
        self._waiting: Queue[_Item | None] = Queue(_WAITING)
        self._items = iter(self._waiting.get, None)
        """What comes until `None`, which comes but once."""
        self._free: Queue[QImage] = Queue()
        for _ in range(_WAITING + 2):
            self._free.put(blank())
        self._failure: BaseException | None = None
        self._is_stopped = Event()
        self._thread = Thread(target=self._run, name="film encoder")
        self._thread.start()

    def free_image(self) -> QImage:
        """An image to paint on; waits for one where the encoder is behind."""
        return self._free.get()

    def free_image_now(self) -> QImage | None:
        """An image to paint on, and room for it; None where the encoder is behind."""
        if self._waiting.full():
            return None
        try:
            return self._free.get_nowait()
        except Empty:
            return None

    def add(self, image: QImage, repeats: int = 0) -> None:
        """The picture before so many times more, and the next one (raises Failure where the encoder has given up)."""
        self._put(_Item(repeats, image))

    def repeat(self, times: int = 1) -> None:
        """The picture before so many times more (raises Failure where the encoder has given up)."""
        self._put(_Item(times, None))

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

    def _put(self, item: _Item) -> None:
        self._raise_failure()
        self._waiting.put(item)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise Failure(unwritable(self._failure), str(self._path)) from self._failure

    def _run(self) -> None:
        try:
            self._write(self._writer)
        except BaseException as error:
            self._failure = error
            # Whoever paints must not wait for a queue that nobody empties.
            for item in self._items:
                self._let_go(item)

    def _write(self, writer: Writer) -> None:
        try:
            for item in self._items:
                if not self._is_stopped.is_set():
                    for _ in range(item.repeats):
                        writer.repeat()
                    if item.image is not None:
                        writer.add(item.image)
                self._let_go(item)
            if not self._is_stopped.is_set():
                writer.close()
        finally:
            # What is closed already does nothing; what failed fails once more, and says nothing new.
            with suppress(Exception):
                writer.abandon()

    def _let_go(self, item: _Item) -> None:
        if item.image is not None:
            self._free.put(item.image)
