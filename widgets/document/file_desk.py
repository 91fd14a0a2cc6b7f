"""New, Open, Save, Save As, recent files and examples: everything about the file the document belongs to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.edits import randomised
from core.experiment import Example, Experiment
from core.files.examples import example
from core.files.files import SUFFIX
from core.message import Message, Problem
from core.network import Layer, Network, frozen
from core.runs.run_files import holds_runs, holds_tapes
from core.tables.raw_table import NOBODY
from simulator.document.document import Document
from simulator.files.file_content import FileContent, Saved, file_content
from simulator.files.saving import backup_of
from simulator.files.sizes import megabytes
from simulator.words import say, say_problem
from widgets.document.waiting import wait_for
from widgets.parts.stored import settings, stored_texts

MOST_RECENT = 8
_RECENT = "recent_files"


def blank_experiment() -> Experiment:
    """Two inputs, two hidden units, one output: small enough to change into anything."""
    hidden = Layer("hidden", ("node_0", "node_1"), "relu", frozen([[0.0, 0.0], [0.0, 0.0]]))
    output = Layer("output", ("y",), "identity", frozen([[0.0, 0.0]]))
    network = Network(("x₁", "x₂"), (hidden, output))
    return randomised(Experiment(network, Example((1.0, 2.0), (1.0,)), name=say(Message("Untitled"))))


class FileDesk(QObject):
    """Asks before unsaved changes are lost; a file that cannot be read or written changes nothing."""

    recent_changed = Signal()
    replaced = Signal()
    """Another experiment is on the desk."""
    said = Signal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self.tapes: Callable[[], Path | None] = lambda: None
        """Where the tapes of a file that is opened are unpacked; None: nowhere."""

    @property
    def recent(self) -> list[Path]:
        return [Path(text) for text in stored_texts(settings().value(_RECENT))][:MOST_RECENT]

    def new(self) -> None:
        self.replace_by(blank_experiment)

    def open_example(self, name: str) -> None:
        self.replace_by(lambda: example(name))

    def replace_by(self, make: Callable[[], Experiment]) -> bool:
        """Begin anew with what is made, once nothing unsaved would be lost. Whether it came to that."""
        if not self.may_leave():
            return False
        self._document.replace(make())
        self.replaced.emit()
        return True

    def choose_and_open(self) -> None:
        if not self.may_leave():
            return
        pattern = say(Message("Experiments (*{suffix} *.json);;All files (*)", suffix=SUFFIX))
        name, _ = QFileDialog.getOpenFileName(self._window, say(Message("Open")), self._folder, pattern)
        if name:
            self._open(Path(name))

    def open(self, path: Path) -> None:
        """Open a file that was named: from the list of recent ones, or dropped on the window."""
        if self.may_leave():
            self._open(path)

    def open_runs(self) -> None:
        """The experiment has been read already; the runs in its file have not."""
        path = self._document.path
        if path is not None and holds_runs(path):
            self._open(path)

    def content(self, path: Path) -> FileContent | None:
        """What is in a file; None where the user did not wait for it (raises Problem)."""
        tapes = self.tapes()
        if tapes is None or not holds_tapes(path):
            return file_content(path)
        words = Message("Opening {name}…", name=path.name)
        return wait_for(lambda watch: file_content(path, tapes, watch), words, self._window)

    def save(self) -> bool:
        path = self._document.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        name = self._document.experiment.name or "experiment"
        proposal = self._document.path or Path(self._folder) / f"{name}{SUFFIX}"
        pattern = say(Message("Experiments (*{suffix})", suffix=SUFFIX))
        name, _ = QFileDialog.getSaveFileName(self._window, say(Message("Save as")), str(proposal), pattern)
        if not name:
            return False
        path = Path(name)
        return self._save(path if path.suffix else path.with_suffix(SUFFIX))

    def may_leave(self) -> bool:
        """True where nothing is unsaved, or the user saves it or gives it up."""
        if not self._document.is_modified:
            return True
        name = self._document.experiment.name or say(Message("this experiment"))
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            say(Message("Unsaved changes")),
            say(Message("Save the changes to {name}?", name=name)),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return bool(answer == buttons.Discard)

    @property
    def _folder(self) -> str:
        return str(self._document.path.parent) if self._document.path else str(Path.home())

    def _open(self, path: Path) -> None:
        try:
            content = self.content(path)
            if content is None:
                return
            self._document.open(path, content)
        except Problem as problem:
            self._tell(Message("Cannot open"), problem)
            return
        self._remember(path)
        self.replaced.emit()

    def _save(self, path: Path) -> bool:
        is_changed = path == self._document.path and self._is_changed(path)
        if is_changed is None or (is_changed and not self._may_save_over(path)):
            return False
        try:
            saved = self._write(path)
        except Problem as problem:
            self._tell(Message("Cannot save"), problem)
            return False
        if saved is None:
            return False
        self._remember(path)
        self.said.emit(say(_words_about(saved)))
        return True

    def _is_changed(self, path: Path) -> bool | None:
        """Whether somebody else wrote into the file; None where the user did not wait for it."""
        look = self._document.is_changed_on_disk
        if self._document.tape_budget is None:
            return look()
        # With tapes it may be so large that to read it takes a while.
        return wait_for(lambda _: look(), Message("Looking at {name}…", name=path.name), self._window)

    def _write(self, path: Path) -> Saved | None:
        """None where the user did not wait for it (raises Problem)."""
        if self._document.tape_budget is None:
            return self._document.note_saved(self._document.to_write(path)(NOBODY))
        words = Message("Saving {name}…", name=path.name)
        saved = wait_for(self._document.to_write(path), words, self._window)
        return None if saved is None else self._document.note_saved(saved)

    def _may_save_over(self, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        words = Message(
            "{name} was changed on disk by another program. Save over it? What is there now is kept as {backup}.",
            name=path.name,
            backup=backup_of(path).name,
        )
        answer = QMessageBox.question(
            self._window,
            say(Message("Changed on disk")),
            say(words),
            buttons.Save | buttons.Cancel,
            buttons.Cancel,
        )
        return bool(answer == buttons.Save)

    def _remember(self, path: Path) -> None:
        path = path.resolve()
        others = [each for each in self.recent if each != path]
        settings().setValue(_RECENT, [str(each) for each in [path, *others][:MOST_RECENT]])
        self.recent_changed.emit()

    def _tell(self, title: Message, problem: Problem) -> None:
        QMessageBox.warning(self._window, say(title), say_problem(problem))


def _words_about(saved: Saved) -> Message:
    """What is there now, and what is not."""
    if saved.not_kept is not None:
        return Message("Saved, without a copy of what was there: {why}", why=say_problem(saved.not_kept))
    plan = saved.tapes
    if plan is None:
        return Message("Saved")
    size = megabytes(plan.kept)
    if not plan.is_thinned:
        return Message("Saved, with all tapes ({size})", size=size)
    return Message(
        "Saved, with tapes thinned to {size}; the rest is worked out again when it is looked at", size=size
    )
