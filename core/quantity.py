"""Addresses of numbers: every number of a trace can be named, followed and explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from core.experiment import Training
from core.network import Array, Network
from core.numbers import is_hidden
from core.parameters import flat_number
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
    USED_SLOPE = "used slope"
    """The slope of a weight or bias as the optimizer is given it: with penalties, clipped, with coupled decay."""
    MEAN_SLOPE = "mean slope"
    """What the optimizer remembers of the slopes: their running mean, or the velocity of momentum."""
    SQUARED_SLOPE = "squared slope"
    """What the optimizer remembers of the squares of the slopes: their running mean, or their sum."""
    NORM = "norm"
    """How long all slopes together are."""
    CLIP_SCALE = "clip scale"
    """What all slopes are made shorter by."""
    NEW_WEIGHT = "new weight"
    NEW_BIAS = "new bias"


SLOPES = frozenset({Kind.SLOPE_AT_ACTIVATION, Kind.SLOPE_AT_SUM, Kind.SLOPE_OF_WEIGHT, Kind.SLOPE_OF_BIAS})
"""Slopes of the loss."""
EDGE_KINDS = frozenset({Kind.WEIGHT, Kind.PRODUCT, Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT})
OPTIMIZER_KINDS = frozenset({Kind.USED_SLOPE, Kind.MEAN_SLOPE, Kind.SQUARED_SLOPE})
"""Of a weight where there is a source, else of a bias."""
WHOLE_KINDS = frozenset({Kind.LOSS, Kind.NORM, Kind.CLIP_SCALE})
"""Of the network as a whole: without a place."""
_OF_OUTPUT = frozenset({Kind.TARGET, Kind.ERROR})
_OPTIMIZER_ORDER = (Kind.USED_SLOPE, Kind.MEAN_SLOPE, Kind.SQUARED_SLOPE)
_BIAS_KINDS = (Kind.BIAS, Kind.SLOPE_OF_BIAS, *_OPTIMIZER_ORDER, Kind.NEW_BIAS)
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
NORM = Quantity(Kind.NORM)
CLIP_SCALE = Quantity(Kind.CLIP_SCALE)


def sent_by(column: int, unit: int) -> Quantity:
    """The value a unit sends on: an input, or an activation."""
    return Quantity(Kind.INPUT if column == 0 else Kind.ACTIVATION, column, unit)


def value_of(trace: Trace, quantity: Quantity) -> float | None:
    """The number at an address; None where the trace has none (no target, no bias in use, no such unit)."""
    if quantity.kind is Kind.LOSS:
        return trace.loss
    if quantity.kind in WHOLE_KINDS:
        return _of_clipping(trace, quantity.kind)
    if not _is_place(trace.network, quantity):
        return None
    if quantity.kind in OPTIMIZER_KINDS:
        return _of_optimizer(trace, quantity)
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


def _of_clipping(trace: Trace, kind: Kind) -> float | None:
    if trace.update is None or trace.is_veiled or trace.training.gradient_clip is None:
        return None
    return trace.update.norm if kind is Kind.NORM else trace.update.scale


def _of_optimizer(trace: Trace, quantity: Quantity) -> float | None:
    """A number on the way from a slope to its new weight; None where this optimizer has none, or nothing moves."""
    update, training = trace.update, trace.training
    if update is None or trace.is_veiled:  # from what is remembered, the slope itself could be found out
        return None
    at = flat_number(trace.network, quantity.column, quantity.unit, quantity.source)
    if not update.is_trainable[at]:
        return None
    if quantity.kind is Kind.USED_SLOPE:
        is_weight = quantity.source is not None
        is_coupled = training.decay and training.optimizer != "adamw"
        is_other = is_coupled or training.gradient_clip or (is_weight and (training.l1 or training.l2))
        return float(update.slopes[at]) if is_other else None
    index = memory_index(training, quantity.kind)
    return None if index is None else float(update.memory.arrays[index][at])


def memory_index(training: Training, kind: Kind) -> int | None:
    """Which of the optimizer's arrays holds mean or squares; None where it keeps no such thing."""
    if kind is Kind.MEAN_SLOPE:
        has_mean = training.optimizer in ("adam", "adamw") or training.momentum > 0
        return 0 if has_mean else None
    return {"rmsprop": 0, "adagrad": 0, "adam": 1, "adamw": 1}.get(training.optimizer)


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
            *(_BIAS_KINDS if trace.layers[column - 1].layer.use_bias else ()),
        )
    return _present(trace, (Quantity(kind, column, unit) for kind in kinds))


def quantities_of_edge(trace: Trace, column: int, unit: int, source: int) -> tuple[Quantity, ...]:
    """The numbers of the edge that leads from `source` in column − 1 to `unit`, in the order they come about."""
    kinds = (Kind.WEIGHT, Kind.PRODUCT, Kind.SLOPE_OF_WEIGHT, *_OPTIMIZER_ORDER, Kind.NEW_WEIGHT)
    return _present(trace, (Quantity(kind, column, unit, source) for kind in kinds))


def quantities_of_clipping(trace: Trace) -> tuple[Quantity, ...]:
    """How long all slopes are together, and what they are made shorter by; empty where nothing is clipped."""
    return _present(trace, (NORM, CLIP_SCALE))


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
    if quantity.kind in EDGE_KINDS or (quantity.kind in OPTIMIZER_KINDS and quantity.source is not None):
        return quantity.source is not None and 0 <= quantity.source < sizes[column - 1]
    return quantity.source is None
