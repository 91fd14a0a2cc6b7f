"""The loss as a picture: prediction and target on one scale, or beside every output its target and error."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from core.expression import number_of
from core.message import Message
from core.numbers import is_hidden, short
from core.trace import Trace
from simulator.easing import between, out_cubic, share
from simulator.fonts import MEDIUM, SEMIBOLD, text_width
from simulator.frames.elements import TargetAt
from simulator.frames.frame import BOTTOM_LINE
from simulator.frames.layout import HEADING_HEIGHT, Layout
from simulator.frames.loss_shapes import LOSS_BELOW, Gauge, Mark, OutputTarget, TargetList
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind
from simulator.frames.view import View
from simulator.shapes import Box, Ink, Run, sign_ink
from simulator.short_text import shortened
from simulator.words import say

LABEL_DISTANCE = 18.0
HALF_HEIGHT = 102.0
TARGET_HEIGHT = 24.0
LOSS_AFTER = 66.0
"""How far from the middle of the output the words of the loss may begin: what belongs to the unit ends before."""
BESIDE_CORNER = 60.0
_MOST_BESIDE_LEGEND = 4
"""Digits of a loss there."""
READING_ROOM = 124.0
CORNER = 62.0
"""Kept free at the bottom: there the window shows how far it has zoomed."""
_TINY, _HUGE = 1e-300, 1e307
"""Between these a scale has ends and ticks that are numbers."""
_STEPS = (1, 2, 2.5, 3, 5, 10)


class _Scale(NamedTuple):
    """Values from low to high, with a tick every step, from the bottom up to the top."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def place(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def ticks(self, *apart_from: float) -> tuple[tuple[float, str], ...]:
        """Places and labels, but for those too near to a mark."""
        values = [self.low + self.step * k for k in range(round((self.high - self.low) / self.step) + 1)]
        marks = [self.place(value) for value in apart_from]
        return tuple(
            (self.place(value), short(value))
            for value in values
            if all(abs(self.place(value) - mark) > 9 for mark in marks)
        )


def gauge_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> Gauge | None:
    """The scale beside a single output that has a target; None otherwise, and where no scale is long enough.

    While the prediction is not to be told it stands for the target alone, as if that had been met.
    """
    if trace.targets is None or len(trace.targets) != 1:
        return None
    target, prediction = float(trace.targets[0]), float(trace.prediction[0])
    is_told = not is_hidden(prediction)
    if not abs(target) + (abs(prediction) if is_told else 0.0) <= _HUGE:
        return None
    scale = _scale(layout, prediction if is_told else target, target)
    gauge = _gauge_of_target(trace, layout, moment, view, scale)
    return _with_prediction(gauge, trace, moment, view, scale) if is_told else gauge


def _gauge_of_target(trace: Trace, layout: Layout, moment: Moment, view: View, scale: _Scale) -> Gauge:
    """What is known without the prediction: the target, and that there is a loss."""
    assert trace.targets is not None
    target = float(trace.targets[0])
    y = scale.place(target)
    shown = share(moment.since(Kind.LOSS, len(trace.layers), 0), 0.5, 0.2)
    words = _loss_words(trace, view.digits) if shown > 0 else ""
    x = max(layout.gauge_x, layout.columns[-1].x + LOSS_AFTER + text_width(words, 14, SEMIBOLD) / 2)
    mark = Mark(y, y, _reading(Message("target"), target, Ink.INK, view))
    ends = scale.top, scale.bottom
    return Gauge(layout.gauge_x, *ends, (), mark, None, 0.0, None, say(Message("error")), words, x, shown)


def _with_prediction(gauge: Gauge, trace: Trace, moment: Moment, view: View, scale: _Scale) -> Gauge:
    assert trace.targets is not None
    target, prediction = float(trace.targets[0]), float(trace.prediction[0])
    since = moment.since(Kind.LOSS, len(trace.layers), 0)
    place = scale.place(prediction)
    # Spread from the start, so that the target's label stays where it is when the prediction comes.
    ys = _spread([place, gauge.target.y])
    gauge = replace(
        gauge,
        ticks=scale.ticks(target, prediction),
        target=replace(gauge.target, label_y=ys[1]),
        bar=out_cubic(share(since, 0.0, 0.5)),
    )
    if since <= 0:
        return gauge
    reading = _reading(Message("prediction"), prediction, sign_ink(prediction), view)
    gauge = replace(gauge, prediction=Mark(place, ys[0], reading, share(since, 0.0, 0.16)))
    shown = share(since, 0.3, 0.2)
    if shown <= 0:
        return gauge
    error = float(trace.error[0]) if trace.error is not None else 0.0
    return replace(gauge, error=_error_mark(error, place, gauge.target.y, ys, view, shown, scale.bottom))


def _error_mark(
    error: float, prediction_y: float, target_y: float, ys: list[float], view: View, opacity: float, bottom: float
) -> Mark:
    """In the middle of the bar where two lines of text fit between the other labels, else below them or above."""
    value = (Run(short(error, view.digits), Ink.INK),)
    middle = (prediction_y + target_y) / 2
    if abs(ys[0] - ys[1]) >= 66:
        return Mark(middle, middle, value, opacity)
    below = max(ys) + 34
    fits = below + 36 <= bottom + LOSS_BELOW
    return Mark(middle, below if fits else min(ys) - 34, value, opacity)


