"""Between the trainer and the window: what can be asked of a run, and what follows from how it goes."""

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
from simulator.training.origins import Origin
from simulator.training.run_book import RunBook
from simulator.training.run_follower import TrainerState
from simulator.training.trainer import Trainer
from simulator.words import say
from widgets.runs.live_show import LiveShow
from widgets.runs.run_entry import RunEntry
from widgets.runs.shown_run import ShownRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.experiment import Experiment
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
        self._entry = RunEntry(document, stage, self.trainer, self.runs, self.shown)
        self._is_hand_first = False
        """Whether the run was paused by an edit: then the document already holds what to go on from."""
        self._is_pause_asked = False
        """Whether somebody had the run pause; single steps do so by themselves."""
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
        self.runs.origins.inherit(self._document.experiment.network, experiment.network)
        if self.state != "running":
            return experiment
        self._live.look_away()
        self._is_hand_first = True
        seen = self.trainer.network if self.shown.is_elsewhere else self._stage.trace.network
        self.pause()
        before = self._document.experiment.network
        if not self._stage.is_showing_document and seen is not None:
            self._entry.commit(seen)
        self._entry.count_edits()
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
        end = self._entry.end
        if end is not None:
            self.said.emit(say(end))
        if self._entry.goes_on:
            self._entry.note_edits()
            self.trainer.go_on(self._entry.present)
        elif self._entry.begins_run:
            # Paused before it was saved, or before the run that came after it.
            self.train()
        elif self._entry.is_untouched:
            self.shown.show_live()
            self.trainer.resume()
        else:
            self._entry.note_edits()
            self.trainer.update(self._document.experiment)

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
            self._entry.commit(network)
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
            self._entry.take_up(number)

    def come_back(self, number: int) -> None:
        """A run was under way when its window ended badly: it comes to stand, paused, where its tape ends."""
        if not self.runs.take_up(number):
            return
        self._entry.begin()
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
        self._entry.begin()
        self._is_hand_first = self._is_pause_asked = False
        self.shown.begin(experiment, origin, like)

    def _go(self, then: str, go_on: Callable[[Experiment], None], **how: object) -> None:
        """Some way further: with the run under way or the one that has ended on the desk, or with a new one."""
        if self._entry.begins_run:
            self._begin_run(then, **how)
        else:
            self._entry.note_edits()
            go_on(self._entry.present)

    def _follow_state(self) -> None:
        if self.trainer.state is TrainerState.PAUSED:
            self.shown.show_live()
            self._live.look_away()
            network = self.trainer.network
            self.shown.read()
            if network is not None and not self._is_hand_first:
                self._entry.commit(network, self.trainer.progress)
                self._entry.leave()
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
        self._entry.commit(network)
        self._entry.leave()
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
            self._entry.commit(network)
        self._stage.show_network(None)
        self.shown.drop_empty()
        self.state_changed.emit(self.state)

    def _document_changed(self, old: Experiment, new: Experiment) -> None:
        if self._entry.is_being_made:
            return
        if self.state == "running":
            # Undo, redo or another file: the hand goes first, the run waits.
            self._live.look_away()
            self._is_hand_first = True
            self._entry.count_edits()
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
        self._entry.forget()
        self.shown.clear()
