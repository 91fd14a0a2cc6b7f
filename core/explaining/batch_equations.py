"""The arithmetic of a batch, written out: a slope is the mean of what every row says by itself."""

from __future__ import annotations

import numpy as np

from core.explaining.arithmetic import Number, Role, Term, guarded, term
from core.explaining.links import RowStep
from core.explaining.terms import Equation, mean_of, summed
from core.message import Message
from core.network import Array
from core.quantity import SLOPES, Kind, Quantity
from core.trace import BatchRows, Trace


def is_mean(trace: Trace, at: Quantity) -> bool:
    """Whether the number is a mean over the rows of a batch."""
    return trace.batch is not None and at.kind in SLOPES


def row_label(row: int) -> Message:
    """A row as its table counts, from 1."""
    return Message("row {number}", number=row + 1)


def row_slopes(batch: BatchRows, at: Quantity) -> tuple[Array, Array | None]:
    """The slope of every row's own loss, and of a weight the value that each row sends over it."""
    slopes = (batch.at_values if at.kind is Kind.SLOPE_AT_ACTIVATION else batch.at_sums)[at.column]
    assert slopes is not None
    own = slopes[:, at.unit]
    if at.source is None:
        return own, None
    values = batch.values[at.column - 1][:, at.source]
    return own, values


def slopes_of_rows(batch: BatchRows, at: Quantity) -> Array:
    """What is averaged."""
    slopes, values = row_slopes(batch, at)
    return slopes if values is None else slopes * values


def row_pieces(batch: BatchRows, at: Quantity, place: int) -> tuple[Number | str, ...]:
    """How the slope of one row comes about: value × slope at the sum, or the slope itself."""
    slopes, values = row_slopes(batch, at)
    slope = Number(float(slopes[place]), Role.SLOPE)
    return (slope,) if values is None else (Number(float(values[place]), Role.VALUE), "×", slope)


def mean_over_rows(trace: Trace, at: Quantity) -> Equation:
    """(the slopes of all rows) / how many they are."""
    batch = trace.batch
    assert batch is not None

    def one(place: int) -> Term:
        pieces = row_pieces(batch, at, place)
        row = batch.rows[place]
        own = guarded(pieces[0]) if len(pieces) == 1 and isinstance(pieces[0], Number) else ("(", *pieces, ")")
        return term(*own, name=row_label(row), link=RowStep(row, at), about=at)

    total = summed(one, np.asarray(slopes_of_rows(batch, at)), Role.SLOPE)
    return mean_of(total, len(batch.rows))
