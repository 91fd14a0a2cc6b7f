"""The record dialog under a hand, as tests use it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from core.files.examples import example
from core.parameters import flat_values
from core.results.metrics import Scores
from core.runs.tape import Record, TapeReader
from core.runs.tape_writer import TapeWriter
from simulator.film.footage import Footage, footage_of_tape
from simulator.film.settings import FilmSettings
from widgets.film.record_dialog import RecordDialog
from widgets.parts.combo_box import ComboBox

SMALL = FilmSettings(width=320, height=180, fps=30, seconds=1.0)


def opened(
    qtbot: QtBot,
    folder: Path,
    settings: FilmSettings = SMALL,
    experiment: Experiment | None = None,
    footage: Footage | None = None,
    name: str = "film.mp4",
) -> RecordDialog:
    dialog = RecordDialog(experiment or example("bank"), settings, footage)
    # It deletes itself when closed; the test must not delete it again.
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda _: dialog.close())
    dialog.target.field.setText(str(folder / name))
    dialog.options.more.open()
    dialog.show()
    return dialog


def run_of(experiment: Experiment, folder: Path) -> Footage:
    writer = TapeWriter(folder / "run.tape", experiment.network, "float64")
    for epoch in range(6):
        values = flat_values(experiment.network) * (1 + epoch)
        writer.append(Record(float(epoch), Scores(1.0 / (1 + epoch)), 0.1, values))
    writer.close()
    return footage_of_tape(TapeReader(folder / "run.tape"), experiment.network)


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def segment(control: QWidget, index: int) -> QToolButton:
    return control.findChildren(QToolButton)[index]


def choose(combo: ComboBox, value: object) -> None:
    """As a hand does: the list tells of what it shows only when somebody chose it."""
    index = next(at for at in range(combo.count()) if combo.itemData(at) == value)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def picture(dialog: RecordDialog) -> bytes:
    image = dialog.preview.picture.grab().toImage()  # the bits are its own, and go with it
    return bytes(image.constBits())
