"""What is said to a wrong answer: the hint that fits, and never the number itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.explaining.arithmetic import pieces_of, written
from core.explaining.backward_equations import has_short_form, splits_in_three
from core.explaining.explanation import explain
from core.explaining.explanation_words import formula_of
from core.message import Message
from core.practice.answers import tolerance_of
from core.practice.mistakes import Mistake, mistakes_behind
from core.quantity import Kind, Quantity, sent_by, value_of
from core.trace import Trace

_CAUSES = {
    Mistake.FORGOT_BIAS: Message("the bias was forgotten"),
    Mistake.FORGOT_ACTIVATION_SLOPE: Message("the slope of an activation was forgotten"),
    Mistake.WRONG_SIGN: Message("a sign is wrong"),
    Mistake.USED_UPDATED_WEIGHT: Message("a weight was used after its update"),
    Mistake.ADDED: Message("something was added that is to be multiplied"),
    Mistake.FORGOT_PATH: Message("a path was forgotten"),
    Mistake.MIXED_ROWS: Message("rows were mixed up"),
    Mistake.FORGOT_RATE: Message("the learning rate was forgotten"),
}
_ADVICE = {
    Mistake.FORGOT_BIAS: Message("Every unit adds its bias to its products."),
    Mistake.FORGOT_ACTIVATION_SLOPE: Message("On its way back a slope is multiplied by the activation's slope."),
    Mistake.USED_UPDATED_WEIGHT: Message("All slopes are worked out with the old weights; only then all change."),
    Mistake.ADDED: Message("Look again at what is multiplied and what is added."),
    Mistake.FORGOT_PATH: Message("Add what comes over every edge."),
    Mistake.MIXED_ROWS: Message("Look again at where this edge or unit begins and where it ends."),
    Mistake.FORGOT_RATE: Message("The step is the learning rate times the slope."),
}
_SIGNS = {
    Kind.NEW_WEIGHT: Message("The step goes against the slope: it is subtracted."),
    Kind.NEW_BIAS: Message("The step goes against the slope: it is subtracted."),
    Kind.ACTIVATION: Message("Put the sum into the activation with its sign."),
    Kind.LOSS: Message("No error makes it smaller than 0."),
    Kind.WEIGHTED_SUM: Message("Minus times minus is plus; plus times minus is minus."),
}
_SIGN_OF_SLOPE = Message("The error is prediction − target, and a negative factor turns the sign.")


_NAMES = {
    Kind.WEIGHTED_SUM: "weighted sum of {unit}",
    Kind.ACTIVATION: "activation of {unit}",
    Kind.SLOPE_AT_ACTIVATION: "slope at {unit}",
    Kind.SLOPE_AT_SUM: "slope at the sum of {unit}",
    Kind.SLOPE_OF_WEIGHT: "slope of the weight {source} → {unit}",
    Kind.SLOPE_OF_BIAS: "slope of the bias of {unit}",
    Kind.NEW_WEIGHT: "new weight {source} → {unit}",
    Kind.NEW_BIAS: "new bias of {unit}",
}


@dataclass(frozen=True)
class Diagnosis:
    """What is behind a wrong answer: mistakes that lead to it (several where they make the same number), the right
    step on the way that it also is, and the hint."""

    mistakes: tuple[Mistake, ...]
    step: Message | None
    hint: Message


def asked_for(trace: Trace, at: Quantity) -> Message:
    """What a question is called: `weighted sum of node_0`."""
    if at.kind is Kind.LOSS:
        return Message("loss")
    unit = trace.network.unit_names(at.column)[at.unit]
    if at.source is not None:
        source = trace.network.unit_names(at.column - 1)[at.source]
        return Message(_NAMES[at.kind], source=source, unit=unit)
    return Message(_NAMES[at.kind], unit=unit)


def given_beside(trace: Trace, at: Quantity) -> Message | None:
    """What a picture does not show beside the place of this number, and is needed for it."""
    if at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS):
        kind = Kind.WEIGHT if at.kind is Kind.NEW_WEIGHT else Kind.BIAS
        words = Message("Weight now") if at.kind is Kind.NEW_WEIGHT else Message("Bias now")
        old = value_of(trace, Quantity(kind, at.column, at.unit, at.source))
        numbers = {"old": old, "slope": value_of(trace, _slope_of(at)), "rate": trace.training.first_rate}
        return Message("{words} {old}, its slope {slope}, learning rate {rate}", words=words, **numbers)
    if at.kind is Kind.SLOPE_AT_ACTIVATION and at.column < len(trace.layers):
        return Message("Point at an edge to read its weight.")
    return None


def why(trace: Trace, at: Quantity) -> Message:
    """One line that says how the number comes about."""
    found = explain(trace, at)
    pieces = pieces_of(found.equation)
    if not pieces:
        return rule_of(trace, at)
    return Message(
        "{sum} {relation} {value}", sum=written(pieces), relation=found.relation(), value=found.result.value
    )


def diagnose(trace: Trace, at: Quantity, answer: float) -> Diagnosis:
    """The hint that fits a wrong answer to the number at an address that the trace has."""
    mistakes, tolerance = mistakes_behind(trace, at, answer), tolerance_of(trace, at)
    step = next((name for name, value in _steps(trace, at) if tolerance.accepts(value, answer)), None)
    return Diagnosis(mistakes, step, _hint(trace, at, mistakes, step))


def _hint(trace: Trace, at: Quantity, mistakes: tuple[Mistake, ...], step: Message | None) -> Message:
    rule = rule_of(trace, at)
    if step is not None:
        # The number is right for what it is: nobody is accused of anything.
        if len(mistakes) == 1:
            return Message(
                "That is {step}: right on the way, but not the end of it. {advice}",
                step=step,
                advice=_advice(trace, at, mistakes[0]),
            )
        return Message("That is {step}: right on the way, but not the end of it. {rule}", step=step, rule=rule)
    if not mistakes:
        return Message("Not this number. {rule}", rule=rule)
    first, *others = mistakes
    if not others:
        cause = _cause(trace, first)
        return Message("It looks as if {cause}. {advice}", cause=cause, advice=_advice(trace, at, first))
    return Message(
        "More than one mistake leads to this number: {first}, or {second}. {rule}",
        first=_cause(trace, first),
        second=_cause(trace, others[0]),
        rule=rule,
    )


def _cause(trace: Trace, mistake: Mistake) -> Message:
    if mistake is not Mistake.HALF_LOSS:
        return _CAUSES[mistake]
    if trace.training.loss == "mse":
        return Message("the loss was taken with ½")
    return Message("the loss was taken without its ½")


def _advice(trace: Trace, at: Quantity, mistake: Mistake) -> Message:
    if mistake is Mistake.WRONG_SIGN:
        return _SIGNS.get(at.kind, _SIGN_OF_SLOPE)
    if mistake is Mistake.HALF_LOSS:
        if trace.training.loss == "mse":
            return Message("Here the loss is error², without ½: its slope is 2 × error.")
        return Message("Here the loss is ½ × error²: its slope is the error.")
    return _ADVICE[mistake]


def rule_of(trace: Trace, at: Quantity) -> Message:
    """Which numbers belong into this one, in words."""
    if at.kind is Kind.SLOPE_AT_ACTIVATION and at.column < len(trace.layers):
        names = trace.network.layers[at.column].units
        if len(names) == 1:
            return Message("It is the slope at the sum of {unit} × the weight to it.", unit=names[0])
        return Message("It is a sum over all edges that leave: slope at the next sum × weight.")
    signs = formula_of(trace, at)
    if not signs:
        return Message("Look at the numbers that lead to it.")
    return Message("The rule is {left} = {right}.", left=signs[0].text, right=signs[-1].text)


def _steps(trace: Trace, at: Quantity) -> Iterator[tuple[Message, float]]:
    """Right numbers on the way to this one, by what they are called."""
    for name, quantity in _ingredients(trace, at):
        value = value_of(trace, quantity)
        if value is not None:
            yield name, value
    here = trace.layers[at.column - 1] if at.column else None
    if at.kind is Kind.WEIGHTED_SUM and here is not None:
        total = float(here.products[at.unit].sum())
        yield Message("the sum of the products"), total
    elif at.kind is Kind.LOSS and trace.error is not None and len(trace.error) > 1:
        yield Message("the sum of the squared errors"), float((trace.error**2).sum())
    elif at.kind is Kind.SLOPE_AT_ACTIVATION and 0 < at.column < len(trace.layers):
        after = trace.layers[at.column]
        assert after.d_loss_d_z is not None
        if len(after.layer.units) > 1:
            back = (after.d_loss_d_z * after.layer.weights[:, at.unit]).tolist()
            for unit, slope in zip(after.layer.units, back, strict=True):
                yield Message("what comes back from {unit}", unit=unit), slope
    elif at.kind is Kind.SLOPE_OF_WEIGHT and here is not None and here.d_loss_d_a is not None:
        if splits_in_three(trace, at.column, at.unit):
            yield Message("value × slope at the unit"), float(here.inputs[at.source] * here.d_loss_d_a[at.unit])
    elif at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS):
        slope = value_of(trace, _slope_of(at))
        if slope is not None:
            yield Message("the learning rate times the slope"), trace.training.first_rate * slope


def _slope_of(at: Quantity) -> Quantity:
    kind = Kind.SLOPE_OF_WEIGHT if at.kind is Kind.NEW_WEIGHT else Kind.SLOPE_OF_BIAS
    return Quantity(kind, at.column, at.unit, at.source)


def _ingredients(trace: Trace, at: Quantity) -> Iterator[tuple[Message, Quantity]]:
    column, unit = at.column, at.unit
    match at.kind:
        case Kind.WEIGHTED_SUM:
            for source, name in enumerate(trace.network.unit_names(column - 1)):
                product = Quantity(Kind.PRODUCT, column, unit, source)
                yield Message("the product from {unit}", unit=name), product
        case Kind.ACTIVATION:
            yield Message("the weighted sum"), Quantity(Kind.WEIGHTED_SUM, column, unit)
        case Kind.LOSS:
            for output, name in enumerate(trace.network.output.units):
                yield Message("the error of {unit}", unit=name), Quantity(Kind.ERROR, len(trace.layers), output)
        case Kind.SLOPE_AT_ACTIVATION | Kind.SLOPE_AT_SUM:
            yield Message("the error"), Quantity(Kind.ERROR, column, unit)
        case Kind.SLOPE_OF_WEIGHT | Kind.SLOPE_OF_BIAS:
            if at.source is not None:
                yield Message("the value at the beginning of the edge"), sent_by(column - 1, at.source)
            if not has_short_form(trace, column):
                yield Message("the slope at the unit"), Quantity(Kind.SLOPE_AT_ACTIVATION, column, unit)
            yield Message("the slope at the weighted sum"), Quantity(Kind.SLOPE_AT_SUM, column, unit)
        case Kind.NEW_WEIGHT | Kind.NEW_BIAS:
            old = Kind.WEIGHT if at.kind is Kind.NEW_WEIGHT else Kind.BIAS
            yield Message("the slope"), _slope_of(at)
            yield Message("the old number"), Quantity(old, column, unit, at.source)
