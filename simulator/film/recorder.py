"""Films into files: pictures are painted here while one thread encodes those before.

A film appears under its name when it is whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.message import Message, Problem
from simulator.files.unfinished import whole_or_not_at_all
from simulator.film.encoder import Encoder
from simulator.film.film import Film
from simulator.film.format import PICTURES, FilmFormat, check_format, format_of
from simulator.film.settings import FilmSettings
from simulator.film.writer import writer_for


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
        encoder = Encoder(writer_for(film, kind, partial), film.blank_image, path)
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
    film: Film, encoder: Encoder, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]
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
