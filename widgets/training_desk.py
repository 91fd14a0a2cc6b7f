"""Between the trainer and the window: what a run shows while it goes on, and what it leaves in the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.edits import randomised, with_network
from core.message import Message
from core.network import Network
from simulator.document import Document
from simulator.run_marks import RunMarks
from simulator.stage import Stage
from simulator.trainer import Trainer, TrainerState
from simulator.words import say
from widgets.tape_moments import TapeMoments

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.progress import Progress
    from core.tape import History, TapeReader

SHOW_EVERY = 33
"""Milliseconds between two looks at the tape: a run may write thousands of epochs a second."""


class TrainingDesk(QObject):
    """Runs are watched on the stage and become one undo entry of the document when they pause or end."""

    state_changed = Signal(str)
    """`idle`, `running` or `paused`."""
    history_changed = Signal()
    epoch_shown = Signal(object)
    """The index on the tape now on show, or None where the document itself is."""
    said = Signal(str)
    """A problem in words, for the status bar."""

    def __init__(self, document: Document, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trainer = Trainer(self)
        self.moments = TapeMoments(stage, self.trainer, self)
        self._document = document
        self._stage = stage
        self._started: Experiment | None = None
        self._paused: Experiment | None = None
        self._run = 0
        self._is_own_edit = False
        self._is_hand_first = False
        """Whether the run was paused by an edit: then the document already holds what to go on from."""
        self.history: History | None = None
        self.marks = RunMarks()
        """Pauses and edits on the way of the run, and the learning rates between them."""
        self._is_pause_asked = False
        """Whether somebody had the run pause; single steps do so by themselves."""
        self._paused_after = 0
        """How many undo entries there were when it paused."""
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.setInterval(SHOW_EVERY)
        self._show_timer.timeout.connect(self._show_latest)
        trainer = self.trainer
        trainer.state_changed.connect(self._follow_state)
        trainer.progressed.connect(self._follow_tape)
        trainer.finished.connect(self._finish)
        trainer.failed.connect(self._keep_what_was_good)
        trainer.interrupted.connect(lambda message: self.said.emit(say(message)))
        self.moments.said.connect(self.said)
        document.changed.connect(self._document_changed)

    @property
    def state(self) -> str:
        if self.trainer.state in (TrainerState.STARTING, TrainerState.RUNNING):
            return "running"
        is_paused = self.trainer.state is TrainerState.PAUSED or self._document.experiment.unfinished is not None
        return "paused" if is_paused else "idle"

    @property
    def tape(self) -> TapeReader | None:
        """The tape of the present or last run, as long as its networks fit the experiment on the desk."""
        tape = self.trainer.tape
        return tape if tape is not None and self._started is not None else None

    @property
    def can_reset(self) -> bool:
        return self._started is not None

    @property
    def started_from(self) -> Network | None:
        """The network that the present or last run began with, as long as its sizes are those on the desk."""
        return self._started.network if self._started is not None else None

    @property
    def planned(self) -> int:
        """The epochs the present or last run was meant to have."""
        return self._started.training.epochs if self._started else 0

    def before_edit(self, experiment: Experiment) -> Experiment:
        """An edit during a run pauses it: the run so far becomes an undo entry, and the edit comes on top of it.

        Returns the experiment to go on with: settings changed beside the run keep what the run has learnt.
        """
        if self.state != "running":
            return experiment
        self._show_timer.stop()
        self._is_hand_first = True
        self.pause()
        before = self._document.experiment.network
        if not self._stage.is_showing_document:
            self._commit(self._stage.trace.network)
        self._paused_after = self._document.undo_stack.index()
        is_beside = experiment.network is before
        return with_network(experiment, self._document.experiment.network) if is_beside else experiment

    def on_the_desk(self, name: Message, experiment: Experiment) -> tuple[Message, Experiment]:
        """What an edit made on the canvas means for the document, where a moment of the tape is on show there.

        An edit beside the network leaves the document's as it is. One of the network goes on from the moment on
        show, and says so; what the optimizer remembers is of another moment, and goes.
        """
        if self._stage.is_showing_document or self.state == "running":
            return name, experiment
        own = self._document.experiment
        if experiment.network is self._stage.experiment.network:
            return name, replace(experiment, network=own.network, progress=own.progress)
        words = Message("{edit} at epoch {epoch}", edit=name, epoch=round(self.moments.epoch, 2))
        return words, with_network(experiment, experiment.network)

    def train(self) -> None:
        self._begin()
        self.trainer.train(self._document.experiment)

    def pause(self) -> None:
        self._is_pause_asked = True
        self.trainer.pause()

    def resume(self) -> None:
        """Go on; from what the hand has changed since, where it has."""
        self._note_edits()
        if self.trainer.state is TrainerState.IDLE:
            # Paused before it was saved, or before the run that came after it.
            self.train()
        elif self._document.experiment is self._paused:
            self.trainer.resume()
        else:
            self.trainer.update(self._document.experiment)

    def one_batch(self) -> None:
        self._begin_if_idle()
        self._note_edits()
        self.trainer.one_batch(self._present())

    def one_epoch(self) -> None:
        self._begin_if_idle()
        self._note_edits()
        self.trainer.one_epoch(self._present())

    def stop(self) -> None:
        """End the run at once; what it has learnt so far stays, as one undo entry."""
        self._show_timer.stop()
        if self.trainer.state is TrainerState.IDLE:
            self._document.edit(Message("Stop"), replace(self._document.experiment, progress=None))
            return
        network = self.trainer.network
        self.trainer.stop()
        if network is not None:
            self._commit(network)
        self.state_changed.emit(self.state)

    def randomise(self) -> None:
        self._document.edit(Message("Randomise"), randomised(self._document.experiment))

    def reset(self) -> None:
        """Back to the weights the last run started from."""
        if self._started is not None:
            experiment = with_network(self._document.experiment, self._started.network)
            self._document.edit(Message("Reset"), experiment)

    def show_epoch(self, index: int) -> None:
        """Show a moment of the tape, as soon as it can be had; the document stays as it is."""
        tape = self.tape
        if tape is None or self._started is None or not 0 <= index < len(tape):
            return
        if index == len(tape) - 1 and self.state != "running":
            self._stage.show_network(None)
        else:
            self.moments.show(tape, index, self._started.network)
        self.epoch_shown.emit(index)

    def close(self) -> None:
        self._show_timer.stop()
        self.moments.close()
        self.trainer.close()

    def _begin(self) -> None:
        self._run += 1
        self._started = self._document.experiment
        self._paused = None
        self._is_hand_first = self._is_pause_asked = False
        self.history = None
        self.marks.begin(self._started)
        self._stage.show_network(None)
        self.history_changed.emit()

    def _begin_if_idle(self) -> None:
        if self.trainer.state is TrainerState.IDLE:
            self._begin()

    def _note_edits(self) -> None:
        """The run goes on: mark on it what the hand has changed since it paused."""
        history, experiment, stack = self.history, self._document.experiment, self._document.undo_stack
        is_paused = self.trainer.state is TrainerState.PAUSED and history is not None
        if not is_paused or experiment is self._paused:
            return
        names = [stack.text(entry) for entry in range(self._paused_after, stack.index())]
        self.marks.go_on(float(history.epoch[-1]), experiment, names)

    def _present(self) -> Experiment:
        """What a single batch or epoch goes on from: the run itself where nothing was edited."""
        experiment = self._document.experiment
        if self.state == "paused" and experiment is self._paused and self.trainer.experiment is not None:
            return self.trainer.experiment
        return experiment

    def _follow_state(self) -> None:
        if self.trainer.state is TrainerState.PAUSED:
            self._show_timer.stop()
            network = self.trainer.network
            self._read_history()
            if network is not None and not self._is_hand_first:
                self._commit(network, self.trainer.progress)
                self._paused = self._document.experiment
                self._paused_after = self._document.undo_stack.index()
            if self._is_pause_asked and self.history is not None:
                self.marks.pause(float(self.history.epoch[-1]))
                self.history_changed.emit()
            self._is_hand_first = self._is_pause_asked = False
        self.state_changed.emit(self.state)

    def _follow_tape(self, count: int) -> None:
        if not self._show_timer.isActive():
            self._show_timer.start()

    def _show_latest(self) -> None:
        """The newest network. An edit has its own say: then the canvas is no longer the run's."""
        network = self.trainer.network
        if self.state == "running" and not self._is_hand_first and network is not None:
            self._stage.show_network(network)
        # Losses have a turn of their own, so that one turn of the event loop never paints everything.
        QTimer.singleShot(0, self, self._show_losses)

    def _show_losses(self) -> None:
        if self.state == "running":
            self._read_history()
            self.epoch_shown.emit(None)

    def _read_history(self) -> None:
        if self.tape is not None:
            self.tape.poll()
            self.history = self.tape.losses()
            self.history_changed.emit()

    def _finish(self, network: Network) -> None:
        self._show_timer.stop()
        self._read_history()
        self._commit(network)
        self.epoch_shown.emit(None)
        self.state_changed.emit(self.state)

    def _keep_what_was_good(self, message: Message) -> None:
        """The run broke off: the last weights that it recorded stay, with their losses."""
        self._show_timer.stop()
        self._read_history()
        if self.trainer.network is not None and self.history is not None and len(self.history.epoch) > 1:
            self._commit(self.trainer.network)
        self._stage.show_network(None)
        self.state_changed.emit(self.state)

    def _commit(self, network: Network, progress: Progress | None = None) -> None:
        """The run so far becomes one undo entry, and the document is on show again.

        Saved with its progress, a paused run can go on later.
        """
        epochs = 0.0 if self.history is None or not len(self.history.epoch) else float(self.history.epoch[-1])
        self._is_own_edit = True
        try:
            words = "Train {epochs} epoch" if epochs == 1 else "Train {epochs} epochs"
            name = Message(words, epochs=round(epochs, 2))
            self._document.edit(name, with_network(self._document.experiment, network, progress), ("run", self._run))
            self._stage.show_network(None)
        finally:
            self._is_own_edit = False

    def _document_changed(self, old: Experiment, new: Experiment) -> None:
        if self._is_own_edit:
            return
        if self.state == "running":
            # Undo, redo or another file: the hand goes first, the run waits.
            self._show_timer.stop()
            self._is_hand_first = True
            self._paused_after = self._document.undo_stack.index()
            self.pause()
        if (old.unfinished is None) is not (new.unfinished is None):
            self.state_changed.emit(self.state)
        if self._started is not None and new.network.sizes != self._started.network.sizes:
            self.forget_run()

    def forget_run(self) -> None:
        """Another network or file is on the desk: nothing of the old run may be shown beside it."""
        self._show_timer.stop()
        self.trainer.stop()
        self._started = self._paused = None
        self.history = None
        self._stage.show_network(None)
        self.history_changed.emit()
        self.state_changed.emit(self.state)
