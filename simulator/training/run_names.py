"""What a run is called before somebody gives it another name: by what is different about it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from core.experiment import Experiment
from core.message import Message, Problem
from core.runs.run_differences import differences
from core.runs.run_tree import RunTree, TrainedRun
from simulator.training.origins import Origin
from simulator.words import say


def name_of(number: int, change: Message | None) -> str:
    """A run by its number, and by what is different about it where something is."""
    name = say(Message("Run {number}", number=number))
    return name if change is None else say(Message("{run}: {change}", run=name, change=change))


def name_of_part(run: TrainedRun, epoch: float) -> str:
    """What goes on after an edit, where that is a run of its own."""
    return say(Message("{name}, edited at epoch {epoch}", name=run.name, epoch=round(epoch, 2)))


def change_in(tree: RunTree, start: Experiment, origin: Origin | None, like: TrainedRun | None) -> Message | None:
    """What is different from the run that the new one repeats, leaves, or comes after; None where nothing is."""
    before: Experiment | None = None
    if like is not None:
        before = like.start
    elif origin is not None:
        before = replace(tree[origin.run].start, network=origin.network)
    elif tree.runs:
        # A network of other inputs or outputs does not go with that run's example: there is nothing to compare.
        with contextlib.suppress(Problem):
            before = replace(tree.runs[-1].start, network=start.network)
    plain = replace(start, progress=None)
    found = () if before is None else differences(replace(before, progress=None), plain)
    # How long it is to be says least.
    telling = [each for each in found if each.what != Message("epochs")] or found
    if telling:
        return telling[0].name
    return None if like is None else Message("run {number} again", number=like.id)
