from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.expression import LONGEST, number_of
from core.message import Problem
from core.numbers import exact, short


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        (" -0.5 ", -0.5),
        ("−0,5", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 1e-3),
        ("1E3", 1000.0),
        ("1/3", 1 / 3),
        ("2*pi", 2 * math.pi),
        ("2 × π", 2 * math.pi),
        ("sqrt(2)", math.sqrt(2)),
        ("√(2)", math.sqrt(2)),
        ("SQRT( 2 )", math.sqrt(2)),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2**3**2", 512.0),
        ("(1+2)*3", 9.0),
        ("1-2-3", -4.0),
        ("8/4/2", 1.0),
        ("1,5/2", 0.75),
        ("exp(1)-e", 0.0),
        ("ln(e)", 1.0),
        ("tanh(5)", math.tanh(5)),
        ("--1", 1.0),
        ("6 ÷ 4", 1.5),
    ],
)
def test_what_people_type(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Type a number"),
        ("   ", "Type a number"),
        ("abc", "“abc” is not known"),
        ("1/0", "Division by zero"),
        ("9**9**9", "Too large"),
        ("9^9^9^9^9", "Too large"),
        ("1e999", "Too large"),
        ("__import__", "is not a number"),
        ("__import__('os').system('ls')", "is not a number"),
        ("1 2", "is not a number"),
        ("1+", "is not a number"),
        ("(1", "is not a number"),
        ("1)", "is not a number"),
        ("sqrt", "is not a number"),
        ("sqrt 2", "is not a number"),
        ("sqrt(-1)", "no real result"),
        ("(-8)^(1/3)", "no real result"),
        ("ln(0)", "no real result"),
        ("1.234,5", "either a point or a comma"),
        ("1_000", "is not a number"),
        ("nan", "“nan” is not known"),
        ("inf", "“inf” is not known"),
        ("0x10", "is not a number"),
        ("1j", "is not a number"),
        ("x" * 10_000, "Too long"),
        ("(" * 150 + "1", "Too many brackets"),
        ("-" * 150 + "1", "Too many brackets"),
        ("lambda: 0", "is not a number"),
        ("1\n2", "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_in_a_few_words(text: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        number_of(text)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 100


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_exact_text_of_a_number_reads_back(value: float) -> None:
    assert number_of(exact(value)) == value


@given(st.floats(-1e9, 1e9), st.integers(2, 10))
def test_a_label_reads_as_a_number(value: float, digits: int) -> None:
    assert number_of(short(value, digits)) == pytest.approx(value, rel=10.0 ** (1 - digits), abs=1e-300)


@given(st.text(max_size=LONGEST + 20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with suppress(Problem):
        assert math.isfinite(number_of(text))


_LEAVES = st.floats(0.001, 1000).map(lambda value: (repr(value), value))


def _joined(parts: st.SearchStrategy[tuple[str, float]]) -> st.SearchStrategy[tuple[str, float]]:
    def join(left: tuple[str, float], sign: str, right: tuple[str, float]) -> tuple[str, float]:
        a, b = left[1], right[1]
        results = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else math.nan}
        return f"({left[0]}){sign}({right[0]})", results[sign]

    return st.builds(join, parts, st.sampled_from("+-*/"), parts)


@given(st.recursive(_LEAVES, _joined, max_leaves=6))
def test_arithmetic_is_that_of_doubles(made: tuple[str, float]) -> None:
    text, value = made
    if math.isfinite(value) and len(text) <= LONGEST:
        assert number_of(text) == value
