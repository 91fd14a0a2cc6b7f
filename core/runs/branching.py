"""A run that begins where another one stood: what of that moment it goes on with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.data.data import split_of
from core.device import Machine
from core.edits import with_network
from core.engines.engine import batches_per_epoch
from core.experiment import Experiment
from core.message import Message, Problem
from core.parameters import Values, flat_values, network_with
from core.progress import Best, Memory, Position, Progress
from core.runs.replay import Replayer
from core.runs.tape_layout import Mark, shapes_of
from core.runs.tape_writer import TapeWriter


def branched(
    path: Path, index: int, experiment: Experiment, machine: Machine, is_edited: bool = True
) -> tuple[Experiment, Values]:
    """An experiment as it goes on from a record of a tape, with the progress of that moment; and the weights of the
    record.

    Where it is not edited, the network is that of the record too, and with the settings of the run that was recorded
    there the future is the same, bit for bit. Raises Problem where the record cannot be had again, where the network
    has other sizes, or where no epochs are left to train.
    """
    run = Replayer(path, machine).run_at(index)
    values = run.record.values
    if shapes_of(experiment.network) != shapes_of(run.experiment.network):
        raise Problem(Message("the tape is of another network"), str(path))
    there = with_network(run.experiment, network_with(run.experiment.network, values))
    if not is_edited:
        experiment = with_network(experiment, network_with(experiment.network, values))
    progress = carried_over(run.state.progress, there, experiment)
    if progress.position.epoch >= experiment.training.epochs:
        message = "all {epochs} epochs are behind this moment: ask for more of them in the settings"
        raise Problem(Message(message, epochs=experiment.training.epochs))
    return replace(experiment, progress=progress), values


def branch_off(path: Path, index: int, experiment: Experiment, machine: Machine, is_edited: bool) -> Experiment:
    """What `branched` gives; the record it leaves from is marked on the tape, where it stays for ever."""
    branch, values = branched(path, index, experiment, machine, is_edited)
    parent = TapeWriter(path, experiment.network, str(values.dtype), is_continued=True)
    parent.mark(index, Mark.BRANCH, values)
    parent.close()
    return branch


def carried_over(progress: Progress, before: Experiment, after: Experiment) -> Progress:
    """What of the progress of one experiment has a meaning for another one with a network of the same sizes.

    The best loss so far is no measure for what the hand has changed; what an optimizer remembers is of no use to
    another one; and in batches of another size the epoch that was begun begins anew.
    """
    one, other = before.training, after.training
    dtype = other.precision
    is_same_network = flat_values(before.network, dtype).tobytes() == flat_values(after.network, dtype).tobytes()
    if not (is_same_network and one == other and before.data == after.data):
        progress = replace(progress, best=Best())
    if one.optimizer != other.optimizer:
        progress = replace(progress, memory=Memory())
    if progress.position.batch and _batches(before) != _batches(after):
        progress = replace(progress, position=Position(progress.position.epoch))
    return progress


def _batches(experiment: Experiment) -> int:
    return batches_per_epoch(len(split_of(experiment).train_inputs), experiment.training)
