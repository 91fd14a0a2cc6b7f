"""Why a number of a trace is what it is: in a sentence, as arithmetic, where it comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass

from core.arithmetic import Number, Sign, pieces_of, relation, written
from core.backward_equations import has_short_form, short_form
from core.equations import equation
from core.explanation_rows import Row, rows_from, rows_of_update, rows_to
from core.explanation_words import formula_of, sentence_of, title_of
from core.losses import LOSSES
from core.message import Message
from core.quantity import SLOPES, Kind, Quantity
from core.terms import Equation, number
from core.trace import Trace

__all__ = ["Explanation", "Row", "explain"]

_MEAN = Message("Every row of the batch has a slope of its own here; this is their mean.")
_OF_THE_LOSS = SLOPES | {Kind.LOSS, Kind.NEW_WEIGHT, Kind.NEW_BIAS}


@dataclass(frozen=True)
class Explanation:
    """Everything said about one number. Empty parts are left away where it is shown.

    `formula` is the rule in signs and words (`z = sum of value × weight`), `equation` the same with numbers, without
    `= result`; terms with a name get a bracket. Rows lead on to other numbers by their `link`.
    """

    quantity: Quantity
    path: tuple[Message | str, ...]
    title: Message
    sentence: Message
    formula: tuple[Sign, ...]
    equation: Equation
    result: Number
    notes: tuple[Message, ...]
    comes_from: tuple[Row, ...]
    goes_to: tuple[Row, ...]
    update: tuple[Row, ...]

    def relation(self, digits: int = 4) -> str:
        """`=`, or `≈` where the numbers as printed do not come to the result as printed."""
        return relation(pieces_of(self.equation), self.result.value, digits)


def explain(trace: Trace, quantity: Quantity) -> Explanation:
    """The explanation of one number (raises LookupError where the trace has none: ask `value_of` first)."""
    result = number(trace, quantity)
    terms = equation(trace, quantity)
    # Of means over a batch only sums are still made of the numbers beside them.
    is_mean = trace.batch_rows > 0 and quantity.kind in SLOPES and not terms
    return Explanation(
        quantity,
        _path(trace, quantity),
        title_of(trace, quantity),
        _MEAN if is_mean else sentence_of(trace, quantity),
        () if is_mean else formula_of(trace, quantity),
        terms,
        result,
        _notes(trace, quantity),
        () if is_mean else rows_from(trace, quantity),
        rows_to(trace, quantity),
        rows_of_update(trace, quantity),
    )


def _path(trace: Trace, at: Quantity) -> tuple[Message | str, ...]:
    if at.kind is Kind.LOSS:
        return (Message("loss"), trace.training.loss)
    network = trace.network
    column = Message("inputs") if at.column == 0 else network.layers[at.column - 1].name
    unit = network.unit_names(at.column)[at.unit]
    if at.source is None:
        return (column, unit)
    return (column, unit, Message("weight from {source}", source=network.unit_names(at.column - 1)[at.source]))


def _notes(trace: Trace, at: Quantity) -> tuple[Message, ...]:
    notes: list[Message] = []
    if at.kind is Kind.WEIGHTED_SUM and trace.layers[at.column - 1].layer.bias[at.unit] == 0:
        notes.append(Message("bias 0 adds nothing"))
    if at.kind is Kind.ACTIVATION_SLOPE and trace.layers[at.column - 1].activation_slope[at.unit] == 0:
        notes.append(Message("a slope of 0 stops here: the weights into this unit do not change"))
    if at.kind is Kind.SLOPE_AT_SUM and has_short_form(trace, at.column):
        short = written(pieces_of(short_form(trace, at)))
        notes.append(Message("in short, loss and activation together: {expression}", expression=short))
    if trace.batch_rows and at.kind in SLOPES:
        notes.append(Message("the mean over {n} training rows", n=trace.batch_rows))
    if at.kind in _OF_THE_LOSS:
        loss = LOSSES[trace.training.loss]
        notes.append(Message("loss {name}: {convention}", name=loss.name, convention=loss.convention))
    return tuple(notes)
