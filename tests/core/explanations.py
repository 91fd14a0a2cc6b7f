"""What explanations say, read back by another reader than that of core."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Iterable, Iterator

from core.explaining.arithmetic import EQUAL, Number, Piece, evaluate, pieces_of
from core.explaining.explanation import Explanation, Row
from core.numbers import short
from core.quantity import Quantity, quantities_of_edge, quantities_of_loss, quantities_of_unit
from core.trace import Trace

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
FUNCTIONS = {
    "tanh": math.tanh,
    "sin": math.sin,
    "cos": math.cos,
    "log": math.log,
    "max": max,
    "hard_tanh": lambda z: max(-1.0, min(1.0, z)),
    "Φ": lambda z: (1 + math.erf(z / math.sqrt(2))) / 2,
    "φ": lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    "sqrt": math.sqrt,
}
SIGNS = {"√(": "sqrt(", "×": "*", "−": "-", "²": "**2", "e^": "e**", "ln(": "log(", "−ln(": "-log("}


def calculated(pieces: tuple[Piece, ...]) -> float:
    """The pieces as Python reads them: another reader than the one of core."""
    text = "".join(
        repr(piece.value) if isinstance(piece, Number) else SIGNS.get(str(piece.text), str(piece.text))
        for piece in pieces
    )
    return walk(ast.parse(text.replace("e**", "E**"), mode="eval").body)


def walk(node: ast.expr) -> float:
    match node:
        case ast.Constant(value):
            return value
        case ast.Name("E"):
            return math.e
        case ast.UnaryOp(ast.USub(), operand):
            return -walk(operand)
        case ast.BinOp(left, ast.Pow(), right):
            base, power = walk(left), walk(right)
            return math.exp(power) if base == math.e else base**power
        case ast.BinOp(left, sign, right):
            return OPERATORS[type(sign)](walk(left), walk(right))
        case ast.Call(ast.Name(name), arguments):
            return FUNCTIONS[name](*map(walk, arguments))
    raise AssertionError(ast.dump(node))


def every_quantity(step: Trace) -> Iterator[Quantity]:
    yield from quantities_of_loss(step)
    sizes = step.network.sizes
    for column, size in enumerate(sizes):
        for unit in range(size):
            yield from quantities_of_unit(step, column, unit)
            for source in range(sizes[column - 1] if column else 0):
                yield from quantities_of_edge(step, column, unit, source)


def rows_of(told: Explanation) -> list[Row]:
    return [*told.comes_from, *told.goes_to, *told.update]


DIGITS = 4
Interval = tuple[float, float]


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
