"""What stands on what in a frame."""

from __future__ import annotations

import numpy as np

from simulator.frames.frame import Frame
from simulator.frames.frame_boxes import label_boxes, meets_unit
from simulator.shapes import Box

SIZES = [(797, 408), (978, 572), (1264, 720), (1624, 776)]


def overlaps(frame: Frame) -> list[str]:
    """What stands on what, or out of the picture."""
    labels, units = label_boxes(frame), frame.units
    boxes, shapes = sides([label.box for label in labels]), sides([unit.box for unit in units])
    pairs = np.argwhere(np.triu(touching(boxes, boxes), 1))
    found = [f"{labels[a].kind} on {labels[b].kind}" for a, b in pairs]
    near = np.argwhere(touching(boxes, shapes))
    found += [f"{labels[a].kind} on unit" for a, b in near if meets_unit(labels[a].box, units[b])]
    edges = np.abs(boxes[:, :2] * 2 - (frame.layout.width, frame.layout.height)) + boxes[:, 2:]
    outside = (edges > np.array((frame.layout.width, frame.layout.height)) + 1e-6).any(axis=1)
    return found + [f"{labels[k].kind} outside" for k in np.flatnonzero(outside)]


def sides(boxes: list[Box]) -> np.ndarray:
    """Boxes × (x, y, width, height)."""
    return np.array([(box.x, box.y, box.width, box.height) for box in boxes])


def touching(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """`Box.meets` for every pair: some × others."""
    apart = np.abs(some[:, None, :2] - others[None, :, :2])
    return (apart < (some[:, None, 2:] + others[None, :, 2:]) / 2 - 1e-6).all(axis=2)
