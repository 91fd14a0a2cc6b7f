"""The files that hold the unsaved work of one window, and those that windows left behind when they ended badly."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from uuid import uuid4

from core.experiment import Experiment
from core.files.files import SUFFIX, read, to_bytes
from core.message import Message, Problem
from core.runs.checkpoints import leg_path
from core.runs.run_files import TAPE, bytes_with_runs, read_with_runs
from core.runs.run_tree import RunTree, TrainedRun
from core.runs.tape import TapeReader
from simulator.files.file_lock import FileLock
from simulator.files.saving import write_whole

DAMAGED = ".damaged"
"""The suffix of what could not be read: kept, but not offered again."""
RUNS = ".runs"
"""The suffix of the folder that the tapes lie in while they are made."""
_TAPES = "tapes.json"
_TAPE_NAME = re.compile(rf"[\w-]+{re.escape(TAPE)}", re.ASCII)


@dataclass(frozen=True)
class About:
    """What is known of unsaved work beside the work itself."""

    name: str = ""
    path: Path | None = None
    """The file it belongs to."""
    disk: str | None = None
    """The fingerprint of that file when it was last read or written."""
    time: datetime | None = None
    has_runs: bool = False
    """Whether the runs are to be saved with that file."""
    tape_budget: int | None = None
    """Bytes that their tapes may take in it; None: they are not saved."""


class Slot:
    """`<stem>.perceptarium`, `<stem>.json` about it, and a lock that tells whether its window still lives.

    Tapes are made in the folder `<stem>.runs`, so that nothing has to be copied; `tapes.json` in it says whose they
    are.
    """

    def __init__(self, folder: Path, stem: str = "") -> None:
        self.path = folder / f"{stem or uuid4().hex}{SUFFIX}"
        self._about = self.path.with_suffix(".json")
        self.runs = self.path.with_suffix(RUNS)
        self._lock = FileLock(self.path.with_suffix(".lock"))
        self._guard = RLock()
        """A thread writes here while the window asks for the folder."""

    def hold(self) -> bool:
        """Claim the files; False where a window has them."""
        with self._guard:
            return self._lock.take()

    def make_room_for_runs(self) -> Path | None:
        """The folder for tapes, made and held; None where that cannot be."""
        try:
            with self._guard:
                self._make_folder()
                if not self.hold():
                    return None
                self.runs.mkdir(mode=0o700, exist_ok=True)
        except (OSError, Problem):
            return None
        return self.runs

    def write(self, experiment: Experiment, about: About, runs: RunTree | None = None) -> None:
        """Keep this as it is now (raises Problem). Tapes stay where they are."""
        self._make_folder()
        if not self.hold():
            raise Problem(Message("cannot be locked"), str(self.path))
        # Tables are named by their whole path, as they lie nowhere near this folder.
        if runs is not None and runs.runs:
            # Before the runs themselves: a name too many is of no harm.
            tapes = {run.id: run.tape.name for run in runs.runs if run.tape is not None}
            if self.runs.is_dir():
                write_whole(self.runs / _TAPES, json.dumps(tapes).encode())
            write_whole(self.path, bytes_with_runs(experiment, runs))
        else:
            write_whole(self.path, to_bytes(experiment))
        write_whole(self._about, _about_bytes(about))

    def read(self) -> tuple[Experiment, RunTree]:
        """The work, and its runs with their tapes where these lie (raises Problem)."""
        experiment, tree = read_with_runs(self.path)
        for id, name in self._tape_names().items():
            if id in tree:
                tree = tree.with_changed(_with_tape(tree[id], self.runs / name))
        return experiment, tree

    def _make_folder(self) -> None:
        try:
            # What somebody has not even saved is nobody else's business.
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = Message("cannot be made: {reason}", reason=error.strerror or type(error).__name__)
            raise Problem(reason, str(self.path.parent)) from None

    def _tape_names(self) -> dict[int, str]:
        """Of the runs that have a tape; nothing leads out of the folder."""
        try:
            found = json.loads((self.runs / _TAPES).read_bytes())
            return {int(id): name for id, name in found.items() if _TAPE_NAME.fullmatch(name)}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def about(self) -> About:
        """What is known; the work can be brought back without any of it."""
        try:
            found = json.loads(self._about.read_bytes())
            path, disk = found["path"], found["disk"]
            time = datetime.fromisoformat(found["time"])
            about = About(str(found["name"]), Path(path) if path else None, str(disk) if disk else None, time)
            budget = found.get("tape_budget")
            return replace(
                about, has_runs=found.get("has_runs") is True, tape_budget=budget if type(budget) is int else None
            )
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return About(time=_written_at(self.path))

    def clear(self) -> None:
        """Nothing is wanted any more: leave nothing behind."""
        shutil.rmtree(self.runs, ignore_errors=True)
        self.forget()

    def forget(self) -> None:
        """Nothing is unsaved any more; what lies in the folder of the runs stays in use."""
        for file in (self.path, self._about):
            with suppress(OSError):
                file.unlink()
        with self._guard:
            if not self.runs.exists():
                self._lock.release()

    def let_go(self) -> None:
        """Leave the work where it is, for the next window."""
        self._lock.release()

    def set_aside(self) -> Path:
        """Keep what cannot be read, where it is not offered again. Returns its place."""
        place = self.path.with_suffix(DAMAGED)
        with suppress(OSError):
            self.path.replace(place)
        with suppress(OSError):
            self.runs.replace(place.with_suffix(f"{DAMAGED}-tapes"))
        self.clear()
        return place


def left_behind(folder: Path) -> list[Slot]:
    """Unsaved work whose window is gone, the newest first; each is held now."""
    return sorted(_left_behind(folder), key=lambda slot: slot.about().time or _LONG_AGO, reverse=True)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _left_behind(folder: Path) -> Iterator[Slot]:
    try:
        stems = {path.stem for suffix in (SUFFIX, RUNS) for path in folder.glob(f"*{suffix}")}
    except OSError:
        return
    for stem in stems:
        slot = Slot(folder, stem)
        if not slot.hold():
            continue
        if slot.path.is_file():  # and not saved or given up in another window a moment ago
            yield slot
        else:
            slot.clear()  # tapes that nobody wants


def _about_bytes(about: About) -> bytes:
    content = {
        "name": about.name,
        "path": str(about.path.absolute()) if about.path else None,
        "disk": about.disk,
        "time": (about.time or datetime.now(UTC)).isoformat(),
        "has_runs": about.has_runs,
        "tape_budget": about.tape_budget,
    }
    return json.dumps(content, indent=2).encode()


def _written_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def _with_tape(run: TrainedRun, path: Path) -> TrainedRun:
    """The run with its tape, as far as that came."""
    try:
        if not len(TapeReader(path)):
            return run
        # What a branch starts from is worked out beside its window, which may have died before it heard of it.
        return replace(run, tape=path, start=read(leg_path(path, 0)) if run.parent is not None else run.start)
    except (Problem, OSError):
        return run
