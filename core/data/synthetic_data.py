"""Synthetic data, drawn from a seed: points in the plane, curves over one input, and a made-up table.

Every maker takes how many rows, the noise (0 … 1) and a generator. It gives raw inputs (rows × features) and, of
classes, the class of every row (rows,), of a regression its targets (rows × outputs). Where not said otherwise, the
classes take turns from row to row, and noise moves the points but leaves their classes alone.

The geometry of circle, xor, two_gaussians, spiral, plane and six_gaussians, and what noise does to them, follow
TensorFlow Playground (src/dataset.ts).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from core.network import Array

Rows = tuple[ArrayLike, ArrayLike]
Maker = Callable[[int, float, np.random.Generator], Rows]

REACH = 6.0
"""Most points in the plane lie within ±6, as in TensorFlow Playground."""
CURVE_REACH = 3.0
"""Curves are drawn over −3 … 3."""

_CORNERS = np.array([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)])
_SIX_CENTRES = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
_SIX_SIGNS = np.array([1, -1, 1, -1, 1, -1])


def circle(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Inside radius 2.5 (class 1, the first half of the rows) and between 3.5 and 5 (class 0).

    Noise moves the point the class is read from, so that classes near the rim become wrong.
    """
    inside = np.arange(samples) < samples // 2
    radius = np.where(inside, generator.uniform(0, 2.5, samples), generator.uniform(3.5, 5.0, samples))
    angle = generator.uniform(0, 2 * np.pi, samples)
    points = _on_circle(radius, angle)
    seen = points + generator.uniform(-5, 5, (samples, 2)) * noise
    return points, np.hypot(seen[:, 0], seen[:, 1]) < 2.5


