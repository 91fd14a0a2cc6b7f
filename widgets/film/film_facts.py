"""What will come of a film's settings: size, length, and about how many bytes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from core.message import Message
from core.tables.raw_table import Watch
from simulator.background import Background
from simulator.film.estimate import estimated_size, is_large, said_size
from simulator.film.film import Film
from simulator.film.format import FORMATS, WEBM, FilmFormat
from simulator.words import say
from widgets.parts.controls import column_of, text_label

_PATIENCE = 200
"""Milliseconds without a change before anything is worked out."""


class FilmFacts(QWidget):
    """A line of facts at once, and the bytes when they are known. Call `close_down` before it goes away."""

    def __init__(self) -> None:
        super().__init__()
        self._line = text_label("", "small")
        self._warning = text_label("", "advice")
        for label in (self._line, self._warning):
            label.setWordWrap(True)
        self._warning.hide()
        self.setLayout(column_of(self._line, self._warning, spacing=2))
        self._background = Background(self)
        self._background.done.connect(self._show_size)
        self._background.failed.connect(lambda _: self._write(None))
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._soon.timeout.connect(self._work_out)
        self._film: Film | None = None
        self._make: Callable[[], Film] | None = None
        self._kind: FilmFormat = FORMATS[0]

    @property
    def text(self) -> str:
        return self._line.text()

    @property
    def warning(self) -> str:
        return "" if self._warning.isHidden() else self._warning.text()

    @property
    def is_busy(self) -> bool:
        return self._soon.isActive() or self._background.is_busy

    def show_film(self, film: Film, kind: FilmFormat, make: Callable[[], Film]) -> None:
        """`make` makes the same film once more, for the thread that works out its size."""
        self._film, self._kind, self._make = film, kind, make
        self._background.cancel()
        self._write(say(Message("size…")))
        self._soon.start()

    def show_nothing(self) -> None:
        """There is no film."""
        self._film = None
        self.rest()
        self._line.setText("")
        self._warning.hide()

    def rest(self) -> None:
        """Work nothing out: the machine has a film to record."""
        if self.is_busy:
            self._write(None)
        self._soon.stop()
        self._background.cancel()

    def close_down(self) -> None:
        self._soon.stop()
        self._background.close()

    def _work_out(self) -> None:
        make, kind = self._make, self._kind
        assert make is not None
        self._background.start(lambda watch: _size(make, kind, watch))

    def _show_size(self, size: int) -> None:
        words = said_size(size)
        self._write(say(Message("about {size}", size=words)))
        if is_large(self._kind, size):
            advice = Message(
                "{size} is much to load: {format} grows with every picture. {other} takes a fraction of it.",
                size=words,
                format=self._kind.name,
                other=WEBM.name,
            )
            self._warning.setText(say(advice))
            self._warning.show()

    def _write(self, size: str | None) -> None:
        self._warning.hide()
        if self._film is None:
            return
        settings = self._film.settings
        facts = Message(
            "{width} × {height}, {fps} frames a second, {seconds} s",
            width=settings.width,
            height=settings.height,
            fps=settings.fps,
            seconds=f"{self._film.frame_count / settings.fps:.1f}",
        )
        self._line.setText(say(facts) if size is None else say(Message("{facts}, {size}", facts=facts, size=size)))


def _size(make: Callable[[], Film], kind: FilmFormat, watch: Watch) -> int:
    return estimated_size(make(), kind, watch)
