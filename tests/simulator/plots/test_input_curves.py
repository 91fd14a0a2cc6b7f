"""Curves over one input hold the network's own numbers at round places."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from core.files.examples import example
from core.network import frozen
from core.trace import trace
from simulator.plots.input_curves import Curve, answers_over, paint_curves, reach_of, samples, spread
from simulator.plots.maps import Domain
from simulator.theme import theme


@pytest.mark.parametrize(("low", "high"), [(-3.4, 3.4), (0, 5), (0.001, 0.0012), (1e5, 3e5)])
def test_samples_are_round_rising_and_many(low: float, high: float) -> None:
    xs = samples(low, high, example("sine").network)
    assert low <= xs[0] < xs[-1] <= high
    assert np.all(np.diff(xs) > 0)
    assert 150 <= len(xs) <= 401
    assert all(len(repr(float(f"{x:.6g}"))) >= len(repr(float(x))) for x in xs.tolist())


def test_whole_numbers_are_among_the_samples() -> None:
    assert set(range(6)) <= set(samples(-0.6, 5.6, example("bank").network).tolist())


def test_a_large_network_has_fewer_samples() -> None:
    digits = example("digits").network
    assert len(samples(0, 1, digits, curves=100)) < len(samples(0, 1, digits))


def test_answers_are_what_the_trace_says() -> None:
    iris = example("iris")
    values = frozen([1.0, 4.5])
    answers = answers_over(iris.network, iris.data, iris.example.inputs, 2, values)
    scaling = iris.data.scaling
    for value, row in zip(values.tolist(), answers, strict=True):
        raw = np.array(iris.example.inputs)
        raw[2] = value
        fed = (raw - np.array(scaling.center)) / np.array(scaling.scale)
        assert row == pytest.approx(trace(iris.network, fed, None, iris.training).prediction)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_are_kept_apart_and_inside(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 14, 0, 100)
    assert all(after - before >= 14 - 1e-9 for before, after in pairwise(places))
    assert places[0] >= -1e-9
    assert places[-1] <= 100 + 1e-9


def test_reach_is_never_empty() -> None:
    for numbers in (
        [],
        [2.0],
        [0.0],
        [-1.0, 3.0],
        [math.inf, math.nan],
        [-1e308, 1e308],
        [5e-324, 0],
        [1, 1 + 1e-15],
    ):
        low, high = reach_of(frozen(numbers))
        assert low < high
        assert len(samples(low, high, example("sine").network)) > 50


def test_a_curve_is_where_its_numbers_are(qapp: QGuiApplication) -> None:
    look = theme("light")
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor(look.canvas))
    painter = QPainter(image)
    curve = Curve(frozen([0.0, 0.0, math.nan, 1e308]), width=4)
    paint_curves(painter, QRectF(0, 0, 100, 100), Domain(0, 3, -1, 1), frozen([0, 1, 2, 3]), (curve,), look)
    painter.end()
    assert image.pixelColor(20, 50).name() == look.ink.lower()
    assert image.pixelColor(20, 30).name() == look.canvas.lower()
