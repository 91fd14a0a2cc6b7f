"""The rows of an experiment whose data is a table in a file. A table is read once, until the file changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

from core.data.splitting import split_rows
from core.experiment import DataSource, Training
from core.message import Message, Problem
from core.network import Mask
from core.tables.idx_file import labels_beside
from core.tables.raw_table import RawTable, TableFormat, shortened
from core.tables.table_roles import EncodedTable, Missing, Roles, encoded

Key = TypeVar("Key")
Value = TypeVar("Value")
FileState = tuple[int, ...]
_Key = tuple[str, FileState, TableFormat]

# Large tables: what is on the desk, and what is being compared with it.
_MOST_TABLES = 2
_tables: OrderedDict[_Key, RawTable] = OrderedDict()
_encodings: OrderedDict[tuple[object, ...], EncodedTable] = OrderedDict()


def format_of(data: DataSource) -> TableFormat:
    """How the file is written, as far as somebody chose it."""
    return TableFormat(data.delimiter, data.decimal, data.header)


def remember(path: Path, format: TableFormat, table: RawTable, state: FileState | None) -> None:
    """Spare others the reading of a table that was read when the file was in this state."""
    if state is not None:
        _keep(_tables, (str(path), state, format), table)


def file_rows(data: DataSource, training: Training) -> EncodedTable:
    """The encoded rows of a table in a file (raises Problem).

    Where missing values become means, these are taken over the rows that `training` draws for training. Classes are
    numbered as `data.classes` names them.
    """
    path, format = Path(data.path), format_of(data)
    state = state_of(path)
    key = None if state is None else (str(path), state, format)
    drawn = (training.seed, training.test_fraction, data.stratify) if data.missing == "mean" else None
    chosen = (data.input_columns, data.target_columns, data.split_column, data.missing, data.classes, drawn)
    known = None if key is None else _encodings.get((*key, *chosen))
    if known is not None:
        return known
    table = None if key is None else _tables.get(key)
    if table is None:
        from core.tables.table_file import (
            read_table,  # most experiments have no table, and need not wait for its readers
        )

        table = read_table(path, format)
        if key is not None:
            # As the file was before: should it have changed meanwhile, it is read again.
            _keep(_tables, key, table)
    try:
        made = _encoded(table, data, training)
    except Problem as problem:
        inner = f": {problem.place}" if problem.place else ""
        raise Problem(problem.message, f"{path}{inner}") from None
    if key is not None:
        _keep(_encodings, (*key, *chosen), made)
    return made


def _encoded(table: RawTable, data: DataSource, training: Training) -> EncodedTable:
    roles = _roles(table, data)
    made = encoded(table, roles)
    if data.missing == "mean" and made.is_test is None:
        train, _ = split_rows(made.targets, None, data, training)
        is_training: Mask = np.zeros(len(table), np.bool_)
        is_training[made.rows[train]] = True
        made = encoded(table, roles, is_training)
    if not data.classes or made.classes == data.classes:
        return made
    unknown = set(made.classes) - set(data.classes)
    if unknown:
        message = Message('"{name}" is none of the classes named', name=shortened(min(unknown)))
        raise Problem(message, f'column "{shortened(data.target_columns[0])}"')
    number_of = np.array([data.classes.index(name) for name in made.classes])
    return replace(made, targets=number_of[made.targets.astype(np.intp)].astype(np.float64), classes=data.classes)


def _roles(table: RawTable, data: DataSource) -> Roles:
    """Where the experiment names classes, its target names them too, be they written as numbers."""
    is_named = data.classes and len(data.target_columns) == 1
    categorical = data.target_columns if is_named else ()
    missing = cast(Missing, data.missing)
    return Roles(data.input_columns, data.target_columns, data.split_column, missing, categorical)


def state_of(path: Path) -> FileState | None:
    """What tells one state of a file, and of labels beside it, from another; None where there is no such file."""
    try:
        twin = labels_beside(path)
        states = [each.stat() for each in (path, twin) if each is not None]
    except (OSError, ValueError):
        return None
    # The second time is when anything changed: the first can be set back, as copying does.
    return tuple(number for state in states for number in (state.st_mtime_ns, state.st_ctime_ns, state.st_size))


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _MOST_TABLES:
        kept.popitem(last=False)
