"""Advice from a batch at the present weights: units that are dead or saturated, slopes that vanish or explode."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.activations import FloatArray
from core.advice.advice import (
    DEAD_UNITS,
    EXPLODING_SLOPES,
    SATURATED_UNITS,
    VANISHING_SLOPES,
    Advice,
    Remedy,
    Units,
)
from core.advice.rows import Rows
from core.advice.signals import Signals
from core.advice.structure import with_default_weights, with_hidden_activation
from core.edits import with_activation
from core.experiment import Experiment
from core.message import Message
from core.network import Layer, Network
from core.numbers import short

NARROW, DEAD_SHARE = 16, 0.2
"""In a layer of fewer units every dead one counts; of a wider one so much has to be dead. A few are usual there and
cost little: of the digits example up to a sixth are, with various seeds, and it learns all the same."""
FLAT = 0.05
"""A unit is at an end of its curve where its slope is below so much of the largest: tanh beyond ±2.2."""
SATURATED_ROWS = 0.9
"""In so many rows it has to be there: a unit that turns over a few rows alone hardly learns from the others."""
SATURATED_SHARE = 0.25
"""So much of a layer: single units that have settled are what learning leads to."""
STILL_WRONG = 0.25
"""Of the loss of a constant answer, so much has to be left: where errors are gone, units may rest at their ends."""
DEEP = 4
"""Layers from which on slopes are a product of many factors (Glorot and Bengio, 2010, look at 4 to 6)."""
VANISHED, EXPLODED = 1e-3, 1e3
"""Slopes of the first layer beside those of the last: beyond, no learning rate suits both."""
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "softsign": 1.0, "hard_tanh": 1.0}
"""The largest slope of what has two ends."""


def unit_advice(experiment: Experiment, rows: Rows, signals: Signals) -> Iterator[Advice]:
    """Nothing for a lone example: of one row every silent unit would seem dead."""
    if not rows.are_several:
        return
    dead = _dead(experiment.network, rows, signals)
    if dead is not None:
        yield dead
    if signals.loss > STILL_WRONG * rows.baseline:
        saturated = _saturated(experiment.network, signals)
        if saturated is not None:
            yield saturated
    yield from _slopes(experiment.network, signals)


def _dead(network: Network, rows: Rows, signals: Signals) -> Advice | None:
    """Units of ReLU whose sum is positive in no row; the output has its own advice."""
    places = []
    for column, (layer, sums) in enumerate(zip(network.layers[:-1], signals.sums, strict=False), start=1):
        if layer.activation == "relu":
            dead = np.flatnonzero((sums <= 0).all(axis=0))
            few = 1 if len(layer.units) < NARROW else DEAD_SHARE * len(layer.units)
            if len(dead) >= few:
                places.append(Units(column, tuple(dead.tolist())))
    if not places:
        return None
    count = sum(len(each.units) for each in places)
    columns = [each.column for each in places]
    return Advice(
        DEAD_UNITS,
        Message("1 unit is dead.") if count == 1 else Message("{count} units are dead.", count=count),
        Message(
            "Over all {rows} training rows the sums of {units} are never positive: ReLU gives 0 and its slope is 0, "
            "so no update changes the weights that lead there.",
            rows=len(rows.inputs),
            units=_named(network, places),
        ),
        Message("Use leaky ReLU there, which lets a little through; or draw the weights anew and learn more slowly."),
        "failing-networks",
        tuple(places),
        Remedy(Message("Use leaky ReLU there"), lambda now: _with_activations(now, columns, "leaky_relu")),
    )


def _saturated(network: Network, signals: Signals) -> Advice | None:
    places, share = [], 0.0
    for column, layer in enumerate(network.layers[:-1], start=1):
        if layer.activation in STEEPEST:
            flat = _is_flat(layer, signals.sums[column - 1], signals.values[column - 1]).mean(axis=0)
            at_end = np.flatnonzero(flat >= SATURATED_ROWS)
            if len(at_end) and len(at_end) >= SATURATED_SHARE * len(layer.units):
                places.append(Units(column, tuple(at_end.tolist())))
                share = max(share, float(flat[at_end].mean()))
    if not places:
        return None
    count = sum(len(each.units) for each in places)
    return Advice(
        SATURATED_UNITS,
        Message("1 unit is saturated.") if count == 1 else Message("{count} units are saturated.", count=count),
        Message(
            "In {share} % of the rows the sums of {units} lie at an end of the curve, where its slope is below a "
            "twentieth of the steepest: hardly anything comes back there, and they hardly learn.",
            share=short(100 * share, 2),
            units=_named(network, places),
        ),
        Message("Draw smaller weights, and see that the inputs are scaled."),
        "vanishing-slopes",
        tuple(places),
        Remedy(Message("Draw the weights anew"), with_default_weights),
    )


def _is_flat(layer: Layer, sums: FloatArray, values: FloatArray) -> FloatArray:
    slopes = layer.function.slope(sums, values)
    return np.asarray(slopes < FLAT * STEEPEST[layer.activation], np.float64)


def _slopes(network: Network, signals: Signals) -> Iterator[Advice]:
    """How large slopes are at the first hidden layer beside those at the last: none of it where one is exactly 0."""
    first, last = signals.slopes[0], signals.slopes[-1]
    if len(network.layers) < DEEP or not first or not last:
        return
    seen = {
        "first": network.layers[0].name,
        "last": network.output.name,
        "near": short(first, 2),
        "far": short(last, 2),
        "layers": len(network.layers),
    }
    ratio = first / last
    if ratio < VANISHED:
        yield _vanishing(network, seen)
    elif ratio > EXPLODED or not np.isfinite(ratio):
        yield _exploding(network, seen)


def _vanishing(network: Network, seen: dict[str, object]) -> Advice:
    return Advice(
        VANISHING_SLOPES,
        Message("Slopes vanish on their way back."),
        Message(
            "They are about {far} at {last}, but {near} at {first}, {layers} layers back: every layer multiplies "
            "them by weights and by the slope of its activation, and most of these are below 1.",
            **seen,
        ),
        Message(
            "Use leaky ReLU in the hidden layers, whose slope is 1 above 0, with weights drawn for it; or fewer "
            "layers."
        ),
        "vanishing-slopes",
        (_first_hidden(network),),
        Remedy(
            Message("Use leaky ReLU, weights drawn for it"),
            lambda now: with_hidden_activation(now, "leaky_relu", is_redrawn=True),
        ),
    )


def _exploding(network: Network, seen: dict[str, object]) -> Advice:
    return Advice(
        EXPLODING_SLOPES,
        Message("Slopes explode on their way back."),
        Message(
            "They are about {far} at {last}, but {near} at {first}, {layers} layers back: every layer multiplies "
            "them by weights that are too large.",
            **seen,
        ),
        Message("Draw smaller weights, as suits the activation; clipping the slopes helps too."),
        "vanishing-slopes",
        (_first_hidden(network),),
        Remedy(Message("Draw the weights anew"), with_default_weights),
    )


def _first_hidden(network: Network) -> Units:
    return Units(1, tuple(range(network.sizes[1])))


def _with_activations(experiment: Experiment, columns: list[int], name: str) -> Experiment:
    for column in columns:
        experiment = with_activation(experiment, column, name)
    return experiment


def _named(network: Network, places: list[Units]) -> Message:
    """The unit's name where it is one, else how many of which layers."""
    if len(places) == 1 and len(places[0].units) == 1:
        return Message("{unit}", unit=network.unit_names(places[0].column)[places[0].units[0]])
    parts = [
        Message(
            "{count} of the {all} units of {layer}",
            count=len(each.units),
            all=network.sizes[each.column],
            layer=network.layers[each.column - 1].name,
        )
        for each in places
    ]
    *first, last = parts
    return Message("{some} and {last}", some=_joined(first), last=last) if first else last


def _joined(parts: list[Message]) -> Message:
    joined = parts[0]
    for part in parts[1:]:
        joined = Message("{some}, {next}", some=joined, next=part)
    return joined
