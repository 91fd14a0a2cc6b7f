"""One window for all tests of a file: to open one takes longer than most tests do."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.files.examples import example
from tests.widgets.windows import give_up
from widgets.main_window import MainWindow
from widgets.parts.stored import settings
from widgets.parts.style import LIGHT, Appearance


def kept_open(app: QApplication, name: str) -> Iterator[MainWindow]:
    """A window with an example, its docks as they are at first. For fixtures of a module."""
    settings().remove("window")
    made = MainWindow(example(name), None, Appearance(app, LIGHT))
    made.resize(1600, 1000)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    give_up(made)
    made.close()
    made.deleteLater()


def as_at_first(window: MainWindow, name: str) -> None:
    """Undo what a test has done to it."""
    if window.menus.present.isChecked():
        window.menus.present.trigger()
    document, fresh = window.document, example(name)
    if document.undo_stack.count() or document.experiment.name != fresh.name:
        give_up(window)
        window.files.open_example(name)
        window.docks.reset()
    window.stage.playhead.rest()
    window.canvas.select(None)
    window.canvas.fit()
    window.status.clearMessage()
    window.resize(1600, 1000)
    QApplication.processEvents()
