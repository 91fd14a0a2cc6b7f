"""Which numbers belong to what is selected on the canvas, and which of them is meant at this time."""

from __future__ import annotations

from core.quantity import (
    Kind,
    Quantity,
    quantities_of_clipping,
    quantities_of_edge,
    quantities_of_loss,
    quantities_of_unit,
)
from core.trace import Trace
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.selection import OF_BIAS, element_of
from simulator.frames.timeline import Phase

_OF_PHASE = {
    Phase.FORWARD: (Kind.PRODUCT, Kind.WEIGHTED_SUM, Kind.INPUT, Kind.BIAS, Kind.LOSS, Kind.ERROR),
    Phase.LOSS: (Kind.ERROR, Kind.LOSS, Kind.PRODUCT, Kind.WEIGHTED_SUM),
    Phase.BACKWARD: (Kind.SLOPE_OF_WEIGHT, Kind.SLOPE_OF_BIAS, Kind.SLOPE_AT_ACTIVATION),
    Phase.UPDATE: (Kind.NEW_WEIGHT, Kind.NEW_BIAS, Kind.SLOPE_AT_ACTIVATION),
}
_OF_CLIPPING = (Kind.NORM, Kind.CLIP_SCALE)

__all__ = ["beside", "element_of", "meant_now", "quantities_of"]


def quantities_of(trace: Trace, element: Element | None) -> tuple[Quantity, ...]:
    """The numbers of an element, in the order they come about."""
    if isinstance(element, UnitAt):
        found = quantities_of_unit(trace, element.column, element.unit)
        return tuple(quantity for quantity in found if quantity.kind not in OF_BIAS)
    if isinstance(element, BiasAt):
        found = quantities_of_unit(trace, element.column, element.unit)
        return tuple(quantity for quantity in found if quantity.kind in OF_BIAS) or found[:1]
    if isinstance(element, EdgeAt):
        return quantities_of_edge(trace, element.column, element.unit, element.source)
    if isinstance(element, LossAt):
        return quantities_of_loss(trace)
    if isinstance(element, TargetAt):
        last = len(trace.layers)
        found = quantities_of_unit(trace, last, element.unit)
        return tuple(quantity for quantity in found if quantity.kind in (Kind.TARGET, Kind.ERROR))
    return ()


def meant_now(quantities: tuple[Quantity, ...], phase: Phase | None) -> Quantity | None:
    """The one that the present phase of the step is about; at rest what is computed forward."""
    for kind in _OF_PHASE[phase or Phase.FORWARD]:
        for quantity in quantities:
            if quantity.kind is kind:
                return quantity
    return quantities[0] if quantities else None


def beside(trace: Trace, quantity: Quantity) -> tuple[Quantity, ...]:
    """The numbers of the element that a number belongs to."""
    if quantity.kind in _OF_CLIPPING:
        return quantities_of_clipping(trace)
    return quantities_of(trace, element_of(trace, quantity))
