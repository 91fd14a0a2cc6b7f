"""How large a film will be, before it is recorded: a few short stretches of it are encoded as all of it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.message import Message
from core.tables.raw_table import Watch
from simulator.film.film import Film
from simulator.film.format import APNG, GIF, MP4, PICTURES, WEBM, WEBP, FilmFormat
from simulator.film.writer import SECONDS_BETWEEN_KEYFRAMES, Writer, open_writer, palette_of

WARNED_FROM = 25_000_000
"""Bytes from which on a film on a web page is large for what it is."""
_PIXELS, _MOST_PICTURES = 75_000_000, 80
"""So much is painted and encoded, which takes about a second."""
_EFFORT = {MP4.key: 1.5, WEBP.key: 1.5, GIF.key: 1.5, WEBM.key: 0.35, PICTURES.key: 0.25}
"""The share of that for encoders that are quick or slow."""
_STRETCHES, _FEWEST_STRETCHES = 4, 2
_LENGTHS, _LONG_LENGTHS = (6, 18), (16, 18)
"""Pictures that follow the first one of a stretch: what a moving one costs shows after some have passed, after more
where an encoder looks ahead or sets key pictures as it likes."""
_SHORT_LENGTHS = {PICTURES.key: 1, GIF.key: 3, APNG.key: 3}
"""Where a picture knows of the one before at most."""
_REPEATS = 24
_FEW_REPEATS = {WEBM.key: 4}
_PALETTE_PICTURES = 8


@dataclass(frozen=True)
class _Stretch:
    """Bytes of a picture that stands for itself, and of one that differs from the one before."""

    key: float
    change: float


def estimated_size(film: Film, kind: FilmFormat, watch: Watch) -> int:
    """Bytes that the film will take, roughly (raises Cancelled when the watch says so, OSError and ValueError where
    it cannot be encoded).

    Needs a QGuiApplication; runs in any thread.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        trial = _Trial(film, kind, Path(folder), watch)
        if film.frame_count <= _affordable(film, kind):
            return trial.size(range(film.frame_count))
        changes, keys = _changes(film, watch), _keys(film, kind)
        taken = [trial.stretch(each) for each in _stretches(film, kind, changes)]
        repeat = trial.repeat(changes[len(changes) // 2] if changes else 0)
    repeats = film.frame_count - 1 - len(changes)
    # A key picture takes the place of one that would have been told from the one before.
    between = max(len(changes) + 1 - keys, 0)
    key = sum(each.key for each in taken) / len(taken)
    change = sum(each.change for each in taken) / len(taken)
    return round(keys * key + between * change + repeats * repeat)


def is_large(kind: FilmFormat, size: float) -> bool:
    """Whether a file of this kind is so large that another kind is worth a thought."""
    return kind in (APNG, GIF) and size >= WARNED_FROM


def _changes(film: Film, watch: Watch) -> list[int]:
    """The pictures that differ from the one before."""
    changes = []
    before = film.state_at(film.time_of(0))
    for index in range(1, film.frame_count):
        watch.at(0.0)
        now = film.state_at(film.time_of(index))
        if now != before:
            changes.append(index)
        before = now
    return changes


def _keys(film: Film, kind: FilmFormat) -> int:
    if kind not in (MP4, WEBM):
        return 1
    return -(-film.frame_count // (SECONDS_BETWEEN_KEYFRAMES * film.settings.fps))


def _affordable(film: Film, kind: FilmFormat) -> int:
    """How many pictures of this film can be encoded in about a second."""
    pictures = min(_PIXELS / (film.settings.width * film.settings.height), _MOST_PICTURES)
    return int(pictures * _EFFORT.get(kind.key, 1.0))


def _stretches(film: Film, kind: FilmFormat, changes: Sequence[int]) -> list[Sequence[int]]:
    """Pictures that follow each other, from places spread over all that moves."""
    if not changes:
        return [(0,)]
    pictures = _affordable(film, kind)
    short, long = _LONG_LENGTHS if kind in (MP4, WEBP) else _LENGTHS
    usual = min(max(pictures // _STRETCHES - 1, short), long)
    length = min(_SHORT_LENGTHS.get(kind.key, usual), len(changes))
    count = max(pictures // (length + 1), _FEWEST_STRETCHES)
    room = len(changes) - length
    starts = sorted({round((place + 0.5) / count * room) for place in range(count)})
    return [(changes[start] - 1, *changes[start : start + length]) for start in starts]


class _Trial:
    """Writes parts of a film as the film would be written, and says how large they became."""

    def __init__(self, film: Film, kind: FilmFormat, folder: Path, watch: Watch) -> None:
        self._film, self._kind, self._folder, self._watch = film, kind, folder, watch
        self._palette = palette_of(film, _PALETTE_PICTURES) if kind is GIF else None
        self._image = film.blank_image()
        self._count = 0

    def stretch(self, pictures: Sequence[int]) -> _Stretch:
        follow = len(pictures) - 1
        if not follow:
            return _Stretch(self.size(pictures), 0.0)
        # The first picture of an MP4 is worth more bits the more are told from it, which shows after a few.
        settled = follow // 3 if self._kind is MP4 else 0
        before, after = self.size(pictures[: settled + 1]), self.size(pictures)
        change = (after - before) / (follow - settled)
        return _Stretch(max(before - settled * change, 0.0), change)

    def repeat(self, picture: int) -> float:
        """Bytes of the same picture once more."""
        repeats = _FEW_REPEATS.get(self._kind.key, _REPEATS)
        return (self.size((picture,), repeats) - self.size((picture,))) / repeats

    def size(self, pictures: Sequence[int], repeats: int = 0) -> int:
        """Bytes of a film of these pictures, the last of them so many times more."""
        self._count += 1
        path = self._folder / str(self._count)
        writer = self._writer(path)
        try:
            for picture in pictures:
                self._watch.at(0.0)
                self._film.paint_on(self._image, self._film.time_of(picture))
                writer.add(self._image)
            for _ in range(repeats):
                writer.repeat()
            writer.close()
        finally:
            writer.abandon()
        files = path.iterdir() if path.is_dir() else (path,)
        return sum(each.stat().st_size for each in files)

    def _writer(self, path: Path) -> Writer:
        if self._kind is PICTURES:
            path.mkdir()
        return open_writer(self._kind, self._film.settings, path, palette=self._palette)


def said_size(size: float) -> Message:
    """Bytes as people say them, in two or three digits."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            count = size / unit
            return Message("{count} {unit}", count=f"{count:.1f}" if count < 100 else f"{count:.0f}", unit=name)
    return Message("{count} bytes", count=int(size))
