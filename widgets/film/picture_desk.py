"""Pictures that stand: the canvas or any plot, as it is seen, into a file or onto the clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QStandardPaths, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QRegion
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from core.message import Message, Problem
from simulator.film.still import Still, image_of, save_still
from simulator.film.still_kinds import KINDS
from simulator.painting.paint import paint
from simulator.stage.stage import Stage
from simulator.words import say, say_problem
from widgets.canvas.canvas import Canvas
from widgets.parts.actions import action
from widgets.parts.picture_mark import is_picture
from widgets.parts.style import current_theme

SHARP = 2.0
"""Pixels of a PNG for one on the screen."""
_MOST_EDGES = 20_000


class PictureDesk(QObject):
    """`save` and `copy` take the canvas; the context menu of a plot offers the same for that plot."""

    said = Signal(str)

    def __init__(self, stage: Stage, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._stage, self._canvas, self._window = stage, canvas, window
        self.save = action(window, Message("Save pict&ure…"), self.choose_and_save, "Ctrl+Shift+E")
        self.save.setToolTip(say(Message("The canvas as it is seen: PNG, SVG or PDF")))
        self.copy = action(window, Message("Cop&y picture"), self.copy_canvas, "Ctrl+Shift+C")
        self.copy.setToolTip(say(Message("The canvas as it is seen, onto the clipboard")))
        window.installEventFilter(self)

    def canvas_still(self) -> Still:
        """The network as the canvas shows it now, without what a hand works with, and with all its edges."""
        theme, canvas = current_theme(), self._canvas
        seen = replace(canvas.view, hovered=None, has_focus=False, controlled=frozenset())
        view = replace(seen, edge_budget=_MOST_EDGES, smooth_budget=None)
        frame = self._stage.frame(view)
        name = canvas.experiment.name
        return Still(view.width, view.height, lambda painter: paint(painter, frame, theme), theme.canvas, name)

    def choose_and_save(self) -> None:
        self._choose_and_save(self.canvas_still(), self._canvas.experiment.name or say(Message("network")))

    def copy_canvas(self) -> None:
        self.copy_still(self.canvas_still())

    def save_to(self, still: Still, path: Path) -> None:
        """Write the file its ending asks for; what fails is said in one line and leaves nothing."""
        try:
            save_still(still, path, SHARP)
        except Problem as problem:
            QMessageBox.warning(self._window, say(Message("Cannot save the picture")), say_problem(problem))
        else:
            self.said.emit(say(Message("Picture written to {name}", name=path.name)))

    def copy_still(self, still: Still) -> None:
        """Put the picture on the clipboard, for any program that takes one."""
        image = image_of(still, SHARP)
        image.setDevicePixelRatio(1.0)
        QGuiApplication.clipboard().setImage(image)
        self.said.emit(say(Message("Picture copied")))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What no widget on the way wanted arrives at the window.
        if isinstance(event, QContextMenuEvent):
            plot = self._plot_at(event.globalPos())
            if plot is not None:
                self.menu_of(plot).popup(event.globalPos())
                return True
        return super().eventFilter(watched, event)

    def menu_of(self, plot: QWidget) -> QMenu:
        """What can be done with one plot; it deletes itself."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(say(Message("Save this as a picture…")), lambda: self._choose_and_save(*_named(plot)))
        menu.addAction(say(Message("Copy this as a picture")), lambda: self.copy_still(still_of(plot)))
        return menu

    def _plot_at(self, place: QPoint) -> QWidget | None:
        inside = self._window.mapFromGlobal(place)
        widget = self._window.childAt(inside)
        while widget is not None and not is_picture(widget):
            widget = widget.parentWidget()
        return widget

    def _choose_and_save(self, still: Still, name: str) -> None:
        patterns = {f"{say(words)} (*.{kind})": f".{kind}" for kind, words in KINDS.items()}
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        stem = "".join(letter if letter.isalnum() or letter in " -_," else " " for letter in name).strip()
        proposal = str(Path(folder or Path.home()) / f"{stem or 'picture'}.png")
        title = say(Message("Save picture"))
        chosen, pattern = QFileDialog.getSaveFileName(self._window, title, proposal, ";;".join(patterns))
        if chosen:
            path = Path(chosen)
            self.save_to(still, path if path.suffix else path.with_suffix(patterns.get(pattern, ".png")))


def still_of(plot: QWidget) -> Still:
    """A plot as it is on the screen."""
    ground = current_theme().panel

    def painted(painter: QPainter) -> None:
        plot.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)

    return Still(plot.width(), plot.height(), painted, ground, plot.accessibleName())


def _named(plot: QWidget) -> tuple[Still, str]:
    return still_of(plot), plot.accessibleName() or say(Message("plot"))
