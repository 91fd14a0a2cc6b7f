"""The whole window, as tests open it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from core.files.examples import example
from widgets.main_window import MainWindow
from widgets.parts.stored import settings
from widgets.parts.style import LIGHT, Appearance


def opened(qtbot: QtBot, app: QApplication, name: str) -> Iterator[MainWindow]:
    """A window with an example, its docks as they are at first."""
    settings().remove("window")
    made = MainWindow(example(name), None, Appearance(app, LIGHT))
    # A test ends with unsaved changes; nobody is there to answer what to do with them.
    qtbot.addWidget(made, before_close_func=lambda _: give_up(made))
    made.resize(1600, 1000)
    with qtbot.waitExposed(made):
        made.show()
    yield made


def give_up(window: MainWindow) -> None:
    """Nothing here is worth a question any more."""
    window.document.set_apart(False)
    window.document.undo_stack.setClean()


def bring_up(qtbot: QtBot, window: MainWindow, panel: QWidget) -> None:
    """Choose the tab of a panel."""
    title = next(dock.windowTitle() for dock in window.docks.all if dock.widget() is panel)
    # Qt keeps the bar of a single tab outside of the window.
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
    bar, at = next((bar, at) for bar in bars for at in range(bar.count()) if bar.tabText(at) == title)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
    qtbot.waitUntil(panel.isVisible)
