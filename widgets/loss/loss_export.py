"""The plot as a file: a picture (PNG), a drawing (SVG), a page (PDF) or the numbers themselves (CSV)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.message import Message, Problem
from core.runs.rates import Rates
from core.runs.tape import History
from simulator.background import Background
from simulator.files.saving import stream_whole, write_whole
from simulator.words import say, say_problem
from widgets.parts.style import current_theme

if TYPE_CHECKING:
    from widgets.loss.loss_plot import LossPlot

SIZE = QSize(1200, 600)
"""Of pictures, whatever the size of the panel."""
_SHARP = 2
"""Pixels of a PNG in one of the picture."""
_KINDS = {
    ".png": Message("Picture (*.png)"),
    ".svg": Message("Drawing (*.svg)"),
    ".pdf": Message("Document (*.pdf)"),
    ".csv": Message("Numbers of every epoch (*.csv)"),
}


@dataclass(frozen=True, eq=False)
class Shown:
    """The run whose numbers are on show."""

    history: History
    rates: Rates | None


class LossExport(QObject):
    """Asks where to, and writes it whole or not at all."""

    said = Signal(str)

    def __init__(self, plot: Callable[[], LossPlot], parent: QWidget) -> None:
        """`plot` is asked for the plot when it is to be written."""
        super().__init__(parent)
        self._plot = plot
        self._window = parent
        self._shown: Shown | None = None
        self._writer = Background(self)
        self._writer.done.connect(self._tell)
        self._writer.failed.connect(self._complain)
        self.action = QAction(say(Message("Export &the plot…")), self)
        self.action.setToolTip(say(Message("As a picture (PNG), a drawing (SVG), a page (PDF) or a table (CSV)")))
        self.action.triggered.connect(lambda *_: self.choose_and_export())
        self.show_run(None)

    def show_run(self, shown: Shown | None) -> None:
        self._shown = shown
        self.action.setEnabled(shown is not None)

    def choose_and_export(self) -> None:
        pattern = ";;".join(say(words) for words in _KINDS.values())
        proposal = str(Path.home() / "loss.png")
        name, chosen = QFileDialog.getSaveFileName(self._window, say(Message("Export the plot")), proposal, pattern)
        if not name:
            return
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(next((end for end, words in _KINDS.items() if say(words) == chosen), ".png"))
        self.export(path)

    def export(self, path: Path) -> None:
        """Write the file its ending asks for; what fails is said in one line and leaves nothing."""
        shown, kind = self._shown, path.suffix.lower()
        if shown is None:
            return
        if kind == ".csv":
            self._writer.start(lambda _: _write_numbers(path, shown))
            return
        try:
            if kind not in _KINDS:
                raise Problem(Message("the name must end in .png, .svg, .pdf or .csv"), str(path))
            write_whole(path, as_picture(self._plot(), kind.removeprefix(".")))
        except Problem as problem:
            self._complain(problem)
        else:
            self._tell(path)

    def close(self) -> None:
        """End what is being written, and wait for that."""
        self._writer.close()

    def _tell(self, path: Path) -> None:
        self.said.emit(say(Message("Plot written to {name}", name=path.name)))

    def _complain(self, problem: Problem) -> None:
        QMessageBox.warning(self._window, say(Message("Cannot export")), say_problem(problem))


def as_picture(plot: LossPlot, kind: str) -> bytes:
    """What the plot shows, without playhead and mouse, in the colours of the present theme: `png`, `svg` or `pdf`."""
    from simulator.film.still import Still, still_as

    ratio = _SHARP if kind == "png" else 1
    still = Still(
        SIZE.width(),
        SIZE.height(),
        lambda painter: _paint(painter, plot, ratio),
        current_theme().panel,
        plot.accessibleName(),
        plot.logicalDpiX(),  # so that axes, which pyqtgraph records, are not scaled
    )
    return still_as(kind, still, ratio)


def _paint(painter: QPainter, plot: LossPlot, ratio: float) -> None:
    """Render the scene of a plot like the one on screen, as large as the picture."""
    whole = QRectF(0, 0, SIZE.width(), SIZE.height())
    made = plot.copy_of_size(SIZE, ratio)
    made.scene().render(painter, whole, whole)
    made.deleteLater()


def _write_numbers(path: Path, shown: Shown) -> Path:
    from core.runs.run_table import run_as_csv

    pieces = (lines.encode() for lines in run_as_csv(shown.history, shown.rates))
    stream_whole(path, lambda file: file.writelines(pieces))
    return path
