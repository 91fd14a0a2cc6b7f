"""A first guess at what the columns of a table are for, to be looked over by the one who knows them."""

from __future__ import annotations

import numpy as np

from core.message import Message, Problem
from core.tables.raw_table import Column, RawTable
from core.tables.table_roles import MOST_CLASSES, MOST_INPUT_CATEGORIES, Roles, is_test_of

_SPLIT_NAMES = frozenset(("split", "set", "fold", "subset", "is_test", "is_train"))
_TARGET_NAMES = frozenset(("target", "label", "class"))
_KEY_NAMES = frozenset(("id", "index", "key", "no", "nr", "row", "uuid"))
# Digits are ten classes. A number that takes few values in many rows is more likely the name of a class.
_MOST_NUMBERED_CLASSES = 10
_ROWS_PER_CLASS = 20


def guessed_roles(table: RawTable) -> Roles:
    """Roles that suit the table (raises Problem where no two columns are of use).

    The target is the column named target, label or class, else the last. Left out are dates, texts of too many kinds,
    empty columns, and keys: unique and named so (id), or whole numbers counting up in the first column. A column
    named split, set or fold that holds train and test (or 0 and 1) is the split column.
    """
    split = next((column.name for column in table.columns if _is_split(column)), None)
    useful = [column for column in table.columns if column.name != split and _is_useful(column)]
    features = [column for column in useful if not _is_key(column, table)]
    if len(features) < 2:
        # What looked like a key may be all there is: x = 1, 2, 3, … and its y.
        features = useful
    if len(features) < 2:
        raise Problem(Message("needs two columns of use: one input and one target"))
    target = next((column for column in features if column.name.casefold() in _TARGET_NAMES), features[-1])
    inputs = [
        column for column in features if column is not target and len(column.categories) <= MOST_INPUT_CATEGORIES
    ]
    if not inputs:
        raise Problem(
            Message(
                "has no column that could be an input; texts may differ in {most} ways at most",
                most=MOST_INPUT_CATEGORIES,
            )
        )
    categorical = (target.name,) if _is_numbered(target) else ()
    return Roles(tuple(column.name for column in inputs), (target.name,), split, categorical=categorical)


def _is_split(column: Column) -> bool:
    if column.name.casefold() not in _SPLIT_NAMES or column.is_free_text or column.missing == len(column.values):
        return False
    try:
        is_test = is_test_of(column, Roles(("x",), ("y",), missing="drop"))
    except Problem:
        return False
    return bool(is_test.any() and not is_test.all())


def _is_useful(column: Column) -> bool:
    if column.kind == "date" or column.is_free_text or column.missing == len(column.values):
        return False
    return len(column.categories) <= MOST_CLASSES


def _is_key(column: Column, table: RawTable) -> bool:
    """Whether the column only tells rows apart."""
    if column.missing or len(table) < 3:
        return False
    if column.kind == "number" and column is table.columns[0] and (np.diff(column.values) == 1).all():
        return bool(column.values[0] in (0, 1))
    named = column.name.casefold() in _KEY_NAMES or column.name.casefold().endswith(("_id", " id"))
    return named and len(np.unique(column.values)) == len(table)


def _is_numbered(column: Column) -> bool:
    """Whether a column of numbers looks like one of numbered classes."""
    if column.kind != "number":
        return False
    values = np.unique(column.values[~np.isnan(column.values)])
    enough = len(column.values) >= _ROWS_PER_CLASS * len(values)
    return bool(2 <= len(values) <= _MOST_NUMBERED_CLASSES and enough and (values == np.floor(values)).all())
