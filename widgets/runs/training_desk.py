"""Between the trainer and the window: what a run shows while it goes on, and what it leaves in the document."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.edits import randomised, with_network
from core.message import Message
from core.network import Network
from core.numbers import short
from core.runs.run_tree import RunTree, Stop, TrainedRun
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.training.run_book import Origin, RunBook
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from simulator.words import say
from widgets.runs.live_show import LiveShow
from widgets.runs.shown_run import ShownRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.experiment import Experiment
    from core.progress import Progress
    from core.runs.goal import Goal


class TrainingDesk(QObject):
    """Runs are watched on the stage and become one undo entry of the document when they pause or end."""

    state_changed = Signal(str)
    """`idle`, `running` or `paused`."""
    others_changed = Signal()
    """The run that goes on has come further, while another one is on show."""
    said = Signal(str)
    """A problem in words, for the status bar."""

    def __init__(self, document: Document, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trainer = Trainer(self)
        self.runs = RunBook(self.trainer, self)
        self.shown = ShownRun(document, stage, self.trainer, self.runs, self)
        self._document = document
        self._stage = stage
        self._paused: Experiment | None = None
        """What the run left on the desk when it paused or ended."""
        self._run = 0
        self._is_own_edit = False
        self._is_hand_first = False
        """Whether the run was paused by an edit: then the document already holds what to go on from."""
        self._is_pause_asked = False
        """Whether somebody had the run pause; single steps do so by themselves."""
        self._paused_after = 0
        """How many undo entries there were when it paused."""
        self._known_until = 0.0
        """The epochs of it that are in no undo entry here: it was opened with them."""
        self._live = LiveShow(self.trainer, stage, self._may_show_live, self)
        self._live.losses_due.connect(self._show_losses)
        self.shown.live_wanted.connect(self._live.show_now)
        trainer = self.trainer
        trainer.state_changed.connect(self._follow_state)
        trainer.finished.connect(self._finish)
        trainer.failed.connect(self._keep_what_was_good)
        trainer.goal_reached.connect(lambda message: self.said.emit(say(message)))
        trainer.interrupted.connect(lambda message: self.said.emit(say(message)))
        self.shown.said.connect(self.said)
        self.shown.changed.connect(lambda: self.state_changed.emit(self.state))
        document.changed.connect(self._document_changed)

    @property
    def state(self) -> str:
        if self.trainer.is_running:
            return "running"
        is_paused = self.trainer.state is TrainerState.PAUSED or self._document.experiment.progress is not None
        return "paused" if is_paused else "idle"

    def _may_show_live(self) -> bool:
        """Whether the canvas is the run's at this moment."""
        return self.state == "running" and not self._is_hand_first and not self.shown.is_elsewhere

    @property
    def can_reset(self) -> bool:
        return self.shown.start is not None

    def before_edit(self, experiment: Experiment) -> Experiment:
        """An edit during a run pauses it: the run so far becomes an undo entry, and the edit comes on top of it.

        Returns the experiment to go on with: settings changed beside the run keep what the run has learnt.
        """
        self.runs.inherit(self._document.experiment.network, experiment.network)
        if self.state != "running":
            return experiment
        self._live.look_away()
        self._is_hand_first = True
        seen = self.trainer.network if self.shown.is_elsewhere else self._stage.trace.network
        self.pause()
        before = self._document.experiment.network
        if not self._stage.is_showing_document and seen is not None:
            self._commit(seen)
        self._paused_after = self._document.undo_stack.index()
        is_beside = experiment.network is before
        return with_network(experiment, self._document.experiment.network) if is_beside else experiment

    def train(self) -> None:
        """Begin a new run: a branch, where an edit was made at a moment of a tape."""
        self._begin_run("resume")

    def pause(self) -> None:
        self._is_pause_asked = True
        self.trainer.pause()

    def resume(self) -> None:
        """Go on; from what the hand has changed since, where it has."""
        self._say_where_it_ends()
        if self._goes_on:
            self._note_edits()
            self.trainer.go_on(self._present())
        elif self._begins_run:
            # Paused before it was saved, or before the run that came after it.
            self.train()
        elif self._document.experiment is self._paused:
            self.shown.show_live()
            self.trainer.resume()
        else:
            self._note_edits()
            self.trainer.update(self._document.experiment)

    def _say_where_it_ends(self) -> None:
        """Where no settings say it. To give a run fewer epochs than it has had ends it."""
        experiment, told = self._document.experiment, self.trainer.experiment
        is_its_own = self.trainer.state is TrainerState.PAUSED or self._goes_on
        epochs = experiment.training.epochs
        most = max(epochs, told.training.epochs) if is_its_own and told is not None else epochs
        if experiment.progress is not None and experiment.progress.position.epoch >= most:
            words = "All {epochs} epochs are behind: the run goes on until it is paused"
            self.said.emit(say(Message(words, epochs=epochs)))

    def one_batch(self) -> None:
        self._go("batch", self.trainer.one_batch)

    def one_epoch(self) -> None:
        self._go("epoch", self.trainer.one_epoch)

    def train_to(self, goal: Goal) -> None:
        """Go on until the goal is reached, then pause."""
        self._go("goal", lambda experiment: self.trainer.train_to(goal, experiment), goal=asdict(goal))

    def play_steps(self, is_wanted: bool) -> None:
        """Whether the steps of a slow run are played, each in the time until the next."""
        self._live.watch.plays = is_wanted

    def stop(self) -> None:
        """End the run at once; what it has learnt so far stays, as one undo entry."""
        self._live.look_away()
        if self.trainer.state is TrainerState.IDLE:
            self._document.edit(Message("Stop"), replace(self._document.experiment, progress=None))
            return
        self.shown.show_live()
        network = self.trainer.network
        self.trainer.stop()
        if network is not None:
            self._commit(network)
        self.state_changed.emit(self.state)

    def randomise(self) -> None:
        self._document.edit(Message("Randomise"), randomised(self._document.experiment))

    def reset(self) -> None:
        """Back to the weights the last run started from."""
        if self.shown.start is not None:
            experiment = with_network(self._document.experiment, self.shown.start.network)
            self._document.edit(Message("Reset"), experiment)

    def branch_here(self) -> None:
        """A new run from the moment on show as it is, with the present settings; the run on show stays."""
        moment = self.shown.moment()
        if moment is not None:
            self._branch(*moment, "resume", is_edited=False)

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
            self.shown.clear()

    def begin_anew(self, tree: RunTree | None = None) -> None:
        """Another file is on the desk: nothing of the old runs is left, and those that belong to it are there."""
        self.forget_run()
        self.runs.replace(tree or RunTree())

    def take_up(self, number: int) -> None:
        """The run that left what is on the desk was opened with its tape: it goes on there when that is asked for."""
        experiment = self._document.experiment
        paused = None if experiment.progress is None else experiment.network
        if self.runs.take_up(number, paused):
            history = self.runs.history(number)
            assert history is not None
            self._run += 1
            self._known_until = float(history.epoch[-1])
            self._paused, self._paused_after = experiment, self._document.undo_stack.index()

    def come_back(self, number: int) -> None:
        """A run was under way when its window ended badly: it comes to stand, paused, where its tape ends."""
        if not self.runs.take_up(number):
            return
        self._run += 1
        self._known_until, self._paused = 0.0, None
        history, name = self.runs.history(number), self.runs.tree[number].name
        assert history is not None
        words = "{name} was under way: it stands at epoch {epoch} and can go on from there"
        self.said.emit(say(Message(words, name=name, epoch=short(float(history.epoch[-1]), 7))))
        self.trainer.stand_at_end()

    def close(self) -> None:
        self._live.look_away()
        self.shown.moments.close()
        self.runs.close()
        self.trainer.close()

    def _begin_run(self, then: str, **how: object) -> None:
        origin, experiment = self.shown.point.origin, self._document.experiment
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
        self._known_until, self._paused = 0.0, None
        self._is_hand_first = self._is_pause_asked = False
        self.shown.begin(experiment, origin, like)

    @property
    def _begins_run(self) -> bool:
        """Whether what is trained next is a run of its own: a branch was prepared, or there is none to go on with."""
        is_none = self.trainer.state is TrainerState.IDLE or self.shown.point.origin is not None
        return is_none and not self._goes_on

    @property
    def _goes_on(self) -> bool:
        """Whether the run that has ended, or was opened with its tape, left what is on the desk."""
        origin, experiment = self.shown.point.origin, self._document.experiment
        is_its_own = origin is None or origin.network is experiment.network
        return is_its_own and self.trainer.can_go_on(experiment)

    def _go(self, then: str, go_on: Callable[[Experiment], None], **how: object) -> None:
        """Some way further: with the run under way or the one that has ended on the desk, or with a new one."""
        if self._begins_run:
            self._begin_run(then, **how)
        else:
            self._note_edits()
            go_on(self._present())

    def _note_edits(self) -> None:
        """The run goes on: mark on it what the hand has changed since it paused or ended."""
        self.shown.show_live()
        history, experiment, stack = self.shown.history, self._document.experiment, self._document.undo_stack
        if self.trainer.is_running or history is None or experiment is self._paused:
            return
        names = [stack.text(entry) for entry in range(self._paused_after, stack.index())]
        self.runs.stop(Stop(float(history.epoch[-1]), tuple(names)))

    def _present(self) -> Experiment:
        """What a single batch or epoch goes on from: the run itself where nothing was edited."""
        experiment = self._document.experiment
        is_untouched = self.trainer.state is TrainerState.PAUSED and experiment is self._paused
        if is_untouched and self.trainer.experiment is not None:
            return self.trainer.experiment
        return experiment

    def _follow_state(self) -> None:
        if self.trainer.state is TrainerState.PAUSED:
            self.shown.show_live()
            self._live.look_away()
            network = self.trainer.network
            self.shown.read()
            if network is not None and not self._is_hand_first:
                self._commit(network, self.trainer.progress)
                self._paused = self._document.experiment
                self._paused_after = self._document.undo_stack.index()
            if self._is_pause_asked and self.shown.history is not None:
                self.runs.stop(Stop(float(self.shown.history.epoch[-1])))
                self.shown.history_changed.emit()
            self._is_hand_first = self._is_pause_asked = False
        self.state_changed.emit(self.state)

    def _show_losses(self) -> None:
        if self.shown.is_elsewhere:
            self.others_changed.emit()
        elif self.state == "running":
            self.shown.read()
            self.shown.epoch_shown.emit(None)

    def _finish(self, network: Network) -> None:
        self._live.look_away()
        shown, live = self.shown, self.runs.live
        tape, start, index = shown.tape, shown.start, shown.point.index
        is_elsewhere = self.runs.shown != live and tape is not None and not self._stage.is_showing_document
        if not is_elsewhere:
            shown.show_live()
        shown.read()
        self._commit(network)
        self._paused, self._paused_after = self._document.experiment, self._document.undo_stack.index()
        if is_elsewhere and tape is not None and start is not None and live is not None:
            # Nobody is torn away from what they look at.
            shown.point.show(tape, index, start.network)
            self.said.emit(say(Message("{name} has come to its end.", name=self.runs.tree[live].name)))
        shown.epoch_shown.emit(index if is_elsewhere else None)
        self.state_changed.emit(self.state)

    def _keep_what_was_good(self, message: Message) -> None:
        """The run broke off: the last weights that it recorded stay, with their losses."""
        self._live.look_away()
        self.shown.show_live()
        self.shown.read()
        network, history = self.trainer.network, self.shown.history
        is_new = network is not None and network != self._document.experiment.network
        if network is not None and is_new and history is not None and len(history.epoch) > 1:
            self._commit(network)
        self._stage.show_network(None)
        self._drop_empty_run()
        self.state_changed.emit(self.state)

    def _drop_empty_run(self) -> None:
        """A branch that could not begin leaves the run on show that it was to leave."""
        live, tree = self.runs.live, self.runs.tree
        parent = tree[live].parent if live is not None else None
        self.runs.drop_empty()
        if self.runs.shown is None and parent is not None:
            self.shown.show_run(parent)
        elif self.runs.shown is None:
            self.shown.clear()

    def _commit(self, network: Network, progress: Progress | None = None) -> None:
        """The run so far becomes one undo entry, and the document is on show again.

        Saved with its progress, a paused run can go on later.
        """
        live = self.runs.live
        is_elsewhere = live is not None and live != self.runs.shown
        history = self.runs.history(live) if is_elsewhere and live is not None else self.shown.history
        seen = None if history is None else history.epoch
        epochs = 0.0 if seen is None or not len(seen) else float(seen[-1] - max(seen[0], self._known_until))
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
            self._live.look_away()
            self._is_hand_first = True
            self._paused_after = self._document.undo_stack.index()
            self.pause()
        else:
            self.shown.point.follow_edit(old, new)
        if (old.progress is None) is not (new.progress is None):
            self.state_changed.emit(self.state)
        if self.shown.start is not None and new.network.sizes != self.shown.start.network.sizes:
            self.forget_run()

    def forget_run(self) -> None:
        """Another network or file is on the desk: nothing of the old run may be shown beside it."""
        self._live.look_away()
        self.trainer.stop()
        self.runs.drop_empty()
        self._paused = None
        self.shown.clear()
