"""The data sets that are points in the plane, as little pictures to choose from."""

from __future__ import annotations

from functools import lru_cache, partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from core.data.data import encode
from core.data.datasets import BUILTIN, Builtin, Draw, builtin
from core.message import Message
from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.painting.marker_sprites import paint_markers
from simulator.plots.maps import MapPoints, class_numbers, domain_of
from simulator.words import say
from widgets.parts.plain_text import lines_tip
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_ACROSS, _GAP = 4, 8
_NAME = 18
"""Room for the name below a picture."""
_POINTS = 90
_MARKER = 0.46
_NAMES = {"checkerboard": Message("checks")}
"""Where the name of a data set is wider than its picture."""


class DatasetTiles(QWidget):
    """One tile a data set. Arrow keys go from tile to tile, the space bar chooses."""

    chosen = Signal(str)
    """The name of the data set that a person chose."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Points in the plane")))
        self.tiles = [_Tile(entry, self) for entry in BUILTIN.values() if entry.group == "points"]
        for tile in self.tiles:
            tile.clicked.connect(partial(self.chosen.emit, tile.name))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def choose(self, name: str) -> None:
        """Show this data set as the chosen one; none where it is no tile."""
        for tile in self.tiles:
            tile.setChecked(tile.name == name)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = -(-len(self.tiles) // _ACROSS)
        return lines * (self._side(width) + _NAME + 4) - 4

    def sizeHint(self) -> QSize:
        return QSize(1, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self._side(self.width())
        spread = (self.width() - side) / (_ACROSS - 1)
        for index, tile in enumerate(self.tiles):
            line, column = divmod(index, _ACROSS)
            tile.setGeometry(round(column * spread), line * (side + _NAME + 4), side, side + _NAME)

    @staticmethod
    def _side(width: int) -> int:
        return max(36, (width - (_ACROSS - 1) * _GAP) // _ACROSS)


class _Tile(Themed, QToolButton):
    """A square with the points in it, and the name below."""

    def __init__(self, entry: Builtin, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = entry.name
        self._words = say(_NAMES[entry.name]) if entry.name in _NAMES else entry.name
        self.setCheckable(True)
        self.setAccessibleName(say(entry.label))
        self.setAccessibleDescription(say(entry.sentence))
        self.setToolTip(lines_tip(say(entry.label), say(entry.sentence)))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, is_on = current_theme(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0, 0, self.width(), self.width())
        width = 2.0 if is_on else 1.0
        edge = theme.ink if is_on else theme.border_strong if self.underMouse() else theme.border
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(frame.adjusted(width / 2, width / 2, -width / 2, -width / 2), 6, 6)
        points = _preview(self.name)
        domain = domain_of(points.inputs)
        room = frame.adjusted(4, 4, -4, -4)
        places = [domain.at(room, x, y) for x, y in points.inputs.tolist()]
        paint_markers(painter, places, points.classes.tolist(), theme, _MARKER)
        face = font(11, SEMIBOLD if is_on else REGULAR)
        at = QRectF(0, frame.bottom(), self.width(), _NAME).center()
        write(painter, at, self._words, face, theme.ink if is_on else theme.text_2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(4, 4, -4, -4), 4, 4)
        painter.end()


@lru_cache(maxsize=16)
def _preview(name: str) -> MapPoints:
    """Some points of a data set without noise, in the classes that the map would show."""
    here = builtin(name)
    inputs, labels = here.make(Draw(_POINTS))
    count = len(here.classes)
    return MapPoints(inputs, class_numbers(encode(labels, count, 1 if count == 2 else count, "tanh")))
