"""Import dialogs on files made for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, QThread
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.background import Background
from widgets.tables.import_dialog import ImportDialog

FLOWERS = "length,width,colour,kind\n" + "".join(
    f"{index}.5,{index % 7},{('red', 'blue')[index % 2]},{('a', 'b', 'c')[index % 3]}\n" for index in range(30)
)
Open = Callable[..., ImportDialog]


def dialogs(qtbot: QtBot, folder: Path) -> Iterator[Open]:
    """Opens a dialog on a file with this content, and waits until it has something to say of it."""
    made: list[ImportDialog] = []
    experiment = example("bank")
    workers = Background(), Background()

    def open_dialog(content: str | bytes, name: str = "table.csv", *, wait: bool = True) -> ImportDialog:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        dialog = ImportDialog(path, lambda: experiment, *workers)
        # It deletes itself when closed; the test must not delete it again.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        made.append(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        if wait:
            settled(qtbot, dialog)
        return dialog

    yield open_dialog
    for dialog in made:
        dialog.reject()
    for worker in workers:
        worker.close()
        assert not any(thread.isRunning() for thread in worker.findChildren(QThread))


def settled(qtbot: QtBot, dialog: ImportDialog) -> str:
    """The line at the foot, once nothing is going on any more."""
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=30_000)
    return dialog.status
