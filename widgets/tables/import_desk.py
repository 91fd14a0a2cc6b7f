"""Tables into the window and out of it: the import dialog, what is dropped on the window, and the rows exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.files.files import SUFFIX
from core.message import Message, Problem
from simulator.background import Background
from simulator.document.document import Document
from simulator.words import say, say_problem

if TYPE_CHECKING:
    from simulator.tables.exporting import Exported
    from widgets.tables.import_dialog import ImportDialog

_EXPERIMENTS = (SUFFIX, ".json")


def is_table(path: Path) -> bool:
    """Whether a file that was dropped is meant as a table: whatever is not named as an experiment."""
    return path.suffix.lower() not in _EXPERIMENTS


class ImportDesk(QObject):
    """One import dialog at a time; the window does the edit that it leads to."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message), and the experiment it leads to."""
    said = Signal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self._reader, self._outcomes, self._exporter = Background(self), Background(self), Background(self)
        self._exporter.done.connect(self._tell_exported)
        self._exporter.failed.connect(self._tell_failed)
        self.dialog: ImportDialog | None = None

    def choose_and_import(self) -> None:
        title = say(Message("Import a table"))
        from widgets.tables.import_dialog import PATTERN

        name, _ = QFileDialog.getOpenFileName(self._window, title, str(self._folder), say(PATTERN))
        if name:
            self.show_dialog(Path(name))

    def show_dialog(self, path: Path) -> None:
        """Read a table and let it be looked at; where a dialog is open, in that one."""
        if self.dialog is not None:
            self.dialog.open_file(path)
            return
        from widgets.tables.import_dialog import ImportDialog  # and pandas with it: not before a table is wanted

        self.dialog = ImportDialog(
            path, lambda: self._document.experiment, self._reader, self._outcomes, self._window
        )
        self.dialog.imported.connect(self.edit_requested)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.show()

    def choose_and_export(self) -> None:
        """Write training and test rows to a file, beside the window."""
        experiment = self._document.experiment
        proposal = self._folder / f"{experiment.name or 'experiment'} rows.csv"
        title, pattern = say(Message("Export rows")), say(Message("Tables (*.csv)"))
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(proposal), pattern)
        if name:
            from simulator.tables.exporting import export_rows

            path = Path(name) if Path(name).suffix else Path(name).with_suffix(".csv")
            self._exporter.start(lambda watch: export_rows(experiment, path, watch))

    def close(self) -> None:
        """End what is being read or written, and wait for that."""
        if self.dialog is not None:
            self.dialog.reject()
        for each in (self._reader, self._outcomes, self._exporter):
            each.close()

    @property
    def _folder(self) -> Path:
        return self._document.path.parent if self._document.path else Path.home()

    def _tell_exported(self, exported: Exported) -> None:
        words = Message(
            "{train} training rows and {test} test rows written to {name}",
            train=f"{exported.train:,}",
            test=f"{exported.test:,}",
            name=exported.path.name,
        )
        self.said.emit(say(words))

    def _tell_failed(self, problem: Problem) -> None:
        QMessageBox.warning(self._window, say(Message("Cannot export")), say_problem(problem))

    def _forget_dialog(self, _: int) -> None:
        self.dialog = None
