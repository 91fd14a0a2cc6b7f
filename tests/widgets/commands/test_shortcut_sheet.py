"""The sheet of keys is made from the actions and the table of the canvas."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.words import say
from widgets.commands.commands import Command
from widgets.commands.keys_without_actions import CANVAS_KEYS, PRESENTING_KEYS, TIMELINE_KEYS
from widgets.commands.shortcut_sheet import ShortcutSheet, groups_of

COMMANDS = [
    Command("File", "Save", lambda: None, ("Ctrl", "S")),
    Command("File", "Export", lambda: None),
    Command("File › Examples", "Bank", lambda: None, ("Ctrl", "1")),
    Command("Help", "Keyboard", lambda: None, ("F1",)),
]


def test_every_menu_with_keys_is_a_group_and_what_has_none_is_left_out() -> None:
    groups = dict(groups_of(COMMANDS))
    assert groups["File"] == [("Save", ("Ctrl", "S")), ("Bank", ("Ctrl", "1"))]
    assert groups["Help"] == [("Keyboard", ("F1",))]
    assert groups["On the canvas"] == [(say(words), keys) for words, keys in CANVAS_KEYS]
    assert len(groups["On the timeline"]) == len(TIMELINE_KEYS)
    assert len(groups["While presenting"]) == len(PRESENTING_KEYS)


def test_a_screen_reader_hears_what_each_key_does(qtbot: QtBot) -> None:
    sheet = ShortcutSheet(COMMANDS)
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.show()
    names = [each.accessibleName() for each in sheet.findChildren(QWidget)]
    assert "Save: Ctrl S" in names
    assert "Walk from unit to unit: ← → ↑ ↓" in names
    sheet.grab()
