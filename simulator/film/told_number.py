"""Which number a moment of the step is about, and how far it is known by then."""

from __future__ import annotations

import numpy as np

from core.network import Array, frozen
from core.quantity import LOSS, Kind, Quantity
from core.trace import Trace
from simulator.easing import share
from simulator.frames.moment import Moment
from simulator.frames.timeline import SUM, Beat
from simulator.frames.timeline import Kind as BeatKind


def quantity_of_moment(trace: Trace, moment: Moment) -> Quantity | None:
    """The one number that a moment of the step is about; of many units or weights, the one that counts most. None at
    rest."""
    beat = moment.beat
    if beat is None:
        return None
    match beat.kind:
        case BeatKind.INPUTS:
            return Quantity(Kind.INPUT)
        case BeatKind.PRODUCTS | BeatKind.SUM:
            unit = _most(beat, trace.layers[beat.column - 1].a)
            is_answering = beat.activates and moment.since(BeatKind.SUM, beat.column, unit) >= SUM
            return Quantity(Kind.ACTIVATION if is_answering else Kind.WEIGHTED_SUM, beat.column, unit)
        case BeatKind.LOSS:
            return LOSS
        case BeatKind.SLOPES_AT_UNITS:
            slopes = trace.layers[beat.column - 1].d_loss_d_a
            return Quantity(Kind.SLOPE_AT_ACTIVATION, beat.column, _most(beat, slopes))
        case BeatKind.SLOPES_OF_WEIGHTS:
            return _steepest_in(trace, beat)
    column, unit, source = steepest_weight(trace)
    kind = Kind.SLOPE_OF_WEIGHT if trace.updated is None else Kind.NEW_WEIGHT
    return Quantity(kind, column, unit, source)


def how_known(trace: Trace, moment: Moment, quantity: Quantity) -> float:
    """How far its value has come out at this moment, 0 … 1."""
    column, unit = quantity.column, quantity.unit
    match quantity.kind:
        case Kind.WEIGHTED_SUM:
            return moment.summed(column, unit)
        case Kind.ACTIVATION:
            return moment.answered(column, unit)
        case Kind.LOSS:
            return share(moment.since(BeatKind.LOSS, len(trace.layers)), 0.6, 0.25)
        case Kind.SLOPE_AT_ACTIVATION:
            return moment.slope_shown(column, unit)
        case Kind.SLOPE_OF_WEIGHT if quantity.source is not None:
            return moment.weight_slope_shown(column, unit, quantity.source)
        case Kind.NEW_WEIGHT:
            return share(moment.updated, 0.5, 0.5)
        case _:
            return 1.0


def steepest_weight(trace: Trace) -> tuple[int, int, int]:
    """Column, unit and source of the weight with the largest slope, among those that training may change."""
    best, found = -1.0, (1, 0, 0)
    for column, here in enumerate(trace.layers, start=1):
        sizes = np.where(here.layer.is_held, -1.0, _sizes(here.d_loss_d_weights))
        unit, source = np.unravel_index(int(sizes.argmax()), sizes.shape)
        if sizes[unit, source] > best:
            best, found = float(sizes[unit, source]), (column, int(unit), int(source))
    return found


def _steepest_in(trace: Trace, beat: Beat) -> Quantity:
    sizes = _sizes(trace.layers[beat.column - 1].d_loss_d_weights)[list(beat.units)]
    row, source = np.unravel_index(int(sizes.argmax()), sizes.shape)
    return Quantity(Kind.SLOPE_OF_WEIGHT, beat.column, beat.units[int(row)], int(source))


def _most(beat: Beat, numbers: Array | None) -> int:
    """Of the units of a beat, the one with the largest number."""
    return beat.units[int(_sizes(numbers)[list(beat.units)].argmax())]


def _sizes(numbers: Array | None) -> Array:
    assert numbers is not None
    return frozen(np.nan_to_num(np.abs(numbers), nan=0.0))
