"""Edits on their way into the document, from wherever in the window they are asked for."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal

from core.edits import with_network
from core.experiment import Experiment
from core.message import Message, Problem
from core.presentation import refuse_locked
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.words import say_problem
from widgets.runs.training_desk import TrainingDesk


class EditDesk(QObject):
    """Lets a run know before the experiment changes."""

    said = Signal(str)

    def __init__(self, document: Document, stage: Stage, training: TrainingDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._stage, self._training = document, stage, training

    def edit(self, name: Message, experiment: Experiment, merge: Hashable = None) -> None:
        """An edit of the document's experiment."""
        self._document.edit(name, self._training.before_edit(experiment), merge)

    def edit_shown(self, name: Message, experiment: Experiment, merge: Hashable = None) -> None:
        """An edit of what is on show, which may be another moment of a run; or it is said why it cannot be."""
        before = self._stage.experiment.network
        try:
            refuse_locked(before, experiment.network, self._document.experiment.presentation)
        except Problem as problem:
            self.said.emit(say_problem(problem))
            return
        self.edit(*self._training.shown.on_the_desk(name, experiment), merge)

    def apply_step(self) -> None:
        """Commit the one update that was shown, and rest."""
        updated = self._stage.whole_trace.updated
        if updated is not None and self._stage.is_showing_document:
            self._document.edit(Message("Apply step"), with_network(self._document.experiment, updated))
            self._stage.playhead.rest()
