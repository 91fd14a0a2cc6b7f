"""The rows a network learns from and those it is tested on, written to a table: the very ones, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.data.data import Table, rows_of, table_of
from core.experiment import Experiment
from core.message import Message, Problem
from core.results.metrics import labels_of
from core.results.report import class_names, class_numbers
from core.tables.raw_table import Watch
from core.tables.table_file import as_csv
from simulator.files.saving import stream_whole

SPLIT = "split"


@dataclass(frozen=True)
class Exported:
    """What was written."""

    path: Path
    train: int
    test: int


def export_rows(experiment: Experiment, path: Path, watch: Watch) -> Exported:
    """Write all raw rows as CSV with a column that says `train` or `test` (raises Problem and Cancelled).

    The file is complete or, where that fails, what it was before. Read again, it gives the same split.
    """
    if experiment.data.source == "none":
        raise Problem(Message("there is no data yet, only the one example; choose data first"))
    table = table_of(experiment)
    _, test = rows_of(table, experiment.data, experiment.training)
    words = np.full(len(table), "train")
    words[test] = "test"
    names = _unique((*table.input_names, *_target_names(experiment, table), SPLIT))
    inputs, answers = table.inputs, words
    labels = labels_of(table)
    if labels is None:
        inputs = np.column_stack([table.inputs, table.targets])
    else:
        known = np.array(class_names(table.classes, max(table.targets.shape[1], 2)))
        answers = np.column_stack([known[class_numbers(table.targets, labels)], words])

    def write(file: BinaryIO) -> None:
        done = 0
        for lines in as_csv(inputs, answers, names):
            watch.at(min(done / len(table), 1.0))
            file.write(lines.encode())
            done += lines.count("\n")

    stream_whole(path, write)
    return Exported(path, len(table) - len(test), len(test))


def _target_names(experiment: Experiment, table: Table) -> tuple[str, ...]:
    """What the columns of targets are called: the one of a file's, else by the units they are compared with."""
    named = experiment.data.target_columns
    if labels_of(table) is not None:
        return named if len(named) == 1 else ("class",)
    return named if len(named) == table.targets.shape[1] else experiment.network.output.units


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, numbered where one comes again: a table is read by the names of its columns."""
    made: dict[str, None] = {}
    for name in names:
        others = (f"{name} {number}" for number in count(2))
        made[next(each for each in chain([name], others) if each not in made)] = None
    return tuple(made)
