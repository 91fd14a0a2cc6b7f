"""What units show: their value, or a picture of what they have learnt; and where biases are shown."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

_PIXEL = re.compile(r"r(\d{1,5})c(\d{1,5})", re.ASCII)


class Face(Enum):
    """`AUTO` is the value, and the activation curve beside it where there is room."""

    AUTO = "auto"
    VALUE = "value"
    CURVE = "curve"
    MAP = "map"
    WEIGHTS = "weights"
    HISTOGRAM = "histogram"

    @property
    def is_picture(self) -> bool:
        """Whether it takes the place of the value, so that units are as large as their pitch allows."""
        return self in (Face.MAP, Face.WEIGHTS, Face.HISTOGRAM)


class BiasAs(Enum):
    """How biases are shown: each as a number in or under its unit, or as the edges of a node that is always 1."""

    NUMBER = "number"
    NODE = "node"


@lru_cache(maxsize=8)
def picture_shape(inputs: tuple[str, ...]) -> tuple[int, int] | None:
    """Rows and columns of the picture that the inputs are the pixels of: `r0c0`, `r0c1`, … row by row; else None."""
    last = _PIXEL.fullmatch(inputs[-1])
    if last is None:
        return None
    rows, columns = int(last[1]) + 1, int(last[2]) + 1
    if rows * columns != len(inputs) or min(rows, columns) < 2:
        return None
    is_picture = all(name == f"r{k // columns}c{k % columns}" for k, name in enumerate(inputs))
    return (rows, columns) if is_picture else None
