"""One unit taken apart, as a value: inputs, weights, products, sum, activation curve with the point on it, output."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from core.activations import ACTIVATIONS
from core.explaining.arithmetic import EQUAL, pieces_of, relation
from core.explaining.equations import equation
from core.explaining.terms import number
from core.message import Message
from core.network import Array
from core.quantity import Kind as QuantityKind
from core.quantity import Quantity
from core.trace import LayerTrace, Trace
from simulator.easing import between
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, text_width
from simulator.frames.anatomy_curve import BigCurve, curve_at
from simulator.frames.elements import EdgeAt, UnitAt
from simulator.frames.frame_unit_labels import bias_at
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind, Timeline
from simulator.frames.view import View
from simulator.shapes import Box, Ink, Run, sign_ink
from simulator.short_text import elided, shortened
from simulator.words import say

MOST_ROWS = 12
INPUT_X, WEIGHT_X, PRODUCT_X, SLOPE_X, BEND_X = 190.0, 302.0, 402.0, 484.0, 532.0
SUM_X, CURVE_X, OUTPUT_X = 650.0, 806.0, 974.0
UNIT_RADIUS, CURVE_WIDTH, CURVE_HEIGHT = 36.0, 156.0, 124.0
HEADINGS_Y, TOP, BOTTOM = 24.0, 74.0, 76.0
SMALLEST_PITCH = 28.0
WIDTH, HEIGHT = 1050.0, TOP + BOTTOM + MOST_ROWS * SMALLEST_PITCH
"""What fits at 100 %, whatever the unit; a larger picture is drawn larger, up to `_LARGEST_SCALE`."""
_NAME_RIGHT_GAP, _NAME_LEFT = 12.0, 16.0
_LARGEST_PITCH, _LARGEST_SIDE = 72.0, 52.0
INPUT_WIDTH = 52.0
_LARGEST_SCALE = 2.2
_MOST_TERMS = 4


@dataclass(frozen=True)
class Row:
    """One source: what it sends, the weight it meets, and the product. `arrived` is how far that is in the sum.

    What stands for many weak sources (`element` None) has no value and no weight of its own.
    """

    element: EdgeAt | None
    y: float
    height: float
    name: str
    product: Run
    arrived: float
    value: Run | None = None
    weight: Run | None = None
    opacity: float = 1.0
    """Of the value."""
    strength: float = 0.0
    """|weight| over the largest, and |value| over the largest: of the line, and of the fill."""
    value_strength: float = 0.0
    slope: str = ""
    slope_opacity: float = 0.0


@dataclass(frozen=True)
class Label:
    """A slope at rest, beneath what it belongs to."""

    box: Box
    runs: tuple[Run, ...]
    opacity: float


@dataclass(frozen=True)
class Column:
    x: float
    title: str
    subtitle: str


@dataclass(frozen=True)
class Anatomy:
    """A unit at one instant in pixels at 100 %. `scale` and `offset` take them to a picture of `width` × `height`."""

    width: float
    height: float
    scale: float
    offset: tuple[float, float]
    unit: UnitAt
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    middle: float
    """The height of sum, curve and output."""
    bias: tuple[Run, ...]
    partial: str
    """What has been added up so far, while products arrive."""
    is_waiting: bool
    sum: Run
    summed: float
    """How far the sum has been made, 0 … 1."""
    curve: BigCurve
    output: Run
    answered: float
    labels: tuple[Label, ...]
    equations: tuple[tuple[Run, ...], ...] = field(default=())


@np.errstate(over="ignore", invalid="ignore")
def anatomy_at(trace: Trace, timeline: Timeline, time: float | None, unit: UnitAt, view: View) -> Anatomy:
    """What is drawn of one unit (of a layer, not an input) at `time` seconds of the step; None: at rest."""
    scale = max(0.5, min(_LARGEST_SCALE, view.width / WIDTH, view.height / HEIGHT))
    height = view.height / scale
    layer, moment = trace.layers[unit.column - 1], Moment(timeline, time)
    rows = _rows(trace, moment, unit, view.digits, height)
    middle = (rows[0].y + rows[-1].y) / 2
    summed, answered = moment.summed(unit.column, unit.unit), moment.answered(unit.column, unit.unit)
    if layer.layer.activation == "identity":
        answered = summed
    return Anatomy(
        view.width,
        view.height,
        scale,
        (max(0.0, (view.width - WIDTH * scale) / 2), 0.0),
        unit,
        _columns(layer, unit),
        rows,
        middle,
        _bias(trace, moment, unit, view.digits),
        _partial(layer, moment, unit, view.digits),
        moment.since(Kind.PRODUCTS, unit.column, unit.unit) <= 0,
        _number(float(layer.z[unit.unit]), view.digits, 2 * UNIT_RADIUS - 9),
        summed,
        curve_at(layer, moment, unit),
        _number(float(layer.a[unit.unit]), view.digits, 2 * UNIT_RADIUS - 9),
        answered,
        _labels(layer, moment, unit, middle, view.digits),
        _equations(trace, unit, rows, summed, answered, view.digits),
    )


def _number(value: float, digits: int, room: float, size: float = 14) -> Run:
    return Run(shortened(value, digits, room, size), sign_ink(value))


def _columns(layer: LayerTrace, unit: UnitAt) -> tuple[Column, ...]:
    function = ACTIVATIONS[layer.layer.activation]
    name = elided(layer.layer.units[unit.unit], OUTPUT_X - CURVE_X - 40, SEMIBOLD)
    return (
        Column(INPUT_X, say(Message("values")), say(Message("what comes in"))),
        Column(WEIGHT_X, say(Message("weights")), say(Message("× each value"))),
        Column(PRODUCT_X, say(Message("products")), say(Message("value × weight"))),
        Column(SUM_X, say(Message("weighted sum")), say(Message("z = products + bias"))),
        Column(CURVE_X, function.name, elided(function.formula, OUTPUT_X - CURVE_X - 8, REGULAR)),
        Column(OUTPUT_X, name, say(Message("a goes on"))),
    )


def _rows(trace: Trace, moment: Moment, unit: UnitAt, digits: int, height: float) -> tuple[Row, ...]:
    """The sources in their order; of many the strongest, and one row for all others."""
    layer = trace.layers[unit.column - 1]
    products, weights = layer.products[unit.unit], layer.layer.weights[unit.unit]
    shown = _strongest(products)
    rest = np.setdiff1d(np.arange(len(products)), shown)
    arrived = moment.arrivals(unit.column, unit.unit, len(products))
    count = len(shown) + bool(len(rest))
    pitch = min(_LARGEST_PITCH, (height - TOP - BOTTOM) / count)
    side = min(_LARGEST_SIDE, pitch - 6)
    first = TOP + (height - TOP - BOTTOM - pitch * (count - 1)) / 2
    largest, widest = (float(np.abs(array).max()) or 1.0 for array in (layer.inputs, weights))
    names = trace.network.unit_names(unit.column - 1)
    room = INPUT_X - INPUT_WIDTH / 2 - _NAME_RIGHT_GAP - _NAME_LEFT
    rows = []
    for k, source in enumerate(shown.tolist()):
        value, weight = float(layer.inputs[source]), float(weights[source])
        rows.append(
            Row(
                EdgeAt(unit.column, unit.unit, source),
                first + pitch * k,
                side,
                elided(names[source], room),
                _number(float(products[source]), digits, 76),
                float(arrived[source]),
                _number(value, digits, INPUT_WIDTH - 8, 11),
                _number(weight, digits, 64, 13),
                _opacity(trace, moment, unit.column - 1, source),
                min(1.0, abs(weight) / widest),
                min(1.0, abs(value) / largest),
                "" if layer.d_loss_d_weights is None else _slope(layer.d_loss_d_weights[unit.unit, source]),
                moment.weight_slope_shown(unit.column, unit.unit, source),
            )
        )
    if len(rest):
        name = elided(say(Message("… {n} more", n=len(rest))), room + INPUT_WIDTH)
        product = _number(float(products[rest].sum()), digits, 76)
        rows.append(Row(None, first + pitch * (count - 1), side, name, product, float(arrived[rest].mean())))
    return tuple(rows)


def _strongest(products: Array) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if len(products) <= MOST_ROWS:
        return np.arange(len(products))
    order = np.argsort(-np.abs(products), kind="stable")
    return np.sort(order[: MOST_ROWS - 1])


def _slope(value: float) -> str:
    return shortened(float(value), 3, 56, 12)


def _opacity(trace: Trace, moment: Moment, column: int, source: int) -> float:
    """How far a unit of the column before has come to its value."""
    if column == 0:
        return moment.input_opacity(source)
    activates = trace.network.layers[column - 1].activation != "identity"
    return moment.answered(column, source) if activates else moment.summed(column, source)


def _bias(trace: Trace, moment: Moment, unit: UnitAt, digits: int) -> tuple[Run, ...]:
    bias = bias_at(trace, unit.column, unit.unit, moment.updated)
    ink = Ink.TEXT_2 if bias == 0 else sign_ink(bias)
    return Run(say(Message("bias")) + " ", Ink.TEXT_2, is_bold=False), Run(shortened(bias, digits, 60, 12), ink)


def _partial(layer: LayerTrace, moment: Moment, unit: UnitAt, digits: int) -> str:
    arrived = moment.arrivals(unit.column, unit.unit, len(layer.inputs)) > 0
    if not arrived.any():
        return ""
    return shortened(float(layer.products[unit.unit][arrived].sum()), digits, 2 * UNIT_RADIUS - 15, 14)


def _labels(layer: LayerTrace, moment: Moment, unit: UnitAt, middle: float, digits: int) -> tuple[Label, ...]:
    """The slopes on their way back: at the output, of the curve, and at the sum. Their product is the last."""
    opacity = moment.slope_shown(unit.column, unit.unit)
    if layer.d_loss_d_a is None or layer.d_loss_d_z is None or opacity == 0:
        return ()
    places = [(OUTPUT_X, UNIT_RADIUS + 26, layer.d_loss_d_a), (SUM_X, UNIT_RADIUS + 54, layer.d_loss_d_z)]
    if not layer.layer.function.mixes_units:
        places.insert(1, (CURVE_X, CURVE_HEIGHT / 2 + 36, layer.activation_slope))
    labels = []
    for x, below, slopes in places:
        word = say(Message("slope")) + " "
        number = shortened(float(slopes[unit.unit]), digits, 70, 13)
        runs = Run(word, Ink.SLOPE, is_bold=False), Run(number, Ink.SLOPE)
        width = text_width(word, 12.5, MEDIUM) + text_width(number, 12.5, SEMIBOLD) + 26
        labels.append(Label(Box(x, middle + below, width, 24), runs, opacity))
    return tuple(labels)


def _equations(
    trace: Trace, unit: UnitAt, rows: tuple[Row, ...], summed: float, answered: float, digits: int
) -> tuple[tuple[Run, ...], ...]:
    """The same as one line for the sum and one for the answer, as far as they are known."""
    layer = trace.layers[unit.column - 1]

    def sign(kind: QuantityKind) -> str:
        """As in the explanation of the number."""
        quantity = Quantity(kind, unit.column, unit.unit)
        return relation(pieces_of(equation(trace, quantity)), number(trace, quantity).value, digits)

    z, a = float(layer.z[unit.unit]), float(layer.a[unit.unit])
    shown = Run(shortened(z, digits, 200, 15), sign_ink(z)) if summed > 0.5 else Run("…", Ink.TEXT_3)
    answer = Run(shortened(a, digits, 200, 15), sign_ink(a)) if answered > 0.5 else Run("…", Ink.TEXT_3)
    name = layer.layer.activation
    equals = sign(QuantityKind.ACTIVATION) if answered > 0.5 else EQUAL
    function = () if name == "identity" else (Run(f"{name}(z) {equals} ", Ink.TEXT_3, is_bold=False),)
    equals = sign(QuantityKind.WEIGHTED_SUM) if summed > 0.5 and len(rows) <= _MOST_TERMS else EQUAL
    return (
        (Run("z = ", Ink.TEXT_3, is_bold=False), *_terms(layer, unit, rows, digits), _sign(f" {equals} "), shown),
        (Run("a = ", Ink.TEXT_3, is_bold=False), *function, answer),
    )


def _terms(layer: LayerTrace, unit: UnitAt, rows: tuple[Row, ...], digits: int) -> tuple[Run, ...]:
    bias = float(layer.layer.bias[unit.unit])
    weights = layer.layer.weights[unit.unit].tolist()
    runs: list[Run] = []
    if len(weights) > _MOST_TERMS:
        words = Message("sum of {n} products", n=len(weights))
        runs.append(Run(say(words), Ink.TEXT_2, is_bold=False))
    else:
        for k, (value, weight) in enumerate(zip(layer.inputs.tolist(), weights, strict=True)):
            runs += [_sign(" + (" if k else "(")]
            known = Run(_short(value, digits), sign_ink(value)) if rows[k].opacity > 0.5 else Run("…", Ink.TEXT_3)
            runs += [known, _sign(" × ")]
            runs += [Run(_short(weight, digits), sign_ink(weight)), _sign(")")]
    if bias:
        # `− 0.5`, not `+ −0.5`.
        runs += [_sign(" − " if bias < 0 else " + "), Run(_short(abs(bias), digits), sign_ink(bias))]
    return tuple(runs)


def _short(value: float, digits: int) -> str:
    return shortened(value, digits, 72, 15)


def _sign(text: str) -> Run:
    return Run(text, Ink.TEXT_3, is_bold=False)


def bend(row: Row, middle: float) -> tuple[tuple[float, float], ...]:
    """The way of a product: level past its weight, then to the rim of the sum."""
    dx, dy = SUM_X - BEND_X, middle - row.y
    length = math.hypot(dx, dy)
    rim = 1 - UNIT_RADIUS / length
    return (INPUT_X, row.y), (BEND_X, row.y), (between(BEND_X, SUM_X, rim), between(row.y, middle, rim))
