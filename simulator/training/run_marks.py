"""What happened on the way of a run, as it is shown: pauses, edits, learning rates, and where branches leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.data.data import split_of
from core.engines.engine import batches_per_epoch
from core.experiment import Experiment
from core.message import Message
from core.numbers import short
from core.runs.rates import Rates, Stretch
from core.runs.run_tree import RunTree, Stop
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


def stop_marks(stops: Sequence[Stop]) -> tuple[RunMark, ...]:
    """Where it paused, and what was edited there."""
    return tuple(
        RunMark(stop.epoch, PAUSE, Message("paused"))
        if stop.edits is None
        else RunMark(stop.epoch, EDIT, _edited(stop.edits))
        for stop in stops
    )


def rates_of(legs: Sequence[tuple[float, Experiment]]) -> Rates:
    """The learning rates of a run, from the epoch at which each of its legs began, and what that was trained with."""
    return Rates(tuple(_stretch(since, experiment) for since, experiment in legs))


def _edited(names: Sequence[str]) -> Message:
    shown = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        return Message("edited: {names} and {more} more", names=shown, more=len(names) - _MOST_NAMES)
    return Message("edited: {names}", names=shown) if names else Message("edited")


def _stretch(epoch: float, experiment: Experiment) -> Stretch:
    training = experiment.training
    if training.schedule.kind != "one_cycle":
        return Stretch(epoch, training, 1)  # no other schedule looks at single batches
    return Stretch(epoch, training, batches_per_epoch(len(split_of(experiment).train_inputs), training))
