"""Numbers too many to be written out, and what stands at the top of live code."""

from __future__ import annotations

from collections.abc import Sequence

from core.experiment import Experiment
from core.live_code.math import convention
from core.live_code.text import assigned, comment, literal, one_line
from core.network import Array, Layer, frozen

MOST_WEIGHTS = 2000
MOST_ROW_NUMBERS = 1000
"""Numbers of a table that are written out: more of them would push the code itself out of sight."""


class Store:
    """Collects what goes into the file of numbers beside the code."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arrays: dict[str, Array] = {}

    def keep(self, key: str, values: Array) -> str:
        """Python that gives these numbers."""
        self.arrays[key] = frozen(values)
        return f'numbers["{key}"]'

    def loading(self) -> list[str]:
        """Lines that open the file, where anything was kept."""
        if not self.arrays:
            return []
        return [
            *comment(f"Numbers too many to be written out lie in {self.name}, which Save puts beside this file."),
            f"with np.load({literal(self.name)}) as file:",
            "    numbers = dict(file)",
            "",
        ]


def heading(experiment: Experiment, what: str, notes: Sequence[str] = ()) -> list[str]:
    """The comment a program begins with: whose it is, what it does, what is called loss, and what it leaves out."""
    name = one_line(experiment.name) or "A network"
    parts = [f"{name}: {what}", convention(experiment.training), *notes]
    return [line for part in parts for line in comment(part)]


def is_written_out(experiment: Experiment) -> bool:
    """Whether the weights are few enough to stand in the code."""
    return sum(array.size for array in experiment.network.arrays()) <= MOST_WEIGHTS


def weights_by_number(experiment: Experiment, store: Store) -> list[str]:
    """`W1`, `b1`, `W2`, … as NumPy arrays that may be changed in place; a layer without biases has no `b`."""
    lines = comment("W1[j, i] is the weight from input i to unit j of the first layer, b1[j] its bias.")
    for index, layer in enumerate(experiment.network.layers, start=1):
        note = one_line(f"{layer.name}: {layer.activation}")
        lines += _array(experiment, store, f"W{index}", layer.weights, note)
        if layer.use_bias:
            lines += _array(experiment, store, f"b{index}", layer.bias)
    return lines


def masks_by_number(experiment: Experiment, store: Store) -> list[str]:
    """`free1`, … for the layers with frozen or pruned weights: 0 where training changes nothing."""
    lines: list[str] = []
    for index, layer in enumerate(experiment.network.layers, start=1):
        if is_masked(layer):
            lines += _array(experiment, store, f"free{index}", frozen(~layer.is_held))
    if lines:
        lines = ["", *comment("0 for weights that are frozen or pruned: training leaves them as they are."), *lines]
    return lines


def is_masked(layer: Layer) -> bool:
    return bool(layer.is_held.any())


def _array(experiment: Experiment, store: Store, name: str, values: Array, note: str = "") -> list[str]:
    if is_written_out(experiment):
        return assigned(name, values, as_float=True, note=note)
    remark = f"  # {note}" if note else ""
    return [f"{name} = {store.keep(name, values)}{remark}"]
