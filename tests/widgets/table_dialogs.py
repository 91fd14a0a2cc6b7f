"""A dialog with a table over a document, as tests use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.document.document import Document
from simulator.stage.stage import Stage
from widgets.tables.own_rows_dialog import OwnRowsDialog
from widgets.tables.weights_dialog import WeightsDialog

Dialog = TypeVar("Dialog", OwnRowsDialog, WeightsDialog)


class DialogDesk(Generic[Dialog]):
    """What is done in the dialog reaches the document, as in the window."""

    def __init__(self, qtbot: QtBot, name: str, make: Callable[[Stage], Dialog]) -> None:
        self.document = Document(example(name))
        self.stage = Stage(self.document)
        self.dialog = make(self.stage)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.document.setParent(self.dialog)
        self.stage.setParent(self.dialog)
        self.dialog.edit_requested.connect(self.document.edit)
        qtbot.addWidget(self.dialog)
        with qtbot.waitExposed(self.dialog):
            self.dialog.show()
