"""What each beat says: a few words for what happens, one sentence for why."""

from __future__ import annotations

from math import isnan

from core.experiment import Training
from core.explaining.backward_equations import splits_in_three
from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE
from core.trace import Trace
from simulator.frames.frame import Caption
from simulator.frames.timeline import Beat, Kind

MOST_TERMS, MOST_SLOPES = 4, 2


def caption_of(trace: Trace, beat: Beat | None) -> Caption:
    """The caption of a beat; at rest, how to begin."""
    if beat is None:
        return Caption(Message("One step"), Message("Play it, or double-click a number to change it."))
    return _CAPTIONS[beat.kind](trace, beat)


def _inputs(trace: Trace, beat: Beat) -> Caption:
    is_scaled = bool(trace.data.scaling.scale)
    if len(trace.inputs) == 1:
        scaled = Message("The number of one example, scaled as for training, enters the network.")
        plain = Message("The number of one example enters the network.")
        return Caption(Message("The input appears"), scaled if is_scaled else plain)
    scaled = Message("The numbers of one example, scaled as for training, enter the network.")
    plain = Message("The numbers of one example enter the network.")
    return Caption(Message("The inputs appear"), scaled if is_scaled else plain)


def _products(trace: Trace, beat: Beat) -> Caption:
    if len(beat.units) > 1:
        return Caption(
            Message("Products travel to {layer}", layer=_layer_name(trace, beat)),
            Message("On its way, every value is multiplied by the weight of its edge."),
        )
    layer = trace.layers[beat.column - 1]
    terms = [
        Message("{value} × {weight}", value=float(value), weight=float(weight))
        for value, weight in zip(layer.inputs, layer.layer.weights[beat.units[0]], strict=True)
    ]
    if len(terms) == 1:
        line = Message("A product travels to {unit}", unit=_name(trace, beat))
        return Caption(line, Message("The value times its weight: {terms}.", terms=terms[0]))
    return Caption(
        Message("Products travel to {unit}", unit=_name(trace, beat)),
        Message("Each value times its weight: {terms}.", terms=_listed(terms)),
    )


def _sum(trace: Trace, beat: Beat) -> Caption:
    layer = trace.layers[beat.column - 1]
    function, has_bias = layer.layer.function, layer.layer.use_bias
    if len(beat.units) > 1:
        parts = Message("its products and its bias") if has_bias else Message("its products")
        line = Message("{layer} adds up", layer=layer.layer.name)
        if not beat.activates:
            return Caption(line, Message("Every unit adds {parts}.", parts=parts))
        if function.mixes_units:
            return Caption(
                line, Message("Every unit adds {parts}; softmax turns the sums into shares of 1.", parts=parts)
            )
        return Caption(
            line, Message("Every unit adds {parts}, then {f} bends the sum.", parts=parts, f=function.name)
        )
    unit = beat.units[0]
    z, a = float(layer.z[unit]), float(layer.a[unit])
    line = Message("{unit} adds up", unit=_name(trace, beat))
    bias = float(layer.layer.bias[unit])
    whole = Message("The products add up to {z}", z=z)
    if len(layer.inputs) == 1:
        whole = Message("The product is {z}", z=z)
    if has_bias:
        whole = Message("With the bias {bias}, the sum is {z}", bias=bias, z=z)
    if not beat.activates:
        return Caption(line, Message("{whole}.", whole=whole))
    if function.mixes_units:
        return Caption(line, Message("{whole}; softmax turns it into a share, {a} of 1.", whole=whole, a=a))
    # Where one of the two is not to be told, neither is what relu does.
    if function.name == "relu" and not isnan(z + a):
        kept = Message("{whole}. It is positive, so relu keeps it.", whole=whole)
        return Caption(line, kept if z > 0 else Message("{whole}. It is not positive: relu sends 0.", whole=whole))
    return Caption(line, Message("{whole}; {f} makes it {a}.", whole=whole, f=function.name, a=a))


def _loss(trace: Trace, beat: Beat) -> Caption:
    line = Message("Prediction meets target")
    assert trace.targets is not None
    assert trace.error is not None
    entry = LOSSES[trace.training.loss]
    right = _right_class(trace)
    if right is not None:
        name, share = trace.network.output.units[right], float(trace.prediction[right])
        how = Message("{name}, the right answer, has a share of {share}", name=name, share=share)
        return Caption(line, Message("{how}: the loss is −ln of it, {loss}.", how=how, loss=trace.loss))
    if len(trace.targets) > 1:
        values = {"loss": trace.loss, "name": entry.label}
        return Caption(line, Message("All errors together become one number: {loss} ({name}).", **values))
    values = {"prediction": float(trace.prediction[0]), "target": float(trace.targets[0])}
    error = Message("{prediction} − {target} is an error of {error}", error=float(trace.error[0]), **values)
    return Caption(line, Message("{error}; the loss is {loss}.", error=error, loss=trace.loss))


def _right_class(trace: Trace) -> int | None:
    """The one class that is right, where cross-entropy asks for its share alone."""
    if trace.training.loss != "categorical_cross_entropy" or trace.targets is None:
        return None
    ones = [unit for unit, target in enumerate(trace.targets.tolist()) if target]
    return ones[0] if len(ones) == 1 and trace.targets[ones[0]] == 1 else None


