"""Between the trainer and the window: what a run shows while it goes on, and what it leaves in the document."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.edits import randomised, with_network
from core.message import Message
from core.network import Network
from core.run_tree import RunTree, TrainedRun
from simulator.document import Document
from simulator.run_book import Origin, RunBook
from simulator.run_marks import RunMarks
from simulator.stage import Stage
from simulator.trainer import Trainer, TrainerState
from simulator.words import say
from widgets.branch_point import BranchPoint
from widgets.step_watch import StepWatch
from widgets.tape_moments import TapeMoments

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.goal import Goal
    from core.progress import Progress
    from core.tape import History, TapeReader

SHOW_EVERY = 33
"""Milliseconds from one look at the tape to the next at least: a run may write thousands of epochs a second."""
BREATH = 1.25
"""A look comes no sooner than after so many times the work that the window had with the one before."""
LOSSES_EVERY = 100
"""Milliseconds from one picture of the losses to the next at least."""


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
        self.runs = RunBook(self.trainer, self)
        self.moments = TapeMoments(stage, self.trainer, self)
        self._point = BranchPoint(document, stage, self.moments, self.runs)
        self.watch = StepWatch(stage)
        self._document = document
        self._stage = stage
        self._started: Experiment | None = None
        self._paused: Experiment | None = None
        self._run = 0
        self._is_own_edit = False
        self._is_hand_first = False
        """Whether the run was paused by an edit: then the document already holds what to go on from."""
        self.history: History | None = None
        self._marks_of: dict[int, RunMarks] = {}
        self._is_pause_asked = False
        """Whether somebody had the run pause; single steps do so by themselves."""
        self._paused_after = 0
        """How many undo entries there were when it paused."""
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._show_timer.timeout.connect(self._show_latest)
        self._looked = self._had_worked = 0.0
        self._losses_timer = QTimer(self)
        self._losses_timer.setSingleShot(True)
        self._losses_timer.timeout.connect(self._show_losses)
        self._losses_shown = 0.0
        trainer = self.trainer
        trainer.state_changed.connect(self._follow_state)
        trainer.progressed.connect(self._follow_tape)
        trainer.finished.connect(self._finish)
        trainer.failed.connect(self._keep_what_was_good)
        trainer.goal_reached.connect(lambda message: self.said.emit(say(message)))
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
        """The tape of the run on show, as long as its networks fit the experiment on the desk."""
        shown = self.runs.shown
        return self.runs.reader(shown) if shown is not None and self._started is not None else None

    @property
    def marks(self) -> RunMarks:
        """Pauses and edits on the way of the run on show, and the learning rates between them."""
        shown = self.runs.shown
        return RunMarks() if shown is None else self._marks_of.setdefault(shown, RunMarks())

    @property
    def can_reset(self) -> bool:
        return self._started is not None

    @property
    def started_from(self) -> Network | None:
        """The network that the run on show began with, as long as its sizes are those on the desk."""
        return self._started.network if self._started is not None else None

    @property
    def planned(self) -> int:
        """The epochs the run on show was meant to have."""
        return self._started.training.epochs if self._started else 0

    def before_edit(self, experiment: Experiment) -> Experiment:
        """An edit during a run pauses it: the run so far becomes an undo entry, and the edit comes on top of it.

        Returns the experiment to go on with: settings changed beside the run keep what the run has learnt.
        """
        self.runs.inherit(self._document.experiment.network, experiment.network)
        if self.state != "running":
            return experiment
        self._look_away()
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
        show, and says so; to train it is a branch of the run on show.
        """
        own, step = self._document.experiment, self._stage.step
        if step is not None and experiment.example is self._stage.experiment.example:
            experiment = replace(experiment, example=own.example)  # the row of the batch was only looked at
        if self._stage.is_showing_document or self.state == "running":
            return name, experiment
        if experiment.network is self._stage.experiment.network:
            return name, replace(experiment, network=own.network, progress=own.progress)
        epoch = self.moments.epoch if step is None else step.epoch + step.batch / step.batches
        words = Message("{edit} at epoch {epoch}", edit=name, epoch=round(epoch, 2))
        self._point.remember(experiment.network)
        return words, with_network(experiment, experiment.network)

    def train(self) -> None:
        """Begin a new run: a branch, where an edit was made at a moment of a tape."""
        self._begin_run("resume")

    def pause(self) -> None:
        self._is_pause_asked = True
        self.trainer.pause()

    def resume(self) -> None:
        """Go on; from what the hand has changed since, where it has."""
        if self.trainer.state is TrainerState.IDLE or self._point.origin is not None:
            # Paused before it was saved, or before the run that came after it.
            self.train()
        elif self._document.experiment is self._paused:
            self.trainer.resume()
        else:
            self._note_edits()
            self.trainer.update(self._document.experiment)

    def one_batch(self) -> None:
        self._go_step("batch")

    def one_epoch(self) -> None:
        self._go_step("epoch")

    def train_to(self, goal: Goal) -> None:
        """Go on until the goal is reached, then pause."""
        if self._begins_run:
            self._begin_run("goal", goal=asdict(goal))
        else:
            self._note_edits()
            self.trainer.train_to(goal, self._present())

    def play_steps(self, is_wanted: bool) -> None:
        """Whether the steps of a slow run are played, each in the time until the next."""
        self.watch.plays = is_wanted

    def stop(self) -> None:
        """End the run at once; what it has learnt so far stays, as one undo entry."""
        self._look_away()
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
        self._point.leave()
        if index == len(tape) - 1 and self.state != "running" and self.runs.shown == self.runs.live:
            self._stage.show_network(None)
        else:
            self._point.show(tape, index, self._started.network)
        self.epoch_shown.emit(index)

    def show_run(self, number: int) -> None:
        """Show another run: its tape, and the newest network on it; the document stays as it is."""
        run = self.runs.tree[number]
        if self.state == "running":
            if number != self.runs.live:
                self.said.emit(say(Message("The run goes on: pause it to look at another one.")))
            return
        if run.start.network.sizes != self._document.experiment.network.sizes:
            self.said.emit(say(Message("{name} is of a network with other layers or units.", name=run.name)))
            return
        self._started = run.start
        self.runs.show(number)
        self.history = self.runs.history(number)
        self.history_changed.emit()
        newest = self.runs.newest(number)
        if newest is None:
            self.show_document()
            if self.history is not None:
                self.said.emit(say(Message("Only the numbers of {name} are left: run it again.", name=run.name)))
        elif newest == self._document.experiment.network:
            self.show_document()
        else:
            tape = self.tape
            assert tape is not None
            self._point.show(tape, len(tape) - 1, run.start.network)
            self.epoch_shown.emit(len(tape) - 1)
        self.state_changed.emit(self.state)

    def show_document(self) -> None:
        """Show the experiment itself again, in place of a moment of a tape."""
        if self.state != "running":
            self._point.leave()
            self._stage.show_network(None)
            self.epoch_shown.emit(None)

    @property
    def can_branch(self) -> bool:
        """Whether there is a moment to go on from."""
        return self.state != "running" and self.tape is not None

    def branch_here(self) -> None:
        """A new run from the moment on show as it is, with the present settings; the run on show stays."""
        tape = self.tape
        if tape is None or self._started is None or self.runs.shown is None or not self.can_branch:
            return
        index = len(tape) - 1 if self._stage.is_showing_document else self._point.index
        network = tape.network_at(tape.nearest_kept(index), self._started.network)
        experiment = with_network(self._document.experiment, network)
        self._branch(experiment, Origin(self.runs.shown, index, network), "resume", is_edited=False)

    def run_again(self, name: Message, experiment: Experiment, like: TrainedRun) -> None:
        """Put what a run starts from on the desk, and train it; it stands in the tree where `like` does."""
        if self.state == "running":
            return
        self._document.edit(name, experiment)
        experiment = self._document.experiment
        parent = like.parent
        origin = None if parent is None else Origin(parent, like.record, like.start.network)
        self._begin(experiment, origin, like)
        self.trainer.train(experiment)
        self.runs.attach_tape()

    def remove_run(self, number: int) -> None:
        """Delete a run and its tape. What it left in the document stays."""
        if number == self.runs.live and self.state == "running":
            self.said.emit(say(Message("The run goes on: stop it before it is deleted.")))
            return
        is_shown = number == self.runs.shown
        self.runs.remove(number)
        if is_shown:
            self._show_no_run()

    def begin_anew(self, tree: RunTree | None = None) -> None:
        """Another file is on the desk: nothing of the old runs is left, and those that belong to it are there."""
        self.forget_run()
        self._marks_of.clear()
        self.runs.replace(tree or RunTree())

    def close(self) -> None:
        self._look_away()
        self.moments.close()
        self.runs.close()
        self.trainer.close()

    def _begin_run(self, then: str, **how: object) -> None:
        origin, experiment = self._point.origin, self._document.experiment
        if origin is not None:
            shown = self._stage.experiment.network
            self._branch(with_network(experiment, shown), origin, then, is_edited=True, **how)
            return
        self._begin(experiment)
        self.trainer.train(experiment, then, **how)
        self.runs.attach_tape()

    def _branch(self, experiment: Experiment, origin: Origin, then: str, is_edited: bool, **how: object) -> None:
        parent = self.runs.tree[origin.run]
        assert parent.tape is not None
        self._begin(experiment, origin)
        self.trainer.branch(experiment, parent.tape, origin.index, then, is_edited, **how)
        self.runs.attach_tape()
        self.said.emit(say(Message("A branch: {name} stays as it is.", name=parent.name)))

    def _begin(self, experiment: Experiment, origin: Origin | None = None, like: TrainedRun | None = None) -> None:
        self._run += 1
        self._started = experiment
        self._paused = None
        self._is_hand_first = self._is_pause_asked = False
        self._point.leave()
        self.history = None
        number = self.runs.begin(experiment, origin, like).id
        self._marks_of[number] = RunMarks()
        self.marks.begin(experiment)
        self._stage.show_network(None)
        self.history_changed.emit()

    @property
    def _begins_run(self) -> bool:
        """Whether what is trained next is a run of its own: none is under way, or a branch was prepared."""
        return self.trainer.state is TrainerState.IDLE or self._point.origin is not None

    def _go_step(self, then: str) -> None:
        """One batch or epoch: of the run under way, or of a new one."""
        if self._begins_run:
            self._begin_run(then)
        else:
            self._note_edits()
            (self.trainer.one_epoch if then == "epoch" else self.trainer.one_batch)(self._present())

    def _show_live(self) -> None:
        """The run that goes on, pauses or ends is the one to look at."""
        live = self.runs.live
        if live is not None and self.runs.shown != live:
            self._started = self.runs.tree[live].start
            self.history = self.runs.history(live)
            self.runs.show(live)

    def _note_edits(self) -> None:
        """The run goes on: mark on it what the hand has changed since it paused."""
        self._show_live()
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
        if self.trainer.state is not TrainerState.IDLE:
            self._show_live()
        if self.trainer.state is TrainerState.PAUSED:
            self._look_away()
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
            work = time.thread_time() - self._had_worked
            self._show_timer.start(_rest(self._looked, max(SHOW_EVERY, BREATH * 1000 * work)))

    def _look_away(self) -> None:
        """Nothing more of the run as it goes on is shown."""
        self._show_timer.stop()
        self._losses_timer.stop()
        self.watch.rest()

    def _show_latest(self) -> None:
        """The newest network. An edit has its own say: then the canvas is no longer the run's."""
        self._looked, self._had_worked = time.perf_counter(), time.thread_time()
        network = self.trainer.network
        if self.state == "running" and not self._is_hand_first and network is not None:
            tape, experiment = self.trainer.tape, self.trainer.experiment
            assert tape is not None
            assert experiment is not None
            if not self.watch.show(tape, experiment, self.trainer.pace):
                self._stage.show_network(network)
        # Losses have a turn of their own, so that one turn of the event loop never paints everything.
        if not self._losses_timer.isActive():
            self._losses_timer.start(_rest(self._losses_shown, LOSSES_EVERY))

    def _show_losses(self) -> None:
        self._losses_shown = time.perf_counter()
        if self.state == "running":
            self._read_history()
            self.epoch_shown.emit(None)

    def _read_history(self) -> None:
        if self.tape is not None:
            self.tape.poll()
            self.history = self.tape.losses()
            self.history_changed.emit()

    def _finish(self, network: Network) -> None:
        self._look_away()
        self._show_live()
        self._read_history()
        self._commit(network)
        self.epoch_shown.emit(None)
        self.state_changed.emit(self.state)

    def _keep_what_was_good(self, message: Message) -> None:
        """The run broke off: the last weights that it recorded stay, with their losses."""
        self._look_away()
        self._show_live()
        self._read_history()
        if self.trainer.network is not None and self.history is not None and len(self.history.epoch) > 1:
            self._commit(self.trainer.network)
        self._stage.show_network(None)
        self._drop_empty_run()
        self.state_changed.emit(self.state)

    def _drop_empty_run(self) -> None:
        """A branch that could not begin leaves the run on show that it was to leave."""
        live, tree = self.runs.live, self.runs.tree
        parent = tree[live].parent if live is not None else None
        self.runs.drop_empty()
        if self.runs.shown is None and parent is not None:
            self.show_run(parent)
        elif self.runs.shown is None:
            self._show_no_run()

    def _commit(self, network: Network, progress: Progress | None = None) -> None:
        """The run so far becomes one undo entry, and the document is on show again.

        Saved with its progress, a paused run can go on later.
        """
        seen = None if self.history is None else self.history.epoch
        epochs = 0.0 if seen is None or not len(seen) else float(seen[-1] - seen[0])
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
            self._look_away()
            self._is_hand_first = True
            self._paused_after = self._document.undo_stack.index()
            self.pause()
        else:
            self._point.follow_edit(old, new)
        if (old.unfinished is None) is not (new.unfinished is None):
            self.state_changed.emit(self.state)
        if self._started is not None and new.network.sizes != self._started.network.sizes:
            self.forget_run()

    def forget_run(self) -> None:
        """Another network or file is on the desk: nothing of the old run may be shown beside it."""
        self._look_away()
        self.trainer.stop()
        self.runs.drop_empty()
        self._paused = None
        self._show_no_run()

    def _show_no_run(self) -> None:
        self._started = self.history = None
        self._point.leave()
        self._stage.show_network(None)
        self.runs.show(None)
        self.history_changed.emit()
        self.state_changed.emit(self.state)


def _rest(since: float, whole: float) -> int:
    """What is left of so many milliseconds that began at a time."""
    return max(0, round(whole - 1000 * (time.perf_counter() - since)))
