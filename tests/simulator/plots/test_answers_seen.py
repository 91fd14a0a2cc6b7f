"""Predicted against true, images in order, shares as bars."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from core.data.fitting import builtin_source, fitted_to_data
from core.experiment import Experiment
from core.files.examples import example
from core.network import frozen
from simulator.painting.paint_images import images_in_order, paint_shares
from simulator.plots.fit_plot import fit_domain, fit_points, on_plane, paint_fit
from simulator.plots.maps import MapPoints
from simulator.results.evaluation import Evaluation, Part, data_rows_of, evaluation_in_steps
from simulator.theme import theme


def evaluated(experiment: Experiment) -> Evaluation:
    *_, last = evaluation_in_steps(experiment.network, experiment.training.loss, data_rows_of(experiment))
    assert last is not None
    return last


def test_a_point_a_row_with_its_target_and_its_answer() -> None:
    bank = evaluated(fitted_to_data(example("bank"), builtin_source("bank")))
    points = fit_points(bank, 0)
    assert points.inputs[:, 0].tolist() == bank.rows.table.targets[:, 0].tolist()
    assert points.inputs[:, 1].tolist() == bank.output_in(Part.ALL)[1][:, 0].tolist()
    assert points.is_test.nonzero()[0].tolist() == sorted(bank.rows.test_rows.tolist())
    domain = fit_domain(points)
    assert (domain.left, domain.right) == (domain.bottom, domain.top)


def test_answers_beyond_the_plane_lie_at_its_border(qapp: QGuiApplication) -> None:
    none = np.zeros(3, np.intp)
    points = MapPoints(frozen([[0, 0.5], [1, 1e300], [1, -9]]), none, none.astype(bool), np.arange(3))
    domain = fit_domain(points)
    seen = on_plane(points, domain)
    assert seen.inputs[:, 1].tolist() == [0.5, domain.top, domain.bottom]
    look = theme("dark")
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_fit(painter, QRectF(0, 0, 100, 100), domain, seen, look)
    painter.end()
    at = domain.at(QRectF(0, 0, 100, 100), 0, 0.5).toPoint()
    assert image.pixelColor(at).name() == look.classes[0].lower()


def test_wrong_ones_come_first_the_surest_of_them_before_all() -> None:
    digits = evaluated(example("digits"))
    images = images_in_order(digits)
    is_wrong = images.truths != images.answers
    wrong = int(is_wrong.sum())
    assert wrong == images.wrong
    assert is_wrong[:wrong].all()
    assert not is_wrong[wrong:].any()
    assert np.all(np.diff(images.sure[:wrong]) <= 0)
    assert np.all(np.diff(images.sure[wrong:]) >= 0)
    assert sorted(images.rows.tolist()) == list(range(1797))
    assert images.truths.tolist() == digits.rows.table.targets[images.rows].argmax(axis=1).tolist()


def test_the_longest_bar_is_ink(qapp: QGuiApplication) -> None:
    look = theme("light")
    image = QImage(160, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(look.panel))
    painter = QPainter(image)
    paint_shares(painter, QRectF(0, 0, 160, 60), ("a", "b", "c"), frozen([0.1, 0.9, math.nan]), look)
    painter.end()
    assert image.pixelColor(60, 30).name() == look.ink.lower()
    assert image.pixelColor(60, 50).name() == look.sunken.lower()
