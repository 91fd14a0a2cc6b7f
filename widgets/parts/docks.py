"""The docks of the main window: where they are at first, and where they were the last time."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import DockTitle, ToolButton
from widgets.parts.stored import settings

LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
_SIZES = ((1900, (296, 380, 300)), (1560, (280, 340, 272)), (0, (248, 320, 204)))
"""From which width on: left dock, right dock, bottom dock with its tabs."""
_PARTS = {
    "Network": "network",
    "Explanation": "explanation",
    "What it has learnt": "learnt",
    "Gradient descent": "descent",
    "Code": "code",
    "Loss per epoch": "loss",
    "Runs and branches": "runs",
    "Rows": "rows",
}
"""By the name of the dock."""
_TO_READ = ((1900, 460), (1560, 420), (0, 380))
"""From which width of the window on: how wide a dock of text is."""
_GEOMETRY, _STATE = "window/geometry", "window/state"
_VERSION = 7
"""Of the set of docks: a layout that was saved with others is not restored."""


class Docks:
    """Docks of one area are tabs, the first of them in front."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._areas: dict[Qt.DockWidgetArea, list[QDockWidget]] = {LEFT: [], BOTTOM: [], RIGHT: []}
        self._seen: set[QWidget] = set()
        """What is in docks that are not behind others."""
        self._before_full = QByteArray()
        window.setDockNestingEnabled(False)
        window.installEventFilter(_WholeTabs(window))
        window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)

    @property
    def all(self) -> list[QDockWidget]:
        return [dock for docks in self._areas.values() for dock in docks]

    def add(
        self, title: Message, body: QWidget, area: Qt.DockWidgetArea, *right: QWidget, tab: Message | None = None
    ) -> QDockWidget:
        """A dock with a title bar that has room for widgets at its right end; `tab` is what it is called in short."""
        dock = QDockWidget(say(title), self._window)
        dock.setObjectName(title.template)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        bar = DockTitle(say(title), *right)
        dock.setTitleBarWidget(bar)
        dock.setWidget(body)
        if tab is None:
            dock.windowTitleChanged.connect(bar.set_title)
        else:
            dock.setWindowTitle(say(tab))
            dock.toggleViewAction().setText(say(title))
        # To Qt a tab that lies behind another is visible; a panel nobody sees need not keep up, but keeps its size.
        policy = body.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        body.setSizePolicy(policy)
        dock.visibilityChanged.connect(lambda is_visible: self._follow(body, is_visible))
        self._window.addDockWidget(area, dock)
        if self._areas[area]:
            self._tabify(self._areas[area][-1], dock)
            self._areas[area][0].raise_()
        self._areas[area].append(dock)
        return dock

    def _follow(self, body: QWidget, is_visible: bool) -> None:
        """Hide a body at once, and show it afterwards: Qt says that its dock is seen in the middle of arranging tabs,
        and dies where these change under its hands."""
        if is_visible:
            self._seen.add(body)
            QTimer.singleShot(0, body, lambda: body.setVisible(body in self._seen))
        else:
            self._seen.discard(body)
            body.hide()

    def add_on_demand(self, title: Message, body: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """A dock that is not there until somebody asks for it, and that a button closes."""
        close = ToolButton("close", say(Message("Close")), 24, 14)
        dock = self.add(title, body, area, close)
        close.clicked.connect(lambda: self._put_away(dock))
        dock.hide()
        return dock

    def of(self, parts: Collection[str]) -> list[QDockWidget]:
        """The docks of these parts of an experiment's `Presentation`."""
        return [dock for dock in self.all if _PARTS.get(dock.objectName()) in parts]

    def restore(self) -> None:
        """As it was left; the first time, as large as suits the screen. Call once, when all docks are there."""
        self._first_state = self._window.saveState(_VERSION)
        store = settings()
        geometry, state = store.value(_GEOMETRY), store.value(_STATE)
        if not (isinstance(geometry, QByteArray) and self._window.restoreGeometry(geometry)):
            screen = QApplication.primaryScreen().availableGeometry()
            self._window.resize(min(1600, screen.width()), min(1000, screen.height()))
        if not (isinstance(state, QByteArray) and self._window.restoreState(state, _VERSION)):
            self._size()

    def show_wide(self, dock: QDockWidget) -> None:
        """Show a dock to read in: its side is made as wide as lines of text need, where the canvas can spare that."""
        is_new = dock.isHidden()
        bring_to_front(dock)
        wide = next(width for least, width in _TO_READ if self._window.width() >= least)
        if is_new and dock.width() < wide:
            self._window.resizeDocks([dock], [wide], Qt.Orientation.Horizontal)

    def _put_away(self, dock: QDockWidget) -> None:
        """Close a dock; its side is no wider than it needs to be for the others."""
        area = self._window.dockWidgetArea(dock)
        dock.toggleViewAction().trigger()
        if area == LEFT:
            self._window.resizeDocks([self._areas[LEFT][0]], [self._first_sizes[0]], Qt.Orientation.Horizontal)
        middle = self._window.centralWidget()
        if middle is not None:
            middle.setFocus()

    @property
    def _first_sizes(self) -> tuple[int, int, int]:
        """Of the left, right and bottom docks in a window as wide as this one."""
        return next(sizes for least, sizes in _SIZES if self._window.width() >= least)

    def save(self) -> None:
        """Keep for the next time how it is now."""
        store = settings()
        store.setValue(_GEOMETRY, self._window.saveGeometry())
        store.setValue(_STATE, self._window.saveState(_VERSION))

    def reset(self) -> None:
        """Back to where they were the first time, at the sizes of this window."""
        self._window.restoreState(self._first_state, _VERSION)
        self._size()

    def hide_all(self, is_hidden: bool) -> None:
        """Make room for the canvas alone; then all is as it was before."""
        if is_hidden:
            self._before_full = self._window.saveState(_VERSION)
            for dock in self.all:
                dock.hide()
        else:
            self._window.restoreState(self._before_full, _VERSION)

    def _tabify(self, first: QDockWidget, second: QDockWidget) -> None:
        # A layout that is active while Qt looks for a tab bar makes a second one, which lies over another dock until
        # it is deleted.
        layout = self._window.layout()
        assert layout is not None, "a main window has one"
        layout.setEnabled(False)
        self._window.tabifyDockWidget(first, second)
        layout.setEnabled(True)

    def _size(self) -> None:
        """As large as suits the window. On a screen too low for all of it, what lies below waits in the View menu."""
        if self._window.minimumSizeHint().height() > self._window.screen().availableGeometry().height():
            for dock in self._areas[BOTTOM]:
                dock.hide()
        left, right, bottom = self._first_sizes
        docks = [self._areas[area][0] for area in (LEFT, RIGHT)]
        self._window.resizeDocks(docks, [left, right], Qt.Orientation.Horizontal)
        self._window.resizeDocks(self._areas[BOTTOM][:1], [bottom], Qt.Orientation.Vertical)


class _WholeTabs(QObject):
    """Every tab says all of its title; where there is no room for all, arrows lead to the others.

    Qt would cut each of them short, and makes new bars of tabs as docks come and go.
    """

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            bar = event.child()
            if isinstance(bar, QTabBar):
                bar.setElideMode(Qt.TextElideMode.ElideNone)
        return False


def was_placed_before() -> bool:
    """Whether the window has been where somebody left it."""
    return settings().value(_GEOMETRY) is not None


def bring_to_front(dock: QDockWidget) -> None:
    """Show a dock and its tab."""
    dock.show()
    dock.raise_()
    dock.widget().show()  # whoever asked for it goes on with what is in it
