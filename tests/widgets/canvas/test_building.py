"""The bank network from an empty experiment: with the mouse, and with keys alone. Names are typed either way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from simulator.frames.elements import EdgeAt, Element, TargetAt, UnitAt
from simulator.frames.frame_places import heading_place, name_place
from tests.widgets.canvases import LEFT, CanvasDesk
from widgets.canvas.layer_controls import InsertButton, LayerControl
from widgets.document.file_desk import blank_experiment

KEY = Qt.Key
WEIGHTS = {
    EdgeAt(1, 0, 0): 1,
    EdgeAt(1, 0, 1): 1,
    EdgeAt(1, 1, 0): -1,
    EdgeAt(1, 1, 1): 1,
    EdgeAt(2, 0, 0): 2,
    EdgeAt(2, 0, 1): -1,
}
NAMES = {
    UnitAt(0, 0): "children",
    UnitAt(0, 1): "accounts",
    UnitAt(1, 0): "many",
    UnitAt(1, 1): "few",
    UnitAt(2, 0): "transactions",
}


@pytest.fixture
def desk(qtbot: QtBot) -> CanvasDesk:
    return CanvasDesk(qtbot, blank_experiment())


def assert_is_the_bank(desk: CanvasDesk) -> None:
    network = desk.document.experiment.network
    assert network.inputs == ("children", "accounts")
    assert [layer.units for layer in network.layers] == [("many", "few"), ("transactions",)]
    assert [layer.activation for layer in network.layers] == ["identity", "identity"]
    assert network.layers[0].weights.tolist() == [[1, 1], [-1, 1]]
    assert network.layers[1].weights.tolist() == [[2, -1]]
    assert network.layers[0].name == "families"
    assert desk.stage.trace.prediction.tolist() == [9]
    assert [unit.value for unit in desk.canvas.frame.units] == ["2", "3", "5", "1", "9"]


def test_with_the_mouse(desk: CanvasDesk, qtbot: QtBot) -> None:
    # Away with the layer that is there, and a new one with units of our own number.
    insert = next(each for each in desk.canvas.findChildren(InsertButton) if each.isVisible())
    qtbot.mouseClick(insert, LEFT)
    menu_choice(qtbot, desk, UnitAt(2, 0), "Remove the layer")
    controls = desk.canvas.findChildren(LayerControl)
    qtbot.mouseClick(controls[1].more, LEFT)
    qtbot.mouseClick(controls[1].fewer, LEFT)
    activation_choice(qtbot, controls[1], "identity")
    for unit, name in NAMES.items():
        place = name_place(desk.canvas.frame, unit)
        assert place is not None
        desk.double_click(QPoint(round(place[0]), round(place[1])))
        desk.type(name)
    heading = heading_place(desk.canvas.frame, 1)
    assert heading is not None
    desk.double_click(QPoint(round(heading[0]), round(heading[1])))
    desk.type("families")
    for edge, value in WEIGHTS.items():
        drag_to(desk, edge, value)
    for element, text in ((UnitAt(0, 0), "2"), (UnitAt(0, 1), "3"), (TargetAt(0), "6")):
        desk.double_click(desk.at(element))
        desk.type(text)
    assert_is_the_bank(desk)


def test_with_keys_alone(desk: CanvasDesk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    for key in (KEY.Key_Down, KEY.Key_Right):
        qtbot.keyClick(canvas, key)
    assert canvas.selection == UnitAt(1, 0)
    qtbot.keyClick(canvas, KEY.Key_Insert)
    assert desk.document.experiment.network.sizes == (2, 3, 1)
    assert canvas.selection == UnitAt(1, 2)
    qtbot.keyClick(canvas, KEY.Key_Delete)
    assert desk.document.experiment.network.sizes == (2, 2, 1)
    qtbot.keyClick(canvas, KEY.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    desk.type("families")
    control = canvas.findChildren(LayerControl)[1]
    control.activation.setFocus(Qt.FocusReason.TabFocusReason)
    press_in_menu(qtbot, control, KEY.Key_Home, KEY.Key_Down, KEY.Key_Return)
    qtbot.keyClick(control.activation, KEY.Key_Space)
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    for unit, name in NAMES.items():
        walk_to(desk, qtbot, unit)
        qtbot.keyClick(canvas, KEY.Key_F2)
        desk.type(name)
    walk_to(desk, qtbot, UnitAt(0, 0))
    qtbot.keyClick(canvas, KEY.Key_Return)
    for text in ("2", "3", "1", "1", "0", "-1", "1", "0", "2", "-1", "0"):
        qtbot.keyClicks(canvas.editor, text)
        qtbot.keyClick(canvas.editor, KEY.Key_Tab)
    assert not canvas.editor.isVisible()
    assert_is_the_bank(desk)


def walk_to(desk: CanvasDesk, qtbot: QtBot, unit: UnitAt) -> None:
    here = desk.canvas.selection
    while here != unit:
        assert isinstance(here, UnitAt)
        if here.column != unit.column:
            key = KEY.Key_Right if unit.column > here.column else KEY.Key_Left
        else:
            key = KEY.Key_Down if unit.unit > here.unit else KEY.Key_Up
        qtbot.keyClick(desk.canvas, key)
        assert desk.canvas.selection != here
        here = desk.canvas.selection


def drag_to(desk: CanvasDesk, edge: EdgeAt, value: float) -> None:
    """Sideways, as far as the value is away."""
    start = desk.at(edge)
    layer = desk.document.experiment.network.layers[edge.column - 1]
    before = float(layer.weights[edge.unit, edge.source])
    pixels = round((value - before) * 50)
    desk.drag(start, start + QPoint(60, 0), start + QPoint(pixels, 0))


def menu_choice(qtbot: QtBot, desk: CanvasDesk, element: Element, text: str) -> None:
    desk.click(element)
    menu = desk.canvas.actions_on_selection.menu()
    menu.popup(desk.canvas.mapToGlobal(desk.at(element)))
    qtbot.waitUntil(menu.isVisible)
    made = next(action for action in menu.actions() if action.text() == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(made).center())


def activation_choice(qtbot: QtBot, control: LayerControl, name: str) -> None:
    def choose() -> None:
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        made = next(action for action in popup.actions() if action.text() == name)
        qtbot.mouseClick(popup, LEFT, pos=popup.actionGeometry(made).center())

    QTimer.singleShot(0, control, choose)
    qtbot.mouseClick(control.activation, LEFT)


def press_in_menu(qtbot: QtBot, control: LayerControl, *keys: Qt.Key) -> None:
    """Keys for a menu that is about to open: it has the events to itself."""

    def press() -> None:
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        for key in keys:
            qtbot.keyClick(popup, key)

    QTimer.singleShot(0, control, press)
