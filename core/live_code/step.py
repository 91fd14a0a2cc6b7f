"""One step as a first course writes it in NumPy: input_data, weights, node values, error, loss, slopes, update."""

from __future__ import annotations

import numpy as np

from core.experiment import Experiment
from core.live_code.data import fed_vector
from core.live_code.layers import layer_lines
from core.live_code.math import functions_of, imports
from core.live_code.nodes import Names, node_lines
from core.live_code.step_update import update_lines
from core.live_code.store import Store, heading, is_masked, is_written_out
from core.live_code.text import assigned, called, comment, identifiers, number
from core.network import Array, frozen
from core.trace import Trace, trace_example

MOST_NODES = 8
"""With more of them each layer is one line, not each node."""
_LARGEST = 1e9
"""Below this whole numbers stay whole: products of larger ones might leave what NumPy's integers hold."""


def step_code(experiment: Experiment, store: Store) -> list[str]:
    """Forward, loss, backward and update for the experiment's example."""
    step = trace_example(experiment)
    network, training = experiment.network, experiment.training
    has_target = step.targets is not None
    by_node = is_by_node(experiment)
    names = names_of(experiment)
    body = _inputs(experiment, step) + _targets(step, by_node=by_node)
    body += _weights(experiment, store, names, by_node=by_node)
    body += functions_of(network, training.loss if has_target else None)
    body += node_lines(experiment, names) if by_node else layer_lines(experiment, names)
    if has_target:
        has_biases = any(layer.use_bias for layer in network.layers)
        has_masks = any(is_masked(layer) for layer in network.layers)
        body += update_lines(training, has_biases=has_biases, has_masks=has_masks)
    what = "one step, as a first course writes it in NumPy."
    return [*heading(experiment, what, _notes(experiment)), *imports(network), "", *store.loading(), *body]


def is_by_node(experiment: Experiment) -> bool:
    """Whether every node has lines of its own."""
    sizes = experiment.network.sizes
    return sum(sizes[1:]) <= MOST_NODES and sizes[0] <= MOST_NODES


def names_of(experiment: Experiment) -> Names:
    """Identifiers of all layers and units."""
    network = experiment.network
    layers = identifiers([layer.name for layer in network.layers], "layer")
    units = [unit for layer in network.layers for unit in layer.units]
    return Names.of(network, layers, identifiers(units, "node"))


def _notes(experiment: Experiment) -> list[str]:
    notes = []
    if experiment.example.targets is None:
        notes.append("The example has no target: there is no loss, nothing to send back and no update.")
    if any(layer.dropout for layer in experiment.network.layers):
        notes.append("Dropout is left out of a single step.")
    return notes


def _inputs(experiment: Experiment, step: Trace) -> list[str]:
    data = experiment.data
    is_large = not step.is_finite or _largest(step) > _LARGEST
    if data.features or data.scaling.scale:
        return fed_vector(experiment)
    names = ", ".join(experiment.network.inputs)
    return assigned("input_data", step.inputs, as_float=is_large, note=names if len(names) < 200 else "")


def _largest(step: Trace) -> float:
    arrays: list[Array | None] = [step.inputs, *step.network.arrays()]
    for here in step.layers:
        arrays += [here.z, here.d_loss_d_z, here.d_loss_d_weights]
    largest = max(float(np.abs(array).max()) for array in arrays if array is not None)
    return max(largest, largest**2 if step.loss is None else step.loss)


def _targets(step: Trace, *, by_node: bool) -> list[str]:
    if step.targets is None:
        return []
    if by_node and len(step.targets) == 1:
        return [f"target = {number(float(step.targets[0]))}"]
    return assigned("target", step.targets)


def _weights(experiment: Experiment, store: Store, names: Names, *, by_node: bool) -> list[str]:
    layers = list(zip(experiment.network.layers, names.layers, strict=True))
    if by_node:
        about = "The weights of each node: one for every value that feeds in."
        pairs = [
            (unit, j, layer)
            for (layer, _), units in zip(layers, names.units, strict=True)
            for j, unit in enumerate(units)
        ]
        lines = _dictionary(
            "weights", [called(f'"{unit}": np.array', layer.weights[j], end=",") for unit, j, layer in pairs]
        )
        biased = [f'"{unit}": {number(float(layer.bias[j]))},' for unit, j, layer in pairs if layer.use_bias]
        masks = [
            called(f'"{unit}": np.array', frozen(~layer.is_held[j]), end=",")
            for unit, j, layer in pairs
            if is_masked(layer)
        ]
        biases = _dictionary("biases", [[each] for each in biased])
    else:
        about = 'weights["layer"][j, i] leads from value i of the layer before to unit j.'
        keep = not is_written_out(experiment)
        lines = _dictionary(
            "weights", [_entry(store, name, "weights", layer.weights, keep=keep) for layer, name in layers]
        )
        biases = _dictionary(
            "biases",
            [_entry(store, name, "biases", layer.bias, keep=keep) for layer, name in layers if layer.use_bias],
        )
        masks = [
            _entry(store, name, "free", frozen(~layer.is_held), keep=keep)
            for layer, name in layers
            if is_masked(layer)
        ]
    free = _dictionary("free", masks)
    if free:
        free = [*comment("0 for weights that are frozen or pruned: training leaves them as they are."), *free]
    return ["", *comment(about), *lines, *biases, *free]


def _entry(store: Store, name: str, what: str, values: Array, *, keep: bool) -> list[str]:
    if keep:
        return [f'"{name}": {store.keep(f"{name}_{what}", values)},']
    return called(f'"{name}": np.array', values, end=",")


def _dictionary(name: str, entries: list[list[str]]) -> list[str]:
    if not entries:
        return []
    return [f"{name} = {{", *(f"    {line}" for entry in entries for line in entry), "}"]
