"""Tables in and out of the window: the import dialog, and what is dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.files import SUFFIX
from core.message import Message
from simulator.document import Document
from simulator.words import say
from widgets.import_dialog import PATTERN, ImportDialog

_EXPERIMENTS = (SUFFIX, ".json")


def is_table(path: Path) -> bool:
    """Whether a file that was dropped is meant as a table: whatever is not named as an experiment."""
    return path.suffix.lower() not in _EXPERIMENTS


class ImportDesk(QObject):
    """One import dialog at a time; the window does the edit that it leads to."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message), and the experiment it leads to."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self.dialog: ImportDialog | None = None

    def choose_and_import(self) -> None:
        folder = self._document.path.parent if self._document.path else Path.home()
        title = say(Message("Import a table"))
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(folder), say(PATTERN))
        if name:
            self.show_dialog(Path(name))

    def show_dialog(self, path: Path) -> None:
        """Read a table and let it be looked at; where a dialog is open, in that one."""
        if self.dialog is not None:
            self.dialog.open_file(path)
            return
        self.dialog = ImportDialog(path, lambda: self._document.experiment, self._window)
        self.dialog.imported.connect(self.edit_requested)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.show()

    def close(self) -> None:
        """End what is being read."""
        if self.dialog is not None:
            self.dialog.reject()

    def _forget_dialog(self, _: int) -> None:
        self.dialog = None
