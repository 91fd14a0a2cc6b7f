"""The words of an explanation: a title, one plain sentence why, and the rule in general form."""

from __future__ import annotations

from core.arithmetic import Role, Sign
from core.backward_equations import is_held, splits_in_three
from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE
from core.quantity import Kind, Quantity
from core.trace import Trace

_TITLES = {
    Kind.INPUT: Message("Input"),
    Kind.WEIGHT: Message("Weight"),
    Kind.PRODUCT: Message("Product"),
    Kind.BIAS: Message("Bias"),
    Kind.WEIGHTED_SUM: Message("Weighted sum"),
    Kind.ACTIVATION: Message("Activation"),
    Kind.TARGET: Message("Target"),
    Kind.ERROR: Message("Error"),
    Kind.LOSS: Message("Loss"),
    Kind.ACTIVATION_SLOPE: Message("Slope of the activation"),
    Kind.SLOPE_AT_ACTIVATION: Message("Slope at a unit"),
    Kind.SLOPE_AT_SUM: Message("Slope at a weighted sum"),
    Kind.SLOPE_OF_WEIGHT: Message("Slope of a weight"),
    Kind.SLOPE_OF_BIAS: Message("Slope of a bias"),
    Kind.NEW_WEIGHT: Message("New weight"),
    Kind.NEW_BIAS: Message("New bias"),
}

_SENTENCES = {
    Kind.INPUT: Message("A number given to the network: it is not computed, it is where everything begins."),
    Kind.WEIGHT: Message("How strongly a value counts on its way into this unit. Training changes it."),
    Kind.PRODUCT: Message("The value is multiplied by the weight of the edge it travels along."),
    Kind.BIAS: Message("A number of the unit's own that is added to its products. Training changes it."),
    Kind.WEIGHTED_SUM: Message("Every value that comes in is multiplied by its weight, and the products are added."),
    Kind.TARGET: Message("What the prediction should have been: it is given with the example."),
    Kind.ERROR: Message("How far the prediction is from its target, and on which side."),
    Kind.LOSS: Message("One number for how wrong the prediction is. Training makes it smaller."),
    Kind.ACTIVATION_SLOPE: Message("How fast the activation grows when the weighted sum grows, where it stands now."),
    Kind.SLOPE_AT_SUM: Message("How fast the loss grows when this weighted sum grows, before the activation."),
    Kind.SLOPE_OF_BIAS: Message("How fast the loss grows when this bias grows. The bias is added as it is."),
    Kind.NEW_WEIGHT: Message("The weight takes one step against its slope, the way in which the loss falls."),
    Kind.NEW_BIAS: Message("The bias takes one step against its slope, the way in which the loss falls."),
}

_FORMULAS = {
    Kind.PRODUCT: (Role.VALUE, Message("product"), Message("value × weight")),
    Kind.WEIGHTED_SUM: (Role.VALUE, Message("z"), Message("sum of value × weight")),
    Kind.ERROR: (Role.PLAIN, Message("error"), Message("prediction − target")),
}


def title_of(trace: Trace, at: Quantity) -> Message:
    """What the number is called."""
    if at.kind is Kind.ACTIVATION and at.column == len(trace.layers):
        return Message("Prediction")
    return _TITLES[at.kind]


def sentence_of(trace: Trace, at: Quantity) -> Message:
    """One plain sentence why the number is what it is."""
    if at.kind is Kind.INPUT and trace.scaling.scale:
        return Message("The raw value, moved and stretched as the training rows ask, so that all inputs are alike.")
    if at.kind is Kind.NEW_WEIGHT and is_held(trace, at):
        return Message("This weight is frozen or pruned: training leaves it as it is.")
    if at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS) and not trace.training.is_plain_descent:
        return OPTIMIZER_TABLE[trace.training.optimizer].sentence
    if at.kind is Kind.ACTIVATION:
        return trace.layers[at.column - 1].layer.function.sentence
    if at.kind is Kind.SLOPE_AT_ACTIVATION:
        if at.column == len(trace.layers):
            return Message("How fast the loss grows when this prediction grows: here the way back begins.")
        return Message("How fast the loss grows when this value grows: what comes back over every edge that leaves.")
    if at.kind is Kind.SLOPE_OF_WEIGHT:
        if splits_in_three(trace, at.column, at.unit):
            return Message("How fast the loss grows when this weight grows. Three numbers are multiplied.")
        return Message("How fast the loss grows when this weight grows. Two numbers are multiplied.")
    return _SENTENCES[at.kind]


def formula_of(trace: Trace, at: Quantity) -> tuple[Sign, ...]:
    """The rule in general form, `z = sum of value × weight`; empty for given numbers."""
    parts = _formula(trace, at)
    if parts is None:
        return ()
    role, left, right = parts
    return (Sign(left, role), Sign("="), Sign(right))


def _formula(trace: Trace, at: Quantity) -> tuple[Role, Message | str, Message | str] | None:
    loss = LOSSES[trace.training.loss]
    if at.kind is Kind.LOSS:
        return Role.PLAIN, Message("loss"), loss.formula
    if at.kind is Kind.INPUT:
        return (Role.VALUE, Message("input"), Message("(raw − center) / scale")) if trace.scaling.scale else None
    if at.column == 0:
        return None
    here = trace.layers[at.column - 1]
    function = here.layer.function
    if at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS):
        formula = OPTIMIZER_TABLE[trace.training.optimizer].formula
        old, new = (Message("weight"), Message("new weight"))
        if at.kind is Kind.NEW_BIAS:
            old, new = (Message("bias"), Message("new bias"))
        return Role.VALUE, new, old if is_held(trace, at) else Message(formula, value=old)
    if at.kind is Kind.WEIGHTED_SUM and here.layer.use_bias:
        return Role.VALUE, Message("z"), Message("sum of value × weight + bias")
    if at.kind is Kind.ACTIVATION:
        left, _, right = function.formula.partition(" = ")
        return Role.VALUE, left, right
    if at.kind is Kind.ACTIVATION_SLOPE:
        return Role.PLAIN, Message("slope of {activation}", activation=function.name), function.slope_formula
    rule = _slope_rule(trace, at)
    return _FORMULAS.get(at.kind) if rule is None else (Role.SLOPE, Message("slope"), rule)


def _slope_rule(trace: Trace, at: Quantity) -> Message | str | None:
    """The right-hand side of the rule for a slope of the loss."""
    splits = splits_in_three(trace, at.column, at.unit)
    match at.kind:
        case Kind.SLOPE_AT_ACTIVATION if at.column == len(trace.layers):
            return LOSSES[trace.training.loss].slope_formula
        case Kind.SLOPE_AT_ACTIVATION:
            return Message("sum of slope × weight")
        case Kind.SLOPE_AT_SUM if trace.layers[at.column - 1].layer.function.mixes_units:
            return Message("a × (slope at a − sum of slope × a)")
        case Kind.SLOPE_AT_SUM:
            return Message("slope at the unit × activation slope") if splits else Message("activation − target")
        case Kind.SLOPE_OF_WEIGHT:
            return Message("value × slope × activation slope") if splits else Message("value × slope at the sum")
        case Kind.SLOPE_OF_BIAS:
            return Message("slope × activation slope") if splits else Message("slope at the sum")
        case _:
            return None
