from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.expression import number_of
from core.message import Problem
from core.numbers import MINUS, WithFractions, exact, fraction, powered, short, steady

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.0, "9"),
        (0.76159, "0.7616"),
        (-1.5, f"{MINUS}1.5"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.5e-7, f"1.5e{MINUS}7"),
        (0.99996, "1"),
        (1234.5678, "1235"),
        (123456.0, "123456"),
        (2e6, "2e6"),
        (100.0, "100"),
        (math.inf, "∞"),
        (-math.inf, f"{MINUS}∞"),
        (math.nan, "not a number"),
    ],
)
def test_a_label_is_short(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(("value", "text"), [(9.0, "9.000"), (0.5, "0.5000"), (12.5, "12.50"), (0.99996, "1.000")])
def test_a_readout_keeps_its_zeros(value: float, text: str) -> None:
    assert steady(value) == text


@given(finite, st.integers(2, 12))
def test_a_label_is_near_the_value(value: float, digits: int) -> None:
    if abs(value) < 1.7e308:
        assert number_of(short(value, digits)) == pytest.approx(value, rel=0.6 * 10 ** (1 - digits), abs=5e-324)


@given(finite)
def test_exact_reads_back_to_the_same_double(value: float) -> None:
    assert number_of(exact(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [(" 2 ", 2.0), ("−1,5", -1.5), ("1e-3", 0.001), (".5", 0.5), ("-0.25", -0.25)],
)
def test_what_people_type_is_read(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "-inf", "1e999", "1_000", "1,5,2", "1.5,2", "0x10"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        number_of(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "1/3"),
        (-5 / 4, "−5/4"),
        (0.5, "1/2"),
        (7 / 2, "7/2"),
        (0.3333, "0.3333"),
        (3.0, "3"),
        (0.0, "0"),
        (math.pi, "3.142"),
        (1e300, "1e300"),
        (math.inf, "∞"),
        (math.nan, "not a number"),
        (5e-324, "4.941e−324"),
    ],
)
def test_simple_fractions_are_shown_as_such_where_that_is_wanted(value: float, text: str) -> None:
    assert short(value, WithFractions(4)) == text


@given(st.integers(-1000, 1000), st.integers(2, 100))
def test_a_fraction_reads_back_to_the_same_double(above: int, below: int) -> None:
    text = fraction(above / below)
    if text is None:
        assert above % below == 0
    else:
        assert number_of(text) == above / below


def test_digits_with_fractions_are_other_than_digits() -> None:
    assert WithFractions(4) != 4
    assert 4 != WithFractions(4)  # noqa: SIM300 - both ways round
    assert WithFractions(4) == WithFractions(4)
    assert len({4, WithFractions(4), WithFractions(5)}) == 3
    assert list(range(WithFractions(3))) == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.00021, "−2e−4"), (12345.0, "1e4"), (9.6, "1e1"), (0.0, "0"), (math.inf, "∞"), (math.nan, "not a number")],
)
def test_a_power_of_ten_takes_the_least_room(value: float, text: str) -> None:
    assert powered(value) == text
