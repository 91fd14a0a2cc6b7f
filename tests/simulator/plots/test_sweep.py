"""What if: the bank's answers, to the unit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from core.edits import with_input
from core.files.examples import example
from core.network import frozen
from core.trace import trace_example
from simulator.plots.paint_sweep import paint_sweep
from simulator.plots.sweep import (
    Question,
    Reach,
    Sweep,
    changes,
    places_from,
    reach_over,
    signed,
    sweep_of,
    values_of_other,
)
from simulator.theme import theme

CHILDREN, ACCOUNTS = Reach(0, 4, is_whole=True), Reach(0, 6, is_whole=True)


def bank(question: Question) -> Sweep:
    relu = example("bank-relu")
    return sweep_of(relu.network, relu.data, relu.example.inputs, question, CHILDREN, ACCOUNTS)


def test_a_child_more_with_more_accounts_than_children_counts_three() -> None:
    relu, question = example("bank-relu"), Question(0, 1, 0)
    for accounts, expected in ((1, [2, 2]), (2, [2, 2]), (3, [3, 2]), (4, [3, 3])):
        steps = changes(relu.network, relu.data, relu.example.inputs, question, (2.0, 3.0, 4.0), float(accounts))
        assert steps[:, 0].tolist() == expected


def test_curves_run_through_the_example_and_its_neighbours() -> None:
    sweep = bank(Question(0, 1, 0))
    assert sweep.others == (1, 2, 3, 4, 5)
    assert [curve.label for curve in sweep.curves] == ["1", "2", "3", "4", "5"]
    assert [curve.strength == 1 for curve in sweep.curves] == [False, False, True, False, False]
    at = sweep.values.tolist()
    for children in range(5):
        for accounts, curve in zip(sweep.others, sweep.curves, strict=True):
            asked = with_input(with_input(example("bank-relu"), 0, children), 1, accounts or 0.0)
            assert curve.ys[at.index(children)] == trace_example(asked).prediction[0]
    assert sweep.predictions.tolist() == [9]


def test_every_output_has_a_curve_in_the_colour_of_its_class() -> None:
    iris = example("iris")
    sweep = sweep_of(iris.network, iris.data, iris.example.inputs, Question(2), Reach(1, 7, is_whole=False))
    assert [(curve.label, curve.class_number) for curve in sweep.curves] == [
        ("setosa", 0),
        ("versicolor", 1),
        ("virginica", 2),
    ]
    assert np.sum([curve.ys for curve in sweep.curves], axis=0) == pytest.approx(1)
    assert (sweep.domain.bottom, sweep.domain.top) == (-0.06, 1.06)


def test_how_far_an_input_is_swept() -> None:
    assert reach_over(frozen([0, 5, 3, 5]), 2.0) == Reach(0, 5, is_whole=True)
    assert reach_over(frozen([0, 5, 3, 5]), 9.0) == Reach(0, 9, is_whole=True)
    assert reach_over(frozen([0, 5, 3, 5]), 2.5) == Reach(0, 5, is_whole=False)
    assert reach_over(frozen([0, 1, 1]), 1.0).is_whole is False
    assert reach_over(frozen([4.3, 7.9, math.nan]), 5.0) == Reach(4.3, 7.9, is_whole=False)
    assert reach_over(frozen([]), 3.0) == Reach(0, 6, is_whole=True)
    assert reach_over(frozen([3.0]), 3.0) == Reach(0, 6, is_whole=True)
    assert reach_over(frozen([]), 0.0) == Reach(-1, 1, is_whole=True)


def test_values_of_the_other_input_hold_the_present_one() -> None:
    assert values_of_other(Reach(0, 7, is_whole=True), 0.0) == (0, 1, 2, 3, 4)
    assert values_of_other(Reach(0, 7, is_whole=True), 6.0) == (3, 4, 5, 6, 7)
    assert values_of_other(Reach(0, 10, is_whole=False), 5.3) == (0, 3, 5.3, 9)
    assert len(values_of_other(Reach(-0.2, 0.31, is_whole=False), 0.1)) <= 6


def test_steps_are_round_and_stay_inside() -> None:
    assert places_from(CHILDREN, 2.0) == (2, 3, 4)
    assert places_from(CHILDREN, 4.0) == (2, 3, 4)
    assert places_from(Reach(4.3, 7.9, is_whole=False), 5.1) == (5.1, 5.6, 6.1)


def test_differences_have_a_sign() -> None:
    assert [signed(value) for value in (1.0, -0.25, 0.0, 1e-15, 1e-9)] == ["+1", "−0.25", "0", "0", "+1e−9"]


def test_the_mark_is_where_the_example_is(qapp: QGuiApplication) -> None:
    look = theme("light")
    image = QImage(200, 150, QImage.Format.Format_RGB32)
    image.fill(QColor(look.panel))
    painter = QPainter(image)
    plane = QRectF(50, 10, 100, 100)
    sweep = bank(Question(0, 1, 0))
    paint_sweep(painter, plane, sweep, ("children", "transactions"), look)
    painter.end()
    at = sweep.domain.at(plane, 2.0, 9.0).toPoint()
    assert image.pixelColor(at).name() == look.ink.lower()
    assert image.pixelColor(at.x() + 12, 20).name() == look.canvas.lower()
