"""What keeps work from being lost: unsaved work of a window that died, and files that others change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.message import Message, Problem
from simulator.document import recovery
from simulator.document.document import Document
from simulator.document.file_watch import FileWatch
from simulator.document.recovery import Recovery
from simulator.document.recovery_slot import Slot, left_behind
from simulator.training.run_book import RunBook
from simulator.words import say, say_problem
from widgets.document.ago import ago
from widgets.document.file_desk import FileDesk
from widgets.document.notice_bar import Answer, NoticeBar

_LEFT_BEHIND, _DISK = "left behind", "disk"
_LONGEST_NAME = 40


class SafetyDesk(QObject):
    """Says in the notice bar what happened, and does what is answered. Nothing is lost by not answering."""

    said = Signal(str)
    runs_loaded = Signal(object)
    """The RunTree of a file that was changed on disk."""

    restored = Signal(object)
    """What was known (About) of the unsaved work that is on the desk now."""

    def __init__(self, document: Document, files: FileDesk, runs: RunBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._files = files
        self._runs = runs
        self.bar = NoticeBar()
        self._recovery: Recovery | None = None
        self._found: list[Slot] = []
        self._refused: str | None = None
        """The fingerprint of the version on disk that the user did not want; empty where it is gone."""
        self._watch = FileWatch(document, self)
        self._watch.differs.connect(self._offer_to_load)
        self._watch.gone.connect(self._tell_of_loss)
        self._watch.agrees.connect(self._settle)
        document.file_changed.connect(self._forget_without_file)

    def keep(self, folder: Path) -> None:
        """From now on keep unsaved work in this folder, and offer what is left there."""
        self._recovery = Recovery(self._document, folder, self, recovery.INTERVAL, self._runs)
        self._recovery.failed.connect(self._tell_of_danger)
        self._found = left_behind(folder)
        self._offer_next()

    def close(self) -> None:
        """All is saved or given up; what was not answered is offered the next time."""
        self._watch.close()
        if self._recovery is not None:
            self._recovery.close()
        for slot in self._found:
            slot.let_go()
        self._found = []

    def _offer_next(self) -> None:
        if not self._found:
            self.bar.take(_LEFT_BEHIND)
            return
        about = self._found[0].about()
        words = Message(
            "Perceptarium did not close properly. Restore {name} as it was {ago}?",
            name=_short(about.name) or Message("an experiment"),
            ago=ago(about.time, datetime.now(UTC)) if about.time is not None else Message("some time ago"),
        )
        self.bar.put(
            _LEFT_BEHIND,
            words,
            Answer(Message("Restore"), Message("Go on where the unsaved work ended"), self._restore),
            Answer(Message("Discard"), Message("Delete the unsaved work"), self._discard),
        )

    def _restore(self) -> None:
        if not self._files.may_leave():
            return
        slot = self._found.pop(0)
        about = slot.about()
        try:
            experiment, runs = slot.read()
        except Problem as problem:
            words = Message(
                "What was left behind is damaged and was kept as {place}: {reason}",
                place=str(slot.set_aside()),
                reason=problem.message,
            )
            self.said.emit(say(words))
        else:
            self._document.restore(experiment, about.path, about.disk, runs)
            self._files.replaced.emit()
            assert self._recovery is not None
            self._recovery.adopt(slot)
            self.restored.emit(about)
        self._offer_next()

    def _discard(self) -> None:
        self._found.pop(0).clear()
        self._offer_next()

    def _tell_of_danger(self, problem: Problem) -> None:
        reason = say_problem(problem)
        self.said.emit(say(Message("Unsaved changes cannot be kept for an emergency: {reason}", reason=reason)))

    def _offer_to_load(self, fingerprint: str) -> None:
        if fingerprint == self._refused:
            return
        self.bar.put(
            _DISK,
            Message("{name} was changed on disk.", name=self._file_name),
            Answer(Message("Load it"), Message("Take what is in the file now; it can be undone"), self._load),
            Answer(
                Message("Keep mine"),
                Message("Go on with what is on the canvas"),
                lambda: self._keep_mine(fingerprint),
            ),
        )

    def _load(self) -> None:
        path = self._document.path
        assert path is not None
        try:
            content = self._files.content(path)
        except Problem as problem:
            self.said.emit(say(Message("Cannot load it: {reason}", reason=say_problem(problem))))
            return
        if content is None:
            return
        runs = self._document.load_again(content)
        self.bar.take(_DISK)
        self.said.emit(say(Message("Loaded; undo brings back what was here")))
        self.runs_loaded.emit(runs)

    def _keep_mine(self, fingerprint: str) -> None:
        self._refused = fingerprint
        self.bar.take(_DISK)
        self._document.set_apart(True)

    def _tell_of_loss(self) -> None:
        if self._refused == "":
            return
        self._document.set_apart(True)
        self.bar.put(
            _DISK,
            Message("{name} is no longer on disk: it was deleted or moved.", name=self._file_name),
            Answer(
                Message("Save it again"), Message("Write what is on the canvas to the old place"), self._files.save
            ),
            Answer(Message("Go on"), Message("Go on without a file; closing will ask"), self._go_on_without),
        )

    def _go_on_without(self) -> None:
        self._refused = ""
        self.bar.take(_DISK)

    def _settle(self) -> None:
        self._refused = None
        self.bar.take(_DISK)
        self._document.set_apart(False)

    def _forget_without_file(self) -> None:
        if self._document.path is None:
            self._refused = None
            self.bar.take(_DISK)

    @property
    def _file_name(self) -> str:
        path = self._document.path
        return _short(path.name) if path is not None else ""


def _short(name: str) -> str:
    """So much of a name as leaves room for the sentence around it."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"
