"""The files that hold the unsaved work of one window, and those that windows left behind when they ended badly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from core.experiment import Experiment
from core.files import SUFFIX, read, to_bytes
from core.message import Message, Problem
from simulator.file_lock import FileLock
from simulator.saving import write_whole

DAMAGED = ".damaged"
"""The suffix of what could not be read: kept, but not offered again."""


@dataclass(frozen=True)
class About:
    """What is known of unsaved work beside the work itself."""

    name: str = ""
    path: Path | None = None
    """The file it belongs to."""
    disk: str | None = None
    """The fingerprint of that file when it was last read or written."""
    time: datetime | None = None


class Slot:
    """`<stem>.perceptarium`, `<stem>.json` about it, and a lock that tells whether its window still lives."""

    def __init__(self, folder: Path, stem: str = "") -> None:
        self.path = folder / f"{stem or uuid4().hex}{SUFFIX}"
        self._about = self.path.with_suffix(".json")
        self._lock = FileLock(self.path.with_suffix(".lock"))

    def hold(self) -> bool:
        """Claim the files; False where a window has them."""
        return self._lock.take()

    def write(self, experiment: Experiment, about: About) -> None:
        """Keep this as it is now (raises Problem)."""
        try:
            # What somebody has not even saved is nobody else's business.
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = Message("cannot be made: {reason}", reason=error.strerror or type(error).__name__)
            raise Problem(reason, str(self.path.parent)) from None
        if not self.hold():
            raise Problem(Message("cannot be locked"), str(self.path))
        # Tables are named by their whole path, as they lie nowhere near this folder.
        write_whole(self.path, to_bytes(experiment))
        write_whole(self._about, _about_bytes(about))

    def read(self) -> Experiment:
        """The work (raises Problem)."""
        return read(self.path)

    def about(self) -> About:
        """What is known; the work can be brought back without any of it."""
        try:
            found = json.loads(self._about.read_bytes())
            path, disk = found["path"], found["disk"]
            time = datetime.fromisoformat(found["time"])
            return About(str(found["name"]), Path(path) if path else None, str(disk) if disk else None, time)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return About(time=_written_at(self.path))

    def clear(self) -> None:
        """Nothing is unsaved any more: leave nothing behind."""
        for file in (self.path, self._about):
            with suppress(OSError):
                file.unlink()
        self._lock.release()

    def let_go(self) -> None:
        """Leave the work where it is, for the next window."""
        self._lock.release()

    def set_aside(self) -> Path:
        """Keep what cannot be read, where it is not offered again. Returns its place."""
        place = self.path.with_suffix(DAMAGED)
        with suppress(OSError):
            self.path.replace(place)
        self.clear()
        return place


def left_behind(folder: Path) -> list[Slot]:
    """Unsaved work whose window is gone, the newest first; each is held now."""
    return sorted(_left_behind(folder), key=lambda slot: slot.about().time or _LONG_AGO, reverse=True)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _left_behind(folder: Path) -> Iterator[Slot]:
    try:
        paths = list(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return
    for path in paths:
        slot = Slot(folder, path.stem)
        if not slot.hold():
            continue
        if path.is_file():  # and not saved or given up in another window a moment ago
            yield slot
        else:
            slot.let_go()


def _about_bytes(about: About) -> bytes:
    content = {
        "name": about.name,
        "path": str(about.path.absolute()) if about.path else None,
        "disk": about.disk,
        "time": (about.time or datetime.now(UTC)).isoformat(),
    }
    return json.dumps(content, indent=2).encode()


def _written_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
