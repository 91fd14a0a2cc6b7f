"""What two experiments do differently when they are trained: settings, layers, data, weights at the start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from core.experiment import DataSource, Experiment, Training
from core.message import Message
from core.network import Network
from core.numbers import short
from core.parameters import flat_values
from core.runs.tape_layout import shapes_of
from core.schedule import Schedule

Words = Message | str
_NONE = Message("none")
_TRAINING = {
    "loss": Message("loss"),
    "optimizer": Message("optimizer"),
    "learning_rate": Message("learning rate"),
    "batch_size": Message("batch size"),
    "epochs": Message("epochs"),
    "seed": Message("seed"),
    "device": Message("device"),
    "test_fraction": Message("test share"),
    "shuffle": Message("shuffle"),
    "momentum": Message("momentum"),
    "nesterov": Message("look ahead"),
    "weight_decay": Message("weight decay"),
    "l1": Message("L1"),
    "l2": Message("L2"),
    "gradient_clip": Message("clip slopes"),
    "precision": Message("precision"),
    "record": Message("on the tape"),
}
_DATA = {
    "source": Message("data from"),
    "name": Message("data"),
    "samples": Message("rows of data"),
    "noise": Message("noise"),
    "seed": Message("seed of the data"),
    "path": Message("table"),
    "features": Message("features"),
    "stratify": Message("equal shares of classes"),
    "missing": Message("missing values"),
}


@dataclass(frozen=True)
class Difference:
    """One line of a comparison."""

    what: Message
    first: Words
    second: Words

    @property
    def name(self) -> Message:
        """What the second one has, in short: `learning rate 0.1`."""
        return Message("{what} {value}", what=self.what, value=self.second)


def differences(first: Experiment, second: Experiment) -> tuple[Difference, ...]:
    """All that is not equal, what matters most to a reader first."""
    return (
        *_in_fields(first.training, second.training, _TRAINING),
        *_in_parts(first.training, second.training),
        *_in_network(first.network, second.network),
        *_in_data(first.data, second.data),
        *_in_start(first, second),
        *_in_weights(first.network, second.network),
    )


def _in_fields(first: Any, second: Any, labels: dict[str, Message]) -> Iterator[Difference]:
    for name, what in labels.items():
        one, other = getattr(first, name), getattr(second, name)
        if one != other:
            yield Difference(what, _shown(one), _shown(other))


def _in_parts(first: Training, second: Training) -> Iterator[Difference]:
    if first.schedule != second.schedule:
        yield Difference(Message("schedule"), _schedule(first.schedule), _schedule(second.schedule))
    one, other = first.early_stopping, second.early_stopping
    labels = {"loss_below": Message("stop at a loss below"), "patience": Message("patience")}
    yield from _in_fields(one, other, labels)


def _in_network(first: Network, second: Network) -> Iterator[Difference]:
    if first.sizes != second.sizes:
        yield Difference(Message("units"), _sizes(first), _sizes(second))
        return
    for one, other in zip(first.layers, second.layers, strict=True):
        for name, label in (
            ("activation", "activation of {layer}"),
            ("use_bias", "bias of {layer}"),
            ("dropout", "dropout of {layer}"),
            ("init", "new weights of {layer}"),
        ):
            yield from _in_fields(one, other, {name: Message(label, layer=other.name)})
        for mask, label in (("is_frozen", "frozen in {layer}"), ("is_pruned", "pruned in {layer}")):
            counts = [0 if (held := getattr(each, mask)) is None else int(held.sum()) for each in (one, other)]
            masks = [getattr(each, mask) for each in (one, other)]
            if counts[0] != counts[1] or (counts[0] and not np.array_equal(*masks)):
                yield Difference(Message(label, layer=other.name), str(counts[0]), str(counts[1]))


def _in_data(first: DataSource, second: DataSource) -> Iterator[Difference]:
    if first is second:
        return
    found = list(_in_fields(first, second, _DATA))
    if first.scaling.kind != second.scaling.kind:
        found.append(Difference(Message("scaling"), first.scaling.kind, second.scaling.kind))
    if (first.inputs, first.targets) != (second.inputs, second.targets):
        rows = [Message("{rows} rows of its own", rows=len(each.inputs)) for each in (first, second)]
        found.append(Difference(Message("rows"), *rows))
    if first.test_rows != second.test_rows:
        named = [
            Message("a share of all") if each.test_rows is None else Message("{rows} named", rows=len(each.test_rows))
            for each in (first, second)
        ]
        found.append(Difference(Message("test rows"), *named))
    yield from found


def _in_start(first: Experiment, second: Experiment) -> Iterator[Difference]:
    one, other = (0 if each.unfinished is None else each.unfinished.position.epoch for each in (first, second))
    if one != other:
        yield Difference(Message("starts at epoch"), str(one), str(other))


def _in_weights(first: Network, second: Network) -> Iterator[Difference]:
    if shapes_of(first) != shapes_of(second):
        return
    one, other = flat_values(first), flat_values(second)
    changed = np.flatnonzero(one != other)
    if not len(changed):
        return
    what = Message("first weights") if len(changed) > 1 else _name_of(second, int(changed[0]))
    if len(changed) == 1:
        yield Difference(what, short(float(one[changed[0]])), short(float(other[changed[0]])))
    else:
        words = Message("{count} of {all} are others", count=len(changed), all=len(one))
        yield Difference(what, "–", words)


def _name_of(network: Network, number: int) -> Message:
    """Which weight or bias a number of the flat array is."""
    sources = network.inputs
    for layer in network.layers:
        if number < layer.weights.size:
            unit, source = divmod(number, layer.weights.shape[1])
            return Message("weight {source} → {unit}", source=sources[source], unit=layer.units[unit])
        number -= layer.weights.size
        if number < layer.bias.size:
            return Message("bias of {unit}", unit=layer.units[number])
        number -= layer.bias.size
        sources = layer.units
    raise IndexError(number)


def _shown(value: object) -> Words:
    if value is None or value == "" or value == ():
        return _NONE
    if isinstance(value, bool):
        return Message("yes") if value else Message("no")
    if isinstance(value, float):
        return short(value, 7)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _schedule(schedule: Schedule) -> Words:
    named = [f"{each.name} {getattr(schedule, each.name)}" for each in fields(schedule) if each.name != "kind"]
    return schedule.kind if schedule == Schedule(schedule.kind) else f"{schedule.kind} ({', '.join(named)})"


def _sizes(network: Network) -> str:
    return "-".join(map(str, network.sizes))
