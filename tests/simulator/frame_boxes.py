"""Frames in views of many kinds, and what stands on what in them."""

from __future__ import annotations

import numpy as np

from core.experiment import Experiment
from core.files.examples import example
from core.trace import trace_example
from simulator.frames.frame import Frame
from simulator.frames.frame_boxes import label_boxes, meets_unit
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.frames.view import View
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


VIEWS = [
    View(797, 408),
    View(1264, 720),
    View(978, 572, zoom=2.5, pan=(-300.0, -200.0)),
    View(978, 572, zoom=0.5, pan=(120.0, 60.0)),
]


def rest_of(shown: str | Experiment, view: View) -> Frame:
    """What is drawn of an experiment, or of an example, when nothing moves."""
    made = trace_example(example(shown) if isinstance(shown, str) else shown)
    return frame_at(made, timeline_of(made.network, True), None, view)
