"""What goes wrong under a hand: things vanish while they are held, buttons are let go elsewhere, numbers explode."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.message import Message
from core.structure import with_unit_added, with_unit_removed, with_unit_renamed
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from tests.by_hand import with_weight
from tests.widgets.canvases import LEFT, SHIFT, CanvasDesk
from widgets.canvas.minimap import Minimap
from widgets.canvas.zoom_bar import ZoomBar

FIRST = EdgeAt(1, 0, 0)
KEY = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk(qtbot: QtBot) -> CanvasDesk:
    return CanvasDesk(qtbot, "bank")


def weights(desk: CanvasDesk) -> list[list[float]]:
    return desk.document.experiment.network.layers[0].weights.tolist()


def test_an_infinite_loss_is_painted(desk: CanvasDesk) -> None:
    desk.document.edit(Message("Change"), with_weight(desk.document.experiment, 1, 0, 0, 1e200))
    assert desk.canvas.frame.gauge is not None
    assert "∞" in desk.canvas.frame.gauge.loss
    assert not desk.canvas.grab().isNull()


def test_an_undo_with_the_button_down_ends_the_drag(desk: CanvasDesk, qtbot: QtBot) -> None:
    start = desk.at(FIRST)
    qtbot.mousePress(desk.canvas, LEFT, pos=start)
    qtbot.mouseMove(desk.canvas, start + QPoint(20, 0))
    desk.document.undo_stack.undo()
    qtbot.mouseMove(desk.canvas, start + QPoint(50, 0))
    qtbot.mouseRelease(desk.canvas, LEFT, pos=start + QPoint(50, 0))
    assert desk.document.experiment == example("bank")


def test_a_unit_that_is_deleted_while_it_is_held_is_let_go(desk: CanvasDesk, qtbot: QtBot) -> None:
    start = desk.at(UnitAt(1, 1))
    qtbot.mousePress(desk.canvas, LEFT, pos=start)
    qtbot.mouseMove(desk.canvas, start - QPoint(0, 15))
    qtbot.keyClick(desk.canvas, KEY.Key_Delete)
    for up in (30, 60, 120):
        qtbot.mouseMove(desk.canvas, start - QPoint(0, up))
    qtbot.mouseRelease(desk.canvas, LEFT, pos=start)
    assert desk.document.experiment.network.layers[0].units == ("node_0",)
    assert desk.undo_names == ["Remove node_1"]


def moved(desk: CanvasDesk, at: QPoint, buttons: Qt.MouseButton, keys: Qt.KeyboardModifier = NONE) -> None:
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(desk.canvas.mapToGlobal(at)), Qt.MouseButton.NoButton, buttons, keys
    )
    QApplication.sendEvent(desk.canvas, event)


def test_a_button_that_was_let_go_elsewhere_drags_no_more(desk: CanvasDesk, qtbot: QtBot) -> None:
    start = desk.at(FIRST)
    qtbot.mousePress(desk.canvas, LEFT, pos=start)
    qtbot.mouseMove(desk.canvas, start + QPoint(50, 0))
    assert weights(desk)[0][0] == 2
    moved(desk, start + QPoint(150, 0), Qt.MouseButton.NoButton)
    assert weights(desk)[0][0] == 2
    assert desk.undo_names == ["Change weight children → node_0"]


def test_another_button_leaves_the_drag_alone(desk: CanvasDesk, qtbot: QtBot) -> None:
    start = desk.at(FIRST)
    qtbot.mousePress(desk.canvas, LEFT, pos=start)
    qtbot.mouseMove(desk.canvas, start + QPoint(50, 0))
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        qtbot.mousePress(desk.canvas, button, pos=start + QPoint(50, 0))
        qtbot.mouseRelease(desk.canvas, button, pos=start + QPoint(50, 0))
    qtbot.mouseMove(desk.canvas, start + QPoint(100, 0))
    assert weights(desk)[0][0] == 3
    assert desk.canvas.frame.offset == (0, 0)


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton])
def test_other_buttons_do_not_double_click(desk: CanvasDesk, qtbot: QtBot, button: Qt.MouseButton) -> None:
    desk.canvas.zoom_by(2)
    qtbot.mouseDClick(desk.canvas, button, pos=QPoint(5, 5))
    qtbot.mouseDClick(desk.canvas, button, pos=desk.at(FIRST))
    assert desk.canvas.view.zoom == 2
    assert not desk.canvas.editor.isVisible()


def test_a_field_closes_with_what_it_stands_over(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.document.edit(Message("Add a unit"), with_unit_added(desk.document.experiment, 1))
    for element, key in ((UnitAt(1, 2), KEY.Key_F2), (EdgeAt(1, 2, 0), KEY.Key_Return)):
        desk.click(element)
        qtbot.keyClick(desk.canvas, key)
        assert desk.canvas.editor.isVisible()
        desk.document.undo_stack.undo()
        assert not desk.canvas.editor.isVisible()
        desk.document.undo_stack.redo()


def test_a_fine_wheel_adds_up_and_one_across_moves_the_picture(desk: CanvasDesk) -> None:
    desk.click(FIRST)
    for _ in range(16):
        desk.turn(desk.at(FIRST), QPoint(0, 15))
    assert weights(desk)[0][0] == 1.2
    desk.turn(desk.at(FIRST), QPoint(120, 0))
    assert weights(desk)[0][0] == 1.2
    assert desk.canvas.frame.offset[0] != 0


def test_the_wheel_turns_all_that_are_selected(desk: CanvasDesk) -> None:
    desk.click(EdgeAt(1, 1, 0))
    desk.click(FIRST, SHIFT)
    desk.turn(desk.at(FIRST), QPoint(0, 120))
    assert [row[0] for row in weights(desk)] == [1.1, -0.9]
    desk.click(EdgeAt(2, 0, 0))
    desk.click(FIRST)
    desk.turn(desk.at(FIRST), QPoint(0, 120))
    assert len(desk.undo_names) == 2


def test_keys_of_the_keypad_are_keys(desk: CanvasDesk, qtbot: QtBot) -> None:
    keypad = Qt.KeyboardModifier.KeypadModifier
    for _ in range(2):
        qtbot.keyClick(desk.canvas, KEY.Key_Right, keypad)
    assert desk.canvas.selection == UnitAt(1, 0)
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_Enter, keypad)
    assert desk.canvas.editor.isVisible()


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier])
def test_a_command_is_not_typed(desk: CanvasDesk, qtbot: QtBot, modifier: Qt.KeyboardModifier) -> None:
    desk.click(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_1, modifier)
    qtbot.keyClick(desk.canvas, KEY.Key_Minus, modifier)
    assert not desk.canvas.editor.isVisible()


def test_the_field_stays_in_sight_when_the_picture_is_enlarged(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.canvas.zoom_by(8)
    desk.canvas.select(FIRST)
    qtbot.keyClick(desk.canvas, KEY.Key_Return)
    for _ in range(8):
        assert desk.canvas.rect().contains(desk.canvas.editor.geometry())
        qtbot.keyClick(desk.canvas.editor, KEY.Key_Tab)


@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0])
def test_a_double_click_on_a_number_types_and_does_not_rename(desk: CanvasDesk, zoom: float) -> None:
    desk.canvas.zoom_by(zoom)
    for element in (FIRST, EdgeAt(1, 0, 1), BiasAt(1, 0), UnitAt(0, 1)):
        desk.canvas.bring_into_view(element)
        desk.double_click(desk.at(element))
        assert desk.canvas.editor.edited == element
        desk.canvas.editor.cancel()


def test_tab_after_a_rename_types_nowhere(desk: CanvasDesk, qtbot: QtBot) -> None:
    desk.double_click(desk.at(FIRST))
    qtbot.keyClick(desk.canvas.editor, KEY.Key_Escape)
    desk.click(UnitAt(2, 0))
    qtbot.keyClick(desk.canvas, KEY.Key_F2)
    qtbot.keyClicks(desk.canvas.editor, "sum")
    qtbot.keyClick(desk.canvas.editor, KEY.Key_Tab)
    assert not desk.canvas.editor.isVisible()
    assert desk.document.experiment.network.layers[1].units == ("sum",)


def test_an_ampersand_in_a_name_is_shown_in_the_menu(desk: CanvasDesk) -> None:
    desk.document.edit(Message("Rename"), with_unit_renamed(desk.document.experiment, 1, 0, "R&D <b>"))
    desk.click(FIRST)
    texts = [action.text() for action in desk.canvas.actions_on_selection.menu().actions()]
    assert any("R&&D <b>" in text for text in texts)


def test_the_overview_is_there_where_the_picture_was_moved_and_not_for_an_audience(desk: CanvasDesk) -> None:
    overview, bar = desk.canvas.findChild(Minimap), desk.canvas.findChild(ZoomBar)
    desk.canvas.pan_by(QPointF(-300, 0))
    assert overview.isVisible()
    desk.canvas.present(True)
    assert not overview.isVisible()
    assert not bar.isVisible()
    desk.canvas.present(False)
    assert overview.isVisible()
    desk.canvas.fit()
    assert not overview.isVisible()


def test_a_band_forgets_what_was_selected_before_and_is_gone(desk: CanvasDesk, qtbot: QtBot) -> None:
    """An error here would be one in an event handler, which can end the program."""
    gone = EdgeAt(1, 1, 1)
    desk.click(gone)
    at = desk.at(UnitAt(2, 0)) + QPoint(60, 60)
    qtbot.mousePress(desk.canvas, LEFT, SHIFT, at)
    moved(desk, at - QPoint(20, 20), LEFT, SHIFT)
    assert desk.canvas.selection == gone
    desk.document.edit(Message("Remove"), with_unit_removed(desk.document.experiment, 1, 1))
    moved(desk, desk.at(UnitAt(2, 0)) - QPoint(40, 40), LEFT, SHIFT)
    assert desk.canvas.chosen.elements == {UnitAt(2, 0)}
    qtbot.keyClick(desk.canvas, KEY.Key_Escape)
    assert desk.canvas.selection is None
    qtbot.mouseRelease(desk.canvas, LEFT, pos=at)
