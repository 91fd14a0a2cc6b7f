"""Every number of 300 random networks has an explanation whose arithmetic comes to it, in full and as printed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.explaining.arithmetic import pieces_of
from core.explaining.explanation import Explanation, explain
from core.explaining.links import RowStep
from core.explaining.terms import LONGEST_SUM, opened
from core.network import frozen
from core.optimizers import empty_memory
from core.parameters import flat_values
from core.progress import Memory
from core.quantity import Kind, Quantity, quantities_of_clipping, value_of
from core.results.batch_slopes import batch_slopes, with_batch
from core.trace import Trace, trace_example
from tests.core.explanations import check, check_sign, every_quantity, rows_of
from tests.core.networks import random_experiment

GIVEN = {Kind.WEIGHT, Kind.BIAS, Kind.TARGET, Kind.INPUT}


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
