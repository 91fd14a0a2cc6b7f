"""Everything in the window can be reached with Tab alone, and has a name that a screen reader can say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simulator.frames.elements import UnitAt
from tests.widgets.windows import opened
from widgets.canvas.canvas import Canvas
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front
from widgets.transport.timeline_bar import TimelineBar

_ACTIONABLE = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractItemView,
    QTabBar,
    QAbstractSlider,
    QAbstractSpinBox,
    Canvas,
    TimelineBar,
)
_NEED_A_NAME = (QLineEdit, QComboBox, QAbstractItemView, QAbstractSlider, QAbstractSpinBox)


@pytest.fixture(params=["bank", "circle", "iris"])
def window(qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, request.param)


def actionable(window: QWidget) -> list[QWidget]:
    """What a hand on the mouse can use at the moment, but for parts of another such widget."""
    return [each for each in window.findChildren(QWidget) if _is_actionable(each, window)]


def _is_actionable(widget: QWidget, window: QWidget) -> bool:
    if not isinstance(widget, _ACTIONABLE) or isinstance(widget, (QScrollBar, QHeaderView, QMenu)):
        return False
    if not (widget.isVisibleTo(window) and widget.isEnabled()) or widget.window() is not window:
        return False
    outer = widget.parentWidget()
    while outer is not None and outer is not window:
        if isinstance(outer, (QComboBox, QAbstractItemView, QAbstractSpinBox, QLineEdit, QTabBar)):
            return False
        outer = outer.parentWidget()
    return True


def told(widget: QWidget) -> str:
    names = [widget.accessibleName(), widget.objectName(), getattr(widget, "toolTip", str)()]
    parents = []
    at = widget.parentWidget()
    while at is not None and len(parents) < 3:
        parents.append(type(at).__name__)
        at = at.parentWidget()
    return f"{type(widget).__name__} {names} in {' in '.join(parents)}"


def walked(qtbot: QtBot, window: QWidget, start: QWidget) -> set[QWidget]:
    """Where Tab leads, from one widget until it is back there."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    reached: set[QWidget] = set()
    for _ in range(400):
        focus = window.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    else:
        pytest.fail("Tab does not come back to where it began")
    return reached


def _stands_for(widget: QWidget, reached: set[QWidget]) -> bool:
    """One of a group of which one is chosen is reached with Tab; arrow keys lead to the others."""
    if widget in reached or widget.focusProxy() in reached:
        return True
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(each in reached for each in group.buttons())


def looks(window: MainWindow) -> Iterator[str]:
    """Every panel in front once."""
    for dock in window.docks.all:
        bring_to_front(dock)
        QApplication.processEvents()
        yield dock.windowTitle()


def test_tab_reaches_everything_that_can_be_used(qtbot: QtBot, window: MainWindow) -> None:
    missed = set()
    for look in looks(window):
        reached = walked(qtbot, window, window.canvas)
        missed |= {f"{look}: {told(each)}" for each in actionable(window) if not _stands_for(each, reached)}
    assert not missed, "\n".join(sorted(missed))


def test_everything_that_can_be_used_has_a_name(window: MainWindow) -> None:
    missing = set()
    for _ in looks(window):
        missing |= nameless(window)
    assert not missing, "\n".join(sorted(missing))


def nameless(window: QWidget) -> set[str]:
    found = set()
    for each in actionable(window):
        interface = QAccessible.queryAccessibleInterface(each)
        # A choice, a field or a list would else be called by what is in it.
        has_name = each.accessibleName().strip() or not isinstance(each, _NEED_A_NAME)
        if not (has_name and interface.text(QAccessible.Text.Name).strip()):
            found.add(told(each))
    return found


OPEN = {
    "rows of the data": lambda window: window.beside.show_rows(),
    "weights": lambda window: window.beside.show_weights(1),
    "anatomy": lambda window: window.canvas.actions_on_selection.anatomy.trigger(),
    "film": lambda window: window.beside.record(),
    "keyboard": lambda window: window.menus._show_shortcuts(),
    "check": lambda window: window.check.check(),
}


@pytest.mark.parametrize("name", OPEN)
def test_all_of_every_dialog_is_reached_and_has_a_name(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    for window in opened(qtbot, qapp, "circle"):
        window.canvas.select(UnitAt(1, 0))
        OPEN[name](window)
        dialog = next(each for each in window.findChildren(QDialog) if each.isVisible())
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        start = dialog.focusWidget()
        assert start is not None, "nothing has the focus when it opens"
        reached = walked(qtbot, dialog, start)
        missed = {told(each) for each in actionable(dialog) if not _stands_for(each, reached)}
        assert not missed, "\n".join(sorted(missed))
        assert not nameless(dialog)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def test_everything_to_draw_with_is_reached_and_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    window.results.draw_data()
    QApplication.processEvents()
    reached = walked(qtbot, window, window.canvas)
    missed = {told(each) for each in actionable(window) if not _stands_for(each, reached)}
    assert not missed, "\n".join(sorted(missed))
    assert window.results.learnt.plane.map in reached
    assert not nameless(window)
