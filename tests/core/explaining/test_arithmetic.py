"""Expressions: written, read back, and compared as printed."""

from __future__ import annotations

import math

import pytest

from core.explaining.arithmetic import Number, evaluate, guarded, relation, squared, term, written

TWO, THREE, MINUS_FOUR = Number(2.0), Number(3.0), Number(-4.0)


@pytest.mark.parametrize(
    ("parts", "text", "value"),
    [
        (("(", TWO, "×", THREE, ")", "+", MINUS_FOUR), "(2 × 3) + −4", 2),
        ((TWO, "+", THREE, "×", MINUS_FOUR), "2 + 3 × −4", -10),
        ((TWO, "−", THREE, "−", *guarded(MINUS_FOUR)), "2 − 3 − (−4)", 3),
        (squared(THREE), "3²", 9),
        (squared(MINUS_FOUR), "(−4)²", 16),
        ((TWO, "/", "(", TWO, "+", "e^", MINUS_FOUR, ")"), "2 / (2 + e^−4)", 2 / (2 + math.exp(-4))),
        (("max(0,", MINUS_FOUR, ")"), "max(0, −4)", 0),
        (("tanh(", TWO, ")", "×", THREE), "tanh(2) × 3", 3 * math.tanh(2)),
        (("−ln(", TWO, "/", THREE, ")"), "−ln(2 / 3)", math.log(1.5)),
        (("sigmoid(", TWO, ")"), "sigmoid(2)", 1 / (1 + math.exp(-2))),
    ],
)
def test_what_is_written_is_what_is_evaluated(parts: tuple[Number | str, ...], text: str, value: float) -> None:
    pieces = term(*parts).pieces
    assert written(pieces) == text
    assert evaluate(pieces) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("parts", "result", "sign"),
    [
        ((Number(0.1), "+", Number(0.2)), 0.1 + 0.2, "="),
        ((Number(1.0), "−", Number(0.01), "×", Number(24.0)), 0.76, "="),
        ((Number(1 / 3), "×", THREE), 1.0, "≈"),
        ((Number(1.0), "/", THREE), 1 / 3, "≈"),
        ((Number(123456.7), "+", Number(0.0)), 123456.7, "="),
        ((Number(1e200), "×", Number(1e200)), math.inf, "≈"),
        ((), 0.1234567, "="),
    ],
)
def test_a_sign_of_equality_holds_for_what_is_printed(
    parts: tuple[Number | str, ...], result: float, sign: str
) -> None:
    assert relation(term(*parts).pieces, result) == sign


def test_more_digits_make_more_equal() -> None:
    pieces = term(Number(0.99990920), "×", TWO).pieces
    assert relation(pieces, 1.9998184) == "≈"
    assert relation(pieces, 1.9998184, digits=8) == "="


@pytest.mark.parametrize("parts", [("e^", Number(1e9)), ("−ln(", Number(0.0), ")"), (TWO, "/", Number(0.0))])
def test_beyond_a_double_there_is_no_number(parts: tuple[Number | str, ...]) -> None:
    assert math.isnan(evaluate(term(*parts).pieces))
