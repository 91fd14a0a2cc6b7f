"""Commands by a few letters, with keyboard and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from core.files.examples import example
from simulator.frames.elements import UnitAt
from tests.widgets.conftest import Show
from widgets.commands.command_list import spoken
from widgets.commands.command_palette import CommandPalette
from widgets.commands.commands import Command, commands_of, places_of
from widgets.parts.stored import settings


@pytest.fixture(autouse=True)
def nothing_was_used() -> None:
    settings().remove("commands")


class Place:
    """A window with a field, a palette over it, and a note of what was run."""

    def __init__(self, show: Show, extra: int = 0) -> None:
        self.ran: list[str] = []
        self.field = QLineEdit()
        self.window = show(self.field)
        self.window.resize(900, 640)
        commands = [
            Command("File", "Save", lambda: self.ran.append("save"), ("Ctrl", "S")),
            Command("File", "Save as…", lambda: self.ran.append("save as")),
            Command("Edit", "Undo", lambda: self.ran.append("undo"), is_enabled=False),
            Command("View", "Rows", lambda: self.ran.append("rows"), is_on=True),
            *(Command("Go to", f"unit {at}", lambda: None) for at in range(extra)),
        ]
        self.palette = CommandPalette(self.window, lambda: commands)
        self.field.setFocus()

    @property
    def shown(self) -> list[str]:
        rows = self.palette.list.rows
        return [row.heading if row.command is None else row.command.name for row in rows]


def test_enter_runs_what_the_letters_mean_and_the_focus_goes_back(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    assert place.palette.field.hasFocus()
    qtbot.keyClicks(place.palette.field, "sas")
    assert place.shown[0] == "Save as…"
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Return)
    assert place.ran == ["save as"]
    assert not place.palette.isVisible()
    assert place.field.hasFocus()


def test_it_closes_though_what_had_the_focus_is_gone(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    delete(place.field)
    qtbot.keyClicks(place.palette.field, "sas")
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Return)
    assert place.ran == ["save as"]
    assert not place.palette.isVisible()


def test_arrow_keys_walk_over_what_cannot_be_run(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    field, current = place.palette.field, lambda: place.palette.list.current.name
    assert place.shown == ["Save", "Save as…", "Undo", "Rows"]
    seen = []
    for _ in range(4):
        seen.append(current())
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert seen == ["Save", "Save as…", "Rows", "Save"]
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert current() == "Rows"
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert current() == "Save"


def test_what_is_disabled_is_not_run(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    qtbot.keyClicks(place.palette.field, "undo")
    assert place.shown == ["Undo"]
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Return)
    at = place.palette.list.visualRect(place.palette.list.model().index(0, 0)).center()
    qtbot.mouseClick(place.palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert place.ran == []
    assert place.palette.isVisible()


def test_a_click_runs_a_row_and_a_press_beside_the_card_closes_it(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    shown = place.palette.list
    at = shown.visualRect(shown.model().index(3, 0)).center()
    qtbot.mouseMove(shown.viewport(), at)
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert place.ran == ["rows"]
    place.palette.toggle()
    qtbot.mouseClick(place.palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 630))
    assert not place.palette.isVisible()
    assert place.ran == ["rows"]


@pytest.mark.parametrize("key", ["Escape", "Ctrl+Shift+P"])
def test_escape_and_its_own_shortcut_close_it(qtbot: QtBot, show: Show, key: str) -> None:
    place = Place(show)
    place.palette.toggle()
    qtbot.keySequence(place.palette.field, key)
    assert not place.palette.isVisible()
    assert place.field.hasFocus()


def test_no_shortcut_of_the_window_acts_behind_the_card(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    for keys in ("Escape", "Ctrl+T", "Home", "A"):
        made = QAction("behind", place.window)
        made.setShortcut(keys)
        made.triggered.connect(lambda: place.ran.append("behind"))
        place.window.addAction(made)
    place.palette.toggle()
    for key in ("Ctrl+T", "Home", "A", "Escape"):
        qtbot.keySequence(place.palette.field, key)
    assert place.ran == []


def test_what_was_used_last_comes_first(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    for words in ("rows", "save as"):
        place.palette.toggle()
        qtbot.keyClicks(place.palette.field, words)
        qtbot.keyClick(place.palette.field, Qt.Key.Key_Return)
    place.palette.toggle()
    assert place.shown == ["Used last", "Save as…", "Rows", "All commands", "Save", "Undo"]
    assert place.palette.list.current is not None
    assert place.palette.list.current.name == "Save as…"


def test_tab_stays_and_a_word_that_means_nothing_says_so(qtbot: QtBot, show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Tab)
    assert place.palette.field.hasFocus()
    qtbot.keyClicks(place.palette.field, "qqq")
    assert "qqq" in place.palette.field.accessibleDescription()
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Return)
    qtbot.keyClick(place.palette.field, Qt.Key.Key_Down)
    assert place.palette.isVisible()


def test_a_screen_reader_hears_all_of_a_row(show: Show) -> None:
    place = Place(show)
    place.palette.toggle()
    rows = place.palette.list.rows
    assert [spoken(row.command) for row in rows if row.command] == [
        "File › Save, Ctrl S",
        "File › Save as…",
        "Edit › Undo, not possible now",
        "View › Rows, on",
    ]
    assert place.palette.field.accessibleDescription() == "File › Save, Ctrl S"


def test_the_card_stays_inside_a_small_window_and_scrolls(show: Show) -> None:
    place = Place(show, extra=300)
    for width, height in ((480, 320), (1600, 1000)):
        place.window.resize(width, height)
        place.palette.toggle()
        card: QWidget = place.palette.list.parentWidget()
        assert place.palette.rect().contains(card.geometry())
        place.palette.grab()
        place.palette.toggle()


def test_menus_are_read_when_it_opens(qtbot: QtBot) -> None:
    outer, inner = QMenu("&File"), QMenu("E&xamples")
    qtbot.addWidget(outer)
    qtbot.addWidget(inner)
    left_out = outer.addAction("&Commands…")
    save = outer.addAction("Save && quit")
    outer.addSeparator()
    outer.addMenu(inner)
    inner.aboutToShow.connect(lambda: inner.isEmpty() and inner.addAction("Bank"))
    assert [each.text for each in commands_of([outer], but=left_out)] == [
        "File › Save & quit",
        "File › Examples › Bank",
    ]
    save.setEnabled(False)
    save.setCheckable(True)
    first = commands_of([outer], but=left_out)[0]
    assert (first.is_enabled, first.is_on) == (False, False)


def test_every_unit_can_be_gone_to_by_its_name() -> None:
    went: list[UnitAt] = []
    places = {each.text: each for each in places_of(example("bank").network, went.append)}
    assert "Go to output › transactions" in places
    for text in ("Go to hidden › node_1", "Go to › hidden", "Go to inputs › accounts"):
        places[text].run()
    assert went == [UnitAt(1, 1), UnitAt(1, 0), UnitAt(0, 1)]
