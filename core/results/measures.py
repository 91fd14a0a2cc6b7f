"""What can be asked of an experiment in words: a number of its trace, a setting, a size, a score."""

from __future__ import annotations

from difflib import get_close_matches

from core.data.data import split_of, table_of
from core.experiment import Experiment
from core.message import Message, Problem
from core.number_address import column_of, quantity_of
from core.quantity import value_of
from core.results.metrics import accuracy, labels_of, mean_loss
from core.results.rows import predict
from core.trace import trace_example

SCORES = ("train loss", "test loss", "train accuracy", "test accuracy")
_SETTINGS = ("learning_rate", "epochs", "batch_size", "seed", "momentum", "l1", "l2", "test_fraction", "optimizer")
EPOCHS_TRAINED = "epochs trained"
_COUNTS = ("layers", "hidden layers", "inputs", "outputs", "weights")
_OF_LAYER = ("units", "activation", "dropout")
WORDS = (*_SETTINGS, *_COUNTS, EPOCHS_TRAINED, *SCORES, "loss function", *(f"{word} of LAYER" for word in _OF_LAYER))
"""What can be asked beside the numbers of a trace."""

Value = float | str
"""A number, or the word of a choice, as the name of an activation."""


def measured(experiment: Experiment, name: str, epochs_trained: float = 0.0) -> Value | None:
    """What `name` stands for in this experiment; None where it has none, as a loss without a target.

    An experiment does not keep how long it was trained: whoever knows hands in `epochs_trained`.
    Raises Problem where nothing is called so.
    """
    words = " ".join(name.split())
    plain = words.casefold().replace("_", " ")
    if plain in SCORES:
        return _score(experiment, plain)
    if plain == "loss function":
        return experiment.training.loss
    setting = plain.replace(" ", "_")
    if setting in _SETTINGS:
        found = getattr(experiment.training, setting)
        return found if isinstance(found, str) or found is None else float(found)
    if plain in _COUNTS:
        return float(_count(experiment, plain))
    if plain == EPOCHS_TRAINED:
        return epochs_trained
    of_layer = _of_layer(experiment, words)
    if of_layer is not None:
        return of_layer
    try:
        at = quantity_of(words, experiment.network)
    except Problem as problem:
        near = get_close_matches(plain, WORDS, n=1, cutoff=0.75)
        if near and "names no number" in problem.message.template:
            raise Problem(Message("“{name}” is not known; do you mean “{near}”?", name=words, near=near[0])) from None
        raise
    return value_of(trace_example(experiment), at)


def _count(experiment: Experiment, name: str) -> int:
    network = experiment.network
    match name:
        case "layers":
            return len(network.layers)
        case "hidden layers":
            return len(network.layers) - 1
        case "inputs":
            return network.sizes[0]
        case "outputs":
            return network.sizes[-1]
    return network.weight_count


def _of_layer(experiment: Experiment, words: str) -> Value | None:
    """`units of hidden`, or `hidden.units`."""
    word, of, layer = words.partition(" of ")
    if not of or word not in _OF_LAYER:
        layer, of, word = words.rpartition(".")
    if not of or word not in _OF_LAYER:
        return None
    if layer == "inputs" and word == "units":
        return float(experiment.network.sizes[0])
    here = experiment.network.layers[column_of(layer, experiment.network) - 1]
    match word:
        case "units":
            return float(len(here.units))
        case "activation":
            return here.activation
    return here.dropout


def _score(experiment: Experiment, name: str) -> float | None:
    """Loss or accuracy over a whole split, as after an epoch; None where there are no such rows or no classes."""
    part, what = name.split()
    split, table = split_of(experiment), table_of(experiment)
    is_train = part == "train"
    inputs = split.train_inputs if is_train else split.test_inputs
    targets = split.train_targets if is_train else split.test_targets
    z, a = predict(experiment.network, inputs)
    if what == "loss":
        return mean_loss(experiment.training.loss, z, a, targets)
    return accuracy(a, targets, labels_of(table))
