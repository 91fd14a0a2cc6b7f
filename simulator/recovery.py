"""Unsaved changes kept in a place of their own, for the case that the program ends without asking."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal

from core.experiment import Experiment
from core.message import Problem
from simulator.background import Background
from simulator.document import Document
from simulator.recovery_slot import About, Slot
from simulator.running import application

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
        self, document: Document, folder: Path, parent: QObject | None = None, interval: int = INTERVAL
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._slot = Slot(folder)
        self._written: Experiment | None = None
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
        application().applicationStateChanged.connect(self._follow_application)
        self._follow()

    def write(self) -> None:
        """Keep what is unsaved, where it is not kept already; an older state still being written gives way."""
        document, slot = self._document, self._slot
        experiment = document.experiment
        self._timer.stop()
        if not document.is_modified or experiment is self._written:
            return
        about = About(experiment.name, document.path, document.disk, datetime.now(UTC))

        def work(_: object) -> Experiment:
            slot.write(experiment, about)
            return experiment

        self._background.start(work)

    def adopt(self, slot: Slot) -> None:
        """The document has become what this slot holds: it is this window's from now on."""
        self._background.close()
        self._slot.clear()
        self._slot = slot
        self._written = self._document.experiment

    def close(self) -> None:
        """All is saved or given up."""
        for signal in self._signals:
            signal.disconnect(self._follow)
        application().applicationStateChanged.disconnect(self._follow_application)
        self._timer.stop()
        self._background.close()
        self._slot.clear()

    def _follow(self, *_: object) -> None:
        if not self._document.is_modified:
            self._timer.stop()
            self._forget()
        elif not self._timer.isActive() and self._document.experiment is not self._written:
            self._timer.start()

    def _forget(self) -> None:
        if self._written is None and not self._background.is_busy:
            return
        self._written = None
        slot = self._slot
        # In the same thread, so that it comes after what is still being written there.
        self._background.start(lambda _: slot.clear())

    def _follow_application(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self.write()

    def _note(self, written: Experiment | None) -> None:
        self._written = written
        if written is not None:
            self._has_complained = False

    def _complain(self, problem: Problem) -> None:
        self._timer.start()
        if not self._has_complained:
            self._has_complained = True
            self.failed.emit(problem)
