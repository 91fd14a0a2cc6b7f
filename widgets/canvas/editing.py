"""What editing a number on the canvas means for the experiment, and what the number is called."""

from __future__ import annotations

from core.edits import with_input, with_target
from core.experiment import Experiment
from core.features import feature_of
from core.message import Message
from core.numbers import exact, short
from core.trace import Trace
from core.weight_edits import BiasPlace, WeightPlace, with_value
from simulator.frames.edge_shapes import Held
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.frame_labels import held_at
from simulator.words import say


def can_edit(experiment: Experiment, element: Element) -> bool:
    """Whether the element is a given number: raw inputs, targets, weights and biases are; what is computed is not.
    Weights and biases may be locked."""
    if isinstance(element, EdgeAt | BiasAt) and experiment.presentation.locks_weights:
        return False
    return isinstance(element, EdgeAt | BiasAt | TargetAt) or _raw_column(experiment, element) is not None


def _raw_column(experiment: Experiment, element: Element) -> int | None:
    """The column of the data that an input is; None for a feature that is made of columns, and for other elements."""
    if not isinstance(element, UnitAt) or element.column != 0:
        return None
    features = experiment.data.features
    if not features:
        return element.unit
    feature = feature_of(features[element.unit]) if element.unit < len(features) else None
    return feature.columns[0] if feature is not None and feature.kind == "" else None


def value_of(experiment: Experiment, element: Element) -> float | None:
    """The given number an element stands for (inputs raw); None where it has none."""
    layers = experiment.network.layers
    try:
        if isinstance(element, EdgeAt):
            return float(layers[element.column - 1].weights[element.unit, element.source])
        if isinstance(element, BiasAt):
            return float(layers[element.column - 1].bias[element.unit])
        if isinstance(element, TargetAt) and experiment.example.targets:
            return experiment.example.targets[element.unit]
        column = _raw_column(experiment, element)
        if column is not None:
            return experiment.example.inputs[column]
    except IndexError:
        return None
    return None


def edited(experiment: Experiment, element: Element, value: float) -> tuple[Message, Experiment]:
    """The edit's name and the experiment with that number changed (raises Problem where it can't be)."""
    network = experiment.network
    if isinstance(element, EdgeAt):
        names = {
            "source": network.unit_names(element.column - 1)[element.source],
            "unit": network.unit_names(element.column)[element.unit],
        }
        changed = with_value(experiment, [WeightPlace(element.column, element.unit, element.source)], value)
        return Message("Change weight {source} → {unit}", **names), changed
    if isinstance(element, BiasAt):
        name = network.unit_names(element.column)[element.unit]
        changed = with_value(experiment, [BiasPlace(element.column, element.unit)], value)
        return Message("Change bias of {unit}", unit=name), changed
    if isinstance(element, TargetAt):
        return Message("Change target"), with_target(experiment, element.unit, value)
    column = _raw_column(experiment, element)
    assert isinstance(element, UnitAt)
    assert column is not None, "can_edit comes first"
    return Message("Change {name}", name=network.inputs[element.unit]), with_input(experiment, column, value)


def describe(trace: Trace, element: Element, exactly: bool = False) -> str:
    """What an element is, and its number."""
    shown = exact if exactly else short
    network = trace.network
    if isinstance(element, EdgeAt):
        source = network.unit_names(element.column - 1)[element.source]
        unit = network.unit_names(element.column)[element.unit]
        weight = float(network.layers[element.column - 1].weights[element.unit, element.source])
        words = {
            Held.FREE: Message("weight {source} → {unit}: {value}", source=source, unit=unit, value=shown(weight)),
            Held.FROZEN: Message(
                "weight {source} → {unit}: {value}, frozen", source=source, unit=unit, value=shown(weight)
            ),
            Held.PRUNED: Message("weight {source} → {unit}: pruned", source=source, unit=unit),
        }
        return say(words[held_at(trace, element)])
    if isinstance(element, BiasAt):
        name = network.unit_names(element.column)[element.unit]
        bias = float(network.layers[element.column - 1].bias[element.unit])
        return say(Message("bias of {unit}: {value}", unit=name, value=shown(bias)))
    if isinstance(element, TargetAt):
        return (
            say(Message("target: {value}", value=shown(float(trace.targets[element.unit]))))
            if trace.targets is not None
            else ""
        )
    if isinstance(element, LossAt):
        return say(Message("loss: {value}", value=shown(trace.loss))) if trace.loss is not None else ""
    return _describe_unit(trace, element, exactly)


def _describe_unit(trace: Trace, element: UnitAt, exactly: bool) -> str:
    shown = exact if exactly else short
    name = trace.network.unit_names(element.column)[element.unit]
    if element.column == 0:
        fed, raw = float(trace.inputs[element.unit]), float(trace.features[element.unit])
        if fed == raw:
            return f"{name}: {shown(raw)}"
        return say(Message("{name}: {raw}, scaled {fed}", name=name, raw=shown(raw), fed=shown(fed)))
    layer = trace.layers[element.column - 1]
    z, a = float(layer.z[element.unit]), float(layer.a[element.unit])
    if layer.layer.activation == "identity":
        return f"{name}: {shown(a)}"
    return say(
        Message("{name}: sum {z}, {function} {a}", name=name, z=shown(z), function=layer.layer.activation, a=shown(a))
    )
