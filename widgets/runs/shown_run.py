"""The run that one looks at: its numbers, its marks, its tape, and the moment of it on the stage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.edits import with_network
from core.message import Message
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.training.origins import Origin
from simulator.training.run_book import RunBook
from simulator.training.run_marks import RunMark, branch_marks, stop_marks
from simulator.training.trainer import Trainer
from simulator.words import say
from widgets.runs.branch_point import BranchPoint
from widgets.runs.tape_moments import TapeMoments

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.network import Network
    from core.runs.rates import Rates
    from core.runs.run_tree import TrainedRun
    from core.runs.tape import History, TapeReader


class ShownRun(QObject):
    """Looking at runs and their moments: the document stays as it is."""

    changed = Signal()
    """Another run, or none."""
    history_changed = Signal()
    epoch_shown = Signal(object)
    """The index on the tape now on show, or None where the document itself is."""
    live_wanted = Signal()
    """Back from another run to the one that goes on."""
    said = Signal(str)

    def __init__(
        self, document: Document, stage: Stage, trainer: Trainer, runs: RunBook, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._stage = stage
        self._trainer = trainer
        self._runs = runs
        self.moments = TapeMoments(stage, trainer, self)
        self.moments.said.connect(self.said)
        self.point = BranchPoint(document, stage, self.moments, runs)
        self.start: Experiment | None = None
        """What it started from, as long as its sizes are those on the desk."""
        self.history: History | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether one looks at another run than the one that goes on."""
        return self._trainer.is_running and self._runs.shown != self._runs.live

    @property
    def tape(self) -> TapeReader | None:
        """Its tape, as long as its networks fit the experiment on the desk."""
        shown = self._runs.shown
        return self._runs.reader(shown) if shown is not None and self.start is not None else None

    @property
    def marks(self) -> tuple[RunMark, ...]:
        """Pauses and edits on its way."""
        shown = self._runs.shown
        return () if shown is None else stop_marks(self._runs.tree[shown].stops)

    @property
    def rates(self) -> Rates | None:
        """The learning rates on its way."""
        shown = self._runs.shown
        return None if shown is None else self._runs.rates(shown)

    @property
    def signs(self) -> tuple[RunMark, ...]:
        """All that is marked on it, also where branches leave it."""
        shown, history = self._runs.shown, self.history
        branches = () if shown is None or history is None else branch_marks(self._runs.tree, shown, history)
        return (*self.marks, *branches)

    @property
    def started_from(self) -> Network | None:
        """The network that it began with."""
        return self.start.network if self.start is not None else None

    @property
    def planned(self) -> int:
        """The epochs it was meant to have."""
        return self.start.training.epochs if self.start else 0

    # --- another one

    def begin(self, experiment: Experiment, origin: Origin | None, like: TrainedRun | None) -> None:
        """A run that is about to begin, perhaps another one once more."""
        self.start, self.history = experiment, None
        self.point.leave()
        self._runs.begin(experiment, origin, like)
        self._stage.show_network(None)
        self.history_changed.emit()

    def show_live(self) -> None:
        """The run that goes on, pauses or ends is the one to look at."""
        live = self._runs.live
        if live is not None and self._runs.shown != live:
            self.start = self._runs.tree[live].start
            self.history = self._runs.history(live)
            self._runs.show(live)

    def show_run(self, number: int) -> None:
        """Show another run: its tape, and the newest network on it; what goes on goes on."""
        run = self._runs.tree[number]
        is_running = self._trainer.is_running
        if is_running and number == self._runs.live:
            self._come_back()
            return
        if is_running and self._runs.reader(number) is None:
            self.said.emit(say(Message("Only the numbers of {name} are left: run it again.", name=run.name)))
            return
        if run.start.network.sizes != self._document.experiment.network.sizes:
            self.said.emit(say(Message("{name} is of a network with other layers or units.", name=run.name)))
            return
        self.start = run.start
        self._runs.show(number)
        self.history = self._runs.history(number)
        self.history_changed.emit()
        newest = self._runs.newest(number)
        if newest is None:
            self.show_document()
            if self.history is not None:
                self.said.emit(say(Message("Only the numbers of {name} are left: run it again.", name=run.name)))
        elif newest == self._document.experiment.network and not is_running:
            self.show_document()
        else:
            tape = self.tape
            assert tape is not None
            self.point.show(tape, len(tape) - 1, run.start.network)
            self.epoch_shown.emit(len(tape) - 1)
        self.changed.emit()

    def _come_back(self) -> None:
        self.point.leave()
        self.show_live()
        self.live_wanted.emit()
        self.changed.emit()

    def clear(self) -> None:
        """Look at none."""
        self.start = self.history = None
        self.point.leave()
        self._stage.show_network(None)
        self._runs.show(None)
        self.history_changed.emit()
        self.changed.emit()

    def drop_empty(self) -> None:
        """A branch that could not begin leaves the run on show that it was to leave."""
        live, tree = self._runs.live, self._runs.tree
        parent = tree[live].parent if live is not None else None
        self._runs.drop_empty()
        if self._runs.shown is None and parent is not None:
            self.show_run(parent)
        elif self._runs.shown is None:
            self.clear()

    def read(self) -> None:
        """Take over the numbers that the tape has by now."""
        if self.tape is not None:
            self.tape.poll()
            self.history = self.tape.losses()
            self.history_changed.emit()

    # --- its moments

    def show_epoch(self, index: int) -> None:
        """Show a moment of the tape, as soon as it can be had."""
        tape = self.tape
        if tape is None or self.start is None or not 0 <= index < len(tape):
            return
        self.point.leave()
        if index == len(tape) - 1 and not self._trainer.is_running and self._runs.shown == self._runs.live:
            self._stage.show_network(None)
        else:
            self.point.show(tape, index, self.start.network)
        self.epoch_shown.emit(index)

    def show_document(self) -> None:
        """Show the experiment itself again, in place of a moment of a tape; or the run that goes on."""
        if self.is_elsewhere:
            self._come_back()
        elif not self._trainer.is_running:
            self.point.leave()
            self._stage.show_network(None)
            self.epoch_shown.emit(None)

    @property
    def can_branch(self) -> bool:
        """Whether there is a moment to go on from."""
        return not self._trainer.is_running and self.tape is not None

    def moment(self) -> tuple[Experiment, Origin] | None:
        """The moment on show as something to train, with the present settings; None where there is none."""
        tape = self.tape
        if tape is None or self.start is None or self._runs.shown is None or not self.can_branch:
            return None
        index = len(tape) - 1 if self._stage.is_showing_document else self.point.index
        network = tape.network_at(tape.nearest_kept(index), self.start.network)
        return with_network(self._document.experiment, network), Origin(self._runs.shown, index, network)

    def on_the_desk(self, name: Message, experiment: Experiment) -> tuple[Message, Experiment]:
        """What an edit made on the canvas means for the document, where a moment of the tape is on show there.

        An edit beside the network leaves the document's as it is. One of the network goes on from the moment on
        show, and says so; to train it is a branch of the run on show.
        """
        own, step = self._document.experiment, self._stage.step
        if step is not None and experiment.example is self._stage.experiment.example:
            experiment = replace(experiment, example=own.example)  # the row of the batch was only looked at
        if self._stage.is_showing_document or (self._trainer.is_running and not self.is_elsewhere):
            return name, experiment
        if experiment.network is self._stage.experiment.network:
            return name, replace(experiment, network=own.network, progress=own.progress)
        epoch = self.moments.epoch if step is None else step.epoch + step.batch / step.batches
        words = Message("{edit} at epoch {epoch}", edit=name, epoch=round(epoch, 2))
        self.point.remember(experiment.network)
        return words, with_network(experiment, experiment.network)
