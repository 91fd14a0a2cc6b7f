"""Where window and training process hand each other files: experiments, tapes, how far a run has come."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QTemporaryDir

from core.experiment import Experiment
from core.files.files import SUFFIX, to_bytes
from core.runs.run_files import TAPE
from simulator.files.saving import write_whole


class RunFolder:
    """Lies among the temporary files of the system, or where it was moved to, until `remove`."""

    def __init__(self) -> None:
        self._temporary: QTemporaryDir | None = None
        self._path: Path | None = None
        self._make: Callable[[], Path | None] = lambda: None
        self._tag = uuid4().hex[:8]
        """Part of the names of tapes: those of a program that died may lie beside them."""
        self._files = 0

    @property
    def path(self) -> Path:
        """Made when it is first asked for."""
        if self._path is None:
            self._path = self._make()
        if self._path is None:
            self._temporary = QTemporaryDir()
            self._path = Path(self._temporary.path())
        return self._path

    def lie_in(self, make: Callable[[], Path | None]) -> None:
        """From now on lie in the folder that `make` gives, which is nobody else's; where it gives none, as before.
        What lay in the old one is gone."""
        self.remove()
        self._make = make

    def tape(self, run: int) -> Path:
        """Where the tape of a run lies."""
        return self.path / f"{self._tag}-{run}{TAPE}"

    def hand_over(self, experiment: Experiment) -> Path:
        """A file of the experiment (raises Problem where it cannot be written)."""
        self._files += 1
        # Who tidies up temporary files may have taken the folder from a window that stays open for long.
        with contextlib.suppress(OSError):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.path / f"experiment-{self._files}{SUFFIX}"
        write_whole(path, to_bytes(experiment))
        return path

    def clear(self, kept: Collection[Path] = ()) -> None:
        """Delete all that is in it, but for the tapes that are kept."""
        for path in () if self._path is None else self._path.glob("*"):
            if path in kept:
                continue
            if path.is_dir():
                # Windows keeps a file that is still mapped; it goes with the folder.
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

    def remove(self) -> None:
        if self._temporary is not None:
            self._temporary.remove()
        elif self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
        self._temporary = self._path = None
