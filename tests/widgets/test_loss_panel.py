"""The loss plot reads and follows; the tape is scrubbed by mouse and keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pyqtgraph
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.examples import example
from core.experiment import Training
from core.losses import LOSSES
from core.message import Message
from core.rates import Rates, Stretch
from core.schedule import Schedule
from core.tape import History
from simulator.run_marks import EDIT, PAUSE, RunMark
from simulator.theme import theme
from widgets.controls import DockTitle
from widgets.file_desk import settings
from widgets.loss_look import stored_look
from widgets.loss_panel import LossPanel
from widgets.loss_signs import spread
from widgets.readout_card import ReadingCard
from widgets.style import apply_theme

Show = Callable[..., QWidget]


def run_of(
    epochs: np.ndarray, train: np.ndarray, test: np.ndarray | None = None, accuracy: np.ndarray | None = None
) -> History:
    nothing = np.full(len(epochs), np.nan)
    test = nothing if test is None else test
    accuracy = nothing if accuracy is None else accuracy
    return History(np.asarray(epochs, float), train, test, accuracy, nothing, nothing)


def history(count: int = 101) -> History:
    epochs = np.arange(count)
    falling = np.exp(-epochs / 30)
    return run_of(epochs, 0.9 * falling + 0.02, 0.95 * falling + 0.05, 1 - falling)


@pytest.fixture(autouse=True)
def every_move_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyqtgraph looks at the mouse a hundred times a second; a test is quicker."""
    monkeypatch.setitem(pyqtgraph.CONFIG_OPTIONS, "mouseRateLimit", 0)


@pytest.fixture
def panel(show: Show) -> LossPanel:
    made = LossPanel()
    window = show(DockTitle("Loss per epoch", *made.title_widgets), made)
    window.resize(800, 240)
    return made


@pytest.fixture
def filled(panel: LossPanel, qapp: QApplication) -> LossPanel:
    panel.set_planned(100)
    panel.show_history(history())
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
    panel.show_history(history(20))
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


def test_the_plot_is_made_when_it_is_first_needed(panel: LossPanel) -> None:
    panel.set_epoch(None)
    panel.clear()
    assert "plot" not in vars(panel), "pyqtgraph would be waited for before the first picture"
    panel.warm_up()
    assert not panel.plot.isVisible()
    panel.show_history(history())
    assert panel.plot.isVisible()


