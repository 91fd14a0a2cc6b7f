"""Unsaved changes kept in a place of their own, for the case that the program ends without asking."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal

from core.experiment import Experiment
from core.message import Problem
from core.runs.run_tree import RunTree
from simulator.background import Background
from simulator.document.document import Document
from simulator.document.recovery_slot import About, Slot
from simulator.document.running import application
from simulator.training.run_book import RunBook

INTERVAL = 60_000
"""Milliseconds that a change may wait until it is kept."""


def recovery_folder() -> Path:
    """Where this user's unsaved work is kept."""
    kind = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "recovery"


class Recovery(QObject):
    """Writes what is unsaved now and then, in a thread; leaves nothing where all is saved. `close` it."""

    failed = Signal(object)
    """A Problem: unsaved changes cannot be kept. Said once, until they can."""

    def __init__(
        self,
        document: Document,
        folder: Path,
        parent: QObject | None = None,
        interval: int = INTERVAL,
        runs: RunBook | None = None,
    ) -> None:
        """With `runs`, their tapes lie where the next window finds them; none may have been made yet."""
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._slot = Slot(folder)
        self._written: tuple[Experiment, RunTree] | None = None
        self._has_complained = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.write)
        self._background = Background(self)
        self._background.done.connect(self._note)
        self._background.failed.connect(self._complain)
        self._signals = (document.changed, document.undo_stack.cleanChanged, document.file_changed)
        for signal in self._signals:
            signal.connect(self._follow)
        if runs is not None:
            runs.lie_in(self._slot.make_room_for_runs)
            runs.changed.connect(self._follow_runs)
        application().applicationStateChanged.connect(self._follow_application)
        self._follow()

    def write(self) -> None:
        """Keep what is unsaved, where it is not kept already; an older state still being written gives way."""
        document, slot = self._document, self._slot
        state = experiment, tree = self._state
        self._timer.stop()
        if not self._is_wanted or self._is_written:
            return
        has_runs, budget = document.runs_to_save is not None, document.tape_budget
        about = About(experiment.name, document.path, document.disk, datetime.now(UTC), has_runs, budget)

        def work(_: object) -> tuple[Experiment, RunTree]:
            slot.write(experiment, about, tree)
            return state

        self._background.start(work)

    def adopt(self, slot: Slot) -> None:
        """The document has become what this slot holds: it is this window's from now on."""
        self._background.close()
        if self._runs is not None:
            self._runs.lie_in(slot.make_room_for_runs)
        self._slot.clear()
        self._slot = slot
        self._written = self._state

    def close(self) -> None:
        """All is saved or given up."""
        for signal in self._signals:
            signal.disconnect(self._follow)
        if self._runs is not None:
            self._runs.changed.disconnect(self._follow_runs)
        application().applicationStateChanged.disconnect(self._follow_application)
        self._timer.stop()
        self._background.close()
        self._slot.clear()

    @property
    def _state(self) -> tuple[Experiment, RunTree]:
        return self._document.experiment, RunTree() if self._runs is None else self._runs.tree

    @property
    def _is_written(self) -> bool:
        experiment, tree = self._state
        written = self._written
        return written is not None and written[0] is experiment and (written[1] is tree or not tree.runs)

    @property
    def _is_wanted(self) -> bool:
        """Whether something here is in no file: the experiment, or a tape."""
        document = self._document
        are_saved = document.runs_to_save is not None and document.tape_budget is not None
        has_tapes = any(run.tape is not None for run in self._state[1].runs)
        return document.is_modified or (has_tapes and not are_saved)

    def _follow(self, *_: object) -> None:
        if not self._is_wanted:
            self._timer.stop()
            self._forget()
        elif not self._timer.isActive() and not self._is_written:
            self._timer.start()

    def _follow_runs(self) -> None:
        """Runs come seldom, and a tape without a word about it is lost: that is kept at once."""
        if self._written is None or self._written[1] is not self._state[1]:
            self.write()
        self._follow()

    def _forget(self) -> None:
        if self._written is None and not self._background.is_busy:
            return
        self._written = None
        slot = self._slot
        # In the same thread, so that it comes after what is still being written there.
        self._background.start(lambda _: slot.forget())

    def _follow_application(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self.write()

    def _note(self, written: tuple[Experiment, RunTree] | None) -> None:
        self._written = written
        if written is not None:
            self._has_complained = False

    def _complain(self, problem: Problem) -> None:
        self._timer.start()
        if not self._has_complained:
            self._has_complained = True
            self.failed.emit(problem)
