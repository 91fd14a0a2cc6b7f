"""The little picture in a unit of what its activation does: the curve, the point on it, its tangent."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS
from core.numbers import is_hidden
from core.trace import Trace
from simulator.easing import between, in_out_cubic
from simulator.frames.moment import Moment
from simulator.frames.unit_shapes import CurveFace
from simulator.frames.view import View
from simulator.shapes import Ink, Run, sign_ink
from simulator.short_text import shortened

CELL, SMALLEST_CELL = 52.0, 13
"""Beside the curve there is room for a number 52 px wide."""
_CURVE_POINTS = np.linspace(-1.0, 1.0, 41)
_LARGEST_REACH = 1e200


def face_at(trace: Trace, index: int, unit: int, moment: Moment, view: View) -> CurveFace:
    """z, the curve with the point as far as it has run, and a once it has answered."""
    layer = trace.layers[index - 1]
    z, a = float(layer.z[unit]), float(layer.a[unit])
    name = layer.layer.activation
    reach = _reach(name, z)
    run = in_out_cubic(moment.activated(index, unit))
    at = between(0.0, 0.0 if math.isnan(z) else max(-1.0, min(1.0, z / reach)), run)
    slope_shown = moment.slope_shown(index, unit)
    slope = float(layer.activation_slope[unit]) * reach / _height(name, reach) if slope_shown else None
    if slope is not None and is_hidden(slope):
        slope = None
    answered = moment.answered(index, unit)
    return CurveFace(
        _curve(name, reach),
        (at, float(_curve_heights(name, reach, np.array([at]))[0])),
        slope,
        Run(shortened(z, view.digits, CELL, SMALLEST_CELL), sign_ink(z)),
        Run(shortened(a, view.digits, CELL, SMALLEST_CELL), sign_ink(a)) if answered else Run("…", Ink.TEXT_3),
        answered or 1.0,
        slope_shown,
    )


def curve_of(name: str) -> NDArray[np.float64]:
    """The curve of an activation function by itself: points (x, y), each within −1 … 1."""
    return _curve(name, ACTIVATIONS[name].curve_reach)


def _reach(name: str, z: float) -> float:
    """The z at the right end of the little curve. Straight pieces look the same at any scale, so they follow z."""
    reach = ACTIVATIONS[name].curve_reach
    if not _is_straight(name) or not math.isfinite(z):
        return reach
    return max(reach, min(abs(z), _LARGEST_REACH) * 1.25)


@lru_cache(maxsize=64)
def _is_straight(name: str) -> bool:
    """Whether twice the input makes twice the output, as in relu."""
    points = np.array([-1.0, 1.0])
    function = ACTIVATIONS[name].function
    return not ACTIVATIONS[name].mixes_units and bool(np.allclose(function(2 * points), 2 * function(points)))


@lru_cache(maxsize=256)
def _height(name: str, reach: float) -> float:
    """What the top of the little curve stands for: 1, or more where the function grows beyond it."""
    if ACTIVATIONS[name].mixes_units:
        return 1.0
    return max(1.0, float(np.abs(ACTIVATIONS[name].function(_CURVE_POINTS * reach)).max()))


@lru_cache(maxsize=256)
def _curve(name: str, reach: float) -> NDArray[np.float64]:
    return np.stack([_CURVE_POINTS, _curve_heights(name, reach, _CURVE_POINTS)], axis=1)


def _curve_heights(name: str, reach: float, xs: NDArray[np.float64]) -> NDArray[np.float64]:
    # Softmax depends on the other units; the curve of one unit against all others fixed is a sigmoid.
    function = ACTIVATIONS["sigmoid" if name == "softmax" else name].function
    heights = function(xs * reach) / _height(name, reach)
    return np.asarray(2 * heights - 1 if name in ("sigmoid", "softmax") else heights)
