"""Explanations and whole steps as plain text, for the command line and for copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.experiment import Experiment
from core.explaining.arithmetic import Piece, pieces_of, relation, written
from core.explaining.backward_equations import has_short_form, short_form
from core.explaining.equations import equation
from core.explaining.explanation import Explanation, Row
from core.explaining.explanation_words import formula_of
from core.explaining.terms import number
from core.losses import LOSSES
from core.message import Message
from core.numbers import short
from core.optimizers import OPTIMIZER_TABLE
from core.quantity import LOSS, Kind, Quantity, value_of
from core.trace import Trace, trace
from simulator.words import say

MOST_UNITS = 8
MOST_INPUTS = 12
_INDENT = "  "


def explanation_text(explanation: Explanation, digits: int = 4) -> str:
    """The explanation as it stands in its panel, from path to update; ends in a newline."""
    lines = [
        " › ".join(say(part, digits) for part in explanation.path),
        say(explanation.title, digits),
        say(explanation.sentence, digits),
        "",
    ]
    if explanation.formula:
        lines.append(" ".join(say(sign.text, digits) for sign in explanation.formula))
    lines.append(_equated(pieces_of(explanation.equation), explanation.result.value, digits))
    if explanation.short_form:
        short = _equated(pieces_of(explanation.short_form), explanation.result.value, digits)
        lines.append(say(Message("in short, loss and activation together: {expression}", expression=short)))
    lines += [say(note, digits) for note in explanation.notes]
    for heading, rows in (
        (Message("Where it comes from"), explanation.comes_from),
        (Message("Where it goes"), explanation.goes_to),
        (Message("What the update does"), explanation.update),
    ):
        if rows:
            lines += ["", say(heading), *(_INDENT + _row_text(row, digits) for row in rows)]
    return "\n".join(lines) + "\n"


def step_text(step: Trace, experiment: Experiment, digits: int = 4) -> str:
    """One whole step worked through: forward, loss, slopes, new weights; ends in a newline.

    Long layers are cut after 8 units (inputs after 12), and say so.
    """
    sections = [_heading(experiment), _inputs(step, digits)]
    sections += [_forward(step, column, digits) for column in range(1, len(step.layers) + 1)]
    sections.append(_outcome(step, digits))
    if step.loss is not None:
        sections += [_backward(step, column, digits) for column in range(len(step.layers), 0, -1)]
        sections.append(_update(step, digits))
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _row_text(row: Row, digits: int) -> str:
    return f"{one_line(say(row.label, digits))}: {_equated(row.expression, row.value.value, digits)}"


def _equated(pieces: Sequence[Piece], result: float, digits: int) -> str:
    """`expression = result`, or the result alone where the expression would only repeat it."""
    value = short(result, digits)
    if len(pieces) < 2:
        return value
    return f"{written(pieces, digits)} {relation(pieces, result, digits)} {value}"


def line_of(trace: Trace, at: Quantity, name: str, digits: int) -> str:
    """One number of a unit: `z = (2 × 1) + (3 × 1) = 5`."""
    return f"{name} = {_equated(pieces_of(equation(trace, at)), number(trace, at).value, digits)}"


def _rule(trace: Trace, at: Quantity) -> str:
    """The right-hand side of a formula."""
    return say(formula_of(trace, at)[-1].text)


def _inputs(trace: Trace, digits: int) -> list[str]:
    names = trace.network.inputs
    lines = [
        _INDENT + line_of(trace, Quantity(Kind.INPUT, 0, index), one_line(name), digits)
        for index, name in enumerate(names[:MOST_INPUTS])
    ]
    return [say(Message("Inputs")), *lines, *cut(names, MOST_INPUTS, Message("inputs"))]


def _forward(trace: Trace, column: int, digits: int) -> list[str]:
    layer = trace.layers[column - 1].layer
    z, a = (_rule(trace, Quantity(kind, column, 0)) for kind in (Kind.WEIGHTED_SUM, Kind.ACTIVATION))
    lines = [f"{one_line(layer.name)} ({layer.activation}): z = {z}, a = {a}"]
    for unit, name in _units(trace, column):
        lines += [
            _INDENT + one_line(name),
            _INDENT * 2 + line_of(trace, Quantity(Kind.WEIGHTED_SUM, column, unit), "z", digits),
            _INDENT * 2 + line_of(trace, Quantity(Kind.ACTIVATION, column, unit), "a", digits),
        ]
    return [*lines, *cut(layer.units, MOST_UNITS, Message("units"))]


def _outcome(trace: Trace, digits: int) -> list[str]:
    last = len(trace.layers)
    lines = [say(Message("Prediction"))]
    for unit, name in _units(trace, last):
        prediction = number(trace, Quantity(Kind.ACTIVATION, last, unit)).value
        text = f"{_INDENT}{one_line(name)} = {short(prediction, digits)}"
        if trace.targets is not None:
            target = short(float(trace.targets[unit]), digits)
            error = line_of(trace, Quantity(Kind.ERROR, last, unit), say(Message("error")), digits)
            text += f", {say(Message('target {target}', target=target))}, {error}"
        lines.append(text)
    lines += cut(trace.network.output.units, MOST_UNITS, Message("units"))
    if trace.loss is not None:
        loss = LOSSES[trace.training.loss]
        convention = Message("Loss ({name}: {convention})", name=loss.name, convention=loss.convention)
        lines += ["", say(convention), _INDENT + line_of(trace, LOSS, say(Message("loss")), digits)]
    return lines


def _backward(trace: Trace, column: int, digits: int) -> list[str]:
    layer = trace.layers[column - 1].layer
    heading = Message("Slopes of {layer}: how fast the loss grows when these grow", layer=one_line(layer.name))
    at_unit = _rule(trace, Quantity(Kind.SLOPE_AT_ACTIVATION, column, 0))
    of_weight = _rule(trace, Quantity(Kind.SLOPE_OF_WEIGHT, column, 0, 0))
    rules = Message("slope at a: {at_unit}; slope of a weight: {of_weight}", at_unit=at_unit, of_weight=of_weight)
    lines = [say(heading), _INDENT + say(rules)]
    for unit, name in _units(trace, column):
        lines.append(_INDENT + one_line(name))
        lines += numbers_of(trace, _slopes_of_unit(trace, column, unit), digits)
        lines += cut(trace.network.unit_names(column - 1), MOST_INPUTS, Message("weights"), depth=2)
    return [*lines, *cut(layer.units, MOST_UNITS, Message("units"))]


def _slopes_of_unit(trace: Trace, column: int, unit: int) -> list[tuple[Message, Quantity]]:
    layer = trace.layers[column - 1].layer
    slope = Message("slope of {activation}", activation=layer.activation)
    own = [(slope, Quantity(Kind.ACTIVATION_SLOPE, column, unit))]
    return [
        (Message("slope at a"), Quantity(Kind.SLOPE_AT_ACTIVATION, column, unit)),
        *([] if layer.function.mixes_units else own),
        (Message("slope at z"), Quantity(Kind.SLOPE_AT_SUM, column, unit)),
        *_edges(trace, column, unit, Kind.SLOPE_OF_WEIGHT, Message("slope of the weight from {source}")),
        (Message("slope of the bias"), Quantity(Kind.SLOPE_OF_BIAS, column, unit)),
    ]


def _update(trace: Trace, digits: int) -> list[str]:
    """The new weights, and what the network then says of the same example."""
    if trace.updated is None:
        return [say(Message("The step is so large that a new weight is beyond what a number can hold."))]
    formula = Message(OPTIMIZER_TABLE[trace.training.optimizer].formula, value=Message("weight"))
    rule = Message("{formula}, learning rate {rate}", formula=formula, rate=trace.training.first_rate)
    lines = [say(Message("New weights ({rule})", rule=rule), digits)]
    for column in range(1, len(trace.layers) + 1):
        layer = trace.layers[column - 1].layer
        for unit, name in _units(trace, column):
            lines.append(f"{_INDENT}{one_line(layer.name)} › {one_line(name)}")
            numbers = [
                *_edges(trace, column, unit, Kind.NEW_WEIGHT, Message("weight from {source}")),
                (Message("bias"), Quantity(Kind.NEW_BIAS, column, unit)),
            ]
            lines += numbers_of(trace, numbers, digits)
            lines += cut(trace.network.unit_names(column - 1), MOST_INPUTS, Message("weights"), depth=2)
        lines += cut(layer.units, MOST_UNITS, Message("units"))
    return [*lines, "", *after_step(trace, digits)]


def after_step(before: Trace, digits: int) -> list[str]:
    assert before.updated is not None
    after = trace(before.updated, before.inputs, before.targets, before.training, before.raw_inputs, before.data)
    lines = [say(Message("After the step"))]
    for name, value in list(zip(after.network.output.units, after.prediction.tolist(), strict=True))[:MOST_UNITS]:
        lines.append(f"{_INDENT}{one_line(name)} = {short(value, digits)}")
    lines += cut(after.network.output.units, MOST_UNITS, Message("units"))
    change = Message("loss = {after}, before the step {before}", after=after.loss, before=before.loss)
    return [*lines, _INDENT + say(change, digits)]


def _edges(trace: Trace, column: int, unit: int, kind: Kind, label: Message) -> list[tuple[Message, Quantity]]:
    """One number of the first edges into a unit."""
    names = trace.network.unit_names(column - 1)[:MOST_INPUTS]
    return [
        (Message(label.template, source=name), Quantity(kind, column, unit, source))
        for source, name in enumerate(names)
    ]


def numbers_of(trace: Trace, numbers: Sequence[tuple[Message, Quantity]], digits: int) -> list[str]:
    return [
        _INDENT * 2 + line
        for label, at in numbers
        if value_of(trace, at) is not None
        for line in (line_of(trace, at, one_line(say(label, digits)), digits), *_in_short(trace, at, digits))
    ]


def _in_short(trace: Trace, at: Quantity, digits: int) -> list[str]:
    """The slope at z once more, where loss and activation together make it short."""
    if at.kind is not Kind.SLOPE_AT_SUM or not has_short_form(trace, at.column):
        return []
    equated = _equated(pieces_of(short_form(trace, at)), number(trace, at).value, digits)
    return [say(Message("slope at z, in short = {equated}", equated=equated))]


def _units(trace: Trace, column: int) -> Iterator[tuple[int, str]]:
    """The units of a column that are written out."""
    yield from enumerate(trace.network.unit_names(column)[:MOST_UNITS])


def cut(names: Sequence[str], most: int, what: Message, depth: int = 1) -> list[str]:
    """A line that says how many were left out, if any."""
    left = len(names) - most
    return [_INDENT * depth + say(Message("… {count} more {what}", count=left, what=what))] if left > 0 else []


def _heading(experiment: Experiment) -> list[str]:
    return [one_line(experiment.name)] if experiment.name else []


def one_line(text: str) -> str:
    """A user's name as it stands in a line: without line breaks and control signs."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
