"""What the columns of a table are for, and the numbers that a network receives of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.message import Message, Problem
from core.network import Array, frozen
from core.tables.raw_table import MOST_CATEGORIES, Column, RawTable, refuse_repeated, refuse_too_many, shortened

Missing = Literal["drop", "mean", "refuse"]
Mask = NDArray[np.bool_]

# Each becomes an input of its own; with more, the network learns names by heart.
MOST_INPUT_CATEGORIES = 100
# Each becomes an output of its own, which must be drawn and learnt from a few rows.
MOST_CLASSES = 1000
_MISSING: tuple[Missing, ...] = ("drop", "mean", "refuse")
_TRAIN, _TEST = ("train", "training"), ("test", "testing")
_NO, _YES = ("0", "false"), ("1", "true")
_SPLIT_WORDS = (*_TRAIN, *_TEST, *_NO, *_YES)


@dataclass(frozen=True)
class Roles:
    """Columns by name; those not named are left out.

    `missing`: what becomes of a row in which a value is missing. mean: of an input, the mean of the training rows is
    put; a row whose target is missing is dropped, as nothing can stand for it.
    `categorical` columns hold numbers that are names, as the digits of MNIST: they are treated as text.
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    split_column: str | None = None
    missing: Missing = "refuse"
    categorical: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be a choice (raises Problem)."""
        if not self.inputs:
            raise Problem(Message("choose at least one input"), "inputs")
        if not self.targets:
            raise Problem(Message("choose at least one target"), "targets")
        used = (*self.inputs, *self.targets, *(() if self.split_column is None else (self.split_column,)))
        if len(set(used)) < len(used):
            twice = next(name for name in used if used.count(name) > 1)
            raise Problem(Message("a column can have one role only"), _place(twice))
        if self.missing not in _MISSING:
            raise Problem(Message("use one of {known}", known=", ".join(_MISSING)), "missing")


@dataclass(frozen=True, eq=False)
class EncodedTable:
    """`inputs` (rows × features); `targets` (rows × outputs), or class numbers (rows,) where `classes` names them.

    `rows` are the places in the raw table of the rows kept, `dropped` counts the others. `is_test` (rows,) comes from
    the split column. A text column became one input a category, 1 where it holds: `colour=red`.
    """

    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    classes: tuple[str, ...]
    is_test: Mask | None
    rows: NDArray[np.intp]
    dropped: int


def encoded(table: RawTable, roles: Roles, train_rows: Mask | None = None) -> EncodedTable:
    """The numbers of a table under these roles (raises Problem naming column and row).

    `train_rows` (one a row of the table, before any is dropped) says over which rows means are taken; without it the
    split column does, and without that every row counts.
    """
    inputs = [_used(table, name, roles, MOST_INPUT_CATEGORIES) for name in roles.inputs]
    targets = [_used(table, name, roles, MOST_CLASSES) for name in roles.targets]
    classes = _classes(targets)
    names = _input_names(inputs)
    refuse_too_many(len(names), len(table))
    refuse_repeated(names)
    split = None if roles.split_column is None else table.column(roles.split_column)
    is_test = None if split is None else is_test_of(split, roles)
    kept = _kept(inputs, [*targets, *([] if split is None else [split])], roles.missing)
    training = kept
    if train_rows is not None:
        training = kept & train_rows
    elif is_test is not None:
        training = kept & ~is_test
    if not training.any():
        raise Problem(Message("no row is left for training; {dropped} rows lack a value", dropped=int((~kept).sum())))
    outputs = targets[0].values[kept] if classes else np.stack([column.values[kept] for column in targets], axis=1)
    return EncodedTable(
        _features(inputs, len(names), kept, training),
        frozen(outputs),
        names,
        roles.targets,
        classes,
        None if is_test is None else is_test[kept],
        np.flatnonzero(kept),
        int((~kept).sum()),
    )


def is_test_of(column: Column, roles: Roles) -> Mask:
    """Which rows are for testing: test, 1 or true, against train, 0 or false (raises Problem for anything else).

    In a column whose name speaks of training (`is_train`), 1 and true mean training. A missing value counts as
    training where such rows are dropped, and is refused otherwise.
    """
    texts = as_text(column)
    if texts.is_free_text:
        message = Message("holds more than {most} different values; write train or test", most=MOST_CATEGORIES)
        raise Problem(message, _place(column.name))
    missing = _is_missing(texts)
    if missing.any() and roles.missing != "drop":
        raise _missing_value(column.name, missing)
    # The place of code −1: missing.
    is_test = np.zeros(len(texts.categories) + 1, np.bool_)
    test_words = (*_TEST, *(_NO if "train" in column.name.casefold() else _YES))
    for index, text in enumerate(texts.categories):
        word = text.casefold()
        if word not in _SPLIT_WORDS:
            row = int(np.flatnonzero(texts.values == index)[0])
            message = Message('"{text}" says neither train nor test; write one of them', text=shortened(text))
            raise Problem(message, _place(column.name, row))
        is_test[index] = word in test_words
    return is_test[texts.values.astype(np.int32)]


def as_text(column: Column) -> Column:
    """A column of numbers with the numbers as names; others as they are."""
    if column.kind != "number":
        return column
    is_missing = np.isnan(column.values)
    known, places = np.unique(column.values[~is_missing], return_inverse=True)
    if len(known) > MOST_CATEGORIES:
        return replace(column, kind="text", values=np.full(len(is_missing), -1, np.int32), is_free_text=True)
    codes = np.full(len(is_missing), -1, np.int32)
    codes[~is_missing] = places
    categories = tuple(repr(value).removesuffix(".0") for value in known.tolist())
    return replace(column, kind="text", values=codes, categories=categories)


def _used(table: RawTable, name: str, roles: Roles, most: int) -> Column:
    """The column as it is used, if it can be (raises Problem)."""
    column = table.column(name)
    if column.kind == "date":
        message = Message("dates are no numbers; make a number of it, such as days since the first")
        raise Problem(message, _place(name))
    if name in roles.categorical:
        column = as_text(column)
    if column.kind == "text" and (column.is_free_text or len(column.categories) > most):
        count = f"{MOST_CATEGORIES}+" if column.is_free_text else len(column.categories)
        message = Message(
            "has {count} different texts, {most} at most; leave it out or group them", count=count, most=most
        )
        raise Problem(message, _place(name))
    if column.missing == len(table):
        raise Problem(Message("is empty in every row; leave it out"), _place(name))
    return column


def _classes(targets: list[Column]) -> tuple[str, ...]:
    """The classes that the target names; none where targets are numbers (raises Problem)."""
    texts = [column for column in targets if column.kind == "text"]
    if texts and len(targets) > 1:
        raise Problem(Message("classes can only be the one target"), _place(texts[0].name))
    if texts and len(texts[0].categories) < 2:
        message = Message(
            'is "{text}" in every row; there is nothing to tell apart', text=shortened(texts[0].categories[0])
        )
        raise Problem(message, _place(texts[0].name))
    return texts[0].categories if texts else ()


def _input_names(inputs: list[Column]) -> tuple[str, ...]:
    names: list[str] = []
    for column in inputs:
        names += [f"{column.name}={text}" for text in column.categories] if column.kind == "text" else [column.name]
    return tuple(names)


def _kept(inputs: list[Column], others: list[Column], policy: Missing) -> Mask:
    """The rows that stay, under a policy for missing values (raises Problem where it is to refuse them)."""
    columns = others if policy == "mean" else [*inputs, *others]
    kept = np.ones(len(columns[0].values), np.bool_)
    for column in columns:
        missing = _is_missing(column)
        if policy == "refuse" and missing.any():
            raise _missing_value(column.name, missing)
        kept &= ~missing
    return kept


def _features(inputs: list[Column], count: int, kept: Mask, training: Mask) -> Array:
    """Rows × features of the rows kept, read-only; what is missing is the mean of the training rows.

    Of a text column that is how often each category comes, so that its inputs still add up to 1.
    """
    features = np.zeros((int(kept.sum()), count))
    at = 0
    for column in inputs:
        missing = _is_missing(column)
        known = column.values[training & ~missing]
        if missing[kept].any() and not len(known):
            raise Problem(Message("is missing in all training rows, so there is no mean"), _place(column.name))
        values, is_missing = column.values[kept], missing[kept]
        if column.kind == "text":
            size = len(column.categories)
            part = features[:, at : at + size]
            places = np.flatnonzero(~is_missing)
            part[places, values[places].astype(np.int32)] = 1
            if is_missing.any():
                part[is_missing] = np.bincount(known.astype(np.int32), minlength=size) / len(known)
        else:
            size = 1
            features[:, at] = values
            if is_missing.any():
                features[is_missing, at] = _mean(known, column.name)
        at += size
    features.setflags(write=False)
    return features


def _mean(values: NDArray[np.float64 | np.int32], name: str) -> float:
    with np.errstate(over="ignore"):
        mean = float(values.mean())
    if not np.isfinite(mean):
        raise Problem(Message("holds numbers too large for a mean"), _place(name))
    return mean


def _is_missing(column: Column) -> Mask:
    if column.kind == "number":
        return np.isnan(column.values)
    return column.values < 0 if not column.is_free_text else np.zeros(len(column.values), np.bool_)


def _missing_value(name: str, missing: Mask) -> Problem:
    message = Message("a value is missing; fill it in, or choose to drop such rows")
    return Problem(message, _place(name, int(np.flatnonzero(missing)[0])))


def _place(name: str, row: int | None = None) -> str:
    place = f'column "{shortened(name)}"'
    return place if row is None else f"{place}, row {row + 1}"