def test_a_click_on_an_axis_chooses_nothing(qtbot: QtBot, filled: LossPanel) -> None:
    plane = filled.plot.plane
    with qtbot.assertNotEmitted(filled.epoch_chosen):
        for at in (
            QPoint(20, round(plane.center().y())),
            QPoint(round(plane.center().x()), round(plane.bottom()) + 14),
        ):
            qtbot.mouseClick(filled.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_an_empty_panel_cannot_be_scrubbed(qtbot: QtBot, filled: LossPanel) -> None:
    filled.clear()
    assert not filled.scrubber.isEnabled()
    with qtbot.assertNotEmitted(filled.epoch_chosen):
        qtbot.mouseClick(filled._pages, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    filled.grab()


def test_the_mouse_reads_exact_values(qtbot: QtBot, filled: LossPanel) -> None:
    before = filled.plot.grab().toImage()
    qtbot.mouseMove(filled.plot.viewport(), filled.plot.plane.center().toPoint())
    assert filled.plot.grab().toImage() != before
    seen = history()
    rates = Rates((Stretch(0.0, Training(learning_rate=0.1, schedule=Schedule("exponential", factor=0.5)), 1),))
    filled.show_history(seen, rates)
    rows = [dict(row) for row in filled.plot.read(2)]
    assert rows[0] == {"epoch": "2", "learning rate": "0.05"}
    assert float(rows[1]["train loss"]) == seen.train_loss[2]
    assert float(rows[1]["accuracy"]) == seen.train_accuracy[2]
    assert float(rows[2]["test loss"]) == seen.test_loss[2]
    assert len(rows[2]) == 1, "there is no accuracy of the test rows"


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
    panel.show_history(run_of(epochs, train))
    panel.set_epoch(2)
    panel.plot.grab()


def test_fractions_of_an_epoch_are_told(panel: LossPanel) -> None:
    panel.show_history(run_of(np.array([0.0, 0.125, 0.25]), np.array([3.0, 2.0, 1.0])))
    panel.set_epoch(1)
    assert panel.scrubber.track.epoch == 0.125
    panel.grab()


def test_showing_is_cheap_enough_to_follow_a_training(panel: LossPanel, qapp: QApplication) -> None:
    whole = history(20_000)
    panel.set_planned(20_000)
    begun = time.process_time()
    for count in range(15_000, 20_000, 500):
        panel.show_history(History(*(getattr(whole, each.name)[:count] for each in fields(History))))
        qapp.processEvents()
    assert (time.process_time() - begun) / 10 < 0.1


@pytest.mark.parametrize("heights", [[50.0, 51.0], [100.0, 99.0], [10.0, 90.0], [100.0, 100.0, 100.0], [5.0], []])
def test_labels_stay_a_line_apart(heights: list[float]) -> None:
    placed = sorted(spread(heights, lowest=94))
    assert all(after - before >= 18 for before, after in pairwise(placed))
    assert all(height <= 94 for height in placed)


def test_the_title_says_what_is_plotted(panel: LossPanel) -> None:
    what, *buttons = panel.title_widgets
    panel.set_loss(example("iris").training.loss)
    assert what.text() == str(LOSSES["categorical_cross_entropy"].label)
    panel.show_history(history())
    renamed: list[str] = []
    panel.renamed.connect(renamed.append)
    panel.menu.whats[True].trigger()
    assert renamed[-1] == "Accuracy per epoch"
    assert what.text() == "accuracy"
    assert "Accuracy" in panel.plot.accessibleName()
    assert not panel._log.isEnabled(), "equal factors of an accuracy say nothing"
    assert all(button.accessibleName() and button.toolTip() for button in buttons)


def send(plot: QWidget, kind: QEvent.Type, at: QPoint, is_pressed: bool = True) -> None:
    """Something that the left button does, or a move without it."""
    button = Qt.MouseButton.LeftButton if is_pressed else Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, QPointF(at), QPointF(plot.viewport().mapToGlobal(at)), button, button, keys)
    QApplication.sendEvent(plot.viewport(), event)


def wheel(plot: QWidget, at: QPointF, turn: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(
        at, plot.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), event)


def test_the_wheel_magnifies_at_the_cursor_and_a_double_click_shows_all_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, filled: LossPanel
) -> None:
    plot, fit = filled.plot, filled._fit
    at = plot.plane.topLeft() + QPointF(plot.plane.width() * 0.25, plot.plane.height() * 0.5)
    under = plot.epoch_under(at.x())
    wheel(plot, at, 480)
    assert plot.epoch_under(at.x()) == pytest.approx(under)
    low, high = plot.seen_epochs
    assert 1 < high - low < 50
    assert fit.isVisibleTo(fit.parentWidget())
    wheel(plot, at, -4800)
    assert not plot.is_zoomed
    wheel(plot, at, 480, Qt.KeyboardModifier.ControlModifier)
    assert plot.is_zoomed
    assert plot.seen_epochs is None, "with Ctrl it is the losses that are magnified"
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 50)
    with qtbot.assertNotEmitted(filled.epoch_chosen, wait=100):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
        send(plot, QEvent.Type.MouseButtonDblClick, at.toPoint())
        qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert not plot.is_zoomed


def drag(qtbot: QtBot, plot: QWidget, begin: QPoint, end: QPoint) -> None:
    # Sent, for a cursor that is set reaches the window on top, which may be another one.
    send(plot, QEvent.Type.MouseMove, begin, is_pressed=False)
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    for at in (begin + (end - begin) / 2, end):
        send(plot, QEvent.Type.MouseMove, at)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("off", [-4, 0, 4])
def test_a_drag_scrubs_where_all_is_in_view_and_on_the_playhead(qtbot: QtBot, filled: LossPanel, off: int) -> None:
    plot, got = filled.plot, []
    filled.epoch_chosen.connect(got.append)
    y = round(plot.plane.center().y())
    drag(qtbot, plot, QPoint(round(plot.x_at(20)), y), QPoint(round(plot.x_at(60)), y))
    assert got[-1] == filled.scrubber.track.value() == pytest.approx(60, abs=1)
    plot.zoom_by(4)
    before = plot.seen_epochs
    # Neither painted nor hovered since: the press must find the line all the same.
    begin = QPoint(round(plot.x_at(got[-1])) + off, y)
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    for at in (begin + QPoint(40, 0), QPoint(round(plot.x_at(65)), y)):
        send(plot, QEvent.Type.MouseMove, at)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(plot.x_at(65)), y))
    assert got[-1] == pytest.approx(65, abs=1)
    assert plot.seen_epochs == before


def test_a_drag_moves_a_zoomed_plot_and_a_click_still_chooses(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, filled: LossPanel
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 10)
    plot = filled.plot
    plot.zoom_by(4)
    wheel(plot, plot.plane.center(), 240)
    before, middle = plot.seen_epochs, plot.plane.center().toPoint()
    with qtbot.assertNotEmitted(filled.epoch_chosen):
        drag(qtbot, plot, middle, middle - QPoint(80, 0))
    after = plot.seen_epochs
    assert after[0] > before[0]
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    expected = round(plot.epoch_under(middle.x()))
    with qtbot.waitSignal(filled.epoch_chosen) as signal:
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert signal.args == [expected]
    qtbot.mouseMove(plot.viewport(), QPoint(0, 0))


