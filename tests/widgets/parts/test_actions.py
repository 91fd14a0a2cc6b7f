"""Actions, their shortcuts and the letters that are pressed for them in a menu."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from core.message import Message
from widgets.parts.actions import (
    action,
    give_mnemonics,
    key_caps,
    menu,
    menu_text,
    mnemonic,
    plain_name,
    tip_of,
    tip_with_keys,
)


def test_the_tooltip_of_an_action_names_its_shortcut(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = action(window, Message("Save &as…"), lambda: None, "Ctrl+Shift+S")
    assert made.toolTip() == tip_of(made) == "Save as… (Ctrl+Shift+S)"
    assert tip_of(action(window, Message("&About"), lambda: None)) == "About"
    assert tip_with_keys("To start", "Home") == "To start (Home)"


def test_an_action_has_every_key_of_its_platform_once(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = action(window, Message("Zoom &in"), lambda: None, QKeySequence.StandardKey.ZoomIn, "Ctrl+=", "Ctrl+=")
    keys = [keys.toString() for keys in made.shortcuts()]
    assert {"Ctrl++", "Ctrl+="} <= set(keys)
    assert len(set(keys)) == len(keys)


def test_entries_without_a_letter_get_one_that_is_free(qtbot: QtBot) -> None:
    made = QMenu()
    qtbot.addWidget(made)
    for text in ("&Open", "Network", "Nearest", "Loss per epoch", "Rows && more", "…"):
        made.addAction(text)
    give_mnemonics(made)
    letters = [mnemonic(entry.text()) for entry in made.actions()]
    assert letters[:5] == ["o", "n", "e", "l", "r"]
    assert letters[5] == ""


def test_an_entry_gives_its_letter_up_where_another_has_no_other(qtbot: QtBot) -> None:
    made = QMenu()
    qtbot.addWidget(made)
    for text in ("ab", "a", "bc"):
        made.addAction(text)
    give_mnemonics(made)
    assert [entry.text() for entry in made.actions()] == ["a&b", "&a", "b&c"]


def test_a_separator_and_a_menu_within_are_parts_of_a_menu(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    inner = QMenu("&Theme")
    made = menu(window, Message("&View"), QAction("&Fit", inner), None, inner)
    assert [entry.isSeparator() for entry in made.actions()] == [False, True, False]
    assert made.actions()[2].menu() is inner
    assert inner.parentWidget() is made
    assert made.parentWidget() is window
    assert inner.isWindow()
    assert not inner.isVisible()


def test_an_and_that_somebody_typed_is_no_mnemonic() -> None:
    assert mnemonic(menu_text("Salt & pepper")) == ""
    assert plain_name(menu_text("Salt & pepper")) == "Salt & pepper"
    assert plain_name("Save &as…") == "Save as…"


@pytest.mark.parametrize(
    ("keys", "caps"), [("Ctrl+Shift+P", ("Ctrl", "Shift", "P")), ("Ctrl++", ("Ctrl", "+")), (".", (".",)), ("", ())]
)
def test_keys_are_shown_one_by_one(keys: str, caps: tuple[str, ...]) -> None:
    assert key_caps(keys) == caps
