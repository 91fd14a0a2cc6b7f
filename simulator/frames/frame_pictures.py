"""Pictures of a frame: small ones in units, and large ones beside a network of images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.message import Message
from core.network import Array
from core.trace import Trace
from simulator.fonts import REGULAR, SEMIBOLD, text_width
from simulator.frames.elements import UnitAt
from simulator.frames.face import Face, picture_shape
from simulator.frames.frame_edges import FEW_EDGES, shown_weights
from simulator.frames.frame_unit_labels import LEGEND_HEIGHT
from simulator.frames.layout import HEADING_HEIGHT, Column, Layout, Shape
from simulator.frames.moment import Moment
from simulator.frames.unit_shapes import Picture, Portrait, Tile
from simulator.frames.view import View
from simulator.plots.maps import Domain
from simulator.shapes import Box
from simulator.short_text import elided
from simulator.words import say

MOST_BARS = 48
PORTRAIT_SIDE = 8 * 27.0 - 1
_MARGIN, _RIGHT, _TITLE, _BETWEEN, _TILE_GAP = 26.0, 20.0, 24.0, 30.0, 4.0
_SMALLEST_SIDE = 60.0
_MOST_TILES = 144
_GIANTS = 0.02


def picture_at(
    trace: Trace, layout: Layout, index: int, unit: int, view: View, weights: Sequence[Array]
) -> Picture | None:
    """The picture that a unit shows in place of its value, or None where this face does not apply to it.

    `weights` are those of each layer as they stand at this moment.
    """
    if not _has_room(layout.columns[index], view.face):
        return None
    if view.face is Face.WEIGHTS:
        return _weights_picture(trace, index, unit, weights) if index else None
    faces = view.faces
    if faces is None or faces.face is not view.face or faces.sizes != trace.network.sizes:
        return None
    mine = faces.columns[index]
    if mine is None:
        return None
    if faces.domain is not None:
        return Picture(Face.MAP, mine[unit], _place_on_map(trace, faces.domain))
    return _histogram(mine[unit], faces.ranges[index][unit], float(trace.values(index)[unit]))


def _has_room(column: Column, face: Face) -> bool:
    """A map can be read in a small disc; bars and cells need more room."""
    smallest = Shape.DISC if face is Face.MAP else Shape.SMALL
    return face.is_picture and column.shape.half_height >= smallest.half_height


def _place_on_map(trace: Trace, domain: Domain) -> tuple[float, float] | None:
    """Where the example lies, from the left and from the bottom; None beyond the plane."""
    if len(trace.raw_inputs) != 2:
        return None
    x, y = trace.raw_inputs.tolist()
    place = (x - domain.left) / (domain.right - domain.left), (y - domain.bottom) / (domain.top - domain.bottom)
    return place if all(0 <= share <= 1 for share in place) else None


def _histogram(counts: Array, reach: Array, value: float) -> Picture:
    low, high = reach.tolist()
    at = (value - low) / (high - low) if math.isfinite(value) else math.nan
    return Picture(
        Face.HISTOGRAM,
        counts / max(float(counts.max()), 1.0),
        (min(max(at, 0.0), 1.0), 0.0) if math.isfinite(at) else None,
        -low / (high - low),
    )


def _weights_picture(trace: Trace, index: int, unit: int, weights: Sequence[Array]) -> Picture:
    """A unit's incoming weights, ±1 for strong ones of its layer: as an image of pixels, else a bar each."""
    values = np.clip(weights[index - 1][unit] / _strong(trace)[index - 1], -1.0, 1.0)
    shape = picture_shape(trace.network.inputs) if index == 1 else None
    return Picture(Face.WEIGHTS, values.reshape(shape) if shape else _as_bars(values))


@lru_cache(maxsize=4)
def _strong(trace: Trace) -> tuple[float, ...]:
    """The |weight| in full colour, a layer each: the largest of few; of many, one that leaves out a few giants."""
    return tuple(
        float(np.quantile(np.abs(layer.weights), 1.0 if layer.weights.size <= FEW_EDGES else 1 - _GIANTS)) or 1.0
        for layer in trace.network.layers
    )