def test_keys_zoom_move_and_fit(qtbot: QtBot, filled: LossPanel) -> None:
    plot = filled.plot
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    filled.set_epoch(50)
    assert f"train loss {float(history().train_loss[50])!r}" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    before = plot.seen_epochs
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.seen_epochs[0] > before[0]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert not plot.is_zoomed


def test_a_zoomed_part_stays_while_the_run_goes_on(filled: LossPanel) -> None:
    filled.plot.zoom_by(4)
    before = filled.plot.seen_epochs
    filled.show_history(history(201))
    assert filled.plot.seen_epochs == before
    filled.show_history(history(11))
    assert not filled.plot.is_zoomed, "another run begins with all of it in view"


def test_how_one_looks_is_remembered(qtbot: QtBot, filled: LossPanel) -> None:
    filled.menu.log_x.trigger()
    filled.menu.smoothing[20].trigger()
    filled._log.setChecked(True)
    filled.grab()
    assert stored_look() == filled.menu.look == filled.plot.look
    again = LossPanel()
    qtbot.addWidget(again)
    assert (again.plot.look.is_log_x, again.plot.look.is_log_y, again.plot.look.smoothing) == (True, True, 20)
    assert again._log.isChecked()


def test_nonsense_in_the_settings_is_no_look() -> None:
    settings().setValue("loss_plot/smoothing", "7")
    settings().setValue("loss_plot/is_log_x", "perhaps")
    assert not stored_look().smoothing
    assert not stored_look().is_log_x


def test_a_regression_has_no_accuracy_to_plot(filled: LossPanel) -> None:
    filled.menu.whats[True].trigger()
    filled.show_history(run_of(np.arange(3), np.array([3.0, 2.0, 1.0])))
    assert not filled.menu.whats[True].isEnabled()
    assert not filled.plot.look.is_accuracy
    filled.clear()
    filled.show_history(history())
    assert filled.plot.look.is_accuracy, "the choice has waited"


def test_a_changing_rate_has_an_axis_of_its_own(filled: LossPanel) -> None:
    steady, falling = (
        Rates((Stretch(0.0, Training(schedule=Schedule(kind), epochs=100), 1),)) for kind in ("constant", "cosine")
    )
    plane = filled.plot.plane
    filled.show_history(history(), steady)
    assert filled.plot.plane == plane
    filled.show_history(history(), falling)
    assert filled.plot.plane.width() < plane.width()
    track = filled.scrubber.track
    assert track.width() - 2 * track.MARGIN == filled.plot.plane.width(), "the tape keeps to the plot's axis"
    filled.grab()
    filled.menu.rate.trigger()
    assert filled.plot.plane == plane


def test_marks_say_what_happened(qtbot: QtBot, filled: LossPanel) -> None:
    marks = (RunMark(20.0, PAUSE, Message("paused")), RunMark(60.0, EDIT, Message("edited: Learning rate")))
    before = filled.plot.grab().toImage()
    filled.show_history(history(), None, marks)
    assert filled.plot.grab().toImage() != before
    plot = filled.plot
    assert plot.mark_near(plot.x_at(60.5)) == marks[1]
    assert plot.mark_near(plot.x_at(40)) is None
    qtbot.mouseMove(plot.viewport(), QPoint(round(plot.x_at(60)), round(plot.plane.center().y())))
    card = filled.window().findChild(ReadingCard)
    assert card.isVisible()
    assert card.rows[0] == [("after epoch 60 edited: Learning rate", "")]
    assert card.rows[1][0] == ("epoch", "60")
    QApplication.sendEvent(filled.plot, QEvent(QEvent.Type.Leave))
    assert not card.isVisible()


@pytest.mark.parametrize("look", [{"smoothing": 5}, {"is_log_x": True, "is_log_y": True}, {"is_accuracy": True}])
def test_a_long_jagged_run_is_painted_in_every_look(filled: LossPanel, look: dict[str, object]) -> None:
    rng = np.random.default_rng(0)
    epochs = np.arange(5001)
    filled.menu.choose(**look)
    filled.show_history(run_of(epochs, 0.1 + rng.random(5001), 0.1 + rng.random(5001), rng.random(5001)))
    look_of = theme("light")
    expected = {look_of.ink} if filled.plot.look.is_accuracy else {look_of.ink, look_of.test}
    assert {QColor(color).name() for color in expected} <= colors_in(filled.plot.grab().toImage())
