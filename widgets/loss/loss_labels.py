"""Where something is said of the curves of the plot: their tags, dots at the playhead, and names at their ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from core.message import Message
from core.runs.peaks import nearest
from simulator.plots.curves import Scale
from simulator.theme import Theme
from simulator.words import say
from widgets.loss.loss_curves import Plane, RunCurve
from widgets.loss.loss_rate import LossRate
from widgets.loss.loss_signs import LABEL_PITCH, Dot, End, Tag


def tags_on(curves: Sequence[RunCurve], plane: Plane, theme: Theme) -> list[Tag]:
    """The tags of curves that have one, side by side where the curves lie on each other."""
    made = []
    tagged = [each for each in curves if each.line.curve.tag]
    (left, right), (low, high) = plane.x, plane.y
    for number, each in enumerate(tagged, start=1):
        points, curve = each.line.main, each.line.curve
        if not len(points):
            continue
        at = nearest(points.x, left + (right - left) * number / (len(tagged) + 1))
        x, y = float(points.x[at]), float(points.y[at])
        if left <= x <= right and low <= y <= high:
            made.append(Tag(x, y, curve.tag, theme.color(curve.color)))
    return made


def dots_on(curves: Sequence[RunCurve], place: float, epoch: float, plane: Plane, theme: Theme) -> list[Dot]:
    """A dot on every curve of the run on show, at an epoch and its place along x."""
    low, high = plane.y
    return [
        Dot(place, y, theme.color(each.line.curve.color), each.line.curve.is_dashed)
        for each in curves
        if not each.line.curve.is_aside and (y := each.line.place_at(epoch)) is not None and low <= y <= high
    ]


def ends_of(curves: Sequence[RunCurve], plane: Plane, area: QRectF, values: Scale, theme: Theme) -> list[End]:
    """Names and last values in view, as many as the plane (`area` in px) has room for."""
    (_, right), (low, high) = plane.x, plane.y
    ends = []
    for each in curves:
        place = each.end(right)
        if place is not None:
            height = area.bottom() - area.height() * (place - low) / (high - low)
            name, color = say(each.line.curve.name), theme.color(each.line.curve.color)
            curve = each.line.curve
            is_test = None if curve.is_aside else curve.is_dashed
            ends.append(End(height, name, values.value(place), color, curve.tag, is_test))
    del ends[max(int(area.height() / LABEL_PITCH), 2) :]  # other runs come last, and lines tell them too
    return ends


def end_of_rate(rate: LossRate, last: float, area: QRectF, others: int, theme: Theme) -> End | None:
    """The learning rate at the `last` epoch in view, where beside the `others` there is room for one more."""
    end = rate.end(last)
    if end is None or area.height() < (others + 1) * LABEL_PITCH:
        return None
    return End(area.bottom() - area.height() * end[1], say(Message("rate")), end[0], theme.text_3)
