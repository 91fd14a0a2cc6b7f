"""The loss plot is read, zoomed and moved by mouse and keys."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.experiment import Training
from core.explaining.links import Metric, MetricKind
from core.files.examples import example
from core.message import Message
from core.runs.rates import Rates, Stretch
from core.runs.run_tree import TrainedRun
from core.schedule import Schedule
from simulator.theme import theme
from simulator.training.run_marks import BRANCH, EDIT, PAUSE, RunMark
from tests.core.loss_histories import history, run_of
from widgets.loss.loss_panel import LossPanel
from widgets.loss.loss_signs import spread
from widgets.loss.readout_card import ReadingCard
from widgets.parts.style import apply_theme


def colors_in(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_click_on_the_plot_chooses_the_nearest_epoch(qtbot: QtBot, losses: LossPanel) -> None:
    plane = losses.plot.places.plane
    at = QPoint(round(plane.left() + plane.width() * 0.25), round(plane.center().y()))
    with qtbot.waitSignal(losses.epoch_chosen) as signal:
        qtbot.mouseClick(losses.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert signal.args[0] == pytest.approx(25, abs=1)
    assert losses.scrubber.track.value() == signal.args[0]


def test_the_numbers_at_the_ends_of_the_lines_lead_on(qtbot: QtBot, losses: LossPanel) -> None:
    losses.set_epoch(40)
    losses.plot.grab()
    chosen: list[object] = []
    losses.metric_chosen.connect(chosen.append)
    for is_test, rect in dict(losses.plot._words._numbers).items():
        with qtbot.waitSignal(losses.metric_chosen) as signal:
            qtbot.mouseClick(losses.plot.viewport(), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
        assert signal.args == [Metric(MetricKind.LOSS, is_test)]
        assert losses.plot.places.index == 100, "the numbers are those of the last epoch"
    losses.menu.choose(is_accuracy=True)
    losses.plot.setFocus()
    qtbot.keyClick(losses.plot, Qt.Key.Key_Return)
    losses.menu.choose(is_accuracy=False)
    assert [each.is_test for each in chosen] == [False, True, False]
    assert chosen[-1].kind is MetricKind.ACCURACY


def test_the_knob_follows_the_newest_epoch_until_somebody_stands_elsewhere(losses: LossPanel) -> None:
    losses.set_epoch(None)
    losses.show_history(history(120))
    assert losses.player.index == 119
    losses.set_epoch(40)
    losses.show_history(history(130))
    assert losses.player.index == 40


def test_a_click_on_an_axis_chooses_nothing(qtbot: QtBot, losses: LossPanel) -> None:
    plane = losses.plot.places.plane
    with qtbot.assertNotEmitted(losses.epoch_chosen):
        for at in (
            QPoint(20, round(plane.center().y())),
            QPoint(round(plane.center().x()), round(plane.bottom()) + 14),
        ):
            qtbot.mouseClick(losses.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_mouse_reads_exact_values(qtbot: QtBot, losses: LossPanel) -> None:
    before = losses.plot.grab().toImage()
    qtbot.mouseMove(losses.plot.viewport(), losses.plot.places.plane.center().toPoint())
    assert losses.plot.grab().toImage() != before
    seen = history()
    rates = Rates((Stretch(0.0, Training(learning_rate=0.1, schedule=Schedule("exponential", factor=0.5)), 1),))
    losses.show_history(seen, rates)
    rows = [dict(row) for row in losses.plot.read(2)]
    assert rows[0] == {"epoch": "2", "learning rate": "0.05"}
    assert float(rows[1]["train loss"]) == seen.train_loss[2]
    assert float(rows[1]["accuracy"]) == seen.train_accuracy[2]
    assert float(rows[2]["test loss"]) == seen.test_loss[2]
    assert len(rows[2]) == 1, "there is no accuracy of the test rows"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_curves_wear_the_theme(qapp: QApplication, losses: LossPanel, name: str) -> None:
    apply_theme(qapp, theme(name))
    qapp.processEvents()
    seen = colors_in(losses.plot.grab().toImage())
    look = theme(name)
    assert {QColor(color).name() for color in (look.panel, look.ink, look.test, look.grid)} <= seen


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_losses_that_are_no_numbers_leave_a_gap(no_losses: LossPanel, is_logarithmic: bool) -> None:
    epochs = np.arange(6)
    train = np.array([1.0, np.inf, np.nan, 0.0, -1.0, 0.5])
    no_losses._log.setChecked(is_logarithmic)
    no_losses.show_history(run_of(epochs, train))
    no_losses.set_epoch(2)
    no_losses.plot.grab()


@pytest.mark.parametrize("heights", [[50.0, 51.0], [100.0, 99.0], [10.0, 90.0], [100.0, 100.0, 100.0], [5.0], []])
def test_labels_stay_a_line_apart(heights: list[float]) -> None:
    placed = sorted(spread(heights, lowest=94))
    assert all(after - before >= 18 for before, after in pairwise(placed))
    assert all(height <= 94 for height in placed)


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
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, losses: LossPanel
) -> None:
    plot, fit = losses.plot, losses._fit
    at = plot.places.plane.topLeft() + QPointF(plot.places.plane.width() * 0.25, plot.places.plane.height() * 0.5)
    under = plot.places.epoch_under(at.x())
    wheel(plot, at, 480)
    assert plot.places.epoch_under(at.x()) == pytest.approx(under)
    low, high = plot.places.seen_epochs
    assert 1 < high - low < 50
    assert fit.isVisibleTo(fit.parentWidget())
    wheel(plot, at, -4800)
    assert not plot.is_zoomed
    wheel(plot, at, 480, Qt.KeyboardModifier.ControlModifier)
    assert plot.is_zoomed
    assert plot.places.seen_epochs is None, "with Ctrl it is the losses that are magnified"
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 50)
    with qtbot.assertNotEmitted(losses.epoch_chosen, wait=100):
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
def test_a_drag_scrubs_where_all_is_in_view_and_on_the_playhead(qtbot: QtBot, losses: LossPanel, off: int) -> None:
    plot, got = losses.plot, []
    losses.epoch_chosen.connect(got.append)
    y = round(plot.places.plane.center().y())
    drag(qtbot, plot, QPoint(round(plot.places.x_at(20)), y), QPoint(round(plot.places.x_at(60)), y))
    assert got[-1] == losses.scrubber.track.value() == pytest.approx(60, abs=1)
    plot.zoom_by(4)
    before = plot.places.seen_epochs
    # Neither painted nor hovered since: the press must find the line all the same.
    begin = QPoint(round(plot.places.x_at(got[-1])) + off, y)
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    for at in (begin + QPoint(40, 0), QPoint(round(plot.places.x_at(65)), y)):
        send(plot, QEvent.Type.MouseMove, at)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(plot.places.x_at(65)), y))
    assert got[-1] == pytest.approx(65, abs=1)
    assert plot.places.seen_epochs == before


def test_a_drag_moves_a_zoomed_plot_and_a_click_still_chooses(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, losses: LossPanel
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 10)
    plot = losses.plot
    plot.zoom_by(4)
    wheel(plot, plot.places.plane.center(), 240)
    before, middle = plot.places.seen_epochs, plot.places.plane.center().toPoint()
    with qtbot.assertNotEmitted(losses.epoch_chosen):
        drag(qtbot, plot, middle, middle - QPoint(80, 0))
    after = plot.places.seen_epochs
    assert after[0] > before[0]
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    expected = round(plot.places.epoch_under(middle.x()))
    with qtbot.waitSignal(losses.epoch_chosen) as signal:
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert signal.args == [expected]
    qtbot.mouseMove(plot.viewport(), QPoint(0, 0))


def test_keys_zoom_move_and_fit(qtbot: QtBot, losses: LossPanel) -> None:
    plot = losses.plot
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    losses.set_epoch(50)
    assert f"train loss {float(history().train_loss[50])!r}" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    before = plot.places.seen_epochs
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.places.seen_epochs[0] > before[0]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert not plot.is_zoomed


def test_a_zoomed_part_stays_while_the_run_goes_on(losses: LossPanel) -> None:
    losses.plot.zoom_by(4)
    before = losses.plot.places.seen_epochs
    losses.show_history(history(201))
    assert losses.plot.places.seen_epochs == before
    losses.show_history(history(11))
    assert not losses.plot.is_zoomed, "another run begins with all of it in view"


def test_a_changing_rate_has_an_axis_of_its_own(losses: LossPanel) -> None:
    steady, falling = (
        Rates((Stretch(0.0, Training(schedule=Schedule(kind), epochs=100), 1),)) for kind in ("constant", "cosine")
    )
    plane = losses.plot.places.plane
    losses.show_history(history(), steady)
    assert losses.plot.places.plane == plane
    losses.show_history(history(), falling)
    assert losses.plot.places.plane.width() < plane.width()
    track = losses.scrubber.track
    assert track.width() - 2 * track.MARGIN == losses.plot.places.plane.width(), "the tape keeps to the plot's axis"
    losses.grab()
    losses.menu.rate.trigger()
    assert losses.plot.places.plane == plane


def test_marks_say_what_happened(qtbot: QtBot, losses: LossPanel) -> None:
    marks = (RunMark(20.0, PAUSE, Message("paused")), RunMark(60.0, EDIT, Message("edited: Learning rate")))
    before = losses.plot.grab().toImage()
    losses.show_history(history(), None, marks)
    assert losses.plot.grab().toImage() != before
    plot = losses.plot
    assert plot.marks.near(plot.places.x_at(60.5)) == (marks[1],)
    assert plot.marks.near(plot.places.x_at(40)) == ()
    qtbot.mouseMove(plot.viewport(), QPoint(round(plot.places.x_at(60)), round(plot.places.plane.center().y())))
    card = losses.window().findChild(ReadingCard)
    assert card.isVisible()
    assert card.rows[0] == [("after epoch 60 edited: Learning rate", "")]
    assert card.rows[1][0] == ("epoch", "60")
    QApplication.sendEvent(losses.plot, QEvent(QEvent.Type.Leave))
    assert not card.isVisible()


def test_the_sign_of_a_branch_shows_where_it_leaves(qtbot: QtBot, losses: LossPanel) -> None:
    plot = losses.plot
    names = ("a branch leaves: Run 2", "a branch leaves: Run 3")
    losses.show_history(history(), None, [RunMark(60.0, BRANCH, Message(name), 60) for name in names])
    sign = QPoint(round(plot.places.x_at(60)) + 3, round(plot.places.plane.top()) - 8)
    send(plot, QEvent.Type.MouseMove, sign, is_pressed=False)
    card = losses.window().findChild(ReadingCard)
    assert [row[0][0] for row in card.rows[:2]] == [f"after epoch 60 {name}" for name in names]
    for is_zoomed in (False, True):
        with qtbot.waitSignal(losses.epoch_chosen, timeout=100) as signal:
            qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=sign)
        assert signal.args == [60]
        assert plot.is_zoomed is is_zoomed
        plot.zoom_by(4)
        sign.setX(round(plot.places.x_at(60)))
    beside = QPoint(round(plot.places.x_at(60)) + 40, sign.y())
    with qtbot.assertNotEmitted(losses.epoch_chosen):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))


def test_another_run_is_chosen_on_its_curve_and_by_its_name(qtbot: QtBot, losses: LossPanel) -> None:
    other = TrainedRun(7, example("bank"), "Run 7", 1)
    losses.show_history(history())
    losses.set_others([(other, run_of(np.arange(101), np.full(101, 0.5)))])
    losses.grab()
    plot, plane = losses.plot, losses.plot.places.plane
    (tag,) = plot._signs._tags
    on_the_curve = plot.mapFromScene(tag.sceneBoundingRect().center())
    ((name, _),) = plot._words._tags
    for spot in (on_the_curve, plot.mapFromScene(name.center())):
        with qtbot.waitSignal(losses.run_chosen, timeout=100) as signal:
            qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert signal.args == [7]
    assert name.left() > plane.right()
    with qtbot.assertNotEmitted(losses.run_chosen):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=on_the_curve + QPoint(40, 0))


@pytest.mark.parametrize("look", [{"smoothing": 5}, {"is_log_x": True, "is_log_y": True}, {"is_accuracy": True}])
def test_a_long_jagged_run_is_painted_in_every_look(losses: LossPanel, look: dict[str, object]) -> None:
    rng = np.random.default_rng(0)
    epochs = np.arange(5001)
    losses.menu.choose(**look)
    losses.show_history(run_of(epochs, 0.1 + rng.random(5001), 0.1 + rng.random(5001), rng.random(5001)))
    look_of = theme("light")
    expected = {look_of.ink} if losses.plot.look.is_accuracy else {look_of.ink, look_of.test}
    assert {QColor(color).name() for color in expected} <= colors_in(losses.plot.grab().toImage())
