"""Lines of equal height over a grid (Lorensen and Cline's marching cubes in two dimensions, "marching squares")."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.network import Array, frozen

# The sides that a line enters and leaves by, for each choice of corners above the level: corner 1 is top left,
# 2 top right, 4 bottom right, 8 bottom left; sides 0 top, 1 right, 2 bottom, 3 left. Saddles are cut in one way.
_SIDES = {
    1: [(3, 0)],
    2: [(0, 1)],
    3: [(3, 1)],
    4: [(1, 2)],
    5: [(3, 0), (1, 2)],
    6: [(0, 2)],
    7: [(3, 2)],
    8: [(2, 3)],
    9: [(2, 0)],
    10: [(0, 1), (2, 3)],
    11: [(2, 1)],
    12: [(1, 3)],
    13: [(1, 0)],
    14: [(0, 3)],
}


def contour(heights: Array, level: float) -> Array:
    """Segments of the line at one level (segments × 4: x0, y0, x1, y1), counted in cells from heights[0, 0].

    Cells with a corner that is not finite are left out.
    """
    corners = np.stack([heights[:-1, :-1], heights[:-1, 1:], heights[1:, 1:], heights[1:, :-1]])
    case = ((corners > level) * np.array([1, 2, 4, 8])[:, None, None]).sum(axis=0)
    case[~np.isfinite(corners).all(axis=0)] = 0
    parts = []
    for number, lines in _SIDES.items():
        rows, columns = np.nonzero(case == number)
        if len(rows):
            here = corners[:, rows, columns]
            parts += [np.hstack([_on_side(side, here, rows, columns, level) for side in line]) for line in lines]
    return frozen(np.concatenate(parts) if parts else np.empty((0, 4)))


def _on_side(side: int, corners: Array, rows: NDArray[np.intp], columns: NDArray[np.intp], level: float) -> Array:
    """Where a side of these cells (corners × cells) is crossed: cells × 2."""
    first, second = corners[side], corners[(side + 1) % 4]
    share = (level - first) / (second - first)
    along = {0: (share, 0.0), 1: (1.0, share), 2: (1 - share, 1.0), 3: (0.0, 1 - share)}[side]
    return frozen(np.stack([columns + along[0], rows + along[1]], axis=1))
