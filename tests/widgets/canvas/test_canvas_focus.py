"""Looking at a part of a large network: the focus, and folds that open."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.experiment import Example, Experiment
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.frames.frame_boxes import note_box
from tests.simulator.networks import network_of
from tests.widgets.canvases import LEFT, SHIFT, CanvasDesk
from widgets.canvas.canvas_spots import spot_at

Key = Qt.Key


@pytest.fixture
def bank(qtbot: QtBot) -> CanvasDesk:
    return CanvasDesk(qtbot, "bank")


@pytest.fixture
def large(qtbot: QtBot) -> CanvasDesk:
    """Three columns, two of them folded."""
    network = network_of([300, 128, 3])
    return CanvasDesk(qtbot, Experiment(network=network, example=Example(np.full(300, 0.1), np.zeros(3))))


def fold_place(desk: CanvasDesk, index: int) -> QPoint:
    frame = desk.canvas.frame
    fold = frame.folds[index]
    return QPoint(round(fold.x * frame.scale), round(fold.y * frame.scale))


def test_a_key_turns_the_focus_on_and_escape_leaves_it_before_the_selection(bank: CanvasDesk) -> None:
    canvas, focus = bank.canvas, bank.canvas.actions_on_selection.focus
    bank.click(UnitAt(1, 0))
    bank.qtbot.keyClick(canvas, Key.Key_F, SHIFT)
    assert focus.isChecked()
    assert canvas.view.only_related
    assert "Esc" in canvas.frame.note
    bank.qtbot.keyClick(canvas, Key.Key_Escape)
    assert not focus.isChecked()
    assert not canvas.view.only_related
    assert canvas.selection == UnitAt(1, 0)
    bank.qtbot.keyClick(canvas, Key.Key_Escape)
    assert canvas.selection is None
    assert bank.undo_names == []


def test_a_gesture_is_given_up_before_the_focus(bank: CanvasDesk) -> None:
    canvas = bank.canvas
    bank.click(UnitAt(1, 0))
    canvas.actions_on_selection.focus.trigger()
    at = bank.at(EdgeAt(1, 0, 0))
    bank.qtbot.mousePress(canvas, LEFT, pos=at)
    bank.qtbot.mouseMove(canvas, at + QPoint(40, 0))
    bank.qtbot.keyClick(canvas, Key.Key_Escape)
    assert canvas.view.only_related
    bank.qtbot.mouseRelease(canvas, LEFT, pos=at)
    bank.qtbot.keyClick(canvas, Key.Key_Escape)
    assert not canvas.view.only_related


def test_the_focus_stands_in_the_context_menu_and_moves_on_to_what_is_clicked(bank: CanvasDesk) -> None:
    canvas = bank.canvas
    menu = canvas.actions_on_selection.menu()
    assert menu.actions()[-1] is canvas.actions_on_selection.focus
    menu.actions()[-1].trigger()
    assert canvas.frame.note == ""
    bank.click(UnitAt(1, 0))
    assert [unit.element for unit in canvas.frame.units if unit.aside] == [UnitAt(1, 1)]
    bank.click(UnitAt(1, 1))
    assert [unit.element for unit in canvas.frame.units if unit.aside] == [UnitAt(1, 0)]


def test_a_click_on_the_note_leaves_the_focus(bank: CanvasDesk) -> None:
    canvas = bank.canvas
    bank.click(UnitAt(1, 0))
    canvas.actions_on_selection.focus.trigger()
    box = note_box(canvas.frame)
    assert box is not None
    at = QPoint(round(box.x), round(box.y))
    bank.qtbot.mouseMove(canvas, at)
    assert canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    spot = spot_at(canvas, at.toPointF(), canvas.actions_on_selection.leave_focus)
    assert spot is not None
    assert spot.tip == "Leave the focus (Esc)"
    bank.qtbot.mouseClick(canvas, LEFT, pos=at)
    assert not canvas.actions_on_selection.focus.isChecked()
    assert canvas.selection == UnitAt(1, 0)


def test_the_arrow_keys_walk_through_a_fold(large: CanvasDesk) -> None:
    canvas = large.canvas
    last = canvas.frame.layout.columns[1].folds[0].first - 1
    large.click(UnitAt(1, last))
    for unit in range(last + 1, last + 12):
        large.qtbot.keyClick(canvas, Key.Key_Down)
        assert canvas.selection == UnitAt(1, unit)
        assert canvas.frame.layout.columns[1].y_of(unit) is not None
    for unit in range(last + 10, last, -1):
        large.qtbot.keyClick(canvas, Key.Key_Up)
        assert canvas.frame.layout.columns[1].y_of(unit) is not None


def test_what_is_clicked_in_an_open_fold_stays_under_the_pointer(large: CanvasDesk) -> None:
    canvas = large.canvas
    canvas.show_element(UnitAt(1, 64))
    before = canvas.frame.layout
    large.click(UnitAt(1, 66))
    assert canvas.selection == UnitAt(1, 66)
    assert canvas.frame.layout == before
    canvas.select(None)
    assert canvas.frame.layout == before
    canvas.fit()
    assert canvas.frame.layout.columns[1].y_of(64) is None


def test_a_click_on_a_fold_shows_what_its_tooltip_says(large: CanvasDesk) -> None:
    canvas = large.canvas
    large.click(UnitAt(2, 0))
    at = fold_place(large, 1)
    opens = canvas.frame.folds[1].opens
    spot = spot_at(canvas, at.toPointF(), canvas.actions_on_selection.leave_focus)
    assert spot is not None
    assert spot.tip == f"Click to show u{opens.first} to u{opens.last}"
    large.qtbot.mouseClick(canvas, LEFT, pos=at)
    shown = canvas.frame.layout.columns[1]
    assert set(range(opens.first, opens.last + 1)) <= set(shown.units)
    assert canvas.selection == UnitAt(2, 0)
    # The second of two clicks is not for what stands there now.
    large.qtbot.mouseDClick(canvas, LEFT, pos=at)
    assert canvas.frame.layout.columns[1] == shown
    assert not canvas.editor.isVisible()


def test_what_was_paged_away_is_found_again(large: CanvasDesk) -> None:
    canvas = large.canvas
    canvas.show_element(UnitAt(1, 64))
    large.qtbot.mouseClick(canvas, LEFT, pos=fold_place(large, 2))
    assert canvas.frame.layout.columns[1].y_of(64) is None
    canvas.show_element(UnitAt(1, 64))
    assert canvas.frame.layout.columns[1].y_of(64) is not None
    canvas.show_element(BiasAt(1, 90))
    assert canvas.frame.layout.columns[1].y_of(90) is not None


def test_a_band_selects_what_it_goes_around_though_a_fold_is_open(large: CanvasDesk) -> None:
    canvas = large.canvas
    canvas.show_element(UnitAt(1, 64))
    before = canvas.frame.layout
    first, last = large.at(UnitAt(1, 62)), large.at(UnitAt(1, 66))
    corners = QPoint(first.x() - 40, first.y() - 4), QPoint(last.x() + 40, last.y() + 4)
    large.drag(corners[0], first, last, corners[1])
    assert set(canvas.chosen.elements) == {UnitAt(1, unit) for unit in range(62, 67)}
    assert canvas.frame.layout == before
