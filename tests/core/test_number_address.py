"""Numbers are named in words, and every name leads back to the number it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.examples import example
from core.message import Problem
from core.number_address import column_of, quantity_of, text_of
from core.quantity import (
    LOSS,
    Kind,
    Quantity,
    quantities_of_edge,
    quantities_of_loss,
    quantities_of_unit,
    value_of,
)
from core.trace import trace_example

BANK = example("bank").network


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("value of node_0", Quantity(Kind.ACTIVATION, 1, 0)),
        ("value of children", Quantity(Kind.INPUT, 0, 0)),
        ("sum of node_1", Quantity(Kind.WEIGHTED_SUM, 1, 1)),
        ("product of children to node_0", Quantity(Kind.PRODUCT, 1, 0, 0)),
        ("weight of accounts to node_1", Quantity(Kind.WEIGHT, 1, 1, 1)),
        ("weight of node_1 to transactions", Quantity(Kind.WEIGHT, 2, 0, 1)),
        ("bias of hidden.node_0", Quantity(Kind.BIAS, 1, 0)),
        ("prediction", Quantity(Kind.ACTIVATION, 2, 0)),
        ("target", Quantity(Kind.TARGET, 2, 0)),
        ("error", Quantity(Kind.ERROR, 2, 0)),
        ("loss", LOSS),
        ("slope at node_0", Quantity(Kind.SLOPE_AT_ACTIVATION, 1, 0)),
        ("slope at sum of node_0", Quantity(Kind.SLOPE_AT_SUM, 1, 0)),
        ("activation slope at node_0", Quantity(Kind.ACTIVATION_SLOPE, 1, 0)),
        ("slope of weight children to node_0", Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0)),
        ("slope of weight of children to node_0", Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0)),
        ("slope of bias of node_0", Quantity(Kind.SLOPE_OF_BIAS, 1, 0)),
        ("new weight of children to node_0", Quantity(Kind.NEW_WEIGHT, 1, 0, 0)),
        ("new bias of node_0", Quantity(Kind.NEW_BIAS, 1, 0)),
        ("  Value  of   inputs.children ", Quantity(Kind.INPUT, 0, 0)),
    ],
)
def test_an_address_is_read(text: str, quantity: Quantity) -> None:
    assert quantity_of(text, BANK) == quantity


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("value of nod_0", "no unit is called “nod_0”; there is node_0"),
        ("colour of node_0", "names no number"),
        ("weight of children", "an edge has two ends"),
        ("weight of children to transactions", "edges join neighbouring layers"),
        ("weight of children to nodes", "no unit is called “nodes”"),
        ("bias of children", "no unit is called “children”"),
        ("", "names no number"),
        ("prediction of children", "no unit is called"),
    ],
)
def test_what_names_nothing_is_said(text: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        quantity_of(text, BANK)


def test_a_name_that_stands_twice_asks_for_its_layer() -> None:
    circle = example("circle").network
    with pytest.raises(Problem, match=r"hidden 1\.node_0.*hidden 2\.node_0"):
        quantity_of("value of node_0", circle)
    assert quantity_of("value of hidden 2.node_0", circle) == Quantity(Kind.ACTIVATION, 2, 0)
    # Only one edge joins two of these names, so that nothing has to be said.
    assert quantity_of("weight of node_0 to node_1", circle) == Quantity(Kind.WEIGHT, 2, 1, 0)


def test_of_several_outputs_one_has_to_be_named() -> None:
    iris = example("iris").network
    with pytest.raises(Problem, match="prediction of setosa"):
        quantity_of("prediction", iris)
    assert quantity_of("error of setosa", iris) == Quantity(Kind.ERROR, 2, 0)


def test_signs_that_no_keyboard_has_can_be_typed_plainly() -> None:
    circle = example("circle").network
    assert quantity_of("value of X1", circle) == Quantity(Kind.INPUT, 0, 0)
    assert column_of("Hidden 1", circle) == 1
    with pytest.raises(Problem, match="no layer is called “middle”"):
        column_of("middle", circle)


@given(
    st.sampled_from(["bank", "slopes", "circle", "iris", "xor", "gradient-descent"]),
    st.integers(0, 100_000),
)
def test_every_number_of_a_trace_is_found_by_its_words(name: str, draw: int) -> None:
    step = TRACES[name]
    numbers = NUMBERS[name]
    quantity = numbers[draw % len(numbers)]
    words = text_of(quantity, step.network)
    assert quantity_of(words, step.network) == quantity
    assert value_of(step, quantity_of(words, step.network)) is not None


def _numbers(name: str) -> list[Quantity]:
    step = TRACES[name]
    sizes = step.network.sizes
    found = list(quantities_of_loss(step))
    for column, size in enumerate(sizes):
        for unit in range(size):
            found += quantities_of_unit(step, column, unit)
            for source in range(sizes[column - 1] if column else 0):
                found += quantities_of_edge(step, column, unit, source)
    return found


_NAMES = ("bank", "slopes", "circle", "iris", "xor", "gradient-descent")
TRACES = {name: trace_example(example(name)) for name in _NAMES}
NUMBERS = {name: _numbers(name) for name in _NAMES}


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_problem(text: str) -> None:
    try:
        found = quantity_of(text, BANK)
    except Problem:
        return
    assert quantity_of(text_of(found, BANK), BANK) == found
