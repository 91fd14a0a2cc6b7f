"""A curve that grows, and what of it can be seen: thinned at any zoom, with every peak, without reading all of it."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.network import Array

BLOCK = 64
"""Points of which the lowest and the highest are kept: what a wide view reads instead of the points themselves."""


class Peaks:
    """Points (x, y) by rising x; y may be NaN: there the curve has a gap."""

    def __init__(self) -> None:
        self._x = self._y = np.zeros(0)
        self._count = 0
        self._lows = self._highs = np.zeros(0)
        self.low, self.high = np.nan, np.nan
        """The lowest and the highest y of all; NaN where there is none."""

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Array:
        return self._x[: self._count]

    @property
    def y(self) -> Array:
        return self._y[: self._count]

    def extend(self, x: ArrayLike, y: ArrayLike) -> None:
        """Points that come after all the others."""
        xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
        begin, end = self._count, self._count + len(xs)
        if end > len(self._x):
            # Twice the room every time: a curve of n points was copied no more than 2n times altogether.
            self._x, self._y = (_with_room(each, begin, max(end, 2 * begin)) for each in (self._x, self._y))
        self._x[begin:end], self._y[begin:end] = xs, ys
        self._count = end
        if len(ys):
            self.low = float(np.fmin(self.low, np.fmin.reduce(ys)))
            self.high = float(np.fmax(self.high, np.fmax.reduce(ys)))
        known, whole = len(self._lows), end // BLOCK
        if whole > known:
            rows = self._y[known * BLOCK : whole * BLOCK].reshape(-1, BLOCK)
            self._lows = np.concatenate([self._lows, np.fmin.reduce(rows, axis=1)])
            self._highs = np.concatenate([self._highs, np.fmax.reduce(rows, axis=1)])

    def seen(self, low: float, high: float) -> slice:
        """The points with x from `low` to `high` and one more on either side: the line goes on to there."""
        begin = int(np.searchsorted(self.x, low, "left"))
        end = int(np.searchsorted(self.x, high, "right"))
        return slice(max(begin - 1, 0), min(end + 1, self._count))

    def outline(self, low: float, high: float, bins: int) -> tuple[Array, Array]:
        """The curve from `low` to `high` to the eye: in each of so many equal parts of x at most two points, its
        lowest and its highest in the order in which it goes, and its very last. Few points stay as they are."""
        part = self.seen(low, high)
        if part.stop - part.start <= 2 * bins:
            return self.x[part], self.y[part]
        starts, stops = self._parts(part, np.linspace(low, high, bins + 1)[1:-1])
        lows, highs = self._extremes(starts, stops)
        falls = self._y[starts] > self._y[stops - 1]
        xs = np.stack([self._x[starts], self._x[stops - 1]], axis=1)
        ys = np.stack([np.where(falls, highs, lows), np.where(falls, lows, highs)], axis=1)
        kept = np.stack([np.ones(len(starts), np.bool_), stops - starts > 1], axis=1)
        last = part.stop - 1
        return np.append(xs[kept], self._x[last]), np.append(ys[kept], self._y[last])

    def bands(self, low: float, high: float, bins: int) -> tuple[Array, Array, Array]:
        """Where each of so many equal parts of x begins that has points, with its lowest and its highest y."""
        begin, end = np.searchsorted(self.x, [low, high]).tolist()
        if begin == end:
            return np.zeros(0), np.zeros(0), np.zeros(0)
        edges = np.linspace(low, high, bins + 1)[:-1]
        starts, stops = self._parts(slice(begin, end), edges[1:])
        at = np.maximum(np.searchsorted(edges, self._x[starts], "right") - 1, 0)
        return edges[at], *self._extremes(starts, stops)

    def _parts(self, part: slice, between: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the points of a part begin and end that lie between some places; none of them is empty."""
        inner = np.searchsorted(self.x[part], between) + part.start
        edges = np.unique(np.concatenate([[part.start], inner, [part.stop]]))
        return edges[:-1], edges[1:]

    def _extremes(self, starts: NDArray[np.intp], stops: NDArray[np.intp]) -> tuple[Array, Array]:
        """Lowest and highest of every part; of a wide one by its blocks (those of its ends may reach beyond it)."""
        lows, highs = np.empty(len(starts)), np.empty(len(starts))
        is_wide = (stops - starts >= 2 * BLOCK).tolist()
        for wide, places in groupby(range(len(starts)), key=is_wide.__getitem__):
            first, *rest = places
            here = slice(first, (rest[-1] if rest else first) + 1)
            begin, end = int(starts[here][0]), int(stops[here][-1])
            if not wide:
                at = starts[here] - begin
                lows[here] = np.fmin.reduceat(self._y[begin:end], at)
                highs[here] = np.fmax.reduceat(self._y[begin:end], at)
                continue
            block, tail = begin // BLOCK, end // BLOCK
            at = starts[here] // BLOCK - block
            lows[here] = np.fmin.reduceat(self._lows[block:tail], at)
            highs[here] = np.fmax.reduceat(self._highs[block:tail], at)
            beyond = self._y[tail * BLOCK : end]
            if len(beyond):
                lows[here.stop - 1] = np.fmin(lows[here.stop - 1], np.fmin.reduce(beyond))
                highs[here.stop - 1] = np.fmax(highs[here.stop - 1], np.fmax.reduce(beyond))
        return lows, highs


def nearest(xs: Array, x: float) -> int:
    """The place of the nearest of some rising numbers (one at least), of two equally near ones the earlier."""
    after = min(int(np.searchsorted(xs, x)), len(xs) - 1)
    before = max(after - 1, 0)
    return before if x - xs[before] <= xs[after] - x else after


def _with_room(values: Array, used: int, room: int) -> Array:
    made = np.empty(room)
    made[:used] = values[:used]
    return made
