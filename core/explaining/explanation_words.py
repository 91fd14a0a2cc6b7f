"""The words of an explanation: a title, one plain sentence why, and the rule in general form."""

from __future__ import annotations

from collections.abc import Callable

from core.explaining.arithmetic import Role, Sign
from core.explaining.backward_equations import splits_in_three
from core.explaining.batch_equations import is_mean
from core.explaining.forward_equations import feature_made
from core.explaining.update_equations import is_held
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
    Kind.USED_SLOPE: Message("Slope used"),
    Kind.MEAN_SLOPE: Message("Mean slope"),
    Kind.SQUARED_SLOPE: Message("Mean slope²"),
    Kind.NORM: Message("Norm of all slopes"),
    Kind.CLIP_SCALE: Message("Clip scale"),
    Kind.NEW_WEIGHT: Message("New weight"),
    Kind.NEW_BIAS: Message("New bias"),
}
_VELOCITY, _SUM_OF_SQUARES = Message("Velocity"), Message("Sum of slope²")
_IN_RULES = {
    _TITLES[Kind.USED_SLOPE]: Message("slope used"),
    _TITLES[Kind.MEAN_SLOPE]: Message("mean slope"),
    _TITLES[Kind.SQUARED_SLOPE]: Message("mean slope²"),
    _TITLES[Kind.NORM]: Message("norm"),
    _TITLES[Kind.CLIP_SCALE]: Message("clip scale"),
    _VELOCITY: Message("velocity"),
    _SUM_OF_SQUARES: Message("sum of slope²"),
}
"""What the optimizer works with, at the left of its rule, by title."""

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
    Kind.USED_SLOPE: Message("What the optimizer is given: the slope after penalties, clipping and weight decay."),
    Kind.MEAN_SLOPE: Message("What the optimizer remembers of the slopes so far, the latest counting most."),
    Kind.SQUARED_SLOPE: Message("What the optimizer remembers of how large the slopes are; steps are divided by it."),
    Kind.NORM: Message("How long all slopes together are, as the length of an arrow: clipping holds it down."),
    Kind.CLIP_SCALE: Message("All slopes are made shorter alike, so that one step never goes too far."),
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
    if at.kind is Kind.MEAN_SLOPE and trace.training.optimizer == "sgd":
        return _VELOCITY
    if at.kind is Kind.SQUARED_SLOPE and trace.training.optimizer == "adagrad":
        return _SUM_OF_SQUARES
    return _TITLES[at.kind]


def sentence_of(trace: Trace, at: Quantity) -> Message:
    """One plain sentence why the number is what it is."""
    if is_mean(trace, at):
        return Message("Every row of the batch has a slope of its own here; this is their mean.")
    if at.kind is Kind.INPUT and feature_made(trace, at.unit) is not None:
        return Message("A number made of the raw columns, so that the network need not find it out by itself.")
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
    if at.kind is Kind.INPUT and (made := feature_made(trace, at.unit)) is not None:
        scaled = Message("({feature} − center) / scale", feature=made.label)
        return Role.VALUE, Message("input"), scaled if trace.scaling.scale else made.label
    if at.kind is Kind.INPUT:
        return (Role.VALUE, Message("input"), Message("(raw − center) / scale")) if trace.scaling.scale else None
    if at.kind in (Kind.NORM, Kind.CLIP_SCALE):
        return Role.PLAIN, _IN_RULES[title_of(trace, at)], _UPDATE_RULES[at.kind](trace, at)
    if at.column == 0:
        return None
    here = trace.layers[at.column - 1]
    function = here.layer.function
    if at.kind in (Kind.NEW_WEIGHT, Kind.NEW_BIAS):
        formula = _update_formula(trace)
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
    if at.kind in _UPDATE_RULES:
        return Role.PLAIN, _IN_RULES[title_of(trace, at)], _UPDATE_RULES[at.kind](trace, at)
    rule = _slope_rule(trace, at)
    return _FORMULAS.get(at.kind) if rule is None else (Role.SLOPE, Message("slope"), rule)


def _update_formula(trace: Trace) -> str:
    training = trace.training
    if training.optimizer == "sgd" and training.momentum:
        move = "(slope + momentum × velocity)" if training.nesterov else "velocity"
        return f"{{value}} − learning rate × {move}"
    return OPTIMIZER_TABLE[training.optimizer].formula


def _used_rule(trace: Trace, at: Quantity) -> str:
    training = trace.training
    rule = "slope"
    if at.source is not None:
        rule += " + l2 × weight" if training.l2 else ""
        rule += " + l1 × sign of weight" if training.l1 else ""
    if training.gradient_clip is not None:
        rule = (rule if rule == "slope" else f"({rule})") + " × clip scale"
    is_coupled = training.decay and training.optimizer != "adamw"
    return rule + (f" + weight decay × {'bias' if at.source is None else 'weight'}" if is_coupled else "")


def _mean_rule(trace: Trace, at: Quantity) -> str:
    if trace.training.optimizer == "sgd":
        return "momentum × velocity before + slope"
    return "mean before + (slope − mean before) × (1 − 0.9)"


def _square_rule(trace: Trace, at: Quantity) -> str:
    name = trace.training.optimizer
    if name == "adagrad":
        return "sum before + slope²"
    share = "0.99" if name == "rmsprop" else "0.999"
    return f"{share} × mean before + (1 − {share}) × slope²"


_UPDATE_RULES: dict[Kind, Callable[[Trace, Quantity], str]] = {
    Kind.USED_SLOPE: _used_rule,
    Kind.MEAN_SLOPE: _mean_rule,
    Kind.SQUARED_SLOPE: _square_rule,
    Kind.NORM: lambda trace, at: "√(sum of slope²)",
    Kind.CLIP_SCALE: lambda trace, at: "largest norm / norm, at most 1",
}


def _slope_rule(trace: Trace, at: Quantity) -> Message | str | None:
    """The right-hand side of the rule for a slope of the loss."""
    if is_mean(trace, at):
        is_weight = at.kind is Kind.SLOPE_OF_WEIGHT
        return (
            Message("mean over the rows of value × slope at the sum") if is_weight else Message("mean over the rows")
        )
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
