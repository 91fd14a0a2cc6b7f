"""Every number of 300 random networks has an explanation whose arithmetic comes to it, in full and as printed."""

from __future__ import annotations

import ast
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.explaining.arithmetic import EQUAL, Number, Piece, evaluate, pieces_of
from core.explaining.explanation import Explanation, explain
from core.explaining.links import RowStep
from core.explaining.terms import LONGEST_SUM, opened
from core.network import frozen
from core.numbers import short
from core.optimizers import empty_memory
from core.parameters import flat_values
from core.progress import Memory
from core.quantity import Kind, Quantity, quantities_of_clipping, value_of
from core.results.batch_slopes import batch_slopes, with_batch
from core.trace import Trace, trace_example
from tests.core.explaining.test_explanation import SIGNS, calculated, every_quantity, rows_of
from tests.core.networks import random_experiment

GIVEN = {Kind.WEIGHT, Kind.BIAS, Kind.TARGET, Kind.INPUT}
DIGITS = 4
Interval = tuple[float, float]


def step_of(seed: int, rows: int) -> Trace:
    """Any network with any settings: one example, or the mean over so many rows; now and then well into a run."""
    here = random_experiment(seed, deepest=3, widest=12 if seed % 4 == 0 else 4)
    if seed % 10 == 9:  # nothing to compare with
        here = replace(here, example=replace(here.example, targets=None))
    step = trace_example(here)
    generator = np.random.default_rng(seed)
    inputs = frozen(generator.normal(size=(rows, here.network.sizes[0])))
    width = here.network.sizes[-1]
    targets = frozen(generator.dirichlet(np.ones(width), rows) if width > 1 else generator.uniform(size=(rows, 1)))
    if not rows or step.targets is None:
        return step
    empty = empty_memory(here.training, len(flat_values(here.network)))
    memory = Memory(rows, tuple(np.abs(generator.normal(size=each.shape)) for each in empty.arrays))
    return with_batch(step, batch_slopes(here.network, inputs, targets, here.training, None, memory, 0.02))


def some(step: Trace, most: int = 10) -> Iterator[Quantity]:
    every = [*every_quantity(step), *quantities_of_clipping(step)]
    random.Random(len(every)).shuffle(every)
    yield from every[:most]


def read(value: float) -> float:
    return float(short(value, DIGITS).replace("−", "-"))


