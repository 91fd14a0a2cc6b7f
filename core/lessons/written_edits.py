"""Edits written as text: `hidden.activation = relu`, `weight of children to node_0 = 3`, `learning_rate = 0.1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial

from core import edits
from core.activations import ACTIVATIONS
from core.data.fitting import with_data_settings
from core.experiment import Experiment
from core.expression import number_of
from core.initialise import INITIALISERS
from core.losses import LOSSES
from core.message import Message, Problem
from core.number_address import column_of, quantity_of
from core.quantity import Kind, Quantity
from core.structure import with_layer_added, with_layer_removed, with_unit_added, with_unit_removed
from core.weight_edits import BiasPlace, Place, WeightPlace, all_into, with_value, with_values

RANDOMISE = "randomise"
MOST_UNITS, MOST_LAYERS = 64, 12
"""What a text may ask for: more is a slip of the finger."""
_WHOLE = ("epochs", "batch_size", "seed")
_NUMBERS = ("learning_rate", "momentum", "l1", "l2", "weight_decay", "gradient_clip", "test_fraction")
_WORDS = ("optimizer", "precision", "record", "device")
SETTINGS = (*_NUMBERS, *_WHOLE, *_WORDS)
_LAYER_WORDS = ("activation", "units", "bias", "dropout", "init", "weights")
FORMS = (
    "LAYER.activation = relu",
    "LAYER.units = 4",
    "LAYER.bias = on",
    "LAYER.dropout = 0.2",
    "LAYER.init = zeros",
    "LAYER.weights = 0",
    "weight of SOURCE to UNIT = 3",
    "bias of UNIT = 1",
    "value of INPUT = 2",
    "target = 6",
    "hidden layers = 2",
    "loss function = mse",
    "samples = 200",
    "noise = 0.1",
    "shuffle = off",
    *(f"{name} = 0.1" for name in _NUMBERS),
    *(f"{name} = 10" for name in _WHOLE),
    "optimizer = adam",
    RANDOMISE,
)
"""How an edit can look, for whoever has to be told."""


def edited(experiment: Experiment, text: str) -> Experiment:
    """The experiment with one written edit made (raises Problem: no such edit or name, or a value out of range)."""
    words = " ".join(text.split()).removeprefix("set ")
    if words == RANDOMISE:
        return edits.randomised(experiment)
    name, sign, value = (part.strip() for part in words.partition("="))
    if not sign or not name or not value:
        raise Problem(Message("“{text}” is no edit; write NAME = VALUE, as in “learning_rate = 0.1”", text=words))
    make = _simple_edit(name) or _layer_edit(experiment, name) or _number_edit(experiment, name)
    return make(experiment, value)


_Edit = Callable[[Experiment, str], Experiment]


def _simple_edit(name: str) -> _Edit | None:
    plain = name.casefold().replace(" ", "_")
    if plain in SETTINGS:
        return partial(_with_setting, plain)
    return _SIMPLE.get(plain)


def _with_setting(name: str, experiment: Experiment, value: str) -> Experiment:
    if name in _WORDS:
        change = edits.with_optimizer(experiment, value) if name == "optimizer" else None
        return change or edits.with_training(experiment, **{name: value})
    if name in _WHOLE:
        return edits.with_training(experiment, **{name: _whole(value)})
    number = number_of(value)
    return (
        edits.with_momentum(experiment, number)
        if name == "momentum"
        else edits.with_training(experiment, **{name: number})
    )


def _with_loss(experiment: Experiment, value: str) -> Experiment:
    return edits.with_training(experiment, loss=_one_of(value, LOSSES))


def _with_shuffle(experiment: Experiment, value: str) -> Experiment:
    return edits.with_training(experiment, shuffle=_switch(value))


def _with_samples(experiment: Experiment, value: str) -> Experiment:
    _expect_drawn(experiment)
    return with_data_settings(experiment, samples=_whole(value))


def _with_noise(experiment: Experiment, value: str) -> Experiment:
    _expect_drawn(experiment)
    return with_data_settings(experiment, noise=number_of(value))


def _with_hidden_layers(experiment: Experiment, value: str) -> Experiment:
    """Layers come and go before the output."""
    wanted = _whole(value, 0, MOST_LAYERS)
    while len(experiment.network.layers) - 1 < wanted:
        experiment = with_layer_added(experiment, len(experiment.network.layers))
    while len(experiment.network.layers) - 1 > wanted:
        experiment = with_layer_removed(experiment, len(experiment.network.layers) - 1)
    return experiment


_SIMPLE: Mapping[str, _Edit] = {
    "loss_function": _with_loss,
    "shuffle": _with_shuffle,
    "samples": _with_samples,
    "noise": _with_noise,
    "hidden_layers": _with_hidden_layers,
}


def _layer_edit(experiment: Experiment, name: str) -> _Edit | None:
    """`hidden.activation` or `activation of hidden`."""
    layer, dot, word = name.rpartition(".")
    if not dot or word not in _LAYER_WORDS:
        word, of, layer = name.partition(" of ")
        # “bias of node_0” is a number of a unit.
        if not of or word not in _LAYER_WORDS or word == "bias":
            return None
    column = column_of(layer.strip(), experiment.network)
    return partial(_LAYER_EDITS[word], column)


def _with_activation(column: int, experiment: Experiment, value: str) -> Experiment:
    return edits.with_activation(experiment, column, _one_of(value, ACTIVATIONS))


def _with_units(column: int, experiment: Experiment, value: str) -> Experiment:
    wanted = _whole(value, 1, MOST_UNITS)
    while experiment.network.sizes[column] < wanted:
        experiment = with_unit_added(experiment, column)
    while experiment.network.sizes[column] > wanted:
        experiment = with_unit_removed(experiment, column)
    return experiment


def _with_bias_used(column: int, experiment: Experiment, value: str) -> Experiment:
    return edits.with_bias_used(experiment, column, _switch(value))


def _with_dropout(column: int, experiment: Experiment, value: str) -> Experiment:
    return edits.with_dropout(experiment, column, number_of(value))


def _with_init(column: int, experiment: Experiment, value: str) -> Experiment:
    return edits.with_initialiser(experiment, column, _one_of(value, dict.fromkeys(INITIALISERS)))


def _with_weights(column: int, experiment: Experiment, value: str) -> Experiment:
    sizes = experiment.network.sizes
    places = [place for unit in range(sizes[column]) for place in all_into(sizes, column, unit)]
    return with_value(experiment, places, number_of(value))


_LAYER_EDITS: Mapping[str, Callable[[int, Experiment, str], Experiment]] = {
    "activation": _with_activation,
    "units": _with_units,
    "bias": _with_bias_used,
    "dropout": _with_dropout,
    "init": _with_init,
    "weights": _with_weights,
}


def _number_edit(experiment: Experiment, name: str) -> _Edit:
    try:
        at = quantity_of(name, experiment.network)
    except Problem as problem:
        if problem.message.template.startswith("“{text}” names no number"):
            raise _unknown(name) from None
        raise
    if at.kind not in (Kind.WEIGHT, Kind.BIAS, Kind.INPUT, Kind.TARGET):
        message = Message("“{name}” is computed; what can be set are weights, biases, inputs and targets", name=name)
        raise Problem(message)
    return partial(_with_number, at)


def _with_number(at: Quantity, experiment: Experiment, value: str) -> Experiment:
    number = number_of(value)
    if at.kind is Kind.INPUT:
        return edits.with_input(experiment, at.unit, number)
    if at.kind is Kind.TARGET:
        return edits.with_target(experiment, at.unit, number)
    place: Place = BiasPlace(at.column, at.unit)
    if at.source is not None:
        place = WeightPlace(at.column, at.unit, at.source)
    return with_values(experiment, {place: number})


def _unknown(name: str) -> Problem:
    known = {form.partition(" =")[0].removeprefix("LAYER."): form for form in FORMS}
    near = get_close_matches(name.rpartition(".")[2].replace(" ", "_"), known, n=1, cutoff=0.6)
    if near:
        return Problem(Message("“{name}” cannot be set; do you mean “{form}”?", name=name, form=known[near[0]]))
    forms = "; ".join(FORMS[:10])
    return Problem(Message("“{name}” cannot be set; write an edit as in {forms}", name=name, forms=forms))


def _one_of(value: str, known: Mapping[str, object]) -> str:
    if value in known:
        return value
    names = ", ".join(known)
    raise Problem(Message('"{value}" is not known; use one of {known}', value=value, known=names))


def _whole(value: str, least: int = 0, most: int | None = None) -> int:
    number = number_of(value)
    if number != int(number) or number < least or (most is not None and number > most):
        if most is None:
            raise Problem(Message("“{value}” is not a whole number of {least} or more", value=value, least=least))
        message = Message(
            "“{value}” is not a whole number from {least} to {most}", value=value, least=least, most=most
        )
        raise Problem(message)
    return int(number)


def _switch(value: str) -> bool:
    if value not in ("on", "off"):
        raise Problem(Message("write on or off, not “{value}”", value=value))
    return value == "on"


def _expect_drawn(experiment: Experiment) -> None:
    if experiment.data.source != "builtin":
        raise Problem(Message("this experiment has no drawn data with samples and noise to set"))
