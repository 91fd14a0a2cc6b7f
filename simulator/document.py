"""The experiment on the desk: the present value, the way back, and the file it belongs to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.experiment import Experiment
from core.files import read, to_bytes
from core.message import Message
from simulator.saving import write_whole
from simulator.words import say


class Document(QObject):
    """Holds one experiment. Every change is an undo entry of one value: the old and the new experiment."""

    changed = Signal(object, object)
    """Old and new experiment: compare their parts by identity to see what to refresh."""
    file_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)

    @property
    def experiment(self) -> Experiment:
        return self._experiment

    @property
    def is_modified(self) -> bool:
        return not self.undo_stack.isClean()

    def edit(self, name: Message, experiment: Experiment, run: int | None = None) -> None:
        """Make `experiment` the present value, as one undo entry; nothing happens where it is equal.

        Edits of the same training `run` that follow one another become one entry.
        """
        if experiment is not self._experiment and experiment != self._experiment:
            self.undo_stack.push(_Edit(self, say(name), self._experiment, experiment, run))

    def replace(self, experiment: Experiment, path: Path | None = None) -> None:
        """Begin anew with another experiment: nothing to undo, nothing unsaved."""
        self.undo_stack.clear()
        self.path = path
        self._show(experiment)
        self.undo_stack.setClean()
        self.file_changed.emit()

    def open(self, path: Path) -> None:
        """Begin anew with the experiment in a file (raises Problem; then nothing has changed)."""
        self.replace(read(path), path)

    def save(self, path: Path) -> None:
        """Write the experiment whole or not at all (raises Problem)."""
        write_whole(path, to_bytes(self._experiment, path.parent))
        self.path = path
        self.undo_stack.setClean()
        self.file_changed.emit()

    def _show(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        self.changed.emit(old, experiment)


class _Edit(QUndoCommand):
    def __init__(
        self, document: Document, name: str, old: Experiment, new: Experiment, run: int | None = None
    ) -> None:
        super().__init__(name)
        self._document = document
        self._old = old
        self._new = new
        self._run = run

    def id(self) -> int:
        return -1 if self._run is None else self._run

    def mergeWith(self, other: QUndoCommand) -> bool:
        """The stack asks this of two commands with the same id: a run that went on stays one entry."""
        assert isinstance(other, _Edit)
        self._new = other._new
        self.setText(other.text())
        return True

    def redo(self) -> None:
        self._document._show(self._new)

    def undo(self) -> None:
        self._document._show(self._old)
