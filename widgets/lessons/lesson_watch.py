"""Hears when the file of a lesson is saved by an editor, so that whoever writes one sees it beside the text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from simulator.document.file_watch import SETTLED


class LessonWatch(QObject):
    """Watches one file at most, and its folder: an editor may write another file and give it the name."""

    changed = Signal()
    """What is in the file is another text."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._content: bytes | None = None
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        for sign in (self._watcher.fileChanged, self._watcher.directoryChanged):
            sign.connect(lambda _: self._timer.start(SETTLED))

    def watch(self, path: Path | None) -> None:
        """This file from now on, or none."""
        self._path = path
        self._content = _content_of(path)
        self._renew()

    def close(self) -> None:
        """Nothing more is heard."""
        self.watch(None)
        self._timer.stop()

    def _renew(self) -> None:
        """All anew: a watch stays with what was replaced."""
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        if self._path is not None:
            self._watcher.addPaths([str(each) for each in (self._path, self._path.parent) if each.exists()])

    def _look(self) -> None:
        content, before = _content_of(self._path), self._content
        self._renew()
        if content is not None and content != before:
            self._content = content
            self.changed.emit()


def _content_of(path: Path | None) -> bytes | None:
    try:
        return None if path is None else path.read_bytes()
    except OSError:
        return None
