"""What equations are built of: numbers of a trace in their roles, and sums of which the largest terms are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.explaining.arithmetic import Number, Role, Term, evaluate, guarded, pieces_of, term
from core.message import Message
from core.network import Array
from core.quantity import SLOPES, WHOLE_KINDS, Kind, Quantity, value_of
from core.trace import Trace

LONGEST_SUM = 8
"""Terms of a sum that are written out; beyond that the smallest are gathered in one."""
MOST_OPEN = 1000
"""So many more are written out where somebody wants to see them all: nobody reads the millions of a norm."""
_PLAIN = WHOLE_KINDS | {Kind.TARGET, Kind.ERROR, Kind.ACTIVATION_SLOPE, Kind.SQUARED_SLOPE}
_SLOPES = SLOPES | {Kind.USED_SLOPE, Kind.MEAN_SLOPE}

Equation = tuple[Term, ...]


def number(trace: Trace, quantity: Quantity) -> Number:
    """The number at an address, in its role (raises LookupError where there is none)."""
    value = value_of(trace, quantity)
    if value is None:
        raise LookupError(f"this trace has no number at {quantity}")
    role = Role.SLOPE if quantity.kind in _SLOPES else Role.PLAIN if quantity.kind in _PLAIN else Role.VALUE
    return Number(value, role)


def is_reached(terms: Equation, result: float) -> bool:
    """Whether the expression comes to the result, up to rounding among terms of its size."""
    pieces = pieces_of(terms)
    largest = max((abs(piece.value) for piece in pieces if isinstance(piece, Number)), default=0.0)
    return math.isclose(evaluate(pieces), result, rel_tol=1e-12, abs_tol=1e-12 * largest) if terms else True


def linked(trace: Trace, quantity: Quantity, name: Message | str | None = None) -> Term:
    """The number at an address as a term that leads there."""
    return term(number(trace, quantity), name=name, link=quantity)


def guarded_link(trace: Trace, quantity: Quantity, name: Message | str | None = None) -> Term:
    """As `linked`, in parentheses where its own minus would meet another sign."""
    return term(*guarded(number(trace, quantity)), name=name, link=quantity)


def largest_first(values: Array) -> tuple[list[int], list[int]]:
    """Which terms of a sum to write out, and which to gather: all in their order up to eight, else the largest."""
    if len(values) <= LONGEST_SUM:
        return list(range(len(values))), []
    order = np.argsort(-np.abs(values), kind="stable").tolist()
    return order[: LONGEST_SUM - 1], order[LONGEST_SUM - 1 :]


def factors(one: Number, other: Number, *, is_alone: bool) -> tuple[Number | str, ...]:
    """A product as a term of a sum, in parentheses unless there is no other term."""
    return (one, "×", other) if is_alone else ("(", one, "×", other, ")")


def more(count: int) -> Message:
    """The name under the terms that are gathered."""
    return Message("… {count} more", count=count)


def summed(make: Callable[[int], Term], values: Array, role: Role) -> Equation:
    """The terms with `+` between them, the smallest of many gathered in one. `values` are what they come to."""
    kept, rest = largest_first(values)

    def gathered(indices: list[int]) -> Term:
        return term(*guarded(Number(float(values[indices].sum()), role)), name=more(len(indices)))

    def opened_rest() -> tuple[Term, ...]:
        beyond = rest[MOST_OPEN:]
        return (*map(make, rest[:MOST_OPEN]), *((gathered(beyond),) if beyond else ()))

    shown = [make(index) for index in kept]
    if rest:
        shown.append(replace(gathered(rest), count=len(rest), rest=opened_rest))
    return joined(shown, "+")


def opened(terms: Equation) -> Equation:
    """The same with every term of every sum written out."""
    return tuple(each for one in terms for each in ((one,) if one.rest is None else joined(one.rest(), "+")))


def term_count(terms: Equation) -> int:
    """How many terms the longest sum of an expression has in full; 0 where nothing was gathered."""
    return max((LONGEST_SUM - 1 + one.count for one in terms if one.count), default=0)


def joined(terms: Sequence[Term], sign: str) -> Equation:
    """The terms with the sign between them."""
    first, *others = terms
    return (first, *(one for other in others for one in (term(sign), other)))


def mean_of(terms: Equation, count: int) -> Equation:
    """`(sum) / count`; of one, just itself."""
    return terms if count == 1 else (term("("), *terms, term(")"), term("/"), term(Number(float(count))))


def unit_name(trace: Trace, at: Quantity) -> str:
    """The name of the unit an address belongs to."""
    return trace.network.unit_names(at.column)[at.unit]
