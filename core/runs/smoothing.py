"""The exponential moving average of a curve that grows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from core.network import Array

_LARGEST_FACTOR = math.log(1e6)
"""Within a piece, values are blown up by at most so much (as a logarithm): six of their digits are lost, no more."""


class Smoother:
    """Every point is `weight` parts of the average before it and `1 − weight` parts of its own value.

    The average counts from the first value on (divided by the sum of its weights, as in Adam), so that it neither
    starts at 0 nor clings to the first value. A value that is not finite stays NaN and is left out.
    """

    def __init__(self, weight: float) -> None:
        """`weight` is from 0 (nothing is smoothed) to below 1; about the last 1 / (1 − weight) values count."""
        if not 0 <= weight < 1:
            raise ValueError(f"a weight of {weight}")
        self.weight = weight
        self._sum = 0.0
        self._missing = 1.0
        """What the weights of all values so far lack to 1."""

    def extend(self, values: ArrayLike) -> Array:
        """The averages at the values that come next (one each, float64)."""
        fresh = np.array(values, np.float64)
        is_finite = np.isfinite(fresh)
        fresh[~is_finite] = np.nan
        if self.weight > 0:
            fresh[is_finite] = self._averages(fresh[is_finite])
        return fresh

    def _averages(self, values: Array) -> Array:
        """A piece at a time: inside one, the average is a running sum of values blown up by 1 / weightᵏ."""
        count = len(values)
        if not count:
            return values
        length = max(1, min(count, int(_LARGEST_FACTOR / -math.log(self.weight))))
        padded = np.zeros(-(-count // length) * length)
        padded[:count] = values
        powers = self.weight ** np.arange(1, length + 1)
        sums = np.cumsum(padded.reshape(-1, length) * (1 - self.weight) * self.weight / powers, axis=1)
        sums *= powers / self.weight
        before = np.empty(len(sums))
        whole = float(powers[-1])
        for piece, end in enumerate(sums[:, -1].tolist()):
            before[piece] = self._sum
            self._sum = self._sum * whole + end
        sums += before[:, None] * powers
        made = sums.ravel()[:count]
        missing = self._missing * self.weight ** np.arange(1, count + 1, dtype=np.float64)
        self._sum, self._missing = float(made[-1]), float(missing[-1])
        return made / (1 - missing)


def smoothed(values: ArrayLike, weight: float) -> Array:
    """The exponential moving average of a whole curve."""
    return Smoother(weight).extend(values)
