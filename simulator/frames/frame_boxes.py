"""The room that every text of a frame takes: what must never overlap."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, text_width
from simulator.frames.elements import Element
from simulator.frames.frame import BOTTOM_LINE, Frame
from simulator.frames.gauge import error_x
from simulator.frames.loss_shapes import Gauge, Mark, TargetList
from simulator.frames.unit_shapes import Fold, Portrait, UnitShape
from simulator.shapes import Box

_LINE = 1.2
"""Height of a line of text over its size: capitals, descenders and a little air."""

_NOTE_HEIGHT, _APART = 26.0, 16.0


@dataclass(frozen=True)
class LabelBox:
    """Where a text stands, in the layout's coordinates; `kind` names it for people."""

    kind: str
    box: Box
    owner: Element | None = None


def label_boxes(frame: Frame) -> list[LabelBox]:
    """Every text of a frame that stands outside of units, at the frame's fit (no zoom, no pan)."""
    boxes = [
        LabelBox("gate" if p.is_gate else "bias" if p.is_bias else "weight", p.box, p.element) for p in frame.pills
    ]
    boxes += [LabelBox("slope", tag.box, tag.element) for tag in frame.tags]
    boxes += [LabelBox("token", token.box) for token in frame.tokens if token.text]
    boxes += [LabelBox("name", name_box(unit), unit.element) for unit in frame.units if unit.name]
    boxes += [LabelBox("node", node.box) for node in frame.nodes]
    boxes += [LabelBox("fold", fold_box(fold)) for fold in frame.folds]
    if frame.gauge:
        boxes += _of_gauge(frame.gauge)
    if frame.targets:
        boxes += _of_targets(frame.targets)
    boxes += [label for portrait in frame.portraits for label in _of_portrait(portrait)]
    return boxes + list(_of_margins(frame))


def name_box(unit: UnitShape) -> Box:
    """A unit's name above it."""
    return _text(unit.x, unit.name_y, unit.name, 13, MEDIUM)


def fold_box(fold: Fold) -> Box:
    """What is said where units are folded away."""
    return _text(fold.x, fold.y, fold.text, 12)


def meets_unit(box: Box, unit: UnitShape) -> bool:
    """Whether a rectangle touches a unit: a capsule, or a square."""
    if not box.meets(unit.box):
        return False
    if unit.is_input:
        return True
    # A capsule is everything within its radius of the line between its two centres.
    reach = unit.half_width - unit.half_height
    dx = max(abs(box.x - unit.x) - box.width / 2 - reach, 0.0)
    dy = max(abs(box.y - unit.y) - box.height / 2, 0.0)
    return math.hypot(dx, dy) < unit.half_height - 1e-6


def _text(x: float, y: float, text: str, size: float, weight: int = REGULAR, align: str = "center") -> Box:
    width = text_width(text, size, weight)
    middle = {"left": x + width / 2, "center": x, "right": x - width / 2}[align]
    return Box(middle, y, width, _LINE * size)


def _of_gauge(gauge: Gauge) -> Iterator[LabelBox]:
    for y, text in gauge.ticks:
        yield LabelBox("tick", _text(gauge.x - 9, y, text, 11, align="right"))
    for kind, mark in (("target", gauge.target), ("prediction", gauge.prediction)):
        if mark:
            yield LabelBox(kind, _mark_box(gauge.x + 16, mark))
    if gauge.error:
        x, y = gauge.x + 16, gauge.error.label_y
        yield LabelBox("error", _text(x, y - 9, gauge.error_text, 12, align="left"))
        yield LabelBox("error", _text(x, y + 10, gauge.error.runs[0].text, 18, SEMIBOLD, "left"))
    if gauge.loss:
        yield LabelBox("loss", _text(gauge.loss_x, gauge.loss_y, gauge.loss, 14, SEMIBOLD))


def _mark_box(x: float, mark: Mark) -> Box:
    width = sum(text_width(run.text, 13, SEMIBOLD if run.is_bold else MEDIUM) for run in mark.runs)
    return Box(x + width / 2, mark.label_y, width, _LINE * 13)


def _of_targets(targets: TargetList) -> Iterator[LabelBox]:
    for row in targets.rows:
        yield LabelBox("target", row.box, row.element)
        if row.error:
            left = error_x(row.box)
            width = text_width(targets.error_word, 12) + text_width(row.error.text, 13, SEMIBOLD)
            yield LabelBox("error", Box(left + width / 2, row.y, width, _LINE * 13))
    if targets.loss:
        yield LabelBox("loss", _text(targets.x, targets.loss_y, targets.loss, 14, SEMIBOLD))


def _of_portrait(portrait: Portrait) -> Iterator[LabelBox]:
    right = max(tile.box.x + tile.box.width / 2 for tile in portrait.tiles)
    yield LabelBox("portrait", _text(portrait.x, portrait.y, portrait.title, 13, SEMIBOLD, "left"))
    yield LabelBox("portrait", _text(right, portrait.y, portrait.subtitle, 13, align="right"))
    for tile in portrait.tiles:
        yield LabelBox("picture", tile.box, tile.element)


def _of_margins(frame: Frame) -> Iterator[LabelBox]:
    """Headings, legend and note stand in the picture; here they are taken to the layout's coordinates."""
    for heading in frame.headings:
        yield LabelBox("heading", _text(heading.x, 24, heading.title, 13, SEMIBOLD))
        yield LabelBox("heading", _text(heading.x, 42, heading.subtitle, 13))
    k = frame.layout.scale
    if frame.legend:
        width = (
            text_width(f"−{frame.legend.bound}", 11)
            + text_width(frame.legend.bound, 11)
            + 148
            + text_width(frame.legend.word, 11)
        )
        yield LabelBox("legend", Box((24 + width / 2) / k, (frame.view.height - BOTTOM_LINE) / k, width / k, 14 / k))
    note = note_box(frame)
    if note:
        yield LabelBox("note", Box(note.x / k, note.y / k, note.width / k, note.height / k))


def note_box(frame: Frame) -> Box | None:
    """Where the picture says what it leaves out, in its own pixels; None where it does not."""
    if not frame.note or not frame.view.has_legend:
        return None
    width, y = text_width(frame.note, 12, MEDIUM) + 24, frame.view.height - BOTTOM_LINE
    return Box(min(frame.view.width / 2, _left_of_loss(frame, y) - _APART - width / 2), y, width, _NOTE_HEIGHT)


def _left_of_loss(frame: Frame, y: float) -> float:
    """Where the words about the loss begin, in pixels of the picture, if they stand on this line; else its width."""
    k = frame.layout.scale
    words = [*(_of_gauge(frame.gauge) if frame.gauge else ()), *(_of_targets(frame.targets) if frame.targets else ())]
    boxes = [each.box for each in words if each.kind == "loss" and abs(each.box.y * k - y) < _NOTE_HEIGHT]
    return min(((box.x - box.width / 2) * k for box in boxes), default=frame.view.width)
