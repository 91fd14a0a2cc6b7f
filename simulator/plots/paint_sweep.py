"""Drawing a what-if sweep: the curves, what they are called, and where the example lies."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simulator.drawing import draw_circle, draw_line
from simulator.plots.input_curves import paint_curve_labels, paint_curves, sample_near, within
from simulator.plots.plane_axes import paint_axes, paint_ground
from simulator.plots.sweep import Sweep
from simulator.theme import Theme


def paint_sweep(
    painter: QPainter, plane: QRectF, sweep: Sweep, names: tuple[str, str], theme: Theme, scale: float = 1.0
) -> None:
    """Curves over the swept input with their names at the right, axes, and the mark at the present value."""
    domain = sweep.domain
    paint_ground(painter, plane, domain, theme, scale)
    # The one through the example lies on top.
    behind_first = tuple(sorted(sweep.curves, key=lambda curve: curve.strength))
    paint_curves(painter, plane, domain, sweep.values, behind_first, theme, scale)
    if sweep.reach.is_whole:
        _paint_whole(painter, plane, sweep, theme, scale)
    across = domain.at(plane, sweep.at, domain.bottom).x()
    draw_line(painter, across, plane.top(), across, plane.bottom(), theme.ink, 1.5 * scale)
    for curve, output in zip(sweep.curves, sweep.outputs, strict=True):
        if curve.strength == 1:
            y = domain.at(plane, sweep.at, within(float(sweep.predictions[output]), domain)).y()
            draw_circle(painter, across, min(max(y, plane.top()), plane.bottom()), 6 * scale, theme.canvas)
            draw_circle(painter, across, min(max(y, plane.top()), plane.bottom()), 4.5 * scale, curve.color(theme))
    draw_circle(painter, across, plane.bottom(), 6 * scale, theme.raised, theme.ink, 2 * scale)
    paint_curve_labels(painter, plane, domain, sweep.curves, theme, scale)
    paint_axes(painter, plane, domain, names, theme, scale)


def _paint_whole(painter: QPainter, plane: QRectF, sweep: Sweep, theme: Theme, scale: float) -> None:
    """A small dot at every whole number: between them a count has no meaning."""
    domain = sweep.domain
    for curve in sweep.curves:
        for x in range(math.ceil(sweep.reach.low), math.floor(sweep.reach.high) + 1):
            y = float(curve.ys[sample_near(sweep.values, x)])
            if domain.bottom <= y <= domain.top:
                at = domain.at(plane, x, y)
                draw_circle(painter, at.x(), at.y(), 2.8 * scale, curve.color(theme), theme.canvas, scale)
