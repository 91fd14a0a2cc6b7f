"""Addresses of numbers: every number of a trace can be named, followed and explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from core.network import Array, Network
from core.numbers import is_hidden
from core.trace import Trace


class Kind(Enum):
    """What a number of a trace is. The activation of an output unit is the prediction."""

    INPUT = "input"
    WEIGHT = "weight"
    PRODUCT = "product"
    BIAS = "bias"
    WEIGHTED_SUM = "weighted sum"
    ACTIVATION = "activation"
    TARGET = "target"
    ERROR = "error"
    LOSS = "loss"
    ACTIVATION_SLOPE = "activation slope"
    """da/dz: the slope of the activation function where the unit stands."""
    SLOPE_AT_ACTIVATION = "slope at activation"
    """d_loss/d_a."""
    SLOPE_AT_SUM = "slope at weighted sum"
    """d_loss/d_z."""
    SLOPE_OF_WEIGHT = "slope of weight"
    SLOPE_OF_BIAS = "slope of bias"
    NEW_WEIGHT = "new weight"
    NEW_BIAS = "new bias"


SLOPES = frozenset({Kind.SLOPE_AT_ACTIVATION, Kind.SLOPE_AT_SUM, Kind.SLOPE_OF_WEIGHT, Kind.SLOPE_OF_BIAS})
"""Slopes of the loss."""
EDGE_KINDS = frozenset({Kind.WEIGHT, Kind.PRODUCT, Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT})
_OF_OUTPUT = frozenset({Kind.TARGET, Kind.ERROR})
_OF_BIAS = frozenset({Kind.SLOPE_OF_BIAS, Kind.NEW_BIAS})


@dataclass(frozen=True)
class Quantity:
    """The address of one number: unit `unit` of `column`, and for an edge the `source` in the column before.

    Column 0 is the inputs, column k is `network.layers[k − 1]`. Targets and errors stand in the last column.
    An address can outlive its number, as when a layer is removed: ask `value_of`.
    """

    kind: Kind
    column: int = 0
    unit: int = 0
    source: int | None = None


LOSS = Quantity(Kind.LOSS)


def sent_by(column: int, unit: int) -> Quantity:
    """The value a unit sends on: an input, or an activation."""
    return Quantity(Kind.INPUT if column == 0 else Kind.ACTIVATION, column, unit)


def value_of(trace: Trace, quantity: Quantity) -> float | None:
    """The number at an address; None where the trace has none (no target, no bias in use, no such unit)."""
    if quantity.kind is Kind.LOSS:
        return trace.loss
    if not _is_place(trace.network, quantity):
        return None
    unit, source = quantity.unit, quantity.source
    if quantity.kind is Kind.INPUT:
        return float(trace.inputs[unit])
    here = trace.layers[quantity.column - 1]
    if quantity.kind is Kind.PRODUCT:
        # A product of known numbers is part of a sum that is not to be told.
        whole = float(here.z[unit])
        return whole if is_hidden(whole) else float(here.layer.weights[unit, source]) * float(here.inputs[source])
    if quantity.kind in _OF_BIAS and not here.layer.use_bias:
        return None
    array = _array_of(trace, quantity)
    if array is None:
        return None
    return float(array[unit] if source is None else array[unit, source])


def _array_of(trace: Trace, quantity: Quantity) -> Array | None:
    """Where the numbers of this kind are kept: one a unit of the column, or one an edge into it."""
    here = trace.layers[quantity.column - 1]
    match quantity.kind:
        case Kind.WEIGHT:
            return here.layer.weights
        case Kind.BIAS:
            return here.layer.bias
        case Kind.WEIGHTED_SUM:
            return here.z
        case Kind.ACTIVATION:
            return here.a
        case Kind.TARGET:
            return trace.targets
        case Kind.ERROR:
            return trace.error
        case Kind.ACTIVATION_SLOPE:
            return here.activation_slope
        case Kind.SLOPE_AT_ACTIVATION:
            return here.d_loss_d_a
        case Kind.SLOPE_AT_SUM:
            return here.d_loss_d_z
        case Kind.SLOPE_OF_WEIGHT:
            return here.d_loss_d_weights
        case Kind.SLOPE_OF_BIAS:
            return here.d_loss_d_bias
    if trace.updated is None:
        return None
    updated = trace.updated.layers[quantity.column - 1]
    return updated.weights if quantity.kind is Kind.NEW_WEIGHT else updated.bias


def quantities_of_unit(trace: Trace, column: int, unit: int) -> tuple[Quantity, ...]:
    """The numbers of one unit that the trace has, in the order they come about."""
    if column == 0:
        kinds: tuple[Kind, ...] = (Kind.INPUT,)
    else:
        kinds = (
            Kind.WEIGHTED_SUM,
            Kind.ACTIVATION,
            Kind.ACTIVATION_SLOPE,
            *((Kind.TARGET, Kind.ERROR) if column == len(trace.layers) else ()),
            Kind.SLOPE_AT_ACTIVATION,
            Kind.SLOPE_AT_SUM,
            *((Kind.BIAS, Kind.SLOPE_OF_BIAS, Kind.NEW_BIAS) if trace.layers[column - 1].layer.use_bias else ()),
        )
    return _present(trace, (Quantity(kind, column, unit) for kind in kinds))


def quantities_of_edge(trace: Trace, column: int, unit: int, source: int) -> tuple[Quantity, ...]:
    """The numbers of the edge that leads from `source` in column − 1 to `unit`, in the order they come about."""
    kinds = (Kind.WEIGHT, Kind.PRODUCT, Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT)
    return _present(trace, (Quantity(kind, column, unit, source) for kind in kinds))


def quantities_of_loss(trace: Trace) -> tuple[Quantity, ...]:
    """The loss and what it compares: error and target of every output. Empty without targets."""
    last = len(trace.layers)
    units = range(trace.network.sizes[-1])
    compared = (Quantity(kind, last, unit) for unit in units for kind in (Kind.ERROR, Kind.TARGET))
    return _present(trace, (LOSS, *compared))


def _present(trace: Trace, quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple(quantity for quantity in quantities if value_of(trace, quantity) is not None)


def _is_place(network: Network, quantity: Quantity) -> bool:
    sizes, column = network.sizes, quantity.column
    if not 0 <= column < len(sizes) or not 0 <= quantity.unit < sizes[column]:
        return False
    if (quantity.kind is Kind.INPUT) != (column == 0):
        return False
    if quantity.kind in _OF_OUTPUT and column != len(sizes) - 1:
        return False
    if quantity.kind in EDGE_KINDS:
        return quantity.source is not None and 0 <= quantity.source < sizes[column - 1]
    return quantity.source is None
