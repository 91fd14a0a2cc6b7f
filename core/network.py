"""A network as an immutable value: layers of units, and the weights between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.activations import ACTIVATIONS, Activation
from core.message import Message, Problem

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def frozen(values: ArrayLike) -> Array:
    """A read-only float64 copy."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: `weights[j, i]` leads from unit i of the layer before to unit j; `bias[j]` is added to it.

    Training leaves a weight as it is where `is_frozen[j, i]`, and holds it at 0 where `is_pruned[j, i]`.
    `dropout` is the share of its values that is silenced in each training step.
    """

    name: str
    units: tuple[str, ...]
    activation: str
    weights: Array
    bias: Array = field(default_factory=lambda: frozen([]))
    use_bias: bool = True
    init: str | None = None
    is_frozen: Mask | None = None
    is_pruned: Mask | None = None
    dropout: float = 0.0

    def __post_init__(self) -> None:
        """Make the arrays read-only and refuse what cannot be a layer (raises Problem)."""
        if not self.units:
            raise Problem(Message("a layer needs at least one unit"), "units")
        if self.activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise Problem(
                Message('no activation "{name}"; use one of {known}', name=self.activation, known=known),
                "activation",
            )
        if ACTIVATIONS[self.activation].mixes_units and len(self.units) < 2:
            raise Problem(
                Message("softmax needs two or more units: of a single one it is always 1; use sigmoid there"),
                "activation",
            )
        bias = self.bias if np.size(self.bias) else np.zeros(len(self.units))
        for name, array in (("weights", frozen(self.weights)), ("bias", frozen(bias))):
            if not np.isfinite(array).all():
                raise Problem(Message("every number must be finite"), name)
            object.__setattr__(self, name, array)
        if self.weights.ndim != 2 or len(self.weights) != len(self.units):
            raise Problem(
                Message(
                    "{units} rows expected (one a unit), shape {shape} found",
                    units=len(self.units),
                    shape=" × ".join(map(str, self.weights.shape)),
                ),
                "weights",
            )
        if self.bias.shape != (len(self.units),):
            raise Problem(
                Message(
                    "{units} numbers expected (one a unit), {found} found",
                    units=len(self.units),
                    found=self.bias.size,
                ),
                "bias",
            )
        if not self.use_bias and self.bias.any():
            raise Problem(Message("must be 0 where use_bias is false"), "bias")
        self._check_masks()
        if not 0 <= self.dropout < 1:
            raise Problem(Message("dropout must be from 0 to below 1"), "dropout")

    def _check_masks(self) -> None:
        for name, key in (("is_frozen", "frozen"), ("is_pruned", "pruned")):
            given = getattr(self, name)
            if given is None:
                continue
            mask = np.array(given, dtype=np.bool_)
            mask.setflags(write=False)
            if mask.shape != self.weights.shape:
                raise Problem(Message("one true or false expected for every weight"), key)
            object.__setattr__(self, name, mask if mask.any() else None)
        if self.is_pruned is not None and self.weights[self.is_pruned].any():
            raise Problem(Message("a pruned weight must be 0"), "weights")

    @property
    def is_held(self) -> Mask:
        """Which weights training may not change (units × sources)."""
        held = np.zeros(self.weights.shape, dtype=np.bool_)
        for mask in (self.is_frozen, self.is_pruned):
            if mask is not None:
                held |= mask
        return held

    @property
    def function(self) -> Activation:
        return ACTIVATIONS[self.activation]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Layer):
            return NotImplemented
        return (
            (self.name, self.units, self.activation, self.use_bias, self.init, self.dropout)
            == (other.name, other.units, other.activation, other.use_bias, other.init, other.dropout)
            and np.array_equal(self.weights, other.weights)
            and np.array_equal(self.bias, other.bias)
            and _same_mask(self.is_frozen, other.is_frozen)
            and _same_mask(self.is_pruned, other.is_pruned)
        )

    __hash__ = None  # type: ignore[assignment]


def _same_mask(one: Mask | None, other: Mask | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))


@dataclass(frozen=True)
class Network:
    """Named inputs and one or more layers, each fed by the one before."""

    inputs: tuple[str, ...]
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        """Refuse layers that do not fit together (raises Problem)."""
        if not self.inputs:
            raise Problem(Message("a network needs at least one input"), "inputs")
        if not self.layers:
            raise Problem(Message("a network needs at least one layer"), "layers")
        for index, (layer, size) in enumerate(zip(self.layers, self.sizes, strict=False)):
            if layer.weights.shape[1] != size:
                raise Problem(
                    Message(
                        "{rows} rows of {columns} numbers expected, {found_rows} of {found_columns} found",
                        rows=len(layer.units),
                        columns=size,
                        found_rows=layer.weights.shape[0],
                        found_columns=layer.weights.shape[1],
                    ),
                    f"layers[{index}].weights",
                )
        for index, layer in enumerate(self.layers[:-1]):
            if layer.function.mixes_units:
                raise Problem(Message("softmax belongs to the output layer alone"), f"layers[{index}].activation")
        if self.output.dropout:
            raise Problem(Message("dropout belongs to hidden layers"), f"layers[{len(self.layers) - 1}].dropout")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of units, inputs first."""
        return (len(self.inputs), *(len(layer.units) for layer in self.layers))

    @property
    def output(self) -> Layer:
        return self.layers[-1]

    @property
    def weight_count(self) -> int:
        return sum(before * after for before, after in pairwise(self.sizes))

    def unit_names(self, column: int) -> tuple[str, ...]:
        """Names in column 0 (the inputs) or in column k (layer k − 1)."""
        return self.inputs if column == 0 else self.layers[column - 1].units

    def arrays(self) -> Iterator[Array]:
        """Weights and bias of each layer in turn: what training changes."""
        for layer in self.layers:
            yield layer.weights
            yield layer.bias
