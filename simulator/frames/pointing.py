"""What lies under a point of a picture, and where in it an element stands."""

from __future__ import annotations

import numpy as np

from simulator.fonts import SEMIBOLD, text_width
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt
from simulator.frames.frame import Frame
from simulator.frames.unit_shapes import Fold
from simulator.shapes import Box

EDGE_REACH = 6.0


def element_at(frame: Frame, x: float, y: float) -> Element | None:
    """What a pointer at (x, y) of the picture points at: labels first, then units, then the nearest edge."""
    if y < frame.band:
        return None
    px, py = frame.to_layout(x, y)
    for pill in frame.pills:
        if pill.box.contains(px, py, 2):
            return pill.element
    for target, box in target_boxes(frame):
        if box.contains(px, py, 4):
            return target
    for tile in (tile for portrait in frame.portraits for tile in portrait.tiles):
        if tile.element is not None and tile.box.contains(px, py):
            return tile.element
    for unit in frame.units:
        if unit.box.contains(px, py, 3):
            return unit.element
    if any(node.box.contains(px, py, 3) for node in frame.nodes):
        # All of its edges are equally near.
        return None
    gauge = frame.gauge
    if gauge and abs(px - gauge.x) < 90 and gauge.top - 10 < py < gauge.bottom + 40:
        return LossAt()
    if frame.targets and Box(frame.targets.x, frame.targets.loss_y, 120, 24).contains(px, py):
        return LossAt()
    return None if fold_at(frame, x, y) else _edge_near(frame, px, py)


def fold_at(frame: Frame, x: float, y: float) -> Fold | None:
    """The `… 120 more` under a pointer; it lies on the edges, but below units and labels."""
    px, py = frame.to_layout(x, y)
    return next((fold for fold in frame.folds if fold.box.contains(px, py)), None)


def label_at(frame: Frame, x: float, y: float) -> Element | None:
    """The number under a pointer that has a label of its own: a weight, a bias or a target."""
    if y < frame.band:
        return None
    px, py = frame.to_layout(x, y)
    labels = [(pill.element, pill.box) for pill in frame.pills] + [(each, box) for each, box in target_boxes(frame)]
    return next((element for element, box in labels if box.contains(px, py, 2)), None)


def target_boxes(frame: Frame) -> list[tuple[TargetAt, Box]]:
    """The targets that can be pointed at."""
    if frame.gauge:
        mark = frame.gauge.target
        return [(TargetAt(0), Box(frame.gauge.x + 45, mark.label_y, 110, 20))]
    return (
        [(row.element, row.box) for row in frame.targets.rows if isinstance(row.element, TargetAt)]
        if frame.targets
        else []
    )


def slope_at(frame: Frame, x: float, y: float) -> Element | None:
    """The element whose slope stands under a pointer."""
    px, py = frame.to_layout(x, y)
    return next((tag.element for tag in frame.tags if tag.box.contains(px, py, 2)), None)


def slope_box_of(frame: Frame, element: Element) -> Box | None:
    """Where the slope of an element stands, in pixels of the picture; None where none does."""
    box = next((tag.box for tag in frame.tags if tag.element == element), None)
    return None if box is None else _in_picture(frame, box)


def loss_box_of(frame: Frame) -> Box | None:
    """Where the loss is written, in pixels of the picture; None while it is not."""
    if frame.gauge and frame.gauge.loss:
        words, x, y = frame.gauge.loss, frame.gauge.loss_x, frame.gauge.loss_y
    elif frame.targets and frame.targets.loss:
        words, x, y = frame.targets.loss, frame.targets.x, frame.targets.loss_y
    else:
        return None
    return _in_picture(frame, Box(x, y, text_width(words, 14, SEMIBOLD) + 16, 26))


def box_of(frame: Frame, element: Element) -> Box | None:
    """Where an element stands, in pixels of the picture; None where it is not drawn."""
    box = _layout_box(frame, element)
    return None if box is None else _in_picture(frame, box)


def _in_picture(frame: Frame, box: Box) -> Box:
    k, (dx, dy) = frame.scale, frame.offset
    return Box(box.x * k + dx, box.y * k + dy, box.width * k, box.height * k)


def _layout_box(frame: Frame, element: Element) -> Box | None:
    for pill in frame.pills:
        if pill.element == element:
            return pill.box
    for target, box in target_boxes(frame):
        if target == element:
            return box
    for unit in frame.units:
        if unit.element == element:
            return unit.box
    if isinstance(element, LossAt) and frame.gauge:
        gauge = frame.gauge
        return Box(gauge.x, (gauge.top + gauge.bottom) / 2, 60, gauge.bottom - gauge.top)
    edge = frame.layout.drawn(element)
    if isinstance(edge, EdgeAt):
        edges = frame.edges
        here = (edges.columns == edge.column) & (edges.units == edge.unit) & (edges.sources == edge.source)
        for row in np.flatnonzero(here):
            x0, y0, x1, y1 = edges.lines[row]
            return Box(float(x0 + x1) / 2, float(y0 + y1) / 2, 48, 24)
    return None


def _edge_near(frame: Frame, x: float, y: float) -> EdgeAt | BiasAt | None:
    edges = frame.edges
    if not len(edges):
        return None
    start, along = edges.lines[:, :2], edges.lines[:, 2:] - edges.lines[:, :2]
    t = ((np.array([x, y]) - start) * along).sum(axis=1) / (along**2).sum(axis=1)
    foot = start + along * np.clip(t, 0, 1)[:, None]
    distance = np.hypot(foot[:, 0] - x, foot[:, 1] - y)
    nearest = int(np.argmin(distance))
    if distance[nearest] > EDGE_REACH / min(1.0, frame.scale):
        return None
    return frame.layout.element_of(
        int(edges.columns[nearest]), int(edges.units[nearest]), int(edges.sources[nearest])
    )
