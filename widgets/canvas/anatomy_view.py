"""One unit taken apart, in a window of its own that follows the playhead."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.message import Message
from core.network import Network
from simulator.frames.anatomy import HEIGHT, WIDTH, Anatomy, anatomy_at
from simulator.frames.elements import UnitAt
from simulator.frames.view import View
from simulator.painting.paint_anatomy import paint_anatomy
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.canvas.walking import neighbour
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.style import Themed, current_theme

_WALKS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class AnatomyView(Themed, QWidget):
    """Paints the anatomy of one unit of the stage at the playhead's time.

    Arrow keys walk to other units; the space bar plays, full stop and comma go a beat on and back, as in the canvas.
    """

    def __init__(self, stage: Stage, unit: UnitAt) -> None:
        super().__init__()
        mark_as_picture(self)
        self._stage = stage
        self.unit = unit
        self._known = stage.trace.network
        """Where `unit` was last seen."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(self.sizeHint())
        stage.changed.connect(self.refresh)
        stage.playhead.moved.connect(self.update)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(round(WIDTH), round(HEIGHT))

    @property
    def anatomy(self) -> Anatomy:
        """What is on show at the moment."""
        stage = self._stage
        view = View(self.width(), self.height())
        return anatomy_at(stage.trace, stage.timeline, stage.time, self.unit, view)

    def show_unit(self, unit: UnitAt) -> None:
        """Another unit of a layer; an input has no anatomy."""
        self.unit, self._known = unit, self._stage.trace.network
        self.refresh()

    def refresh(self) -> None:
        """Another trace or unit. Where this unit is no more, its nearest neighbour takes its place."""
        network = self._stage.trace.network
        if network is not self._known:
            self.unit, self._known = _same(self._known, network, self.unit), network
        name = network.unit_names(self.unit.column)[self.unit.unit]
        self.setAccessibleName(say(Message("Anatomy of {unit}", unit=name)))
        words = ("".join(run.text for run in runs) for runs in self.anatomy.equations)
        self.setAccessibleDescription("; ".join(words))
        title = say(Message("{layer} › {unit}", layer=network.layers[self.unit.column - 1].name, unit=name))
        # Qt takes [*] for the place of its mark for unsaved changes.
        self.window().setWindowTitle(title.replace("[*]", "[*][*]"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), QColor(theme.canvas))
        paint_anatomy(painter, self.anatomy, theme)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        playhead = self._stage.playhead
        if event.key() in _WALKS:
            there = neighbour(self._stage.trace.network, self.unit, *_WALKS[Qt.Key(event.key())])
            if isinstance(there, UnitAt) and there.column > 0:
                self.show_unit(there)
        elif event.key() == Qt.Key.Key_Space:
            playhead.toggle()
        elif event.text() in (".", ","):
            playhead.beat_on() if event.text() == "." else playhead.beat_back()
        else:
            super().keyPressEvent(event)


class AnatomyDialog(QDialog):
    """The view in a window beside the main one; Escape closes it."""

    def __init__(self, stage: Stage, unit: UnitAt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = AnatomyView(stage, unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.refresh()
        self.view.setFocus()


def _same(old: Network, new: Network, unit: UnitAt) -> UnitAt:
    """The unit of the same name in the same layer, wherever it stands now; else the nearest to where it stood."""
    layer = old.layers[unit.column - 1]
    columns = [column for column, each in enumerate(new.layers, start=1) if each.name == layer.name]
    # Layers may share a name: then the one in the same place.
    column = unit.column if unit.column in columns else columns[0] if columns else unit.column
    column = min(column, len(new.layers))
    units, name = new.layers[column - 1].units, layer.units[unit.unit]
    if name in units and layer.units.count(name) == units.count(name) == 1:
        return UnitAt(column, units.index(name))
    return UnitAt(column, min(unit.unit, len(units) - 1))
