"""What the trainer's run leaves in the document, and what the hand has made of it since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.edits import with_network
from core.message import Message
from core.runs.run_tree import Stop
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.training.run_book import RunBook
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from widgets.runs.shown_run import ShownRun

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.network import Network
    from core.progress import Progress


class RunEntry:
    """The undo entry of a run: one, however often it pauses and goes on. Knows whether what is on the desk is its."""

    def __init__(self, document: Document, stage: Stage, trainer: Trainer, runs: RunBook, shown: ShownRun) -> None:
        self._document = document
        self._stage = stage
        self._trainer = trainer
        self._runs = runs
        self._shown = shown
        self.is_being_made = False
        """Whether it is the run that changes the document just now."""
        self._left: Experiment | None = None
        """What the run left on the desk when it paused or ended."""
        self._edits_from = 0
        """How many undo entries there were then."""
        self._run = 0
        self._known_until = 0.0
        """The epochs of it that are in no undo entry here: it was opened with them."""

    def begin(self) -> None:
        """Another run is the trainer's: it has an entry of its own, and has left nothing so far."""
        self._run += 1
        self._known_until, self._left = 0.0, None

    def take_up(self, number: int) -> None:
        """A run was opened with its tape, and what is on the desk is what it left there."""
        history = self._runs.history(number)
        assert history is not None
        self.begin()
        self._known_until = float(history.epoch[-1])
        self.leave()

    def commit(self, network: Network, progress: Progress | None = None) -> None:
        """The run so far becomes one undo entry, and the document is on show again.

        Saved with its progress, a paused run can go on later.
        """
        live = self._runs.live
        is_elsewhere = live is not None and live != self._runs.shown
        history = self._runs.history(live) if is_elsewhere and live is not None else self._shown.history
        seen = None if history is None else history.epoch
        epochs = 0.0 if seen is None or not len(seen) else float(seen[-1] - max(seen[0], self._known_until))
        self.is_being_made = True
        try:
            words = "Train {epochs} epoch" if epochs == 1 else "Train {epochs} epochs"
            name = Message(words, epochs=round(epochs, 2))
            self._document.edit(name, with_network(self._document.experiment, network, progress), ("run", self._run))
            self._stage.show_network(None)
        finally:
            self.is_being_made = False

    def leave(self) -> None:
        """The run stands still: what is on the desk is what it left there."""
        self._left = self._document.experiment
        self.count_edits()

    def count_edits(self) -> None:
        """What the hand does from now on is an edit of the run."""
        self._edits_from = self._document.undo_stack.index()

    def forget(self) -> None:
        """Nothing on the desk is the run's any more."""
        self._left = None

    def note_edits(self) -> None:
        """The run goes on: mark on it what the hand has changed since it paused or ended."""
        self._shown.show_live()
        history, stack = self._shown.history, self._document.undo_stack
        if self._trainer.is_running or history is None or self.is_untouched:
            return
        names = [stack.text(entry) for entry in range(self._edits_from, stack.index())]
        self._runs.stop(Stop(float(history.epoch[-1]), tuple(names)))

    @property
    def is_untouched(self) -> bool:
        """Whether the hand has changed nothing since the run paused or ended."""
        return self._document.experiment is self._left

    @property
    def goes_on(self) -> bool:
        """Whether the run that has ended, or was opened with its tape, left what is on the desk."""
        origin, experiment = self._shown.point.origin, self._document.experiment
        is_its_own = origin is None or origin.network is experiment.network
        return is_its_own and self._trainer.can_go_on(experiment)

    @property
    def begins_run(self) -> bool:
        """Whether what is trained next is a run of its own: a branch was prepared, or there is none to go on with."""
        is_none = self._trainer.state is TrainerState.IDLE or self._shown.point.origin is not None
        return is_none and not self.goes_on

    @property
    def present(self) -> Experiment:
        """What a single batch or epoch goes on from: the run itself where nothing was edited."""
        told = self._trainer.experiment
        is_its_own = self._trainer.state is TrainerState.PAUSED and self.is_untouched
        return told if is_its_own and told is not None else self._document.experiment

    @property
    def end(self) -> Message | None:
        """Where the run ends, where no settings say it. To give a run fewer epochs than it has had ends it."""
        experiment, told = self._document.experiment, self._trainer.experiment
        is_its_own = self._trainer.state is TrainerState.PAUSED or self.goes_on
        epochs = experiment.training.epochs
        most = max(epochs, told.training.epochs) if is_its_own and told is not None else epochs
        if experiment.progress is None or experiment.progress.position.epoch < most:
            return None
        return Message("All {epochs} epochs are behind: the run goes on until it is paused", epochs=epochs)
