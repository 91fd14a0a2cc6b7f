"""Runs of two places in one tree: those on the desk, and those in a file that somebody else has written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.runs.run_tree import RunTree, TrainedRun
from core.runs.tape import TapeReader


def merged(mine: RunTree, others: RunTree, counts: Mapping[int, int]) -> RunTree:
    """`mine` and every run of `others` that it does not hold; the very same tree where nothing is new.

    A run is held where one of the same number started from the same, left the same moment, and has at least as many
    records (`counts` says how many mine have); it then takes name and notes of the other.
    """
    tree = mine
    number_of: dict[int, int] = {}
    for _, other in others.lines():  # parents before their branches
        parent = None if other.parent is None else number_of[other.parent]
        same = next((run for run in mine.runs if run.id == other.id and _is_same(run, other, parent)), None)
        if same is not None and counts[same.id] >= _count(other):
            number_of[other.id] = same.id
            if (same.name, same.notes) != (other.name, other.notes):
                tree = tree.with_changed(replace(same, name=other.name, notes=other.notes))
            continue
        id = tree.next_id if other.id in tree else other.id
        number_of[other.id] = id
        tree = tree.with_run(replace(other, id=id, parent=parent))
    return tree


def _is_same(one: TrainedRun, other: TrainedRun, parent: int | None) -> bool:
    return (one.parent, one.record, one.start) == (parent, other.record, other.start)


def _count(run: TrainedRun) -> int:
    if run.history is not None:
        return len(run.history.epoch)
    return 0 if run.tape is None else len(TapeReader(run.tape))
