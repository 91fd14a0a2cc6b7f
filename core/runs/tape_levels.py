"""Weights that are thinned evenly as they age: one append-only file for every power of two.

Record i > 0 has the level of how often 2 divides i, so level 0 holds every odd record, level 1 every second of the
rest, and so on. To thin by half is to delete the file of the lowest level: nothing is ever rewritten, and what stays
is every second, every fourth, … record exactly. Where a record stands in its file follows from its number, so there
is no index that could be wrong: a file is of use as long as it holds all records of its level.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

STEM = "weights"


def level_of(index: int) -> int:
    """How often 2 divides a record's number, which is above 0."""
    return (index & -index).bit_length() - 1


def place_of(index: int) -> int:
    """Where among the records of its level one stands."""
    return index >> (level_of(index) + 1)


def records_at(level: int, count: int) -> int:
    """How many of the records 1 to `count` − 1 have this level."""
    return (max(count, 1) - 1 + (1 << level)) >> (level + 1)


def levels_of(count: int) -> range:
    """The levels that have any of the first `count` records."""
    return range(max(count - 1, 0).bit_length())


def level_name(level: int) -> str:
    """What the file of a level is called."""
    return f"{STEM}.{level}"


def level_path(folder: Path, level: int) -> Path:
    """The file of a level."""
    return folder / level_name(level)


class LevelFiles:
    """The writing end. What is written reaches the disk at `flush`; `bytes` is the size of all that is kept."""

    def __init__(self, folder: Path, size: int, count: int = 0) -> None:
        """Records of `size` bytes; goes on with the levels that are whole up to `count` records."""
        self._folder = folder
        self._size = size
        self._files: dict[int, BinaryIO] = {}
        self._fresh: set[int] = set()
        self.unwanted: list[Path] = []
        """Files that `sweep` is to delete."""
        self.bytes = 0
        self.lowest = self._continue(count)
        """The lowest level that is still kept."""

    def holds(self, index: int) -> bool:
        """Whether the weights of a record stay here."""
        return index > 0 and level_of(index) >= self.lowest

    def write(self, index: int, content: bytes) -> None:
        """Append a record, where its level is kept. They come in order, and none is left out."""
        if not self.holds(index):
            return
        level = level_of(index)
        file = self._files.get(level)
        if file is None:
            file = self._files[level] = level_path(self._folder, level).open("wb")
        file.write(content)
        self._fresh.add(level)
        self.bytes += self._size

    def flush(self) -> None:
        for level in self._fresh:
            self._files[level].flush()
        self._fresh.clear()

    def thin(self) -> bool:
        """Give up the lowest level that has records; False where none has. `sweep` deletes its file."""
        if not self._files:
            return False
        self.lowest = min(self._files) + 1
        self._give_up(self.lowest - 1)
        return True

    def sweep(self) -> None:
        """Delete what was given up. Windows keeps a file that a reader has mapped: it is tried again."""
        remaining = []
        for path in self.unwanted:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                remaining.append(path)
        self.unwanted = remaining

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _give_up(self, level: int) -> None:
        file = self._files.pop(level)
        self._fresh.discard(level)
        self.bytes -= file.tell()
        file.close()
        self.unwanted.append(level_path(self._folder, level))

    def _continue(self, count: int) -> int:
        """Open what is whole, cut to `count` records; levels below one that is not whole are given up."""
        lowest = max(levels_of(count), default=-1) + 1
        for level in reversed(levels_of(count)):
            size = records_at(level, count) * self._size
            if not _is_whole(level_path(self._folder, level), size):
                break
            file = level_path(self._folder, level).open("r+b")
            file.truncate(size)
            file.seek(size)
            self._files[level] = file
            self.bytes += size
            lowest = level
        self.unwanted += [path for level, path in _found(self._folder) if level not in self._files]
        self.sweep()
        return lowest if count else 0


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size >= size


def _found(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob(f"{STEM}.*"):
        level = path.suffix[1:]
        if level.isdecimal():
            yield int(level), path
