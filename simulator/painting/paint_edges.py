"""Drawing edges: one by one where they are few, from layers where they are many, roughly while there is no time."""

from __future__ import annotations

import time
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPoint, QRectF
from PySide6.QtGui import QPainter

from simulator.device_space import device_space, placement
from simulator.frames.edge_shapes import Edges
from simulator.frames.frame import Frame
from simulator.frames.frame_edges import FEW_FOR_LAYERS, visible_places
from simulator.frames.layout import Layout
from simulator.painting.edge_layers import Ground, Layer, Layers
from simulator.painting.edge_pens import draw_lines, edge_color, steps_for
from simulator.theme import Theme

_SHADES = 100
"""Steps of emphasis."""
_ROUGH_WIDTH = 1.5
"""Device pixels: the least width that a line without antialiasing keeps along its way."""


def paint_edges(painter: QPainter, frame: Frame, theme: Theme, layers: Layers | None = None) -> None:
    """All edges of a frame, in the layout's coordinates, on the canvas-coloured ground."""
    edges = frame.edges
    if not len(edges):
        return
    place = placement(painter)
    if frame.view.smooth_budget is not None:
        began = time.perf_counter()
        _paint_roughly(painter, frame, theme, frame.view.smooth_budget)
        if layers is not None:
            layers.rough_seconds = time.perf_counter() - began
    elif place is None or edges.visible <= FEW_FOR_LAYERS:
        _paint_rows(painter, edges, np.arange(len(edges)), theme)
    elif edges.turning is None:
        _paint_layers(painter, edges, ground_of(frame, place, theme), layers or Layers())
    else:
        _paint_turning(painter, edges.turning, ground_of(frame, place, theme), layers or Layers())


def _paint_turning(painter: QPainter, turning: tuple[Edges, Edges, float], ground: Ground, layers: Layers) -> None:
    """The picture after the update over the one before it, as far as it has come."""
    before, after, share = turning
    _paint_layers(painter, before, ground, layers)
    outer = painter.opacity()
    painter.setOpacity(outer * share)
    _paint_layers(painter, after, ground, layers)
    painter.setOpacity(outer)


def ground_of(frame: Frame, place: tuple[float, float, float], theme: Theme) -> Ground:
    """What layers of this frame are drawn for; `place` is that of the layout's coordinates on the device."""
    view = frame.view
    left, top = frame.to_layout(0, 0)
    right, bottom = frame.to_layout(view.width, view.height)
    return Ground(*place, (left, top, right, bottom), theme)


def _paint_layers(painter: QPainter, edges: Edges, ground: Ground, layers: Layers) -> None:
    """The crowd below what is selected or hovered; in both, dim below bright, each column at its emphasis."""
    for strips in layers.strips(edges, ground):
        bright: list[NDArray[np.intp]] = [np.arange(0)]
        with device_space(painter):
            for strip in strips:
                here = strip.bundle.rows
                own = here if strip.bundle.is_raised else here[~edges.is_raised[here]]
                emphasis = edges.emphasis[own if len(own) else here]
                base = float(emphasis.min())
                lay_down(painter, layers.layer(strip), ground, base)
                # While one unit is at work, its edges are brighter than their column.
                bright.append(own[edges.emphasis[own] > base + 0.005])
        _paint_rows(painter, edges, np.concatenate(bright), ground.theme)
    is_cased = edges.is_selected if edges.is_pointed is None else edges.is_selected | edges.is_pointed
    _paint_rows(painter, edges, np.flatnonzero(is_cased), ground.theme)


def lay_down(painter: QPainter, layer: Layer, ground: Ground, opacity: float) -> None:
    """A layer in its place on the device: copied pixel by pixel, or stretched where it was drawn for another size."""
    if layer.image.isNull():
        return
    strip = layer.strip
    outer = painter.opacity()
    painter.setOpacity(outer * opacity)
    factor = ground.scale / strip.ground.scale
    x, y = (
        origin + (start - phase) * factor
        for origin, start, phase in zip(
            (ground.x, ground.y), (strip.rect.x(), strip.rect.y()), strip.ground.phase, strict=True
        )
    )
    if factor == 1:
        painter.drawImage(QPoint(round(x), round(y)), layer.image)
    else:
        painter.drawImage(QRectF(x, y, strip.rect.width() * factor, strip.rect.height() * factor), layer.image)
    painter.setOpacity(outer)