def _as_bars(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """One bar a weight; of too many, the largest of each group of neighbours."""
    if len(values) <= MOST_BARS:
        return values
    groups = np.array_split(values, MOST_BARS)
    return np.array([group[np.argmax(np.abs(group))] for group in groups])


def portraits_at(trace: Trace, layout: Layout, moment: Moment, view: View) -> tuple[Portrait, ...]:
    """The example as a picture, and below it the weights of the selected unit, else of the whole first layer."""
    shape = picture_shape(trace.network.inputs)
    foot = layout.height - (LEGEND_HEIGHT / layout.scale + 8 if view.has_legend else 8)
    room = foot - HEADING_HEIGHT
    side = min(PORTRAIT_SIDE, layout.aside - _MARGIN - _RIGHT, (room - _BETWEEN) / 2 - _TITLE)
    if not layout.aside or shape is None or side < _SMALLEST_SIDE:
        return ()
    left = _MARGIN + (layout.aside - _MARGIN - _RIGHT - side) / 2
    top = HEADING_HEIGHT + (room - 2 * (_TITLE + side) - _BETWEEN) / 2
    example = _example(trace, shape, left, top, side)
    return example, _weights(trace, shown_weights(trace, moment), view, left, top + _TITLE + side + _BETWEEN, side)


def _portrait(
    left: float, top: float, side: float, title: Message | str, about: Sequence[Message], tiles: tuple[Tile, ...]
) -> Portrait:
    """Pictures under their title and, beside it, the first of `about` for which there is room."""
    start = elided(say(title), side, SEMIBOLD)
    room = side - text_width(start, 13, SEMIBOLD) - 12
    end = next((text for text in map(say, about) if text_width(text, 13, REGULAR) <= room), "")
    return Portrait(left, top + 8, start, end, tiles)


def _example(trace: Trace, shape: tuple[int, int], left: float, top: float, side: float) -> Portrait:
    features = np.where(np.isfinite(trace.features), trace.features, 0.0)
    values = np.abs(features) / (float(np.abs(features).max()) or 1.0)
    about: list[Message] = []
    if trace.targets is not None and len(trace.targets) > 1:
        name = trace.network.output.units[int(np.argmax(trace.targets))]
        about.append(Message("target {name}", name=name))
    tile = Tile(None, _square(left, top, side), Picture(Face.WEIGHTS, values.reshape(shape), is_paper=True))
    return _portrait(left, top, side, Message("example"), about, (tile,))


def _square(left: float, top: float, side: float) -> Box:
    return Box(left + side / 2, top + _TITLE + side / 2, side, side)


def _weights(trace: Trace, weights: Sequence[Array], view: View, left: float, top: float, side: float) -> Portrait:
    at = view.selection
    if isinstance(at, UnitAt) and at.column > 0:
        name = trace.network.unit_names(at.column)[at.unit]
        about = Message("its {n} weights", n=trace.network.sizes[at.column - 1]), Message("weights")
        tile = Tile(at, _square(left, top, side), _weights_picture(trace, at.column, at.unit, weights))
        return _portrait(left, top, side, name, about, (tile,))
    layer = trace.network.layers[0]
    about = Message("weights of {n} units", n=len(layer.units)), Message("weights")
    return _portrait(left, top, side, layer.name, about, _sheet(trace, weights, left, top + _TITLE, side))


def _sheet(trace: Trace, weights: Sequence[Array], left: float, top: float, side: float) -> tuple[Tile, ...]:
    """The images of all units of the first layer in rows."""
    count = min(len(trace.network.layers[0].units), _MOST_TILES)
    across = math.ceil(math.sqrt(count))
    pitch = (side + _TILE_GAP) / across
    size = pitch - _TILE_GAP
    return tuple(
        Tile(
            UnitAt(1, unit),
            Box(left + pitch * (unit % across) + size / 2, top + pitch * (unit // across) + size / 2, size, size),
            _weights_picture(trace, 1, unit, weights),
        )
        for unit in range(count)
    )