def room(value: float) -> float:
    """Half a unit of the last digit that is printed."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1) * (1 + 1e-9)


RISING = {
    "tanh": math.tanh,
    "sqrt": lambda x: math.sqrt(max(x, 0.0)),
    "log": lambda x: math.log(x) if x > 0 else -math.inf,
    "hard_tanh": lambda x: max(-1.0, min(1.0, x)),
    "Φ": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
}
WAVES = {"sin": math.sin, "cos": math.cos, "φ": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)}
"""They rise and fall, but never faster than their argument."""


def hull(values: Iterable[float]) -> Interval:
    known = [value for value in values if not math.isnan(value)]
    return (min(known), max(known)) if known else (-math.inf, math.inf)


def reach(node: ast.expr) -> Interval:
    """Where the value of an expression may lie, each number being anywhere within its rounding."""
    match node:
        case ast.Call(ast.Name("around"), [number]):
            value = calculated_constant(number)
            return value - room(value), value + room(value)
        case ast.Constant(value):
            return float(value), float(value)
        case ast.UnaryOp(ast.USub(), operand):
            low, high = reach(operand)
            return -high, -low
        case ast.BinOp(ast.Name("E"), ast.Pow(), power):
            return hull(math.exp(min(x, 709.0)) for x in reach(power))
        case ast.BinOp(left, ast.Pow(), _):
            low, high = reach(left)
            return hull([low * low, high * high, *([0.0] if low <= 0 <= high else [])])
        case ast.BinOp(left, sign, right):
            (a, b), (c, d) = reach(left), reach(right)
            if isinstance(sign, ast.Add):
                return a + c, b + d
            if isinstance(sign, ast.Sub):
                return a - d, b - c
            if isinstance(sign, ast.Mult):
                return hull(x * y for x in (a, b) for y in (c, d))
            return (-math.inf, math.inf) if c <= 0 <= d else hull(x / y for x in (a, b) for y in (c, d))
        case ast.Call(ast.Name("max"), [first, second]):
            (a, b), (c, d) = reach(first), reach(second)
            return max(a, c), max(b, d)
        case ast.Call(ast.Name(name), [argument]):
            low, high = reach(argument)
            if name in RISING:
                return RISING[name](low), RISING[name](high)
            middle = WAVES[name]((low + high) / 2)
            return middle - (high - low), middle + (high - low)
    raise AssertionError(ast.dump(node))


def calculated_constant(node: ast.expr) -> float:
    match node:
        case ast.Constant(value):
            return float(value)
        case ast.UnaryOp(ast.USub(), ast.Constant(value)):
            return -float(value)
    raise AssertionError(ast.dump(node))


def as_printed(pieces: tuple[Piece, ...]) -> Interval:
    text = "".join(
        f"around({read(piece.value)!r})" if isinstance(piece, Number) else SIGNS.get(str(piece.text), str(piece.text))
        for piece in pieces
    )
    return reach(ast.parse(text.replace("e**", "E**"), mode="eval").body)


def check(pieces: tuple[Piece, ...], result: float, about: object) -> None:
    numbers = [abs(piece.value) for piece in pieces if isinstance(piece, Number)]
    assert math.isclose(calculated(pieces), result, rel_tol=1e-12, abs_tol=1e-12 * max([1.0, *numbers])), about
    low, high = as_printed(pieces)
    shown, edge = read(result), room(result) + 1e-12 * max([1.0, *numbers])
    assert low - edge <= shown <= high + edge, about


def check_sign(told: Explanation) -> None:
    """`≈` exactly where the printed numbers do not give the printed result."""
    pieces = pieces_of(told.equation)
    printed = tuple(Number(read(one.value)) if isinstance(one, Number) else one for one in pieces)
    apart = abs(evaluate(printed) - read(told.result.value))
    largest = max(abs(one.value) for one in (*printed, Number(read(told.result.value))) if isinstance(one, Number))
    if apart > 1e-10 * largest or math.isnan(apart):
        assert told.relation(DIGITS) != EQUAL, told.quantity
    elif apart <= 1e-13 * largest:
        assert told.relation(DIGITS) == EQUAL, told.quantity


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.sampled_from([0, 0, 1, 3, 12]))
def test_every_number_is_explained_and_its_terms_come_to_it(seed: int, rows: int) -> None:
    step = step_of(seed, rows)
    for quantity in some(step):
        told = explain(step, quantity)
        assert told.result.value == value_of(step, quantity)
        assert bool(told.equation) or quantity.kind in GIVEN, quantity
        if quantity.kind not in GIVEN:
            assert told.formula, quantity
            assert told.comes_from or is_of_nothing(told), quantity
        whole = opened(told.equation) if told.term_count else ()
        for form in (told.equation, whole, told.short_form):
            if form:
                check(pieces_of(form), told.result.value, quantity)
        for row in rows_of(told):
            if row.expression:
                check(row.expression, row.value.value, (quantity, row.label))
        if told.equation:
            check_sign(told)
        if whole:
            check_sign(told.opened())


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from([0, 3, 12]))
@example(3943, 0)  # every slope is 0
def test_every_link_leads_on_and_back_to_the_inputs(seed: int, rows: int) -> None:
    step = step_of(seed, rows)
    for quantity in some(step):
        told = explain(step, quantity)
        shares = [row.share for row in told.comes_from if row.share is not None]
        assert not shares or math.isclose(sum(shares), 1, rel_tol=1e-9), quantity
        assert len(told.comes_from) <= LONGEST_SUM + 1
        whole = told.opened()
        parts = [*whole.equation, *rows_of(whole)]
        assert whole.term_count == 0
        for part in parts:
            assert part.link != quantity
            assert part.place is None or value_of(step, part.place) is not None, quantity
            if isinstance(part.link, RowStep):
                assert part.link.quantity == quantity
                assert part.link.row < rows
        if rows == 0:
            assert not ends_of(step, quantity) - GIVEN, quantity


def is_of_nothing(told: Explanation) -> bool:
    """The norm of slopes that are all 0 comes from no number."""
    return told.quantity.kind is Kind.NORM and told.result.value == 0


def ends_of(step: Trace, quantity: Quantity) -> set[Kind]:
    """The kinds of numbers at which the way back from a number ends."""
    seen, waiting, ends = {quantity}, [quantity], set[Kind]()
    while waiting:
        at = waiting.pop()
        told = explain(step, at)
        links = [row.link for row in told.opened().comes_from if isinstance(row.link, Quantity)]
        if not links and not is_of_nothing(told):
            ends.add(at.kind)
        waiting += [link for link in links if link not in seen]
        seen.update(links)
        if len(seen) > 40:
            return ends
    return ends
