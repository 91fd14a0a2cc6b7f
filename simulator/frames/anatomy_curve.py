"""A unit's activation curve, large: axes through 0, the point on it, and its tangent where the slope is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS
from core.network import Array, frozen
from core.trace import LayerTrace
from simulator.easing import between, in_out_cubic
from simulator.frames.elements import UnitAt
from simulator.frames.moment import Moment
from simulator.shapes import Ink, sign_ink
from simulator.short_text import shortened

_SAMPLES = 121
_AROUND = 1.2
_LARGEST_REACH = 1e150
_PAD = 0.1

Point = tuple[float, float]


@dataclass(frozen=True)
class BigCurve:
    """Places from 0 … 1 across and up: the curve, where the axes cross it, and the point as far as it has run.

    `tangent` is its rise over its run in these shares; `reach` says what the right end of the axis stands for.
    """

    points: tuple[Point, ...]
    zero: Point
    point: Point | None
    ink: Ink
    reach: str
    tangent: float | None
    tangent_opacity: float


def curve_at(layer: LayerTrace, moment: Moment, unit: UnitAt) -> BigCurve:
    """The curve of one unit at one instant. Softmax's is that of this unit with the others as they are."""
    z = float(layer.z[unit.unit])
    others = np.delete(layer.z, unit.unit) if layer.layer.function.mixes_units else None
    reach = _reach(layer, z, others)
    xs = np.linspace(-reach, reach, _SAMPLES)
    ys = _heights(layer, xs, others)
    low, high = min(float(ys.min()), 0.0), max(float(ys.max()), 0.0)
    span = (high - low) or 1.0
    low, high = low - _PAD * span, high + _PAD * span

    def place(x: float, y: float) -> Point:
        return 0.5 + x / (2 * reach), (y - low) / (high - low)

    run = in_out_cubic(moment.activated(unit.column, unit.unit))
    is_summed = moment.summed(unit.column, unit.unit) > 0 and math.isfinite(z)
    at = between(0.0, min(max(z, -reach), reach) if math.isfinite(z) else 0.0, run)
    shown = moment.slope_shown(unit.column, unit.unit)
    slope = float(layer.activation_slope[unit.unit])
    return BigCurve(
        tuple(place(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)),
        place(0.0, 0.0),
        place(at, float(_heights(layer, np.array([at]), others)[0])) if is_summed else None,
        sign_ink(z),
        shortened(reach, 2, 60, 11),
        slope * 2 * reach / (high - low) if shown > 0 and math.isfinite(slope) else None,
        shown,
    )


def _reach(layer: LayerTrace, z: float, others: Array | None) -> float:
    """The |z| at both ends: as far as the function bends, and the point is well inside."""
    reach = ACTIVATIONS[layer.layer.activation].curve_reach * 1.25
    if others is not None:
        reach += abs(_joined(others))
    if not math.isfinite(z):
        return reach
    return min(max(reach, abs(z) * _AROUND), _LARGEST_REACH)


def _heights(layer: LayerTrace, xs: NDArray[np.float64], others: Array | None) -> Array:
    if others is None:
        return frozen(layer.layer.function.function(xs))
    # e^x / (e^x + the others' share) is a sigmoid, shifted by the logarithm of that share.
    return frozen(ACTIVATIONS["sigmoid"].function(xs - _joined(others)))


def _joined(others: Array) -> float:
    """log Σ e^z of the other units; 0 where that is not a number."""
    largest = float(others.max())
    joined = largest + math.log(float(np.exp(others - largest).sum())) if math.isfinite(largest) else math.nan
    return joined if math.isfinite(joined) else 0.0
