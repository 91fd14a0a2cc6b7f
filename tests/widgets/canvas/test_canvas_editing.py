"""Editing by hand: select, drag, turn, type, rename. Mouse and keys, nothing called behind the canvas's back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.frames.elements import BiasAt, EdgeAt, TargetAt, UnitAt
from simulator.frames.frame_places import heading_place, name_place
from simulator.frames.selection import Selection, selected
from simulator.stage.dragging import Pace
from tests.widgets.canvases import LEFT, SHIFT, CanvasDesk
from widgets.canvas.gestures import pace_of
from widgets.canvas.layer_controls import InsertButton, LayerControl

FIRST = EdgeAt(1, 0, 0)
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot) -> CanvasDesk:
    return CanvasDesk(qtbot, "bank")


def test_shift_selects_more_and_a_click_one_again(desk: CanvasDesk) -> None:
    desk.click(UnitAt(1, 0))
    desk.click(FIRST, SHIFT)
    desk.click(BiasAt(2, 0), SHIFT)
    assert desk.canvas.chosen == Selection(BiasAt(2, 0), frozenset({UnitAt(1, 0), FIRST}))
    desk.click(FIRST, SHIFT)
    assert FIRST not in desk.canvas.chosen
    desk.click(UnitAt(1, 0))
    assert desk.canvas.chosen == Selection(UnitAt(1, 0))
    shapes = [unit for unit in desk.canvas.frame.units if unit.is_selected]
    assert [unit.element for unit in shapes] == [UnitAt(1, 0)]


def test_a_band_selects_the_units_in_it(desk: CanvasDesk) -> None:
    top, bottom = desk.at(UnitAt(1, 0)), desk.at(UnitAt(1, 1))
    desk.drag(top + QPoint(-60, -80), top, bottom + QPoint(60, 80))
    assert desk.canvas.chosen.elements == {UnitAt(1, 0), UnitAt(1, 1)}
    desk.drag(QPoint(4, 4), QPoint(20, 20), QPoint(40, 40))
    assert len(desk.canvas.chosen) == 0


def test_a_band_without_units_selects_edges_and_biases(desk: CanvasDesk) -> None:
    at = desk.at(FIRST)
    desk.drag(at + QPoint(-30, -30), at, at + QPoint(30, 30))
    assert desk.canvas.chosen == Selection(FIRST)
    assert [pill.element for pill in desk.canvas.frame.pills].count(FIRST) == 1


def test_a_drag_of_a_weight_is_one_entry_and_seen_all_the_way(desk: CanvasDesk) -> None:
    start = desk.at(FIRST)
    predictions = []
    desk.stage.changed.connect(lambda: predictions.append(float(desk.stage.trace.prediction[0])))
    desk.drag(start, *(start + QPoint(dx, 0) for dx in range(10, 101, 10)))
    assert desk.document.experiment.network.layers[0].weights[0, 0] == 3.0
    assert desk.undo_names == ["Change weight children → node_0"]
    assert len(predictions) == len(set(predictions)) >= 9
    assert predictions[-1] == 17
    desk.document.undo_stack.undo()
    assert desk.document.experiment == example("bank")


def test_two_drags_are_two_entries(desk: CanvasDesk) -> None:
    for _ in range(2):
        start = desk.at(FIRST)
        desk.drag(start, start + QPoint(20, 0), start + QPoint(50, 0))
    assert len(desk.undo_names) == 2


def test_a_drag_back_to_where_it_began_leaves_nothing(desk: CanvasDesk) -> None:
    start = desk.at(FIRST)
    desk.drag(start, start + QPoint(50, 0), start)
    assert desk.document.experiment == example("bank")
    assert desk.undo_names == []


def test_escape_gives_a_drag_up(desk: CanvasDesk, qtbot: QtBot) -> None:
    start = desk.at(FIRST)
    qtbot.mousePress(desk.canvas, LEFT, pos=start)
    qtbot.mouseMove(desk.canvas, start + QPoint(50, 0))
    assert desk.document.experiment != example("bank")
    qtbot.keyClick(desk.canvas, KEY.Key_Escape)
    qtbot.mouseRelease(desk.canvas, LEFT, pos=start + QPoint(50, 0))
    assert desk.document.experiment == example("bank")
    assert desk.undo_names == []


def test_a_drag_moves_all_that_are_selected_alike(desk: CanvasDesk) -> None:
    desk.click(FIRST)
    desk.click(EdgeAt(1, 1, 0), SHIFT)
    start = desk.at(FIRST)
    desk.drag(start, start + QPoint(10, 0), start + QPoint(50, 0))
    assert desk.document.experiment.network.layers[0].weights[:, 0].tolist() == [2.0, 0.0]
    assert desk.undo_names == ["Change 2 weights"]


def test_what_is_typed_goes_to_all_that_are_selected(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(FIRST)
    desk.click(EdgeAt(1, 1, 0), SHIFT)
    qtbot.keyClick(desk.canvas, KEY.Key_Return)
    desk.type("1/4")
    assert desk.document.experiment.network.layers[0].weights[:, 0].tolist() == [0.25, 0.25]


def test_the_wheel_turns_the_selected_number_zooms_or_moves(desk: CanvasDesk) -> None:
    none = Qt.KeyboardModifier.NoModifier
    at = desk.at(FIRST)
    desk.turn(at, QPoint(0, 120), none)
    assert desk.document.experiment == example("bank")
    assert desk.canvas.frame.offset != (0, 0)
    desk.canvas.fit()
    desk.click(FIRST)
    for _ in range(3):
        desk.turn(desk.at(FIRST), QPoint(0, 120), none)
    assert desk.document.experiment.network.layers[0].weights[0, 0] == 1.3
    assert desk.undo_names == ["Change weight children → node_0"]
    desk.turn(QPoint(20, 300), QPoint(0, 120), CTRL)
    assert desk.canvas.view.zoom > 1


def test_paces() -> None:
    assert pace_of(SHIFT) is Pace.FINE
    assert pace_of(CTRL) is Pace.COARSE
    assert pace_of(Qt.KeyboardModifier.NoModifier) is Pace.ORDINARY


def test_a_unit_is_drawn_to_another_place_with_its_weights(desk: CanvasDesk) -> None:
    top, bottom = desk.at(UnitAt(1, 0)), desk.at(UnitAt(1, 1))
    desk.drag(top, top + QPoint(0, 40), bottom)
    network = desk.document.experiment.network
    assert network.layers[0].units == ("node_1", "node_0")
    assert network.layers[0].weights.tolist() == [[-1, 1], [1, 1]]
    assert network.layers[1].weights.tolist() == [[-1, 2]]
    assert desk.stage.trace.prediction[0] == 9
    assert desk.canvas.selection == UnitAt(1, 1)
    assert desk.undo_names == ["Move node_0"]


def test_what_the_data_decides_stays_and_says_why(qtbot: QtBot) -> None:
    desk = CanvasDesk(qtbot, "iris")
    top, bottom = desk.at(UnitAt(0, 0)), desk.at(UnitAt(0, 2))
    desk.drag(top, top + QPoint(0, 30), bottom)
    assert desk.undo_names == []
    assert "data decides" in desk.said[0]


def test_names_are_changed_where_they_stand(desk: CanvasDesk) -> None:
    place = name_place(desk.canvas.frame, UnitAt(1, 0))
    assert place is not None
    desk.double_click(QPoint(round(place[0]), round(place[1])))
    desk.type("families")
    heading = heading_place(desk.canvas.frame, 1)
    assert heading is not None
    desk.double_click(QPoint(round(heading[0]), round(heading[1])))
    desk.type("groups")
    layer = desk.document.experiment.network.layers[0]
    assert (layer.name, layer.units) == ("groups", ("families", "node_1"))
    assert desk.undo_names == ["Rename families", "Rename groups"]


def test_a_name_that_is_taken_is_refused_in_place(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(UnitAt(1, 0))
    qtbot.keyClick(desk.canvas, KEY.Key_F2)
    desk.type("node_1")
    assert "taken" in desk.canvas.editor.complaint.text()
    assert desk.canvas.editor.isVisible()
    qtbot.keyClick(desk.canvas.editor, KEY.Key_Escape)
    assert desk.document.experiment == example("bank")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1/0", "Division by zero"),
        ("__import__", "not a number"),
        ("9**9**9", "Too large"),
        ("", "Type a number"),
        ("7" * 10_000, "Too long"),
    ],
)
def test_what_is_no_number_is_refused_in_place(desk: CanvasDesk, qtbot: QtBot, typed: str, why: str) -> None:
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_Return)
    desk.canvas.editor.setText(typed)
    qtbot.keyClick(desk.canvas.editor, KEY.Key_Return)
    assert desk.canvas.editor.isVisible()
    assert desk.canvas.editor.complaint.isVisible()
    assert why in desk.canvas.editor.complaint.text()
    assert desk.document.experiment == example("bank")


def test_an_expression_is_kept_as_the_exact_double(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_Return)
    desk.type("1/3")
    assert desk.document.experiment.network.layers[0].weights[0, 0] == 1 / 3


def test_a_digit_begins_to_type(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_7)
    desk.type(".5")
    assert desk.document.experiment.network.layers[0].weights[0, 0] == 7.5


def test_tab_walks_along_the_numbers_of_a_unit(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(UnitAt(1, 1))
    seen = []
    for _ in range(3):
        qtbot.keyClick(desk.canvas, KEY.Key_Tab)
        seen.append(desk.canvas.selection)
    assert seen == [EdgeAt(1, 1, 0), EdgeAt(1, 1, 1), BiasAt(1, 1)]
    qtbot.keyClick(desk.canvas, KEY.Key_Tab, SHIFT)
    assert desk.canvas.selection == EdgeAt(1, 1, 1)


def test_tab_in_the_field_goes_on_to_the_next_number(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(UnitAt(0, 1))
    qtbot.keyClick(desk.canvas, KEY.Key_Return)
    for text in ("4", "0.1", "0.2", "0.3"):
        qtbot.keyClicks(desk.canvas.editor, text)
        qtbot.keyClick(desk.canvas.editor, KEY.Key_Tab)
    layer = desk.document.experiment.network.layers[0]
    assert desk.document.experiment.example.inputs == (2, 4)
    assert layer.weights[0].tolist() == [0.1, 0.2]
    assert layer.bias[0] == 0.3
    assert desk.canvas.selection == EdgeAt(1, 1, 0)
    assert desk.canvas.editor.isVisible()


@pytest.mark.parametrize(
    ("key", "weights"),
    [(KEY.Key_Z, [0, 0]), (KEY.Key_N, [-1, -1]), (KEY.Key_X, [0, 0])],
)
def test_letters_act_on_what_is_selected(desk: CanvasDesk, qtbot: QtBot, key: Qt.Key, weights: list[int]) -> None:
    desk.click(UnitAt(1, 0))
    qtbot.keyClick(desk.canvas, KEY.Key_I)
    assert desk.canvas.chosen == selected([FIRST, EdgeAt(1, 0, 1)])
    qtbot.keyClick(desk.canvas, key)
    assert desk.document.experiment.network.layers[0].weights.tolist() == [weights, [-1, 1]]
    assert len(desk.undo_names) == 1


def test_frozen_and_let_go(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_L)
    mask = desk.document.experiment.network.layers[0].is_frozen
    assert mask is not None
    assert mask.tolist() == [[True, False], [False, False]]
    qtbot.keyClick(desk.canvas, KEY.Key_L, SHIFT)
    assert desk.document.experiment == example("bank")


def menu_of(desk: CanvasDesk, qtbot: QtBot, at: QPoint) -> QMenu:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, desk.canvas.mapToGlobal(at))
    QApplication.sendEvent(desk.canvas, event)
    menu = desk.canvas.findChildren(QMenu)[-1]
    qtbot.waitUntil(menu.isVisible)
    return menu


def test_the_context_menu_holds_what_can_be_done(desk: CanvasDesk, qtbot: QtBot) -> None:
    menu = menu_of(desk, qtbot, desk.at(FIRST))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert desk.canvas.selection == FIRST
    assert "Zero weight children → node_0" in texts
    assert not any("Bring back" in text for text in texts)
    next(action for action in menu.actions() if action.text().startswith("Negate")).trigger()
    menu.close()
    assert desk.document.experiment.network.layers[0].weights[0, 0] == -1


def control(desk: CanvasDesk, column: int) -> LayerControl:
    return desk.canvas.findChildren(LayerControl)[column]


def test_buttons_above_a_layer_change_its_size_and_keep_its_weights(desk: CanvasDesk, qtbot: QtBot) -> None:
    hidden = control(desk, 1)
    qtbot.mouseClick(hidden.more, LEFT)
    assert desk.document.experiment.network.sizes == (2, 3, 1)
    assert desk.document.experiment.network.layers[0].weights[:2].tolist() == [[1, 1], [-1, 1]]
    qtbot.mouseClick(hidden.fewer, LEFT)
    assert desk.document.experiment == example("bank")
    assert desk.undo_names == ["Add a unit", "Remove a unit"]


def choose_in_menu(qtbot: QtBot, desk: CanvasDesk, column: int, name: str) -> None:
    """A menu that is open has the events to itself, so that the choice must be planned before."""

    def choose() -> None:
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        made = next(action for action in popup.actions() if action.text() == name)
        qtbot.mouseClick(popup, LEFT, pos=popup.actionGeometry(made).center())

    QTimer.singleShot(0, desk.canvas, choose)
    qtbot.mouseClick(control(desk, column).activation, LEFT)


def test_the_activation_is_chosen_above_the_layer(desk: CanvasDesk, qtbot: QtBot) -> None:
    choose_in_menu(qtbot, desk, 1, "tanh")
    assert desk.document.experiment.network.layers[0].activation == "tanh"
    assert desk.stage.trace.prediction[0] == pytest.approx(1.2382, abs=1e-4)
    assert control(desk, 1).activation.text() == "tanh"


def test_layers_come_and_go_between_the_columns(desk: CanvasDesk, qtbot: QtBot) -> None:
    before = desk.document.experiment
    insert = next(button for button in desk.canvas.findChildren(InsertButton) if button.isVisible())
    qtbot.mouseClick(insert, LEFT)
    assert desk.document.experiment.network.sizes == (2, 2, 2, 1)
    desk.click(UnitAt(1, 0))
    qtbot.keyClick(desk.canvas, KEY.Key_Delete, CTRL)
    assert desk.document.experiment.network.sizes == before.network.sizes


def test_controls_give_way_while_the_step_plays(desk: CanvasDesk) -> None:
    assert control(desk, 1).isVisible()
    assert desk.canvas.frame.headings[1].subtitle == ""
    desk.stage.playhead.seek(0.5)
    assert not control(desk, 1).isVisible()
    assert desk.canvas.frame.headings[1].subtitle == "identity"
    desk.stage.playhead.rest()
    assert control(desk, 1).isVisible()
    desk.canvas.present(True)
    assert not control(desk, 1).isVisible()


@pytest.mark.parametrize("name", ["bank", "circle", "iris", "digits", "spiral"])
def test_controls_never_meet(qtbot: QtBot, name: str) -> None:
    desk = CanvasDesk(qtbot, name, 800, 500)
    shown = [
        widget
        for kind in (LayerControl, InsertButton)
        for widget in desk.canvas.findChildren(kind)
        if widget.isVisible()
    ]
    for index, one in enumerate(shown):
        assert all(not one.geometry().intersects(other.geometry()) for other in shown[:index])


def test_space_plays_and_with_the_mouse_it_moves(desk: CanvasDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.canvas.play_requested):
        qtbot.keyClick(desk.canvas, KEY.Key_Space)
    with qtbot.assertNotEmitted(desk.canvas.play_requested):
        qtbot.keyPress(desk.canvas, KEY.Key_Space)
        desk.drag(QPoint(100, 300), QPoint(130, 300), QPoint(140, 310))
        qtbot.keyRelease(desk.canvas, KEY.Key_Space)
    assert desk.canvas.frame.offset == (40, 10)


def test_a_target_is_dragged_too(desk: CanvasDesk) -> None:
    start = desk.at(TargetAt(0))
    desk.drag(start, start + QPoint(50, 0))
    assert desk.document.experiment.example.targets == (7.0,)
