"""Predicted against true: what a network answers to every row, over what it should have answered."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.network import frozen
from simulator.drawing import draw_line
from simulator.plots.input_curves import reach_of
from simulator.plots.maps import Domain, MapPoints, paint_points
from simulator.plots.plane_axes import paint_ground, rounded
from simulator.results.evaluation import Evaluation, Part
from simulator.theme import Theme


def fit_points(evaluation: Evaluation, output: int) -> MapPoints:
    """A point a row: across the target, up the answer of one output; 0 stands for what is no number."""
    rows = evaluation.rows
    truth = rows.table.targets[:, output]
    answers = evaluation.output_in(Part.ALL)[1][:, output]
    is_test = np.zeros(len(truth), np.bool_)
    is_test[rows.test_rows] = True
    places = frozen(np.column_stack([truth, np.nan_to_num(answers, nan=0.0, posinf=1e300, neginf=-1e300)]))
    return MapPoints(places, np.zeros(len(truth), np.intp), is_test, np.arange(len(truth)))


def fit_domain(points: MapPoints) -> Domain:
    """Both axes as far as the targets go: it stands still while a network learns."""
    low, high = reach_of(points.inputs[:, 0])
    return Domain(low, high, low, high)


def on_plane(points: MapPoints, domain: Domain) -> MapPoints:
    """Answers beyond the plane at its border, so that no row is out of sight."""
    places = points.inputs.copy()
    places[:, 1] = np.clip(places[:, 1], domain.bottom, domain.top)
    return MapPoints(frozen(places), points.classes, points.is_test, points.rows)


def paint_fit(
    painter: QPainter, plane: QRectF, domain: Domain, points: MapPoints, theme: Theme, scale: float = 1.0
) -> None:
    """The diagonal, on which an answer is right, and the rows."""
    paint_ground(painter, plane, domain, theme, scale)
    painter.save()
    painter.setClipPath(rounded(plane, scale))
    draw_line(painter, plane.left(), plane.bottom(), plane.right(), plane.top(), theme.border_strong, 1.5 * scale)
    paint_points(painter, plane, domain, points, theme, scale)
    painter.restore()
