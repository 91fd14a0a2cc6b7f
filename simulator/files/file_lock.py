"""A lock between processes that ends with the one that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """The system frees it when the process dies.

    A number of a process, written down, would be less: a killed window in a container leaves the very number that the
    next one gets.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Hold it from now on; False where another holds it or it cannot be had."""
        while self._file is None:
            try:
                file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError:
                return False
            try:
                _lock(file)
            except OSError:
                os.close(file)
                return False
            if self._is_at_its_place(file):
                self._file = file
            else:  # whoever held it took it away before letting go: what was locked is no longer what others see
                os.close(file)
        return True

    def release(self) -> None:
        """Let go, and leave no file behind."""
        if self._file is not None:
            # Windows removes no file that is open: there it goes after the lock, elsewhere before.
            with suppress(OSError):
                self._path.unlink()
            os.close(self._file)
            self._file = None
            if sys.platform == "win32":
                with suppress(OSError):
                    self._path.unlink()

    def _is_at_its_place(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except OSError:
            return False
