"""A plane through the inputs: two vary, the others are those of the example."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from core.data.data import table_of
from core.files.examples import example
from core.network import frozen
from core.results.metrics import Labels
from simulator.plots.class_map import class_image
from simulator.plots.input_curves import answers_over
from simulator.plots.maps import Domain, class_numbers
from simulator.plots.plane_answers import Plane, most_telling, points_on_plane, winners
from simulator.theme import theme


def test_the_others_are_as_in_the_example() -> None:
    iris = example("iris")
    plane = Plane(iris.network, iris.data, iris.example.inputs, (2, 0))
    answers = plane.answers(Domain(0, 8, 4, 8), 8)
    assert answers.shape == (8, 8, 3)
    row = [4 + 0.25 + 0.5 * 6, *iris.example.inputs[1:]]
    expected = answers_over(iris.network, iris.data, tuple(row), 2, frozen([3.5]))[0]
    assert answers[1, 3] == pytest.approx(expected)


def test_rows_unlike_the_example_are_faint() -> None:
    iris = example("iris")
    table = table_of(iris)
    points = points_on_plane(table, np.array([0, 5]), iris.example.inputs, (2, 3))
    assert points.presence is not None
    assert points.inputs.tolist() == table.inputs[:, 2:].tolist()
    assert points.is_test.nonzero()[0].tolist() == [0, 5]
    nearest = int(np.abs(table.inputs - np.array(iris.example.inputs)).sum(axis=1).argmin())
    assert points.presence[nearest] == points.presence.max() == 1
    assert 0.1 < points.presence.min() < 0.5
    circle = table_of(example("circle"))
    assert points_on_plane(circle, np.array([], np.intp), (0.0, 0.0), (0, 1)).presence is None


def test_the_petals_tell_the_flowers_apart() -> None:
    assert most_telling(table_of(example("iris"))) == (2, 3)
    assert most_telling(table_of(example("bank"))) == (0, 1)


def test_the_largest_share_wins_and_says_how_surely() -> None:
    answers = frozen([[[1, 0, 0], [0.2, 0.4, 0.4]], [[1 / 3] * 3, [0, np.nan, 1]]])
    best, sure = winners(answers, Labels())
    assert best[0].tolist() == [0, 1]
    assert best[1, 0] == 0
    assert sure[0] == pytest.approx([1, 0.1])
    assert sure[1, 0] == pytest.approx(0)


def test_of_one_output_the_nearer_target_wins_with_the_number_of_its_marker() -> None:
    labels = Labels(-1.0, 1.0, is_one_hot=False)
    best, sure = winners(frozen([[[0.3], [-0.3]]]), labels)
    assert best.tolist() == [class_numbers(frozen([[1.0], [-1.0]])).tolist()]
    assert sure.tolist() == [[1, 1]]


def test_a_class_map_wears_the_colours_of_its_classes() -> None:
    look = theme("light")
    image = class_image(np.array([[0, 1], [11, 0]]), frozen([[1, 1], [1, 0]]), look)
    hues = [[image.pixelColor(x, y) for x in (0, 1)] for y in (0, 1)]
    assert abs(hues[0][0].hue() - QColor(look.classes[0]).hue()) < 12
    assert abs(hues[0][1].hue() - QColor(look.classes[1]).hue()) < 12
    assert hues[1][0] == hues[0][1]
    assert hues[1][1].lightness() > hues[0][0].lightness()
