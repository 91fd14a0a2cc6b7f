"""What each beat says: a few words for what happens, one sentence for why."""

from __future__ import annotations

from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE
from core.trace import Trace
from simulator.frame import Caption
from simulator.timeline import Beat, Kind

MOST_TERMS = 4


def caption_of(trace: Trace, beat: Beat | None) -> Caption:
    """The caption of a beat; at rest, how to begin."""
    if beat is None:
        return Caption(Message("One step"), Message("Play it, or double-click a number to change it."))
    return _CAPTIONS[beat.kind](trace, beat)


def _inputs(trace: Trace, beat: Beat) -> Caption:
    return Caption(Message("Inputs appear"), Message("The numbers of one example enter the network."))


def _products(trace: Trace, beat: Beat) -> Caption:
    if len(beat.units) > 1:
        return Caption(
            Message("Products travel to {layer}", layer=trace.network.layers[beat.column - 1].name),
            Message("Every value is multiplied by the weight it passes."),
        )
    layer = trace.layers[beat.column - 1]
    terms = [
        Message("{value} × {weight}", value=float(value), weight=float(weight))
        for value, weight in zip(layer.inputs, layer.layer.weights[beat.units[0]], strict=True)
    ]
    return Caption(
        Message("Products travel to {unit}", unit=_name(trace, beat)),
        Message("Each value times its weight: {terms}", terms=_listed(terms)),
    )


def _sum(trace: Trace, beat: Beat) -> Caption:
    layer = trace.layers[beat.column - 1]
    function = layer.layer.activation
    if len(beat.units) > 1:
        line = Message("{layer} adds up", layer=layer.layer.name)
        if not beat.activates:
            return Caption(line, Message("Every unit adds its products and its bias."))
        return Caption(line, Message("Every unit adds its products and its bias, then applies {f}.", f=function))
    unit = beat.units[0]
    z, a = float(layer.z[unit]), float(layer.a[unit])
    line = Message("{unit} adds up", unit=_name(trace, beat))
    if not beat.activates:
        return Caption(line, Message("The products and the bias make {z}.", z=z))
    if layer.layer.function.mixes_units:
        return Caption(line, Message("The sum is {z}; softmax turns the sums into shares of 1.", z=z))
    return Caption(line, Message("The sum is {z}; {f} makes it {a}.", z=z, f=function, a=a))


def _loss(trace: Trace, beat: Beat) -> Caption:
    line = Message("Prediction meets target")
    assert trace.targets is not None
    assert trace.error is not None
    if len(trace.targets) > 1:
        return Caption(line, Message("The loss is {loss}: {how}.", loss=trace.loss, how=_convention(trace)))
    values = {"prediction": float(trace.prediction[0]), "target": float(trace.targets[0])}
    return Caption(
        line,
        Message("{prediction} − {target} is an error of {error}.", error=float(trace.error[0]), **values),
    )


def _slopes_at_units(trace: Trace, beat: Beat) -> Caption:
    if trace.batch_rows:
        return Caption(Message("Slopes of the whole batch"), _mean_over(trace))
    if beat.column == len(trace.layers):
        return Caption(
            Message("The slope at the output"),
            Message("How fast the loss grows when the prediction grows: {how}.", how=_loss_slope(trace)),
        )
    return Caption(
        Message("Slopes add up at {layer}", layer=trace.network.layers[beat.column - 1].name),
        Message("A unit's slope is the sum of the slopes that come back to it."),
    )


def _slopes_of_weights(trace: Trace, beat: Beat) -> Caption:
    line = Message("Slopes travel back to the weights")
    if trace.batch_rows:
        return Caption(line, _mean_over(trace))
    layer = trace.layers[beat.column - 1]
    why = Message("A weight's slope: value × slope after it × activation slope.")
    if len(beat.units) > 1 or layer.layer.function.mixes_units:
        return Caption(line, why)
    assert layer.d_loss_d_a is not None
    assert layer.d_loss_d_weights is not None
    unit = beat.units[0]
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
    if len(terms) > MOST_TERMS:
        return Caption(line, why)
    return Caption(line, Message("Value × slope after it × activation slope: {terms}", terms=_listed(terms)))


def _mean_over(trace: Trace) -> Message:
    return Message("Each is the mean of its slopes in {n} training rows.", n=trace.batch_rows)


def _update(trace: Trace, beat: Beat) -> Caption:
    training = trace.training
    rate = training.first_rate
    if not training.is_plain_descent:
        optimizer = OPTIMIZER_TABLE[training.optimizer]
        rule = Message(optimizer.formula, value=Message("weight"))
        sentence = Message("Each weight takes the first step of {name}: {rule}.", name=optimizer.label, rule=rule)
        return Caption(Message("The weights would change so"), sentence)
    return Caption(
        Message("The weights would change so"),
        Message("Each weight takes a step against its slope: weight − {rate} × slope.", rate=rate),
    )


_CAPTIONS = {
    Kind.INPUTS: _inputs,
    Kind.PRODUCTS: _products,
    Kind.SUM: _sum,
    Kind.LOSS: _loss,
    Kind.SLOPES_AT_UNITS: _slopes_at_units,
    Kind.SLOPES_OF_WEIGHTS: _slopes_of_weights,
    Kind.UPDATE: _update,
}


def _name(trace: Trace, beat: Beat) -> str:
    return trace.network.unit_names(beat.column)[beat.units[0]]


def _convention(trace: Trace) -> Message:
    return LOSSES[trace.training.loss].convention


def _loss_slope(trace: Trace) -> str:
    return LOSSES[trace.training.loss].slope_formula


def _listed(terms: list[Message]) -> Message:
    shown = terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 1], Message("…")]
    joined = shown[0]
    for index, term in enumerate(shown[1:], start=2):
        template = "{first} and {last}" if index == len(shown) and len(terms) <= MOST_TERMS else "{first}, {last}"
        joined = Message(template, first=joined, last=term)
    return joined
