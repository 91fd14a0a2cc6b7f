"""The decision map holds the network's own numbers, in the theme's own colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from core.edits import with_activation
from core.experiment import DataSource, Scaling
from core.files.examples import example
from core.network import Array, Layer, Network, frozen
from core.trace import trace
from simulator.plots.maps import (
    Domain,
    MapPoints,
    class_numbers,
    domain_of,
    map_color,
    map_image,
    nice_ticks,
    normalised,
    paint_map,
)
from simulator.plots.plane_answers import Plane
from simulator.theme import theme
from tests.by_hand import with_arrays

DOMAIN = Domain(-6, 6, -6, 6)


def outputs_over(network: Network, data: DataSource, resolution: int) -> Array:
    return Plane(network, data, (0.0, 0.0)).answers(DOMAIN, resolution)[:, :, 0]


@pytest.mark.parametrize("scaling", [Scaling(), Scaling("standard", (1.0, -2.0), (0.5, 3.0))])
def test_every_cell_is_what_the_trace_says(scaling: Scaling) -> None:
    circle = example("circle")
    outputs = outputs_over(circle.network, DataSource(scaling=scaling), 12)
    for row, column in ((0, 0), (0, 11), (5, 3), (11, 0)):
        raw = np.array([-6 + column + 0.5, 6 - row - 0.5])
        fed = (raw - np.array(scaling.center)) / np.array(scaling.scale) if scaling.scale else raw
        expected = trace(circle.network, fed, None, circle.training).prediction[0]
        assert outputs[row, column] == pytest.approx(expected, abs=1e-12)


def test_a_map_is_over_the_raw_plane_whatever_features_are_made_of_it() -> None:
    layer = Layer("output", ("y",), "identity", [[1.0, 10.0, 100.0]])
    network = Network(("x₁²", "x₁x₂", "sin x₂"), (layer,))
    data = DataSource(features=("x1^2", "x1*x2", "sin(x2)"))
    outputs = outputs_over(network, data, 12)
    x1, x2 = -6 + 3.5, 6 - 4.5
    assert outputs[4, 3] == pytest.approx(x1**2 + 10 * x1 * x2 + 100 * np.sin(x2))


def map_of(network: Network, resolution: int) -> Array:
    outputs = outputs_over(network, DataSource(), resolution)
    return normalised(outputs, network.output.activation)


def test_map_values_stay_between_minus_one_and_one() -> None:
    circle = example("circle")
    for activation in ("tanh", "sigmoid", "identity", "relu"):
        network = with_activation(circle, 3, activation).network
        values = map_of(network, 20)
        assert np.abs(values).max() <= 1
    identity = with_activation(circle, 3, "identity").network
    assert np.abs(map_of(identity, 20)).max() == 1


def test_zero_is_the_paper_and_the_ends_are_the_map_colours() -> None:
    for name in ("light", "dark"):
        look = theme(name)
        assert map_color(0, look).name() == QColor(look.canvas).name()
        assert map_color(1, look, strength=1).name() == QColor(look.map_positive).name()
        assert map_color(-1, look, strength=1).name() == QColor(look.map_negative).name()


def test_the_image_has_a_pixel_a_cell() -> None:
    look = theme("light")
    image = map_image(frozen([[-1, 0, 1], [1, 0, -1]]), look, strength=1)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 0).name() == QColor(look.map_negative).name()
    assert image.pixelColor(1, 1).name() == QColor(look.canvas).name()
    assert image.pixelColor(0, 1).name() == QColor(look.map_positive).name()


def test_values_that_are_no_numbers_are_still_painted() -> None:
    huge = example("circle").network
    network = with_arrays(
        with_activation(example("circle"), 3, "identity").network, [array * 1e200 for array in huge.arrays()]
    )
    values = map_of(network, 8)
    assert np.isfinite(values).all()
    map_image(values, theme("light"))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softmax", "identity"])
def test_what_is_no_number_is_paper(activation: str) -> None:
    values = normalised(np.array([[np.nan, 0.5], [1.0, 0.25]]), activation)
    assert values[0, 0] == 0
    paper = map_color(0.0, theme("light"))
    assert map_image(values, theme("light")).pixelColor(0, 0) == paper


def test_points_and_pixels_go_both_ways() -> None:
    rect = QRectF(10, 20, 200, 100)
    domain = Domain(-1, 3, 0, 5)
    at = domain.at(rect, 2.0, 4.0)
    assert at == QPointF(160, 40)
    assert domain.under(rect, at) == pytest.approx((2, 4))


def test_the_plane_holds_all_rows() -> None:
    rng = np.random.default_rng(0)
    for inputs in (
        rng.uniform(-5, 5, (50, 2)),
        rng.uniform(100, 101, (50, 2)),
        np.array([[2.0, 3.0]]),
        np.zeros((1, 2)),
        np.array([[1.0, 7.0], [2.0, 7.0]]),
        np.zeros((0, 2)),
    ):
        domain = domain_of(frozen(inputs))
        assert domain.left < domain.right
        assert domain.bottom < domain.top
        if len(inputs):
            assert domain.left <= inputs[:, 0].min() <= inputs[:, 0].max() <= domain.right
            assert domain.bottom <= inputs[:, 1].min() <= inputs[:, 1].max() <= domain.top
    assert domain_of(frozen([[-5, -5], [5, 5]])) == DOMAIN


def test_classes() -> None:
    assert class_numbers(frozen([[1], [-1], [1]])).tolist() == [0, 1, 0]
    assert class_numbers(frozen([[0], [1]])).tolist() == [1, 0]
    assert class_numbers(frozen([[0, 0, 1], [0, 1, 0]])).tolist() == [2, 1]
    assert class_numbers(frozen([[9]])).tolist() == [0]


def test_training_points_are_filled_and_test_points_hollow(qapp: QGuiApplication) -> None:
    look = theme("light")
    points = MapPoints(frozen([[-3, 0], [3, 0]]), np.array([0, 1]), np.array([False, True]))
    image = QImage(240, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(look.panel))
    painter = QPainter(image)
    rect = QRectF(20, 20, 200, 200)
    paint_map(painter, rect, map_image(frozen([[0.0]]), look), look, DOMAIN, points, scale=3)
    painter.end()

    def at(x: float) -> str:
        where = DOMAIN.at(rect, x, 0).toPoint()
        return image.pixelColor(where).name()

    assert at(-3) == QColor(look.classes[0]).name()
    assert at(3) == QColor(look.canvas).name()
    assert image.pixelColor(2, 2).name() == QColor(look.panel).name()


@pytest.mark.parametrize(("low", "high"), [(0, 400), (-6, 6), (0, 1), (0.001, 0.0042), (-19.8, 19.8), (0, 7)])
def test_ticks_are_round_and_few(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 5
    assert low - 1e-9 <= ticks[0] <= ticks[-1] <= high + 1e-9
