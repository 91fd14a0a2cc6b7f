"""What if: one raw input of the example swept over its range, the others as they are; and what one step changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.experiment import DataSource, Row, fed
from core.network import Array, Network, frozen
from core.numbers import MINUS, short
from core.results.rows import predict
from simulator.plots.input_curves import Curve, answers_over, nice_step, reach_of, samples
from simulator.plots.maps import Domain, nice_ticks

_MOST_WHOLE = 40
"""Beyond so many, whole numbers are taken for measurements."""
_MOST_LINES = 5
_LARGEST, _SMALLEST = 1e300, 1e-12
_RANGES = {"sigmoid": (-0.06, 1.06), "softmax": (-0.06, 1.06), "tanh": (-1.12, 1.12)}
"""From where to where answers go, with a little air, so that the picture stands still while a network learns."""
MOST_OUTPUTS = 10
"""So many curves are told apart by their colours."""


@dataclass(frozen=True)
class Reach:
    """From where to where an input is swept, and whether it counts something, so that one step of it is 1."""

    low: float
    high: float
    is_whole: bool

    @property
    def step(self) -> float:
        """A step that a person would try: 1, or a round tenth of the way."""
        if self.is_whole:
            return 1.0
        return nice_step((self.high - self.low) / 10)


@dataclass(frozen=True)
class Question:
    """Which raw input is swept; which other one has a curve for each of a few values; and of which output (None: all,
    where there is no other input)."""

    column: int
    other: int | None = None
    output: int | None = None


@dataclass(frozen=True, eq=False)
class Sweep:
    """The answer to a question: curves over `values`, of which `present` is the one that runs through the example.

    `outputs` says which output each curve is of, and `others` which value of the other input it holds (None: the
    example's).
    """

    question: Question
    reach: Reach
    values: Array
    curves: tuple[Curve, ...]
    outputs: tuple[int, ...]
    others: tuple[float | None, ...]
    at: float
    predictions: Array
    """What the network answers to the example itself."""
    activation: str

    @property
    def domain(self) -> Domain:
        """Inputs across, answers up; shares of 0 … 1 have all of it."""
        fixed = _RANGES.get(self.activation)
        low, high = reach_of(np.concatenate([curve.ys for curve in self.curves])) if fixed is None else fixed
        span = self.reach.high - self.reach.low
        left, right = self.reach.low - 0.04 * span, self.reach.high + 0.04 * span
        return Domain(left, right, low, high)


def reach_over(numbers: Array, present: float) -> Reach:
    """From the least to the largest of the data and the present value; without data, around that as far as from 0."""
    finite = np.clip(numbers[np.isfinite(numbers)], -_LARGEST, _LARGEST)
    distinct = np.unique(np.append(finite, present))
    if not len(finite) or np.ptp(finite) <= max(_SMALLEST * np.abs(finite).max(), 1 / _LARGEST):
        span = max(abs(present), 1.0)
        is_whole = present == round(present) and abs(present) <= _MOST_WHOLE
        low = present - span
        return Reach(low, present + span, is_whole)
    low, high = float(distinct[0]), float(distinct[-1])
    is_whole = bool((distinct == distinct.round()).all()) and 2 <= high - low <= _MOST_WHOLE
    return Reach(low, high, is_whole)


def values_of_other(reach: Reach, present: float) -> tuple[float, ...]:
    """A few values of a second input, rising, the present one among them."""
    if reach.is_whole:
        whole = np.arange(math.ceil(reach.low), math.floor(reach.high) + 1, dtype=np.float64)
        nearest = whole[np.argsort(np.abs(whole - present), kind="stable")[:_MOST_LINES]]
        return tuple(sorted({*nearest.tolist(), present}))
    ticks = nice_ticks(reach.low, reach.high, _MOST_LINES)
    apart = [tick for tick in ticks if abs(tick - present) > 0.1 * (reach.high - reach.low)]
    return tuple(sorted({*apart, present}))


def sweep_of(
    network: Network, data: DataSource, example: Row, question: Question, reach: Reach, other: Reach | None = None
) -> Sweep:
    """The curves of a question. `reach` is how far the input is swept, `other` the same of the second one."""
    column, activation = question.column, network.output.activation
    predictions = answers_over(network, data, example, column, frozen([example[column]]))[0]
    if question.other is None or other is None:
        values = samples(reach.low, reach.high, network)
        answers = answers_over(network, data, example, column, values)
        outputs = _outputs_of(network, question)
        curves = tuple(_curve_of_output(network, output, answers[:, output], len(outputs)) for output in outputs)
        return Sweep(
            question, reach, values, curves, outputs, (None,) * len(outputs), example[column], predictions, activation
        )
    present = example[question.other]
    others = values_of_other(other, present)
    values = samples(reach.low, reach.high, network, len(others))
    output = question.output or 0
    curves = tuple(
        Curve(
            answers_over(network, data, _with(example, question.other, value), column, values)[:, output],
            short(value),
            strength=1.0 if value == present else 0.28 + 0.34 * index / max(len(others) - 1, 1),
            width=2.5 if value == present else 2.0,
        )
        for index, value in enumerate(others)
    )
    return Sweep(
        question, reach, values, curves, (output,) * len(others), others, example[column], predictions, activation
    )


def changes(
    network: Network,
    data: DataSource,
    example: Row,
    question: Question,
    places: tuple[float, ...],
    other: float | None,
) -> Array:
    """How the outputs change from each of some values of the swept input to the next (steps × outputs), exactly."""
    row = example if other is None or question.other is None else _with(example, question.other, other)
    rows = frozen([_with(row, question.column, place) for place in places])
    answers = predict(network, fed(rows, data))[1]
    with np.errstate(invalid="ignore"):
        return frozen(np.diff(answers, axis=0))


def places_from(reach: Reach, present: float) -> tuple[float, ...]:
    """The present value and one and two steps on; before the end of the range, steps that lead there."""
    step = reach.step
    steps = (0, 1, 2) if present + step <= reach.high + 1e-9 * step else (-2, -1, 0)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return tuple(round(present + step * k, digits) if k else present for k in steps)


def signed(value: float, digits: int = 3) -> str:
    """A difference: `+1`, `−0.25`, `0`. What is nothing but rounding is 0."""
    text = short(0.0 if abs(value) < 1e-12 else value, digits)
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def _outputs_of(network: Network, question: Question) -> tuple[int, ...]:
    count = len(network.output.units)
    return tuple(range(min(count, MOST_OUTPUTS))) if question.output is None else (question.output,)


def _curve_of_output(network: Network, output: int, ys: Array, count: int) -> Curve:
    if count == 1:
        return Curve(ys, width=2.5)
    return Curve(ys, network.output.units[output], class_number=output)


def _with(row: Row, column: int, value: float) -> Row:
    return (*row[:column], value, *row[column + 1 :])