def _paint_rows(painter: QPainter, edges: Edges, rows: NDArray[np.intp], theme: Theme) -> None:
    """Lines in groups of one pen: dim below bright, weak below strong, selected on top of all."""
    count = steps_for(len(edges))
    for group, (casing, is_raised, shade, step, is_negative) in _groups(edges, rows, count):
        lines = [QLineF(*line) for line in edges.lines[group].tolist()]
        width = float(edges.widths[group].max())
        if casing:
            draw_lines(painter, lines, theme.ink if casing == _SELECTED else theme.border_strong, width + 6)
            draw_lines(painter, lines, theme.canvas, width + 3)
        sign = -1.0 if is_negative else 1.0
        fade = 0.0 if is_raised else edges.fade
        draw_lines(painter, lines, edge_color(sign, step / count, shade / _SHADES, theme, fade), width)


_Look = tuple[int, ...]
_SELECTED = 2
"""The casing of a selected edge is of ink; 1 is the fainter one of an edge that is pointed at."""


def _groups(edges: Edges, rows: NDArray[np.intp], count: int) -> list[tuple[NDArray[np.intp], _Look]]:
    """The rows that one pen draws, and their look: what casing they have, whether on top of
    the others, shade of emphasis, step of strength, whether negative."""
    if not len(rows):
        return []
    casing = edges.is_selected[rows].astype(np.int64) * _SELECTED
    if edges.is_pointed is not None:
        casing = np.maximum(casing, edges.is_pointed[rows])
    looks = (
        casing,
        edges.is_raised[rows] if edges.fade else np.zeros(len(rows), np.int64),
        np.rint(edges.emphasis[rows] * _SHADES).astype(np.int64),
        np.rint(edges.strength[rows] * count).astype(np.int64),
        edges.weights[rows] < 0,
    )
    # One number a look: sorting by one key takes a fifth of the time.
    keys = np.zeros(len(rows), np.int64)
    for look, size in zip(looks, (3, 2, _SHADES + 1, count + 1, 2), strict=True):
        keys = keys * size + look
    order = np.argsort(keys, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(keys[order])) + 1)
    return [(rows[group], tuple(int(look[group[0]]) for look in looks)) for group in groups]


def _paint_roughly(painter: QPainter, frame: Frame, theme: Theme, smooth: int) -> None:
    """The weakest without antialiasing, a tenth of the cost; the strongest, and what is selected, as always."""
    edges = frame.edges
    is_smooth = edges.is_raised.copy()
    if smooth:
        is_smooth[-smooth:] = True
    objects = _line_objects(frame.layout)
    count = steps_for(len(edges))
    painter.setRenderHint(painter.RenderHint.Antialiasing, False)
    thinnest = _ROUGH_WIDTH / max(painter.deviceTransform().m11(), 1e-6)
    for group, (_, _, shade, step, is_negative) in _groups(edges, np.flatnonzero(~is_smooth), count):
        lines = [objects[row] for row in edges.rows[group].tolist()]
        width = max(thinnest, float(edges.widths[group].max()))
        sign = -1.0 if is_negative else 1.0
        draw_lines(painter, lines, edge_color(sign, step / count, shade / _SHADES, theme, edges.fade), width)
    painter.setRenderHint(painter.RenderHint.Antialiasing, True)
    _paint_rows(painter, edges, np.flatnonzero(is_smooth), theme)


@lru_cache(maxsize=2)
def _line_objects(layout: Layout) -> list[QLineF]:
    """The visible edges as Qt draws them. Making them takes a third of the time of drawing them."""
    return [QLineF(*line) for line in visible_places(layout)[3].tolist()]
