"""Runs that were edited on their way and went on: taken apart, so that each part can be had again from its start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.edits import with_network
from core.experiment import Experiment
from core.files.files import read
from core.message import Message, Problem
from core.runs.checkpoints import checkpoint_before, leg_path, legs, read_checkpoint
from core.runs.run_tree import RunTree, Stop, TrainedRun
from core.runs.tape import History, TapeReader
from core.runs.tape_layout import COLUMNS


def leg_start(tape: Path, first: int) -> Experiment:
    """What the leg of a tape that begins with this record started from, with the progress there (raises Problem)."""
    reader = TapeReader(tape)
    found = checkpoint_before(tape, first, len(reader))
    if found is None or found[0] != first:
        raise Problem(Message("nothing is left from which record {index} could be had", index=first))
    experiment, state = read(leg_path(tape, first)), read_checkpoint(found[1], reader.shapes, reader.dtype)
    return with_network(experiment, reader.network_of(state.values, experiment.network), state.progress)


def has_come_further(tape: Path, experiment: Experiment) -> bool:
    """Whether the run on a tape went on from this very network: from where its latest leg began, while epochs were
    left, or from where it was paused or had ended in it (raises Problem)."""
    reader = TapeReader(tape)
    epochs, firsts = reader.losses().epoch, legs(tape)
    if not len(epochs) or not firsts:
        return False
    leg = read(leg_path(tape, firsts[-1]))
    if leg.network == experiment.network:
        return bool(epochs[-1] < leg.training.epochs)
    progress = experiment.progress
    stood = leg.training.epochs if progress is None else progress.position.epoch
    there = np.flatnonzero(np.floor(epochs[:-1]) == stood).tolist()
    return any(reader.is_kept(at) and reader.network_at(at, leg.network) == experiment.network for at in there)


def in_legs(tree: RunTree, name: Callable[[TrainedRun, float], str]) -> RunTree:
    """Every run with a tape as one run for each of its legs, the later ones branches of those before them.

    `name` gives the name of a later one, from the run and the epoch it begins at. Each has its part of the numbers.
    """
    for run in tree.runs:
        firsts = legs(run.tape)[1:] if run.tape is not None else []
        if run.history is not None and firsts:
            tree = _apart(tree, run, [first for first in firsts if first < len(run.history.epoch)], name)
    return tree


def _apart(tree: RunTree, run: TrainedRun, firsts: list[int], name: Callable[[TrainedRun, float], str]) -> RunTree:
    assert run.tape is not None
    assert run.history is not None
    parts: list[tuple[int, TrainedRun]] = [(0, run)]
    for first in firsts:
        before, parent = parts[-1]
        made = replace(
            run,
            id=tree.next_id,
            start=leg_start(run.tape, first),
            name=name(run, float(run.history.epoch[first])),
            parent=parent.id,
            record=first - 1 - before,
            notes="",
        )
        tree = tree.with_run(made)
        parts.append((first, made))
    ends = [*firsts, len(run.history.epoch)]
    for (first, part), end in zip(parts, ends, strict=True):
        history = _part(run.history, first, end)
        tree = tree.with_changed(replace(part, history=history, stops=_pauses_in(history, run.stops)))
    ours = [part.id for _, part in parts]
    for child in tree.children(run.id):
        if child.id not in ours:
            first, parent = max((part for part in parts if part[0] <= child.record), key=lambda part: part[0])
            tree = tree.with_changed(replace(child, parent=parent.id, record=child.record - first))
    return tree


def _pauses_in(history: History, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Those within a part; what was edited is the beginning of the next."""
    first, last = history.epoch[0], history.epoch[-1]
    return tuple(stop for stop in stops if stop.edits is None and first <= stop.epoch <= last)


def _part(history: History, first: int, end: int) -> History:
    return History(*(getattr(history, column)[first:end] for column in COLUMNS))
