"""Where window and training process hand each other files: experiments, tapes, how far a run has come."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QTemporaryDir

from core.experiment import Experiment
from core.files import SUFFIX, to_bytes
from simulator.saving import write_whole


class RunFolder:
    """Lies among the temporary files of the system until `remove`."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir()
        self._files = 0

    @property
    def path(self) -> Path:
        return Path(self._folder.path())

    def tape(self, run: int) -> Path:
        """Where the tape of a run lies."""
        return self.path / f"run-{run}.tape"

    def hand_over(self, experiment: Experiment) -> Path:
        """A file of the experiment (raises Problem where it cannot be written)."""
        self._files += 1
        path = self.path / f"experiment-{self._files}{SUFFIX}"
        write_whole(path, to_bytes(experiment))
        return path

    def clear(self, kept: Collection[Path] = ()) -> None:
        """Delete all that is in it, but for the tapes that are kept."""
        for path in self.path.iterdir():
            if path in kept:
                continue
            if path.is_dir():
                # Windows keeps a file that is still mapped; it goes with the folder.
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

    def remove(self) -> None:
        self._folder.remove()
