"""What happened on the way of a run: where it paused, was edited and went on, and where branches leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.data.data import split_of
from core.engines.engine import batches_per_epoch
from core.experiment import Experiment
from core.message import Message
from core.numbers import short
from core.runs.rates import Rates, Stretch
from core.runs.run_tree import RunTree
from core.runs.tape import History

PAUSE, EDIT, BRANCH = "pause", "edit", "branch"
_MOST_NAMES = 3


@dataclass(frozen=True)
class RunMark:
    """Something that happened after so many epochs; `kind` is PAUSE, EDIT or BRANCH. `record` is its place on the
    tape, where several records have that epoch."""

    epoch: float
    kind: str
    words: Message
    record: int | None = None

    @property
    def sentence(self) -> Message:
        """What happened, and when."""
        return Message("after epoch {epoch} {what}", epoch=short(self.epoch, 7), what=self.words)


def branch_marks(tree: RunTree, parent: int, history: History) -> tuple[RunMark, ...]:
    """Where other runs leave this one, whose numbers these are."""
    epochs = history.epoch.tolist()
    return tuple(
        RunMark(epochs[run.record], BRANCH, Message("a branch leaves: {name}", name=run.name), run.record)
        for run in tree.children(parent)
        if run.record < len(epochs)
    )


class RunMarks:
    """Notes down pauses and edits while a run goes on, and under which settings it went on."""

    def __init__(self) -> None:
        self.all: tuple[RunMark, ...] = ()
        self.rates: Rates | None = None

    def begin(self, experiment: Experiment) -> None:
        """A new run: nothing has happened yet."""
        self.all = ()
        self.rates = Rates((_stretch(0.0, experiment),))

    def pause(self, epoch: float) -> None:
        """Somebody had the run pause here."""
        self._note(RunMark(epoch, PAUSE, Message("paused")))

    def go_on(self, epoch: float, experiment: Experiment, edits: Sequence[str]) -> None:
        """The run goes on with another experiment; `edits` are the names of what was done, the oldest first."""
        names = ", ".join(edits[:_MOST_NAMES])
        if len(edits) > _MOST_NAMES:
            words = Message("edited: {names} and {more} more", names=names, more=len(edits) - _MOST_NAMES)
        else:
            words = Message("edited: {names}", names=names) if edits else Message("edited")
        self._note(RunMark(epoch, EDIT, words))
        stretches = () if self.rates is None else self.rates.stretches
        self.rates = Rates((*stretches, _stretch(epoch, experiment)))

    def _note(self, mark: RunMark) -> None:
        """One mark for one place: an edit says more than the pause in which it was made."""
        before = [each for each in self.all if each.epoch != mark.epoch or each.kind == EDIT != mark.kind]
        is_said = any(each.epoch == mark.epoch for each in before)
        self.all = tuple(before) if is_said else (*before, mark)


def _stretch(epoch: float, experiment: Experiment) -> Stretch:
    training = experiment.training
    if training.schedule.kind != "one_cycle":
        return Stretch(epoch, training, 1)  # no other schedule looks at single batches
    return Stretch(epoch, training, batches_per_epoch(len(split_of(experiment).train_inputs), training))
