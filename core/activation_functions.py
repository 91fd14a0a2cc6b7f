"""The arithmetic of the activation functions and their slopes, on float64 arrays of any shape.

Values and slopes, at kinks too, are those of torch's functions of the same names.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LEAK = 0.01
"""The slope of leaky_relu left of zero."""
# Klambauer et al., "Self-normalizing neural networks" (2017), equation 14, to the digits torch carries.
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946
SOFTPLUS_LINEAR_FROM = 20.0
"""From here on softplus is z itself, as in torch: e^−20 is lost beside it."""

_erf = np.frompyfunc(math.erf, 1, 1)


def sigmoid(z: FloatArray) -> FloatArray:
    # Both branches only ever raise e to a negative power, so nothing overflows.
    smaller = np.exp(-np.abs(z))
    values: FloatArray = np.where(z >= 0, 1 / (1 + smaller), smaller / (1 + smaller)).astype(z.dtype, copy=False)
    return values


def softmax(z: FloatArray) -> FloatArray:
    powers: FloatArray = np.exp(z - z.max(axis=-1, keepdims=True))
    whole: FloatArray = powers.sum(axis=-1, keepdims=True)
    return powers / whole


def leaky_relu(z: FloatArray) -> FloatArray:
    return np.where(z > 0, z, LEAK * z)


def leaky_relu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(z > 0, 1.0, LEAK).astype(z.dtype)


def elu(z: FloatArray) -> FloatArray:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def elu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))


def selu(z: FloatArray) -> FloatArray:
    return SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def selu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return SELU_SCALE * np.where(z > 0, 1.0, SELU_ALPHA * np.exp(np.minimum(z, 0)))


def _normal_share(z: FloatArray) -> FloatArray:
    """Φ(z): the share of a standard normal distribution below z."""
    return 0.5 * (1 + np.asarray(_erf(z / math.sqrt(2)), z.dtype))


def gelu(z: FloatArray) -> FloatArray:
    return z * _normal_share(z)


def gelu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    # Beyond 40 the density is 0 in double precision, and z² might overflow.
    near = np.clip(z, -40, 40)
    density = np.exp(-0.5 * near * near) / math.sqrt(2 * math.pi)
    return _normal_share(z) + near * density


def silu(z: FloatArray) -> FloatArray:
    return z * sigmoid(z)


def silu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    share = sigmoid(z)
    return np.asarray(share * (1 + z * (1 - share)))


def softplus(z: FloatArray) -> FloatArray:
    return np.where(z > SOFTPLUS_LINEAR_FROM, z, np.log1p(np.exp(np.minimum(z, SOFTPLUS_LINEAR_FROM))))


def softplus_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.asarray(np.where(z > SOFTPLUS_LINEAR_FROM, 1.0, sigmoid(z)))


def softsign(z: FloatArray) -> FloatArray:
    return np.asarray(z / (1 + np.abs(z)))


def softsign_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    share: FloatArray = 1 / (1 + np.abs(z))
    return share * share


def hard_tanh(z: FloatArray) -> FloatArray:
    return np.clip(z, -1, 1)


def hard_tanh_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return ((z > -1) & (z < 1)).astype(z.dtype)
