"""The curve of a good classifier hugs the corner, that of a bad one does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication, QWidget

from core.results.report import roc_of
from simulator.theme import theme
from tests.widgets.reports import of_counts, of_scores
from widgets.learnt.roc_view import RocView, _polygon
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]
RIGHT = of_scores([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
WRONG = of_scores([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])


@pytest.fixture
def view(show: Show) -> RocView:
    made = RocView()
    show(made).resize(308, 200)
    return made


def has_ink(view: RocView, at: QPointF) -> bool:
    """Whether something as dark as a curve is near a point."""
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    return any(
        image.pixelColor(round(ratio * (at.x() + dx)), round(ratio * (at.y() + dy))).lightness() < 90
        for dx in range(-2, 3)
        for dy in range(-2, 3)
    )


def test_a_right_order_hugs_the_upper_left_corner(view: RocView) -> None:
    up, down = view.plane.topLeft() + QPointF(3, 3), view.plane.bottomRight() - QPointF(4, 4)
    view.show_reports(RIGHT, None)
    assert has_ink(view, up)
    assert not has_ink(view, down)
    view.show_reports(WRONG, None)
    assert not has_ink(view, up)
    assert has_ink(view, down)


def test_both_splits_are_told_apart(view: RocView) -> None:
    view.show_reports(RIGHT, None)
    assert [is_test for _, is_test in view.curves] == [False]
    alone = view.grab().toImage()
    view.show_reports(RIGHT, WRONG)
    assert [is_test for _, is_test in view.curves] == [False, True]
    assert view.grab().toImage() != alone


def test_rows_of_one_class_have_no_curve(view: RocView) -> None:
    view.show_reports(of_scores([0.1, 0.2], [0, 0]), None)
    assert view.curves == []
    view.grab()
    view.show_reports(of_counts([[1, 0, 0], [0, 1, 0], [0, 0, 1]], ("a", "b", "c")), None)
    assert view.curves == []


def test_many_thresholds_are_thinned_and_the_ends_stay() -> None:
    generator = np.random.default_rng(0)
    roc = roc_of(generator.normal(size=50_000), generator.random(50_000) < 0.5)
    assert roc is not None
    plane = QRectF(0, 0, 100, 100)
    polygon = _polygon(roc, plane)
    assert len(polygon) <= 402
    assert (polygon[0], polygon[len(polygon) - 1]) == (QPointF(0, 100), QPointF(100, 0))


def test_it_says_what_it_is_and_wears_the_theme(view: RocView, qapp: QApplication) -> None:
    view.show_reports(RIGHT, WRONG)
    assert view.accessibleName() == "ROC curve"
    assert view.accessibleDescription() == "train: AUC 1.000, test: AUC 0"
    before = view.grab().toImage()
    apply_theme(qapp, theme("dark"))
    assert view.grab().toImage() != before
