"""The experiment on the desk: the present value, the way back, and the file it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.experiment import Experiment
from core.message import Message, Problem
from core.runs.run_tree import RunTree
from core.tables.raw_table import NOBODY, Watch
from simulator.files.file_content import FileContent, Saved, file_content, fingerprint_at, written
from simulator.words import say


class Document(QObject):
    """Holds one experiment. Every change is an undo entry of one value: the old and the new experiment."""

    changed = Signal(object, object)
    """Old and new experiment: compare their parts by identity to see what to refresh."""
    file_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None, path: Path | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._path = path
        self._disk = fingerprint_at(path)
        self._is_apart = self._has_other_runs = False
        self.runs = RunTree()
        """The runs in the file, as they were when it was read."""
        self.runs_to_save: Callable[[bool], RunTree] | None = None
        """Gives the runs that are to be saved too, with or without their tapes; None: none are."""
        self.tape_budget: int | None = None
        """Bytes that the tapes of these runs may take in the file; None: they are not saved."""
        self.undo_stack = QUndoStack(self)
        self._breaks = 0
        """How often a run of edits was ended: part of every key, so that nothing merges across it."""
        self._jump_from: Experiment | None = None

    @property
    def experiment(self) -> Experiment:
        return self._experiment

    @property
    def path(self) -> Path | None:
        """The file it belongs to."""
        return self._path

    @property
    def disk(self) -> str | None:
        """The fingerprint of that file when it was last read or written."""
        return self._disk

    @property
    def is_modified(self) -> bool:
        return self._is_apart or self._has_other_runs or not self.undo_stack.isClean()

    @property
    def saved_index(self) -> int:
        """After how many undo entries the experiment is what the file holds; −1 where it never is."""
        return -1 if self._path is None or self._is_apart else self.undo_stack.cleanIndex()

    def set_apart(self, is_apart: bool) -> None:
        """Whether the file was deleted, or changed and not wanted so: then closing would lose what is here."""
        if is_apart is not self._is_apart:
            self._is_apart = is_apart
            self.file_changed.emit()

    def set_other_runs(self) -> None:
        """The file holds other runs than are to be saved; saving or beginning anew ends that."""
        if not self._has_other_runs:
            self._has_other_runs = True
            self.file_changed.emit()

    def is_changed_on_disk(self) -> bool:
        """Whether somebody else wrote into the file since it was last read or written here."""
        found = fingerprint_at(self._path)
        return found is not None and found != self._disk

    def edit(self, name: Message, experiment: Experiment, merge: Hashable = None) -> None:
        """Make `experiment` the present value, as one undo entry; nothing happens where it is equal.

        Edits that follow one another with the same key `merge` (a drag, a wheel, a training run) become one entry:
        back to where the first began. It vanishes where they end there. An undo or a save in between ends it, and
        `end_merge` does.
        """
        if experiment is self._experiment or experiment == self._experiment:
            return
        key = None if merge is None else (merge, self._breaks)
        last = self.undo_stack.command(self.undo_stack.index() - 1)
        if isinstance(last, _Edit) and last.goes_on(key) and experiment == last.old:
            experiment = last.old  # the very value, so that views see what has not changed
        self.undo_stack.push(_Edit(self, say(name), self._experiment, experiment, key))

    def end_merge(self) -> None:
        """The drag is over: what is edited next is an entry of its own, whatever its key."""
        self._breaks += 1

    def go_to(self, index: int) -> None:
        """Undo or redo until so many entries are done; views see the last of them alone."""
        self._jump_from = self._experiment
        try:
            self.undo_stack.setIndex(index)
        finally:
            before, self._jump_from = self._jump_from, None
        if before is not self._experiment:
            self.changed.emit(before, self._experiment)

    def give_up(self, merge: Hashable) -> None:
        """As if the edits with this key had never been, where they came last."""
        last = self.undo_stack.command(self.undo_stack.index() - 1)
        if isinstance(last, _Edit) and last.goes_on((merge, self._breaks)):
            last.is_given_up = True
            self.undo_stack.undo()

    def replace(self, experiment: Experiment, path: Path | None = None) -> None:
        """Begin anew with another experiment: nothing to undo, nothing unsaved."""
        self._begin(experiment, path, fingerprint_at(path))

    def restore(
        self, experiment: Experiment, path: Path | None, disk: str | None, runs: RunTree | None = None
    ) -> None:
        """Begin anew with unsaved work that belongs to a file, which had the fingerprint `disk` when it was known."""
        self._begin(experiment, path, disk, is_saved=False, runs=runs)

    def open(self, path: Path, content: FileContent | None = None) -> None:
        """Begin anew with what is in a file, or was read from it (raises Problem; then nothing has changed)."""
        found = content or file_content(path)
        self._begin(found.experiment, path, found.disk, runs=found.runs)

    def load_again(self, content: FileContent | None = None) -> RunTree:
        """Take the experiment that is in the file now, or was read from it, as an edit that can be undone (raises
        Problem). Returns the runs in the file."""
        assert self._path is not None
        found = content or file_content(self._path)
        self.end_merge()
        self.edit(Message("Load from disk"), found.experiment)
        self._agree(self._path, found.disk)
        return found.runs

    def save(self, path: Path) -> Problem | None:
        """Write the experiment whole or not at all (raises Problem).

        What the file held before is kept beside it; returned is why that could not be done, if so.
        """
        return self.note_saved(self.to_write(path)(NOBODY)).not_kept

    def to_write(self, path: Path) -> Callable[[Watch], Saved]:
        """What writes the experiment as it is now, in any thread, whole or not at all (raises Problem, Cancelled);
        then call `note_saved`."""
        budget = self.tape_budget
        runs = RunTree() if self.runs_to_save is None else self.runs_to_save(budget is not None)
        experiment = self._experiment
        return lambda watch: written(path, experiment, runs, budget, watch)

    def note_saved(self, saved: Saved) -> Saved:
        """It is written; what was changed meanwhile is unsaved."""
        is_same = saved.experiment is self._experiment
        self._agree(saved.path, saved.disk, is_same)
        return saved

    def _begin(
        self,
        experiment: Experiment,
        path: Path | None,
        disk: str | None,
        is_saved: bool = True,
        runs: RunTree | None = None,
    ) -> None:
        self.undo_stack.clear()
        self._path, self._disk, self._is_apart, self._has_other_runs = path, disk, False, False
        self.runs = runs or RunTree()
        if is_saved:
            self.undo_stack.setClean()
        else:
            self.undo_stack.resetClean()
        self._show(experiment)
        self.file_changed.emit()

    def _agree(self, path: Path, disk: str | None, is_same: bool = True) -> None:
        """The file is what it is now; the same as the experiment, as a rule."""
        self._path, self._disk, self._is_apart, self._has_other_runs = path, disk, False, False
        if is_same:
            self.undo_stack.setClean()
        else:
            self.undo_stack.resetClean()
        self.file_changed.emit()

    def _show(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if self._jump_from is None:
            self.changed.emit(old, experiment)


class _Edit(QUndoCommand):
    def __init__(self, document: Document, name: str, old: Experiment, new: Experiment, key: Hashable = None) -> None:
        super().__init__(_texts(name))
        self._document = document
        self.old = old
        self._new = new
        self._key = key
        self.is_given_up = False

    def goes_on(self, key: Hashable) -> bool:
        """Whether an edit with this key belongs to the same entry."""
        return key is not None and key == self._key

    def id(self) -> int:
        """The stack asks `mergeWith` of two commands that give the same number; −1 never merges."""
        return -1 if self._key is None else 0

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Edit)
        if not self.goes_on(other._key):
            return False
        self._new = other._new
        del other._new, other.old  # Qt deletes it, but PySide keeps what was pushed: every value of a long drag
        self.setText(_texts(other.text()))
        self.setObsolete(self._new is self.old)
        return True

    def redo(self) -> None:
        self._document._show(self._new)

    def undo(self) -> None:
        self._document.end_merge()
        self._document._show(self.old)
        # The stack throws away what says so while it is undone.
        self.setObsolete(self.is_given_up)


def _texts(name: str) -> str:
    """For lists and, after a line end, for menus, where the & of a name would mark a letter."""
    line = " ".join(name.split())
    return f"{line}\n{line.replace('&', '&&')}"
