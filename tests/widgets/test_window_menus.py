"""The menus of the whole window: no two entries with the same key or letter, and each can be found by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from simulator.frames.elements import UnitAt
from tests.widgets.windows import opened
from widgets.commands.shortcut_sheet import ShortcutSheet
from widgets.main_window import MainWindow
from widgets.parts.actions import mnemonic
from widgets.parts.stored import settings


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    settings().remove("commands")
    yield from opened(qtbot, qapp, "bank")


def all_menus(menus: list[QMenu]) -> Iterator[QMenu]:
    for menu in menus:
        menu.aboutToShow.emit()
        yield menu
        inner = [entry.menu() for entry in menu.actions()]
        yield from all_menus([each for each in inner if isinstance(each, QMenu)])


def test_no_two_actions_have_the_same_shortcut(window: MainWindow) -> None:
    entries = {entry for menu in all_menus(window.menus.menus) for entry in menu.actions()}
    actions = entries | set(window.actions()) | set(window.findChildren(QAction))
    keys = Counter(keys.toString() for each in actions for keys in each.shortcuts())
    assert {"Ctrl+S", "Ctrl+Shift+P", "F1", "?", "F11", "Ctrl+Shift+N"} <= set(keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("state", ["idle", "running", "paused"])
def test_every_entry_has_a_letter_of_its_own_in_its_menu(window: MainWindow, state: str) -> None:
    window.menus.train.show_state(state)
    letters = [mnemonic(menu.title()) for menu in window.menus.menus]
    assert len(set(letters)) == len(letters)
    for menu in all_menus(window.menus.menus):
        entries = [entry for entry in menu.actions() if not entry.isSeparator()]
        found = Counter(mnemonic(entry.text()) for entry in entries)
        assert [letter for letter, count in found.items() if count > 1] == [], menu.title()
        assert "" not in found, menu.title()


def test_standard_keys_are_those_of_the_platform(window: MainWindow) -> None:
    keys = QKeySequence.StandardKey
    known = {each.toString() for made in window.actions() for each in made.shortcuts()}
    for standard in (keys.New, keys.Open, keys.Save, keys.Undo, keys.Redo, keys.ZoomIn, keys.ZoomOut):
        assert QKeySequence(standard).toString() in known


def test_a_unit_is_gone_to_by_its_name(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    field = window.beside.palette.field
    assert field.isVisible()
    qtbot.keyClicks(field, "hid node_1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.canvas.selection == UnitAt(1, 1)
    assert window.canvas.hasFocus()


def test_an_example_is_opened_by_its_name(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.commands.trigger()
    qtbot.keyClicks(window.beside.palette.field, "exclusive or")
    qtbot.keyClick(window.beside.palette.field, Qt.Key.Key_Return)
    assert window.document.experiment.name == "Exclusive or"


def test_escape_closes_the_card_before_it_leaves_the_full_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.full_screen.trigger()
    window.menus.commands.trigger()
    qtbot.keyClick(window.beside.palette.field, Qt.Key.Key_Escape)
    assert not window.beside.palette.isVisible()
    assert window.menus.full_screen.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.menus.full_screen.isChecked()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_sheet_of_keys_opens_with_f1_and_a_question_mark(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    none = Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window.canvas, key, shift if key == Qt.Key.Key_Question else none)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.close()


def test_closing_in_full_screen_keeps_the_layout_for_the_next_start(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.full_screen.trigger()
    assert not any(dock.isVisible() for dock in window.docks.all)
    assert window.close()
    again = MainWindow(window.document.experiment, None, window._appearance)
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    assert not again.isFullScreen()
    assert sum(dock.isVisible() for dock in again.docks.all) >= 3
    settings().remove("window")


def test_in_the_training_the_keys_go_from_epoch_to_epoch(qtbot: QtBot, window: MainWindow) -> None:
    window.training.train()
    with qtbot.waitSignal(window.training.trainer.finished, timeout=60_000):
        pass
    window.transport.show_mode("training")
    trained = window.stage.trace.network
    qtbot.keyClick(window.canvas, Qt.Key.Key_Comma)
    assert window.stage.trace.network != trained
    assert window.losses.player.index == window.losses.player.last - 1
    assert any(entry.text() == "An epoch &on" for menu in window.menus.menus for entry in menu.actions())
    qtbot.keyClick(window.canvas, Qt.Key.Key_Period)
    assert window.stage.trace.network is trained
    assert window.document.experiment.network is trained