def _slopes_at_units(trace: Trace, beat: Beat) -> Caption:
    is_output = beat.column == len(trace.layers)
    if trace.batch_rows:
        place = Message("Mean slopes at {layer}", layer=_layer_name(trace, beat))
        return Caption(Message("Mean slopes at the output") if is_output else place, _mean_over(trace))
    if not is_output:
        return Caption(
            Message("Slopes add up at {layer}", layer=_layer_name(trace, beat)),
            Message("A unit's slope is the sum of the slopes that come back to it."),
        )
    slopes = trace.layers[-1].d_loss_d_a
    assert slopes is not None
    if len(slopes) > 1:
        line, right = Message("The slopes at the output"), _right_class(trace)
        if right is not None:
            values = {"name": trace.network.output.units[right], "answers": _answer(float(slopes[right]))}
            return Caption(line, Message("When the share of {name} grows, the loss {answers}.", **values))
        return Caption(
            line, Message("How the loss answers when one prediction grows: {how}.", how=_loss_slope(trace))
        )
    slope = float(slopes[0])
    line = Message("The slope at the output")
    if slope == 0:
        return Caption(line, Message("It is 0: here a small change of the prediction does not change the loss."))
    return Caption(line, Message("When the prediction grows, the loss {answers}.", answers=_answer(slope)))


def _answer(slope: float) -> Message:
    """What the loss does when a number grows at which it has this slope."""
    if isnan(slope):
        return Message("changes {size} times as fast", size=slope)
    if abs(slope) == 1:
        return Message("grows just as fast") if slope > 0 else Message("falls just as fast")
    words = Message("grows {size} times as fast") if slope > 0 else Message("falls {size} times as fast")
    return Message(words.template, size=abs(slope))


def _slopes_of_weights(trace: Trace, beat: Beat) -> Caption:
    layer = trace.layers[beat.column - 1]
    if len(beat.units) > 1:
        line = Message("Slopes travel back from {layer}", layer=layer.layer.name)
    else:
        line = Message("Slopes travel back from {unit}", unit=_name(trace, beat))
    if trace.batch_rows:
        return Caption(line, _mean_over(trace))
    splits = all(splits_in_three(trace, beat.column, unit) for unit in beat.units)
    if not splits:
        return Caption(line, Message("A weight's slope: value × slope at the weighted sum."))
    why = Message("A weight's slope: value × slope at the unit × slope of {f}.", f=layer.layer.activation)
    if len(beat.units) > 1:
        return Caption(line, why)
    assert layer.d_loss_d_a is not None
    assert layer.d_loss_d_weights is not None
    unit = beat.units[0]
    if layer.activation_slope[unit] == 0:
        return Caption(line, Message("The slope of {f} is 0 here: nothing passes back.", f=layer.layer.activation))
    terms = [
        Message(
            "{value} × {slope} × {bend} = {result}",
            value=float(value),
            slope=float(layer.d_loss_d_a[unit]),
            bend=float(layer.activation_slope[unit]),
            result=float(result),
        )
        for value, result in zip(layer.inputs, layer.d_loss_d_weights[unit], strict=True)
    ]
    if len(terms) > MOST_SLOPES:
        return Caption(line, why)
    return Caption(
        line,
        Message("Value × slope at the unit × slope of {f}: {terms}.", f=layer.layer.activation, terms=_listed(terms)),
    )


def _mean_over(trace: Trace) -> Message:
    return Message("Each is the mean of its slopes in {n} training rows.", n=trace.batch_rows)


def _update(trace: Trace, beat: Beat) -> Caption:
    training = trace.training
    optimizer = OPTIMIZER_TABLE[training.optimizer]
    if training.is_plain_descent:
        line = Message("Weights step against their slopes")
        return Caption(line, Message("New weight = weight − {rate} × slope.", rate=training.first_rate))
    line = Message("{name} changes the weights", name=optimizer.label)
    rule = Message(optimizer.formula, value=Message("weight"))
    extras = _extras(training)
    if extras:
        return Caption(line, Message("New weight = {rule}, {extras}.", rule=rule, extras=_listed(extras)))
    return Caption(line, Message("New weight = {rule}.", rule=rule))


def _extras(training: Training) -> list[Message]:
    """What an update does beyond the rule of its optimizer."""
    found = (
        (training.momentum, Message("with momentum {value}", value=training.momentum)),
        (
            training.decay if training.optimizer != "adamw" else 0.0,
            Message("with weight decay {value}", value=training.decay),
        ),
        (training.l1, Message("with an L1 penalty of {value}", value=training.l1)),
        (training.l2, Message("with an L2 penalty of {value}", value=training.l2)),
        (training.gradient_clip, Message("slopes held to a length of {value}", value=training.gradient_clip)),
    )
    return [words for value, words in found if value]


_CAPTIONS = {
    Kind.INPUTS: _inputs,
    Kind.PRODUCTS: _products,
    Kind.SUM: _sum,
    Kind.LOSS: _loss,
    Kind.SLOPES_AT_UNITS: _slopes_at_units,
    Kind.SLOPES_OF_WEIGHTS: _slopes_of_weights,
    Kind.UPDATE: _update,
}


def _layer_name(trace: Trace, beat: Beat) -> str:
    return trace.network.layers[beat.column - 1].name


def _name(trace: Trace, beat: Beat) -> str:
    return trace.network.unit_names(beat.column)[beat.units[0]]


def _loss_slope(trace: Trace) -> str:
    return LOSSES[trace.training.loss].slope_formula


def _listed(terms: list[Message]) -> Message:
    """`a, b and c`; of many the first, and how many more."""
    shown = terms if len(terms) <= MOST_TERMS else terms[: MOST_TERMS - 1]
    if len(shown) < len(terms):
        shown = [*shown, Message("{n} more", n=len(terms) - len(shown))]
    joined = shown[0]
    for index, term in enumerate(shown[1:], start=2):
        template = "{first} and {last}" if index == len(shown) else "{first}, {last}"
        joined = Message(template, first=joined, last=term)
    return joined
