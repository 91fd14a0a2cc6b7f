"""The columns of the table of rows: what each one is called, shows, and is sorted by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.losses import LOSSES
from core.message import Message
from core.network import Array
from core.numbers import exact, short, steady
from core.quantity import Kind
from core.results.report import class_names, class_numbers
from core.results.rows import Answers, RowResults
from simulator.words import say
from widgets.learnt.metrics_table import loss_words

_MOST_INPUTS = 12
"""Columns of inputs at most: more are not read, and every one costs."""
_MOST_SAMPLES = 50
_MOST_LISTED = 3
_MOST_IN_TIP = 16

Text = Callable[[int], str]
"""The text for a position in the results."""
Form = Callable[[float], str]
_LONGEST: dict[object, tuple[str, ...]] = {steady: ("−0.0001234", "not a number")}
"""Numbers that change stand in a column that does not."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column: a number a row in `values`, shown by `text`, with all digits in `tip`.

    `is_worst_first`: sorted by size, at first the largest on top. `is_wrong` tells the rows whose class was missed.
    `leads_to` is the kind of number that it is in the step of the row by the network on show; None for what is none.
    """

    head: str
    meaning: str
    values: Array
    text: Text
    tip: Text
    has_mean: bool = False
    is_worst_first: bool = False
    is_input: bool = False
    is_wrong: np.ndarray | None = None
    longest: tuple[str, ...] = ()
    """Texts as long as they get; empty where the present ones tell."""
    leads_to: Kind | None = None

    def samples(self) -> Sequence[str]:
        """Texts that the column must have room for."""
        every = len(self.values) // _MOST_SAMPLES + 1
        return self.longest or [self.text(at) for at in range(0, len(self.values), every)]

    @property
    def key(self) -> Array:
        """What is compared when rows are sorted. What is not a number is as bad as can be."""
        values = np.abs(self.values) if self.is_worst_first else self.values
        return np.where(np.isnan(values), np.inf, values)


def columns_of(results: RowResults, names: Sequence[str] = ()) -> list[Column]:
    """Row number, raw inputs, target, and for every set of weights prediction, error, squared error and loss.

    `names` tell the sets of weights apart where there are several.
    """
    target, meaning = say(Message("target")), say(Message("What the prediction should have been"))
    columns = [_row_numbers(results), *_inputs(results), _outputs(results, results.targets, target, meaning, short)]
    for index, answers in enumerate(results.answers):
        below = f"\n{names[index]}" if index < len(names) else ""
        of_answers = [_predictions(results, answers, below), *_errors(results, answers, below)]
        is_now = index == len(results.answers) - 1
        columns += _leading(of_answers, answers.errors.shape[1]) if is_now else of_answers
    return columns


def _leading(columns: Sequence[Column], outputs: int) -> list[Column]:
    """Prediction, error, error² and loss with where they lead: of several outputs the loss alone is one number."""
    kinds = (Kind.ACTIVATION, Kind.ERROR, None, Kind.LOSS) if outputs == 1 else (None, None, None, Kind.LOSS)
    return [replace(column, leads_to=kind) for column, kind in zip(columns, kinds, strict=True)]


def _row_numbers(results: RowResults) -> Column:
    numbers = results.rows + 1
    meaning = say(Message("Where the row stands in the data"))
    return Column(
        say(Message("row")),
        meaning,
        numbers.astype(np.float64),
        lambda at: str(int(numbers[at])),
        lambda at: _listed(results.table.input_names, results.inputs_at(at)),
    )


def _inputs(results: RowResults) -> list[Column]:
    named = zip(results.table.input_names, results.first_inputs(_MOST_INPUTS).T, strict=False)
    return [_number(name, name, values, short, is_input=True) for name, values in named]


def _predictions(results: RowResults, answers: Answers, below: str) -> Column:
    head, meaning = say(Message("prediction")) + below, say(Message("What the network answers"))
    return _outputs(results, answers.predictions, head, meaning, steady)


def _errors(results: RowResults, answers: Answers, below: str) -> list[Column]:
    has_one_output = answers.errors.shape[1] == 1
    if has_one_output:
        error, meaning = Message("error"), Message("prediction − target")
        of_squares = Message("error × error")
    else:
        error, meaning = Message("|error|"), Message("Size of the error, the mean over the outputs")
        of_squares = Message("error × error, the mean over the outputs")
    errors = answers.errors[:, 0] if has_one_output else answers.error_sizes
    loss = say(LOSSES[results.loss_name].convention)
    return [
        _number(say(error) + below, say(meaning), errors, steady, is_error=True),
        _number(say(Message("error²")) + below, say(of_squares), answers.squared_errors, steady, is_error=True),
        _number(loss_words(results.loss_name) + below, loss, answers.losses, steady, is_error=True),
    ]


def _outputs(results: RowResults, values: Array, head: str, meaning: str, form: Form) -> Column:
    """Targets or predictions: one number, the name of a class, or a short list of numbers."""
    first, outputs = values[:, 0], values.shape[1]
    if results.labels is None:
        if outputs == 1:
            return _number(head, meaning, first, form)
        numbers = tuple(str(number) for number in range(1, outputs + 1))
        return Column(
            head, meaning, first, lambda at: _in_short(values[at], form), lambda at: _listed(numbers, values[at])
        )
    called = class_numbers(values, results.labels)
    names = class_names(results.table.classes, max(outputs, 2))
    is_wrong = called != class_numbers(results.targets, results.labels)
    if outputs == 1:
        return Column(
            head,
            meaning,
            first,
            lambda at: form(float(first[at])),
            lambda at: f"{_whole(first[at])}: {names[called[at]]}",
            is_wrong=is_wrong,
            longest=_LONGEST.get(form, ()),
        )
    return Column(
        head,
        meaning,
        called.astype(np.float64),
        lambda at: names[called[at]],
        lambda at: _listed(names, values[at]),
        is_wrong=is_wrong,
        longest=names,
    )


def _number(
    head: str, meaning: str, values: Array, form: Form, *, is_input: bool = False, is_error: bool = False
) -> Column:
    return Column(
        head,
        meaning,
        values,
        lambda at: form(float(values[at])),
        lambda at: _whole(values[at]),
        has_mean=is_error,
        is_worst_first=is_error,
        is_input=is_input,
        longest=_LONGEST.get(form, ()),
    )


def _in_short(values: Array, form: Form) -> str:
    texts = [form(value) for value in values[:_MOST_LISTED].tolist()]
    return ", ".join(texts + ["…"] * (len(values) > _MOST_LISTED))


def _listed(names: Sequence[str], values: Array) -> str:
    """Named values, a line each, with all their digits."""
    lines = [f"{name}: {_whole(value)}" for name, value in zip(names, values[:_MOST_IN_TIP].tolist(), strict=False)]
    return "\n".join(lines + ["…"] * (len(values) > _MOST_IN_TIP))


def _whole(value: float) -> str:
    """All digits; what is no number in words."""
    return exact(value) if math.isfinite(value) else steady(value)