def targets_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> TargetList | None:
    """Target and error beside each of several outputs, as far as their distance leaves room for text."""
    output = layout.columns[-1]
    if trace.targets is None or trace.error is None or len(trace.targets) == 1 or output.pitch < LABEL_DISTANCE:
        return None
    since = moment.since(Kind.LOSS, len(trace.layers), output.units[0])
    shown, loss_shown = share(since, 0.0, 0.2), share(since, 0.5, 0.2)
    rows = []
    word = say(Message("error")) + " "
    height = min(TARGET_HEIGHT, output.pitch - 3)
    for unit, y in zip(output.units, output.ys, strict=True):
        target = short(float(trace.targets[unit]), view.digits)
        box = Box(layout.gauge_x, y, max(28.0, text_width(target, 13, SEMIBOLD) + 14), height)
        room = layout.width - error_x(box) - text_width(word, 12)
        error = Run(shortened(float(trace.error[unit]), view.digits, room, 13), Ink.INK) if shown > 0 else None
        rows.append(OutputTarget(TargetAt(unit), box, y, target, error))
    x, loss_y = _place_of_loss(layout, output.ys)
    # Beside the corner it shares a line with the legend.
    digits = view.digits if x == layout.gauge_x else min(view.digits, _MOST_BESIDE_LEGEND)
    loss = _loss_words(trace, digits) if loss_shown > 0 else ""
    return TargetList(x, tuple(rows), word, loss, loss_y, shown, loss_shown)


def error_x(target: Box) -> float:
    """Where the error beside a target begins."""
    return target.x + target.width / 2 + 10


def _place_of_loss(layout: Layout, ys: tuple[float, ...]) -> tuple[float, float]:
    """Below the targets; above them where the corner is taken; else beside the corner."""
    below, above = ys[-1] + 40, ys[0] - 40
    if below <= layout.height - CORNER:
        return layout.gauge_x, below
    if above >= HEADING_HEIGHT + 12:
        return layout.gauge_x, above
    return layout.gauge_x - BESIDE_CORNER, min(below, layout.height - BOTTOM_LINE)


def loss_text(trace: Trace, digits: int) -> str:
    """`3² = 9` where the loss is one square, else the number alone."""
    assert trace.loss is not None
    assert trace.error is not None
    value = short(trace.loss, digits)
    if len(trace.error) > 1 or is_hidden(trace.loss):
        return value
    error = short(float(trace.error[0]), digits)
    squared = f"({error})²" if trace.error[0] < 0 or "/" in error else f"{error}²"
    # Rounded to few digits, the square of the shown error need not be the shown loss.
    equals = "=" if _is_exact(float(trace.error[0]), digits) and _is_exact(trace.loss, digits) else "≈"
    if trace.training.loss == "mse":
        return f"{squared} {equals} {value}"
    if trace.training.loss == "half_squared_error":
        return f"½ × {squared} {equals} {value}"
    return value


def _loss_words(trace: Trace, digits: int) -> str:
    return say(Message("loss {value}", value=loss_text(trace, digits)))


def _is_exact(value: float, digits: int) -> bool:
    if not math.isfinite(value):
        return False
    shown = number_of(short(value, digits))
    return math.isclose(shown, value, rel_tol=1e-12, abs_tol=1e-15)


def _reading(name: Message, value: float, ink: Ink, view: View) -> tuple[Run, ...]:
    label = say(name) + " "
    room = READING_ROOM - text_width(label, 13, MEDIUM)
    return (Run(label, Ink.TEXT_2, is_bold=False), Run(shortened(value, view.digits, room, 13), ink))


def _scale(layout: Layout, prediction: float, target: float) -> _Scale:
    """Round ends that hold zero, prediction and target, and three to five ticks; around the output."""
    low, high = min(0.0, prediction, target), max(0.0, prediction, target)
    span = high - low
    if span < _TINY:
        span = 1.0
    raw = span / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in _STEPS if s * power >= raw * (1 - 1e-9))
    low = math.floor(low / step + 1e-9) * step
    high = math.ceil(high / step - 1e-9) * step
    middle = layout.columns[-1].ys[0]
    half = max(50.0, min(HALF_HEIGHT, middle - 70, layout.height - middle - LOSS_BELOW - CORNER))
    return _Scale(low, max(high, low + step), step, middle - half, middle + half)


def _spread(ys: list[float]) -> list[float]:
    """Two labels kept 18 px apart around their middle."""
    first, second = ys
    gap = abs(first - second)
    if gap >= LABEL_DISTANCE:
        return ys
    middle = (first + second) / 2
    sign = -1 if first <= second else 1
    return [middle + sign * LABEL_DISTANCE / 2, middle - sign * LABEL_DISTANCE / 2]


def bar_span(gauge: Gauge) -> tuple[float, float]:
    """Top and bottom of the error bar as far as it has grown, from target towards prediction."""
    if gauge.prediction is None:
        return gauge.target.y, gauge.target.y
    end = between(gauge.target.y, gauge.prediction.y, gauge.bar)
    return min(gauge.target.y, end), max(gauge.target.y, end)
