"""Why a number of a trace is what it is: in a sentence, as arithmetic, where it comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.explaining.arithmetic import Number, Sign, pieces_of, relation
from core.explaining.backward_equations import has_short_form, short_form
from core.explaining.equations import equation
from core.explaining.explanation_row import Row, opened_rows
from core.explaining.explanation_rows import rows_from, rows_of_update, rows_to
from core.explaining.explanation_words import formula_of, sentence_of, title_of
from core.explaining.links import Metric
from core.explaining.terms import Equation, number, opened, term_count
from core.explaining.update_equations import is_held, is_of_run
from core.losses import LOSSES
from core.message import Message
from core.numbers import is_hidden
from core.quantity import OPTIMIZER_KINDS, SLOPES, WHOLE_KINDS, Kind, Quantity
from core.trace import Trace

__all__ = ["Explanation", "Row", "explain"]

_OF_THE_LOSS = SLOPES | OPTIMIZER_KINDS | WHOLE_KINDS | {Kind.NEW_WEIGHT, Kind.NEW_BIAS}


@dataclass(frozen=True)
class Explanation:
    """Everything said about one number. Empty parts are left away where it is shown.

    `formula` is the rule in signs and words (`z = sum of value × weight`), `equation` the same with numbers, without
    `= result`; terms with a name get a bracket. Rows and terms lead on to other numbers by their `link`. `short_form`
    is a second expression for the same number, where there is one.
    """

    quantity: Quantity | Metric
    path: tuple[Message | str, ...]
    title: Message
    sentence: Message
    formula: tuple[Sign, ...]
    equation: Equation
    result: Number
    notes: tuple[Message, ...]
    comes_from: tuple[Row, ...]
    goes_to: tuple[Row, ...]
    update: tuple[Row, ...] = ()
    short_form: Equation = ()

    @property
    def term_count(self) -> int:
        """How many terms its long sum has in full; 0 where all of them are shown as it is."""
        return term_count(self.equation)

    def opened(self) -> Explanation:
        """The same with all terms and rows, nothing gathered."""
        return replace(
            self,
            equation=opened(self.equation),
            comes_from=opened_rows(self.comes_from),
            goes_to=opened_rows(self.goes_to),
        )

    def relation(self, digits: int = 4) -> str:
        """`=`, or `≈` where the numbers as printed do not come to the result as printed."""
        return relation(pieces_of(self.equation), self.result.value, digits)


@np.errstate(over="ignore", invalid="ignore")
def explain(trace: Trace, quantity: Quantity) -> Explanation:
    """The explanation of one number (raises LookupError where the trace has none: ask `value_of` first)."""
    result = number(trace, quantity)
    terms = equation(trace, quantity)
    has_two = quantity.kind is Kind.SLOPE_AT_SUM and not trace.batch and has_short_form(trace, quantity.column)
    is_short = has_two and not is_hidden(result.value)
    return Explanation(
        quantity,
        _path(trace, quantity),
        title_of(trace, quantity),
        sentence_of(trace, quantity),
        formula_of(trace, quantity),
        terms,
        result,
        _notes(trace, quantity),
        rows_from(trace, quantity),
        rows_to(trace, quantity),
        rows_of_update(trace, quantity),
        short_form(trace, quantity) if is_short else (),
    )


def _path(trace: Trace, at: Quantity) -> tuple[Message | str, ...]:
    if at.kind is Kind.LOSS:
        return (Message("loss"), LOSSES[trace.training.loss].called)
    if at.kind in WHOLE_KINDS:
        return (Message("update"), trace.training.optimizer)
    network = trace.network
    column = Message("inputs") if at.column == 0 else network.layers[at.column - 1].name
    unit = network.unit_names(at.column)[at.unit]
    if at.source is None:
        is_bias = at.kind in OPTIMIZER_KINDS
        return (column, unit, Message("bias")) if is_bias else (column, unit)
    return (column, unit, Message("weight from {source}", source=network.unit_names(at.column - 1)[at.source]))


def _notes(trace: Trace, at: Quantity) -> tuple[Message, ...]:
    notes: list[Message] = []
    if at.kind is Kind.WEIGHTED_SUM and trace.layers[at.column - 1].layer.bias[at.unit] == 0:
        notes.append(Message("bias 0 adds nothing"))
    if at.kind is Kind.ACTIVATION_SLOPE and trace.layers[at.column - 1].activation_slope[at.unit] == 0:
        notes.append(Message("a slope of 0 stops here: the weights into this unit do not change"))
    notes += _of_update(trace, at)
    if trace.batch and at.kind in SLOPES:
        notes.append(Message("the mean over {n} training rows", n=trace.batch_rows))
    if at.kind in _OF_THE_LOSS:
        loss = LOSSES[trace.training.loss]
        notes.append(Message("loss {name}: {convention}", name=loss.called, convention=loss.convention))
    return tuple(notes)


def _of_update(trace: Trace, at: Quantity) -> list[Message]:
    """Where the optimizer stands, and in what a run computed."""
    if at.kind not in (*OPTIMIZER_KINDS, Kind.NEW_WEIGHT, Kind.NEW_BIAS) or is_held(trace, at):
        return []
    notes = []
    is_new = at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS)
    if is_new and is_of_run(trace, at):
        if trace.update is None:
            notes.append(Message("what the optimizer remembered before this step is not known here"))
        elif any(layer.dropout for layer in trace.network.layers):
            notes.append(Message("made by the run, with dropout on, which these slopes leave out"))
        else:
            notes.append(Message("made by the run in {precision}", precision=trace.training.precision))
    elif trace.update is not None and trace.update.memory.arrays:
        notes.append(Message("step {n} of the optimizer", n=trace.update.memory.steps))
        if is_new and trace.training.optimizer in ("adam", "adamw"):
            early = Message("the means began at 0; dividing by 1 − 0.9^{n} and 1 − 0.999^{n} makes up for it")
            notes.append(Message(early.template, n=trace.update.memory.steps))
    return notes
