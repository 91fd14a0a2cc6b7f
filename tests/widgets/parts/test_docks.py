"""Docks of one area are tabs, and come back as they were left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMainWindow, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from core.message import Message
from widgets.parts.docks import BOTTOM, LEFT, RIGHT, Docks, bring_to_front, was_placed_before
from widgets.parts.stored import settings


@pytest.fixture(autouse=True)
def never_placed() -> Iterator[None]:
    settings().remove("window")
    yield
    settings().remove("window")


def filled(qtbot: QtBot, *, extra: bool = False) -> tuple[QMainWindow, Docks]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    docks = Docks(window)
    docks.add(Message("left"), QWidget(), LEFT)
    for area in (RIGHT, BOTTOM):
        for number in (1, 2):
            docks.add(Message(f"{area.name} {number}"), QWidget(), area)
    if extra:
        docks.add(Message("extra"), QWidget(), RIGHT)
    docks.restore()
    return window, docks


def shown(qtbot: QtBot, window: QMainWindow, width: int = 1600, height: int = 1000) -> None:
    window.resize(width, height)
    with qtbot.waitExposed(window):
        window.show()


def bars(window: QMainWindow) -> list[list[str]]:
    return [[bar.tabText(at) for at in range(bar.count())] for bar in window.findChildren(QTabBar)]


def in_front(docks: Docks) -> list[str]:
    return [dock.objectName() for dock in docks.all if dock.widget().isVisible()]


def test_the_first_of_an_area_is_in_front(qtbot: QtBot) -> None:
    window, docks = filled(qtbot)
    shown(qtbot, window)
    qtbot.waitUntil(lambda: in_front(docks) == ["left", "BottomDockWidgetArea 1", "RightDockWidgetArea 1"])
    bring_to_front(docks.all[-1])
    qtbot.waitUntil(lambda: in_front(docks)[-1] == "RightDockWidgetArea 2")
    docks.all[-1].hide()
    bring_to_front(docks.all[-1])
    qtbot.waitUntil(lambda: in_front(docks)[-1] == "RightDockWidgetArea 2")


def test_every_area_has_one_row_of_tabs_and_no_stray_one(qtbot: QtBot) -> None:
    """Qt can make another, which then lies over a dock until the event loop has deleted it."""
    window, docks = filled(qtbot, extra=True)
    assert sorted(bars(window)) == [
        ["BottomDockWidgetArea 1", "BottomDockWidgetArea 2"],
        ["RightDockWidgetArea 1", "RightDockWidgetArea 2", "extra"],
    ]
    shown(qtbot, window)
    left = docks.all[0].geometry()
    for bar in window.findChildren(QTabBar):
        assert not QRect(bar.geometry()).intersects(left)
    qtbot.waitUntil(lambda: {bar.elideMode() for bar in window.findChildren(QTabBar)} == {Qt.TextElideMode.ElideNone})


def test_a_panel_behind_another_is_hidden_and_keeps_its_size(qtbot: QtBot) -> None:
    window, docks = filled(qtbot)
    front, behind = docks.all[1:3]
    front.widget().setMinimumHeight(50)
    behind.widget().setMinimumHeight(180)
    shown(qtbot, window)
    qtbot.waitUntil(lambda: front.widget().isVisible() and not behind.widget().isVisible())
    before = front.geometry()
    assert before.height() >= 180
    bring_to_front(behind)
    qtbot.waitUntil(lambda: behind.widget().isVisible() and not front.widget().isVisible())
    assert behind.geometry() == before


@pytest.mark.parametrize(("width", "left", "right", "bottom"), [(1920, 296, 380, 300), (1600, 280, 340, 272)])
def test_sizes_suit_the_window(qtbot: QtBot, width: int, left: int, right: int, bottom: int) -> None:
    window, docks = filled(qtbot)
    shown(qtbot, window, width)
    docks.reset()
    body = {dock.objectName(): dock for dock in docks.all}

    def sizes() -> tuple[int, int, int]:
        # Tabs of an earlier layout are deleted a little later.
        tabs = max((bar.height() for bar in window.findChildren(QTabBar)), default=0)
        height = body["BottomDockWidgetArea 1"].height() + tabs
        return body["left"].width(), body["RightDockWidgetArea 1"].width(), height

    qtbot.waitUntil(lambda: sizes() == (left, right, bottom))


@pytest.mark.parametrize("is_low", [False, True])
def test_on_a_screen_too_low_for_all_the_lower_docks_wait(qtbot: QtBot, is_low: bool) -> None:
    window, docks = filled(qtbot)
    screen = window.screen().availableGeometry()
    below = docks.all[1]
    window.centralWidget().setMinimumHeight(screen.height() - (100 if is_low else 300))
    below.widget().setMinimumHeight(150)
    docks.reset()
    assert below.isHidden() is is_low
    assert not docks.all[0].isHidden()
    shown(qtbot, window, height=screen.height())
    assert window.height() <= screen.height()
    bring_to_front(below)
    assert not below.isHidden()


def test_how_it_was_left_is_how_it_comes_back(qtbot: QtBot) -> None:
    assert not was_placed_before()
    window, docks = filled(qtbot)
    shown(qtbot, window, 780, 700)  # no larger than the screen of these tests, which it must fit
    docks.all[0].hide()
    bring_to_front(docks.all[-1])
    docks.save()
    assert was_placed_before()
    again, same = filled(qtbot)
    with qtbot.waitExposed(again):
        again.show()
    assert (again.width(), again.height()) == (780, 700)
    qtbot.waitUntil(lambda: in_front(same) == ["BottomDockWidgetArea 1", "RightDockWidgetArea 2"])
    same.reset()
    qtbot.waitUntil(lambda: in_front(same) == ["left", "BottomDockWidgetArea 1", "RightDockWidgetArea 1"])


def test_what_was_saved_by_nonsense_is_ignored(qtbot: QtBot) -> None:
    for key in ("geometry", "state"):
        settings().setValue(f"window/{key}", "nonsense")
    window, docks = filled(qtbot)
    shown(qtbot, window)
    qtbot.waitUntil(lambda: len(in_front(docks)) == 3)


def test_all_are_hidden_and_come_back(qtbot: QtBot) -> None:
    window, docks = filled(qtbot)
    shown(qtbot, window)
    bring_to_front(docks.all[-1])
    qtbot.waitUntil(lambda: in_front(docks)[-1] == "RightDockWidgetArea 2")
    before = in_front(docks)
    docks.hide_all(True)
    assert in_front(docks) == []
    docks.hide_all(False)
    qtbot.waitUntil(lambda: in_front(docks) == before)
