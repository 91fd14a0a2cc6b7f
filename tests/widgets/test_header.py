"""The header does what its actions do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from widgets.header import Header

Show = Callable[..., QWidget]


def make(show: Show) -> tuple[Header, dict[str, QAction], list[QMenu]]:
    actions = {name: QAction(name) for name in ("&Commands…", "&Undo", "&Redo", "Full screen", "Export…", "Record…")}
    menus = [QMenu(name) for name in ("&File", "&Edit", "&Help")]
    header = Header(menus, *actions.values())
    window = show(header)
    window.resize(1366, 40)
    return header, actions, menus


def test_buttons_trigger_and_follow_their_actions(qtbot: QtBot, show: Show) -> None:
    header, actions, _menus = make(show)
    buttons = [b for b in header.findChildren(QAbstractButton) if b.parent() is header]
    assert [button.accessibleName() for button in buttons] == [
        "Commands…",
        "Undo",
        "Redo",
        "Full screen",
        "Export…",
        "Record…",
    ]
    for button, action in zip(buttons, actions.values(), strict=True):
        with qtbot.waitSignal(action.triggered):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    undo = actions["&Undo"]
    undo.setText("Undo Add a unit")
    undo.setShortcut("Ctrl+Z")
    undo.setEnabled(False)
    assert buttons[1].toolTip().startswith("Undo Add a unit (")
    assert not buttons[1].isEnabled()
    actions["Record…"].setText("Stop recording")
    assert buttons[5].text() == "Stop recording"


def test_the_title_stands_in_the_middle_or_gives_way(show: Show) -> None:
    header, _actions, _menus = make(show)
    for name in ("Circle", "A very long name for an experiment " * 6):
        header.set_title(name, is_edited=True)
        for width in (700, 1366):
            header.window().resize(width, 40)
            header.grab()
    assert header.height() == 40
    assert header._title.accessibleName().endswith("edited")
