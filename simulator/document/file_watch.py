"""Hears when the file of the document is changed or deleted by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal

from core.message import Message, Problem
from simulator.background import Background
from simulator.document.document import Document
from simulator.document.running import application
from simulator.files.saving import fingerprint

SETTLED = 250
"""Milliseconds after the last sign of change until the file is looked at: many programs delete and write anew."""


@dataclass(frozen=True)
class Sight:
    """A file as it was seen: what the folder says of it, and the hash of its content (None where there is none)."""

    path: Path
    stat: tuple[int, ...] | None
    content: str | None


class FileWatch(QObject):
    """Compares content, not times: a file that was only touched is the same. `close` it.

    It watches the folder as well as the file, since a file that is replaced takes its watch with it; and it looks
    when the user comes back to the program, since folders of other machines tell nothing.
    """

    differs = Signal(str)
    """The content is another; its fingerprint."""
    gone = Signal()
    """There is no such file any more."""
    agrees = Signal()
    """It is (again) what was last read or written."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._seen: Sight | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._wait)
        self._watcher.directoryChanged.connect(self._wait)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED)
        self._timer.timeout.connect(self.look)
        self._background = Background(self)
        self._background.done.connect(self._judge)
        # A Problem is a file that cannot be read just now: nothing is known of it, and saving will say so.
        document.file_changed.connect(self.look)
        application().applicationStateChanged.connect(self._follow_application)
        self.look()

    def look(self) -> None:
        """Look at the file now; what it is like is told as soon as it is known."""
        self._timer.stop()
        self._watch()
        path, seen = self._document.path, self._seen
        if path is None:
            self._background.cancel()
        else:
            self._background.start(lambda _: _sight(path, seen))

    def close(self) -> None:
        """Nothing more is heard."""
        self._document.file_changed.disconnect(self.look)
        application().applicationStateChanged.disconnect(self._follow_application)
        self._watcher.deleteLater()
        self._timer.stop()
        self._background.close()

    def _watch(self) -> None:
        path = self._document.path
        watched = [*self._watcher.files(), *self._watcher.directories()]
        # All anew: a watch stays with what was replaced, as long as that has another name or reader.
        if watched:
            self._watcher.removePaths(watched)
        wanted = [] if path is None else [str(each) for each in (path, path.parent) if each.exists()]
        if wanted:
            self._watcher.addPaths(wanted)

    def _wait(self, _: str) -> None:
        self._timer.start()

    def _follow_application(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self._document.path is not None:
            self._timer.start()

    def _judge(self, sight: Sight) -> None:
        if sight.path != self._document.path:
            return
        self._seen = sight
        if sight.content == self._document.disk:
            self.agrees.emit()
        elif sight.content is None:
            self.gone.emit()
        else:
            self.differs.emit(sight.content)


def _sight(path: Path, before: Sight | None) -> Sight:
    """How the file is now (raises Problem); its content is read only where the folder says that it was touched."""
    try:
        found = path.stat()
        stat = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if before is not None and (before.path, before.stat) == (path, stat):
            return before
        return Sight(path, stat, fingerprint(path))
    except (FileNotFoundError, NotADirectoryError):
        return Sight(path, None, None)
    except OSError as error:
        reason = Message("cannot be read: {reason}", reason=error.strerror or type(error).__name__)
        raise Problem(reason, str(path)) from None
