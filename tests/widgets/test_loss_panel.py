"""The loss plot reads and follows; the tape is scrubbed by mouse and keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.examples import example
from core.losses import LOSSES
from simulator.theme import theme
from widgets.loss_panel import LossPanel
from widgets.loss_plot import spread, thinned
from widgets.loss_range import LossRange
from widgets.style import apply_theme

Show = Callable[..., QWidget]


def history(count: int = 101) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    epochs = np.arange(count)
    return epochs, 0.9 * np.exp(-epochs / 30) + 0.02, 0.95 * np.exp(-epochs / 30) + 0.05


@pytest.fixture
def panel(show: Show) -> LossPanel:
    made = LossPanel()
    window = show(made)
    window.resize(800, 240)
    return made


@pytest.fixture
def filled(panel: LossPanel, qapp: QApplication) -> LossPanel:
    panel.set_planned(100)
    panel.show_history(*history())
    panel.set_epoch(0)
    qapp.processEvents()
    return panel


def colors_in(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_arrow_keys_move_an_epoch_page_keys_ten(qtbot: QtBot, filled: LossPanel) -> None:
    track = filled.scrubber.track
    track.setFocus()
    got: list[int] = []
    filled.epoch_chosen.connect(got.append)
    for key in ("Right", "PageUp", "Left", "PageDown", "End", "Home"):
        qtbot.keyClick(track, Qt.Key[f"Key_{key}"])
    assert got == [1, 11, 10, 0, 100, 0]


def test_the_knob_is_dragged(qtbot: QtBot, filled: LossPanel) -> None:
    track = filled.scrubber.track
    margin, y = int(track.MARGIN), track.height() // 2
    length = track.width() - 2 * margin
    got: list[int] = []
    filled.epoch_chosen.connect(got.append)
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(margin + length // 2, y))
    qtbot.mouseMove(track, QPoint(margin + length, y))
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(margin + length, y))
    assert got[0] == pytest.approx(50, abs=1)
    assert got[-1] == 100


def test_a_click_on_the_plot_chooses_the_nearest_epoch(qtbot: QtBot, filled: LossPanel) -> None:
    plane = filled.plot.plane
    at = QPoint(round(plane.left() + plane.width() * 0.25), round(plane.center().y()))
    with qtbot.waitSignal(filled.epoch_chosen) as signal:
        qtbot.mouseClick(filled.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert signal.args[0] == pytest.approx(25, abs=1)
    assert filled.scrubber.track.value() == signal.args[0]


def test_playing_runs_to_the_end_and_stops(qtbot: QtBot, panel: LossPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.tape_player._SHORTEST", 0.1)
    monkeypatch.setattr("widgets.tape_player._LONGEST", 0.1)
    panel.show_history(*history(20))
    panel.set_epoch(None)
    play = panel.scrubber.findChild(QAbstractButton)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert panel.scrubber.is_playing
    assert play.accessibleName() == "Pause the playing"
    qtbot.waitUntil(lambda: not panel.scrubber.is_playing)
    assert panel.scrubber.track.value() == 19


def test_hiding_stops_the_playing(qtbot: QtBot, filled: LossPanel) -> None:
    qtbot.mouseClick(filled.scrubber.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert filled.scrubber.is_playing
    filled.player.plays_unseen = True
    filled.hide()
    assert filled.scrubber.is_playing, "something else shows the epochs"
    filled.show()
    filled.player.plays_unseen = False
    filled.hide()
    assert not filled.scrubber.is_playing


def test_set_epoch_says_nothing_back(qtbot: QtBot, filled: LossPanel) -> None:
    with qtbot.assertNotEmitted(filled.epoch_chosen):
        filled.set_epoch(40)
        filled.set_epoch(None)
    assert filled.scrubber.track.value() == 100


def test_an_empty_panel_cannot_be_scrubbed(qtbot: QtBot, filled: LossPanel) -> None:
    filled.clear()
    assert not filled.scrubber.isEnabled()
    with qtbot.assertNotEmitted(filled.epoch_chosen):
        qtbot.mouseClick(filled.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    filled.plot.grab()


def test_the_mouse_reads_exact_values(qtbot: QtBot, filled: LossPanel) -> None:
    before = filled.plot.grab().toImage()
    plane = filled.plot.plane
    at = QPointF(plane.center())
    qtbot.mouseMove(filled.plot.viewport(), at.toPoint())
    assert filled.plot.grab().toImage() != before


@pytest.mark.parametrize("name", ["light", "dark"])
def test_curves_wear_the_theme(qapp: QApplication, filled: LossPanel, name: str) -> None:
    apply_theme(qapp, theme(name))
    qapp.processEvents()
    seen = colors_in(filled.plot.grab().toImage())
    look = theme(name)
    assert {QColor(color).name() for color in (look.panel, look.ink, look.test, look.grid)} <= seen


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_losses_that_are_no_numbers_leave_a_gap(panel: LossPanel, is_logarithmic: bool) -> None:
    epochs = np.arange(6)
    train = np.array([1.0, np.inf, np.nan, 0.0, -1.0, 0.5])
    panel._log.setChecked(is_logarithmic)
    panel.show_history(epochs, train, np.full(6, np.nan))
    panel.set_epoch(2)
    panel.plot.grab()


def test_fractions_of_an_epoch_are_told(panel: LossPanel) -> None:
    panel.show_history(np.array([0.0, 0.125, 0.25]), np.array([3.0, 2.0, 1.0]))
    panel.set_epoch(1)
    assert panel.scrubber.track.epoch == 0.125
    panel.grab()


def test_showing_is_cheap_enough_to_follow_a_training(panel: LossPanel, qapp: QApplication) -> None:
    epochs, train, test = history(20_000)
    panel.set_planned(20_000)
    begun = time.perf_counter()
    for count in range(15_000, 20_000, 500):
        panel.show_history(epochs[:count], train[:count], test[:count])
        qapp.processEvents()
    assert (time.perf_counter() - begun) / 10 < 0.1


def test_a_thinned_curve_keeps_peaks_ends_and_order() -> None:
    rng = np.random.default_rng(0)
    losses = rng.random(10_007)
    losses[1234], losses[4321] = 9.0, -9.0
    epochs, heights = thinned(np.arange(10_007), losses, bins=100)
    assert len(heights) < 400
    assert (heights.max(), heights.min()) == (9.0, -9.0)
    assert epochs[-1] == 10_006
    assert (np.diff(epochs) >= 0).all()
    short = rng.random(50)
    assert thinned(np.arange(50), short, bins=100)[1] is short


def test_the_axis_does_not_jump() -> None:
    axis = LossRange()
    axis.include(np.array([0.93]))
    assert axis.high == 1.0
    axis.include(np.array([0.7]))
    assert axis.high == 1.0
    axis.include(np.array([3.0]))
    assert axis.high == pytest.approx(3.2)
    axis.include(np.array([1.7]))
    assert axis.high == pytest.approx(3.2)
    axis.include(np.array([0.04]))
    assert axis.high == pytest.approx(0.04)


def test_the_logarithmic_axis_ends_at_round_numbers() -> None:
    axis = LossRange()
    axis.is_logarithmic = True
    axis.reset()
    axis.include(np.array([0.3, 0.7]))
    assert (10**axis.low, 10**axis.high) == pytest.approx((0.2, 1))
    assert axis.ticks(100) == pytest.approx([0.2, 0.5, 1])
    axis.include(np.array([0.003, 4.0]))
    assert (10**axis.low, 10**axis.high) == pytest.approx((0.002, 5))
    assert axis.ticks(100) == pytest.approx([0.01, 0.1, 1])
    axis.include(np.array([5.0]))
    assert axis.high == pytest.approx(np.log10(5))


def test_a_flat_curve_still_has_an_axis() -> None:
    axis = LossRange()
    axis.is_logarithmic = True
    axis.include(np.array([1.0]))
    assert axis.low < 0 < axis.high


@pytest.mark.parametrize("heights", [[50.0, 51.0], [100.0, 99.0], [10.0, 90.0], [100.0, 100.0, 100.0], [5.0], []])
def test_labels_stay_a_line_apart(heights: list[float]) -> None:
    placed = sorted(spread(heights, lowest=94))
    assert all(after - before >= 18 for before, after in pairwise(placed))
    assert all(height <= 94 for height in placed)


def test_the_title_names_the_loss(panel: LossPanel) -> None:
    log, name = panel.title_widgets
    panel.set_loss(example("iris").training.loss)
    assert name.text() == str(LOSSES["categorical_cross_entropy"].label)
    assert log.accessibleName()
    assert log.toolTip()
