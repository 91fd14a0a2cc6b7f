"""Files that appear under their name when they are whole, or not at all, however the program ends.

They are written beside their place under another name. Which those are is noted for as long as they are being
written, so that what a killed program left is found and removed at the next start.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from core.message import Failure, Message, Problem
from simulator.files.file_lock import FileLock
from simulator.files.saving import refuse_special

_PARTIAL = ".part"
_NOTE, _LOCK = ".json", ".lock"


def unfinished_folder() -> Path:
    """Where this user's programs note what they are writing: window and command line in the same place."""
    kind = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "Perceptarium" / "unfinished"


@contextmanager
def whole_or_not_at_all(path: Path, *, is_folder: bool = False) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A file (or folder) beside `path` to write to, and what moves it into place; left without that, it is removed.

    Raises Problem where nothing can be written there, Failure where it cannot be moved into place.
    """
    refuse_special(path)
    token = secrets.token_hex(6)
    partial = path.with_name(f".{token}{_PARTIAL}")
    with _noted(token, partial):
        try:
            try:
                if is_folder:
                    partial.mkdir()
                else:
                    partial.touch(exist_ok=False)
            except OSError as error:
                raise Problem(unwritable(error), str(path)) from None

            def keep() -> None:
                try:
                    if is_folder and path.is_dir():
                        path.rmdir()  # it is empty
                    partial.replace(path)
                except OSError as error:
                    raise Failure(unwritable(error), str(path)) from None

            yield partial, keep
        finally:
            _remove(partial)


def unwritable(error: BaseException) -> Message:
    """Why something could not be written."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Message("cannot be written: {reason}", reason=reason)


def remove_unfinished(folder: Path | None = None) -> None:
    """Remove what programs that are gone left half written."""
    for note in (folder or unfinished_folder()).glob(f"*{_NOTE}"):
        lock = FileLock(note.with_suffix(_LOCK))
        if not lock.take():
            continue
        with suppress(OSError, ValueError, TypeError, KeyError):
            partial = Path(json.loads(note.read_bytes())["partial"])
            # The note could name anything; only what we would have made goes.
            if partial.name == f".{note.stem}{_PARTIAL}":
                _remove(partial)
        with suppress(OSError):
            note.unlink()
        lock.release()


@contextmanager
def _noted(token: str, partial: Path) -> Iterator[None]:
    """Note what is being written. Where that cannot be noted, it is written all the same."""
    folder = unfinished_folder()
    note, lock = folder / f"{token}{_NOTE}", FileLock(folder / f"{token}{_LOCK}")
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if lock.take():
            note.write_text(json.dumps({"partial": str(partial.absolute())}), "utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


def _remove(partial: Path) -> None:
    if partial.is_dir():
        shutil.rmtree(partial, ignore_errors=True)
    else:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