def xor(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Class 1 where x₁ and x₂ have the same sign, class 0 where not; no point is nearer to an axis than 0.3.

    Points lie within ±5.3. Noise moves the point the class is read from.
    """
    points = generator.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    seen = points + generator.uniform(-5, 5, (samples, 2)) * noise
    return points, seen.prod(axis=1) >= 0


def two_gaussians(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Normal clouds around (−2, −2) (class 0) and (2, 2) (class 1); noise 0 … 0.5 widens their variance 0.5 … 4."""
    classes = np.arange(samples) % 2
    spread = np.sqrt(0.5 + 7 * noise)
    return np.where(classes, 2.0, -2.0)[:, None] + generator.normal(0, spread, (samples, 2)), classes


def spiral(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Two arms of 1¾ turns out to radius 5, class 0 half a turn ahead of class 1.

    Both begin in the middle: without noise, their first points are the same. Noise moves a point by up to so much.
    """
    classes = np.arange(samples) % 2
    share = (np.arange(samples) // 2) / (samples / 2)
    angle = 1.75 * 2 * np.pi * share + np.where(classes, 0.0, np.pi)
    return _on_circle(5 * share, angle) + generator.uniform(-1, 1, (samples, 2)) * noise, classes


def moons(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Two half circles of radius 3 that reach into each other, the upper one class 0: x₁ within ±4.5, x₂ ±2.25.

    Noise is the standard deviation as a share of the radius. The geometry is that of scikit-learn's make_moons.
    """
    classes = np.arange(samples) % 2
    angle = generator.uniform(0, np.pi, samples)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.array([1.0, 0.5]) - upper
    unit = np.where(classes[:, None] == 0, upper, lower) - np.array([0.5, 0.25])
    return 3 * (unit + generator.normal(0, 1, (samples, 2)) * noise), classes


def rings(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Two thin rings around the middle, of radius 5 (class 0) and 2.5 (class 1).

    Noise is the standard deviation as a share of the outer radius, as in scikit-learn's make_circles.
    """
    classes = np.arange(samples) % 2
    points = _on_circle(np.where(classes, 2.5, 5.0), generator.uniform(0, 2 * np.pi, samples))
    return points + 5 * noise * generator.normal(0, 1, (samples, 2)), classes


def checkerboard(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """4 × 4 squares of side 2.5 within ±5; class 1 in the lower left corner and on every second square from there.

    The classes fall as the squares do. Noise moves a point by up to that share of a side.
    """
    points = generator.uniform(-5, 5, (samples, 2))
    classes = (np.floor(points / 2.5).sum(axis=1) + 1) % 2
    return points + 2.5 * noise * generator.uniform(-1, 1, (samples, 2)), classes


def blobs(classes: int) -> Maker:
    """So many normal clouds, their centres evenly on a circle of radius 4; standard deviation 0.5 + 2 × noise."""

    def make(samples: int, noise: float, generator: np.random.Generator) -> Rows:
        labels = np.arange(samples) % classes
        centres = _on_circle(np.full(samples, 4.0), 2 * np.pi * labels / classes)
        return centres + generator.normal(0, 0.5 + 2 * noise, (samples, 2)), labels

    return make


def gate(truth: tuple[int, int, int, int]) -> Maker:
    """A logic gate: the corners 00, 01, 10, 11 in turn, and the class each has.

    Noise moves a point by up to so much: below 0.5, the nearest corner is still the one meant.
    """

    def make(samples: int, noise: float, generator: np.random.Generator) -> Rows:
        corner = np.arange(samples) % len(_CORNERS)
        return _CORNERS[corner] + noise * generator.uniform(-1, 1, (samples, 2)), np.array(truth)[corner]

    return make


def curve(formula: Callable[[Array], Array]) -> Maker:
    """y = formula(x) for x in −3 … 3; noise is the standard deviation of y, whose curves reach from about −1 to 1."""

    def make(samples: int, noise: float, generator: np.random.Generator) -> Rows:
        x = generator.uniform(-CURVE_REACH, CURVE_REACH, (samples, 1))
        return x, formula(x) + noise * generator.normal(0, 1, (samples, 1))

    return make


def plane(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """y = (x₁ + x₂) / 10 for points within ±6, so y within ±1.2. Noise moves the point that y is read from."""
    points = generator.uniform(-REACH, REACH, (samples, 2))
    seen = points + generator.uniform(-REACH, REACH, (samples, 2)) * noise
    return points, seen.sum(axis=1, keepdims=True) / 10


def six_gaussians(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Three hills (up to 1) and three hollows (down to −1) in two rows; none overlaps another.

    y falls evenly to 0 at distance 2 from a centre. Points lie within ±6. Noise moves the point that y is read from.
    """
    points = generator.uniform(-REACH, REACH, (samples, 2))
    seen = points + generator.uniform(-REACH, REACH, (samples, 2)) * noise
    offsets = seen[:, None, :] - _SIX_CENTRES
    heights = np.clip(1 - np.hypot(offsets[..., 0], offsets[..., 1]) / 2, 0, 1)
    nearest = heights.argmax(axis=1)
    return points, (_SIX_SIGNS[nearest] * heights.max(axis=1))[:, None]


def bank(samples: int, noise: float, generator: np.random.Generator) -> Rows:
    """Customers with 0–5 children and 0–7 accounts; the target is how many transactions they make, a whole number:

    transactions = 2 × (children + accounts) − max(0, accounts − children)

    What an account adds hangs on the children: 2 up to as many accounts as children, 1 from there on. Two ReLU units
    say it exactly, with the weights of the "bank" example. Noise multiplies by 1 ± that share (standard deviation)
    before rounding.
    """
    customers = generator.integers(0, (6, 8), (samples, 2)).astype(np.float64)
    children, accounts = customers.T
    exact = 2 * (children + accounts) - np.maximum(0, accounts - children)
    factor = np.maximum(0, 1 + noise * generator.normal(0, 1, samples))
    return customers, np.rint(exact * factor)[:, None]


def _on_circle(radius: Array, angle: Array) -> Array:
    """Points (rows × 2) at a radius and a clockwise angle from x₂, as TensorFlow Playground turns."""
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
