"""One row of an explanation, and how rows are made: of one number, of the numbers of a unit, of a sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.explaining.arithmetic import Number, Piece, Role, pieces_of, term
from core.explaining.equations import equation
from core.explaining.links import Link
from core.explaining.terms import MOST_OPEN, largest_first, more, number
from core.message import Message
from core.network import Array
from core.quantity import (
    EDGE_KINDS,
    LOSS,
    OPTIMIZER_KINDS,
    Kind,
    Quantity,
    value_of,
)
from core.trace import Trace

# An equation stands beside a label as long as it is a glance.
_LONGEST_ASIDE = 3


@dataclass(frozen=True)
class Row:
    """One line: a name, how its number came about (may be empty), the number, and where it leads.

    `share` (0 … 1) is its part of all the rows together, sizes counted without sign; None where they do not add up.
    `link` is None for what is no number of the trace: a setting, a raw value, the rest of a long sum; that makes its
    rows on demand (`rest`). `about` is where on the canvas the row stands, if not where its link leads.
    """

    label: Message | str
    expression: tuple[Piece, ...]
    value: Number
    share: float | None = None
    link: Link | None = None
    about: Quantity | None = None
    rest: Callable[[], tuple[Row, ...]] | None = field(default=None, compare=False)

    @property
    def place(self) -> Quantity | None:
        """What on the canvas the row belongs to."""
        return self.about or (self.link if isinstance(self.link, Quantity) else None)


def opened_rows(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """All rows, also those that were gathered in one."""
    return tuple(each for row in rows for each in ((row,) if row.rest is None else row.rest()))


Entry = tuple[Message | str, Sequence[Number | str], Link | None, Quantity | None]
"""Label, expression, link, and where on the canvas it stands, if not where the link leads."""


def many_rows(
    values: Array, entry: Callable[[int], Entry], role: Role = Role.PLAIN, has_share: bool = True
) -> tuple[Row, ...]:
    """A row a value; of many the largest, and the rest in one."""
    sizes = np.abs(values)
    total = float(sizes.sum())
    has_share = has_share and 0 < total < float("inf")

    def one(index: int) -> Row:
        label, parts, link, about = entry(index)
        share = float(sizes[index]) / total if has_share else None
        return Row(label, term(*parts).pieces, Number(float(values[index]), role), share, link, about)

    def gathered(indices: list[int]) -> Row:
        share = float(sizes[indices].sum()) / total if has_share else None
        return Row(more(len(indices)), (), Number(float(values[indices].sum()), role), share)

    def opened_rest() -> tuple[Row, ...]:
        beyond = rest[MOST_OPEN:]
        return (*map(one, rest[:MOST_OPEN]), *((gathered(beyond),) if beyond else ()))

    kept, rest = largest_first(values)
    rows = [one(index) for index in kept]
    return (*rows, replace(gathered(rest), rest=opened_rest)) if rest else tuple(rows)


def row_of(trace: Trace, label: Message | str, link: Quantity) -> Row:
    aside = pieces_of(equation(trace, link))
    # A lone number beside the same number would only repeat it.
    is_glance = len(aside) >= 2 and sum(isinstance(piece, Number) for piece in aside) <= _LONGEST_ASIDE
    return Row(label, aside if is_glance else (), number(trace, link), link=link)


def present(trace: Trace, places: Sequence[tuple[Message | str, Quantity]]) -> tuple[Row, ...]:
    return tuple(row_of(trace, label, place) for label, place in places if value_of(trace, place) is not None)


def of_unit(trace: Trace, at: Quantity, *kinds: Kind) -> tuple[Row, ...]:
    """Other numbers of the same unit (of the same edge, where the kind is one of edges), as far as there are any."""
    rows: list[Row] = []
    for kind in kinds:
        source = at.source if kind in EDGE_KINDS | OPTIMIZER_KINDS else None
        place = LOSS if kind is Kind.LOSS else Quantity(kind, at.column, at.unit, source)
        rows += present(trace, [(LABELS[kind], place)])
    return tuple(rows)


LABELS = {
    Kind.WEIGHT: Message("weight"),
    Kind.BIAS: Message("bias"),
    Kind.PRODUCT: Message("product"),
    Kind.WEIGHTED_SUM: Message("weighted sum"),
    Kind.ACTIVATION: Message("activation"),
    Kind.TARGET: Message("target"),
    Kind.ERROR: Message("error"),
    Kind.LOSS: Message("loss"),
    Kind.SLOPE_AT_ACTIVATION: Message("slope at the unit"),
    Kind.SLOPE_AT_SUM: Message("slope at the weighted sum"),
    Kind.SLOPE_OF_WEIGHT: Message("slope"),
    Kind.SLOPE_OF_BIAS: Message("slope"),
    Kind.USED_SLOPE: Message("slope used"),
    Kind.MEAN_SLOPE: Message("mean slope"),
    Kind.SQUARED_SLOPE: Message("mean slope²"),
    Kind.CLIP_SCALE: Message("clip scale"),
    Kind.NEW_WEIGHT: Message("new weight"),
    Kind.NEW_BIAS: Message("new bias"),
}
