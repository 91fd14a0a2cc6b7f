"""Files written whole or not at all, and the one copy that is kept of what was there before."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, cast

from PySide6.QtCore import QFile, QFileDevice, QSaveFile

from core.message import Message, Problem

_PIECE = 1 << 20
Write = Callable[[BinaryIO], object]
"""Puts content into a file that cannot seek."""


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` into `path`; where that fails, what was there before is untouched (raises Problem)."""
    stream_whole(path, lambda file: file.write(content))


def stream_whole(path: Path, write: Write) -> None:
    """Like `write_whole`, of what `write` puts into a file piece by piece; what it raises leaves all as it was."""
    _commit(_written(path, write)[0], path)


def refuse_special(path: Path) -> None:
    """Raises Problem where a device or a pipe is: root could put a file in the place of it, even of /dev/null."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # nothing is there, or who opens it hears what
    if not (S_ISREG(mode) or S_ISDIR(mode)):
        raise Problem(Message("is a device or a pipe; name a file"), str(path))


def refuse_unwritable(path: Path) -> None:
    """Raises Problem where nothing can be saved under this name, before long work is done for it."""
    file, _ = _written(path, lambda _: None)
    file.cancelWriting()
    file.commit()


def stream_over(path: Path, write: Write) -> tuple[str, Problem | None]:
    """Put into `path` what `write` writes piece by piece, and keep what was there before as `backup_of(path)`.

    Whatever `write` raises leaves all as it was. Where that copy cannot be made, the file is saved all the same.
    Returned are the `fingerprint` of what was written, and the reason why there is no copy, if so (raises Problem).
    """
    file, found = _written(path, write)
    not_kept = None
    # The same saved twice must not push out the only copy that differs.
    if path.is_file() and fingerprint(path) != found:
        not_kept = _copy(path, backup_of(path))
    _commit(file, path)
    return found, not_kept


def backup_of(path: Path) -> Path:
    """Where the content before the last save is kept: beside the file, where a person finds it."""
    return path.with_name(f"{path.name}~")


def fingerprint(path: Path) -> str | None:
    """A hash of the content of a file; None where there is none (raises OSError where it cannot be read)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, _new_hash).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


class _Hashed(io.RawIOBase):
    """Hands on what is written, and knows its hash: nobody goes back in it."""

    def __init__(self, file: QSaveFile, path: Path) -> None:
        super().__init__()
        self._file = file
        self._path = path
        self._hash = _new_hash()

    @property
    def fingerprint(self) -> str:
        return self._hash.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        """All of it (raises Problem)."""
        piece = bytes(content)  # type: ignore[call-overload]
        if not _write_all(self._file, piece):
            raise _cannot_be_saved(self._file, self._path)
        self._hash.update(piece)
        return len(piece)


def _new_hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=20)


def _written(path: Path, write: Write) -> tuple[QSaveFile, str]:
    """A file beside `path` that holds all of the content, but has not taken its place yet; and its fingerprint."""
    refuse_special(path)
    file = QSaveFile(os.fspath(path))
    hashed = _Hashed(file, path)
    try:
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            raise _cannot_be_saved(file, path)
        write(cast(BinaryIO, hashed))
        if not (file.flush() or file.flush()):  # as in `_write_all`
            raise _cannot_be_saved(file, path)
    except BaseException:
        file.cancelWriting()
        file.commit()  # removes what was begun
        raise
    return file, hashed.fingerprint


def _write_all(file: QSaveFile, content: bytes) -> bool:
    """Whether that came to an end. A disk that fills up takes a part first, and says why only when asked again."""
    done = 0
    while done < len(content):
        taken = file.write(content[done:])
        if taken <= 0:
            return False
        done += taken
    return True


def _commit(file: QSaveFile, path: Path) -> None:
    if not file.commit():
        raise _cannot_be_saved(file, path)


def _cannot_be_saved(file: QSaveFile, path: Path) -> Problem:
    return Problem(Message("cannot be saved: {reason}", reason=file.errorString()), str(path))


def _copy(source: Path, target: Path) -> Problem | None:
    """A copy, whole or not at all, that the same people may read."""
    original, copy = QFile(os.fspath(source)), QSaveFile(os.fspath(target))
    if not original.open(QFile.OpenModeFlag.ReadOnly):
        return Problem(Message("cannot be read: {reason}", reason=original.errorString()), str(source))
    if not copy.open(QSaveFile.OpenModeFlag.WriteOnly):
        return _cannot_be_saved(copy, target)
    copy.setPermissions(original.permissions() | QFileDevice.Permission.WriteOwner)
    while not original.atEnd():
        piece = original.read(_PIECE)
        if piece.isEmpty() or not _write_all(copy, bytes(piece.data())):
            return _cannot_be_saved(copy, target)
    return None if (copy.flush() or copy.flush()) and copy.commit() else _cannot_be_saved(copy, target)
