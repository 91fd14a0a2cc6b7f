"""The open windows of the program: each has a document and a training process of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from core.experiment import Experiment
from core.files.files import SUFFIX
from core.message import Message
from simulator.words import say
from widgets.document.file_desk import blank_experiment
from widgets.main_window import MainWindow
from widgets.parts.style import Appearance

_STEP = 32
"""How far a window stands from the one it came from, to the right and down."""


class Windows(QObject):
    """Opens them, and ends the program when the last one is closed or all may be left."""

    def __init__(
        self, appearance: Appearance, parent: QObject | None = None, recovery_folder: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._recovery_folder = recovery_folder
        """Where unsaved work is kept, and looked for; None: nowhere."""
        self.all: list[MainWindow] = []
        """In the order in which they were opened."""

    def open(self, experiment: Experiment, path: Path | None = None) -> MainWindow:
        """One more window; the first where it was left the last time, others beside the one in front."""
        front = self.front
        window = MainWindow(experiment, path, self._appearance)
        self.all.append(window)
        window.new_window_requested.connect(self.open_blank)
        window.open_in_new_window_requested.connect(self.choose_and_open)
        window.quit_requested.connect(self.quit)
        window.closed.connect(lambda: self._forget(window))
        if front is None:
            window.open()
        else:
            _place_beside(window, front, [each.pos() for each in self.all if each is not window])
            window.show()
        window.activateWindow()
        if self._recovery_folder is not None:
            window.safety.keep(self._recovery_folder)
        window.files.open_runs()
        return window

    @property
    def front(self) -> MainWindow | None:
        """The window that is used at the moment, else the newest."""
        active = QApplication.activeWindow()
        return next((each for each in self.all if each is active), self.all[-1] if self.all else None)

    def open_blank(self) -> None:
        self.open(blank_experiment())

    def choose_and_open(self) -> None:
        """Ask for a file, and open it beside what is open."""
        front = self.front
        path = front.document.path if front is not None else None
        folder = str(path.parent if path is not None else Path.home())
        pattern = say(Message("Experiments (*{suffix} *.json);;All files (*)", suffix=SUFFIX))
        name, _ = QFileDialog.getOpenFileName(front, say(Message("Open in a new window")), folder, pattern)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """A window with this file; where it cannot be read, no window."""
        window = self.open(blank_experiment())
        window.files.open(path)
        if window.document.path is None:
            window.close()

    def quit(self) -> bool:
        """Ask for everything unsaved first, and then close every window or none. True where all are closed."""
        front = self.front
        for window in list(self.all):
            if window.document.is_modified:
                window.activateWindow()
            if not window.files.may_leave():
                return False
        # The window in front closes last: its layout is the one that comes back.
        for window in sorted(self.all, key=lambda each: each is front):
            window.close_without_asking()
        return True

    def _forget(self, window: MainWindow) -> None:
        if window not in self.all:
            return
        self.all.remove(window)
        for dialog in window.findChildren(QDialog):
            dialog.close()
        # A stack of edits says that it is empty while the window around it is being taken apart.
        window.document.undo_stack.blockSignals(True)
        window.deleteLater()


def _place_beside(window: MainWindow, other: MainWindow, taken: list[QPoint]) -> None:
    """As large as the other one where the screen has room for both, and never exactly on one of the others."""
    room = other.screen().availableGeometry()
    size = other.normalGeometry().size().boundedTo(room.size() - QSize(2 * _STEP, 2 * _STEP))
    at = (room.topLeft() if other.isMaximized() or other.isFullScreen() else other.pos()) + QPoint(_STEP, _STEP)
    rounds = 0
    for _ in range(64):
        if not room.contains(QRect(at, size)):
            rounds += 1
            at = room.topLeft() + QPoint(2 * _STEP * rounds, _STEP)
        if all((at - each).manhattanLength() >= _STEP for each in taken):
            break
        at += QPoint(_STEP, _STEP)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(size)
    window.move(at)
