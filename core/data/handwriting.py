"""From a drawing to an image like those of the data: as large, as many pixels, grey where ink covers one in part."""

from __future__ import annotations

import numpy as np

from core.network import Array, frozen

_SEEN = 0.1
"""Ink fainter than this is taken for paper."""
_MOST_IMAGES = 500


def usual_extent(images: Array) -> float:
    """How many pixels the larger side of what is drawn measures: the median of images (images × rows × columns)."""
    some = images[:: -(-len(images) // _MOST_IMAGES) or 1]
    extents = []
    for image in some:
        box = _box(image / (float(image.max()) or 1.0))
        if box is not None:
            top, bottom, left, right = box
            extents.append(max(bottom - top, right - left))
    return float(np.median(extents)) if extents else float(max(images.shape[1:]))


def as_image(ink: Array, shape: tuple[int, int], extent: float) -> Array:
    """A drawing (0 … 1, any size) as an image of this shape (0 … 1): the larger side of what is drawn measures
    `extent` pixels, its middle is in the middle. Paper alone stays paper."""
    box = _box(ink)
    if box is None:
        return frozen(np.zeros(shape))
    top, bottom, left, right = box
    pixel = max(bottom - top, right - left) / extent
    return _sampled(ink, shape, ((top + bottom) / 2, (left + right) / 2), pixel)


def reduced(ink: Array, shape: tuple[int, int]) -> Array:
    """All of a drawing as an image of this shape, where it is: each pixel the mean of the ink under it."""
    middle = ink.shape[0] / 2, ink.shape[1] / 2
    return _sampled(ink, shape, middle, max(ink.shape) / max(shape))


def enlarged(image: Array, size: int) -> Array:
    """An image (rows × columns) as a drawing of size × size, in which `reduced` finds it again."""
    rows, columns = image.shape
    longest = max(rows, columns)
    drawing = np.zeros((size, size))
    places = (np.arange(size) + 0.5) * longest / size
    down = np.floor(places - (longest - rows) / 2).astype(np.intp)
    across = np.floor(places - (longest - columns) / 2).astype(np.intp)
    inside = np.ix_((down >= 0) & (down < rows), (across >= 0) & (across < columns))
    drawing[inside] = image[np.ix_(down[(down >= 0) & (down < rows)], across[(across >= 0) & (across < columns)])]
    return frozen(drawing)


def _box(ink: Array) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right (both ends open) of what is drawn."""
    down = np.flatnonzero((ink > _SEEN).any(axis=1))
    across = np.flatnonzero((ink > _SEEN).any(axis=0))
    if not len(down):
        return None
    return int(down[0]), int(down[-1]) + 1, int(across[0]), int(across[-1]) + 1


def _sampled(ink: Array, shape: tuple[int, int], middle: tuple[float, float], pixel: float) -> Array:
    """The mean of the ink under every pixel, each `pixel` wide; beyond the drawing there is paper."""
    down, across = (
        _covered(count, centre, pixel, size) for count, centre, size in zip(shape, middle, ink.shape, strict=True)
    )
    return frozen(np.clip(down @ ink @ across.T, 0.0, 1.0))


def _covered(count: int, centre: float, pixel: float, size: int) -> Array:
    """The share of every pixel (pixels × size) that each line of the drawing covers."""
    starts = centre + (np.arange(count) - count / 2) * pixel
    lines = np.arange(size)
    low = np.maximum(starts[:, None], lines[None])
    high = np.minimum(starts[:, None] + pixel, lines[None] + 1)
    return frozen(np.clip(high - low, 0.0, None) / pixel)
