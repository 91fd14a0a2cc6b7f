"""The confusion matrix is read, pointed at, and walked with the keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.theme import Theme, theme
from tests.widgets.reports import of_counts
from widgets.learnt.confusion_view import ConfusionView, tint
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]


CIRCLE = of_counts([[56, 4], [1, 65]], ("outside", "inside"), is_one_hot=False)
IRIS = of_counts([[37, 0, 0], [0, 33, 2], [0, 2, 46]], ("setosa", "versicolor", "virginica"))


@pytest.fixture
def view(show: Show, qapp: QApplication) -> ConfusionView:
    made = ConfusionView()
    show(made).resize(308, 300)
    qapp.processEvents()
    return made


def center(view: ConfusionView, row: int, column: int) -> QPoint:
    return view.rect_of((row, column)).center().toPoint()


def test_a_click_chooses_truth_and_answer(qtbot: QtBot, view: ConfusionView) -> None:
    view.show_report(IRIS)
    with qtbot.waitSignal(view.cell_chosen) as signal:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=center(view, 1, 2))
    assert signal.args == [1, 2]


def test_of_one_column_the_higher_value_is_on_top_as_on_the_map(qtbot: QtBot, view: ConfusionView) -> None:
    view.show_report(CIRCLE)
    assert view.words_of((0, 0)) == "65 rows that are inside were called inside"
    assert view.words_of((1, 0)) == "4 rows that are outside were called inside"
    with qtbot.waitSignal(view.cell_chosen) as signal:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=center(view, 1, 0))
    assert signal.args == [0, 1]


def test_words_count(view: ConfusionView) -> None:
    view.show_report(CIRCLE)
    assert view.words_of((0, 1)) == "1 row that is inside was called outside"
    view.show_report(IRIS)
    assert view.words_of((0, 1)) == "No row that is setosa was called versicolor"


def test_keys_walk_the_cells_and_stop_at_the_rim(qtbot: QtBot, view: ConfusionView) -> None:
    view.show_report(IRIS)
    view.setFocus()
    got: list[tuple[int, int]] = []
    view.cell_chosen.connect(lambda truth, answer: got.append((truth, answer)))
    for key in ("Return", "Left", "Up", "Enter", "Down", "Down", "Down", "Right", "Space", "Up", "Left", "Return"):
        qtbot.keyClick(view, Qt.Key[f"Key_{key}"])
    assert got == [(0, 0), (0, 0), (2, 1)]
    assert view.accessibleDescription() == "No row that is versicolor was called setosa"


def test_a_cell_without_rows_chooses_nothing(qtbot: QtBot, view: ConfusionView) -> None:
    view.show_report(IRIS)
    with qtbot.assertNotEmitted(view.cell_chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=center(view, 0, 1))
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_the_tooltip_says_it_in_words(qtbot: QtBot, view: ConfusionView, qapp: QApplication) -> None:
    view.show_report(of_counts([[3, 2], [0, 1]], ("<b>cat</b>", "dog")))
    at = center(view, 0, 1)
    qapp.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "2 rows that are &lt;b&gt;cat&lt;/b&gt; were called dog" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_without_classes_there_is_a_ghost(qtbot: QtBot, view: ConfusionView) -> None:
    view.show_report(IRIS)
    view.show_report(None)
    with qtbot.assertNotEmitted(view.cell_chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=center(view, 0, 0))
    assert view.words_of((0, 0)) == ""
    view.grab()


@pytest.mark.parametrize("count", [2, 3, 6, 10, 40])
@pytest.mark.parametrize("width", [160, 288, 348, 700])
def test_the_cells_fit_the_width(view: ConfusionView, qapp: QApplication, count: int, width: int) -> None:
    names = tuple(f"a rather long name {number}" for number in range(count))
    view.show_report(of_counts((np.eye(count, dtype=int) * 12345 // count + 1).tolist(), names))
    view.window().setFixedWidth(width)
    qapp.processEvents()
    first, last = view.rect_of((0, 0)), view.rect_of((count - 1, count - 1))
    assert first.left() >= 0
    assert last.right() == width
    assert last.bottom() <= view.height()
    view.grab()


def test_markers_and_tints_are_seen(view: ConfusionView) -> None:
    view.show_report(CIRCLE)
    light = theme("light")
    image = view.grab().toImage()
    corner = view.rect_of((0, 0)).topLeft().toPoint() + QPoint(6, 6)
    assert image.pixelColor(corner).name() == tint(light, 65 / 66, is_right=True)
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {light.classes[0].lower(), light.classes[1].lower()} <= colors


def test_the_matrix_wears_the_theme(view: ConfusionView, qapp: QApplication) -> None:
    view.show_report(IRIS)
    before = view.grab().toImage()
    apply_theme(qapp, theme("dark"))
    assert view.grab().toImage() != before


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("is_right", [True, False])
def test_ink_is_read_on_every_tint(name: str, is_right: bool) -> None:
    worn = theme(name)
    assert tint(worn, 0.0, is_right=is_right) == worn.canvas
    for share in (0.001, 0.1, 0.5, 1.0):
        assert contrast(worn.ink, tint(worn, share, is_right=is_right)) >= 4.5
    assert contrast(worn.text_3, worn.canvas) >= 4.5


def test_one_wrong_row_in_a_hundred_is_told_from_ten(light_theme: Theme) -> None:
    shades = [tint(light_theme, share, is_right=False) for share in (0, 0.01, 0.1, 1)]
    steps = [contrast(first, second) for first, second in pairwise(shades)]
    assert min(steps) > 1.08


@pytest.fixture
def light_theme() -> Theme:
    return theme("light")


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.1."""

    def luminance(color: str) -> float:
        channels = np.array(QColor(color).getRgbF()[:3])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)
